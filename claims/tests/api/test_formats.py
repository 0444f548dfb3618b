"""Lists as lines and tables, chosen members, annotations."""

import csv
import io

import orjson
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from claims.public import api
from claims.public.addresses import FOLDERS
from claims.public.dictionary import ROWS
from claims.public.filters import FILTERS
from claims.public.formats import COLUMNS, cell
from claims.public.models import Publication
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make


def lines(response) -> list[dict]:
    return [orjson.loads(line) for line in response.getvalue().decode().splitlines()]


def rows(response) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(response.getvalue().decode(), newline="")))


@pytest.mark.parametrize("kind", list(FILTERS))
def test_lines_are_the_stored_bytes(get, record, kind):
    response = get(f"{FOLDERS[kind]}/", format="jsonl")
    assert response["Content-Type"] == "application/x-ndjson; charset=utf-8"
    stored = Publication.objects.filter(kind=kind, is_gone=False).values_list("body", flat=True)
    assert sorted(response.getvalue().decode().splitlines()) == sorted(stored)


@pytest.mark.parametrize("kind", list(FILTERS))
def test_table_has_a_row_for_each_and_every_column(get, record, kind):
    response = get(f"{FOLDERS[kind]}/", format="csv")
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    text = response.getvalue().decode()
    found = list(csv.DictReader(io.StringIO(text, newline="")))
    assert [row["id"] for row in found] == [row["id"] for row in get(f"{FOLDERS[kind]}/").data["results"]]
    assert all(list(row) == list(COLUMNS[kind]) for row in found)
    assert text.count("\r\n") >= len(found) + 1


def test_every_column_shows_a_member():
    for kind, columns in COLUMNS.items():
        members = ROWS[kind]["properties"]
        assert {path.partition(".")[0] for path in columns.values()} <= set(members)


def test_whole_list_is_streamed_in_steps(get, many_claims, monkeypatch):
    monkeypatch.setattr(api, "STEP", 7)
    with CaptureQueriesContext(connection) as queries:
        response = get("claims/", format="jsonl", status="disputed")
        found = lines(response)
    assert response.streaming
    assert len(found) == 10
    assert len(queries) == 2
    assert "Link" not in response
    searched = lines(get("claims/", format="jsonl", q="bridge"))
    assert len({row["id"] for row in searched}) == 30


def test_page_of_lines_tells_its_neighbours(get, many_claims):
    response = get("claims/", format="csv", page_size="12")
    seen = rows(response)
    while 'rel="next"' in response.get("Link", ""):
        response = get(response["Link"].partition('>; rel="next"')[0].rpartition("<")[2])
        seen += rows(response)
    assert len({row["id"] for row in seen}) == len(seen) == 30


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("text/csv", "text/csv"),
        ("application/x-ndjson", "application/x-ndjson"),
        ("application/jsonl", "application/jsonl"),
        ("*/*", "application/json"),
        ("text/html,application/xhtml+xml,*/*;q=0.8", "application/json"),
    ],
)
def test_accept_chooses_the_format(get, record, accept, kind):
    response = get("claims/", headers={"Accept": accept})
    assert response["Content-Type"].partition(";")[0] == kind
    assert "Accept" in response["Vary"]


def test_bad_format_and_total_are_refused(get, record):
    assert get("claims/", format="xml").data["errors"][0]["parameter"] == "format"
    assert get("claims/", format="csv", total="true").data["errors"][0]["parameter"] == "total"
    assert get(f"claims/{record.claim.public_id}/", format="csv").status_code == 400


def test_head_of_a_stream_reads_one_step(client, record):
    response = client.head("/api/v1/claims/", {"format": "csv"})
    assert (response.status_code, b"".join(response)) == (200, b"")
    assert response["Content-Type"].startswith("text/csv")
    assert "Content-Length" not in response


def test_page_of_lines_that_is_known_is_304(get, record):
    page = get("claims/", format="csv", page_size="2")
    again = get("claims/", format="csv", page_size="2", headers={"If-None-Match": page["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, page["ETag"])


def test_format_in_the_address_goes_before_what_is_accepted(get, record):
    table = get("claims/", format="csv", headers={"Accept": "application/json"})
    assert table["Content-Type"].startswith("text/csv")
    plain = get("claims/", format="json", headers={"Accept": "text/csv"})
    assert plain["Content-Type"] == "application/json"


@pytest.mark.parametrize("name", ["fields", "expand"])
def test_what_only_documents_have_is_refused_with_other_formats(get, record, name):
    value = {"fields": "id", "expand": "topics"}[name]
    refused = get(f"claims/{record.claim.public_id}/", format="claimreview", **{name: value})
    assert refused.data["errors"] == [{"parameter": name, "detail": "Only with format=json."}]


def test_formulas_are_harmless(get, db):
    evil = '=HYPERLINK("http://evil.example","x")'
    statement = make.make_statement("@SUM(1+1)*cmd|' /C calc'!A0")
    claim = make.make_published_claim(evil, statements=[statement])
    (row,) = rows(get("claims/", format="csv"))
    assert row["text"] == f"'{evil}"
    assert row["id"] == claim.public_id
    (said,) = rows(get("statements/", format="csv"))
    assert said["exact"].startswith("'@SUM")
    for text in ("+1", "-1", "@a", "=a", "\ta", "\ra"):
        assert cell(text) == f"'{text}"
        assert cell([text]).startswith("'")
    assert cell(-1) == "-1"


def test_fields_choose_members(get, record):
    for response in (get("claims/", fields="id,text"), get("claims/", fields="text,id", page_size="1")):
        assert [list(row) for row in response.data["results"]] == [["id", "text"]]
    one = get(f"claims/{record.claim.public_id}/", fields="status")
    assert one.data == {"status": "verified"}
    assert (
        get(f"claims/{record.claim.public_id}/", fields="status", headers={"If-None-Match": one["ETag"]}).status_code
        == 304
    )
    assert get(f"claims/{record.claim.public_id}/", headers={"If-None-Match": one["ETag"]}).status_code == 200
    assert lines(get("claims/", fields="id", format="jsonl")) == [{"id": record.claim.public_id}]
    assert list(rows(get("claims/", fields="id,claimant", format="csv"))[0]) == ["id", "claimant_id", "claimant"]
    for bad in ("", "nothing", "id,", "id,nothing", "id;text", "x" * 5000):
        assert get("claims/", fields=bad).data["errors"][0]["parameter"] == "fields", bad


def test_claim_comes_as_a_claim_review(get, record):
    address = f"claims/{record.claim.public_id}/"
    response = get(address, format="claimreview")
    assert response["Content-Type"] == 'application/ld+json; profile="https://schema.org/"'
    review = orjson.loads(response.content)
    assert review == orjson.loads(get(address, headers={"Accept": "application/ld+json"}).content)
    # The same as in the file of all of them, whatever language the one who asks prefers.
    (line,) = get("/feeds/claimreview.jsonl").getvalue().splitlines()
    assert review == orjson.loads(line)
    assert get(address, format="claimreview", headers={"Accept-Language": "uk"}).content == response.content
    assert review["@type"] == "ClaimReview"
    assert review["reviewRating"]["alternateName"] == "Verified"
    assert get(address, format="claimreview", headers={"If-None-Match": response["ETag"]}).status_code == 304
    claim_withdraw(claim=record.claim, actor=make.make_user("Standards editor"), reason="It rested on a forgery.")
    refused = get(address, format="claimreview")
    assert (refused.status_code, refused.data["detail"]) == (406, "A withdrawn claim has no ClaimReview.")


def test_statement_comes_as_an_annotation(get, record):
    address = f"statements/{record.statement.public_id}/"
    response = get(address, headers={"Accept": "application/ld+json"})
    assert response["Content-Type"] == 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
    body = orjson.loads(response.content)
    assert body == orjson.loads(get(address, format="annotation").content)
    assert body["@context"] == "http://www.w3.org/ns/anno.jsonld"
    assert body["type"] == "Annotation"
    assert body["target"]["source"] == record.document.url
    quote, position = body["target"]["selector"]
    assert quote["exact"] == record.statement.exact
    assert record.document.text[position["start"] : position["end"]] == quote["exact"]
    assert response["ETag"] != get(address)["ETag"]
    assert get(address, headers={"Accept": "application/ld+json", "If-None-Match": response["ETag"]}).status_code == 304
    assert get(f"speakers/{record.speaker.public_id}/", headers={"Accept": "application/ld+json"}).status_code == 406


@pytest.mark.parametrize(
    ("accept", "kind"),
    [
        ("application/json;q=0, text/csv", "text/csv"),
        ("text/csv, application/json;q=0.5", "text/csv"),
        ("application/x-ndjson;q=1, application/json;q=0.1", "application/x-ndjson"),
        ("text/html, */*;q=0.1", "application/json"),
    ],
)
def test_weights_in_accept_are_heeded(db, client, accept, kind):
    answer = client.get("/api/v1/topics/", headers={"accept": accept})
    assert answer.status_code == 200
    assert answer["Content-Type"].partition(";")[0] == kind


def test_what_accept_refuses_is_not_sent(db, client):
    assert client.get("/api/v1/topics/", headers={"accept": "application/json;q=0"}).status_code == 406
