"""What a reader hands out: items, as plain frozen values, and the one error it may raise."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

Precision = Literal["time", "day", "unknown"]
Status = Literal["usable", "withheld", "canceled"]


class ReadError(Exception):
    """What was delivered cannot be read. The message is one sentence an editor understands."""


class EmptyError(ReadError):
    """What was delivered is whole, and there is nothing in it."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A publication time as far as the item tells it; a day stands at its midnight in UTC."""

    at: dt.datetime | None = None
    precision: Precision = "unknown"


UNKNOWN = Moment()


@dataclass(frozen=True, slots=True)
class GivenStatement:
    """Words that a table of statements names: `item.text[start:end]`, and who is said to have said them."""

    start: int
    end: int
    speaker: str = ""
    said_on: dt.date | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One article as delivered. An empty field means that the item does not say."""

    text: str = ""
    title: str = ""
    byline: str = ""
    dateline: str = ""
    published: Moment = UNKNOWN
    #: BCP 47, as the item names it.
    language: str = ""
    #: The canonical address where the item names one.
    url: str = ""
    outlet: str = ""
    #: The agency whose dispatch it is; "agencies" where the copy names none ("with agencies").
    dispatch: str = ""
    guid: str = ""
    version: str = ""
    status: Status = "usable"
    embargoed_until: dt.datetime | None = None
    #: The sender's word to editors: what a correction corrects, why an item is killed.
    note: str = ""
    statements: tuple[GivenStatement, ...] = ()
    #: Why this one item of several cannot be used.
    problem: str = ""
    #: What of the whole delivery no item holds, in a sentence; the same in all of them.
    left_out: str = ""


@dataclass(frozen=True, slots=True)
class Delivery:
    """Bytes as received, and what their sender said beside them."""

    data: bytes
    #: The address they were fetched from: what relative addresses inside are relative to.
    url: str = ""
    #: The encoding that an HTTP header named.
    charset: str = ""
    #: How many deliveries this one lies inside of, as an attachment does.
    depth: int = 0

    @property
    def head(self) -> bytes:
        """What suffices to recognise a format by."""
        return self.data[:4096]


@dataclass(frozen=True, slots=True)
class Reader:
    """One format. `recognises` judges by content alone; `read` may raise ReadError and nothing else."""

    name: str
    recognises: Callable[[Delivery], bool]
    read: Callable[[Delivery], list[Item]]
