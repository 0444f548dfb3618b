"""The guides of docs/api.md, run as they stand against the site: every type arrives as what it is."""

import csv
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

from claims.public import dictionary
from claims.public.models import Publication
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make

DOCS = Path(settings.BASE_DIR) / "docs" / "api.md"
SECONDS = 120
EVIL = '=HYPERLINK("http://evil.example","x")'
# Both would be numbers to whoever guesses.
LIKE_NUMBERS = ("0123456789", "12345e6789")
PANDAS = {
    "string": "string",
    "integer": "Int64",
    "boolean": "boolean",
    "date": "datetime64",
    "datetime": "datetime64, UTC",
}
R = {"string": "character", "integer": "integer", "boolean": "logical", "date": "Date", "datetime": "POSIXct"}


def guide(language: str) -> str:
    """Return the one example in a language of its section."""
    section = DOCS.read_text(encoding="utf-8").partition("## In pandas, R and the shell")[2].partition("\n## ")[0]
    (code,) = re.findall(rf"```{language}\n(.*?)```", section, re.DOTALL)
    return code


@pytest.fixture
def site(live_server, settings) -> str:
    """Public claims with every kind of value in every column, and without."""
    settings.API_REQUESTS_PER_MINUTE = 0
    speaker = make.make_speaker("Володимир Зеленський")
    statements = [make.make_statement(f"Said {number} times", speaker=speaker) for number in range(3)]
    full = make.make_published_claim(
        EVIL, statements=statements, topics=[make.make_topic("Votes"), make.make_topic("+1")], claimant=speaker
    )
    bare = make.make_published_claim('"Two", they said', rating="disputed", summary="A line,\nand another.")
    make.make_published_claim(rating="unverified")
    gone = make.make_published_claim()
    claim_withdraw(claim=gone, actor=make.make_user("Standards editor"), reason="It rested on a forgery.")
    for claim, number in zip((full, bare), LIKE_NUMBERS, strict=True):
        row = Publication.objects.get(kind="claim", public_id=claim.public_id)
        row.body, row.public_id = row.body.replace(claim.public_id, number), number
        row.save()
    return live_server.url


def run(folder: Path, command: list[str], code: str, site: str) -> str:
    """Run a guide against the site in a folder of its own; return what it printed."""
    path = folder / "guide"
    path.write_text(code.replace("http://127.0.0.1:8000", site), encoding="utf-8")
    done = subprocess.run([*command, path], cwd=folder, capture_output=True, text=True, timeout=SECONDS, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def types() -> dict[str, str]:
    """Return the type of each column of the table of claims; what holds several is read as text."""
    return {
        column.name: "string" if column.type.startswith("list of") else column.type
        for column in dictionary.columns("claim", "claims")
    }


def check(rows: list[dict]) -> None:
    """Check what has to arrive, whatever reads it."""
    assert {row["id"] for row in rows} > set(LIKE_NUMBERS)
    by_id = {row["id"]: row for row in rows}
    full, bare = (by_id[number] for number in LIKE_NUMBERS)
    assert full["text"] == EVIL
    assert bare["text"] == '"Two", they said'
    assert bare["summary"] == "A line,\nand another."
    assert full["claimant"] == "Володимир Зеленський"
    assert full["statements"].count("; ") == 2
    assert full["is_withdrawn"] is False
    assert full["outlet_count"] == 3


def test_pandas_gets_the_types(site, tmp_path):
    show = '\nprint("===")\nprint(claims.dtypes.astype(str).to_json())\nprint(claims.to_json(orient="records"))\n'
    out = run(tmp_path, [sys.executable], guide("python") + show, site)
    counted, _, shown = out.partition("===\n")
    assert re.search(r"^\+1 +verified +1$", counted, re.MULTILINE), counted
    found, rows = map(json.loads, shown.splitlines())
    # Seconds or microseconds, as there is anything in a column or not.
    found = {name: re.sub(r"\[\w+(, UTC)?\]", r"\1", kind) for name, kind in found.items()}
    assert found == {name: PANDAS[kind] for name, kind in types().items()}
    check(rows)


def test_r_gets_the_types(site, tmp_path):
    if not (program := shutil.which("Rscript")):
        pytest.skip("R is not installed (no `Rscript`), so its guide is not run.")
    show = """
cat("===\\n")
for (name in names(claims)) cat(name, class(claims[[name]])[1], all(is.na(claims[[name]])), "\\n")
cat("===\\n")
shown <- c("id", "text", "summary", "claimant", "statements", "is_withdrawn", "outlet_count")
write.csv(claims[shown], row.names = FALSE)
"""
    out = run(tmp_path, [program, "--vanilla"], guide("r") + show, site)
    _table, columns, rows = out.split("===\n")
    found = {name: (kind, is_empty == "TRUE") for name, kind, is_empty in map(str.split, columns.splitlines())}
    assert list(found) == list(types())
    for name, kind in types().items():
        # A column without any value has no type to R but where it is told one.
        assert found[name][0] == R[kind] or (found[name] == ("logical", True)), name
    check(
        [
            {**row, "is_withdrawn": row["is_withdrawn"] == "TRUE", "outlet_count": int(row["outlet_count"])}
            for row in csv.DictReader(io.StringIO(rows))
        ]
    )


def test_curl_gets_everything_and_goes_on_where_it_was_cut_off(site, tmp_path):
    if not shutil.which("curl"):
        pytest.skip("curl is not installed, so its guide is not run.")
    code = guide("sh").replace("page_size=100", "page_size=2")
    stored = sorted(Publication.objects.filter(kind="statement", is_gone=False).values_list("body", flat=True))
    run(tmp_path, ["sh", "-eu"], code, site)
    assert "\r\n12345e6789," in (tmp_path / "disputed.csv").read_bytes().decode()
    assert sorted((tmp_path / "statements.jsonl").read_text(encoding="utf-8").splitlines()) == stored

    # Cut off at its second page.
    cut = tmp_path / "cut"
    cut.mkdir()
    broken = code.replace("|| exit 1", "&& test ! -e statements.jsonl || exit 1")
    with pytest.raises(AssertionError):
        run(cut, ["sh", "-eu"], broken, site)
    assert len((cut / "statements.jsonl").read_text(encoding="utf-8").splitlines()) == 2
    run(cut, ["sh", "-eu"], code, site)
    assert sorted((cut / "statements.jsonl").read_text(encoding="utf-8").splitlines()) == stored
