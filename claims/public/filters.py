"""The query parameters of the public API: what each means, what it takes, and how it narrows a list.

The reading, the API's description and the test of the documentation all go by these tables.
"""

import datetime as dt
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace

from django.http import QueryDict
from django.utils.translation import gettext

from claims.public import searching
from claims.public.asking import NAMED, NEGATED, Condition, conditions_typed, read_question
from claims.public.components import (
    COMPONENTS,
    NAMES,
    OUTLET_KINDS,
    SPEAKER_KINDS,
    STATEMENT_KINDS,
    STATUSES,
)
from claims.public.models import Publication
from claims.public.parts import EXPANDED
from claims.public.queries import TOTAL_LIMIT
from claims.public.schema_words import ID_PATTERN
from claims.public.sql import PAGE_SIZE, PAGE_SIZE_LIMIT, Listing
from factcheck.api import InvalidParametersError
from factcheck.base import ID_ALPHABET, ID_LENGTH

Kind = Publication.Kind
Json = dict[str, object]

# Longer than any headline; PostgreSQL parses it in well under a millisecond.
QUERY_LIMIT = 300
LARGEST_NUMBER = 2**63 - 1
# A cursor of the search holds two places and a title at most.
CURSOR_LIMIT = 1_000


@dataclass(frozen=True, slots=True)
class Parameter:
    """One query parameter. `read` returns its value or raises ValueError with a sentence that helps."""

    name: str
    description: str
    schema: Json
    read: Callable[[str], object]
    # How it narrows the list; none for those that the endpoint itself heeds.
    narrow: Callable[[Listing, object], Listing] | None = None


# --- reading one value ------------------------------------------------------------------------------------------------


def _words(text: str) -> str:
    if not text.strip():
        raise ValueError("Give at least one word.")
    if len(text) > QUERY_LIMIT:
        raise ValueError(f"At most {QUERY_LIMIT} characters.")
    return text


def _public_id(text: str) -> str:
    if len(text) != ID_LENGTH or not all(char in ID_ALPHABET for char in text):
        raise ValueError(gettext("Not an id: ids have %s characters, lower-case letters and digits.") % ID_LENGTH)
    return text


def _day(text: str) -> dt.date:
    # `fromisoformat` alone would take weeks and dates without hyphens as well.
    if len(text) != len("2022-09-21"):
        raise ValueError(gettext("Not a date; write it as 2022-09-21."))
    try:
        return dt.datetime.strptime(text, "%Y-%m-%d").replace(tzinfo=dt.UTC).date()
    except ValueError as error:
        raise ValueError(gettext("Not a date; write it as 2022-09-21.")) from error


def _moment(text: str) -> dt.datetime:
    try:
        # An unescaped + arrives as a space.
        moment = dt.datetime.fromisoformat(text.replace(" ", "+") if len(text) > len("2022-09-21T") else text)
        if moment.tzinfo is None:
            raise ValueError
        return moment.astimezone(dt.UTC)
    except (ValueError, OverflowError) as error:
        raise ValueError("Not a time with its offset; write it as 2022-09-23T10:00:00Z.") from error


def _size(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 4 and 1 <= int(text) <= PAGE_SIZE_LIMIT):
        raise ValueError(f"Not a number from 1 to {PAGE_SIZE_LIMIT}.")
    return int(text)


def _change_number(text: str) -> int:
    if not (text.isascii() and text.isdigit() and len(text) < 20 and int(text) <= LARGEST_NUMBER):
        raise ValueError("Not a change number; follow `next`, or leave it out to begin.")
    return int(text)


def _cursor(text: str) -> str:
    if not text or len(text) > CURSOR_LIMIT:
        raise ValueError("Not a cursor of this list; follow `next` and `previous`.")
    return text


def _choice(*values: str) -> Callable[[str], str]:
    def read(text: str) -> str:
        if text not in values:
            raise ValueError(f"Not one of: {', '.join(values)}.")
        return text

    return read


# --- the parameters ---------------------------------------------------------------------------------------------------


def _facet(name: str, description: str, prefix: str = "") -> Parameter:
    def narrow(listing: Listing, value: object) -> Listing:
        return replace(listing, facets=(*listing.facets, f"{prefix or name}:{value}"))

    return Parameter(name, description, {"type": "string", "pattern": ID_PATTERN}, _public_id, narrow)


def _facet_choice(name: str, description: str, prefix: str, values: tuple[str, ...]) -> Parameter:
    def narrow(listing: Listing, value: object) -> Listing:
        return replace(listing, facets=(*listing.facets, f"{prefix}:{value}"))

    return Parameter(name, description, {"type": "string", "enum": list(values)}, _choice(*values), narrow)


def _field(name: str, field: str, description: str, schema: Json, read: Callable[[str], object]) -> Parameter:
    def narrow(listing: Listing, value: object) -> Listing:
        return replace(listing, **{field: value})  # type: ignore[arg-type]

    return Parameter(name, description, schema, read, narrow)


def _narrow_withdrawn(listing: Listing, value: object) -> Listing:
    if value == "only":
        return replace(listing, facets=(*listing.facets, "withdrawn"))
    return replace(listing, without=() if value == "include" else ("withdrawn",))


WITHDRAWN = ("exclude", "include", "only")

Q = _field(
    "q",
    "q",
    "Words to search for: all of them, a “quoted phrase”, `or` between alternatives, a minus before a word that must "
    "not occur. Case, accents and transliteration do not matter. Results come by relevance. Conditions narrow it as in "
    "the site's search box, where the list has a parameter of the same name: `speaker:`, `outlet:` and `topic:` with a "
    "name, `status:`, `after:` and `before:`.",
    {"type": "string", "maxLength": QUERY_LIMIT, "pattern": r"^[^\u0000]*[^\s\u0000][^\u0000]*$"},
    _words,
)
STATUS = _field(
    "status",
    "status",
    "Does the claim hold?",
    {"type": "string", "enum": list(STATUSES)},
    _choice(*STATUSES),
)
SPEAKER = _facet("speaker", "Id of a speaker: who made the claim or said the words.")
OUTLET = _facet("outlet", "Id of an outlet that published the words, or through which they came.")
TOPIC = _facet("topic", "Id of a topic.")
DOCUMENT = _facet("document", "Id of a document that holds the words or serves as evidence.")
CLAIM = _facet("claim", "Id of a claim: what is linked to it, makes it, or corrects it.")
AFTER = _field(
    "after",
    "said_after",
    "First day: said on this day or later.",
    {"type": "string", "format": "date"},
    _day,
)
BEFORE = _field(
    "before",
    "said_before",
    "Last day: said on this day or earlier.",
    {"type": "string", "format": "date"},
    _day,
)
WITHDRAWN_CLAIMS = Parameter(
    "withdrawn",
    "Whether claims that were withdrawn after publication are listed. They keep their address in any case.",
    {"type": "string", "enum": list(WITHDRAWN), "default": "exclude"},
    _choice(*WITHDRAWN),
    _narrow_withdrawn,
)
UPDATED_SINCE = _field(
    "updated_since",
    "updated_since",
    "Only what changed at this time or later, in the order of change, oldest first.",
    {"type": "string", "format": "date-time"},
    _moment,
)
TOTAL = Parameter(
    "total",
    f"Whether to count the list; nothing is counted beyond {TOTAL_LIMIT:,}.",
    {"type": "string", "enum": ["true", "false"], "default": "false"},
    lambda text: _choice("true", "false")(text) == "true",
)
CURSOR = Parameter(
    "cursor",
    "Where the page begins, from `next` or `previous` of another page. Every other parameter must repeat.",
    {"type": "string", "maxLength": CURSOR_LIMIT},
    _cursor,
)
SIZE = Parameter(
    "page_size",
    "How many results a page holds at most.",
    {"type": "integer", "minimum": 1, "maximum": PAGE_SIZE_LIMIT, "default": PAGE_SIZE},
    _size,
)

SINCE = Parameter(
    "since",
    "The last change number seen. Leave it out to begin.",
    {"type": "integer", "format": "int64", "minimum": 0, "maximum": LARGEST_NUMBER},
    _change_number,
)

FORMATS = ("json", "jsonl", "csv")
FORMAT = Parameter(
    "format",
    "`jsonl` and `csv` send the whole list, a line for each document; with `cursor` or `page_size` one page of it. "
    "The same as Accept `application/x-ndjson` and `text/csv`.",
    {"type": "string", "enum": list(FORMATS), "default": "json"},
    _choice(*FORMATS),
)

PAGING = (UPDATED_SINCE, TOTAL, CURSOR, SIZE, FORMAT)
_OF_LISTS: Mapping[Kind, tuple[Parameter, ...]] = {
    Kind.CLAIM: (Q, STATUS, SPEAKER, OUTLET, TOPIC, DOCUMENT, CLAIM, AFTER, BEFORE, WITHDRAWN_CLAIMS, *PAGING),
    Kind.STATEMENT: (
        Q,
        _facet_choice("kind", "Whose words stand there, and how.", "kind", STATEMENT_KINDS),
        SPEAKER,
        OUTLET,
        DOCUMENT,
        CLAIM,
        AFTER,
        BEFORE,
        *PAGING,
    ),
    Kind.SPEAKER: (Q, _facet_choice("kind", "What kind of speaker.", "speaker_kind", SPEAKER_KINDS), *PAGING),
    Kind.OUTLET: (Q, _facet_choice("kind", "What kind of outlet.", "outlet_kind", OUTLET_KINDS), *PAGING),
    Kind.DOCUMENT: (
        Q,
        OUTLET,
        replace(AFTER, description="First day: published on this day or later."),
        replace(BEFORE, description="Last day: published on this day or earlier."),
        *PAGING,
    ),
    Kind.TOPIC: (Q, *PAGING),
    Kind.CORRECTION: (Q, CLAIM, *PAGING),
    Kind.CHECKPOINT: PAGING,
}


def _members(kind: Kind) -> Parameter:
    names = tuple(COMPONENTS[NAMES[kind]]["properties"])

    def read(text: str) -> tuple[str, ...]:
        wanted = tuple(text.split(","))
        if unknown := [name for name in wanted if name not in names]:
            raise ValueError(f"No such member: {unknown[0][:60]}. There are: {', '.join(names)}.")
        return wanted

    return Parameter(
        "fields",
        "Only these members of each document, separated by commas, though the schema calls others required; of a table "
        "the columns that show them.",
        {"type": "array", "items": {"type": "string", "enum": list(names)}, "minItems": 1},
        read,
    )


def _expandable(kind: Kind) -> Parameter:
    names = tuple(EXPANDED[kind])

    def read(text: str) -> tuple[str, ...]:
        wanted = tuple(text.split(","))
        if unknown := [name for name in wanted if name not in names]:
            raise ValueError(f"Cannot be expanded: {unknown[0][:60]}. There are: {', '.join(names)}.")
        return wanted

    return Parameter(
        "expand",
        "Whole documents in place of those that these members, separated by commas, only name.",
        {"type": "array", "items": {"type": "string", "enum": list(names)}, "minItems": 1},
        read,
    )


FIELDS = {kind: _members(kind) for kind in _OF_LISTS}
EXPAND = {kind: (_expandable(kind),) if kind in EXPANDED else () for kind in _OF_LISTS}
FILTERS = {kind: (*parameters, FIELDS[kind], *EXPAND[kind]) for kind, parameters in _OF_LISTS.items()}
CHANGES_FORMAT = replace(
    FORMAT,
    description="`atom` and `jsonfeed` send the newest changes as a feed, the newest first.",
    schema={"type": "string", "enum": ["json", "atom", "jsonfeed"], "default": "json"},
    read=_choice("json", "atom", "jsonfeed"),
)
CHANGES = (SINCE, SIZE, CHANGES_FORMAT)
DETAIL_FORMAT = replace(
    FORMAT,
    description="`annotation` sends a statement as a W3C Web Annotation, as Accept `application/ld+json` does.",
    schema={"type": "string", "enum": ["json", "annotation"], "default": "json"},
    read=_choice("json", "annotation"),
)


CLAIM_FORMAT = replace(
    FORMAT,
    description=(
        "`claimreview` sends a standing claim as a schema.org ClaimReview, as Accept `application/ld+json` does; "
        "`prov` how the claim and its verdicts came about in the terms of W3C PROV-O. Both are JSON-LD."
    ),
    schema={"type": "string", "enum": ["json", "claimreview", "prov"], "default": "json"},
    read=_choice("json", "claimreview", "prov"),
)
_SHAPES = {Kind.STATEMENT: (DETAIL_FORMAT,), Kind.CLAIM: (CLAIM_FORMAT,)}


def of_detail(kind: Kind) -> tuple[Parameter, ...]:
    """Return the parameters of one document."""
    return (FIELDS[kind], *EXPAND[kind], *_SHAPES.get(kind, ()))


# --- reading all of them ----------------------------------------------------------------------------------------------


def read(parameters: Iterable[Parameter], query: QueryDict) -> dict[str, object]:
    """Return the values given, by name. Raises InvalidParametersError that names every fault at once."""
    known = {parameter.name: parameter for parameter in parameters}
    values: dict[str, object] = {}
    errors = []
    for name, given in query.lists():
        parameter = known.get(name)
        shown = name[:60].replace("\0", "�")
        if parameter is None:
            there = f"There is no such parameter here; there are: {', '.join(known)}."
            errors.append((shown, there if known else "This address takes no parameters."))
        elif len(given) > 1:
            errors.append((shown, "Given more than once."))
        elif "\0" in given[0]:
            errors.append((shown, "A NUL character is not text."))
        else:
            try:
                values[name] = parameter.read(given[0])
            except ValueError as error:
                errors.append((shown, str(error)))
    if errors:
        raise InvalidParametersError(errors)
    return values


def listing(kind: Kind, values: Mapping[str, object]) -> Listing:
    """Return the list that the values of `read` ask for."""
    wanted = Listing(kind)
    if kind == Kind.CLAIM:
        values = {"withdrawn": "exclude", **values}
    for parameter in FILTERS[kind]:
        if parameter.narrow and parameter.name in values:
            wanted = parameter.narrow(wanted, values[parameter.name])
    # Most searches have no condition, and so no name to look up.
    typed = conditions_typed(wanted.q)
    return _conditioned(wanted, typed, values) if typed or NEGATED.search(wanted.q) else wanted


def _conditioned(wanted: Listing, typed: Iterable[Condition], values: Mapping[str, object]) -> Listing:
    """Return a list narrowed by the conditions in its `q`, which mean what they mean in the search box.

    Raises InvalidParametersError where one cannot be heeded: or the answer would be to another question.
    """
    question = read_question(wanted.q)
    takes = searching.NARROWED_BY.get(Kind(wanted.kind), frozenset())
    given: dict[str, set[str]] = {}
    for one in typed:
        given.setdefault(one.name, set()).add(one.value)
    faults = list(question.faults)
    for name, texts in given.items():
        if name not in takes:
            there = f"there are {', '.join(f'{one}:' for one in sorted(takes))}" if takes else "there is none"
            faults.append(f"No condition of this list: {name}: ({there}). In quotation marks it is searched for.")
        elif name not in NAMED and (len(texts) > 1 or name in values):
            faults.append(f"Asked for more than once: {name}.")
    if faults:
        raise InvalidParametersError([("q", " ".join(faults))])
    return replace(
        wanted,
        q=question.words,
        status=question.status or wanted.status,
        any_of=tuple(searching.asked(question).facets.values()),
        said_after=question.after or wanted.said_after,
        said_before=question.before or wanted.said_before,
    )
