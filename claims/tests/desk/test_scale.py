"""The desk at the size of a real record: as many questions for 10,000 rows as for 10, and each by an index."""

import json
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.db import connection, models
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from claims.desk import queues
from claims.models import Claim, CorrectionRequest, Verdict
from claims.tests.factories import make_document, make_published_claim, make_statement
from sources.models import Ingestion
from sources.services.ingestions import ingestion_create, ingestion_fail

CLAIMS = 100_000
# Ids of the rows that are made here begin above those that the factories made.
BASE = 1_000_000


def multiply(row: models.Model, count: int, *, base: int = BASE, **expressions: str) -> None:
    """Copy a row `count` times in one statement; `expressions` are SQL over `n`, from 1, for columns that differ."""
    table = row._meta.db_table
    expressions = {"id": f"{base} + n", "public_id": f"lpad(({base} + n)::text, 10, '0')", **expressions}
    columns = [field.column for field in row._meta.concrete_fields]
    values = [expressions.get(column, f't."{column}"') for column in columns]
    names = ", ".join(f'"{column}"' for column in columns)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        # Each row would ask the triggers about rows that are not there yet.
        cursor.execute(f"ALTER TABLE {table} DISABLE TRIGGER USER")
        cursor.execute(
            f"INSERT INTO {table} ({names}) SELECT {', '.join(values)} FROM {table} t, generate_series(1, {count}) n"
            f" WHERE t.id = {row.pk}"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute(f"ALTER TABLE {table} ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute(f"ANALYZE {table}")


def fill(count: int, me: User, *, base: int = BASE) -> None:
    """Make a desk of `count` claims, most of them settled, with the verdicts, statements and deliveries behind them."""
    claim = make_published_claim(rating="unverified")
    statement = make_statement()
    verdict = Verdict.objects.get(pk=claim.current_verdict_id)
    request = CorrectionRequest.objects.create(claim=claim, text="Wrong.")
    failed = ingestion_fail(ingestion=ingestion_create(data=b"Words.", way=Ingestion.Way.PASTE), reason="Broken.")
    _claims(claim, verdict, count, me, base)
    multiply(statement.document, max(1, count // 20), base=base, text_digest="md5(n::text)", url="''")
    multiply(
        statement, 2 * count, base=base, document_id=f"{base} + 1 + n % {max(1, count // 20)}", start="n", end="n + 1",
        review_state="CASE WHEN n % 8 = 0 THEN 'suggested' ELSE 'accepted' END",
    )  # fmt: skip
    multiply(request, count // 10, base=base, state="'declined'", answer="'No.'", answered_by_id=str(me.pk))
    multiply(failed, count // 2, base=base, state="CASE WHEN n % 100 = 0 THEN 'failed' ELSE 'retried' END")


def _claims(claim: Claim, verdict: Verdict, count: int, me: User, base: int) -> None:
    decided = "n % 50 <> 0"
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    multiply(
        claim, count, base=base,
        current_verdict_id="NULL", published_at="NULL", reopened_at="NULL", status="'unverified'",
        created_at="now() - n * interval '1 minute'", priority="1 + n % 4",
        assigned_to_id=f"CASE WHEN n % 4 = 0 THEN {me.pk} ELSE NULL END",
    )  # fmt: skip
    multiply(
        verdict, count, base=base, claim_id=f"{base} + n",
        state=f"CASE WHEN {decided} THEN 'approved' WHEN n % 150 = 0 THEN 'draft' WHEN n % 100 = 0 THEN 'returned'"
              " ELSE 'proposed' END",
        returned_reason="'Thin.'", recheck_on="t.recheck_on + n % 900",
        # No two at one moment: an index read in order can stop at the end of a page.
        proposed_at="t.proposed_at + n * interval '1 minute'",
        created_by_id=f"CASE WHEN n % 3 = 0 THEN {me.pk} ELSE t.created_by_id END",
    )  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE claims_claim DISABLE TRIGGER USER")
        cursor.execute(
            f"UPDATE claims_claim SET current_verdict_id = id, published_at = now(),"
            f" reopened_at = CASE WHEN id % 400 = 1 THEN now() END,"
            f" reopened_for = CASE WHEN id % 400 <> 1 THEN '' WHEN id % 800 = 1 THEN 'source' ELSE 'recheck' END"
            f" WHERE id > {base} AND (id - {base}) % 50 <> 0"
        )
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE claims_claim ENABLE TRIGGER USER")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
        cursor.execute("ANALYZE claims_claim")


def nodes(plan: dict) -> Iterator[dict]:
    yield plan
    for below in plan.get("Plans", ()):
        yield from nodes(below)


def asked(client, url):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(url).status_code == 200
    return [query["sql"] for query in captured]


def test_home_asks_as_often_for_ten_thousand_rows_as_for_ten(desk_client):
    client = desk_client("Editor")
    urls = [f"{reverse('desk:home')}?queue={queue.key}" for queue in queues.QUEUES]
    for url in urls:
        client.get(url)
    fill(10, client.user)
    few = [len(asked(client, url)) for url in urls]

    fill(10_000, client.user, base=2 * BASE)

    assert [len(asked(client, url)) for url in urls] == few
    assert max(few) <= 24


def test_home_of_a_hundred_thousand_claims_answers_by_indexes(desk_client):
    client = desk_client("Editor")
    fill(CLAIMS, client.user)
    assert Claim.objects.filter(pk__gt=BASE).count() == CLAIMS
    plans = []
    for queue in queues.QUEUES:
        for more in ("", "&priority=4"):
            for sql in asked(client, f"{reverse('desk:home')}?queue={queue.key}{more}"):
                if not sql.startswith("SELECT"):
                    continue
                with connection.cursor() as cursor:
                    cursor.execute(f"EXPLAIN (ANALYZE, FORMAT JSON) {sql}")  # as it was sent, values and all
                    found = cursor.fetchone()[0]
                (plan,) = json.loads(found) if isinstance(found, str) else found
                plans.append((plan["Execution Time"], sql, list(nodes(plan["Plan"]))))

    big = {"claims_claim", "claims_verdict", "claims_statement", "sources_document", "sources_ingestion",
           "claims_correctionrequest"}  # fmt: skip
    for _time, sql, steps in plans:
        walked = [step["Relation Name"] for step in steps if step["Node Type"] == "Seq Scan"]
        assert not big & set(walked), (walked, sql)
    slowest = max(plans, key=lambda one: one[0])
    print(f"slowest of {len(plans)} queries: {slowest[0]:.1f} ms: {slowest[1][:160]}")
    assert any("Index" in step["Node Type"] for step in slowest[2]), slowest


@pytest.mark.parametrize("role", ["Reporter", "Administrator"])
def test_room_asks_as_often_for_ten_thousand_statements_as_for_ten(desk_client, role):
    client = desk_client(role)
    text = "“a” " * 10_002
    counts = []
    for count in (10, 10_000):
        document = make_document(text + str(count))
        first = make_statement("“a”", document=document)
        multiply(first, count, public_id=f"lpad((n + {count})::text, 10, '0')", id=f"{count * 10} + {BASE} + n",
                 start="n * 4", end="n * 4 + 3", review_state="'suggested'")  # fmt: skip
        url = reverse("desk:document", args=[document.public_id])
        client.get(url)
        counts.append([len(asked(client, address)) for address in (url, f"{url}?at=next")])
    assert counts[0] == counts[1]
    assert max(counts[0]) <= 20
