"""The check that docs/ledger.md gives to outsiders, run as it stands there against a running site."""

import datetime as dt
import re
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection, transaction
from django.utils import timezone

from claims.models import Event
from claims.publishing import rebuild
from claims.services.history import checkpoint_take
from claims.tests.factories import make_published_claim, publish

GUIDE = (Path(settings.BASE_DIR) / "docs" / "ledger.md").read_text()

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def check(live_server, tmp_path):
    """Keep the checkpoints of the site as the guide says, and return a function that holds the site to them."""
    (path,) = re.findall(r"curl -s 'https://record\.example(\S+)'", GUIDE)
    (script,) = re.findall(r"```python\n(.*?)```", GUIDE, re.DOTALL)
    assert script.isascii()
    program, kept = tmp_path / "outsider.py", tmp_path / "kept.jsonl"
    program.write_text(script)

    def keep():
        with urllib.request.urlopen(live_server.url + path) as answer:
            kept.write_bytes(answer.read())

    def run():
        command = [sys.executable, str(program), live_server.url, str(kept)]
        done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
        return done.returncode, done.stdout.splitlines(), done.stderr

    run.keep = keep
    return run


def days_on(days):
    return timezone.now() + dt.timedelta(days=days)


def forge(sql, *values):
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values)


def test_outsiders_find_an_honest_record_as_it_was(check):
    claim = make_published_claim()
    checkpoint_take()
    publish(claim, rating="disputed")
    checkpoint_take(now=days_on(1))
    check.keep()
    # What comes later is no rewriting.
    publish(claim)
    make_published_claim()

    assert check() == (0, ["Nothing was rewritten."], "")


def test_outsiders_find_a_line_that_was_rewritten_with_all_its_hashes(check):
    claim = make_published_claim()
    line = Event.objects.filter(subject_id=claim.public_id, is_public=True).latest("number")
    checkpoint_take()
    check.keep()

    forge("UPDATE claims_event SET reason = 'Another reason.' WHERE id = %s", line.pk)
    list(rebuild())

    code, said, _ = check()
    assert code == 1
    assert f"Claim {claim.public_id}: line {line.number} is not what it was." in said


def test_outsiders_find_a_checkpoint_that_was_taken_anew(check):
    make_published_claim()
    checkpoint = checkpoint_take()
    check.keep()

    forge("UPDATE claims_checkpoint SET heads = repeat('0', 64) WHERE id = %s", checkpoint.pk)
    list(rebuild())

    code, said, _ = check()
    assert code == 1
    assert said[0] == f"Checkpoint {checkpoint.number}: the site shows another one than you kept."
