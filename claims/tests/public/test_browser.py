"""Every type of page in a real Chromium: nothing that axe finds, nothing wider than the screen, no script needed."""

import itertools
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe

from claims.tests.factories import make_published_claim, make_speaker, make_statement
from claims.tests.public.conftest import make_record

RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
LOOKS = [("light", 1280), ("dark", 1280), ("light", 320), ("dark", 320)]


@pytest.fixture
def addresses(transactional_db: None, path_of: Any) -> list[str]:
    record = make_record()
    return [
        "/",
        "/claims/?status=verified&q=votes",
        "/claims/?q=xyzzy",
        "/claims/?after=never",
        "/speakers/",
        "/outlets/",
        "/topics/",
        "/search/?q=votes",
        "/search/",
        "/methodology/",
        "/corrections/",
        "/nothing-here/",
        *(path_of(row) for row in record.values()),
    ]


def test_pages_are_accessible_in_both_themes_on_wide_and_narrow_screens(new_page, addresses):
    faults = []
    # The policy of the pages lets no script in, axe included.
    page = new_page(bypass_csp=True)
    for address in addresses:
        page.goto(address)
        for theme, width in LOOKS:
            page.emulate_media(color_scheme=theme, reduced_motion="reduce")
            page.set_viewport_size({"width": width, "height": 900})
            found = Axe().run(page, options=OPTIONS)
            faults += [
                (theme, width, address, one["id"], one["nodes"][0]["target"]) for one in found.response["violations"]
            ]
            if page.evaluate("document.documentElement.scrollWidth > window.innerWidth"):
                faults.append((theme, width, address, "wider than the screen", []))

    assert faults == []


@pytest.mark.django_db(transaction=True)
def test_one_long_word_makes_no_page_wider_than_the_screen(new_page):
    word = "Bundesverfassungsgerichtspräsidentenwahlausschuss" * 2
    speaker = make_speaker(f"Ana {word}")
    claim = make_published_claim(
        f"The {word} met.", statements=[make_statement(word, speaker=speaker)], claimant=speaker
    )
    page = new_page(java_script_enabled=False)
    for width in (360, 1280):
        page.set_viewport_size({"width": width, "height": 900})
        for address in ("/", "/claims/", f"/claims/{claim.public_id}/", f"/speakers/{speaker.public_id}/"):
            page.goto(address)
            page.locator("main").get_by_text(word[:30]).filter(visible=True).first.wait_for()
            wide = page.evaluate("document.documentElement.scrollWidth")
            assert wide <= width, address


def test_tables_break_no_word_in_two(new_page, transactional_db):
    page = new_page(java_script_enabled=False)
    for width in (1280, 700):
        page.set_viewport_size({"width": width, "height": 900})
        page.goto("/methodology/")
        cells = page.locator(".scale td:nth-child(2)").all()
        assert cells
        for cell in cells:
            lines = cell.evaluate(
                "cell => { const range = document.createRange(); range.selectNodeContents(cell);"
                " return range.getClientRects().length }"
            )
            assert lines == 1, (width, cell.inner_text())


def test_reader_searches_filters_and_reads_without_scripts(new_page, addresses):
    page = new_page(java_script_enabled=False)
    requests: list[str] = []
    page.on("request", lambda request: requests.append(request.url))

    page.goto("/")
    page.get_by_role("searchbox").fill("Зеленський")
    page.get_by_role("button", name="Search").click()
    page.get_by_role("link", name="Volodymyr Zelensky").first.click()
    page.get_by_role("link", name="The votes have no legal effect").first.click()

    assert page.get_by_role("heading", level=1).inner_text() == "The votes have no legal effect"
    assert page.locator("blockquote.words mark").first.inner_text() == "The votes are a sham"

    page.get_by_role("navigation", name="Main").get_by_role("link", name="Claims").click()
    page.get_by_label("Status", exact=True).get_by_role("link", name="Disputed").click()
    page.get_by_role("link", name="remove this filter").click()

    assert page.url.endswith("/claims/")
    host = page.url.removesuffix("/claims/")
    assert all(url.startswith(host) for url in requests)


def test_keyboard_reaches_the_content_first(new_page, addresses):
    page = new_page()
    page.goto("/")

    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "main"


def test_paper_shows_what_folds_hold_and_nothing_to_press(new_page, transactional_db, path_of):
    page = new_page()
    page.goto(path_of(make_record()["claim"]))
    heights = "all => all.map(one => one.offsetHeight)"

    folded = page.locator("details.fold").evaluate_all(heights)
    page.emulate_media(media="print")
    unfolded = page.locator("details.fold").evaluate_all(heights)

    assert folded
    assert all(now > before for before, now in zip(folded, unfolded, strict=True))
    shown = page.locator("details.fold > :not(summary)").evaluate_all("all => all.map(one => one.checkVisibility())")
    assert shown
    assert all(shown)
    assert page.locator(".use dt:visible").all_inner_texts() == ["Cite", "Data", "Something wrong?"]


def test_parts_of_a_letter_do_not_touch(new_page, transactional_db):
    page = new_page()
    page.goto(f"/report/{make_record()['claim'].public_id}/")
    page.locator("main button").click()
    boxes = [
        page.locator(one).first.bounding_box() for one in (".letter h1", ".beside-claim", ".notice", ".field label")
    ]

    gaps = [below["y"] - above["y"] - above["height"] for above, below in itertools.pairwise(boxes)]
    assert min(gaps) >= 8


def test_tables_on_a_phone_are_read_whole_or_say_that_they_go_on(new_page, transactional_db, path_of):
    record = make_record()
    page = new_page(viewport={"width": 360, "height": 800})
    table = page.locator(".table-wrap")
    width = "one => one.scrollWidth - one.clientWidth"

    page.goto("/methodology/")
    assert table.evaluate(width) == 0
    assert min(page.locator(".scale td").evaluate_all("all => all.map(one => one.offsetWidth)")) > 300

    page.goto(path_of(record["speaker"]))
    assert table.evaluate(width) > 0
    assert table.evaluate("one => getComputedStyle(one).backgroundImage").count("gradient") == 4
