"""The settings of a test run: the ordinary ones, away from the files of `make run` and from other test runs.

A process that a test starts inherits the environment that is made here, and so its broker and its queue.
"""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]

DEFAULTS = {
    "ENV_FILE": os.devnull,
    "VAR_DIR": str(_ROOT / "var" / "test"),
    "TRIAL": "off",
    "EMBEDDED_DATABASE_DURABLE": "off",
    "LOG_FORMAT": "console",
    "LOG_LEVEL": "WARNING",
    "SECRET_KEY": "for tests only; says nothing and protects nothing",
}
for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)

# Each process that runs tests has a queue of its own, or the worker of one would take the tasks of another. Those that
# pytest-xdist starts inherit the environment of the first, but not its part of the tests.
_part = os.environ.get("PYTEST_XDIST_WORKER", "all")
if os.environ.get("ONRECORD_TEST_PART") != _part:
    os.environ |= {
        "ONRECORD_TEST_PART": _part,
        "BROKER_DIR": str(Path(os.environ["VAR_DIR"]) / f"broker-{os.getpid()}"),
        "CELERY_QUEUE": f"onrecord-test-{os.getpid()}",
    }

from factcheck.settings import *  # noqa: E402, F403
from factcheck.settings import DATABASES, STATIC_ROOT, STORAGES, VAR_DIR  # noqa: E402

# Test runs may overlap, on one server, so each has a database of its own.
TEST_DATABASE_PREFIX = "test_onrecord_"
DATABASES["default"]["TEST"] = {"NAME": f"{TEST_DATABASE_PREFIX}{os.getpid()}"}
MEDIA_ROOT = VAR_DIR / f"media-{os.getpid()}"
# Quick and worthless hashes: every test that logs in makes one.
PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
# Files are served from where they lie.
STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
WHITENOISE_USE_FINDERS = True
STATIC_ROOT.mkdir(parents=True, exist_ok=True)
