"""Google's interface: its shapes, its errors, and its own Python client against a live server."""

import datetime as dt
from typing import Any

import httplib2
import orjson
import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make

SEARCH = "/v1alpha1/claims:search"


@pytest.fixture
def site(settings: Any) -> str:
    settings.SITE_URL = "https://www.factdesk.example"
    settings.SITE_NAME = "Fact Desk"
    return "factdesk.example"


def ask(client: Client, **parameters: str) -> Any:
    response = client.get(SEARCH, parameters)
    assert response["Content-Type"] == "application/json; charset=UTF-8"
    return response.status_code, orjson.loads(response.content)


def violation(response: tuple[int, Any]) -> str:
    status, body = response
    assert status == 400
    error = body["error"]
    assert (error["code"], error["status"]) == (400, "INVALID_ARGUMENT")
    assert error["message"] == "Request contains an invalid argument."
    (detail,) = error["details"]
    assert detail["@type"] == "type.googleapis.com/google.rpc.BadRequest"
    (field,) = detail["fieldViolations"]
    assert set(field) == {"field", "description"}
    return field["field"]


def test_claim_has_googles_shape(client, site, db):
    speaker = make.make_speaker("Sergei Lavrov")
    statement = make.make_statement("Ukraine is a totalitarian state", speaker=speaker, said_on=dt.date(2022, 9, 22))
    claim = make.make_published_claim(
        "Ukraine has become a totalitarian state.",
        rating="disputed",
        statements=[statement],
        claimant=speaker,
        first_said_on=dt.date(2022, 9, 22),
    )
    status, body = ask(client, query="totalitarian")
    assert status == 200
    (found,) = body["claims"]
    (review,) = found.pop("claimReview")
    assert found == {
        "text": "Ukraine has become a totalitarian state.",
        "claimant": "Sergei Lavrov",
        "claimDate": "2022-09-22T00:00:00Z",
    }
    date = review.pop("reviewDate")
    assert date.endswith("Z")
    assert dt.datetime.fromisoformat(date).tzinfo
    assert review == {
        "publisher": {"name": "Fact Desk", "site": site},
        "url": f"https://www.factdesk.example/claims/{claim.public_id}/{claim.slug}/",
        "title": "Ukraine has become a totalitarian state.",
        "textualRating": "Disputed",
        "languageCode": "en",
    }
    assert "nextPageToken" not in body


def test_members_without_a_value_are_left_out(client, db):
    make.make_published_claim("Nobody claimed this", claimant=None)
    (found,) = ask(client, query="nobody")[1]["claims"]
    assert all(value not in (None, "", [], {}) for value in found.values())


def test_no_hits_are_an_empty_object(client, db):
    assert ask(client, query="nothing at all") == (200, {})


def test_unpublished_and_withdrawn_claims_are_absent(client, db):
    make.make_claim("Xylographical draft")
    withdrawn = make.make_published_claim("Xylographical and withdrawn")
    claim_withdraw(claim=withdrawn, actor=make.make_user("Standards editor"), reason="Forged.")
    assert ask(client, query="xylographical") == (200, {})


def test_site_filter_is_enough_and_names_this_house(client, site, many_claims):
    status, body = ask(client, reviewPublisherSiteFilter=site)
    assert (status, len(body["claims"])) == (200, 10)
    assert len(ask(client, reviewPublisherSiteFilter="www.FactDesk.example")[1]["claims"]) == 10
    assert ask(client, reviewPublisherSiteFilter="nytimes.com", query="bridge") == (200, {})


def test_language_goes_without_its_region(client, many_claims):
    assert len(ask(client, query="bridge", languageCode="en-ZW")[1]["claims"]) == 10
    with CaptureQueriesContext(connection) as queries:
        assert ask(client, query="bridge", languageCode="de") == (200, {})
    # To read a document for its language takes seconds where there are 100,000.
    assert not any("body::json" in query["sql"] for query in queries)


def test_age_counts_by_the_newer_of_both_dates(client, db):
    make.make_published_claim("An old bridge", first_said_on=dt.date(1990, 1, 1))
    assert len(ask(client, query="bridge", maxAgeDays="2")[1]["claims"]) == 1
    assert len(ask(client, query="bridge", maxAgeDays="2147483647")[1]["claims"]) == 1


def test_tokens_and_offsets_lead_through_everything(client, many_claims):
    def texts(**parameters: str) -> tuple[list[str], str]:
        status, body = ask(client, query="bridge", **parameters)
        assert status == 200, body
        urls = [claim["claimReview"][0]["url"] for claim in body.get("claims", [])]
        return urls, body.get("nextPageToken", "")

    whole, token = texts(pageSize="100")
    assert (len(whole), token) == (30, "")
    first, token = texts(pageSize="12")
    second, token = texts(pageSize="12", pageToken=token)
    third, token = texts(pageSize="12", pageToken=token, offset="29")
    assert token == ""
    assert len(first + second + third) == 30
    for other in ({"query": "closed"}, {"query": "bridge", "languageCode": "fr"}):
        assert violation(ask(client, pageToken=texts(pageSize="12")[1], **other)) == "pageToken"
    _, token = texts(pageSize="12", maxAgeDays="3000")
    assert len(texts(pageSize="12", maxAgeDays="3000", pageToken=token)[0]) == 12
    assert texts(pageSize="5", offset="0")[0] == texts(pageSize="5")[0]
    assert len(texts(pageSize="100", offset="25")[0]) == 5
    assert texts(offset="30")[0] == []
    assert texts(offset="1000")[0] == []
    assert len(texts(pageSize="0")[0]) == 10
    assert len(texts(pageSize="1000")[0]) == 30


@pytest.mark.parametrize(
    ("parameters", "field"),
    [
        ({}, "query"),
        ({"query": " "}, "query"),
        ({"query": "a\0b"}, "query"),
        ({"query": "x" * 5001}, "query"),
        ({"query": "a", "pageSize": "ten"}, "pageSize"),
        ({"query": "a", "pageSize": "-1"}, "pageSize"),
        ({"query": "a", "pageSize": "2147483648"}, "pageSize"),
        ({"query": "a", "pageSize": "9" * 5000}, "pageSize"),
        ({"query": "a", "pageSize": "٣"}, "pageSize"),
        ({"query": "a", "maxAgeDays": "1.5"}, "maxAgeDays"),
        ({"query": "a", "offset": "-1"}, "offset"),
        ({"query": "a", "offset": "1001"}, "offset"),
        ({"query": "a", "pageToken": "MQ=="}, "pageToken"),
        ({"query": "a", "pageToken": "x\0"}, "pageToken"),
        ({"query": "a", "pageToken": "é"}, "pageToken"),
        ({"reviewPublisherSiteFilter": "http://[::"}, "reviewPublisherSiteFilter"),
        ({"reviewPublisherSiteFilter": "a]"}, "reviewPublisherSiteFilter"),
        ({"reviewPublisherSiteFilter": "//\u2100.com"}, "reviewPublisherSiteFilter"),
    ],
)
def test_bad_argument_is_named(client, db, parameters, field):
    assert violation(ask(client, **parameters)) == field


def test_standard_and_unknown_parameters_are_ignored(client, many_claims):
    plain = ask(client, query="bridge")
    names = ("key", "access_token", "oauth_token", "alt", "fields", "prettyPrint", "quotaUser", "callback", "$.xgafv")
    names += ("uploadType", "upload_protocol", "format", "anything")
    assert ask(client, query="bridge", **dict.fromkeys(names, "json\x01")) == plain


def test_long_get_comes_as_post(many_claims):
    client = Client(enforce_csrf_checks=True)
    form = {"content_type": "application/x-www-form-urlencoded"}
    response = client.post(SEARCH, "query=bridge&pageSize=3", headers={"X-HTTP-Method-Override": "GET"}, **form)
    assert response.status_code == 200
    assert len(orjson.loads(response.content)["claims"]) == 3
    refused = client.post(SEARCH, "query=bridge", **form)
    assert refused.status_code == 405
    assert orjson.loads(refused.content)["error"]["status"] == "UNIMPLEMENTED"
    long = client.post(SEARCH, "query=" + "x" * 200_000, headers={"X-HTTP-Method-Override": "GET"}, **form)
    assert violation((long.status_code, orjson.loads(long.content))) == "query"


@pytest.mark.parametrize(
    ("path", "status", "code"),
    [
        ("claims:imageSearch", 400, "INVALID_ARGUMENT"),
        ("claims:imageSearch?imageUri=https://example.com/a.jpg", 501, "UNIMPLEMENTED"),
        ("pages", 501, "UNIMPLEMENTED"),
        ("pages/abc", 501, "UNIMPLEMENTED"),
        ("claims", 404, "NOT_FOUND"),
        ("", 404, "NOT_FOUND"),
    ],
)
def test_what_is_not_offered_says_so(client, db, path, status, code):
    response = client.get(f"/v1alpha1/{path}")
    error = orjson.loads(response.content)["error"]
    assert (response.status_code, error["code"], error["status"]) == (status, status, code)


@pytest.mark.parametrize("method", ["get", "post"])
def test_what_is_not_text_is_refused(client, db, method):
    address = "/v1alpha1/claims:search"
    if method == "get":
        answer = client.get(f"{address}?query=%ff")
    else:
        headers = {"X-HTTP-Method-Override": "GET"}
        form = "application/x-www-form-urlencoded"
        answer = client.post(address, b"query=%ff", content_type=form, headers=headers)

    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


def test_host_that_is_not_ours_is_refused_in_googles_shape(client, db, settings):
    settings.ALLOWED_HOSTS = ["testserver"]

    answer = client.get("/v1alpha1/claims:search?query=a", headers={"host": "elsewhere.example"})

    assert answer.status_code == 400
    assert answer.json()["error"]["status"] == "INVALID_ARGUMENT"


def test_too_many_requests(client, db, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    client.get(SEARCH, {"query": "a"})
    response = client.get(SEARCH, {"query": "a"})
    assert response.status_code == 429
    assert orjson.loads(response.content)["error"]["status"] == "RESOURCE_EXHAUSTED"
    assert int(response["Retry-After"]) >= 1


def test_unchanged_answer_is_304(client, many_claims):
    first = client.get(SEARCH, {"query": "bridge"})
    again = client.get(SEARCH, {"query": "bridge"}, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again.content) == (304, b"")


@pytest.fixture
def service(live_server: Any, settings: Any) -> Any:
    settings.API_REQUESTS_PER_MINUTE = 0
    http = httplib2.Http()
    made = build(
        "factchecktools",
        "v1alpha1",
        static_discovery=True,
        developerKey="x",
        http=http,
        client_options={"api_endpoint": live_server.url},
    )
    yield made
    made.close()
    http.close()


def test_googles_python_client_pages_through(service, live_server):
    for number in range(5):
        make.make_published_claim(f"Bridge {number} was closed")
    claims = service.claims()
    request = claims.search(query="bridge", languageCode="en-GB", maxAgeDays=30, pageSize=2)
    texts = []
    while request is not None:
        response = request.execute()
        texts += [claim["text"] for claim in response.get("claims", [])]
        request = claims.search_next(request, response)
    assert sorted(texts) == [f"Bridge {number} was closed" for number in range(5)]
    assert len(claims.search(query="bridge", offset=3).execute()["claims"]) == 2
    assert claims.search(reviewPublisherSiteFilter="elsewhere.example").execute() == {}
    words = "bridge " + " or ".join(f"word{number}" for number in range(400))
    assert len(words) > 2048
    assert len(claims.search(query=f"bridge or {words}").execute()["claims"]) == 5


def test_googles_python_client_reads_our_errors(service):
    with pytest.raises(HttpError) as caught:
        service.claims().search(query="bridge", pageToken="nonsense").execute()
    assert caught.value.status_code == 400
    assert caught.value.reason == "Request contains an invalid argument."
    assert orjson.loads(caught.value.content)["error"]["status"] == "INVALID_ARGUMENT"
    with pytest.raises(HttpError) as caught:
        service.claims().imageSearch(imageUri="https://example.com/a.jpg").execute()
    assert caught.value.status_code == 501
