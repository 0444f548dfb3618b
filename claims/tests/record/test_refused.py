"""What the services refuse: days that cannot be, the same claim twice, other words for a rejected statement."""

import datetime as dt

import pytest
from django.utils import timezone

from claims.services.claims import claim_draft, claim_edit, evidence_add
from claims.services.statements import statement_add, statement_reject, statement_respan
from claims.services.verdicts import verdict_propose
from claims.tests.factories import make_claim, make_document, make_speaker, make_statement, make_user, make_verdict
from factcheck.base import DomainError

AHEAD = dt.date(2099, 1, 1)


def test_what_happened_does_not_lie_ahead(db):
    claim, actor, document = make_claim(), make_user("Reporter"), make_document("He said: no.")
    acts = {
        "first_said_on": [
            lambda: claim_draft(text="Two dams were opened", actor=actor, first_said_on=AHEAD),
            lambda: claim_edit(claim=claim, actor=actor, version=None, first_said_on=AHEAD),
        ],
        "accessed_on": [
            lambda: evidence_add(
                claim=claim,
                actor=actor,
                stance="supports",
                title="A notice",
                url="https://a.example/",
                accessed_on=AHEAD,
            )
        ],
        "said_on": [
            lambda: statement_add(
                document=document, actor=actor, start=9, end=11, speaker=make_speaker("Oleg"), said_on=AHEAD
            )
        ],
    }
    for field, tried in acts.items():
        for act in tried:
            with pytest.raises(DomainError, match="lies ahead: 2099-01-01") as refused:
                act()
            assert refused.value.field == field
    assert not claim.evidence.exists()
    # The day has begun somewhere before it has here.
    claim_edit(claim=claim, actor=actor, version=None, first_said_on=timezone.localdate() + dt.timedelta(days=1))


def test_the_desk_looks_again_at_no_day_that_is_past(db):
    verdict = make_verdict(make_claim(), rating="unverified", recheck_on=timezone.localdate() - dt.timedelta(days=1))

    with pytest.raises(DomainError, match="The day on which the desk looks again has passed already"):
        verdict_propose(verdict=verdict, actor=make_user("Reporter"))
    verdict.recheck_on = timezone.localdate()
    verdict.save()
    assert verdict_propose(verdict=verdict, actor=make_user("Reporter")).state == "proposed"


def test_a_claim_that_is_sent_twice_is_made_once(db):
    statement, actor = make_statement(), make_user("Reporter")
    first = claim_draft(text="Two dams  were opened", actor=actor, statements=[statement])

    with pytest.raises(DomainError, match=f"makes that claim already: {first.public_id}"):
        claim_draft(text="Two dams were opened", actor=actor, statements=[statement])
    # Other words, or the same of another statement, are for a person to compare.
    claim_draft(text="Three dams were opened", actor=actor, statements=[statement])
    claim_draft(text="Two dams were opened", actor=actor, statements=[make_statement()])
    assert statement.claims.count() == 2


def test_words_of_a_rejected_statement_stay(db):
    statement, actor = make_statement(), make_user("Reporter")
    statement_reject(statement=statement, actor=actor, reason="A title.")

    with pytest.raises(DomainError, match="This statement is rejected"):
        statement_respan(statement=statement, actor=actor, start=0, end=3)
