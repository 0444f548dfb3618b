"""Fixtures for every test. Which to ask for:

``db``                  the test database; what the test wrote is rolled back
``transactional_db``    the same with real commits; afterwards the database holds what the migrations made
``live_server``         the site on a port of its own (``live_server.url``), with real commits
``browser_page``        a page of a real Chromium, at home on ``live_server``; ``new_page(**options)`` makes others
``server_folder``       a folder in which an embedded server can live
``worker``              a real Celery worker on the test database and broker; ``worker_factory`` starts none by itself
"""

import os
import shutil
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import django.test
import pytest
from django.conf import settings
from playwright.sync_api import Browser, BrowserContext, Page, Playwright, sync_playwright

from factcheck.browser import MISSING, chromium_arguments, chromium_path
from factcheck.tests import database
from factcheck.tests.worker import RealWorker, drop_queue, empty_queue

# Long enough for two cores that other work shares; a healthy page takes a tenth of a second.
BROWSER_TIMEOUT_MS = 15_000


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_modify_db_settings_parallel_suffix: None, django_db_blocker: Any) -> None:
    """Clear away the databases of killed runs before this run's is made."""
    with django_db_blocker.unblock():
        database.drop_leftovers()


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> Iterator[None]:
    """Give tests with real commits a way back that append-only tables allow."""
    with django_db_blocker.unblock():
        database.take_baseline()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(django.test.TransactionTestCase, "_fixture_teardown", lambda self: database.return_to_baseline())
        yield


@pytest.fixture(scope="session", autouse=True)
def _own_files() -> Iterator[None]:
    """Remove this run's broker and uploads when it is over, and first those of runs that were killed."""
    database.remove_leftover_folders()
    yield
    for folder in (Path(settings.BROKER_DIR), Path(settings.MEDIA_ROOT)):
        shutil.rmtree(folder, ignore_errors=True)
    if not settings.CELERY_BROKER_URL.startswith("filesystem"):
        drop_queue()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    # Playwright's synchronous API keeps an event loop in this thread; Django takes that for asynchronous code and
    # would refuse every query of the test itself.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    with sync_playwright() as running:
        yield running


@pytest.fixture(scope="session")
def browser(playwright: Playwright) -> Iterator[Browser]:
    """The system's Chromium, or Playwright's own."""
    path = chromium_path(playwright.chromium.executable_path)
    if not path:
        pytest.fail(MISSING, pytrace=False)
    running = playwright.chromium.launch(executable_path=path, args=chromium_arguments())
    yield running
    running.close()


@pytest.fixture
def new_page(browser: Browser, live_server: Any) -> Iterator[Callable[..., Page]]:
    """Make pages, each in a browser of its own as it were (own cookies), whose addresses begin at the live server.

    Options are those of Playwright's ``new_context``: ``viewport``, ``color_scheme``, ``java_script_enabled`` …
    A page on which a script failed fails the test.
    """
    contexts: list[BrowserContext] = []
    script_errors: list[str] = []

    def make(**options: Any) -> Page:
        context = browser.new_context(**{"base_url": live_server.url, "locale": "en-GB", **options})
        contexts.append(context)
        context.set_default_timeout(BROWSER_TIMEOUT_MS)
        page = context.new_page()
        page.on("pageerror", lambda error: script_errors.append(str(error)))
        return page

    yield make
    for context in contexts:
        context.close()
    assert not script_errors


@pytest.fixture
def browser_page(new_page: Callable[..., Page]) -> Page:
    """One page with the default options."""
    return new_page()


@pytest.fixture
def server_folder() -> Iterator[Path]:
    """A new folder, removed afterwards.

    Not ``tmp_path``: every start of pytest closes the folder above it to others, and a server that root starts runs as
    another user.
    """
    with tempfile.TemporaryDirectory(prefix="onrecord-test-", ignore_cleanup_errors=True) as name:
        yield Path(name)


@pytest.fixture
def worker_factory(transactional_db: None, tmp_path: Path) -> Iterator[Callable[..., RealWorker]]:
    """Make workers that the test starts itself; those still running at its end are stopped."""
    made: list[RealWorker] = []

    def make(**options: Any) -> RealWorker:
        folder = tmp_path / f"worker-{len(made)}"
        folder.mkdir()
        made.append(RealWorker(folder, **options))
        return made[-1]

    empty_queue()
    yield make
    for one in made:
        one.stop()
    empty_queue()


@pytest.fixture
def worker(worker_factory: Callable[..., RealWorker]) -> RealWorker:
    """A running worker."""
    made = worker_factory()
    made.start()
    return made
