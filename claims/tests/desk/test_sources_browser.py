"""The pages about sources in a real browser: accessible and in their place, in both themes, wide and on a phone."""

import os

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse
from django.utils import timezone

from claims.services.archive import capture_make
from claims.services.versions import document_replaced
from claims.tests.desk.test_browser import RULES, log_in
from claims.tests.factories import make_claim, make_document, make_evidence, make_statement, publish
from claims.tests.record.test_archive import PAGE, site  # noqa: F401 - a fixture
from sources.models import Capture, CopyProposal, Watch

pytestmark = pytest.mark.django_db(transaction=True)

LOOKS = [(1280, "light"), (360, "dark")]


def test_pages_about_sources_are_accessible_and_fit(new_page, site):  # noqa: F811
    site.pages["/report"] = (200, PAGE)
    site.pages["/busy"] = (503, b"")
    claim = make_claim("The ministry counted 5,937 dead soldiers")
    for path, title in (
        ("report", "Ministry page"),
        ("busy", "Register of deaths"),
        ("none", "Speech of the minister"),
    ):
        capture_make(pk=make_evidence(claim, url=f"{site.url}/{path}", title=title).capture_id)
    Capture.objects.create(url="https://paper.example/2022/09/23/grain?from=front-page", due_at=timezone.now())
    text = f"{'An opening that nobody changed. ' * 40}“We will {{}} leave this town,” said Ivan Petrenko. It ended."
    old = make_document(text.format("never"), title="The town that waits", url="https://paper.example/town")
    publish(make_claim("They stay", statements=[make_statement("We will never leave this town", document=old)]))
    new = make_document(text.format("not"), title=old.title, url=old.url, outlet=old.outlet, replaces=old)
    document_replaced(new=new)
    gone = make_document(title="Grain deal holds", url="https://other.example/grain")
    now = timezone.now()
    Watch.objects.filter(document=new).update(
        outcome="edited", looked_at=now, reason="Words that claims rest on are not there any more: “We will never”."
    )
    Watch.objects.create(
        document=gone, outcome="gone", looked_at=now, due_at=now, reason="other.example answered 404 Not Found."
    )
    CopyProposal.objects.create(document=gone, origin=old, score=0.82)
    pages = {
        "archive": reverse("desk:archive"),
        "online": reverse("desk:online"),
        "copies": reverse("desk:copies"),
        "changes": reverse("desk:document-changes", args=[new.public_id]),
        "none": reverse("desk:copies") + "?state=split",
    }
    for width, theme in LOOKS:
        page = new_page(viewport={"width": width, "height": 900}, color_scheme=theme)
        log_in(page)
        for name, address in pages.items():
            page.goto(address)
            found = Axe().run(page, options=RULES).response["violations"]
            assert [(one["id"], [node["html"] for node in one["nodes"]]) for one in found] == [], (name, theme)
            assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), (name, width)
            if folder := os.environ.get("SHOTS"):
                page.screenshot(path=f"{folder}/{name}-{width}-{theme}.png", full_page=True)
