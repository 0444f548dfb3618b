import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

ROOT = settings.BASE_DIR


def run(code: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Load the ordinary settings in a process of their own."""
    clean = {key: value for key, value in os.environ.items() if key in {"PATH", "HOME", "LANG"}}
    return subprocess.run(
        [sys.executable, "-c", f"from factcheck import settings as s; {code}"],
        cwd=ROOT,
        env={**clean, "PYTHONPATH": str(ROOT), "ENV_FILE": os.devnull, **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def test_every_setting_that_is_read_stands_in_the_example():
    read = re.findall(r'(?:env\.\w+|_number)\(\s*"([A-Z_]+)"', (ROOT / "factcheck" / "settings.py").read_text())
    named = re.findall(r"^#([A-Z_]+)=", (ROOT / ".env.example").read_text(), re.MULTILINE)

    assert set(read) - {"ENV_FILE"} == set(named)
    assert len(named) == len(set(named))


def test_a_trial_is_of_the_embedded_database_alone(tmp_path):
    embedded = run("print(s.TRIAL, s.DEBUG, s.EMBEDDED_POSTGRES is not None)", VAR_DIR=str(tmp_path))
    other = run(
        "print(s.TRIAL, s.DEBUG, s.EMBEDDED_POSTGRES)",
        DATABASE_URL="postgres://h/n",
        SECRET_KEY="k",
        VAR_DIR=str(tmp_path),
    )

    assert (embedded.stdout, other.stdout) == ("True False True\n", "False False None\n")


def test_secret_key_is_made_once_and_private(tmp_path):
    first = run("print(s.SECRET_KEY)", VAR_DIR=str(tmp_path)).stdout
    second = run("print(s.SECRET_KEY)", VAR_DIR=str(tmp_path)).stdout

    assert len(first) > 50
    assert first == second
    assert (tmp_path / "secret_key").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({"TRIAL": "off"}, "SECRET_KEY must be set when TRIAL is off"),
        ({"PORT": "eight"}, "PORT must be a whole number, not 'eight'"),
        ({"DATABASE_URL": "mysql://h/n"}, "DATABASE_URL must name a PostgreSQL database"),
    ],
)
def test_wrong_setting_is_told_in_a_sentence(tmp_path, environment, sentence):
    assert sentence in run("", VAR_DIR=str(tmp_path), **environment).stderr
