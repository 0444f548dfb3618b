"""`manage.py extract`: the contract of design.md section 6, with no database at all."""

import io
import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

ROOT = Path(__file__).parents[3]
TEXT = '"The road is open," Ana Ruiz told AFP on Friday.'
KEYS = [
    "start", "end", "text", "kind", "speaker", "speaker_start", "speaker_end", "cue_start", "cue_end", "attributions",
    "said_on", "confidence",
]  # fmt: skip


def run(*arguments: str) -> list[dict[str, object]]:
    out = io.StringIO()
    call_command("extract", *arguments, stdout=out)
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_extract_text_prints_one_line_a_document(tmp_path: Path) -> None:
    for name in ("a.txt", "b.txt"):
        (tmp_path / name).write_text(TEXT, encoding="utf-8")
    lines = run(str(tmp_path / "a.txt"), str(tmp_path / "b.txt"), "--published", "2022-09-23")
    assert [line["id"] for line in lines] == ["a.txt", "b.txt"]
    (quote,) = lines[0]["quotes"]  # type: ignore[misc]
    assert list(quote) == KEYS
    assert TEXT[quote["start"] : quote["end"]] == quote["text"] == '"The road is open,"'
    assert quote["speaker"] == "Ana Ruiz"
    assert quote["said_on"] == "2022-09-23"
    assert quote["attributions"] == [{"kind": "told", "name": "AFP", "start": 34, "end": 37}]


def test_extract_jsonl_keeps_ids_and_dates(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    rows = [{"id": "x", "text": TEXT, "published": "2022-09-30"}, {"id": 7, "text": ""}]
    path.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    lines = run(str(path), "--format", "jsonl")
    assert [line["id"] for line in lines] == ["x", "7"]
    assert lines[0]["quotes"][0]["said_on"] == "2022-09-30"  # type: ignore[index]
    assert lines[1]["quotes"] == []


@pytest.mark.parametrize(
    ("content", "options"),
    [
        (b"\xff\xfe\x00", []),
        (b"not json", ["--format", "jsonl"]),
        (b'{"id": 1}', ["--format", "jsonl"]),
        (b'{"id": 1, "text": 5}', ["--format", "jsonl"]),
        (b'{"id": 1, "text": "a", "published": "yesterday"}', ["--format", "jsonl"]),
    ],
)
def test_extract_bad_input_is_one_sentence(tmp_path: Path, content: bytes, options: list[str]) -> None:
    path = tmp_path / "in"
    path.write_bytes(content)
    with pytest.raises(CommandError) as caught:
        run(str(path), *options)
    assert "\n" not in str(caught.value)


def test_extract_missing_file_is_an_error() -> None:
    with pytest.raises(CommandError, match="No such file") as caught:
        run("/nowhere/at/all.txt")
    assert caught.value.returncode == 2


def test_extract_bad_date_is_a_bad_call(tmp_path: Path) -> None:
    path = tmp_path / "a.txt"
    path.write_text(TEXT, encoding="utf-8")
    with pytest.raises(CommandError, match="“yesterday” is not a date") as caught:
        run(str(path), "--published", "yesterday")
    assert caught.value.returncode == 2


def test_extract_reads_standard_input_without_a_database() -> None:
    done = subprocess.run(
        [sys.executable, str(ROOT / "manage.py"), "extract", "-"],
        input=TEXT,
        capture_output=True,
        encoding="utf-8",
        check=False,
        cwd=ROOT,
        env={**os.environ, "DATABASE_URL": "postgresql://nobody@127.0.0.1:1/none", "PYTHONUTF8": "1"},
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["quotes"][0]["speaker"] == "Ana Ruiz"
