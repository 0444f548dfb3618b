import datetime as dt
import json
import threading
from importlib import import_module

import pytest
from django.contrib.postgres.search import SearchVector
from django.core.management import CommandError, call_command
from django.db import connection, transaction
from django.db.models import Value
from django.test.utils import CaptureQueriesContext

from claims.management.commands import rebuild_publications
from claims.models import Claim, Rating, StaleFacet, Statement
from claims.public.models import ChangeCounter, Publication
from claims.publishing import mark_stale, rebuild, refresh_stale
from claims.publishing.write import _changes
from claims.services.appearances import claim_join
from claims.services.links import claim_link
from claims.services.record import rating_save
from claims.services.reviews import statement_authenticity_set, statement_reattribute, statement_reject
from claims.services.withdrawals import claim_withdraw
from claims.tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_outlet,
    make_published_claim,
    make_speaker,
    make_statement,
    make_topic,
    make_user,
    publish,
)
from factcheck.base import DomainError
from sources.models import Document


def kinds():
    """Kinds of what stands in view; the house scale always does."""
    return sorted(Publication.objects.filter(is_gone=False).exclude(kind="scale").values_list("kind", flat=True))


def test_nothing_is_public_before_a_verdict_is_approved(db):
    claim = make_claim()
    make_evidence(claim)
    assert kinds() == []


def test_publishing_a_claim_publishes_what_it_shows(db):
    make_published_claim()
    assert kinds() == ["claim", "document", "outlet", "speaker", "statement"]


def test_an_accepted_statement_without_a_public_claim_stays_private(db):
    make_statement()
    assert kinds() == []


def test_a_statement_whose_saying_is_confirmed_is_public_by_itself(db):
    statement = make_statement()
    statement_authenticity_set(statement=statement, actor=make_user(), authenticity="confirmed", reason="On video.")
    assert kinds() == ["document", "outlet", "speaker", "statement"]
    statement.refresh_from_db()
    statement_authenticity_set(statement=statement, actor=make_user(), authenticity="unconfirmed", reason="No video.")
    assert kinds() == []


def test_a_protected_source_shows_its_title_only(db):
    claim = make_claim()
    document = make_document("Minutes that nobody may trace. SECRET")
    make_evidence(claim, title="An official's minutes", document=document, excerpt="SECRET", is_protected=True)
    make_evidence(claim)
    make_evidence(claim)
    publish(claim)
    bodies = "".join(Publication.objects.values_list("body", flat=True))
    assert "An official's minutes" in bodies
    assert "SECRET" not in bodies
    assert document.public_id not in bodies
    assert not Publication.objects.filter(facets__contains=[f"document:{document.public_id}"]).exists()


def test_a_later_change_reaches_the_publication_in_the_same_transaction(db):
    claim = make_published_claim()
    other = make_statement("The very same again")
    claim_join(claim=claim, statement=other, actor=make_user())
    body = Publication.objects.get(kind="claim").body
    assert "The very same again" in body
    assert "appearance.added" in body
    speaker = make_speaker("Somebody Else")
    statement_reattribute(statement=other, actor=make_user(), speaker=speaker, reason="Misheard.")
    assert "Somebody Else" in Publication.objects.get(kind="claim").body
    assert Publication.objects.filter(kind="speaker", title="Somebody Else").exists()


def test_a_statement_under_a_public_claim_is_not_rejected(db):
    claim = make_published_claim()
    with pytest.raises(DomainError, match="rests on this statement"):
        statement_reject(statement=claim.statements.get(), actor=make_user(), reason="No.")


def test_withdrawing_takes_statements_out_of_view(db):
    claim = make_published_claim()
    claim_withdraw(claim=claim, actor=make_user(), reason="Wrong.")
    statement = Publication.objects.get(kind="statement")
    assert statement.is_gone
    assert claim.statements.get().exact not in statement.body
    assert not Publication.objects.get(kind="claim").is_gone


def addresses(claim):
    refresh_stale()
    body = json.loads(Publication.objects.get(kind="claim", public_id=claim.public_id).body)
    (statement,) = (row["statement"] for row in body["appearances"])
    return statement["url"] is not None, statement["document"]["url"] is not None


def test_a_withdrawn_claim_leads_to_nothing_that_went_with_it(db, client):
    statement = make_statement()
    claim, other = make_published_claim(statements=[statement]), make_published_claim(statements=[statement])
    claim_withdraw(claim=claim, actor=make_user(), reason="Wrong.")
    assert addresses(claim) == (True, True)
    claim_withdraw(claim=other, actor=make_user(), reason="Wrong, too.")
    assert addresses(claim) == addresses(other) == (False, False)
    assert list(rebuild(check=True)) == [(kind, key, True) for kind, key, _ in rebuild(check=True)]

    place = f"/claims/{claim.public_id}/{claim.slug}/"
    page = client.get(place).content.decode()
    assert statement.exact in page
    for gone in (f"/statements/{statement.public_id}/", f"/documents/{statement.document.public_id}/"):
        assert client.get(gone).status_code == 410
        assert gone not in page
    graph = client.get(f"/api/v1/claims/{claim.public_id}/?format=prov").json()["@graph"]
    assert f"{page_of(claim)}#s-{statement.public_id}" in [row["@id"] for row in graph]

    statement_authenticity_set(statement=statement, actor=make_user(), authenticity="confirmed", reason="On tape.")
    assert addresses(claim) == addresses(other) == (True, True)


def page_of(claim):
    return json.loads(Publication.objects.get(kind="claim", public_id=claim.public_id).body)["url"]


def test_a_link_to_an_unpublished_claim_is_not_shown(db):
    claim, hidden = make_published_claim(), make_claim("A hidden thing")
    claim_link(claim=claim, other=hidden, kind="contradicts", actor=make_user())
    assert hidden.public_id not in Publication.objects.get(kind="claim").body
    publish(hidden)
    refresh_stale()
    assert hidden.public_id in Publication.objects.get(kind="claim", public_id=claim.public_id).body


def test_a_rename_is_marked_and_then_written(db):
    claim = make_published_claim()
    speaker = claim.claimant
    speaker.name = "New Name"
    speaker.save()
    with pytest.raises(CommandError, match="differ"):
        call_command("rebuild_publications", "--check")
    mark_stale(f"speaker:{speaker.public_id}")
    # What the worker is about to write anew is not wrong yet.
    call_command("rebuild_publications", "--check")
    assert refresh_stale() == 3
    assert "New Name" in Publication.objects.get(kind="claim").body
    call_command("rebuild_publications", "--check")
    assert refresh_stale() == 0


def test_a_rename_is_one_row_however_many_show_it_and_is_written_a_few_at_a_time(db):
    statements = [make_statement(speaker=make_speaker("Old Name")) for _ in range(5)]
    for statement in statements:
        make_published_claim(statements=[statement])
    rating = Rating.objects.get(code="verified")
    with CaptureQueriesContext(connection) as captured:
        mark_stale(f"rating:{rating.code}")
    assert len(captured) == 1
    assert "claims_stalefacet" in captured[0]["sql"]

    rating.label = "Checked"
    rating_save(rating=rating)
    assert refresh_stale(limit=2) == 2
    assert Publication.objects.filter(kind="claim", body__contains="Checked").count() == 2
    # A worker that was killed here leaves three; nothing is wrong, and nothing is forgotten.
    call_command("rebuild_publications", "--check")
    rating.label = "Found true"
    rating_save(rating=rating)
    call_command("rebuild_publications", "--check")
    while refresh_stale(limit=2):
        pass
    assert Publication.objects.filter(kind="claim", body__contains="Found true").count() == 5
    assert not StaleFacet.objects.exists()
    call_command("rebuild_publications", "--check")


def test_rebuilding_an_untouched_record_writes_nothing(db):
    make_published_claim()
    publish(make_claim(), rating="unverified")
    before = list(Publication.objects.order_by("pk").values())
    assert all(is_right for _, _, is_right in rebuild(check=True))
    call_command("rebuild_publications")
    assert list(Publication.objects.order_by("pk").values()) == before


def test_check_sees_each_column_and_a_rebuild_mends_it(db):
    claim = make_published_claim()
    row = Publication.objects.filter(kind="claim", public_id=claim.public_id)
    right = row.values().get()
    later = right["sort_at"] + dt.timedelta(days=1)
    wrong = {
        "slug": "another", "title": "Another", "status": "disputed", "facets": ["year:1900"], "sort_at": later,
        "said_on": dt.date(1999, 1, 1), "first_published_at": later, "modified_at": later, "body": "{}", "digest": "0",
        "is_gone": True, "redirect_to": "0123456789", "search": SearchVector(Value("another")),
    }  # fmt: skip
    place = {"change_number": 0, "changed_at": None}
    kept = {"id", "kind", "public_id", "is_stale", *place}
    assert {field.column for field in Publication._meta.concrete_fields} - kept == set(wrong)
    for column, value in wrong.items():
        row.update(**{column: value})
        assert [one for one in rebuild(check=True) if not one[2]] == [("claim", claim.public_id, False)], column
        assert [one for one in rebuild() if not one[2]] == [("claim", claim.public_id, False)], column
        now = row.values().get()
        # Whoever keeps a copy is told of what they can see.
        assert (now["change_number"] > right["change_number"]) == (column != "search"), column
        assert (now["changed_at"] > right["changed_at"]) == (column != "search"), column
        assert {**now, **place} == {**right, **place}, column
        right = now


def test_check_sees_what_a_tombstone_still_holds(db):
    claim = make_published_claim()
    claim_withdraw(claim=claim, actor=make_user("Standards editor"), reason="A court.", is_removed=True)
    row = Publication.objects.filter(kind="claim", public_id=claim.public_id)
    right = row.values().get()
    assert right["is_gone"]
    for column, value in {
        "title": "x",
        "status": "verified",
        "facets": ["x"],
        "search": SearchVector(Value("x")),
    }.items():
        row.update(**{column: value})
        assert [one[0] for one in rebuild(check=True) if not one[2]] == ["claim"], column
        assert [one[0] for one in rebuild() if not one[2]] == ["claim"], column
        assert row.values_list(column, flat=True).get() == right[column]


def test_rebuilding_asks_as_often_for_many_rows_as_for_few(db):
    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            for model in (Claim, Statement, Document):
                assert _changes(model.objects.order_by("pk")) == []
        return len(captured)

    outlet, speaker = make_outlet(), make_speaker()

    def publish_one() -> None:
        claim = make_claim(statements=[make_statement(outlet=outlet, speaker=speaker)], topics=[make_topic()])
        make_evidence(claim, document=make_document(outlet=outlet))
        make_evidence(claim)
        claim_link(claim=claim, other=make_published_claim(), kind="contradicts", actor=make_user())
        publish(claim)

    publish_one()
    few = asked()
    for _ in range(5):
        publish_one()
    assert asked() == few


def test_progress_of_a_rebuild_is_told_without_a_terminal(db, monkeypatch, capsys):
    make_published_claim()
    monkeypatch.setattr(rebuild_publications, "SAID_EVERY", 0)
    call_command("rebuild_publications", "--check")
    assert "rows looked at, 0 differ." in capsys.readouterr().err


def test_what_was_public_before_gets_the_facet_of_its_language(db):
    claim = make_published_claim(topics=[make_topic()])
    rows = Publication.objects.order_by("pk").values_list("public_id", "facets")
    given = list(rows)
    assert "language:en" in dict(given)[claim.public_id]
    operation = import_module("claims.migrations.0035_claim_language_facet").Migration.operations[0]
    with connection.cursor() as cursor:
        cursor.execute(operation.reverse_sql)
        assert "language:en" not in dict(rows.all())[claim.public_id]
        cursor.execute(operation.sql)
    assert list(rows.all()) == given


def test_change_numbers_follow_the_order_of_commits(transactional_db):
    """A slow publisher must not commit a lower number after a reader saw a higher one."""
    slow, quick = make_claim("Slow"), make_claim("Quick")
    for claim in (slow, quick):
        make_evidence(claim)
        make_evidence(claim)
    has_published, may_commit = threading.Event(), threading.Event()
    quick_is_done = threading.Event()

    def publish_slowly():
        try:
            with transaction.atomic():
                publish(slow)
                has_published.set()
                may_commit.wait(10)
        finally:
            connection.close()

    def publish_quickly():
        try:
            has_published.wait(10)
            publish(quick)
            quick_is_done.set()
        finally:
            connection.close()

    threads = [threading.Thread(target=publish_slowly), threading.Thread(target=publish_quickly)]
    for thread in threads:
        thread.start()
    assert has_published.wait(10)
    # The quick one waits for the slow one's commit rather than overtaking it.
    assert not quick_is_done.wait(0.5)
    may_commit.set()
    for thread in threads:
        thread.join(20)
    numbers = dict(Publication.objects.filter(kind="claim").values_list("title", "change_number"))
    assert numbers["Slow"] < numbers["Quick"]
    every = sorted(Publication.objects.values_list("change_number", flat=True))
    assert every[-1] == ChangeCounter.objects.get().value
    assert len(set(every)) == len(every)


def test_two_claims_on_one_statement_published_at_once_both_show_on_it(transactional_db):
    statement, claims = make_statement("One thing"), []
    for text in ("First claim", "Second claim"):
        claim = make_claim(text, statements=[statement])
        make_evidence(claim)
        make_evidence(claim)
        claims.append(claim)
    faults = []

    def work(claim):
        try:
            publish(claim)
        except Exception as error:  # noqa: BLE001 - told to the test, whatever it is
            faults.append(error)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=[claim]) for claim in claims]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert faults == []
    body = Publication.objects.get(kind="statement").body
    assert "First claim" in body
    assert "Second claim" in body
    call_command("rebuild_publications", "--check")


def test_an_unknown_claim_leaves_no_half_publication(db):
    claim = make_claim()
    with pytest.raises(DomainError):
        publish(claim, summary="")
    assert kinds() == []
    assert Claim.objects.get().current_verdict is None
