"""The settings of a test run: the ordinary ones, away from the files of `make run` and from other test runs.

What is set in the environment wins, so that a process started by a test is told where its database and its broker are.
"""

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parents[2]

DEFAULTS = {
    "ENV_FILE": os.devnull,
    "VAR_DIR": str(_ROOT / "var" / "test"),
    "BROKER_DIR": str(_ROOT / "var" / "test" / f"broker-{os.getpid()}"),
    "CELERY_QUEUE": f"onrecord-test-{os.getpid()}",
    "DEBUG": "off",
    "EMBEDDED_DATABASE_DURABLE": "off",
    "LOG_FORMAT": "console",
    "LOG_LEVEL": "WARNING",
    "SECRET_KEY": "for tests only; says nothing and protects nothing",
}
for _name, _value in DEFAULTS.items():
    os.environ.setdefault(_name, _value)

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
