"""Fixtures for the tests of the desk's part of the API."""

from collections.abc import Iterator

import pytest

from factcheck.api import CountingThrottle


@pytest.fixture(autouse=True)
def _unthrottled() -> Iterator[None]:
    CountingThrottle.forget()
    yield
    CountingThrottle.forget()
