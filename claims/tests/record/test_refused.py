"""What the services refuse: days that cannot be, the same claim twice, other words for a rejected statement."""

import datetime as dt

import pytest
from django.utils import timezone

from claims.services.claims import claim_draft, claim_edit
from claims.services.evidence import evidence_add
from claims.services.reviews import statement_reject
from claims.services.spans import statement_add, statement_respan
from claims.services.verdicts import verdict_propose
from claims.tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_speaker,
    make_statement,
    make_user,
    make_verdict,
)
from factcheck.base import DomainError
from sources.services.documents import publication_day_require

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

    with pytest.raises(DomainError, match=f"makes that claim already: “{first.text}” .{first.public_id}"):
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


@pytest.mark.parametrize(
    ("day", "is_taken"), [(dt.date(1, 9, 21), False), (dt.date(999, 12, 31), False), (dt.date(1000, 1, 1), True)]
)
def test_nothing_was_first_said_before_the_year_1000(db, day, is_taken):
    claim, user = make_claim(), make_user()
    for act in (
        lambda: claim_draft(text="It rained", actor=user, first_said_on=day),
        lambda: claim_edit(claim=claim, actor=user, version=None, first_said_on=day),
        lambda: make_statement(said_on=day),
    ):
        if is_taken:
            act()
        else:
            with pytest.raises(DomainError, match="before the year 1000"):
                act()


def test_evidence_is_read_and_documents_are_published_since_1900(db):
    with pytest.raises(DomainError, match="The day on which it was read is 1800-01-01, before the year 1900"):
        make_evidence(make_claim(), accessed_on=dt.date(1800, 1, 1))
    assert make_evidence(make_claim(), accessed_on=dt.date(1900, 1, 1))
    with pytest.raises(DomainError, match="1899-12-31 cannot be the day of publication"):
        publication_day_require(dt.date(1899, 12, 31))
    publication_day_require(dt.date(1900, 1, 1))


@pytest.mark.parametrize(
    ("code", "wrong"),
    [("zz-notalang", "zz"), ("en-notalang", "notalang"), ("english", "english"), ("en-XX", "XX"), ("e1", "e1"),
     ("EN", ""), ("pt-BR", ""), ("sr-Latn-RS", ""), ("de-1996", ""), ("es-419", ""), ("cnr", ""), ("zh-yue", ""),
     ("en-x-house", "")],
)  # fmt: skip
def test_a_claim_is_in_a_language_that_exists(db, code, wrong):
    claim, user = make_claim(), make_user()
    acts = (
        lambda: claim_draft(text="It rained", actor=user, language=code),
        lambda: claim_edit(claim=claim, actor=user, version=None, language=code),
    )
    for act in acts:
        if not wrong:
            act()
            continue
        with pytest.raises(DomainError, match=f"There is no “{wrong}” among the codes of languages") as refused:
            act()
        assert refused.value.field == "language"


@pytest.mark.parametrize("url", ["http://localhost:8000/", "https://127.0.0.1/x", "http://10.0.0.7/", "http://[::1]/"])
def test_evidence_inside_the_house_is_none(db, url):
    """Readers would be led to their own machine, and it would count as an origin."""
    claim = make_claim()
    with pytest.raises(DomainError, match="not on the public internet"):
        evidence_add(claim=claim, actor=make_user(), stance="supports", title="A page", url=url)
    assert not claim.evidence.exists()
