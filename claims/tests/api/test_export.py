"""`manage.py export`: all that is public and nothing else, the same bytes for the same record."""

import csv
import hashlib
import io
from pathlib import Path

import orjson
import pytest
from django.core.management import CommandError, call_command

from claims.public.addresses import FOLDERS
from claims.public.models import Publication
from claims.tests import factories as make


@pytest.fixture
def public(transactional_db: None) -> None:
    claim = make.make_published_claim('A "quoted" claim,\nof two lines\t=1', topics=[make.make_topic("=SUM(1)")])
    make.make_published_claim()
    make.make_answered_correction(claim)
    make.make_claim("Xylographical draft")


def export(folder: Path, *options: str) -> dict[str, bytes]:
    call_command("export", str(folder), *options, stdout=io.StringIO())
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def test_lines_are_the_stored_documents(public, tmp_path):
    files = export(tmp_path / "a")
    assert set(files) == {"SHA256SUMS", *(f"{folder}.jsonl" for folder in FOLDERS.values())}
    for kind, folder in FOLDERS.items():
        stored = (
            Publication.objects.filter(kind=kind, is_gone=False).order_by("public_id").values_list("body", flat=True)
        )
        assert files[f"{folder}.jsonl"].decode().splitlines() == list(stored)
        assert b"Xylographical" not in files[f"{folder}.jsonl"]
    for line in files["SHA256SUMS"].decode().splitlines():
        digest, name = line.split("  ")
        assert hashlib.sha256(files[name]).hexdigest() == digest
    assert export(tmp_path / "b") == files


def test_table_reads_as_one(public, tmp_path):
    files = export(tmp_path, "--format", "csv", "--type", "claims", "--type", "topics")
    assert set(files) == {"SHA256SUMS", "claims.csv", "topics.csv"}
    claims = list(csv.DictReader(io.StringIO(files["claims.csv"].decode(), newline="")))
    assert {row["id"] for row in claims} == set(
        Publication.objects.filter(kind="claim").values_list("public_id", flat=True)
    )
    (topic,) = csv.DictReader(io.StringIO(files["topics.csv"].decode(), newline=""))
    assert topic["name"] == "'=SUM(1)"


def test_what_is_gone_is_not_exported(public, tmp_path):
    Publication.objects.filter(kind="topic").update(is_gone=True)
    assert export(tmp_path, "--type", "topics")["topics.jsonl"] == b""


def test_one_type_goes_to_standard_output(public, capfdbinary):
    call_command("export", "-", "--type", "claims")
    out = capfdbinary.readouterr().out
    assert len([orjson.loads(line) for line in out.splitlines()]) == 2
    with pytest.raises(CommandError, match="one --type"):
        call_command("export", "-")


def test_folder_that_cannot_be_written_is_named(public, tmp_path):
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(CommandError, match="The export stopped"):
        call_command("export", str(tmp_path / "file"))
    assert (tmp_path / "file").read_text() == "in the way"
