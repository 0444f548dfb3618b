"""Every page of the desk asks the same number of questions, whether it shows one row or many."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.models import Attribution, CorrectionRequest, Statement
from claims.services.appearances import claim_join
from claims.services.assignments import claim_assign
from claims.services.links import claim_link
from claims.services.verdicts import verdict_propose
from claims.tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_outlet,
    make_speaker,
    make_statement,
    make_topic,
    make_user,
    make_verdict,
    publish,
)
from sources.models import Ingestion
from sources.services.ingestions import ingestion_create

MODELS = (
    "sources_document", "sources_speaker", "sources_outlet", "claims_statement", "claims_claim", "claims_verdict",
    "claims_event", "claims_topic", "claims_rating", "claims_correctionrequest", "auth_user",
)  # fmt: skip


def more(count):
    """Add rows of every kind that the lists and the home page show."""
    for number in range(count):
        claim = make_claim(topics=[make_topic()])
        claim_assign(claim=claim, actor=make_user(), to=make_user())
        verdict_propose(verdict=make_verdict(claim), actor=make_user("Reporter"))
        suggested = make_statement()
        Statement.objects.filter(pk=suggested.pk).update(review_state="suggested")
        ingestion_create(data=f"Words {number} {count}.".encode(), way=Ingestion.Way.PASTE, actor=make_user())
        CorrectionRequest.objects.create(claim=claim, text="Wrong.")
        make_outlet()


def queries(client, url):
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(url)
    assert answer.status_code == 200
    return len(captured)


@pytest.mark.parametrize("url", ["desk:home", "desk:ingestions", *(f"admin:{model}_changelist" for model in MODELS)])
def test_lists_have_a_constant_query_count(desk_client, url):
    client = desk_client("Administrator")
    more(1)
    few = queries(client, reverse(url))

    more(3)

    assert queries(client, reverse(url)) == few
    assert few <= 20


def test_lists_never_count_their_table(desk_client):
    more(1)
    client = desk_client("Administrator")
    for model in MODELS:
        if model == "auth_user":
            continue
        with CaptureQueriesContext(connection) as captured:
            client.get(reverse(f"admin:{model}_changelist"))
        assert not [q["sql"] for q in captured if "COUNT(*)" in q["sql"]], model


def test_document_page_has_a_constant_query_count(desk_client):
    text = "".join(f"“Statement number {n},” she said.\n" for n in range(30))
    document, client = make_document(text), desk_client("Administrator")
    url = reverse("desk:document", args=[document.public_id])

    def mark(first, last):
        for number in range(first, last):
            row = make_statement(f"“Statement number {number},”", document=document)
            Attribution.objects.create(statement=row, position=1, kind="told", words="told AFP")
            make_claim(statements=[row])

    mark(0, 1)
    few = queries(client, url)
    mark(1, 20)

    assert queries(client, url) == few
    # Who else is here takes three of them, what can be taken back one, comments one.
    assert few <= 14, few


def test_claim_page_has_a_constant_query_count(desk_client):
    claim, client = make_claim(statements=[], claimant=make_speaker()), desk_client("Standards editor")
    url = reverse("desk:claim", args=[claim.public_id])

    def fill(count):
        for _ in range(count):
            make_evidence(claim, document=make_statement().document)
            claim_join(claim=claim, statement=make_statement(), actor=client.user)
            claim_link(claim=claim, other=make_claim(), kind="supports", actor=client.user)
            claim.refresh_from_db()
            publish(claim, rating="disputed")

    fill(1)
    claim.refresh_from_db()
    few = queries(client, url)
    fill(4)

    assert queries(client, url) == few
    assert few <= 25, few
