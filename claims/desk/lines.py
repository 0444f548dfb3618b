"""What the lines of histories name by ids, in words and with links: one query for each kind of thing, however many."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from django.db.models import QuerySet
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from claims.desk.selectors import card_url, document_name, document_opening, statements_apart
from claims.models import Claim, CorrectionRequest, Event, Evidence, Verdict
from claims.services.statements import in_marks
from sources.admin import day, in_row
from sources.models import Document, Speaker

# Kind and id of a thing.
Key = tuple[str, str]
# Members of lines that hold ids, and of what kind; empty for the kind that the line itself is about.
MEMBERS = {
    "statement": "statement", "speaker": "speaker", "claimant": "speaker", "document": "document",
    "origin": "document", "moved": "document", "verdict": "verdict", "evidence": "evidence", "claim": "claim",
    "other": "claim", "request": "request", "into": "", "from": "",
}  # fmt: skip


# How things of each kind are found, and what they are called, and where they are.
KINDS: dict[str, tuple[Callable[[], QuerySet[Any]], Callable[[Any], tuple[object, str]]]] = {
    "claim": (Claim.objects.all, lambda row: (row.text, reverse("desk:claim", args=[row.public_id]))),
    "statement": (statements_apart, lambda row: (in_marks(row), card_url(row))),
    "speaker": (
        Speaker.objects.all,
        lambda row: (row.name, reverse("admin:sources_speaker_change", args=[row.pk])),
    ),
    "document": (
        lambda: Document.objects.defer("text", "bands", "sketch").annotate(opening=document_opening()),
        lambda row: (document_name(row), reverse("desk:document", args=[row.public_id])),
    ),
    "evidence": (
        lambda: Evidence.objects.select_related("claim"),
        lambda row: (row, reverse("desk:claim", args=[row.claim.public_id]) + "#evidence"),
    ),
    "verdict": (
        lambda: Verdict.objects.select_related("claim"),
        # By what stays: its rating and its state are others at each line.
        lambda row: (f"begun on {day(row.created_at)}", reverse("desk:claim", args=[row.claim.public_id]) + "#verdict"),
    ),
    "request": (
        CorrectionRequest.objects.all,
        lambda row: (row, reverse("admin:claims_correctionrequest_change", args=[row.pk])),
    ),
}


def _members(event: Event, told: Mapping[str, Any]) -> Iterator[Key]:
    for name, value in told.items():
        if name in MEMBERS:
            kind = MEMBERS[name] or event.subject
            yield from ((kind, one) for one in (value if isinstance(value, list) else [value]) if isinstance(one, str))


def _links(keys: Iterable[Key]) -> dict[Key, SafeString]:
    ids: dict[str, set[str]] = {}
    for kind, key in keys:
        ids.setdefault(kind, set()).add(key)
    found: dict[Key, SafeString] = {}
    for kind, wanted in ids.items():
        rows, called = KINDS[kind]
        for row in rows().filter(public_id__in=wanted):
            words, url = called(row)
            link = '<a class="desk-link" href="{}" title="{}"><bdi>{}</bdi></a>'
            found[kind, row.public_id] = format_html(link, url, words, in_row(str(words)))
    return found


def with_subjects(events: Iterable[Event]) -> list[Event]:
    """Give each line, as `about`, a link to what it is about; lines about what left the record have none."""
    rows = list(events)
    links = _links((row.subject, row.subject_id) for row in rows)
    for row in rows:
        row.about = links.get((row.subject, row.subject_id))  # type: ignore[attr-defined]
    return rows


def with_names(events: Iterable[Event]) -> list[Event]:
    """Give each line, as `names`, links to what it tells of by id; see `event_details`."""
    rows = list(events)
    keys = {row.pk: [*_members(row, row.before), *_members(row, row.after)] for row in rows}
    links = _links(key for found in keys.values() for key in found)
    for row in rows:
        row.names = {key[1]: links[key] for key in keys[row.pk] if key in links}  # type: ignore[attr-defined]
    return rows
