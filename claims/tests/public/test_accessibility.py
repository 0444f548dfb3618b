"""WCAG 2.2 AA on every type of page.

In the suite a set that covers each type, theme and width, a language written from the right, an empty record and forms
with errors; `make bench` runs every combination.
"""

from collections.abc import Iterable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from claims.tests import factories as make
from claims.tests.public.conftest import make_record
from claims.tests.public.test_browser import LOOKS, OPTIONS
from sources.models import Document

Look = tuple[str, int]
LISTS = ("/", "/claims/", "/speakers/", "/outlets/", "/topics/", "/search/", "/search/?q=votes", "/methodology/",
         "/corrections/", "/checkpoints/", "/data/", "/claims/?q=xyzzy", "/nothing-here/", "/claims/?after=never",
         "/report/", "/suggest/", "/sent/zzzzzzzzzz/")  # fmt: skip
# With light and dark, wide and narrow once each.
CROSSED: tuple[Look, ...] = (("light", 1280), ("dark", 320))


def faults(page: Page, addresses: Iterable[str], looks: Iterable[Look], prefix: str = "") -> list[Any]:
    """Return what axe finds and what is wider than the screen."""
    found = []
    for address in addresses:
        page.goto(f"{prefix}{address}")
        for theme, width in looks:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            violations = Axe().run(page, options=OPTIONS).response["violations"]
            where = (prefix, address, theme, width)
            found += [(*where, one["id"], one["nodes"][0]["target"]) for one in violations]
            if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
                found.append((*where, "wider than the screen"))
    return found


def of_record(path_of: Any) -> list[str]:
    record = make_record()
    claim = record["claim"]
    return [
        *(path_of(row) for row in record.values()),
        f"/embed/claims/{claim.public_id}/",
        f"/embed/claims/{record['withdrawn'].public_id}/",
        f"/report/{claim.public_id}/",
    ]


@pytest.fixture
def reader(new_page: Any) -> Page:
    # The policy of the pages lets no script in, axe included.
    return new_page(bypass_csp=True)


@pytest.fixture
def with_arabic(settings: Any) -> None:
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]


def test_pages_written_from_the_right_are_accessible(reader, transactional_db, with_arabic, path_of):
    addresses = [*of_record(path_of), "/", "/claims/?status=verified", "/search/?q=votes", "/report/", "/corrections/"]

    assert faults(reader, addresses, CROSSED, "/ar") == []
    assert reader.locator("html").get_attribute("dir") == "rtl"


def test_pages_of_an_empty_record_are_accessible(reader, transactional_db):
    assert faults(reader, LISTS, CROSSED) == []


def test_pictures_of_a_claim_are_accessible(reader, transactional_db, path_of):
    said = make.make_statement("5,937 soldiers had been killed", speaker=make.make_speaker("The ministry"))
    claim = make.make_claim("5,937 soldiers have been killed", statements=[said])
    for words in ("about 9,000 soldiers died", "up to 80,000 soldiers killed or wounded"):
        make.make_evidence(claim, stance="contradicts", title="A count", excerpt=words)

    assert faults(reader, [path_of(make.publish(claim, rating="disputed"))], LOOKS) == []
    assert reader.locator(".amount-bar").count() == 3


def test_manual_of_the_api_can_be_read_and_its_links_be_hit(reader, transactional_db):
    # The rest of the markup is Swagger's own.
    rules = {**OPTIONS, "runOnly": {"type": "rule", "values": ["html-has-lang", "color-contrast", "target-size"]}}
    reader.goto("/api/docs/")
    reader.locator(".opblock").first.wait_for()
    reader.locator(".opblock-post .opblock-summary-control").first.click()
    reader.locator(".opblock-body").wait_for()

    for _, width in CROSSED:
        reader.set_viewport_size({"width": width, "height": 900})
        found = Axe().run(reader, options=rules).response["violations"]
        assert [(one["id"], one["nodes"][0]["target"]) for one in found] == []


def test_embedded_cards_and_forms_are_accessible(reader, transactional_db, path_of):
    addresses = [address for address in of_record(path_of) if address.startswith(("/embed/", "/report/"))]

    assert faults(reader, addresses, LOOKS) == []

    reader.goto("/suggest/")
    reader.get_by_role("button", name="Send").click()
    reader.get_by_role("alert").wait_for()
    assert Axe().run(reader, options=OPTIONS).response["violations"] == []


def test_longer_words_of_other_languages_fit_the_narrow_screen(reader, transactional_db, path_of):
    addresses = ["/", *(address for address in of_record(path_of) if address.startswith(("/claims/", "/speakers/")))]

    for prefix in ("/fr", "/uk", "/ru"):
        assert faults(reader, addresses[:4], [("light", 320)], prefix) == []


def test_print_sheet_hides_the_apparatus_and_shows_addresses(reader, transactional_db, path_of):
    address = of_record(path_of)[0]
    reader.goto(address)
    assert reader.get_by_role("searchbox").is_visible()

    reader.emulate_media(media="print")

    assert not reader.get_by_role("searchbox").is_visible()
    assert not reader.locator(".mainnav").is_visible()
    assert reader.get_by_role("heading", level=1).is_visible()


def test_nothing_moves_for_those_who_ask_for_that(reader, transactional_db, path_of):
    reader.emulate_media(reduced_motion="reduce")
    reader.goto(of_record(path_of)[0])

    moving = reader.evaluate(
        """() => [...document.querySelectorAll("*")].filter(node => {
          const style = getComputedStyle(node);
          return parseFloat(style.transitionDuration) > 0.01 || parseFloat(style.animationDuration) > 0.01;
        }).length"""
    )
    assert moving == 0


@pytest.mark.bench
@pytest.mark.parametrize("is_full", [True, False], ids=["full", "empty"])
@pytest.mark.parametrize("language", ["", "/fr", "/uk", "/ru", "/ar"])
def test_every_page_in_every_look_and_language(reader, transactional_db, with_arabic, path_of, language, is_full):
    addresses = [*LISTS, *(of_record(path_of) if is_full else [])]

    assert faults(reader, addresses, LOOKS, language) == []


LINKS = """links => links.map(link => [
    link.textContent.trim().replace(/\\s+/g, " "),
    new URL(link.href).pathname,
])"""


def test_links_of_one_name_lead_to_one_page(reader: Page, live_server: Any, path_of: Any) -> None:
    """Screen readers list the links of a page, without what stands around them."""
    speaker = make.make_speaker()
    killed = [make.make_statement(f"{number} soldiers were killed", speaker=speaker) for number in (500, 600)]
    Document.objects.update(title="")
    found = make.make_document("On Monday 700 soldiers were killed.", title="The count")
    again = make.make_document("On Monday 800 soldiers were killed.", title="The recount")
    claim = make.make_claim("500 soldiers were killed", statements=killed)
    for document in (found, again):
        words = document.text.removeprefix("On Monday ")
        archived = f"https://archive.example/{document.public_id}"
        make.make_evidence(claim, document=document, title=document.title, excerpt=words, archived_url=archived)
    make.publish(claim)
    shown = set()

    for address in map(path_of, (claim, speaker, killed[0].document)):
        reader.goto(f"{live_server.url}{address}")
        leads: dict[str, set[str]] = {}
        for name, path in reader.locator("main a[href]").evaluate_all(LINKS):
            leads.setdefault(name, set()).add(path)
        assert {name: paths for name, paths in leads.items() if len(paths) > 1} == {}, address
        shown |= leads.keys()

    assert {
        "This statement: 500 soldiers were killed", "The document: 600 soldiers were killed", "The document: The count",
        "how it came: 500 soldiers were killed", "archived copy: The count",
        "Read it at example.com: 600 soldiers were killed",
    } <= shown  # fmt: skip
