"""What an approval asks of a large record while everybody else who publishes waits for it."""

import json

from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Appearance, Claim, Evidence, Publication, Topic
from claims.publishing import refresh_stale
from claims.services.links import claim_link
from claims.services.online import claims_published_on
from claims.services.verdicts import verdict_approve, verdict_propose
from claims.services.versions import claims_on
from claims.tests.desk.test_scale import BASE, fill, multiply, nodes
from claims.tests.factories import (
    make_claim,
    make_document,
    make_evidence,
    make_outlet,
    make_published_claim,
    make_statement,
    make_topic,
    make_user,
    make_verdict,
)

CLAIMS = 10_000
LARGE = {"claims_claim", "claims_statement", "claims_event", "claims_publication", "sources_document",
         "claims_evidence", "claims_verdict", "claims_appearance"}  # fmt: skip


def large_record() -> Topic:
    """Make a record of many claims, all in one topic, each with a statement and evidence of a document."""
    topic = make_topic()
    fill(CLAIMS, make_user())
    claim = make_published_claim(statements=[make_statement()], topics=[topic])
    evidence = make_evidence(make_claim(), document=make_document())
    multiply(Appearance.objects.get(claim=claim), CLAIMS, claim_id=f"{BASE} + n", statement_id=f"{BASE} + n")
    multiply(evidence, CLAIMS, claim_id=f"{BASE} + n", document_id=f"{BASE} + 1 + n % {CLAIMS // 20}")
    multiply(
        claim.events.last(), CLAIMS, subject_id="lpad(n::text, 10, '0')", number="n", claim_id=f"{BASE} + n",
        hash="repeat(md5(n::text), 2)",
    )  # fmt: skip
    multiply(Publication.objects.get(kind="claim", public_id=claim.public_id), CLAIMS, change_number=f"{BASE} + n")
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE claims_claim SET claimant_id = NULL WHERE id > {BASE}; ANALYZE claims_claim")
        cursor.execute(
            f"INSERT INTO claims_claim_topics (claim_id, topic_id)"
            f" SELECT {BASE} + n, {topic.pk} FROM generate_series(1, {CLAIMS}) n"
        )
        cursor.execute("ANALYZE claims_claim_topics")
    return topic


def walked(captured: CaptureQueriesContext) -> list[tuple[set[str], str]]:
    """Return the questions that read a large table from end to end, with the tables.

    Planned as by the database that comes with the product: where a page elsewhere is held to be four times as dear as
    the next, the tables of this record are so small that reading them whole costs about as much as an index.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL random_page_cost = 1.1")
    found = []
    for query in captured:
        sql = query["sql"]
        if not sql.startswith(("SELECT", "UPDATE", "DELETE")):
            continue
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}")
            answer = cursor.fetchone()[0]
        (plan,) = json.loads(answer) if isinstance(answer, str) else answer
        tables = {step["Relation Name"] for step in nodes(plan["Plan"]) if step["Node Type"] == "Seq Scan"}
        if LARGE & tables:
            found.append((LARGE & tables, sql))
    return found


def test_publishing_walks_no_large_table(db):
    topic = large_record()
    statement = make_statement(outlet=make_outlet())
    claim = make_claim(statements=[statement], topics=[topic])
    make_evidence(claim, document=make_document(outlet=make_outlet()))
    make_evidence(claim)
    claim_link(claim=claim, other=make_published_claim(), kind="contradicts", actor=make_user())
    verdict = verdict_propose(verdict=make_verdict(claim), actor=make_user())

    with CaptureQueriesContext(connection) as captured:
        verdict_approve(verdict=verdict, actor=make_user())
        list(claims_published_on(statement.document))
        list(claims_on(statement.document.statements.all(), [statement.document]))
    assert Claim.objects.get(pk=claim.pk).published_at is not None
    assert Evidence.objects.filter(claim=claim).count() == 2
    assert not walked(captured)

    Publication.objects.filter(kind__in=["outlet", "speaker", "topic", "document"]).update(is_stale=True)
    with CaptureQueriesContext(connection) as captured:
        while refresh_stale():
            pass
    assert not walked(captured)
