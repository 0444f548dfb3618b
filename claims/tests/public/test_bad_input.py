"""Whatever stands in an address or in a document: plain words or a correct page, never a 500, never live markup."""

from html.parser import HTMLParser
from typing import Any
from urllib.parse import quote

import pytest

from claims.public.models import Publication
from claims.tests import factories as make

SCRIPT = "<script>alert(1)</script>"
HOSTILE = f"{SCRIPT}</title></script>\" onload='x' {{{{ 7*7 }}}} مرحبا \u202e😀 &amp; <img src=x onerror=x>"
LISTS = ("/", "/claims/", "/speakers/", "/outlets/", "/topics/", "/corrections/", "/search/")


@pytest.mark.parametrize("path", LISTS)
@pytest.mark.parametrize(
    "query",
    [
        f"q={quote(SCRIPT)}",
        f"q={quote(HOSTILE)}",
        "q=" + quote("مرحبا \u202e 😀"),
        "q=%00",
        "q=a%00b&status=%00&cursor=%00",
        "q=%ff%fe",
        "q=" + "a" * 5_000,
        "q=" + quote('"' * 200),
        "q=" + quote("& | ! ( ) : * <-> \\ '"),
        "q=1&q=2&q=3&status=&status=x",
        "status=" + quote(SCRIPT),
        "speaker=" + quote(SCRIPT),
        "speaker=1&outlet=2&topic=3",
        "after=yesterday",
        "after=2022-13-45",
        "after=0000-00-00&before=99999-01-01",
        "cursor=nonsense",
        "cursor=" + quote("=" * 20),
        "cursor=" + "a" * 3_000,
        "cursor=W10",
        "cursor=WyJuIiwwLCIyMDIyIiwiMDAwMDAwMDAwMCJd",
        "cursor=2022-09-23T09:30:00+00:00~0000000000",
        "cursor=9999999-09-23~x",
        "kind=" + quote(SCRIPT),
        "kind=claim&q=a&cursor=nonsense",
        "%00=%00",
    ],
)
def test_whatever_the_address_asks_no_page_fails(client, db, path, query):
    response = client.get(f"{path}?{query}")

    assert response.status_code in (200, 400)
    assert SCRIPT not in response.content.decode()
    if response.status_code == 400:
        assert "This address cannot be understood" in response.content.decode()


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("after=yesterday", "Said from: Not a date; write it as 2022-09-21."),
        ("status=banana", "Status: Not one of: verified, disputed, unverified."),
        ("speaker=abc", "Speaker: Not an id"),
        ("q=%00", "NUL"),
        ("cursor=nonsense", "There is no such page of this list."),
        ("q=" + "a" * 301, "300 characters at most"),
    ],
)
def test_claims_what_cannot_be_understood_is_told_in_a_sentence(client, db, query, words):
    response = client.get(f"/claims/?{query}")

    assert response.status_code == 400
    assert words in response.content.decode()


@pytest.mark.parametrize(
    "path", ["/claims/%00/", "/claims/..%2f..%2f/", "/speakers/<script>/", "/%ff", "/claims/0000000000/%F0%9F%98%80/"]
)
def test_no_such_address_is_not_found(client, db, path):
    assert client.get(path).status_code == 404


class Markup(HTMLParser):
    """What a browser would make of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.elements: set[str] = set()
        self.attributes: set[str] = set()
        self.scripts: list[str | None] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.add(tag)
        self.attributes |= {name for name, _ in attrs}
        if tag == "script":
            self.scripts.append(dict(attrs).get("type"))


@pytest.fixture
def hostile(db: None) -> Any:
    speaker = make.make_old_speaker(f"{HOSTILE} speaker", f"{HOSTILE} alias", description=HOSTILE,
                                roles=[{"title": HOSTILE, "organisation": HOSTILE}])  # fmt: skip
    outlet = make.make_outlet(f"{HOSTILE} outlet")
    document = make.make_document(
        f"Start. “{HOSTILE}” said {SCRIPT}. End.",
        outlet=outlet,
        title=HOSTILE,
        byline=HOSTILE,
        dateline=HOSTILE,
        url="https://x.example/?a=1&b=%3Cscript%3E#top",
    )
    statement = make.make_statement(
        HOSTILE,
        speaker=speaker,
        document=document,
        occasion=HOSTILE,
        role_words=HOSTILE,
        original_wording=HOSTILE,
        original_language="ar",
        translator=HOSTILE,
        authenticity="confirmed",
    )
    statement.attributions.create(position=1, kind="told", words=HOSTILE)
    topic = make.make_topic(f"{SCRIPT} topic", description=HOSTILE)
    claim = make.make_claim(HOSTILE, statements=[statement], topics=[topic])
    make.make_evidence(claim, title=HOSTILE, excerpt=HOSTILE)
    make.make_evidence(claim, title=HOSTILE)
    claim = make.publish(claim, summary=HOSTILE, known=HOSTILE, not_known=HOSTILE)
    make.make_answered_correction(claim, text=HOSTILE, answer=HOSTILE)
    return claim


def test_nothing_in_a_document_becomes_markup(client, hostile, path_of):
    addresses = [path_of(row) for row in Publication.objects.exclude(kind="scale")]
    for address in [
        *addresses,
        *LISTS,
        "/search/?q=alert",
        f"/claims/?q={quote(HOSTILE)}",
        "/feeds/claims.atom",
        "/sitemap.xml",
    ]:
        response = client.get(address)
        page = response.content.decode()
        assert response.status_code == 200, address
        assert SCRIPT not in page, address
        markup = Markup()
        markup.feed(page)
        assert "img" not in markup.elements, address
        assert not [name for name in markup.attributes if name.startswith("on")], address
        assert set(markup.scripts) <= {"application/ld+json"}, address


def test_address_that_could_run_something_is_no_link(client, hostile, path_of):
    row = Publication.objects.get(public_id=hostile.public_id)
    row.body = row.body.replace("https://x.example/?a=1&b=%3Cscript%3E#top", "javascript:alert(1)")
    row.save()

    page = client.get(path_of(hostile)).content.decode()

    assert "javascript:" not in page
