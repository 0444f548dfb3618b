"""`manage.py export`: all that is public and nothing else, the same bytes for the same record."""

import csv
import hashlib
import io
from pathlib import Path

import orjson
import pytest
from django.core.management import CommandError, call_command

from claims.public.exports import TABLES
from claims.public.models import Publication
from claims.tests import factories as make

BESIDE = {"SHA256SUMS", "data-dictionary.csv", "datapackage.json"}


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
    assert set(files) == {*BESIDE, *(f"{folder}.jsonl" for folder in TABLES.values())}
    for kind, folder in TABLES.items():
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
    assert set(files) == {*BESIDE, "claims.csv", "topics.csv"}
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


def test_parquet_has_the_types_of_the_dictionary(public, tmp_path):
    parquet = pytest.importorskip("pyarrow.parquet")
    files = export(tmp_path / "a", "--format", "parquet")
    assert export(tmp_path / "b", "--format", "parquet") == files
    table = parquet.read_table(tmp_path / "a" / "claims.parquet")
    rows = table.to_pylist()
    assert {row["id"] for row in rows} == {
        *Publication.objects.filter(kind="claim").values_list("public_id", flat=True)
    }
    types = {field.name: str(field.type) for field in table.schema}
    assert types["first_said_on"] == "date32[day]"
    assert types["checked_at"] == "timestamp[us, tz=UTC]"
    assert types["outlet_count"] == "int64"
    assert types["is_withdrawn"] == "bool"
    assert types["topics"].startswith("list<")
    assert [row["topics"] for row in rows if row["topics"]] == [["=SUM(1)"]]


def test_dictionary_describes_every_column(public, tmp_path):
    files = export(tmp_path, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(files["data-dictionary.csv"].decode(), newline="")))
    for folder in TABLES.values():
        header = next(csv.reader(io.StringIO(files[f"{folder}.csv"].decode(), newline="")))
        described = [row for row in rows if row["table"] == folder]
        assert [row["column"] for row in described] == header
        assert all(row["type"] and row["description"] for row in described), folder


def test_release_can_be_cited_and_checked(public, tmp_path):
    files = export(tmp_path)
    package = orjson.loads(files["datapackage.json"])
    assert package["version"] == str(Publication.objects.order_by("-change_number").first().change_number)
    for resource in package["resources"]:
        assert resource["hash"] == f"sha256:{hashlib.sha256(files[resource['path']]).hexdigest()}"


def test_house_gets_everything_but_secrets(public, tmp_path):
    user = make.make_user(email="private@example.org")
    files = export(tmp_path, "--all")
    assert b"Xylographical" in files["claim.jsonl"]
    colleagues = [orjson.loads(line) for line in files["user.jsonl"].splitlines()]
    assert user.username in {row["username"] for row in colleagues}
    assert b"private@example.org" not in files["user.jsonl"]
    assert all("password" not in row for row in colleagues)
    assert b"claim,text,CharField" in files["data-dictionary.csv"]
    with pytest.raises(CommandError, match="--all goes into a folder"):
        call_command("export", "-", "--all")


def test_says_that_an_earlier_one_was_cut_off(public, tmp_path):
    (tmp_path / "claims.jsonl.part").write_text("half a li")
    said = io.StringIO()
    call_command("export", str(tmp_path), stdout=io.StringIO(), stderr=said)
    assert "cut off; all of it is written anew" in said.getvalue()
    assert not list(tmp_path.glob("*.part"))
