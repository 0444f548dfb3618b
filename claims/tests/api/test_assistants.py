"""The MCP server, asked by the protocol's own client over HTTP."""

from concurrent.futures import ThreadPoolExecutor

import anyio
import orjson
import pytest
from django.test import Client
from mcp.client import Client as McpClient

from claims.public import assistants
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make
from factcheck.api import AddressThrottle


def ask(url, *calls):
    """Return the tools and the results of calls, by the protocol's own client."""

    async def run():
        async with McpClient(f"{url}/mcp") as client:
            tools = await client.list_tools()
            return tools.tools, [await client.call_tool(name, arguments) for name, arguments in calls]

    return apart(anyio.run, run)


def apart(function, *arguments, **named):
    """Run something in a thread of its own: where a browser test ran before, its event loop still holds this one."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(function, *arguments, **named).result()


def test_a_client_finds_the_exact_words(live_server):
    statement = make.make_statement("We shall “not” take part")
    claim = make.make_published_claim("They will not take part", statements=[statement])
    make.make_claim("Xylographical draft")
    tools, (found, words, one, nothing, refused) = ask(
        live_server.url,
        ("search_claims", {"q": "take part", "status": "verified"}),
        ("search_statements", {"speaker": statement.speaker.public_id}),
        ("get_claim", {"id": claim.public_id}),
        ("search_claims", {"q": "xylographical"}),
        ("search_claims", {"status": "perhaps"}),
    )
    assert {tool.name for tool in tools} == set(assistants.TOOLS)
    assert all(tool.annotations.read_only_hint for tool in tools)
    (row,) = found.structured_content["results"]
    assert row["text"] == claim.text
    assert row["url"].endswith(f"/claims/{claim.public_id}/{claim.slug}/")
    assert row["statements"][0]["exact"] == statement.exact
    assert row["statements"][0]["source_url"] == statement.document.url
    assert words.structured_content["results"][0]["exact"] == statement.exact
    assert one.structured_content["verdict"]["status"] == "verified"
    assert nothing.structured_content["results"] == []
    assert refused.is_error
    assert "Not one of: verified, disputed, unverified" in refused.content[0].text


@pytest.mark.parametrize("name", list(assistants.TOOLS))
def test_bad_arguments_are_told_in_words(db, name):
    bad = {"page_size": 0} if assistants.TOOLS[name].is_search else {"id": "no\0id"}
    with pytest.raises(ValueError, match=r"\."):
        assistants.call(name, bad)


def test_null_is_what_was_not_given(db):
    make.make_published_claim("The bridge was closed")
    make.make_published_claim("None was there")
    found = assistants.call("search_claims", {"q": None, "cursor": None, "page_size": 2.0})
    assert len(found["results"]) == 2


@pytest.mark.parametrize("value", [["nuclear", "b"], {"x": 1}])
def test_what_is_neither_text_nor_number_is_refused(db, value):
    with pytest.raises(ValueError, match="q: Give one text or one number"):
        assistants.call("search_claims", {"q": value})
    with pytest.raises(ValueError, match="foo: There is no argument"):
        assistants.call("get_claim", {"id": "0123456789", "foo": 1})


@pytest.mark.parametrize("arguments", [{}, {"id": None}, {"id": 5}, {"id": ""}])
def test_an_id_that_is_missing_is_named(db, arguments):
    with pytest.raises(ValueError, match="id: Give the id of a claim"):
        assistants.call("get_claim", arguments)


def test_a_version_of_the_protocol_that_is_none_is_named_by_its_header(db):
    headers = {"accept": "application/json", "mcp-protocol-version": "1999-01-01"}
    message = {"jsonrpc": "2.0", "id": 1, "method": "tools/list"}
    answer = apart(Client().post, "/mcp", message, content_type="application/json", headers=headers)
    assert answer.status_code == 400
    detail = orjson.loads(answer.content)["detail"]
    assert detail.startswith("MCP-Protocol-Version: Not a version that is spoken here; there are: ")
    assert "2025-06-18" in detail


def test_what_goes_wrong_inside_is_not_told(live_server, monkeypatch):
    def fail(*_args, **_options):
        raise RuntimeError("SELECT secret")

    monkeypatch.setattr(assistants, "publications_page", fail)
    _, (answer,) = ask(live_server.url, ("search_claims", {"q": "bridge"}))
    assert answer.is_error
    assert answer.content[0].text == "The record cannot answer this just now."


def test_what_is_not_public_is_not_there(db):
    draft = make.make_claim("Secret draft")
    with pytest.raises(ValueError, match="There is no claim of this id"):
        assistants.call("get_claim", {"id": draft.public_id})
    claim = make.make_published_claim("It was so")
    claim_withdraw(claim=claim, actor=make.make_user("Standards editor"), reason="It was not.")
    assert assistants.call("search_claims", {})["results"] == []
    assert assistants.call("get_claim", {"id": claim.public_id})["is_withdrawn"]


def test_other_methods_and_too_much(db, settings):
    client = Client()

    def post(body, **named):
        return apart(client.post, "/mcp", body, content_type="application/json", **named)

    assert client.get("/mcp").status_code == 405
    assert client.options("/mcp")["Access-Control-Allow-Methods"] == "POST, OPTIONS"
    assert post(b"x" * (assistants.BODY_LIMIT + 1)).status_code == 413
    bad = post(b"{", headers={"accept": "application/json"})
    assert 400 <= bad.status_code < 500
    assert "error" in orjson.loads(bad.content)
    settings.API_REQUESTS_PER_MINUTE = 1
    AddressThrottle.forget()
    first, refused = post(b"{}"), post(b"{}")
    assert first["RateLimit"].startswith('"default";r=0;')
    assert refused.status_code == 429
    assert refused["RateLimit-Policy"] == '"default";q=1;w=60'
    assert orjson.loads(refused.content)["violated-policies"] == ["default"]
    assert int(refused["Retry-After"]) <= 60
