"""The search: what a question finds, how many of what kind, and what to ask instead where it finds nothing."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from string import ascii_lowercase

from rapidfuzz import fuzz, process

from claims.public.asking import NAMED, QUOTES, Condition, Question
from claims.public.editions import row_form
from claims.public.models import Publication
from claims.public.queries import (
    has_words,
    names_found,
    publications_page,
    publications_total,
    search_facets,
    titles_beginning,
)
from claims.public.ranked import BUCKET
from claims.public.selectors import PAGE_SIZE, WITHDRAWN, Shown, read_list
from claims.public.sql import Listing
from sources.names import fold

Kind = Publication.Kind
# In the order in which an overview shows them, with how many of each.
OVERVIEW = {Kind.SPEAKER: 4, Kind.CLAIM: 8, Kind.STATEMENT: 6, Kind.DOCUMENT: 4}
# What narrows each kind; a question with another condition asks for none of that kind.
NARROWED_BY = {
    Kind.SPEAKER: frozenset[str](),
    Kind.CLAIM: frozenset({"speaker", "outlet", "topic", "status", "after", "before"}),
    Kind.STATEMENT: frozenset({"speaker", "outlet", "after", "before"}),
    Kind.DOCUMENT: frozenset({"outlet", "after", "before"}),
}
# So many people may share a name that is asked for; statuses and names to narrow by are so many.
NAMESAKES = 20
CHOICES = 6
# Words nearer than this are taken for the same, mistyped. Their first letters agree, so that an index finds them.
NEAR = 72
BEGINNING = 3
NEAR_TITLES = 60
SUGGESTIONS = 4
# Of a question that finds nothing so many words are looked at for slips.
SPELLED = 5
WORD = re.compile(r"[^\W\d_]{3,}")


@dataclass(frozen=True)
class Asked:
    """A question whose names were looked up."""

    question: Question
    # For each name that is asked for, the facets of those who have it.
    facets: dict[Condition, tuple[str, ...]] = field(default_factory=dict)
    # What those who have it are called in the record.
    names: dict[Condition, list[str]] = field(default_factory=dict)

    @property
    def unknown(self) -> list[Condition]:
        """The names that nobody and nothing in the record has."""
        return [condition for condition, facets in self.facets.items() if not facets]

    def listing(self, kind: str) -> Listing | None:
        """Return the list of what is asked for of one kind; None where the question asks for none of it."""
        asked = {condition.name for condition in self.question.conditions}
        if self.unknown or self.question.faults or not asked <= NARROWED_BY[Kind(kind)]:
            return None
        if not self.question.words and kind not in (Kind.CLAIM, Kind.STATEMENT):
            return None
        return Listing(
            kind,
            q=self.question.words,
            status=self.question.status,
            any_of=tuple(self.facets.values()),
            without=(WITHDRAWN,) if kind == Kind.CLAIM else (),
            said_after=self.question.after,
            said_before=self.question.before,
        )


def asked(question: Question) -> Asked:
    """Look up the names in a question."""
    named = [one for one in question.conditions if one.name in NAMED]
    found = names_found([(one.name, one.value) for one in named], NAMESAKES)
    facets = {
        one: tuple(f"{kind}:{public_id}" for kind, name, public_id, _ in found if (kind, name) == (one.name, one.value))
        for one in named
    }
    names = {one: [title for kind, name, _, title in found if (kind, name) == (one.name, one.value)] for one in named}
    return Asked(question, facets, names)


def overview(what: Asked) -> dict[str, Shown]:
    """Return the best of the newest matches of each kind."""
    listings = {kind: what.listing(kind) for kind in OVERVIEW}
    return {kind: _counted(one, size=OVERVIEW[kind]) for kind, one in listings.items() if one}


def matches(what: Asked, kind: str, *, cursor: str = "") -> Shown:
    """Return one page of matches of one kind."""
    listing = what.listing(kind)
    return _counted(listing, cursor=cursor, size=PAGE_SIZE) if listing else Shown([])


def _counted(listing: Listing, *, cursor: str = "", size: int) -> Shown:
    shown = read_list(listing, cursor=cursor, size=size, form=row_form())
    if listing.q:
        return shown
    # Conditions alone are answered by a list, which is not counted as it is read. One page holds all or is counted.
    if not (shown.next or shown.previous):
        return replace(shown, matched=len(shown))
    many, is_all = publications_total(listing, BUCKET)
    return replace(shown, matched=many if is_all else BUCKET + 1)


def choices(what: Asked, kind: str, first: Shown | None) -> dict[str, list[tuple[str, str, int]]]:
    """Return by what the matches of a kind may be narrowed: for each condition (id, name, how many).

    Counted over the newest BUCKET matches, which the `first` page of them has ranked, where it is at hand. Names that
    the question has already are left out.
    """
    listing = what.listing(kind)
    if not listing:
        return {}
    if listing.q and first is None:
        first = matches(what, kind)
    taken = {facet for facets in what.facets.values() for facet in facets}
    found: dict[str, list[tuple[str, str, int]]] = {}
    for name, public_id, title, count in search_facets(listing, CHOICES, first.ranked if first else ()):
        is_given = f"{name}:{public_id}" in taken or (name == "status" and what.question.status)
        if name in NARROWED_BY[Kind(kind)] and not is_given:
            found.setdefault(name, []).append((public_id, title, count))
    return found


def suggestions(what: Asked) -> list[str]:
    """Return questions near to one that finds nothing, each of which finds something."""
    if what.question.words and not has_words(what.question.words):
        return []
    found: list[str] = []
    for question in dict.fromkeys(_near(what)):
        if question and question != what.question and _finds_something(question):
            found.append(str(question))
            if len(found) == SUGGESTIONS:
                break
    return found


def _near(what: Asked) -> Iterator[Question]:
    question = what.question
    for condition in what.unknown:
        titles = titles_beginning([condition.name], [_beginning(condition.value)], NEAR_TITLES)
        near = process.extract(
            condition.value, titles, scorer=fuzz.partial_ratio, processor=fold, score_cutoff=NEAR, limit=2
        )
        for title, *_ in near:
            kept = [one if one != condition else Condition(condition.name, title) for one in question.conditions]
            yield replace(question, conditions=tuple(kept))
    spelled = _spelled(question.words)
    yield replace(question, words=spelled)
    for condition in question.conditions[:SUGGESTIONS]:
        kept = [one for one in question.conditions if one != condition]
        values = {condition.name: None if condition.name != "status" else ""} if condition.name not in NAMED else {}
        yield replace(question, conditions=tuple(kept), faults=(), **values)  # type: ignore[arg-type]
    if '"' in question.words:
        yield replace(question, words=" ".join(question.words.replace('"', " ").split()))
    words = [word for word in spelled.translate(QUOTES).replace('"', " ").split() if not word.startswith("-")]
    if len(words) > 1:
        yield replace(question, words=" or ".join(word for word in words if word.lower() != "or"))


def _spelled(words: str) -> str:
    """Return words with those replaced that look like slips for words of names and claims."""

    def nearest(match: re.Match[str]) -> str:
        start = _beginning(match[0])
        # The slip may be in the third letter, or in the first.
        for beginnings in ([start], [start[:-1]], [letter + start[1:] for letter in ascii_lowercase]):
            titles = [
                one for kinds in (NAMED, [Kind.CLAIM]) for one in titles_beginning(kinds, beginnings, NEAR_TITLES)
            ]
            known = {fold(one): one for title in titles for one in WORD.findall(title)}
            if best := process.extractOne(fold(match[0]), known.keys(), scorer=fuzz.ratio, score_cutoff=NEAR):
                return match[0] if best[0] == fold(match[0]) else known[best[0]]
        return match[0]

    return WORD.sub(nearest, words, count=SPELLED)


def _beginning(name: str) -> str:
    return re.sub(r"[^a-z0-9]", "", fold(name))[:BEGINNING]


def _finds_something(question: Question) -> bool:
    again = asked(question)
    return any(
        publications_page(listing, size=1).rows for kind in OVERVIEW if (listing := again.listing(kind)) is not None
    )


def count_words(shown: Shown) -> str:
    """Return how many matches there are, as far as they were counted."""
    return f"{BUCKET}+" if shown.matched > BUCKET else str(shown.matched)
