"""The short path sends what the views would send."""

import io

import pytest
from django.test import Client

from claims.public import hot
from claims.public.models import Publication
from claims.services.history import checkpoint_take
from claims.tests import factories as make
from factcheck.api import AddressThrottle

# Not one of the two that the short path takes as plain.
THE_LONG_WAY = "application/json;q=0.9"


@pytest.fixture
def asked(db, monkeypatch):
    """Ask twice, the short way and the long; return both answers and whether the first was short."""
    short = []
    answer = hot.HotReadMiddleware._answer

    def noted(self, request):
        made = answer(self, request)
        short.append(made is not None)
        return made

    monkeypatch.setattr(hot.HotReadMiddleware, "_answer", noted)

    def ask(address, **headers):
        short.clear()
        AddressThrottle.forget()
        one = Client().get(address, headers=headers)
        was_short = short[0]
        AddressThrottle.forget()
        other = Client().get(address, headers={"accept": THE_LONG_WAY, **headers})
        assert short[1] is False
        return one, other, was_short

    return ask


def same(one, other) -> bool:
    left, right = dict(one.headers), dict(other.headers)
    if one.status_code == 304:
        # Django's middleware gives the empty body a length.
        right.pop("Content-Length")
    assert left.pop("RateLimit", "").partition(";t=")[0] == right.pop("RateLimit", "").partition(";t=")[0]
    assert left == right
    return (one.status_code, one.content) == (other.status_code, other.content)


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?status=verified",
        "?q=claim",
        "?q=claim+status:verified",
        "?page_size=1",
        "?after=2022-01-01",
        "?updated_since=2020-01-01T00:00:00Z",
    ],
)
def test_lists(asked, query):
    make.make_published_claim("One claim")
    make.make_published_claim("Another claim")
    one, other, was_short = asked(f"/api/v1/claims/{query}")
    assert was_short
    assert same(one, other)
    assert one.status_code == 200
    etag = one["ETag"]
    if link := one.json()["next"]:
        one, other, was_short = asked(link)
        assert was_short
        assert same(one, other)
    one, other, was_short = asked(f"/api/v1/claims/{query}", **{"if-none-match": etag})
    assert was_short
    assert one.status_code == 304
    assert same(one, other)


def test_one_of_each_kind(asked):
    make.make_answered_correction(make.make_published_claim(topics=[make.make_topic()]))
    checkpoint_take()
    kinds = Publication.objects.exclude(kind="scale").order_by("kind", "id").distinct("kind")
    assert len(kinds) == len(hot.KINDS)
    for row in kinds:
        address = f"/api/v1/{hot.FOLDERS[row.kind]}/{row.public_id}/"
        one, other, was_short = asked(address)
        assert was_short
        assert same(one, other)
        assert one.content.decode() == row.body
        for tag in (one["ETag"], f'W/{one["ETag"]}, "other"'):
            one, other, was_short = asked(address, **{"if-none-match": tag})
            assert was_short
            assert same(one, other)
            assert one.status_code == 304
        one, other, was_short = asked(address, **{"if-none-match": '"other"'})
        assert one.status_code == 200
        assert same(one, other)


@pytest.mark.parametrize(
    "path",
    [
        "claims/0000000000/", "claims/?nothing=1", "claims/?cursor=x", "claims/?total=true",
        "claims/?fields=id", "claims/oooooooooo/", "claims/0000000000/?fields=id", "scale/", "changes/", "",
    ],
)  # fmt: skip
def test_hands_on_what_is_not_plain(asked, path):
    one, other, was_short = asked(f"/api/v1/{path}")
    assert not was_short
    assert one.status_code == other.status_code


def test_gone_and_withdrawn_by_the_long_way(asked):
    claim = make.make_published_claim()
    Publication.objects.filter(public_id=claim.public_id).update(is_gone=True, body='{"reason":"withdrawn"}')
    one, _, was_short = asked(f"/api/v1/claims/{claim.public_id}/")
    assert not was_short
    assert one.status_code == 410


def test_refuses_too_many_and_other_hosts(db, settings):
    settings.API_REQUESTS_PER_MINUTE = 2
    AddressThrottle.forget()
    client = Client()
    codes = [client.get("/api/v1/claims/").status_code for _ in range(3)]
    assert codes == [200, 200, 429]
    refused = client.get("/api/v1/claims/")
    assert refused["Content-Type"] == "application/problem+json"
    assert int(refused["Retry-After"]) > 0
    AddressThrottle.forget()
    assert Client().get("/api/v1/claims/", headers={"host": "elsewhere.example"}).status_code == 400


def asking(path: str, query: str = "") -> dict:
    """Return a request as the server hands it over."""
    return {
        "REQUEST_METHOD": "GET",
        "PATH_INFO": path,
        "QUERY_STRING": query,
        "HTTP_HOST": "testserver",
        "SERVER_NAME": "testserver",
        "SERVER_PORT": "80",
        "REMOTE_ADDR": "127.0.0.1",
        "wsgi.url_scheme": "http",
        "wsgi.input": io.BytesIO(),
    }


@pytest.mark.parametrize("known", ["", "the same", '"other"'])
@pytest.mark.parametrize(
    "query", [None, "", "page_size=1", "status=verified&q=claim", "updated_since=2020-01-01T00:00:00Z"]
)
def test_web_process_sends_the_same_without_a_request(db, settings, known, query):
    settings.ALLOWED_HOSTS = ["testserver"]
    hot._is_ours.cache_clear()
    claim = make.make_published_claim("One claim")
    make.make_published_claim("Another claim")
    path = f"/api/v1/claims/{claim.public_id}/" if query is None else "/api/v1/claims/"
    address = f"{path}?{query}" if query else path
    headers = {}
    if known:
        headers["if-none-match"] = known if known != "the same" else Client().get(address)["ETag"]
    AddressThrottle.forget()
    slow = Client().get(address, headers=headers)
    AddressThrottle.forget()
    seen = []

    def handed_on(environ, start_response):
        raise AssertionError("was handed on")

    environ = asking(path, query or "")
    if headers:
        environ["HTTP_IF_NONE_MATCH"] = headers["if-none-match"]
    body = hot.HotReads(handed_on)(environ, lambda status, sent: seen.append((status, dict(sent))))
    status, sent = seen[0]
    assert int(status[:3]) == slow.status_code
    assert b"".join(body) == slow.content
    expected = dict(slow.headers)
    if slow.status_code == 304:
        expected.pop("Content-Length", None)
    assert sent.pop("RateLimit").partition(";t=")[0] == expected.pop("RateLimit").partition(";t=")[0]
    assert sent == expected
    hot._is_ours.cache_clear()


@pytest.mark.parametrize(
    "other", [{"HTTP_HOST": "elsewhere.example"}, {"QUERY_STRING": "fields=id"}, {"HTTP_ACCEPT": "text/csv"},
              {"REQUEST_METHOD": "POST"}, {"PATH_INFO": "/api/v1/claims/0000000000/"}, {"HTTP_IF_MATCH": '"x"'},
              *({"PATH_INFO": "/api/v1/claims/", "QUERY_STRING": bad} for bad in ("total=true", "x=1", "cursor=x"))],
)  # fmt: skip
def test_web_process_hands_on_what_is_not_plain(db, settings, other):
    settings.ALLOWED_HOSTS = ["testserver"]
    hot._is_ours.cache_clear()
    claim = make.make_published_claim()
    address = f"/api/v1/claims/{claim.public_id}/"
    environ = asking(address)
    handed_on = hot.HotReads(lambda environ, start_response: [b"by Django"])
    assert handed_on({**environ, **other}, lambda *_sent: None) == [b"by Django"]
    hot._is_ours.cache_clear()
