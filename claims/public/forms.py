"""What readers ask for in the address of a page: read leniently, refused in one plain sentence.

Unlike the API, a page ignores parameters it does not know: links are decorated by those who share them. A feed is read
by programs, which would take an answer to another question for one to theirs, and refuses them.
"""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass, fields
from urllib.parse import urlencode

from django.http import QueryDict
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.public import filters
from claims.public.errors import BadInputError
from claims.public.models import Publication
from claims.public.shaping import KINDS, labelled, words_for_day
from claims.public.sql import Listing

Kind = Publication.Kind
CURSOR_LIMIT = 1_000
# What is hung on addresses to count who follows them; it asks for nothing.
TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid", re.IGNORECASE)
LABELS = {
    "q": _("Words"),
    "status": _("Status"),
    "speaker": _("Speaker"),
    "outlet": _("Outlet"),
    "topic": _("Topic"),
    "after": _("Said from"),
    "before": _("Said until"),
}
READERS = {
    "status": filters.STATUS.read,
    "speaker": filters.SPEAKER.read,
    "outlet": filters.OUTLET.read,
    "topic": filters.TOPIC.read,
    "after": filters.AFTER.read,
    "before": filters.BEFORE.read,
}


@dataclass(frozen=True)
class Chip:
    """One filter in force, and the address of the list without it."""

    label: str
    value: str
    without: str


@dataclass(frozen=True)
class ClaimFilter:
    """What a list of claims is narrowed to; empty where it is not."""

    q: str = ""
    status: str = ""
    speaker: str = ""
    outlet: str = ""
    topic: str = ""
    after: dt.date | None = None
    before: dt.date | None = None

    def __bool__(self) -> bool:
        return any(self.values().values())

    def values(self) -> dict[str, str]:
        """Return the filters in force as they stand in an address."""
        given = ((name.name, getattr(self, name.name)) for name in fields(self))
        return {name: str(value) for name, value in given if value}

    def address(self, **changes: str) -> str:
        """Return the query of an address with these filters, changed; `name=""` takes one out."""
        query = urlencode({name: value for name, value in {**self.values(), **changes}.items() if value})
        return f"?{query}" if query else "."

    def listing(self) -> Listing:
        """Return the list that is asked for, without withdrawn claims."""
        return Listing(
            Kind.CLAIM,
            q=self.q,
            status=self.status,
            facets=tuple(
                f"{name}:{value}" for name in ("speaker", "outlet", "topic") if (value := getattr(self, name))
            ),
            without=("withdrawn",),
            said_after=self.after,
            said_before=self.before,
        )

    def chips(self, names: dict[str, dict[str, str]]) -> list[Chip]:
        """Return the filters in force for people, with the names of those that are ids."""
        chips = []
        for name, value in self.values().items():
            shown = value
            if name in names:
                shown = names[name].get(value, gettext("not in the record"))
            elif name == "status":
                shown = str(KINDS.get(value, value))
            elif name in ("after", "before"):
                shown = words_for_day(dt.date.fromisoformat(value))[1]
            chips.append(Chip(str(LABELS[name]), shown, self.address(**{name: ""})))
        return chips


def text_of(query: QueryDict, name: str) -> str:
    """Return a parameter without white space around it; of a repeated one the last."""
    value = query.get(name, "").strip()
    if "\0" in value:
        raise BadInputError(gettext("This address holds a character that no text can hold (NUL)."), name)
    return value


def refuse_unknown(query: QueryDict, known: Sequence[str]) -> None:
    """Raise BadInputError where an address has a parameter that is not known; what counts followers may stay."""
    for name in query:
        if name not in known and not TRACKING.fullmatch(name):
            shown = name[:60].replace("\0", "�")
            there = gettext("There is no such parameter here; there are: %s.") % ", ".join(known)
            raise BadInputError(there if known else gettext("This address takes no parameters."), shown)


def words_of(query: QueryDict) -> str:
    """Return the words to search for."""
    words = text_of(query, "q")
    if len(words) > filters.QUERY_LIMIT:
        raise BadInputError(gettext("A search may have %s characters at most.") % filters.QUERY_LIMIT, "q")
    return words


def cursor_of(query: QueryDict) -> str:
    """Return where the page begins."""
    cursor = text_of(query, "cursor")
    if len(cursor) > CURSOR_LIMIT:
        raise BadInputError(gettext("There is no such page of this list. Begin with its first page."))
    return cursor


def claim_filter(query: QueryDict) -> ClaimFilter:
    """Return the filters in an address. BadInputError where one cannot be understood."""
    values: dict[str, object] = {"q": words_of(query)}
    for name, read in READERS.items():
        if not (text := text_of(query, name)):
            continue
        try:
            values[name] = read(text)
        except ValueError as error:
            raise BadInputError(labelled(str(LABELS[name]), str(error)), name) from error
    return ClaimFilter(**values)  # type: ignore[arg-type]
