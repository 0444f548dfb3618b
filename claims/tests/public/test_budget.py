"""What the first look at a claim costs a reader, in a real Chromium, on the claims of the sample record."""

from typing import Any

import pytest
from django.core.management import call_command

from claims.public.models import Publication
from claims.tests.factories import make_user

BUDGET = 50_000
MOVED = """() => new Promise(done => {
  let sum = 0;
  new PerformanceObserver(list => { for (const one of list.getEntries()) sum += one.value; })
    .observe({type: "layout-shift", buffered: true});
  requestAnimationFrame(() => setTimeout(() => done(sum), 300));
})"""


@pytest.fixture
def paths(worker: Any) -> dict[str, str]:
    """The page of each kind that shows most, from the reports that the product brings along, read by a real worker."""
    make_user("Reporter", username="reporter")
    make_user("Editor", username="editor")
    call_command("seed", verbosity=0)
    found = {}
    for kind in ("claim", "speaker", "document", "outlet", "topic", "statement"):
        row = max(Publication.objects.filter(kind=kind, is_gone=False), key=lambda one: len(one.body))
        slug = f"{row.slug}/" if row.slug else ""
        found[kind] = f"/{kind}s/{row.public_id}/{slug}"
    return {
        **found,
        "home": "/",
        "list": "/claims/",
        "search": "/search/?q=russia",
        "methodology": "/methodology/",
        "corrections": "/corrections/",
    }


def test_first_view_of_a_claim_keeps_to_the_budget(new_page, paths):
    for width in (1280, 360):
        measure_first_view(new_page(viewport={"width": width, "height": 800}), paths["claim"])


def measure_first_view(page: Any, path: str) -> None:
    wire = page.context.new_cdp_session(page)
    wire.send("Network.enable")
    received: dict[str, float] = {}
    addresses: dict[str, str] = {}
    wire.on("Network.responseReceived", lambda event: addresses.update({event["requestId"]: event["response"]["url"]}))
    wire.on("Network.loadingFinished", lambda event: received.update({event["requestId"]: event["encodedDataLength"]}))

    page.goto(path, wait_until="networkidle")
    moved = page.evaluate(MOVED)

    own = page.url.partition("/claims/")[0]
    assert {address.removeprefix(own).partition("?")[0].rpartition(".")[2] for address in addresses.values()} >= {"css"}
    assert sum(received.values()) <= BUDGET, received
    assert all(address.startswith((own, "data:")) for address in addresses.values()), addresses
    assert moved == 0
    assert page.evaluate("document.querySelectorAll('script:not([type=\"application/ld+json\"])').length") == 0
    assert page.evaluate("document.styleSheets.length") == 1


def test_every_page_is_the_same_without_scripts(new_page, paths):
    """What a reader sees, letter for letter, with scripts and without; nothing shifts, nothing comes from elsewhere."""
    shown: dict[bool, dict[str, str]] = {True: {}, False: {}}
    for is_on in (True, False):
        page = new_page(java_script_enabled=is_on)
        requests: list[str] = []
        page.on("request", lambda request, requests=requests: requests.append(request.url))
        for kind, path in paths.items():
            answer = page.goto(path)
            assert answer.ok, path
            shown[is_on][kind] = page.locator("body").inner_text()
            if is_on:
                assert page.evaluate(MOVED) == 0, path
        own = page.url.partition("/corrections/")[0]
        assert all(url.startswith((own, "data:")) for url in requests), requests

    assert shown[True] == shown[False]


def test_stranger_finds_what_medvedev_said_about_nuclear_weapons(new_page, paths):
    """docs/reading.md, step by step: three clicks at most from the first page."""
    for scripts in (True, False):
        page = new_page(java_script_enabled=scripts)
        page.goto("/")
        page.get_by_role("navigation", name="Main").get_by_role("link", name="Speakers").click()
        page.get_by_role("main").get_by_role("link", name="Dmitry Medvedev").click()
        page.get_by_role("main").get_by_role("link", name="Any weapons in Russia's arsenal").first.click()

        claim = page.locator("main").inner_text()
        for answer in (
            "Disputed",
            'could include the use of "strategic nuclear weapons"',
            "Dmitry Medvedev",
            "Deputy Chairman, Security Council, Russia, at that time",
            "AFP",
            "Russia's published doctrine allows nuclear use only under named conditions",
            "What is not known",
            "Confirmed: they said it",
        ):
            assert answer in claim
