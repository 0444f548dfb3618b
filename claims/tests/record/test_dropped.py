"""A claim that is not pursued leaves the desk's lists, and comes back as it was left."""

import pytest

from claims.desk.queues import claims_open, verdicts_returned_to
from claims.models import Publication, Verdict
from claims.services.appearances import claim_join
from claims.services.claims import claim_edit
from claims.services.merges import claims_merge
from claims.services.verdicts import verdict_edit, verdict_propose, verdict_return
from claims.services.withdrawals import claim_drop, claim_take_up, claim_withdraw
from claims.tests import factories as make
from factcheck.base import DomainError

REASON = "An opinion, and nothing to check."


def test_a_dropped_claim_leaves_the_lists_and_comes_back_as_it_was_left(db):
    claim, reporter = make.make_claim("Snow is white"), make.make_user("Reporter")
    verdict = verdict_propose(verdict=make.make_verdict(claim), actor=reporter)
    verdict_return(verdict=verdict, actor=make.make_user(), reason="Not clear.")
    assert list(verdicts_returned_to(reporter)) == [verdict]

    claim_drop(claim=claim, actor=reporter, reason=REASON)

    claim.refresh_from_db()
    assert claim.is_dropped
    assert not claims_open().exists()
    assert not verdicts_returned_to(reporter).exists()
    line = claim.events.last()
    assert (line.action, line.reason, line.is_public) == ("claim.dropped", REASON, False)
    assert not Publication.objects.filter(kind="claim").exists()

    claim_take_up(claim=claim, actor=make.make_user("Reporter"))

    assert list(claims_open()) == [claim]
    assert list(verdicts_returned_to(reporter)) == [verdict]
    line = claim.events.last()
    assert (line.action, line.before) == ("claim.taken_up", {"reason": REASON})
    assert make.publish(make.make_claim()).published_at


def test_what_is_dropped_stays_as_it_is_and_its_statement_makes_another_claim(db):
    statement, actor = make.make_statement(), make.make_user()
    claim = make.make_claim("Snow is white", statements=[statement])
    verdict = make.make_verdict(claim)
    claim_drop(claim=claim, actor=actor, reason=REASON)
    verdict.refresh_from_db()
    for act in (
        lambda: claim_edit(claim=claim, actor=actor, version=None, priority=4),
        lambda: claim_join(claim=claim, statement=make.make_statement(), actor=actor),
        lambda: verdict_edit(verdict=verdict, actor=actor, version=None, summary="Too late."),
        lambda: verdict_propose(verdict=verdict, actor=actor),
        lambda: claim_drop(claim=claim, actor=actor, reason=REASON),
    ):
        with pytest.raises(DomainError, match="is not pursued"):
            act()
    with pytest.raises(DomainError, match="not pursued"):
        claims_merge(claim=claim, into=make.make_claim(), actor=actor, reason="One.")
    with pytest.raises(DomainError, match="not published"):
        claim_withdraw(claim=claim, actor=actor, reason="Wrong.")
    assert Verdict.objects.get(pk=verdict.pk).state == "draft"
    assert make.make_claim("Snow is white", statements=[statement]).statements.get() == statement


def test_what_cannot_be_dropped_or_taken_up(db):
    actor = make.make_user()
    with pytest.raises(DomainError, match="Say why"):
        claim_drop(claim=make.make_claim(), actor=actor, reason=" ")
    with pytest.raises(DomainError, match="Readers know this claim"):
        claim_drop(claim=make.make_published_claim(), actor=actor, reason=REASON)
    waits = make.make_claim()
    verdict_propose(verdict=make.make_verdict(waits), actor=actor)
    with pytest.raises(DomainError, match="waits for a second editor"):
        claim_drop(claim=waits, actor=actor, reason=REASON)
    withdrawn = claim_withdraw(claim=make.make_published_claim(), actor=actor, reason="Misdated.")
    for claim in (waits, withdrawn):
        with pytest.raises(DomainError, match="nothing to take up"):
            claim_take_up(claim=claim, actor=actor)
