"""A program that works through the API as one colleague; for every test that comes in by that door."""

import datetime as dt
from typing import Any

import orjson
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from claims.scopes import SCOPES
from claims.services.tokens import token_create
from claims.tests.factories import make_user


class Program:
    """Asks as `user`: with a token of these scopes, or with their session. Answers have `json`, what came back.

    `Program("Editor").post("verdicts/0123456789/approve/", version="*")` is all that a test of another rule needs.
    """

    def __init__(
        self, who: str | User = "Editor", *, scopes: tuple[str, ...] = tuple(SCOPES), by_session: bool = False
    ) -> None:
        self.user = make_user(who) if isinstance(who, str) else who
        self.client = Client(raise_request_exception=False)
        self.headers: dict[str, str] = {}
        if by_session:
            self.client.force_login(self.user)
            return
        expires_on = timezone.localdate() + dt.timedelta(days=7)
        self.token, self.key = token_create(owner=self.user, name="Test", scopes=scopes, expires_on=expires_on)
        self.headers["Authorization"] = f"Bearer {self.key}"

    def ask(self, method: str, path: str, data: object = None, *, version: str = "", key: str = "", **more: str) -> Any:
        """Send a request below /api/v1/; `version` is the ETag for If-Match, `key` the idempotency key."""
        headers = {**self.headers, **{name.replace("_", "-"): value for name, value in more.items()}}
        if version:
            headers["If-Match"] = version
        if key:
            headers["Idempotency-Key"] = key
        address = path if path.startswith(("/", "http")) else f"/api/v1/{path}"
        body = b"" if data is None else orjson.dumps(data)
        answer: Any = self.client.generic(method, address, body, content_type="application/json", headers=headers)
        kind = answer.get("Content-Type", "").partition(";")[0]
        answer.json = orjson.loads(answer.content) if kind.endswith("json") and answer.content else None
        return answer

    def get(self, path: str, **more: str) -> Any:
        return self.ask("GET", path, **more)

    def post(self, path: str, data: object = None, **more: str) -> Any:
        return self.ask("POST", path, data, **more)

    def patch(self, path: str, data: object = None, **more: str) -> Any:
        return self.ask("PATCH", path, data, **more)


class Anybody(Program):
    """Somebody without a token."""

    def __init__(self) -> None:
        self.client = Client(raise_request_exception=False)
        self.headers = {}
