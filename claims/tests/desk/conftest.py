from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.test import Client

from claims.tests.factories import make_user


@pytest.fixture
def desk_client(db: None) -> Callable[[str | User], Client]:
    """Make clients, each logged in as a colleague of a role, or as the one given; the colleague is `client.user`."""

    def make(who: str | User = "Editor") -> Client:
        client = Client()
        user = make_user(who) if isinstance(who, str) else who
        client.force_login(user)
        client.user = user
        return client

    return make


class TextOf(HTMLParser):
    """The text inside the element with an id, as a browser would copy it."""

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self.wanted, self.depth, self.text = wanted, 0, ""

    def handle_starttag(self, tag, attrs):
        if self.depth:
            self.depth += 1
        elif dict(attrs).get("id") == self.wanted:
            self.depth = 1

    def handle_endtag(self, tag):
        if self.depth:
            self.depth -= 1

    def handle_data(self, data):
        if self.depth:
            self.text += data


@pytest.fixture
def text_of() -> Callable[[str, str], str]:
    def read(html: str, element: str) -> str:
        parser = TextOf(element)
        parser.feed(html)
        return parser.text

    return read
