"""One error shape for everything that goes wrong under /api/."""

import time
from dataclasses import replace

import orjson
import pytest
import time_machine
from django.db import OperationalError
from django.test import Client

from claims.public import queries
from claims.public.addresses import FOLDERS
from claims.public.filters import FILTERS
from claims.public.sql import Listing, pack
from claims.tests import factories as make
from claims.tests.api.test_reading import faults
from claims.tests.desk_api.client import Program

PUBLIC_ID = "0123456789"
CLAIMS = Listing("claim", without=("withdrawn",))
BAD = [
    ("status", "true"),
    ("status", ""),
    ("speaker", "1"),
    ("speaker", "ABCDEFGHJK"),
    ("speaker", "iiiiiiiiii"),
    ("outlet", "0123456789,0123456789"),
    ("topic", "0123456789 "),
    ("document", "-"),
    ("claim", "٠١٢٣٤٥٦٧٨٩"),
    ("q", ""),
    ("q", "   "),
    ("q", "x" * 301),
    ("q", "a\0b"),
    ("after", "yesterday"),
    ("after", "2022-9-1"),
    ("after", "2022-02-30"),
    ("before", "20220921"),
    ("before", "2022-W38-3"),
    ("before", "0000-00-00"),
    ("updated_since", "2022-09-23"),
    ("updated_since", "2022-09-23T10:00:00"),
    ("updated_since", "0001-01-01T00:00:00+23:59"),
    ("updated_since", "1663927200"),
    ("total", "1"),
    ("page_size", "0"),
    ("page_size", "101"),
    ("page_size", "-1"),
    ("page_size", "٢٥"),
    ("page_size", "1e2"),
    ("page_size", "9" * 5000),
    ("cursor", ""),
    ("cursor", "x"),
    ("cursor", "é"),
    ("cursor", "W10"),
    ("cursor", "bnVsbA"),
    ("cursor", "WyJuIiwwLCIyMDIyLTAxLTAxIiwiMDEyMzQ1Njc4OSJd"),
    ("cursor", "A" * 1001),
    ("cursor", pack(CLAIMS, [0, "9999-12-31T23:59:59-23:00", "0123456789"])),
    ("cursor", pack(CLAIMS, [0, "0001-01-01T00:00:00+23:00", "0123456789"])),
    ("withdrawn", "yes"),
    ("unknown", "1"),
    ("page", "2"),
    ("limit", "2"),
    ("offset", "2"),
    ("\0", "1"),
    ("x" * 5000, "1"),
]


def check_problem(response, status: int) -> dict:
    assert response.status_code == status, response.content
    assert response["Content-Type"] == "application/problem+json"
    assert response["Access-Control-Allow-Origin"] == "*"
    body = orjson.loads(response.content)
    assert body["status"] == status
    assert faults("Problem", body) == []
    return body


@pytest.mark.parametrize(("name", "value"), BAD)
def test_bad_parameter_is_refused_by_name(get, db, name, value):
    body = check_problem(get("claims/", **{name: value}), 400)
    (error,) = body["errors"]
    assert error["parameter"] == name[:60].replace("\0", "\ufffd")
    assert error["detail"]


@pytest.mark.parametrize(
    "address", ["/api/v1/claims/?q=%ff", "/api/v1/claims/?total=true&q=%ff", "/api/v1/scale/?q=%ff",
                "/api/v1/desk/?q=%ff", "/feeds/claims.json?q=%ff"],
)  # fmt: skip
def test_what_is_not_text_is_refused_and_not_searched_for(db, address):
    body = check_problem(Program("Editor").get(address), 400)
    assert body["errors"] == [{"parameter": "q", "detail": "Not text in UTF-8."}]


def test_mark_of_what_was_not_text_is_text(get, record):
    assert get("claims/", q="\ufffd").status_code == 200


def test_description_names_its_formats(get, db):
    (error,) = check_problem(get("/api/schema/", format="xml"), 400)["errors"]
    assert error["parameter"] == "format"
    check_problem(get("/api/schema/", nonsense="1"), 400)


@pytest.mark.parametrize("path", ["/api/v1/claims/", "/api/nothing/", "/mcp"])
def test_host_that_is_not_ours_is_refused_in_the_shape_of_the_api(db, settings, path):
    settings.ALLOWED_HOSTS = ["testserver"]
    assert check_problem(Client().get(path, headers={"host": "elsewhere.example"}), 400)


@pytest.mark.parametrize("rank", [1e-46, 1e7, -1.0, "high"])
def test_a_search_goes_on_from_no_rank_that_none_can_have(get, many_claims, rank):
    at, public_id = "2026-11-27T17:32:44+00:00", "h6qm9vxygm"
    cursor = pack(replace(CLAIMS, q="bridge"), ["on", [at, public_id, at, public_id], [rank, at, public_id], 0, 0])
    body = check_problem(get("claims/", q="bridge", cursor=cursor), 400)
    assert body["errors"][0]["parameter"] == "cursor"


def test_a_moment_is_read_in_any_offset(get, many_claims):
    cursor = pack(CLAIMS, [0, "2026-11-27T17:32:44.1+00:00:01.5", "0123456789"])
    assert get("claims/", cursor=cursor).status_code in (200, 400)


def test_every_fault_is_named_at_once(get, db):
    body = check_problem(get("claims/?status=x&speaker=y&nonsense=z&after=2022-01-01&after=2022-01-02"), 400)
    assert [error["parameter"] for error in body["errors"]] == ["status", "speaker", "nonsense", "after"]


@pytest.mark.parametrize("kind", FILTERS)
def test_unknown_parameter_is_refused_everywhere(get, record, kind):
    check_problem(get(f"{FOLDERS[kind]}/", nonsense="1"), 400)
    check_problem(get(f"{FOLDERS[kind]}/{getattr(record, kind).public_id}/", nonsense="1"), 400)


@pytest.mark.parametrize("kind", FILTERS)
def test_cursor_of_another_order_is_refused(get, many_claims, record, kind):
    cursor = get("claims/", q="bridge", page_size="1").data["next"].rpartition("cursor=")[2]
    check_problem(get(f"{FOLDERS[kind]}/", cursor=cursor), 400)
    assert get("claims/", q="bridge", cursor=cursor).status_code == 200


def test_address_without_parameters_says_so(get, record):
    for path in ("scale/", f"claims/{record.claim.public_id}/evidence/"):
        (error,) = get(path, fields="id").data["errors"]
        assert error == {"parameter": "fields", "detail": "This address takes no parameters."}


@pytest.mark.parametrize(
    "path",
    [
        "nothing/",
        "claims/1/",
        "claims/zzzzzzzzzz/",
        "claims/%00/",
        "claims/" + "0" * 5000 + "/",
        "/api/v2/claims/",
        "claims/../../admin/",
        "claims/%ff%fe/",
    ],
)
def test_nothing_there_is_404(get, db, path):
    check_problem(get(path), 404)


def test_root_leads_to_the_manual(client, db):
    answer = client.get("/api/")
    assert (answer.status_code, answer["Location"]) == (302, "/api/docs/")
    check_problem(client.post("/api/"), 404)


def test_address_without_its_slash_leads_to_it(get, record):
    response = get("claims?status=verified")
    assert (response.status_code, response["Location"]) == (301, "/api/v1/claims/?status=verified")


# Where the desk writes at the same address, a reader is asked who they are.
WRITTEN = {"claims/": "post", "claims/0123456789/": "patch"}


@pytest.mark.parametrize("method", ["post", "put", "patch", "delete"])
@pytest.mark.parametrize("path", ["", "topics/", "topics/0123456789/", *WRITTEN])
def test_writing_is_405(db, method, path):
    client = Client(enforce_csrf_checks=True)
    response = getattr(client, method)(f"/api/v1/{path}", "x=1", content_type="application/x-www-form-urlencoded")
    check_problem(response, 401 if method == WRITTEN.get(path) else 405)
    if response.status_code == 405:
        also = f", {WRITTEN[path].upper()}" if path in WRITTEN else ""
        assert response["Allow"] == f"GET, HEAD, OPTIONS{also}"


def test_media_type_that_is_not_offered_is_406(get, db):
    refused = check_problem(get("claims/", headers={"Accept": "image/png"}), 406)
    assert refused["detail"].endswith("application/json, application/x-ndjson, application/jsonl, text/csv.")
    assert get("claims/", headers={"Accept": "text/html,*/*;q=0.1"}).status_code == 200


def test_too_many_requests_are_429(get, db, settings):
    settings.API_REQUESTS_PER_MINUTE = 3
    with time_machine.travel(1_699_999_990, tick=False):
        left = [get("claims/")["RateLimit"] for _ in range(3)]
        refused = get("claims/")
    assert left == ['"default";r=2;t=50', '"default";r=1;t=50', '"default";r=0;t=50']
    body = check_problem(refused, 429)
    assert refused["Retry-After"] == "50"
    assert refused["RateLimit-Policy"] == '"default";q=3;w=60'
    assert body["violated-policies"] == ["default"]
    with time_machine.travel(1_700_000_040, tick=False):
        assert get("claims/").status_code == 200


def test_limit_counts_addresses_apart(db, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    with time_machine.travel(1_699_999_990, tick=False):
        for address, status in (
            ("192.0.2.1", 200),
            ("192.0.2.2", 200),
            ("192.0.2.1", 429),
            ("2001:db8::1", 200),
            ("2001:db8::2", 429),
            ("2001:db8:1::1", 200),
        ):
            assert Client(REMOTE_ADDR=address).get("/api/v1/").status_code == status, address


def test_asking_before_reading_is_not_counted(client, db, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    with time_machine.travel(1_699_999_990, tick=False):
        assert [client.options("/api/v1/claims/").status_code for _again in range(3)] == [204, 204, 204]
        assert client.get("/api/v1/claims/").status_code == 200
        assert client.get("/api/v1/claims/").status_code == 429


def test_forwarded_address_counts_only_behind_a_proxy(db, settings):
    settings.API_REQUESTS_PER_MINUTE = 1
    with time_machine.travel(1_699_999_990, tick=False):
        first = Client(headers={"X-Forwarded-For": "192.0.2.1"}).get("/api/v1/")
        second = Client(headers={"X-Forwarded-For": "192.0.2.2"}).get("/api/v1/")
    assert (first.status_code, second.status_code) == (200, 429)


def test_no_limit_when_switched_off(get, db, settings):
    settings.API_REQUESTS_PER_MINUTE = 0
    assert "RateLimit" not in get("claims/")


def test_fault_of_our_own_is_500_without_details(db, monkeypatch, caplog):
    def broken(*args, **kwargs):
        raise RuntimeError("secret inner words")

    monkeypatch.setattr(queries, "run", broken)
    response = Client(raise_request_exception=False).get("/api/v1/claims/")
    check_problem(response, 500)
    assert b"secret" not in response.content
    assert "secret inner words" in caplog.text


def test_database_that_does_not_answer_is_503(db, monkeypatch):
    def broken(*args, **kwargs):
        raise OperationalError("connection to server failed")

    monkeypatch.setattr(queries, "run", broken)
    response = Client(raise_request_exception=False).get("/api/v1/claims/")
    check_problem(response, 503)
    assert response["Retry-After"]


def test_a_thousand_parameters_are_refused(get, db):
    query = "&".join(f"p{number}=1" for number in range(1500))
    check_problem(get(f"claims/?{query}"), 400)


def test_hard_search_words_are_answered(get, record):
    for words in (
        "'",
        '"',
        "((",
        "a & b | !c",
        ":*",
        "-",
        "\\",
        "%",
        "the",
        "a" * 300,
        "“„«",
        "<b>",
        "é",
        "🙂",
        "or or or",
    ):
        started = time.monotonic()
        assert get("claims/", q=words).status_code == 200, words
        assert time.monotonic() - started < 2


MARKER = "xylographicalmarker"


def test_unpublished_marker_is_nowhere(get, record):
    speaker = make.make_speaker(f"Speaker {MARKER}")
    outlet = make.make_outlet(f"Outlet {MARKER}")
    statement = make.make_statement(f"Words {MARKER} words", speaker=speaker, outlet=outlet)
    claim = make.make_claim(f"Claim {MARKER}", statements=[statement], claimant=speaker)
    make.make_verdict(claim, summary=f"Summary {MARKER}")
    make.make_answered_correction(claim, text=f"Wrong {MARKER}", answer=f"Answer {MARKER}")
    hidden_rows = {
        "claim": claim,
        "statement": statement,
        "speaker": speaker,
        "outlet": outlet,
        "document": statement.document,
    }
    for kind in FILTERS:
        folder = FOLDERS[kind]
        found = get(f"{folder}/?q={MARKER}&total=true")
        # What has no words cannot be searched for any.
        assert found.data["total"] == 0 if any(one.name == "q" for one in FILTERS[kind]) else found.status_code == 400
        answers = [get(f"{folder}/?total=true&page_size=100")]
        if kind in hidden_rows:
            answers.append(get(f"{folder}/{hidden_rows[kind].public_id}/"))
            assert answers[-1].status_code == 404
        if found.status_code == 200:
            answers.append(found)
        for response in answers:
            assert MARKER not in str(response.headers) + response.content.decode()
    listed = [get(f"{FOLDERS[kind]}/?page_size=100").content.decode() for kind in FILTERS]
    for row in hidden_rows.values():
        assert row.public_id not in "".join(listed)
    # An address that never was, and one that is not public yet, cannot be told apart.
    unknown = get("claims/zzzzzzzzzz/")
    hidden = get(f"claims/{claim.public_id}/")
    same = unknown.content.replace(b"zzzzzzzzzz", b"") == hidden.content.replace(claim.public_id.encode(), b"")
    assert same
    assert unknown.status_code == hidden.status_code == 404
    assert get("claims/", speaker=speaker.public_id).data == get("claims/", speaker="zzzzzzzzzz").data


def test_manual_answers_options(client):
    answer = client.options("/api/docs/")
    assert answer.status_code == 204
    assert answer["Allow"] == "GET, HEAD, OPTIONS"
