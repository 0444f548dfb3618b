"""The links to the words in the original: opened in Chromium, on a page that holds the report, each scrolls to them."""

import html
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser
from playwright.sync_api import TimeoutError as Missed

from claims.extraction import read
from claims.public.markup import text_fragment
from claims.publishing.sentences import sentence_span
from claims.publishing.statements import CONTEXT_LIMIT

SEEDS = Path(__file__).parents[3] / "seeds"
ADDRESS = "http://report.example/"
# Each paragraph alone on the screen: the words of another would not do.
PAGE = """<!doctype html><meta charset="utf-8">
<style>p {{ margin: 0 0 3000px; font: 18px/1.5 serif; max-width: 40em }}</style>
<h1>Report</h1><p>First.</p>{}<p>Last.</p>"""
# Where the words stand on the screen, or nothing where they do not.
FIND = """([number, start, end]) => {
  const node = document.querySelectorAll("p")[number].firstChild, range = document.createRange();
  range.setStart(node, start);
  range.setEnd(node, end);
  const box = range.getBoundingClientRect();
  return {top: box.top, bottom: box.bottom, height: innerHeight, scrolled: scrollY};
}"""


def statements(name: str, text: str) -> Iterator[tuple[int, int]]:
    """Yield where each statement of the sample record stands: those the reader finds, and those marked by hand."""
    yield from ((quote.start, quote.end) for quote in read(text).quotes)
    claims = tomllib.loads((SEEDS / "claims.toml").read_text())["claims"]
    for claim in claims:
        for appearance in claim["appearances"]:
            if appearance["report"] == name and appearance["words"] in text:
                start = text.index(appearance["words"])
                yield start, start + len(appearance["words"])


@pytest.mark.parametrize("name", ["referendums", "mobilisation"])
def test_link_to_each_seed_statement_scrolls_to_its_words(browser: Browser, name: str):
    text = (SEEDS / "reports" / f"{name}.txt").read_text()
    # Where each paragraph begins, and where it ends.
    edges, at = [], 0
    for line in text.split("\n"):
        if line.strip():
            edges.append((at, at + len(line)))
        at += len(line) + 1
    body = PAGE.format("".join(f"<p>{html.escape(text[start:end])}</p>" for start, end in edges))
    context = browser.new_context(viewport={"width": 900, "height": 700})
    page = context.new_page()
    page.route(f"{ADDRESS}**", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=body))
    missed, found = [], sorted(set(statements(name, text)))

    for number, (start, end) in enumerate(found):
        first, _ = sentence_span(text, start, end)
        link = text_fragment(f"{ADDRESS}?{number}", text[start:end], text[max(first, start - CONTEXT_LIMIT) : start])
        page.goto(link)
        paragraph = next(n for n, (low, high) in enumerate(edges) if low <= start < high)
        low, high = edges[paragraph]
        place = [paragraph + 1, start - low, min(end, high) - low]
        try:
            page.wait_for_function(
                f"place => {{ const at = ({FIND})(place);"
                " return at.scrolled > 0 && at.top >= 0 && at.bottom <= at.height; }",
                arg=place,
                timeout=3_000,
            )
        except Missed:
            missed.append((text[start:end][:60], link, page.evaluate(FIND, place)))
    context.close()

    assert len(found) > 15
    assert missed == []


def test_link_without_the_words_scrolls_nowhere(browser: Browser):
    context = browser.new_context(viewport={"width": 900, "height": 700})
    page = context.new_page()
    body = PAGE.format("<p>Something else.</p>")
    page.route(f"{ADDRESS}**", lambda route: route.fulfill(content_type="text/html; charset=utf-8", body=body))

    page.goto(text_fragment(ADDRESS, "Words that are not there"))

    assert page.evaluate("scrollY") == 0
    context.close()
