"""Two people at one moment, each of whom holds what the other comes to next: both get through."""

import time
from collections.abc import Callable
from threading import Thread
from typing import Any

import pytest
from django.db import OperationalError, connection

from claims.models import Claim, Evidence
from claims.services import claims as claim_services
from claims.services import evidence as evidence_services
from claims.services import verdicts as verdict_services
from claims.services.documents import document_edit
from claims.services.merges import speakers_merge
from claims.services.verdicts import verdict_propose
from claims.tests import factories as make

# The first holds still for so long; by then the second has come as far as it gets.
HELD, BEGUN = 1.5, 0.6


@pytest.fixture
def held(monkeypatch):
    """Let whoever calls a function of a module hold still for a moment before it."""

    def hold(module: Any, name: str) -> None:
        real = getattr(module, name)

        def late(*args: Any, **kwargs: Any) -> Any:
            time.sleep(HELD)
            return real(*args, **kwargs)

        monkeypatch.setattr(module, name, late)

    return hold


def at_once(first: Callable[[], Any], second: Callable[[], Any]) -> list[Exception]:
    """Run both, the second while the first holds still. Returns what went wrong."""
    faults: list[Exception] = []

    def run(act: Callable[[], Any]) -> None:
        try:
            act()
        except OperationalError as error:
            faults.append(error)
        finally:
            connection.close()

    threads = [Thread(target=run, args=(act,)) for act in (first, second)]
    for thread in threads:
        thread.start()
        time.sleep(BEGUN)
    for thread in threads:
        thread.join(30)
    return faults


def edit(document, title="Another headline"):
    return document_edit(document=document, actor=make.make_user(), title=title)


def test_evidence_that_is_a_document_and_a_correction_of_it(transactional_db, held):
    statement = make.make_statement()
    claim, document = make.make_published_claim(statements=[statement]), statement.document
    actor = make.make_user()
    held(evidence_services, "evidence_origin")

    def add():
        evidence_services.evidence_add(claim=claim, actor=actor, stance="supports", title="D", document=document)

    assert at_once(add, lambda: edit(document)) == []
    document.refresh_from_db()
    assert document.title == "Another headline"
    assert Evidence.objects.filter(claim=claim, document=document, title="D").exists()


def test_an_approval_and_a_correction_of_what_it_rests_on(transactional_db, held):
    statement = make.make_statement()
    claim, document = make.make_claim(statements=[statement]), statement.document
    verdict = verdict_propose(verdict=make.make_verdict(claim), actor=make.make_user())
    actor = make.make_user()
    held(verdict_services, "documents_watch")

    faults = at_once(lambda: verdict_services.verdict_approve(verdict=verdict, actor=actor), lambda: edit(document))

    assert faults == []
    claim.refresh_from_db()
    assert claim.current_verdict == verdict


def test_a_claimant_who_is_given_and_a_merge_of_the_two(transactional_db, held):
    one, other = make.make_speaker("Ann Poe"), make.make_speaker("Anne Poe")
    claim = make.make_claim(claimant=one)
    editor, standards = make.make_user(), make.make_user("Standards editor")
    held(claim_services, "require_version")

    faults = at_once(
        lambda: claim_services.claim_edit(claim=claim, actor=editor, version=None, claimant=other),
        lambda: speakers_merge(speaker=one, into=other, actor=standards, reason="One and the same."),
    )

    assert faults == []
    assert Claim.objects.get(pk=claim.pk).claimant == other
