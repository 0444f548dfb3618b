"""Every format of the readers' table through the whole pipeline."""

import datetime as dt
import json
from urllib.parse import urlsplit

import pytest
from django.core.management import CommandError, call_command

from claims.models import Statement
from claims.services.ingestion import ingestion_resubmit, ingestion_submit, ingestions_process
from claims.tests.factories import make_claim, make_outlet, make_statement, make_user, publish
from sources.models import Document, Ingestion, Outlet
from sources.readers import read_items
from sources.services.ingestions import ingestion_move, ingestion_split
from sources.tests.readers.table import FILES, KEPT_OUT, REFUSED, ROWS, day_of


def deliver(data, **fields):
    """Hand in and work off, as the worker does. Returns the rows of the batch: the delivery, then its items."""
    row = ingestion_submit(data=data, way="file", **fields)
    for _ in range(2):
        for pk in Ingestion.objects.filter(batch=row.batch, state="queued").values_list("pk", flat=True):
            ingestions_process([pk])
    return list(Ingestion.objects.filter(batch=row.batch).order_by("pk"))


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.file}-{row.item}-{row.start}")
def test_each_format_becomes_documents_with_statements_at_their_place(db, row):
    delivered = deliver(row.data, name=row.file)
    one = delivered[0] if len(delivered) == 1 else delivered[1 + row.item]
    assert (one.state, one.reason) == ("done", "")
    document = one.document
    assert document.original == delivered[0].original
    assert document.text[row.start : row.start + len(row.exact)] == row.exact
    assert row.title is None or document.title == row.title
    if row.outlet:
        assert document.outlet.name == row.outlet
    if row.published:
        assert document.published_at.date() == day_of(row.published)
        assert document.published_precision == ("time" if "T" in row.published else "day")
    if row.language:
        assert document.language == row.language
    if row.is_read:
        statement = document.statements.get(start=row.start)
        assert statement.exact.startswith(row.exact.rstrip('”",'))
        assert statement.review_state == "suggested"


@pytest.mark.parametrize(("file", "said"), [*REFUSED, *KEPT_OUT])
def test_what_is_not_taken_in_is_one_failed_row_in_words(db, file, said):
    (row,) = deliver((FILES / file).read_bytes(), name=file)
    assert row.state == "failed"
    assert said in row.reason
    assert not Document.objects.exists()


def test_several_items_become_a_row_each_and_a_bad_one_costs_no_other(db):
    delivery, first, second, third = deliver((FILES / "articles.jsonl").read_bytes(), name="bulk.jsonl")
    assert (delivery.state, delivery.items_found, delivery.document) == ("done", 3, None)
    assert [row.state for row in (first, second, third)] == ["done", "done", "failed"]
    assert third.reason == "Line 3 is not JSON."
    assert [row.parent for row in (first, second, third)] == [delivery] * 3
    again = deliver((FILES / "articles.jsonl").read_bytes(), name="bulk.jsonl")
    assert [row.is_duplicate for row in again[1:3]] == [True, True]
    assert Document.objects.count() == 2


def test_a_delivery_split_twice_has_each_item_once(db):
    row = ingestion_submit(data=(FILES / "articles.jsonl").read_bytes(), way="file")
    items = read_items(bytes(row.original.data))
    ingestion_move(ingestion=row, state="reading")
    ingestion_split(ingestion=row, items=items[:2])
    # As if the worker had died on the way and another began anew.
    other = Ingestion.objects.get(pk=row.pk)
    other.state = "reading"
    ingestion_split(ingestion=other, items=items)
    assert row.parts.count() == 3


def test_a_table_tells_of_rows_without_words_and_is_not_sure_who_said_what_it_gives_to_nobody(db):
    (one,) = deliver(b"quote,speaker,title\nYes.,Ann Lee,A\n,Bob Ray,A\nNo.,,A\n")
    assert one.note == "1 row without words was left out: line 3."
    found = {row.exact: (row.confidence, row.doubt) for row in one.document.statements.all()}
    assert found == {"Yes.": (1.0, ""), "No.": (0.0, "The table does not say who said it.")}
    several, *parts = deliver(b"quote,speaker\nPerhaps.,Ann Lee\n,Bob Ray\nNever.,Bob Ray\n")
    assert (several.items_found, several.note) == (2, "1 row without words was left out: line 3.")
    assert [part.note for part in parts] == ["", ""]


def test_an_item_that_failed_can_be_tried_again(db):
    delivery = deliver((FILES / "articles.jsonl").read_bytes())[0]
    again = ingestion_resubmit(ingestion=delivery.parts.get(position=2), actor=make_user())
    ingestions_process([again.pk])
    again.refresh_from_db()
    assert (again.parent, again.state, again.reason) == (delivery, "failed", "Line 3 is not JSON.")


def test_a_table_gives_its_speakers_as_suggestions(db):
    document = deliver((FILES / "statements.csv").read_bytes())[1].document
    found = document.statements.order_by("start")
    assert [(row.suggested_speaker, row.kind, row.said_on) for row in found] == [
        ("Ana Horvat", "direct", dt.date(2022, 9, 21)),
        ("Ivo Babic", "direct", None),
    ]
    assert {row.found_by for row in found} == {"table of statements"}
    assert not Statement.objects.exclude(review_state="suggested").exists()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"pubStatus": "withheld"}, "withholds"),
        ({"embargoed": "2190-01-01T00:00:00Z"}, "under embargo until 01 January 2190"),
        ({"embargoed": "when the speech begins"}, "under embargo until a time that cannot be read"),
        ({"bodies": []}, "no text"),
    ],
)
def test_what_may_not_be_used_is_not_taken_in(db, changes, said):
    item = {**json.loads((FILES / "ninjs2.json").read_text()), **changes}
    (row,) = deliver(json.dumps(item).encode())
    assert row.state == "failed"
    assert said in row.reason
    assert not Document.objects.exists()


def test_what_a_person_says_comes_before_what_the_item_says(db):
    house = make_outlet("House")
    (row,) = deliver(
        (FILES / "ninjs2.json").read_bytes(), outlet=house, title="Our title", published_on=dt.date(2022, 9, 20)
    )
    document = row.document
    assert (document.outlet, document.title, document.dispatch.name) == (house, "Our title", "AFP")
    assert (document.published_at.date(), document.published_precision) == (dt.date(2022, 9, 20), "day")
    # The same day, but the item knows the hour.
    (row,) = deliver(
        (FILES / "ninjs2.json").read_bytes(), outlet=make_outlet("Other"), published_on=dt.date(2022, 9, 21)
    )
    assert row.document.published_precision == "time"


def test_an_address_of_a_known_house_names_the_outlet(db):
    make_outlet("The Daily", domain="daily.example")
    (row,) = deliver(b"It rained, officials said.", url="https://www.daily.example/rain")
    assert row.document.outlet.name == "The Daily"


@pytest.mark.parametrize(
    ("name", "kind"), [("Reuters", "wire"), ("The Associated Press", "wire"), ("Hill Gazette", "unknown")]
)
def test_of_which_kind_an_outlet_is_nobody_guesses(db, client, name, kind):
    outlet = make_outlet(name)
    publish(make_claim(statements=[make_statement(outlet=outlet)]))
    told = client.get(f"/api/v1/outlets/{outlet.public_id}/").json()
    assert told["kind"] == kind
    page = client.get(urlsplit(told["url"]).path).content.decode()
    assert Outlet.Kind(kind).label in page


def test_a_language_is_what_the_text_shows_or_not_known(db):
    (row,) = deliver(b"The minister said that they would not leave the city.")
    assert row.document.language == "en"
    (row,) = deliver("Міністр сказав, що вони не поїдуть з міста.".encode())
    assert row.document.language == "uk"
    assert row.note == "This text is in Ukrainian; the reader knows English only. Mark statements by hand."
    (row,) = deliver(b"12 34 56 78")
    assert row.document.language == "und"


def test_the_command_reports_items_and_reasons(transactional_db, capsys):
    with pytest.raises(CommandError, match="could not be taken in"):
        call_command("ingest", str(FILES / "articles.jsonl"), str(FILES / "scan.pdf"))
    done = capsys.readouterr()
    assert "articles.jsonl: 3 items" in done.out
    assert done.out.count("(new)") == 2
    assert "Line 3 is not JSON." in done.err
    assert "This PDF is a scan" in done.err
