"""A claim on other people's pages: the embedded card, oEmbed by its rules, the share picture."""

import json
import re
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from threading import Thread
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from django.conf import settings
from django.core.cache import caches
from django.test import Client
from PIL import Image

from claims.models import Claim
from claims.public import pictures
from claims.public.models import Publication
from claims.public.pictures import Card, share_picture
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make

LIMIT = 15_000


@pytest.fixture
def claim(db) -> Claim:
    return make.make_published_claim(
        'The votes "have" no <b>legal</b> effect & none', summary="Two bodies found so.", claimant=make.make_speaker()
    )


def url_of(claim, prefix=""):
    return f"{settings.SITE_URL}{prefix}/claims/{claim.public_id}/{claim.slug}/"


def page(address):
    answer = Client().get(address)
    return answer, answer.content.decode()


# --- the card ---


@pytest.mark.parametrize("prefix", ["", "/fr", "/uk", "/ru"])
def test_card_may_be_framed_anywhere_is_small_and_sets_no_cookie(claim, prefix):
    answer, html = page(f"{prefix}/embed/claims/{claim.public_id}/")

    assert answer.status_code == 200
    assert len(answer.content) < LIMIT
    assert not answer.cookies
    assert "X-Frame-Options" not in answer
    assert "frame-ancestors" not in answer["Content-Security-Policy"]
    assert "noindex" in answer["X-Robots-Tag"]
    # Nothing else is fetched.
    assert not re.findall(r'(?:src|srcset)="|<link rel="stylesheet"|url\(|@import', html)
    assert f'href="{url_of(claim, prefix)}" target="_blank"' in html
    assert "&lt;b&gt;legal&lt;/b&gt;" in html


def test_card_follows_the_verdict(claim):
    address = f"/embed/claims/{claim.public_id}/"
    first, before = page(address)
    make.publish(claim, rating="disputed", correction_note="It was not.")
    again, after = page(address)
    claim_withdraw(claim=Claim.objects.get(pk=claim.pk), actor=make.make_user(), reason="Joined by mistake.")
    _, withdrawn = page(address)

    assert "status-verified" in before
    assert "status-disputed" in after
    assert "Corrected" in after
    assert first["ETag"] != again["ETag"]
    assert "status-withdrawn" in withdrawn
    assert "Joined by mistake." in withdrawn
    assert "Two bodies found so." not in withdrawn


def test_card_of_what_is_not_public_or_no_longer(claim):
    draft = make.make_claim()
    row = Publication.objects.filter(public_id=claim.public_id)
    row.update(redirect_to="zzzzzzzzzz")
    moved = Client().get(f"/fr/embed/claims/{claim.public_id}/")
    row.update(redirect_to="", is_gone=True)
    gone, html = page(f"/embed/claims/{claim.public_id}/")

    assert Client().get(f"/embed/claims/{draft.public_id}/").status_code == 404
    assert (moved.status_code, moved["Location"]) == (301, "/fr/embed/claims/zzzzzzzzzz/")
    assert gone.status_code == 410
    assert "frame-ancestors" not in gone["Content-Security-Policy"]
    assert claim.text not in html


@pytest.fixture
def elsewhere() -> Iterator[Callable[[str], str]]:
    """Another site, which shows what it is given."""
    shown: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(shown[-1].encode())

        def log_message(self, *args: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        Thread(target=server.serve_forever, daemon=True).start()
        yield lambda html: shown.append(html) or f"http://127.0.0.1:{server.server_port}/"
        server.shutdown()


def test_card_works_in_a_frame_on_another_site(browser_page, transactional_db, live_server, elsewhere):
    claim = make.make_published_claim("The votes have no legal effect")
    address = f"{live_server.url}/embed/claims/{claim.public_id}/"

    browser_page.goto(elsewhere(f'<iframe src="{address}" width="300" height="320"></iframe>'))

    card = browser_page.frame_locator("iframe")
    assert card.get_by_role("heading").inner_text() == "The votes have no legal effect"
    assert card.locator(".status-verified").is_visible()
    # The style that the policy names by its digest was taken.
    assert card.locator(".card").evaluate("node => getComputedStyle(node).display") == "flex"
    assert browser_page.context.cookies() == []


def test_card_in_a_frame_too_small_shows_its_link_in_a_page_of_no_site_too(browser_page, transactional_db, live_server):
    claim = make.make_published_claim("The votes that were held in four regions have no legal effect at all, " * 2)
    address = f"{live_server.url}/embed/claims/{claim.public_id}/"

    # As an application shows what it has no address for.
    browser_page.set_content(f'<iframe src="{address}" width="280" height="240"></iframe>')

    foot = browser_page.frame_locator("iframe").locator(".foot")
    foot.wait_for()
    below = foot.evaluate("node => document.documentElement.clientHeight - node.getBoundingClientRect().bottom")
    assert 0 <= below <= 1


@pytest.mark.parametrize("width", [320, 1280])
def test_card_of_a_long_claim_is_seen_whole_on_any_screen(
    browser_page, transactional_db, live_server, elsewhere, width
):
    claim = make.make_published_claim("The votes that were held in four regions have no legal effect at all, " * 2)
    code = json.loads(oembed(url=url_of(claim)).content)["html"].replace(settings.SITE_URL, live_server.url)
    browser_page.set_viewport_size({"width": width, "height": 900})

    browser_page.goto(elsewhere(f'<meta name="viewport" content="width=device-width"><body>{code}'))

    card = browser_page.frame_locator("iframe")
    card.locator(".foot").wait_for()
    whole, room = card.locator("html").evaluate("node => [node.scrollHeight, node.clientHeight]")
    assert whole <= room
    assert browser_page.evaluate("document.documentElement.scrollWidth <= innerWidth")


# --- oEmbed ---


def oembed(**asked):
    return Client().get("/oembed", {name: str(value) for name, value in asked.items()})


def test_oembed_tells_how_to_embed_a_claim(claim):
    answer = oembed(url=url_of(claim), format="json", wmode="ignored")

    data = json.loads(answer.content)
    assert answer["Content-Type"] == "application/json"
    assert (data["version"], data["type"]) == ("1.0", "rich")
    assert (data["title"], data["provider_name"]) == (claim.text, settings.SITE_NAME)
    assert data["author_name"] == claim.claimant.name
    assert isinstance(data["width"], int)
    assert isinstance(data["height"], int)
    assert f'src="{settings.SITE_URL}/embed/claims/{claim.public_id}/"' in data["html"]
    assert f'width="{data["width"]}" height="{data["height"]}"' in data["html"]
    assert "<b>" not in data["html"]
    assert (data["thumbnail_width"], data["thumbnail_height"]) == pictures.SIZE


@pytest.mark.parametrize(
    ("asked", "width", "height"),
    [
        ({"maxwidth": 320}, 320, 480),
        ({"maxwidth": 320, "maxheight": 320}, 320, 320),
        ({"maxheight": 200}, 600, 200),
        ({"maxwidth": 5000, "maxheight": 90}, 600, 90),
    ],
)
def test_oembed_stays_within_the_size_it_is_given(claim, asked, width, height):
    data = json.loads(oembed(url=url_of(claim), **asked).content)

    assert (data["width"], data["height"]) == (width, height)
    assert f'width="{width}" height="{height}"' in data["html"]
    assert "thumbnail_url" not in data


@pytest.mark.parametrize("asked", [{"maxwidth": 0}, {"maxwidth": "wide"}, {"maxheight": -1}, {"maxheight": "9" * 30}])
def test_oembed_refuses_a_size_that_is_none(claim, asked):
    assert oembed(url=url_of(claim), **asked).status_code == 400


def test_oembed_offers_json_alone(claim):
    assert oembed(url=url_of(claim), format="xml").status_code == 501
    assert oembed(format="xml").status_code == 501


def test_oembed_without_an_address_is_a_bad_request(claim):
    assert oembed().status_code == 400


@pytest.mark.parametrize(
    "form",
    ["{own}/claims/{id}/{slug}/", "{own}/claims/{id}/", "{own}/claims/{id}", "{own}/claims/{id}/another-slug/?a=b#c",
     "{own}/embed/claims/{id}/", "{own}/fr/claims/{id}/{slug}/"],
)  # fmt: skip
def test_oembed_knows_every_address_of_a_claim(claim, form):
    address = form.format(own=settings.SITE_URL, id=claim.public_id, slug=claim.slug)

    data = json.loads(oembed(url=address).content)

    assert ("/fr/embed/" in data["html"]) == ("/fr/" in address)


@pytest.mark.parametrize(
    "form",
    ["https://elsewhere.example/claims/{id}/", "{own}/claims/zzzzzzzzzz/", "{own}/speakers/{id}/", "{own}/", "{id}",
     "javascript:alert(1)", "http://[bad", "{own}/claims/{id}/a/b/"],
)  # fmt: skip
def test_oembed_knows_no_other_address(claim, form):
    answer = oembed(url=form.format(own=settings.SITE_URL, id=claim.public_id))

    assert answer.status_code == 404
    assert answer["Access-Control-Allow-Origin"] == "*"


def test_oembed_knows_nothing_of_what_is_not_public_or_gone(claim):
    draft = make.make_claim()
    Publication.objects.filter(public_id=claim.public_id).update(is_gone=True)

    assert oembed(url=url_of(draft)).status_code == 404
    assert oembed(url=url_of(claim)).status_code == 404


def test_oembed_follows_a_claim_that_was_merged(claim):
    other = make.make_published_claim("The other one")
    Publication.objects.filter(public_id=claim.public_id).update(redirect_to=other.public_id)

    data = json.loads(oembed(url=url_of(claim)).content)

    assert data["title"] == "The other one"
    assert f"/embed/claims/{other.public_id}/" in data["html"]


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_claim_page_leads_to_oembed(claim, prefix):
    _, html = page(f"{prefix}/claims/{claim.public_id}/{claim.slug}/")

    (href,) = re.findall(r'<link rel="alternate" type="application/json\+oembed" href="([^"]+)"', html)
    href = href.replace("&amp;", "&")
    assert parse_qs(urlsplit(href).query) == {"url": [url_of(claim, prefix)], "format": ["json"]}
    answer = Client().get(href.removeprefix(settings.SITE_URL))
    assert f"{prefix}/embed/claims/{claim.public_id}/" in json.loads(answer.content)["html"]
    assert quote(url_of(claim, prefix), safe="") in href


# --- the picture ---


def picture(claim, prefix=""):
    return Client().get(f"{prefix}/share/claims/{claim.public_id}.png")


def test_picture_has_the_size_that_networks_ask_for_and_is_named_on_the_page(claim):
    answer = picture(claim)
    _, html = page(f"/claims/{claim.public_id}/{claim.slug}/")
    (named,) = re.findall(r'<meta property="og:image" content="([^"]+)">', html)

    assert answer["Content-Type"] == "image/png"
    assert Image.open(BytesIO(answer.content)).size == (1200, 630)
    assert len(answer.content) < 60_000
    assert Client().get(named.removeprefix(settings.SITE_URL)).content == answer.content
    for name in ("og:title", "og:type", "og:url", "og:description", "og:site_name", "og:locale", "og:image:alt"):
        assert html.count(f'<meta property="{name}"') == 1, name


def test_picture_changes_with_the_verdict_and_the_language(claim):
    english, french = picture(claim), picture(claim, "/fr")
    _, before = page(f"/claims/{claim.public_id}/{claim.slug}/")
    make.publish(claim, rating="disputed")
    _, after = page(f"/claims/{claim.public_id}/{claim.slug}/")

    assert french["ETag"] != english["ETag"]
    assert picture(claim).content != english.content
    named = re.compile(r'property="og:image" content="([^"]+)"')
    assert named.search(before)[1] != named.search(after)[1]


def test_picture_is_drawn_once(claim, monkeypatch):
    drawn = []
    caches["pictures"].clear()
    monkeypatch.setattr("claims.public.cards.share_picture", lambda card: drawn.append(card) or share_picture(card))

    first, again = picture(claim), picture(claim)

    assert len(drawn) == 1
    assert first.content == again.content
    assert Client().get(
        f"/share/claims/{claim.public_id}.png", headers={"If-None-Match": first["ETag"]}
    ).status_code == 304  # fmt: skip


def test_picture_of_what_is_not_public_is_none(claim):
    assert picture(make.make_claim()).status_code == 404
    Publication.objects.filter(public_id=claim.public_id).update(is_gone=True)
    assert picture(claim).status_code == 410


@pytest.mark.parametrize(
    ("text", "is_drawn", "is_right"),
    [
        ("The votes have no legal effect", True, False),
        ("Ґудзик і їжак: «Слава»", True, False),
        ("قال الرئيس إن الاستفتاءات", True, True),
        ("Η ψηφοφορία", True, False),
        ("短い文", False, False),
        ("", True, False),
    ],
)
def test_picture_knows_what_its_font_can_write_and_which_way(text, is_drawn, is_right):
    assert pictures.is_drawable(text) == is_drawn
    assert pictures.is_right_to_left(text) == is_right


@pytest.mark.parametrize("status", ["verified", "disputed", "unverified", "withdrawn"])
@pytest.mark.parametrize("text", ["", "word " * 200, "unbroken" * 80, "قال الرئيس " * 60, "短い文", "a\nb\t\u202ec"])
def test_picture_is_drawn_whatever_the_text(status, text):
    card = Card(status=status, label="Verified", text=text, claimant=text, footer=text, site="On Record")

    assert Image.open(BytesIO(share_picture(card))).size == (1200, 630)
