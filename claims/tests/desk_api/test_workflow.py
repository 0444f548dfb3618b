"""A whole case by API alone: copy in, statement, claim, evidence, verdict, second editor, published."""

from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.models import Claim, Event, Statement, Verdict
from claims.services.ingestion import ingestions_process
from claims.tests.desk_api.client import Anybody, Program
from claims.tests.factories import make_claim, make_published_claim, make_verdict
from sources.models import Ingestion

COPY = """Bridge closed after flood

KYIV, Ukraine (AP) — The bridge will stay closed until Friday, Mayor Anna Bridgekeeper said.

“We closed the bridge at noon,” Anna Bridgekeeper told reporters on Thursday.
"""


def test_a_case_from_copy_to_public_page(db):
    reporter, editor = Program("Reporter"), Program("Editor")

    delivery = reporter.post("ingestions/", {"text": COPY, "outlet": "Example Wire"})
    assert delivery.status_code == 202
    ingestions_process([Ingestion.objects.get().pk])
    delivery = reporter.get(delivery["Location"].partition("testserver")[2] or delivery["Location"])
    assert delivery.json["state"] == "done"

    speaker = reporter.post("speakers/", {"name": "Anna Bridgekeeper"}).json
    waiting = reporter.get(f"desk/statements/?review_state=suggested&document={delivery.json['document']}").json
    row = next(row for row in waiting["results"] if "closed the bridge" in row["exact"])
    seen = reporter.get(f"desk/statements/{row['id']}/")
    accepted = reporter.post(f"statements/{row['id']}/accept/", {"speaker": speaker["id"]}, version=seen["ETag"])
    assert accepted.status_code == 200, accepted.content
    assert accepted.json["review_state"] == "accepted"
    assert accepted["ETag"] != seen["ETag"]

    claim = reporter.post("claims/", {"text": "The bridge was closed at noon", "statements": [row["id"]]})
    assert claim.status_code == 201, claim.content
    public_id = claim.json["id"]
    edited = reporter.patch(f"claims/{public_id}/", {"priority": 3, "first_said_on": None}, version=claim["ETag"])
    assert (edited.status_code, edited.json["priority"]) == (200, 3)

    for host in ("one", "two"):
        evidence = reporter.post(
            f"claims/{public_id}/evidence/",
            {"stance": "supports", "title": f"Log {host}", "url": f"https://{host}.example/log"},
        )
        assert evidence.status_code == 201, evidence.content
    verdict = reporter.post(f"claims/{public_id}/verdicts/", {"rating": "verified", "summary": "Two logs agree."})
    assert verdict.status_code == 201, verdict.content
    path = f"verdicts/{verdict.json['id']}/"
    verdict = reporter.patch(path, {"known": "The logs."}, version=verdict["ETag"])
    proposed = reporter.post(f"{path}propose/", version=verdict["ETag"])
    assert (proposed.status_code, proposed.json["state"]) == (200, "proposed")
    assert Anybody().get(f"claims/{public_id}/").status_code == 404

    approved = editor.post(f"{path}approve/", {"reason": "Checked both."}, version=proposed["ETag"])

    assert (approved.status_code, approved.json["state"]) == (200, "approved"), approved.content
    assert Anybody().get(f"claims/{public_id}/").json["status"] == "verified"
    assert Claim.objects.get().status == "verified"
    assert Verdict.objects.get().approved_by == editor.user
    assert Statement.objects.get(public_id=row["id"]).review_state == "accepted"
    assert [event.actor for event in Event.objects.filter(action="verdict.approved")] == [editor.user]


def test_a_list_of_verdicts_reads_what_is_lacking_only_of_those_that_can_be_mended(db):
    decided = make_published_claim()
    program = Program("Editor")
    with CaptureQueriesContext(connection) as captured:
        listed = program.get("desk/verdicts/?page_size=100").json["results"]
    assert [(row["claim"], row["lacks"], len(row["evidence"])) for row in listed] == [(decided.public_id, [], 2)]
    assert not [query["sql"] for query in captured if "claims_appearance" in query["sql"]]

    make_verdict(make_claim(statements=[]))
    with CaptureQueriesContext(connection) as captured:
        listed = program.get("desk/verdicts/?page_size=100").json["results"]
    assert [bool(row["lacks"]) for row in listed] == [True, False]
    (asked,) = [query["sql"] for query in captured if 'FROM "claims_appearance"' in query["sql"]]
    assert '"bands"' not in asked
