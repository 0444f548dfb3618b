"""Every endpoint's shape, what it costs, and how it answers clients that have a copy already."""

import datetime as dt

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from jsonschema import Draft202012Validator

from claims.public.addresses import FOLDERS
from claims.public.components import COMPONENTS, NAMES
from claims.public.filters import FILTERS
from claims.public.models import Publication
from claims.publishing import refresh_stale
from claims.services.record import speaker_edit
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make

KINDS = list(FILTERS)


def strict(schema):
    """The same schema, except that a member it does not name is a fault."""
    if isinstance(schema, dict):
        stricter = {name: strict(value) for name, value in schema.items()}
        if "properties" in stricter:
            stricter["additionalProperties"] = False
        return stricter
    return [strict(value) for value in schema] if isinstance(schema, list) else schema


def faults(name: str, document: object) -> list[str]:
    schema = {"$ref": f"#/components/schemas/{name}", "components": {"schemas": strict(COMPONENTS)}}
    return [f"{error.json_path}: {error.message}" for error in Draft202012Validator(schema).iter_errors(document)]


@pytest.mark.parametrize("kind", KINDS)
def test_detail_sends_the_stored_bytes(get, record, kind):
    public_id = getattr(record, kind).public_id
    stored = Publication.objects.get(kind=kind, public_id=public_id)

    response = get(f"{FOLDERS[kind]}/{public_id}/")

    assert response.status_code == 200
    assert response.content == stored.body.encode()
    assert response["ETag"] == f'"{stored.digest}"'
    assert response["Last-Modified"].endswith(" GMT")
    assert response["Content-Type"] == "application/json"


@pytest.mark.parametrize("kind", KINDS)
def test_documents_are_as_described(get, record, kind):
    make.publish(record.claim, rating="disputed")
    protected = {"is_protected": True, "url": "https://hidden.example/", "stance": "context"}
    make.make_published_claim(rating="unverified", evidence=[protected])
    body = get(f"{FOLDERS[kind]}/").data

    assert body["results"]
    for document in body["results"]:
        assert faults(NAMES[kind], document) == []
        assert {"id", "url", "type"} <= set(document)
    assert faults(f"{NAMES[kind]}Page", body) == []


@pytest.mark.parametrize("kind", KINDS)
def test_list_joins_the_stored_bytes(get, record, kind):
    response = get(f"{FOLDERS[kind]}/")
    for body in Publication.objects.filter(kind=kind).values_list("body", flat=True):
        assert body.encode() in response.content
    assert list(response.data) == ["results", "next", "previous"]


def test_index_names_every_list(get, record):
    addresses = get().data
    for folder in FOLDERS.values():
        assert get(addresses[folder]).status_code == 200
    assert get(addresses["schema"]).status_code == 200


@pytest.mark.parametrize("kind", KINDS)
def test_client_with_a_copy_gets_304(get, record, kind):
    for address in (f"{FOLDERS[kind]}/", f"{FOLDERS[kind]}/{getattr(record, kind).public_id}/"):
        first = get(address)
        again = get(address, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again.content) == (304, b"")
        assert again["ETag"] == first["ETag"]
        assert again["Vary"] == first["Vary"]
        assert again["Access-Control-Allow-Origin"] == "*"
        assert get(address, headers={"If-None-Match": '"something else"'}).status_code == 200


def test_copy_of_a_changed_claim_is_sent_anew(get, record):
    address = f"claims/{record.claim.public_id}/"
    before, listed = get(address), get("claims/")
    make.publish(record.claim, rating="disputed")
    assert get(address, headers={"If-None-Match": before["ETag"]}).status_code == 200
    assert get("claims/", headers={"If-None-Match": listed["ETag"]}).status_code == 200


def test_if_match_of_another_version_is_412(get, record):
    response = get(f"claims/{record.claim.public_id}/", headers={"If-Match": '"old"'})
    assert (response.status_code, response["Content-Type"]) == (412, "application/problem+json")


def test_head_has_the_headers_and_no_body(client, record):
    address = f"/api/v1/claims/{record.claim.public_id}/"
    head, got = client.head(address), client.get(address)
    assert (head.status_code, head.content) == (200, b"")
    assert head["ETag"] == got["ETag"]


def test_other_origins_may_read(client, record):
    response = client.get("/api/v1/claims/", headers={"Origin": "https://other.example"})
    assert response["Access-Control-Allow-Origin"] == "*"
    assert {"ETag", "Link", "RateLimit", "Retry-After"} <= set(response["Access-Control-Expose-Headers"].split(", "))
    assert "Access-Control-Allow-Credentials" not in response
    asked = client.options(
        "/api/v1/claims/",
        headers={"Origin": "https://other.example", "Access-Control-Request-Method": "GET"},
    )
    assert asked.status_code == 204
    assert asked["Access-Control-Allow-Methods"] == "GET, HEAD, OPTIONS"
    assert "If-None-Match" in asked["Access-Control-Allow-Headers"]


def test_readers_get_no_cookie_and_need_no_session(client, record, django_user_model):
    anonymous = client.get("/api/v1/claims/")
    client.force_login(make.make_user("Administrator"))
    staff = client.get("/api/v1/claims/")
    assert staff.content == anonymous.content
    for response in (anonymous, staff):
        assert not response.cookies
        assert "Cookie" not in response["Vary"]


@pytest.mark.parametrize("kind", KINDS)
def test_one_query_whatever_the_length(get, record, kind):
    addresses = [f"{FOLDERS[kind]}/", f"{FOLDERS[kind]}/{getattr(record, kind).public_id}/"]

    def costs() -> list[int]:
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as queries:
                assert get(address).status_code == 200
            counts.append(len(queries))
            for query in queries:
                assert tables(query["sql"]) == {"claims_publication"}
        return counts

    assert costs() == [1, 1]
    for _ in range(3):
        make.make_answered_correction(make.make_published_claim(topics=[make.make_topic()]))
    assert costs() == [1, 1]


def tables(sql: str) -> set[str]:
    """Return the tables of this database that a query names."""
    return {name for name in connection.introspection.table_names() if name in sql}


def test_search_and_total_read_publications_only(get, record):
    # How common a word is, is asked once and remembered.
    get("claims/", q="referendums")
    with CaptureQueriesContext(connection) as queries:
        get("claims/", q="referendums", total="true")
    assert len(queries) == 2
    assert {name for query in queries for name in tables(query["sql"])} == {"claims_publication"}


def test_filters_narrow_the_list(get, record, many_claims):
    claim = record.claim.public_id

    def ids(path: str, **parameters: str) -> list[str]:
        response = get(path, **parameters)
        assert response.status_code == 200, response.content
        return [row["id"] for row in response.data["results"]]

    assert ids("claims/", speaker=record.speaker.public_id) == [claim]
    assert ids("claims/", outlet=record.outlet.public_id) == [claim]
    assert ids("claims/", topic=record.topic.public_id) == [claim]
    assert ids("claims/", document=record.document.public_id) == [claim]
    assert ids("claims/", speaker=record.speaker.public_id, status="disputed") == []
    assert len(ids("claims/", status="disputed", page_size="100")) == 10
    assert ids("claims/", q="sham") == [claim]
    assert ids("claims/", q="Зеленський") == [claim]
    assert ids("claims/", q="zelenskiy OR sham") == [claim]
    assert ids("claims/", q="sham -referendums") == []
    assert ids("claims/", q='"referendums are a sham"', status="verified") == [claim]
    assert claim in ids("claims/", after="2022-09-21", before="2022-09-21", page_size="100")
    assert ids("claims/", after="2022-09-22") == []
    assert ids("claims/", before="2022-09-20") == []
    assert ids("statements/", claim=claim) == [record.statement.public_id]
    assert ids("statements/", speaker=record.speaker.public_id, kind=record.statement.kind) == [
        record.statement.public_id
    ]
    assert ids("statements/", document=record.document.public_id) == [record.statement.public_id]
    assert ids("speakers/", q="zelensky") == [record.speaker.public_id]
    assert record.speaker.public_id in ids("speakers/", kind="person")
    assert ids("speakers/", kind="group") == []
    assert ids("outlets/", kind="wire") == [record.outlet.public_id]
    assert ids("documents/", outlet=record.outlet.public_id) == [record.document.public_id]
    assert ids("corrections/", claim=claim) == [record.correction.public_id]
    tomorrow = dt.datetime.now(dt.UTC) + dt.timedelta(days=1)
    assert ids("claims/", updated_since=tomorrow.isoformat()) == []
    assert claim in ids("claims/", updated_since="2020-01-01T00:00:00Z", page_size="100")


def test_withdrawn_claim_leaves_the_lists_and_keeps_its_address(get, record):
    claim_withdraw(claim=record.claim, actor=make.make_user("Standards editor"), reason="It rested on a forgery.")
    one = get(f"claims/{record.claim.public_id}/")
    assert one.status_code == 200
    assert one.data["is_withdrawn"] is True
    assert one.data["withdrawal_reason"] == "It rested on a forgery."
    assert get("claims/").data["results"] == []
    assert [row["id"] for row in get("claims/", withdrawn="only").data["results"]] == [record.claim.public_id]
    assert [row["id"] for row in get("claims/", withdrawn="include").data["results"]] == [record.claim.public_id]


def test_gone_publication_is_410_and_says_so(get, record):
    Publication.objects.filter(kind="claim").update(
        is_gone=True, body=orjson.dumps({"id": record.claim.public_id, "type": "claim", "is_gone": True}).decode()
    )
    response = get(f"claims/{record.claim.public_id}/")
    assert response.status_code == 410
    assert response.data["id"] == record.claim.public_id
    assert response.data["reason"] == "not_public"
    assert get("claims/").data["results"] == []


def test_merged_claim_leads_to_the_other(get, record):
    other = make.make_published_claim()
    Publication.objects.filter(public_id=record.claim.public_id).update(redirect_to=other.public_id)
    response = get(f"claims/{record.claim.public_id}/")
    assert response.status_code == 301
    assert response["Location"] == f"http://testserver/api/v1/claims/{other.public_id}/"
    assert faults("Moved", response.data) == []
    assert get(response["Location"]).data["id"] == other.public_id


@pytest.mark.parametrize("place", ["evidence/", "events/", "?format=claimreview", "?fields=id,text&expand=claimant"])
def test_merged_claim_leads_to_the_same_part_and_form_of_the_other(get, record, place):
    other = make.make_published_claim()
    Publication.objects.filter(public_id=record.claim.public_id).update(redirect_to=other.public_id)
    response = get(f"claims/{record.claim.public_id}/{place}")
    assert response.status_code == 301
    assert response["Location"] == f"http://testserver/api/v1/claims/{other.public_id}/{place}"
    assert response.data["location"] == response["Location"]
    assert get(response["Location"]).status_code == 200


def test_total_is_counted_when_asked(get, many_claims):
    assert "total" not in get("claims/").data
    body = get("claims/", total="true", page_size="2").data
    assert (body["total"], body["total_is_exact"]) == (30, True)


def test_total_says_where_it_stopped(get, many_claims, monkeypatch):
    monkeypatch.setattr("claims.public.queries.TOTAL_LIMIT", 12)
    body = get("claims/", total="true", q="bridge").data
    assert (body["total"], body["total_is_exact"]) == (12, False)


def test_what_came_into_view_or_was_renamed_since_is_told_however_old_its_row(db, get):
    def since(folder, moment):
        found = get(f"{folder}/", updated_since=moment.isoformat(), page_size="100").data["results"]
        return [row["id"] for row in found]

    claim = make.make_claim()
    statement = claim.statements.get()
    shown = {
        "claims": claim,
        "statements": statement,
        "speakers": statement.speaker,
        "documents": statement.document,
        "outlets": statement.document.outlet,
    }
    # All of them were in the record long before anything of them was public.
    before = dt.datetime.now(dt.UTC)
    make.publish(claim)
    assert {folder: since(folder, before) for folder in shown} == {
        folder: [row.public_id] for folder, row in shown.items()
    }
    renamed = dt.datetime.now(dt.UTC)
    assert since("claims", renamed) == []
    speaker_edit(speaker=statement.speaker, changes={"name": "Somebody Renamed"}, actor=make.make_user("Editor"))
    refresh_stale()
    assert since("claims", renamed) == [claim.public_id]
    assert since("statements", renamed) == [statement.public_id]
    newest = get("changes/", since="0", page_size="100").data["results"][-1]
    assert dt.datetime.fromisoformat(newest["modified_at"]) >= renamed
