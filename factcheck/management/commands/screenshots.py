import json
import re
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from playwright.sync_api import Browser, Error, Page, sync_playwright

from factcheck.browser import MISSING, chromium_arguments, chromium_path

SIZES: dict[str, Any] = {"wide": {"width": 1280, "height": 900}, "phone": {"width": 360, "height": 780}}
# Each page is found by a link that looks like this on a page found before: name, where to look, what to look for.
PAGES = (
    ("home", "", "/"),
    ("claims", "", "/claims/"),
    ("claim", "claims", r"/claims/\w{10}/[^/]+/"),
    ("speaker", "claim", r"/speakers/\w{10}/.*"),
    ("document", "claim", r"/documents/\w{10}/"),
)
DESK_PAGES = (
    ("desk", "/desk/"),
    ("desk-document", "/desk{document}"),
)


class Command(BaseCommand):
    """Take pictures of the running product."""

    help = "Takes pictures of the running product, wide and on a phone, light and dark (needs `make run`)."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument(
            "--url", default=f"http://{settings.HOST}:{settings.PORT}", help="where the product answers"
        )
        parser.add_argument("--out", type=Path, default=settings.BASE_DIR / "docs" / "screenshots", help="the folder")
        parser.add_argument("--only", default="", help="the one page to take, such as claim")

    def handle(self, *args: Any, **options: Any) -> None:
        """Find the pages, then take each in every size and colour scheme."""
        address, out, only = options["url"].rstrip("/"), options["out"], options["only"]
        out.mkdir(parents=True, exist_ok=True)
        with sync_playwright() as playwright:
            path = chromium_path(playwright.chromium.executable_path)
            if not path:
                raise CommandError(MISSING)
            browser = playwright.chromium.launch(executable_path=path, args=chromium_arguments())
            try:
                pages = find_pages(browser, address)
                cookies = log_in(browser, address)
                for name, place in pages.items():
                    if only in ("", name):
                        self._take(browser, f"{address}{place}", out / name, cookies if name.startswith("desk") else [])
            except Error as error:
                raise CommandError(f"{error.message.splitlines()[0]} Is `make run` running?") from error
            finally:
                browser.close()

    def _take(self, browser: Browser, address: str, file: Path, cookies: list[Any]) -> None:
        for size, viewport in SIZES.items():
            for scheme in ("light", "dark"):
                context = browser.new_context(viewport=viewport, color_scheme=scheme, locale="en-GB")
                context.add_cookies(cookies)
                page = context.new_page()
                answer = page.goto(address, wait_until="networkidle")
                if answer is None or not answer.ok:
                    raise CommandError(f"{address} answered {answer.status if answer else 'nothing'}.")
                picture = file.with_name(f"{file.name}-{size}-{scheme}.png")
                # A phone's picture shows what fits its screen four times over; a whole page would be unreadably long.
                clip: Any = {"x": 0, "y": 0, "width": viewport["width"], "height": min(height_of(page), 3200)}
                page.screenshot(path=picture, full_page=True, clip=clip)
                context.close()
                self.stdout.write(str(picture))


def height_of(page: Page) -> int:
    """Return how high the whole page is."""
    return int(page.evaluate("document.documentElement.scrollHeight"))


def find_pages(browser: Browser, address: str) -> dict[str, str]:
    """Return the path of one page of each kind; those the product does not have are left out."""
    found: dict[str, str] = {}
    page = browser.new_page()
    for name, where, pattern in PAGES:
        if not where:
            answer = page.goto(address + pattern)
            if answer is not None and answer.ok:
                found[name] = pattern
        elif where in found:
            page.goto(address + found[where])
            links = page.eval_on_selector_all("a[href]", "links => links.map(link => link.getAttribute('href'))")
            if fitting := [link for link in links if re.fullmatch(pattern, link)]:
                found[name] = fitting[0]
    page.close()
    for name, pattern in DESK_PAGES:
        if "document" in found or "{" not in pattern:
            found[name] = pattern.format(document=found.get("document", ""))
    return found


def log_in(browser: Browser, address: str) -> list[Any]:
    """Return the cookies of the demo editor."""
    kept = settings.VAR_DIR / "demo_logins.json"
    if not kept.exists():
        raise CommandError("There are no demo logins yet; `make run` makes them.")
    context = browser.new_context()
    page = context.new_page()
    page.goto(f"{address}/admin/login/")
    page.fill("input[name=username]", "editor")
    page.fill("input[name=password]", json.loads(kept.read_text())["editor"]["password"])
    page.locator("input[name=password]").press("Enter")
    page.wait_for_url(lambda url: "/login/" not in url)
    cookies = context.cookies()
    context.close()
    return list(cookies)
