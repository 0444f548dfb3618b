"""Fixtures for the API's tests."""

import datetime as dt
import hashlib
from collections.abc import Callable, Iterator
from types import SimpleNamespace
from typing import Any

import orjson
import pytest
from django.test import Client

from claims.public.models import Publication
from claims.services.history import checkpoint_take
from claims.tests import factories as make
from factcheck.api import AddressThrottle
from factcheck.base import new_public_id


@pytest.fixture(autouse=True)
def _unthrottled() -> Iterator[None]:
    AddressThrottle.forget()
    yield
    AddressThrottle.forget()


@pytest.fixture
def get(client: Client) -> Callable[..., Any]:
    """GET an address below /api/v1/; `json` is what came back."""

    def ask(path: str = "", **parameters: Any) -> Any:
        address = path if path.startswith(("/", "http")) else f"/api/v1/{path}"
        headers = parameters.pop("headers", {})
        response: Any = client.get(address, parameters or None, headers=headers)
        kind = response.get("Content-Type", "").partition(";")[0]
        is_json = kind in ("application/json", "application/problem+json")
        response.data = orjson.loads(response.content) if is_json and response.content else None
        return response

    return ask


@pytest.fixture
def record(db: None) -> SimpleNamespace:
    """One published claim with something behind every endpoint."""
    speaker = make.make_speaker(
        "Volodymyr Zelensky",
        names=[("Зеленський", "uk")],
        roles=[{"title": "President", "organisation": "Ukraine"}],
        wikidata_id="Q3874799",
    )
    outlet = make.make_outlet("Example Wire", kind="wire", domain="wire.example")
    topic = make.make_topic("Referendums")
    statement = make.make_statement("The referendums are a sham", speaker=speaker, outlet=outlet)
    claim = make.make_published_claim(
        "The referendums are a sham", statements=[statement], topics=[topic], claimant=speaker
    )
    return SimpleNamespace(
        claim=claim,
        statement=statement,
        speaker=speaker,
        outlet=outlet,
        document=statement.document,
        topic=topic,
        correction=make.make_answered_correction(claim),
        checkpoint=checkpoint_take(),
    )


@pytest.fixture
def many_claims(db: None) -> list[Publication]:
    """Thirty public claims about bridges, oldest first: copies of one that went through the services."""
    statement = make.make_statement("The bridge was closed", speaker=make.make_speaker("Anna Bridgekeeper"))
    claim = make.make_published_claim("The bridge was closed", statements=[statement])
    rows = Publication.objects.filter(kind="claim", public_id=claim.public_id)
    values = rows.values().get()
    rows.delete()
    return Publication.objects.bulk_create([copied(values, number) for number in range(30)])


def copied(values: dict[str, Any], number: int) -> Publication:
    """Return another publication like `values`, a minute later for each number."""
    status = ("verified", "disputed", "unverified")[number % 3]
    public_id = new_public_id()
    at = values["sort_at"] - dt.timedelta(minutes=100 - number)
    body = orjson.dumps({**orjson.loads(values["body"]), "id": public_id, "status": status}).decode()
    return Publication(
        **{
            **values,
            "id": None,
            "public_id": public_id,
            "status": status,
            "body": body,
            "digest": hashlib.sha256(body.encode()).hexdigest(),
            "sort_at": at,
            "modified_at": at,
            "change_number": 1_000_000 + number,
        }
    )
