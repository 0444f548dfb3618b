import datetime as dt
import json
from functools import partial

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.utils import timezone

from claims.models import Claim, Rating, Statement, Verdict, VerdictEvidence
from claims.public.models import Publication
from claims.publishing import rebuild
from claims.services.appearances import appearance_part_set, claim_join, claim_leave
from claims.services.claims import claim_edit
from claims.services.evidence import evidence_remove
from claims.services.links import claim_link
from claims.services.merges import claims_merge
from claims.services.reviews import (
    statement_authenticity_set,
    statement_reattribute,
    statement_reject,
    statement_reopen,
)
from claims.services.spans import statement_respan
from claims.services.undoing import statement_undo
from claims.services.verdicts import (
    verdict_approve,
    verdict_discard,
    verdict_draft,
    verdict_edit,
    verdict_faults,
    verdict_propose,
    verdict_return,
    verdict_take_back,
    verdicts_recheck_due,
)
from claims.services.versions import document_withdraw
from claims.services.withdrawals import claim_withdraw
from claims.tests.factories import (
    approve,
    make_claim,
    make_document,
    make_evidence,
    make_published_claim,
    make_speaker,
    make_statement,
    make_topic,
    make_user,
    make_verdict,
    publish,
)
from claims.workflow import VERDICT_MOVES
from factcheck.base import ConflictError, DomainError


def test_approving_publishes_and_copies_the_status(db):
    claim = make_published_claim(rating="disputed")
    assert claim.status == "disputed"
    assert claim.published_at is not None
    assert Publication.objects.get(kind="claim").status == "disputed"
    assert [event.action for event in claim.events.filter(is_public=True)] == ["verdict.approved"]


@pytest.mark.parametrize(
    ("missing", "said"),
    [
        ({"rating": None}, "Choose a rating"),
        ({"summary": ""}, "Write the summary"),
        ({"evidence": []}, "The claim has evidence, but this verdict rests on none of it"),
    ],
)
def test_propose_refuses_what_lacks_a_part(db, missing, said):
    claim = make_claim()
    make_evidence(claim)
    make_evidence(claim)
    parts = {"rating": Rating.objects.get(code="disputed"), "summary": "Because.", **missing}
    verdict = verdict_draft(claim=claim, actor=make_user(), **parts)
    with pytest.raises(DomainError, match=said):
        verdict_propose(verdict=verdict, actor=make_user())
    assert Verdict.objects.get().state == "draft"


def test_evidence_that_came_after_the_draft_has_to_be_named(db):
    claim = make_claim()
    verdict = verdict_draft(claim=claim, actor=make_user(), rating=Rating.objects.get(code="disputed"), summary="So.")
    assert verdict_faults(verdict) == ["Add at least one piece of evidence."]
    evidence = make_evidence(claim, stance="contradicts")
    (fault,) = verdict_faults(verdict)
    assert fault.endswith("name at least one piece.")
    verdict = verdict_edit(verdict=verdict, actor=make_user(), version=verdict.version, evidence=[evidence])
    assert verdict_faults(verdict) == []


def test_disputed_rests_on_what_contradicts_or_on_a_reason_that_readers_see(db):
    claim = make_claim()
    evidence = [make_evidence(claim), make_evidence(claim, stance="context")]
    disputed = Rating.objects.get(code="disputed")
    verdict = verdict_draft(claim=claim, actor=make_user(), rating=disputed, summary="So.", evidence=evidence)
    (fault,) = verdict_faults(verdict)
    assert fault.startswith("Disputed needs at least one piece of evidence that contradicts the claim.")
    with pytest.raises(DomainError, match="write why none is named"):
        verdict_propose(verdict=verdict, actor=make_user())
    with pytest.raises(IntegrityError, match="Disputed needs evidence"), transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(
            state="proposed", proposed_by=make_user(), proposed_at=timezone.now()
        )

    why = "The speaker took it back the next day."
    verdict_edit(verdict=verdict, actor=make_user(), version=None, override_reason=why)
    claim = approve(Verdict.objects.get())
    assert claim.current_verdict.override_reason == why
    body = json.loads(Publication.objects.get(kind="claim").body)
    assert body["verdict"]["override_reason"] == why

    # Where something contradicts it, there is nothing to give a reason for.
    named = make_evidence(claim, stance="contradicts")
    claim = approve(make_verdict(claim, rating="disputed", evidence=[named], override_reason=why))
    assert claim.current_verdict.override_reason == ""


def test_evidence_that_its_publisher_withdrew_contradicts_nothing(db):
    claim, document = make_claim(), make_document()
    make_evidence(claim, stance="contradicts", document=document)
    verdict = make_verdict(claim, rating="disputed")
    assert verdict_faults(verdict) == []
    document_withdraw(document=document, note="It was wrong.")
    (fault,) = verdict_faults(verdict)
    assert fault.startswith("Disputed needs")


def test_disputed_that_was_approved_before_this_was_asked_for_stands(db):
    claim = make_published_claim(rating="disputed")
    verdict = claim.current_verdict
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_evidence DISABLE TRIGGER USER")
        cursor.execute("UPDATE claims_evidence SET stance = 'supports'")
        cursor.execute("ALTER TABLE claims_evidence ENABLE TRIGGER USER")
    verdict.refresh_from_db()
    verdict.save()
    assert publish(claim, rating="verified").current_verdict.replaces == verdict
    verdict.refresh_from_db()
    assert verdict.state == "superseded"


def two_copies():
    first = make_document("The same dispatch, word for word.")
    return first, make_document("The same dispatch, word for word.")


def test_two_copies_of_one_dispatch_are_one_origin(db):
    claim = make_claim()
    for document in two_copies():
        make_evidence(claim, document=document)
    verdict = make_verdict(claim)
    assert "there is 1" in " ".join(verdict_faults(verdict))
    with pytest.raises(DomainError, match="2 independent origins"):
        verdict_propose(verdict=verdict, actor=make_user())
    make_evidence(claim)
    verdict = verdict_edit(verdict=verdict, actor=make_user(), version=None, evidence=claim.evidence.all())
    assert verdict_propose(verdict=verdict, actor=make_user()).state == "proposed"


def test_the_database_counts_origins_too(db):
    claim = make_claim()
    make_evidence(claim)
    verdict = make_verdict(claim)
    with (
        pytest.raises(IntegrityError, match="more independent origins"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE claims_verdict SET state = 'proposed', proposed_by_id = %s, proposed_at = now() WHERE id = %s",
            [make_user().pk, verdict.pk],
        )


def test_an_override_needs_words_and_is_public(db):
    claim = make_claim()
    make_evidence(claim)
    claim = approve(make_verdict(claim, override_reason="The document itself is the fact."))
    assert "The document itself is the fact." in Publication.objects.get(kind="claim").body


def test_what_was_withdrawn_counts_as_little_for_readers_and_the_database_as_for_the_desk(db):
    claim = make_claim()
    document = make_document()
    make_evidence(claim, document=document)
    make_evidence(claim)
    document_withdraw(document=document, note="Wrong.")
    verdict = make_verdict(claim)
    with pytest.raises(IntegrityError, match="more independent origins"), transaction.atomic():
        Verdict.objects.filter(pk=verdict.pk).update(
            state="proposed", proposed_by=make_user(), proposed_at=dt.datetime.now(dt.UTC)
        )
    verdict = verdict_edit(verdict=verdict, actor=make_user(), version=None, override_reason="The court's own record.")
    approve(verdict)
    body = json.loads(Publication.objects.get(kind="claim").body)
    assert body["verdict"]["supporting_origins"] == 1


def test_a_verdict_that_was_decided_stays_so_when_its_source_is_withdrawn(db):
    claim = make_claim()
    document = make_document()
    make_evidence(claim, document=document)
    make_evidence(claim)
    claim = approve(make_verdict(claim))
    document_withdraw(document=document, note="Wrong.")
    verdict = Verdict.objects.get(claim=claim)
    verdict.save()
    assert verdict.state == "approved"
    assert json.loads(Publication.objects.get(kind="claim").body)["verdict"]["supporting_origins"] == 1


def test_unverified_needs_reason_code_and_recheck_date(db):
    verdict = make_verdict(make_claim(), rating="unverified", reason_code="", recheck_on=None)
    with pytest.raises(DomainError, match=r"one of the reasons.*looks again"):
        verdict_propose(verdict=verdict, actor=make_user())


def test_a_returned_verdict_can_be_mended_and_proposed_again(db):
    author, editor = make_user("Reporter"), make_user()
    verdict = verdict_propose(verdict=make_verdict(make_claim()), actor=author)
    with pytest.raises(DomainError, match="Say why"):
        verdict_return(verdict=verdict, actor=editor, reason="  ")
    verdict = verdict_return(verdict=verdict, actor=editor, reason="Name the second source.")
    verdict = verdict_edit(verdict=verdict, actor=author, version=verdict.version, summary="Two sources, named.")
    verdict = verdict_propose(verdict=verdict, actor=author)
    assert verdict_approve(verdict=verdict, actor=editor).state == "approved"


def test_a_proposed_verdict_is_not_edited(db):
    verdict = verdict_propose(verdict=make_verdict(make_claim()), actor=make_user())
    with pytest.raises(DomainError, match="no longer be edited"):
        verdict_edit(verdict=verdict, actor=make_user(), version=None, summary="Other words.")
    for column in ("summary", "known", "override_reason"):
        with (
            pytest.raises(IntegrityError, match="cannot be edited once"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(f"UPDATE claims_verdict SET {column} = 'x'")


def test_a_correction_is_a_new_verdict_with_a_public_note(db):
    claim = make_published_claim(rating="unverified")
    verdict = make_verdict(claim, rating="verified", correction_note="")
    with pytest.raises(DomainError, match="public note"):
        verdict_propose(verdict=verdict, actor=make_user())
    verdict_discard(verdict=verdict, actor=make_user(), reason="Note was missing.")
    claim = publish(claim, rating="verified", correction_note="New records came.")
    assert claim.status == "verified"
    assert sorted(claim.verdicts.values_list("state", flat=True)) == ["approved", "superseded", "superseded"]
    body = Publication.objects.get(kind="claim").body
    assert "New records came." in body
    assert "verdict.corrected" in body


def test_one_open_verdict_a_claim(db):
    claim = make_claim()
    make_verdict(claim)
    with pytest.raises(DomainError, match="open verdict already"):
        make_verdict(claim)
    with pytest.raises(IntegrityError, match="verdict_one_open_per_claim"), transaction.atomic():
        Verdict.objects.create(claim=claim)


@pytest.mark.parametrize("current", list(VERDICT_MOVES))
def test_illegal_moves_are_refused_by_the_database(db, current):
    author, editor = make_user("Reporter"), make_user()
    verdict = make_verdict(make_claim())
    if current in ("proposed", "approved", "returned"):
        verdict = verdict_propose(verdict=verdict, actor=author)
    if current == "approved":
        verdict = verdict_approve(verdict=verdict, actor=editor)
    if current == "returned":
        verdict = verdict_return(verdict=verdict, actor=editor, reason="More.")
    if current == "superseded":
        verdict = verdict_discard(verdict=verdict, actor=author, reason="No.")
    for wanted in VERDICT_MOVES:
        if wanted == current or wanted in VERDICT_MOVES[current]:
            continue
        with (
            pytest.raises(IntegrityError),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute("UPDATE claims_verdict SET state = %s WHERE id = %s", [wanted, verdict.pk])


def test_a_status_is_never_set_by_hand(db):
    draft, published = make_claim(), make_published_claim(rating="verified")
    for claim, status in ((draft, "verified"), (published, "disputed")):
        with pytest.raises(IntegrityError, match="comes from an approved verdict"), transaction.atomic():
            Claim.objects.filter(pk=claim.pk).update(status=status)


def test_evidence_of_an_approved_verdict_stays(db):
    claim = make_published_claim()
    row = claim.evidence.first()
    with pytest.raises(DomainError, match="rests on this evidence"):
        evidence_remove(evidence=row, actor=make_user(), reason="Wrong.")
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        claim.evidence.update(excerpt="other")


def test_withdrawing_is_a_public_step_and_ends_verdicts(db):
    claim = make_published_claim()
    with pytest.raises(DomainError, match="Say why"):
        claim_withdraw(claim=claim, actor=make_user(), reason="")
    claim = claim_withdraw(claim=claim, actor=make_user(), reason="The speech was misdated.")
    row = Publication.objects.get(kind="claim")
    assert not row.is_gone
    assert "The speech was misdated." in row.body
    with pytest.raises(DomainError, match="withdrawn or merged"):
        make_verdict(claim)


def test_the_second_to_save_is_told_what_changed(db):
    claim = make_claim("First words")
    seen = claim.version
    claim_edit(claim=claim, actor=make_user(), version=seen, text="Words of the first")
    with pytest.raises(ConflictError) as error:
        claim_edit(claim=claim, actor=make_user(), version=seen, text="Words of the second")
    assert error.value.current["text"] == "Words of the first"
    verdict = make_verdict(claim)
    verdict_edit(verdict=verdict, actor=make_user(), version=verdict.version, summary="First.")
    with pytest.raises(ConflictError) as error:
        verdict_edit(verdict=verdict, actor=make_user(), version=verdict.version, summary="Second.")
    assert error.value.current["summary"] == "First."


def test_recheck_brings_a_claim_back_on_its_day(db):
    claim = make_published_claim(rating="unverified")
    due = claim.current_verdict.recheck_on
    with time_machine.travel(due - dt.timedelta(days=1), tick=False):
        assert verdicts_recheck_due() == 0
    with time_machine.travel(due, tick=False):
        assert verdicts_recheck_due() == 1
        assert verdicts_recheck_due() == 0
    claim.refresh_from_db()
    assert claim.reopened_reason == "The day of the recheck has come."
    claim = publish(claim, rating="verified")
    assert claim.reopened_at is None


def test_what_a_second_editor_looks_at_stays_as_it_is(db):
    claim = make_claim("Snow is white.")
    verdict = verdict_propose(verdict=make_verdict(claim), actor=make_user("Reporter"))
    statement = claim.statements.get()
    with pytest.raises(DomainError, match="waits for a second editor"):
        claim_edit(claim=claim, actor=make_user(), version=None, text="Snow is black.")
    for changes in (
        {"claimant": make_speaker()},
        {"claimant": None},
        {"first_said_on": dt.date(2022, 1, 1)},
        {"language": "fr"},
        {"topics": [make_topic()]},
    ):
        with pytest.raises(DomainError, match="waits for a second editor"):
            claim_edit(claim=claim, actor=make_user(), version=None, **changes)
    assert claim_edit(claim=claim, actor=make_user(), version=None, priority=4).priority == 4
    with pytest.raises(DomainError, match="waits for a second editor"):
        claim_leave(appearance=claim.appearances.get(), actor=make_user(), reason="No.")
    with pytest.raises(DomainError, match="waits for a second editor"):
        statement_reattribute(statement=statement, actor=make_user(), speaker=make_speaker(), reason="No.")
    with pytest.raises(IntegrityError, match="stays as its verdict"), transaction.atomic():
        Claim.objects.filter(pk=claim.pk).update(text="Snow is black.")
    verdict_return(verdict=verdict, actor=make_user(), reason="Wrong colour.")
    assert claim_edit(claim=claim, actor=make_user(), version=None, text="Snow is grey.").text == "Snow is grey."


def test_what_was_changed_since_the_page_was_shown_is_not_approved_unseen(db):
    claim, editor = make_claim(), make_user("Editor")
    verdict = verdict_propose(verdict=make_verdict(claim), actor=make_user("Reporter"))
    shown = verdict.version
    verdict_return(verdict=verdict, actor=make_user("Editor"), reason="Somebody else said it.")
    claim_edit(claim=claim, actor=make_user("Reporter"), version=None, claimant=make_speaker("Somebody Else"))
    verdict.refresh_from_db()
    verdict_propose(verdict=verdict, actor=make_user("Reporter"))
    with pytest.raises(ConflictError):
        verdict_approve(verdict=verdict, actor=editor, version=shown)
    claim.refresh_from_db()
    assert claim.published_at is None


def test_a_field_that_is_no_working_field_is_not_edited_past_the_rules(db):
    with pytest.raises(TypeError, match="no working field claimant_id"):
        claim_edit(claim=make_claim(), actor=make_user(), version=None, claimant_id=make_speaker().pk)


def test_whom_and_what_an_edited_claim_no_longer_names_is_no_longer_public(db):
    old, topic = make_speaker("Old Claimant"), make_topic()
    claim = make_published_claim(claimant=old, topics=[topic])
    new = claim.statements.get().speaker
    keys = [old.public_id, topic.public_id]
    assert Publication.objects.filter(public_id__in=keys, is_gone=False).count() == 2
    claim_edit(claim=claim, actor=make_user(), version=None, claimant=new, topics=[], reason="She said it.")
    assert Publication.objects.filter(public_id__in=keys, is_gone=True).count() == 2
    assert all(is_right for _, _, is_right in rebuild(check=True))


def test_whoever_proposed_takes_it_back_before_somebody_decides(db):
    claim, reporter, editor = make_claim(), make_user("Reporter"), make_user("Editor")
    verdict = verdict_propose(verdict=make_verdict(claim), actor=reporter)
    shown = verdict.version
    with pytest.raises(DomainError, match="Whoever proposed"):
        verdict_take_back(verdict=verdict, actor=editor)
    with pytest.raises(ConflictError):
        verdict_take_back(verdict=verdict, actor=reporter, version=shown - 1)

    verdict = verdict_take_back(verdict=verdict, actor=reporter, version=shown)

    assert verdict.state == "draft"
    line = claim.events.last()
    assert (line.action, line.actor, line.is_public) == ("verdict.taken_back", reporter, False)
    with pytest.raises(ConflictError):
        verdict_approve(verdict=verdict, actor=editor, version=shown)
    assert claim_edit(claim=claim, actor=reporter, version=None, text="Snow is grey.").text == "Snow is grey."
    verdict = verdict_edit(verdict=verdict, actor=reporter, version=verdict.version, summary="Said better.")
    # Who took it back may approve what somebody else proposes: that one answers for every word.
    verdict = verdict_propose(verdict=verdict, actor=make_user("Reporter"))
    verdict = verdict_approve(verdict=verdict, actor=editor)
    with pytest.raises(DomainError, match="approved, so it cannot be taken back"):
        verdict_take_back(verdict=verdict, actor=verdict.proposed_by)


def test_a_verdict_needs_somebody_who_made_the_claim(db):
    verdict = make_verdict(make_claim(statements=[]))
    with pytest.raises(DomainError, match="at least one statement"):
        verdict_propose(verdict=verdict, actor=make_user())


def test_pages_of_one_domain_and_of_a_known_document_are_one_origin(db):
    claim = make_claim()
    document = make_document(url="https://paper.example.co.uk/story")
    rows = [
        make_evidence(claim, url="https://www.example.org/a"),
        make_evidence(claim, url="https://m.example.org/b"),
        make_evidence(claim, url="https://paper.example.co.uk/story"),
        make_evidence(claim, document=document),
    ]
    assert rows[0].origin_key == rows[1].origin_key == "host:example.org"
    assert rows[2].origin_key == rows[3].origin_key


def test_a_withdrawn_claim_stays_as_it_is(db):
    claim = claim_withdraw(claim=make_published_claim(), actor=make_user(), reason="Misdated.")
    for act in (
        lambda: claim_edit(claim=claim, actor=make_user(), version=None, language="fr"),
        lambda: claim_join(claim=claim, statement=make_statement(), actor=make_user()),
        lambda: make_evidence(claim),
    ):
        with pytest.raises(DomainError, match="withdrawn or merged"):
            act()


def test_words_of_a_withdrawn_claim_change_with_a_line_that_readers_see_and_stay_in_it(db):
    claim = claim_withdraw(claim=make_published_claim(), actor=make_user(), reason="Misdated.")
    statement, editor = claim.statements.get(), make_user()
    for act in (partial(statement_reject, reason="Not theirs."), statement_reopen):
        with pytest.raises(DomainError, match="was withdrawn and stays as it is"):
            act(statement=statement, actor=editor)

    statement_reattribute(statement=statement, actor=editor, speaker=make_speaker("A Third"), reason="Misheard.")

    assert public_lines(claim)[:2] == ["statement.reattributed", "claim.withdrawn"]


def public_lines(claim):
    return [line["action"] for line in json.loads(Publication.objects.get(public_id=claim.public_id).body)["history"]]


def test_every_change_that_readers_see_is_in_the_public_history(db):
    second = make_statement(speaker=make_speaker("Somebody Else"))
    claim = make_published_claim(statements=[make_statement(), second])
    editor, statement = make_user(), claim.statements.first()
    claim_edit(claim=claim, actor=editor, version=None, claimant=second.speaker, reason="Misnamed.")
    statement_authenticity_set(statement=statement, actor=editor, authenticity="confirmed", reason="On video.")
    statement_reattribute(statement=statement, actor=editor, speaker=make_speaker("A Third"), reason="Misheard.")
    claim_link(claim=claim, other=make_published_claim(), kind="supports", actor=editor)
    words = statement.exact.split()[0]
    appearance_part_set(appearance=claim.appearances.get(statement=statement), actor=editor, part=words)
    assert public_lines(claim) == [
        "appearance.part_set",
        "claim.linked",
        "statement.reattributed",
        "statement.authenticity_set",
        "claim.edited",
        "verdict.approved",
    ]
    body = Publication.objects.get(public_id=claim.public_id).body
    assert f"{statement.exact} → {words}" in body
    assert "→ Somebody Else: Misnamed." in body
    assert "→ A Third: Misheard." in body
    claim_edit(claim=claim, actor=editor, version=None, priority=4)
    assert len(public_lines(claim)) == 6


def test_whom_a_published_claim_names_is_changed_by_an_editor_who_says_why(db):
    other, stranger = make_speaker("Olha Bondar"), make_speaker("A Stranger")
    suggested = make_statement(speaker=stranger)
    claim = make_published_claim(statements=[make_statement(), make_statement(speaker=other), suggested])
    Statement.objects.filter(pk=suggested.pk).update(review_state="suggested")
    reporter, editor = make_user("Reporter"), make_user("Editor")
    edit = partial(claim_edit, claim=claim, version=None, reason="She said it.")

    with pytest.raises(DomainError, match="an editor changes the claimant") as refused:
        edit(actor=reporter, claimant=other)
    assert refused.value.field == "claimant"
    for nobody in (stranger, None):
        with pytest.raises(DomainError, match="whoever said one of its statements"):
            edit(actor=editor, claimant=nobody)
    with pytest.raises(DomainError, match="Say why") as refused:
        edit(actor=editor, claimant=other, reason=" ")
    assert refused.value.field == "reason"
    assert edit(actor=reporter, claimant=claim.claimant, priority=4).priority == 4
    assert edit(actor=editor, claimant=other).claimant == other

    Claim.objects.filter(pk=claim.pk).update(claimant=None)
    claim_join(claim=claim, statement=make_statement(), actor=reporter)
    claim.refresh_from_db()
    assert claim.claimant is None


def test_words_and_speaker_under_a_published_claim_are_changed_by_an_editor(db):
    statement, other = make_statement("We shall not yield"), make_speaker()
    reporter, editor = make_user("Reporter"), make_user("Editor")
    start, end = statement.start, statement.end - len(" yield")
    give = partial(statement_reattribute, statement=statement, speaker=other, reason="Misheard.")
    cut = partial(statement_respan, statement=statement, start=start, end=end, reason="He ended there.")
    take_back = partial(statement_undo, statement=statement)
    give(actor=reporter, speaker=make_speaker())
    make_published_claim(statements=[statement])
    for act in (take_back, give, cut):
        with pytest.raises(DomainError, match="Readers would see it at once on the published claim"):
            act(actor=reporter)
    assert give(actor=editor).speaker == other
    assert cut(actor=editor).exact == "We shall not"
    with pytest.raises(DomainError, match="an editor takes this back"):
        take_back(actor=reporter)
    assert take_back(actor=editor).exact == "We shall not yield"


def test_a_published_claim_keeps_a_statement(db):
    claim = make_published_claim()
    with pytest.raises(DomainError, match="at least one statement"):
        claim_leave(appearance=claim.appearances.get(), actor=make_user(), reason="No.")


def _rejected(statement):
    statement_reject(statement=statement, actor=make_user(), reason="Never said.")


def _review_taken_back(statement):
    statement_reopen(statement=statement, actor=make_user())


@pytest.mark.parametrize("act", [_rejected, _review_taken_back])
def test_a_verdict_never_stands_on_statements_that_do_not(db, act):
    claim = make_claim()
    verdict = verdict_propose(verdict=make_verdict(claim), actor=make_user())
    statement = claim.statements.get()
    with pytest.raises(DomainError, match="waits for a second editor"):
        act(statement)
    returned = verdict_return(verdict=verdict, actor=make_user(), reason="Look again.")
    act(statement)
    with pytest.raises(DomainError, match="No statement that makes the claim stands"):
        verdict_propose(verdict=returned, actor=make_user())


def test_what_its_publisher_withdrew_carries_no_verdict(db):
    document = make_document()
    claim = make_claim(statements=[make_statement(), make_statement()])
    for own in ({"document": document}, {}):
        make_evidence(claim, **own)
    verdict = make_verdict(claim)
    document_withdraw(document=document, note="It was invented.")
    assert verdict_faults(verdict)[0].startswith("Verified needs supporting evidence from 2 independent origins; there")
    for statement in claim.statements.all():
        document_withdraw(document=statement.document, note="It was invented.")
    assert verdict_faults(verdict)[0].startswith("No statement that makes the claim stands")


def test_what_belongs_to_another_status_is_not_proposed_with_it(db):
    claim = make_published_claim(rating="unverified")
    named = {
        "reason_code": Verdict.Reason.PENDING,
        "recheck_on": dt.date(2030, 1, 1),
        "override_reason": "One will do.",
    }
    verdict = verdict_propose(verdict=make_verdict(claim, **named), actor=make_user())
    assert (verdict.reason_code, verdict.recheck_on, verdict.override_reason) == ("", None, "")
    few = make_claim()
    make_evidence(few)
    kept = verdict_propose(verdict=make_verdict(few, override_reason="It is the court's own file."), actor=make_user())
    assert kept.override_reason == "It is the court's own file."


def test_withdrawing_a_claim_gives_up_its_open_verdict(db):
    claim = make_published_claim()
    verdict = verdict_propose(verdict=make_verdict(claim), actor=make_user())
    claim_withdraw(claim=claim, actor=make_user("Standards editor"), reason="It was invented.")
    verdict.refresh_from_db()
    assert verdict.state == "superseded"
    assert [event.action for event in claim.events.order_by("-number")[:2]] == ["claim.withdrawn", "verdict.discarded"]


def test_a_merged_claim_is_not_withdrawn_apart(db):
    standards = make_user("Standards editor")
    claim, into = make_published_claim(), make_published_claim()
    claims_merge(claim=claim, into=into, actor=standards, reason="The same.")
    with pytest.raises(DomainError, match="was merged into"):
        claim_withdraw(claim=claim, actor=standards, reason="Wrong.")


def test_evidence_of_a_verdict_that_was_given_up_may_go_and_its_history_keeps_it(db):
    claim = make_claim()
    evidence, other = make_evidence(claim), make_evidence(claim)
    verdict = verdict_discard(verdict=make_verdict(claim), actor=make_user(), reason="Beside the point.")
    assert claim.events.last().before["evidence"] == sorted([evidence.public_id, other.public_id])
    with pytest.raises(IntegrityError, match="cannot be changed"), transaction.atomic():
        VerdictEvidence.objects.filter(verdict=verdict).update(verdict=make_verdict(make_claim()))
    evidence_remove(evidence=evidence, actor=make_user(), reason="It was satire.")
    assert list(verdict.evidence.all()) == [other]
