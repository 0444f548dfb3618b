"""Whole lists from a real server and whole exports from a real process: flat memory, an early first byte, and a word
about what was cut off."""

import hashlib
import signal
import subprocess
import sys
import time

import pytest
from django.conf import settings

from claims.tests import factories as make
from claims.tests.api.streams import fill, streamed
from factcheck.tests.server import served
from factcheck.tests.worker import on_test_database

FLAT_MB = 50
FIRST_BYTE_SECONDS = 1.0


@pytest.mark.parametrize("claims", [4_000, pytest.param(100_000, marks=pytest.mark.bench)])
def test_whole_lists_are_streamed(transactional_db, capsys, claims):
    make.make_published_claim()
    fill(claims)
    with served() as (site, process):
        # What any first request brings into memory.
        streamed(f"{site}/api/v1/claims/?format=csv&page_size=100", process)
        streamed(f"{site}/api/v1/claims/?format=jsonl&page_size=100", process)
        for form, extra in (("jsonl", 0), ("csv", 1)):
            seen = streamed(f"{site}/api/v1/claims/?format={form}", process)
            with capsys.disabled():
                print(
                    f"\n{claims} claims as {form}: {seen.size / 1e6:.0f} MB in {seen.seconds:.1f} s, first byte after"
                    f" {seen.first:.2f} s, memory grew by {seen.grown_mb:.0f} MB",
                    end="",
                )
            assert seen.lines == claims + extra
            assert seen.first < FIRST_BYTE_SECONDS
            assert seen.grown_mb < FLAT_MB


def export(*options: object) -> subprocess.Popen:
    command = [sys.executable, "manage.py", "export", *map(str, options)]
    return subprocess.Popen(
        command, cwd=settings.BASE_DIR, env=on_test_database(), stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )


def test_export_that_is_killed_leaves_no_checksums_and_the_next_says_so(transactional_db, tmp_path):
    make.make_published_claim()
    fill(20_000)
    killed = export(tmp_path, "--format", "csv")
    end = time.monotonic() + 60
    while not (left := list(tmp_path.glob("*.part"))):
        assert killed.poll() is None, killed.communicate()
        assert time.monotonic() < end
        time.sleep(0.001)
    killed.send_signal(signal.SIGKILL)
    killed.communicate()
    assert left
    assert list(tmp_path.glob("*.part"))
    assert not (tmp_path / "SHA256SUMS").exists()

    again = export(tmp_path, "--format", "csv")
    _, told = again.communicate()
    assert again.returncode == 0
    assert b"cut off; all of it is written anew" in told
    assert not list(tmp_path.glob("*.part"))
    for line in (tmp_path / "SHA256SUMS").read_text().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256((tmp_path / name).read_bytes()).hexdigest() == digest
    assert (tmp_path / "claims.csv").read_bytes().count(b"\n") == 20_001


def test_export_into_a_closed_pipe_ends_with_a_sentence(transactional_db):
    make.make_published_claim()
    fill(2_000)
    with export("-", "--type", "claims") as cut:
        cut.stdout.read(1_000)
        cut.stdout.close()
        told = cut.stderr.read().decode()
    assert cut.returncode == 1
    assert "The export was cut off" in told
    assert "Traceback" not in told
