"""What an operation of the API is, and how functions of `writing` and `reading` become one."""

from collections.abc import Callable
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any

from django.contrib.auth.models import User
from django.core.files.uploadedfile import UploadedFile
from django.db.models import Model
from django.http import Http404
from rest_framework.request import Request

from claims.public.filters import Parameter
from claims.public.schema_words import Json


@dataclass(frozen=True, slots=True)
class Call:
    """One request, checked: who asks, the row at its address, what its body holds."""

    request: Request
    row: Any
    data: dict[str, Any]
    # What If-Match names; None where any version will do.
    version: int | None
    file: UploadedFile | None = None

    @property
    def actor(self) -> User:
        user = self.request.user
        assert isinstance(user, User)
        return user


Find = Callable[[str], Model | None]
Show = Callable[[Any], Json]


@dataclass(frozen=True, slots=True)
class Operation:
    """One method at one address."""

    method: str
    path: str
    name: str
    summary: str
    tag: str
    permissions: tuple[str, ...]
    # Of a write: returns the row that is shown. Of a read: returns the answer itself.
    run: Callable[[Call], Any]
    component: str
    body: Json | None = None
    file_body: Json | None = None
    find: Find | None = None
    show: Show | None = None
    needs_version: bool = False
    status: HTTPStatus = HTTPStatus.OK
    parameters: tuple[Parameter, ...] = ()
    description: str = ""
    links: tuple[str, ...] = field(default=())

    @property
    def is_write(self) -> bool:
        return self.method != "GET"


# See `table`, which has them all.
ENTERED: list[Operation] = []


def operation(method: str, path: str, summary: str, **facts: Any) -> Callable[[Callable[[Call], Any]], Any]:
    """Enter a function into the table as what is done by `method` at `path`."""

    def enter(run: Callable[[Call], Any]) -> Callable[[Call], Any]:
        tag = facts.pop("tag", path.partition("/")[0])
        ENTERED.append(Operation(method, path, run.__name__, summary, tag, run=run, **facts))
        return run

    return enter


def found(row: Any) -> Any:
    """Return a row; Http404 where there is none."""
    if row is None:
        raise Http404
    return row
