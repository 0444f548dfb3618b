"""Parts of a document at their own addresses, whole documents in place of names, and provenance."""

import json

import pytest

from claims.public.parts import EXPANDED, PARTS
from claims.tests import factories as make
from claims.tests.api.test_reading import faults

EACH = [(kind, part) for kind, given in PARTS.items() for part in given]


@pytest.mark.parametrize(("kind", "part"), EACH, ids=lambda value: getattr(value, "name", str(value)))
def test_a_part_is_what_the_document_holds(get, record, kind, part):
    make.publish(record.claim, rating="disputed")
    public_id = record.claim.public_id if kind == "claim" else record.statement.public_id
    whole = get(f"{kind}s/{public_id}/").data
    response = get(f"{kind}s/{public_id}/{part.name}/")
    assert response.data["results"] == part.take(whole)
    assert faults(f"{part.schema}Part", response.data) == []
    assert get(f"{kind}s/{public_id}/{part.name}/", headers={"If-None-Match": response["ETag"]}).status_code == 304
    assert get(f"{kind}s/0000000000/{part.name}/").status_code == 404
    assert get(f"{kind}s/{public_id}/{part.name}/", nothing="1").status_code == 400


def test_all_verdicts_of_a_claim(get, record):
    make.publish(record.claim, rating="disputed")
    verdicts = get(f"claims/{record.claim.public_id}/verdicts/").data["results"]
    assert [row["status"] for row in verdicts] == ["disputed", "verified"]
    events = get(f"claims/{record.claim.public_id}/events/").data["results"]
    assert [row["hash"] for row in events[1:]] != []


@pytest.mark.parametrize("kind", EXPANDED)
def test_names_become_whole_documents(get, record, kind):
    members = ",".join(EXPANDED[kind])
    for row in get(f"{kind}s/", expand=members).data["results"]:
        one = get(f"{kind}s/{row['id']}/", expand=members)
        assert one.data == row
        for member, other in EXPANDED[kind].items():
            for document in row[member] if isinstance(row[member], list) else [row[member]]:
                if document:
                    assert document == get(f"{other}s/{document['id']}/").data
    assert get(f"{kind}s/", expand="id").status_code == 400
    assert get(f"{kind}s/", expand=members, format="csv").status_code == 400


def test_provenance_names_who_decided_on_what(get, record):
    make.publish(record.claim, rating="disputed")
    response = get(f"claims/{record.claim.public_id}/", format="prov")
    assert response["Content-Type"].startswith("application/ld+json")
    graph = {row["@id"]: row for row in json.loads(response.content)["@graph"]}
    page = get(f"claims/{record.claim.public_id}/").data
    newest, earlier = page["verdict"], page["earlier_verdicts"][0]
    decision = graph[f"{page['url']}#decision-{newest['id']}"]
    people = {graph[one["@id"]]["rdfs:label"] for one in decision["prov:wasAssociatedWith"]}
    assert people == {newest["proposed_by"], newest["approved_by"]}
    assert graph[f"{page['url']}#verdict-{newest['id']}"]["prov:wasRevisionOf"]["@id"].endswith(earlier["id"])
    assert graph[page["url"]]["prov:wasDerivedFrom"] == [{"@id": page["appearances"][0]["statement"]["url"]}]
