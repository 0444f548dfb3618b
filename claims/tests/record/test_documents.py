"""What the record says of a document beside its text: corrected by editors, filled in by a better-known delivery."""

import datetime as dt

import pytest
from django.urls import reverse

from claims.models import Claim, Event, Publication
from claims.publishing import rebuild, refresh_stale
from claims.services.documents import document_edit, document_fill
from claims.tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_outlet,
    make_published_claim,
    make_statement,
    make_user,
    stale,
)
from claims.tests.record.test_ingestion import ARTICLE, take
from factcheck.base import ConflictError, DomainError
from sources.models import Document, Watch
from sources.services.documents import document_current, document_draft, document_store

FACTS = {"outlet": None, "published_on": dt.date(2022, 9, 23), "title": "Report", "url": ""}


def edited(document, **changes):
    facts = {"outlet": document.outlet, "published_on": document.published_at and document.published_at.date(),
             "title": document.title, "url": document.url, **changes}  # fmt: skip
    return document_edit(document=document, actor=make_user(), **facts)


def test_what_is_corrected_is_in_both_histories_and_marks_what_shows_it(db):
    wrong, right = make_outlet("The Wrong"), make_outlet("The Right")
    document = make_document("“We will rebuild,” she said.", outlet=wrong, title="Old", url="https://wrong.example/a")
    copy = make_document("“We will rebuild,” she said.", outlet=make_outlet("A third"))
    claim = make_published_claim(statements=[make_statement("“We will rebuild,”", document=document)])
    make_published_claim(statements=[make_statement("“We will rebuild,”", document=copy)])
    assert copy.origin == document

    edited(document, outlet=right, title="New", published_on=dt.date(2022, 9, 24))

    document.refresh_from_db()
    assert (document.outlet, document.title, document.version) == (right, "New", 2)
    assert (document.published_at.date(), document.published_precision) == (dt.date(2022, 9, 24), "day")
    line = Event.objects.get(action="document.edited", subject_id=document.public_id)
    assert line.before == {"outlet": "The Wrong", "published_on": "2022-09-23", "title": "Old"}
    assert line.after == {"outlet": "The Right", "published_on": "2022-09-24", "title": "New"}
    told = claim.events.get(action="source.edited")
    assert told.is_public
    assert "“Old” (The Wrong). Outlet: The Wrong → The Right; Published on: 2022-09-23 → 2022-09-24" in told.reason
    assert {("document", document.public_id), ("document", copy.public_id), ("claim", claim.public_id)} <= stale()
    # The one has nothing for readers any more, the other now has.
    assert Publication.objects.get(kind="outlet", public_id=wrong.public_id).is_gone
    assert not Publication.objects.get(kind="outlet", public_id=right.public_id).is_gone
    refresh_stale()
    assert all(is_right for _, _, is_right in rebuild(check=True))


def test_a_save_without_a_change_writes_nothing(db):
    document = make_document()
    edited(document)
    document.refresh_from_db()
    assert (document.version, document.published_precision) == (1, "time")
    assert not Event.objects.filter(subject="document").exists()


def test_an_outlet_that_has_the_text_already_is_refused(db):
    first, second = make_outlet("First"), make_outlet("Second")
    make_document("The same words.", outlet=first)
    copy = make_document("The same words.", outlet=second)
    with pytest.raises(DomainError, match="This text from this outlet is already in the record"):
        edited(copy, outlet=first)


def test_an_address_at_which_the_outlet_has_another_item_is_refused(db):
    outlet = make_outlet()
    there = make_document("One.", outlet=outlet, url="https://paper.example/one", title="One")
    document = make_document("Two.", outlet=outlet, url="https://paper.example/two")
    with pytest.raises(DomainError, match="Another document of this outlet has this address: One"):
        edited(document, url="https://paper.example/one#top")
    # Of another outlet, of a whole site, and of its own versions it says nothing.
    edited(make_document("Three.", outlet=make_outlet()), url="https://paper.example/one")
    newer = make_document("One, mended.", outlet=outlet, url="https://paper.example/one-2", replaces=there)
    edited(newer, url="https://paper.example/one")
    assert document_current(url="https://paper.example/one", outlet=outlet) == newer


def test_a_day_on_which_nothing_was_published_and_a_version_that_is_old_are_refused(db):
    document = make_document()
    with pytest.raises(DomainError, match="cannot be the day"):
        edited(document, published_on=dt.date(1, 1, 1))
    edited(document, title="First")
    # What an item said of itself may stand.
    old = make_document(published_at=dt.datetime(1850, 1, 1, tzinfo=dt.UTC))
    edited(old, title="Old")
    with pytest.raises(ConflictError):
        document_edit(document=document, actor=make_user(), version=1, **FACTS)


def test_another_address_is_looked_at_anew_and_counts_evidence_again(db):
    document = make_document(url="https://wrong.example/a")
    watched = make_document("“We will rebuild,” she said.")
    make_published_claim(statements=[make_statement("“We will rebuild,”", document=watched)])
    Watch.objects.filter(document=watched).update(outcome="gone", etag="x", failures=3)
    other = make_evidence(make_claim(), url="https://right.example/a")
    assert other.origin_key == "host:right.example"

    edited(document, url="https://right.example/a")
    edited(watched, url="https://right.example/b")

    other.refresh_from_db()
    assert other.origin_key == f"document:{document.public_id}"
    watch = Watch.objects.get(document=watched)
    assert (watch.outcome, watch.etag, watch.failures) == ("unseen", "", 0)
    edited(watched, url="")
    assert not Watch.objects.filter(document=watched).exists()


def test_evidence_that_a_decided_verdict_rests_on_keeps_its_origin(db):
    claim = make_published_claim()
    evidence = claim.current_verdict.evidence.first()
    before = evidence.origin_key
    edited(make_document(), url=evidence.url)
    evidence.refresh_from_db()
    assert evidence.origin_key == before


# --- handed in again -----------------------------------------------------------------------


def test_the_same_text_again_fills_what_the_document_lacks_and_says_so(db):
    first = take(ARTICLE)
    outlet, user = make_outlet("The Paper"), make_user()

    again = take(
        ARTICLE, outlet=outlet, title="They vote", url="https://paper.example/a", published_on=dt.date(2022, 9, 21),
        actor=user,
    )  # fmt: skip

    assert again.document == first.document
    assert again.is_duplicate
    document = Document.objects.get()
    assert (document.outlet, document.title, document.url) == (outlet, "They vote", "https://paper.example/a")
    assert (document.published_at.date(), document.published_precision) == (dt.date(2022, 9, 21), "day")
    assert again.note == "The document lacked and now has: outlet, published on, headline, address."
    line = Event.objects.get(action="document.edited")
    assert (line.actor, line.after["outlet"]) == (user, "The Paper")
    # What it has stays.
    take(ARTICLE, outlet=outlet, title="Another", published_on=dt.date(2022, 9, 22))
    document.refresh_from_db()
    assert (document.title, document.published_at.date()) == ("They vote", dt.date(2022, 9, 21))
    assert Event.objects.filter(action="document.edited").count() == 1


def test_nothing_is_filled_from_what_may_be_another_copy(db):
    outlet = make_outlet("The Paper")
    document = take(ARTICLE, outlet=outlet).document

    again = take(ARTICLE, url="https://somebody.example/blog")

    assert (again.document, again.note) == (document, "")
    document.refresh_from_db()
    assert document.url == ""


def test_two_addresses_of_one_text_are_two_documents_though_one_has_no_outlet(db):
    first = take(ARTICLE, url="https://somebody.example/blog").document
    second = take(ARTICLE, url="https://paper.example/a", outlet=make_outlet("The Paper")).document
    assert second != first
    assert second.origin == first


def test_an_address_that_the_outlet_has_for_another_item_is_not_filled_in(db):
    outlet = make_outlet("The Paper")
    make_document(outlet=outlet, url="https://paper.example/a")
    facts = {"text": ARTICLE, "outlet": outlet, "title": ""}
    document, _ = document_store(**facts)
    draft = document_draft(**{**facts, "title": "They vote", "url": "https://paper.example/a"})
    assert document_fill(document=document, draft=draft, actor=None) == ["headline"]
    document.refresh_from_db()
    assert (document.url, document.title) == ("", "They vote")


# --- at the desk ---------------------------------------------------------------------------


def test_an_editor_corrects_a_document_from_its_room(db, client):
    document, user = make_document(title="Old", outlet=make_outlet("The Wrong")), make_user("Editor")
    client.force_login(user)
    address = reverse("desk:document-edit", args=[document.public_id])
    assert address in client.get(reverse("desk:document", args=[document.public_id])).content.decode()
    client.get(address)
    data = {"version": 1, "outlet": "The New", "published_on": "2022-09-23", "title": "New", "url": document.url}

    answer = client.post(address, data, follow=True)

    assert "The document is saved." in answer.content.decode()
    document.refresh_from_db()
    assert (document.outlet.name, document.title, document.published_precision) == ("The New", "New", "time")
    page = client.get(address).content.decode()
    assert "<del>The Wrong</del> → The New" in page
    second = client.post(address, {**data, "title": "Mine", "outlet": "The New"})
    assert second.status_code == 409
    assert "Mine" in second.content.decode()
    chosen = {**data, "version": 2, "title": "Mine", "take_title": "mine", "theirs_title": "New"}
    assert client.post(address, chosen).status_code == 302
    document.refresh_from_db()
    assert document.title == "Mine"
    refused = client.post(address, {**data, "version": 3, "published_on": "0001-01-01"})
    assert refused.status_code == 400
    assert "cannot be the day of publication" in refused.content.decode()


def test_a_reporter_is_not_offered_the_correction(db, client):
    document = make_document()
    client.force_login(make_user("Reporter"))
    page = client.get(reverse("desk:document", args=[document.public_id])).content.decode()
    assert reverse("desk:document-edit", args=[document.public_id]) not in page


def test_editor_marks_what_its_publisher_withdrew(db, client):
    claim = make_published_claim()
    document = claim.statements.first().document
    address = reverse("desk:document-withdraw", args=[document.public_id])
    client.force_login(make_user("Standards editor"))
    client.post(address, {"reason": " "})
    document.refresh_from_db()
    assert document.withdrawn_at is None

    page = client.post(address, {"reason": "Killed by telephone."}, follow=True).content.decode()

    assert "marked as withdrawn" in page
    document.refresh_from_db()
    assert (document.withdrawn_at is not None, document.withdrawal_note) == (True, "Killed by telephone.")
    marked = client.get(reverse("desk:document-edit", args=[document.public_id])).content.decode()
    assert "The publisher withdrew it" not in marked
    assert "<bdi>Killed by telephone.</bdi>" in marked
    back = reverse("desk:document-restore", args=[document.public_id])
    assert back in marked
    assert "Say why that is taken back." in client.post(back, {"reason": ""}, follow=True).content.decode()
    shown = client.post(back, {"reason": "Another report."}, follow=True).content.decode()
    assert "no longer marked as withdrawn" in shown
    document.refresh_from_db()
    assert document.withdrawn_at is None
    claim.refresh_from_db()
    assert claim.withdrawn_at is not None


def test_claims_that_go_with_a_document_are_named_beforehand(db, client):
    document = make_document("“Alone,” she said. “Twice,” she said.")
    once, twice = make_statement("“Alone,”", document=document), make_statement("“Twice,”", document=document)
    alone = make_published_claim("It stands alone", statements=[once])
    both = make_published_claim("It was said twice", statements=[twice, make_statement()])
    shown = make_published_claim("It is shown by this")
    make_evidence(shown, document=document)
    hidden = make_published_claim("Only whispered", statements=[make_statement()])
    make_evidence(hidden, document=document, is_protected=True)
    draft = make_claim("Nobody knows yet", statements=[once])
    edit = reverse("desk:document-edit", args=[document.public_id])

    def named(role):
        client.force_login(make_user(role))
        page = client.get(edit).content.decode().partition("Withdrawn with it:")
        gone, _, back = page[2].partition("Back on the desk:") if page[1] else ("", "", page[0])
        claims = (alone, both, shown, hidden, draft)
        return [row for row in claims if str(row) in gone], [row for row in claims if str(row) in back]

    assert named("Editor") == ([], [alone, both, shown, hidden, draft])
    assert named("Standards editor") == ([alone], [both, shown, hidden, draft])

    page = client.post(
        reverse("desk:document-withdraw", args=[document.public_id]), {"reason": "It was invented."}, follow=True
    ).content.decode()

    assert "Claims withdrawn with it: 1; back on the desk: 4." in page
    assert list(Claim.objects.filter(withdrawn_at__isnull=False)) == [alone]
    assert Claim.objects.filter(reopened_at__isnull=False).count() == 4
