"""From what an editor typed to what it means: speakers, outlets, documents and claims.

Every field that names one of them is plain text with suggestions, so that it works by keyboard
and without JavaScript. What fits several is never guessed: the editor is asked.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from django.contrib.postgres.search import SearchQuery
from django.db.models import Q
from rapidfuzz import fuzz, process

from claims.desk.selectors import document_name
from claims.models import Claim, Publication, Statement
from factcheck.base import ID_ALPHABET, ID_LENGTH
from sources.models import Document, Outlet, Speaker
from sources.names import fold, is_unnamed, name_key
from sources.services.outlets import outlet_for_name

# An id at the end of what was typed or picked, as in “John Smith · 0123456789”, or in an address.
TRAILING_ID = re.compile(rf"(?:^|[\s·/])([{ID_ALPHABET}]{{{ID_LENGTH}}})(?:/[\w-]*/?)?/?$")
SUGGESTIONS = 12
# Words are looked for among so many of the newest rows; older claims are found by full text once published.
RECENT = 1_000
# Statements are looked for among so many of the newest, so many words at most, and so many are found in each way.
NEWEST, MOST_WORDS, FOUND = 10_000, 12, 500
LIKELY = 60
# How alike a claim and a statement must be, of 100, to be shown as such.
MUCH_LIKE = 60


def typed_id(words: str) -> str:
    """Return the public id at the end of `words`; empty where there is none."""
    words = words.strip()
    if words.startswith(("http://", "https://", "/")):
        # An address as a browser shows it: with what was asked, and the place on the page.
        words = re.split(r"[?#]", words, maxsplit=1)[0]
    match = TRAILING_ID.search(words)
    return match[1] if match else ""


def speakers_meant(words: str) -> list[Speaker]:
    """Return the speakers that `words` may mean: by id, or by any spelling of the whole name."""
    if (public_id := typed_id(words)) and (found := list(Speaker.objects.standing().filter(public_id=public_id))):
        return found
    if not name_key(words):
        return []
    return list(Speaker.objects.named(words).order_by("name", "pk")[:SUGGESTIONS])


def speaker_named(words: str) -> Speaker | None:
    """Return the one speaker that `words` name beyond doubt; None where they fit none, several, or anybody.

    A speaker who is called "a spokesman" is meant only where somebody picked them.
    """
    meant = speakers_meant(words)
    if len(meant) != 1 or (is_unnamed(words) and meant[0].public_id != typed_id(words)):
        return None
    return meant[0]


def speakers_like(words: str, *, limit: int = SUGGESTIONS) -> list[Speaker]:
    """Return speakers with a name that begins like `words`, or has a word that does."""
    if not name_key(words):
        return []
    return list(Speaker.objects.name_starts(words).order_by("name", "pk")[:limit])


def speaker_duplicates(name: str) -> list[Speaker]:
    """Return speakers that a new one called `name` may already be: the same name, or one word of it."""
    found = {speaker.pk: speaker for speaker in speakers_meant(name)}
    words = sorted(name_key(name).split(), key=len, reverse=True)
    for word in words[:3]:
        if len(word) > 2:
            found.update({speaker.pk: speaker for speaker in speakers_like(word, limit=6)})
    ranked = sorted(found.values(), key=lambda one: -fuzz.token_set_ratio(name_key(name), name_key(one.name)))
    return ranked[:8]


def with_id(label: str, public_id: str) -> str:
    return f"{label} · {public_id}"


@dataclass(frozen=True)
class Option:
    """What is offered for picking: what the field then holds, and what tells it from its like."""

    value: str
    hint: str = ""


def speaker_options(speakers: Iterable[Speaker]) -> list[Option]:
    """Return speakers for picking: by name, with the id where the name alone fits several, or anybody."""
    speakers = list(speakers)
    keys = [name_key(speaker.name) for speaker in speakers]
    return [
        Option(
            with_id(speaker.name, speaker.public_id)
            if keys.count(key) > 1 or is_unnamed(speaker.name)
            else speaker.name,
            speaker.description or speaker.get_kind_display(),
        )
        for speaker, key in zip(speakers, keys, strict=True)
    ]


def speaker_label(speaker: Speaker) -> str:
    """Return what names a speaker in a field: the name, with the id where it may be another's, too."""
    is_shared = is_unnamed(speaker.name) or Speaker.objects.named(speaker.name).exclude(pk=speaker.pk).exists()
    return with_id(speaker.name, speaker.public_id) if is_shared else speaker.name


def statements_like(words: str) -> list[int]:
    """Return the rows of statements that hold all of `words`, in what was said, who said it or the headline.

    Words are looked for among the newest statements, and in those that readers see by full text. What a speaker said
    whose whole name `words` are is found however old it is. The table is never walked.
    """
    if (public_id := typed_id(words)) and (named := Statement.objects.filter(public_id=public_id)):
        return [one.pk for one in named]
    # By a number that the planner knows: given a list of the newest it may look through all for the words first.
    last = Statement.objects.order_by("-pk").values_list("pk", flat=True)[NEWEST : NEWEST + 1]
    newest = Statement.objects.filter(pk__gt=next(iter(last), 0))
    for word in words.split()[:MOST_WORDS]:
        newest = newest.filter(
            Q(exact__icontains=word)
            | Q(speaker__name__icontains=word)
            | Q(suggested_speaker__icontains=word)
            | Q(document__title__icontains=word)
        )
    found = list(newest.order_by("-pk").values_list("pk", flat=True)[:FOUND])
    said = Statement.objects.filter(speaker__in=[one.pk for one in speakers_meant(words)])
    found += said.order_by("-said_on").values_list("pk", flat=True)[:FOUND]
    asked = SearchQuery(fold(words), config="english", search_type="websearch")
    public = Publication.objects.filter(kind=Publication.Kind.STATEMENT, is_gone=False, search=asked)
    ids = list(public.order_by("-sort_at").values_list("public_id", flat=True)[:FOUND])
    return [*found, *Statement.objects.filter(public_id__in=ids).values_list("pk", flat=True)]


def outlet_meant(words: str) -> Outlet | None:
    if (public_id := typed_id(words)) and (outlet := Outlet.objects.filter(public_id=public_id).first()):
        return outlet
    return outlet_for_name(words)


def outlets_like(words: str) -> list[Outlet]:
    return list(Outlet.objects.filter(name__icontains=words.strip())[:SUGGESTIONS]) if words.strip() else []


def document_label(document: Document) -> str:
    parts = [document_name(document)]
    if document.outlet:
        parts.append(document.outlet.name)
    if document.published_at:
        parts.append(f"{document.published_at:%Y-%m-%d}")
    return with_id(", ".join(parts), document.public_id)


def document_meant(words: str) -> Document | None:
    """Return the document whose id stands at the end of `words`, or whose address they are."""
    documents = Document.objects.select_related("outlet", "origin").defer("text")
    if public_id := typed_id(words):
        return documents.filter(public_id=public_id).first()
    return None


def documents_like(words: str) -> list[Document]:
    """Return the newest documents whose headline holds `words`, but for those that are put away."""
    recent = Document.objects.filter(put_away_at=None).order_by("-pk").values("pk")[:RECENT]
    found = Document.objects.filter(pk__in=recent, title__icontains=words.strip()).select_related("outlet")
    return list(found.defer("text").order_by("-pk")[:SUGGESTIONS])


def is_like(claim: Claim, words: str) -> bool:
    """Whether a claim says much the same as `words`, and does not only share some of them."""
    return fuzz.token_set_ratio(claim.text.lower(), words.lower()) >= MUCH_LIKE


def claims_like(words: str, *, limit: int = SUGGESTIONS) -> list[Claim]:
    """Return claims that say something like `words`, the most alike first.

    Looks at published claims by full text and at the newest ones, published or not; never at the whole table.
    """
    if public_id := typed_id(words):
        named = Claim.objects.filter(public_id=public_id, merged_into__isnull=True).select_related("claimant")
        if found := list(named):
            return found
    if not words.strip():
        return []
    any_word = SearchQuery(" or ".join(fold(words).split()), config="english", search_type="websearch")
    published = Publication.objects.filter(kind=Publication.Kind.CLAIM, is_gone=False, search=any_word)
    ids = list(published.order_by("-sort_at").values_list("public_id", flat=True)[:LIKELY])
    rows = dict(Claim.objects.filter(public_id__in=ids).values_list("pk", "text"))
    rows.update(Claim.objects.order_by("-pk").values_list("pk", "text")[:RECENT])
    ranked = process.extract(words, rows, scorer=fuzz.token_set_ratio, limit=limit, score_cutoff=35)
    order = [pk for _text, _score, pk in ranked]
    alike = Claim.objects.filter(merged_into__isnull=True).select_related("claimant").in_bulk(order)
    return [alike[pk] for pk in order if pk in alike]
