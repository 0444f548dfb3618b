"""`manage.py export`: all that is public and nothing else, the same bytes for the same record."""

import csv
import hashlib
import io
from pathlib import Path

import orjson
import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from claims.public.components import COMPONENTS, NAMES
from claims.public.exports import KINDS, TABLES
from claims.public.formats import COLUMNS
from claims.public.inner import INNER
from claims.public.models import Publication
from claims.services import house_export
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


def table_of(files: dict[str, bytes], table: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(files[f"{table}.csv"].decode(), newline="")))


def documents(kind: str) -> list[dict]:
    found = Publication.objects.filter(kind=kind, is_gone=False).order_by("public_id").values_list("body", flat=True)
    return [orjson.loads(body) for body in found]


def test_tables_hold_what_is_inside_documents(transactional_db, record, tmp_path):
    speaker_names = documents("speaker")
    evidence = make.make_evidence(record.claim, title="=cmd|' /C calc'!A0")
    make.publish(record.claim, known="A note.", not_known="Who wrote it.", correction_note="It was read wrongly.")
    files = export(tmp_path, "--format", "csv")
    assert set(files) == {*BESIDE, *(f"{table}.csv" for table in KINDS)}
    (claim,) = documents("claim")
    (row,) = table_of(files, "claims")
    assert (row["known"], row["not_known"]) == ("A note.", "Who wrote it.")

    verdicts = table_of(files, "verdicts")
    assert [one["id"] for one in verdicts] == [claim["verdict"]["id"], claim["earlier_verdicts"][0]["id"]]
    assert [one["place"] for one in verdicts] == ["1", "2"]
    assert {one["claim_id"] for one in verdicts} == {claim["id"]}
    assert verdicts[0]["correction_note"] == "It was read wrongly."

    (shown,) = [one for one in table_of(files, "evidence") if one["id"] == evidence.public_id]
    assert shown["title"] == "'=cmd|' /C calc'!A0"
    assert (shown["claim_id"], shown["stance"]) == (claim["id"], evidence.stance)

    events = table_of(files, "events")
    assert [(one["number"], one["hash"], one["previous_hash"]) for one in events] == [
        (str(one["number"]), one["hash"], one["previous_hash"]) for one in claim["history"]
    ]
    (appearance,) = table_of(files, "appearances")
    assert appearance["statement_id"] == record.statement.public_id
    names = [(one["speaker_id"], one["name"], one["language"]) for one in table_of(files, "speaker_names")]
    assert names == [(d["id"], one["name"], one["language"] or "") for d in speaker_names for one in d["names"]]
    (role,) = table_of(files, "speaker_roles")
    assert (role["title"], role["organisation"]) == ("President", "Ukraine")
    (topic,) = table_of(files, "claim_topics")
    assert topic["topic"] == "Referendums"


def test_no_list_of_documents_is_left_out_of_the_tables():
    shown = {path.partition(".")[0] for columns in COLUMNS.values() for path in columns.values()}
    nested = {
        (kind, name)
        for kind, component in NAMES.items()
        for name, member in COMPONENTS[component]["properties"].items()
        if member.get("type") == "array"
    }
    taken = set()
    for kind, name in nested:
        document = {"id": "x", "verdict": {}, **{member: [] for _, member in nested}}
        document[name] = [{"here": True}]
        taken |= {(kind, name) for one in INNER.values() if one.kind == kind and {"here": True} in one.take(document)}
    # What a statement makes is known from what makes a claim.
    assert {name for _, name in nested - taken} <= shown & {"claims"}


def test_part_alone_is_a_table_only(public, tmp_path, capfdbinary):
    call_command("export", "-", "--format", "csv", "--type", "evidence")
    assert capfdbinary.readouterr().out.startswith(b"claim_id,place,id,stance,")
    with pytest.raises(CommandError, match="evidence stand in claims"):
        call_command("export", str(tmp_path), "--type", "evidence")
    assert not list(tmp_path.iterdir())


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
    verdicts = parquet.read_table(tmp_path / "a" / "verdicts.parquet")
    assert str(verdicts.schema.field("place").type) == "int64"
    assert verdicts.schema.field("evidence").type.value_type == "string"
    assert {row["claim_id"] for row in verdicts.to_pylist()} == {row["id"] for row in rows}


def test_dictionary_describes_every_column(public, tmp_path):
    files = export(tmp_path, "--format", "csv")
    rows = list(csv.DictReader(io.StringIO(files["data-dictionary.csv"].decode(), newline="")))
    for folder in KINDS:
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


def test_package_says_licence_and_what_its_files_are(public, tmp_path, settings):
    settings.DATA_LICENSE = "https://creativecommons.org/licenses/by/4.0/"
    files = export(tmp_path / "csv", "--format", "csv")
    package = orjson.loads(files["datapackage.json"])
    assert package["licenses"] == [{"path": settings.DATA_LICENSE}]
    resources = {one["name"]: one for one in package["resources"]}
    assert set(resources) == {*KINDS, "data-dictionary"}
    for name, one in resources.items():
        assert (one["format"], one["mediatype"]) == ("csv", "text/csv")
        header = next(csv.reader(io.StringIO(files[f"{name}.csv"].decode(), newline="")))
        assert [field["name"] for field in one["schema"]["fields"]] == header
    types = {field["name"]: field["type"] for field in resources["verdicts"]["schema"]["fields"]}
    assert (types["place"], types["proposed_at"], types["evidence"]) == ("integer", "datetime", "string")

    lines = orjson.loads(export(tmp_path / "jsonl")["datapackage.json"])["resources"]
    assert {one["mediatype"] for one in lines if one["name"] != "data-dictionary"} == {"application/x-ndjson"}
    # What the house keeps for itself is under no licence, and a house need not name one.
    assert "licenses" not in orjson.loads(export(tmp_path / "all", "--all")["datapackage.json"])
    settings.DATA_LICENSE = ""
    assert "licenses" not in orjson.loads(export(tmp_path / "none", "--type", "topics")["datapackage.json"])


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


def test_the_house_gets_every_table_but_those_that_are_named():
    models = {
        model.__name__
        for app in ("sources", "claims")
        for model in apps.get_app_config(app).get_models(include_auto_created=True)
    }
    assert models >= house_export.LEFT_OUT
    there = {model.__name__ for model in house_export.TABLES.values()}
    assert there == models - house_export.LEFT_OUT | {"User"}
    assert {"Claim_topics", "Merge", "Comment", "Checkpoint", "Kill"} <= there
