"""Reading again: what a newer reader would change is shown; what a person decided is never touched."""

import datetime as dt
import io

import pytest
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.urls import reverse

from claims.extraction import Attribution, BrokenPromiseError, Quote, Reading, kept, read
from claims.models import Event, Statement
from claims.services.putting_away import document_put_away
from claims.services.rereading import document_reread, document_rereading
from claims.services.reviews import statement_accept
from claims.services.spans import statement_add, statement_respan
from claims.services.suggestions import statements_extract
from claims.tests.factories import make_document, make_speaker, make_user
from factcheck.base import DomainError

TEXT = (
    '"The road is open," Ana Ruiz told AFP.\n\n"The bridge is shut," said Pedro Gil.\n\n'
    '"The port is safe," said Lena Aho.\n\nThe ferry sails at noon.'
)
NEWER = "newer/9"


def quoted(words: str, speaker: str | None, **more: object) -> Quote:
    start = TEXT.index(words)
    return Quote(start, start + len(words), words, "direct", speaker=speaker, confidence=0.9, **more)  # type: ignore[arg-type]


def newer(text: str, *, published: dt.date | None = None, lookup: object = None) -> Reading:
    """A house's own reader: another speaker, other words, one fewer, one more, another chain."""
    step = TEXT.index("told AFP")
    return Reading(
        NEWER,
        (
            quoted(
                '"The road is open,"',
                "Ana Ruiz",
                attributions=(Attribution("quoted", "AFP", step, step + 8, "told AFP"),),
            ),
            quoted('"The bridge is shut,"', "Lena Aho"),
            quoted("The ferry sails at noon.", None, continues=1),
        ),
    )


def unsound(text: str, **_: object) -> Reading:
    return Reading("unsound/1", (Quote(0, 5, "other", "direct"),))


@pytest.fixture
def document(db):
    document = make_document(text=TEXT)
    statements_extract(document=document)
    return document


@pytest.fixture
def newer_reader(settings):
    settings.STATEMENT_READER = f"{__name__}.newer"


def state(document):
    fields = ("public_id", "start", "end", "exact", "suggested_speaker", "review_state", "found_by", "version")
    return sorted(document.statements.values_list(*fields), key=lambda row: row[1])


def test_statements_keep_the_name_of_their_reader(document, newer_reader):
    other = make_document(text=TEXT)

    assert {row.found_by for row in document.statements.all()} == {read("").reader}
    assert statements_extract(document=other) == 3
    assert {row.found_by for row in other.statements.all()} == {NEWER}
    assert other.statements.get(exact="The ferry sails at noon.").continues.exact == '"The bridge is shut,"'


def test_rereading_with_the_same_reader_changes_nothing(document):
    before = state(document)

    assert document_rereading(document).changes == ()
    assert document_reread(document=document).changes == ()
    assert state(document) == before


def test_rereading_shows_and_writes_nothing(document, newer_reader):
    before = state(document)

    found = document_rereading(document)

    assert found.counts == {"added": 1, "speaker": 1, "details": 1, "gone": 1}
    assert state(document) == before


def test_reread_brings_suggestions_up_to_date_once(document, newer_reader):
    cards = {row.exact: row.public_id for row in document.statements.all()}

    found = document_reread(document=document, actor=make_user())

    rows = {row.exact: row for row in document.statements.all()}
    assert set(rows) == {'"The road is open,"', '"The bridge is shut,"', "The ferry sails at noon."}
    assert rows['"The bridge is shut,"'].public_id == cards['"The bridge is shut,"']
    assert rows['"The bridge is shut,"'].suggested_speaker == "Lena Aho"
    assert rows['"The road is open,"'].attributions.get().kind == "quoted"
    assert rows["The ferry sails at noon."].continues == rows['"The bridge is shut,"']
    assert {row.found_by for row in rows.values()} == {NEWER}
    event = Event.objects.get(action="document.reread")
    assert event.after == {"reader": NEWER, **found.counts}
    assert document_reread(document=document).changes == ()
    assert Event.objects.filter(action="document.reread").count() == 1


def test_reread_leaves_what_a_person_decided(document, newer_reader):
    editor = make_user()
    road, bridge, port = document.statements.order_by("start")
    statement_accept(statement=road, actor=editor, speaker=make_speaker())
    statement_respan(statement=bridge, actor=editor, start=bridge.start + 1, end=bridge.end - 1)
    start = TEXT.index("ferry")
    statement_add(document=document, actor=editor, start=start, end=start + 5, speaker=make_speaker())
    kept_rows = [row for row in state(document) if row[0] != port.public_id]

    found = document_reread(document=document, actor=editor)

    assert found.counts == {"gone": 1}
    assert found.decided == 3
    assert state(document) == kept_rows
    assert not Statement.objects.filter(pk=port.pk).exists()


def test_reread_by_command_shows_first_and_writes_when_told(document, newer_reader):
    before = state(document)
    out = io.StringIO()

    call_command("reread", stdout=out)
    assert "1 document read, 1 differ: 4 changes would be written" in out.getvalue()
    assert "another speaker" in out.getvalue()
    assert "Pedro Gil → Lena Aho" in out.getvalue()
    assert state(document) == before

    call_command("reread", document.public_id, "--apply", stdout=io.StringIO())
    assert state(document) != before
    with pytest.raises(CommandError, match="No such document"):
        call_command("reread", "nosuchone0")


def test_reread_by_command_leaves_out_what_is_put_away(document, newer_reader):
    document_put_away(document=document, actor=make_user(), reason="Meant for sports.")
    out = io.StringIO()
    call_command("reread", "--apply", stdout=out)
    assert "0 documents read, 0 differ" in out.getvalue()


def test_reader_that_breaks_its_promise_is_refused(document, settings):
    settings.STATEMENT_READER = f"{__name__}.unsound"
    before = state(document)

    with pytest.raises(DomainError, match="does not have the words"):
        document_reread(document=document)
    with pytest.raises(CommandError, match="could not be read"):
        call_command("reread", "--apply", stdout=io.StringIO(), stderr=io.StringIO())
    assert state(document) == before


@pytest.mark.parametrize(
    ("reading", "what"),
    [
        (None, "not a Reading"),
        (Reading(""), "must name itself"),
        (Reading("x" * 61), "must name itself"),
        (Reading("x/1", (Quote(3, 2, "", "direct"),)), "outside the text"),
        (Reading("x/1", (Quote(0, 4, '"The', "direct"), Quote(2, 4, "he", "direct"))), "begins before"),
        (Reading("x/1", (Quote(0, 4, '"The', "direct", confidence=2),)), "confidence"),
        (Reading("x/1", (Quote(0, 4, '"The', "direct", continues=0),)), "continues"),
        (Reading("x/1", (Quote(0, 4, '"The', "direct", said_on=dt.date(2022, 9, 23)),)), "precision"),
        (Reading("x/1", (Quote(0, 4, '"The', "direct", speaker_start=9, speaker_end=9000),)), "names its speaker"),
    ],
)
def test_contract_names_what_is_wrong(reading, what):
    with pytest.raises(BrokenPromiseError, match=what):
        kept(TEXT, reading)


@pytest.mark.parametrize("path", ["no.such.reader", "claims.extraction.READER"])
def test_check_tells_of_a_reader_that_is_not_there(settings, path):
    settings.STATEMENT_READER = path
    assert [message.id[:6] for message in run_checks() if message.id.startswith("claims.")] == ["claims"]


def test_page_shows_the_changes_and_the_button_makes_them(client, document, newer_reader):
    client.force_login(make_user())
    page = client.get(reverse("desk:document-reading", args=[document.public_id])).content.decode()
    assert "Pedro Gil" in page
    assert "Lena Aho" in page
    assert "1 new, 1 with another speaker" in page

    answer = client.post(reverse("desk:document-reread", args=[document.public_id]), follow=True)

    assert "Read again: 1 new, 1 with another speaker" in answer.content.decode()
    again = client.get(reverse("desk:document-reading", args=[document.public_id])).content.decode()
    assert "Nothing would change." in again
