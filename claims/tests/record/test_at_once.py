"""What two people, or a person and a worker, do at the same moment: nothing is missed, told twice or waited for."""

import time
from threading import Thread

import pytest
from django.db import OperationalError, connection, transaction
from django.utils import timezone

from claims.models import Claim, CorrectionRequest, Event, Statement
from claims.publishing import publish_claim
from claims.services import reviews as review_services
from claims.services import verdicts as verdict_services
from claims.services import withdrawals as withdrawal_services
from claims.services.appearances import claim_leave
from claims.services.corrections import correction_request
from claims.services.evidence import evidence_remove
from claims.services.locks import claims_locked, locked, save_checked
from claims.services.reviews import statement_accept, statement_authenticity_set
from claims.services.steps import statements_accept, steps_awaited
from claims.services.undoing import last_act_by
from claims.services.verdicts import verdict_propose, verdicts_recheck_due
from claims.services.versions import document_withdraw
from claims.tests import factories as make
from factcheck.base import DomainError
from sources.models import Speaker


def test_a_claim_that_comes_in_meanwhile_is_locked_too(db):
    first, second = make.make_claim(), make.make_claim()
    known = [first.pk]
    calls = []

    def then():
        calls.append(len(calls))
        # Somebody joins the other claim before the statement is locked.
        known[:] = [first.pk, second.pk]
        return "rest"

    claims, rest = claims_locked(lambda: Claim.objects.filter(pk__in=known).values_list("pk", flat=True), then)

    assert (claims, rest) == ([first, second], "rest")
    assert calls == [0, 1]


def test_a_row_whose_like_was_stored_meanwhile_is_refused_in_words(db, monkeypatch):
    make.make_speaker("Ana Horvat", wikidata_id="Q42")
    twin = Speaker(name="Ivo Babic", wikidata_id="Q42")
    looked = []

    def full_clean(self, *args, **options):
        # At the first look the other was not there yet.
        looked.append(self)
        if len(looked) > 1:
            super(Speaker, self).full_clean(*args, **options)

    monkeypatch.setattr(Speaker, "full_clean", full_clean)
    with pytest.raises(DomainError) as refused:
        save_checked(twin)
    assert "ikidata" in refused.value.message
    assert Speaker.objects.filter(wikidata_id="Q42").count() == 1


@pytest.mark.parametrize("act", ["claim_leave", "evidence_remove"])
def test_a_form_sent_twice_at_once_writes_one_line(db, act):
    claim, actor = make.make_claim(statements=[make.make_statement(), make.make_statement()]), make.make_user()
    make.make_evidence(claim)
    row = claim.appearances.first() if act == "claim_leave" else claim.evidence.first()
    # The second has read the row while the first was at work.
    service, name = (claim_leave, "appearance") if act == "claim_leave" else (evidence_remove, "evidence")
    again = type(row).objects.get(pk=row.pk)
    service(**{name: row}, actor=actor, reason="Not this one.")
    with pytest.raises(DomainError, match="no longer in the record"):
        service(**{name: again}, actor=actor, reason="Not this one.")
    assert Event.objects.filter(action__endswith=".removed").count() == 1


def test_accepting_waits_for_no_suggestion_that_somebody_else_decides(transactional_db):
    words = "One is here. Two are here."
    document = make.make_document(f"“{words}” Ann Poe said. “Three are here.” Ann Poe said.")
    rows = [
        Statement.objects.create(
            document=document, start=at, end=at + 3, exact=document.text[at : at + 3], suggested_speaker="Ann Poe",
            kind="direct", found_by="test",
        )
        for at in (1, 14)
    ]  # fmt: skip
    speaker = make.make_speaker("Ann Poe")
    other = connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            cursor.execute("SELECT 1 FROM claims_statement WHERE id = %s FOR UPDATE", [rows[1].pk])
            with connection.cursor() as mine:
                mine.execute("SET lock_timeout = '2s'")
            statement_accept(statement=rows[0], actor=make.make_user(), speaker=speaker)
        other.rollback()
    finally:
        other.close()
        with connection.cursor() as mine:
            mine.execute("SET lock_timeout = 0")
    rows[1].refresh_from_db()
    assert rows[1].speaker is None


def suggest_both(document):
    return [
        Statement.objects.create(
            document=document, start=at, end=at + 3, exact=document.text[at : at + 3], speaker=make.make_speaker(),
            kind="direct", found_by="test",
        )
        for at in (1, 14)
    ]  # fmt: skip


def test_a_step_over_several_that_breaks_off_has_done_nothing(db, monkeypatch):
    rows = suggest_both(make.make_document("“One is here. Two are here.”"))
    published = []

    def publish(statement):
        published.append(statement)
        if len(published) > 1:
            raise OperationalError("The server is gone.")

    monkeypatch.setattr(review_services, "publish_around_statement", publish)
    with pytest.raises(OperationalError):
        statements_accept(statements=rows, actor=make.make_user())
    assert len(published) == 2
    assert set(Statement.objects.values_list("review_state", flat=True)) == {"suggested"}
    assert not Event.objects.filter(action="statement.accepted").exists()


def test_taking_back_waits_for_a_step_that_is_under_way(transactional_db):
    document = make.make_document("“One is here. Two are here.”")
    rows = suggest_both(document)
    accepting, other = Thread(target=lambda: None), connection.copy()
    try:
        other.set_autocommit(False)
        with other.cursor() as cursor:
            # Somebody decides the last of them at this moment: the step waits for them, and holds the document.
            cursor.execute("SELECT 1 FROM claims_statement WHERE id = %s FOR UPDATE", [rows[1].pk])

        def accept() -> None:
            try:
                statements_accept(statements=rows, actor=actor)
            finally:
                connection.close()

        actor = make.make_user()
        accepting = Thread(target=accept)
        accepting.start()
        deadline = time.monotonic() + 20
        while not somebody_waits() and time.monotonic() < deadline:
            time.sleep(0.05)
        with connection.cursor() as mine:
            mine.execute("SET lock_timeout = '1s'")
        with pytest.raises(OperationalError):
            steps_awaited(document)
    finally:
        other.rollback()
        other.close()
        with connection.cursor() as mine:
            mine.execute("SET lock_timeout = 0")
        accepting.join(20)
    steps_awaited(document)
    assert last_act_by(actor, document).after["together"]
    assert set(Statement.objects.values_list("review_state", flat=True)) == {"accepted"}


def somebody_waits() -> bool:
    here = "wait_event_type = 'Lock' AND datname = current_database()"
    with connection.cursor() as cursor:
        # Within a transaction the server would show what it showed the first time.
        cursor.execute("SELECT pg_stat_clear_snapshot()")
        cursor.execute(f"SELECT count(*) FROM pg_stat_activity WHERE {here}")
        return cursor.fetchone()[0] > 0


def test_a_recheck_leaves_alone_what_was_decided_meanwhile(db, monkeypatch):
    claim = make.publish(make.make_claim(), rating="unverified", recheck_on=timezone.localdate())

    def read(rows):
        monkeypatch.undo()
        found = list(rows)
        # Between the list of what is due and the first of it.
        make.publish(claim, rating="disputed", correction_note="It was settled.")
        return found

    monkeypatch.setattr(verdict_services, "list", read, raising=False)
    assert verdicts_recheck_due() == 0
    claim.refresh_from_db()
    assert (claim.reopened_at, claim.status) == (None, "disputed")


def test_what_a_second_editor_weighs_stays_as_it_is(db):
    statement = make.make_statement()
    claim = make.make_claim(statements=[statement])
    actor = make.make_user("Reporter")
    verdict_propose(verdict=make.make_verdict(claim, actor=actor), actor=actor)
    with pytest.raises(DomainError, match="waits for a second editor"):
        statement_authenticity_set(statement=statement, actor=make.make_user(), authenticity="disputed", reason="No.")


def test_evidence_of_a_withdrawn_claim_stays(db):
    claim = make.publish(make.make_claim())
    evidence = make.make_evidence(claim)
    withdrawal_services.claim_withdraw(claim=claim, actor=make.make_user(), reason="Wrong.")
    with pytest.raises(DomainError, match="withdrawn or merged"):
        evidence_remove(evidence=evidence, actor=make.make_user(), reason="Not needed.")


def test_a_report_that_was_stored_meanwhile_is_the_same_report(db, monkeypatch):
    made = correction_request(kind="error", text="It was Monday.", token="t" * 32, sender="s")
    rows = type(CorrectionRequest.objects).filter
    looked = []

    def filter_late(self, *args, **kwargs):
        # At the first look the other was not committed yet.
        if "token" in kwargs and not looked:
            looked.append(kwargs)
            return rows(self, pk=None)
        return rows(self, *args, **kwargs)

    monkeypatch.setattr(type(CorrectionRequest.objects), "filter", filter_late)
    assert correction_request(kind="error", text="It was Monday.", token="t" * 32, sender="s") == made
    assert CorrectionRequest.objects.count() == 1


def test_an_approval_and_a_document_that_is_withdrawn_wait_in_one_order(transactional_db):
    statement = make.make_statement()
    claim = make.publish(make.make_claim(statements=[statement]))
    faults: list[Exception] = []

    def withdraw() -> None:
        try:
            document_withdraw(document=statement.document, note="It was invented.")
        except OperationalError as error:
            faults.append(error)
        finally:
            connection.close()

    other = Thread(target=withdraw)
    with transaction.atomic():
        # As an approval does: the claim first, and then what is public.
        locked(claim)
        other.start()
        deadline = time.monotonic() + 20
        while not somebody_waits() and time.monotonic() < deadline:
            time.sleep(0.05)
        assert somebody_waits()
        publish_claim(claim)
    other.join(20)
    assert faults == []
    claim.refresh_from_db()
    assert claim.withdrawn_at is not None
