"""Which Chromium to drive, and how; for browser tests and for the screenshots (needs requirements-dev.txt)."""

import os
import shutil
from pathlib import Path

from playwright.sync_api import sync_playwright

_SYSTEM_NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MISSING = (
    "No Chromium found. Install one (Debian, Ubuntu: `apt-get install chromium`), or let Playwright fetch its own: "
    "`.venv/bin/python -m playwright install --with-deps chromium`, or name one in CHROMIUM_PATH."
)


def chromium_path(playwrights_own: str = "") -> str:
    """Return the program to run: CHROMIUM_PATH, the system's, or Playwright's own; an empty text when there is none."""
    named = os.environ.get("CHROMIUM_PATH", "")
    if named:
        return named
    for name in _SYSTEM_NAMES:
        if found := shutil.which(name):
            return found
    return playwrights_own if playwrights_own and Path(playwrights_own).exists() else ""


def chromium_arguments() -> list[str]:
    """Return the switches that keep Chromium from talking to its maker while it is driven."""
    arguments = [
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--disable-domain-reliability",
        "--disable-features=OptimizationHints,MediaRouter,Translate",
        # Small shared memory folders, as containers have them, crash it otherwise.
        "--disable-dev-shm-usage",
        # Same letter shapes on every machine.
        "--font-render-hinting=none",
    ]
    if os.geteuid() == 0:
        # Its sandbox refuses to be set up by root.
        arguments.append("--no-sandbox")
    return arguments


def playwrights_own() -> str:
    """Return where Playwright would keep its own Chromium, whether or not it is there."""
    with sync_playwright() as playwright:
        return playwright.chromium.executable_path
