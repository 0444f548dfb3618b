"""What became of the desk's sources, for its pages: copies kept, changes online, versions, copies of a dispatch."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Prefetch, QuerySet

from claims.desk.paging import behind
from claims.desk.selectors import document_opening
from sources.differences import Change, word_changes
from sources.models import Capture, CopyProposal, Document, Watch

SHOWN = 50
NEWEST = ("-created_at", "-pk")
# Words that stay around a change, so that it is read in its sentence.
AROUND = 160
REPORTED = (Watch.Outcome.EDITED, Watch.Outcome.GONE, Watch.Outcome.UNREACHABLE)


@dataclass(frozen=True)
class Stretch:
    """A stretch of a comparison; `cut` says that unchanged words between its two ends are left out."""

    kind: str
    text: str
    cut: bool = False
    end: str = ""


# What no list shows of a document, and is long.
LONG = ("text", "bands", "sketch")


def captures(*, state: str = "", older: str = "") -> list[Capture]:
    """Return copies, newest first, one more than a page shows; `older` is the id of the last one seen."""
    rows = Capture.objects.select_related("fetch", "requested_by").defer("text").order_by(*NEWEST)
    if state:
        rows = rows.filter(state=state)
    rows = behind(rows, NEWEST, Capture.objects.filter(public_id=older))
    return list(
        rows.prefetch_related(
            "evidence__claim",
            Prefetch("fetch__ingestions__document", Document.objects.defer(*LONG).annotate(opening=document_opening())),
        )[: SHOWN + 1]
    )


def watches(*, is_settled: bool = False, older: str = "") -> list[Watch]:
    """Return documents whose page changed, is gone or cannot be read: seen by somebody, if `is_settled`, or not.

    One more than a page shows; `older` is the document of the last one seen.
    """
    rows = Watch.objects.filter(outcome__in=REPORTED, seen_by__isnull=not is_settled)
    rows = rows.select_related("document__outlet", "document__replaces", "fetch", "seen_by")
    order = ("-looked_at", "-pk")
    rows = behind(rows, order, Watch.objects.filter(document__public_id=older, looked_at__isnull=False))
    return list(rows.defer("document__text", "document__replaces__text").order_by(*order)[: SHOWN + 1])


def proposals(state: str, *, older: str = "") -> list[CopyProposal]:
    """Return what the machine takes for copies of one dispatch, in one state, newest first.

    What is put away is left out, but not what copies it: that counts as one with its other copies. One more than a page
    shows; `older` is the id of the last one seen.
    """
    rows: QuerySet[CopyProposal] = CopyProposal.objects.filter(state=state, document__put_away_at=None)
    rows = behind(rows, NEWEST, CopyProposal.objects.filter(public_id=older))
    rows = rows.select_related("document__outlet", "origin__outlet", "origin__dispatch", "decided_by")
    rows = rows.defer(*(f"{side}__{name}" for side in ("document", "origin") for name in LONG))
    rows = rows.annotate(opening=document_opening("document__"), origin_opening=document_opening("origin__"))
    found: list[Any] = list(rows.order_by(*NEWEST)[: SHOWN + 1])
    for row in found:
        row.document.opening, row.origin.opening = row.opening, row.origin_opening
    return found


def version_changes(document: Document) -> list[Stretch]:
    """Return what a version changed in the one before it, word by word, with the words around each change."""
    assert document.replaces is not None
    return shortened(word_changes(document.replaces.text, document.text))


def shortened(changes: list[Change]) -> list[Stretch]:
    """Return a comparison with the long stretches in which nothing changed cut down to their ends."""
    found = []
    for number, change in enumerate(changes):
        keep_start = AROUND if number else 0
        keep_end = AROUND if number < len(changes) - 1 else 0
        if change.kind != "same" or len(change.text) <= keep_start + keep_end + AROUND:
            found.append(Stretch(change.kind, change.text))
        else:
            # Whole words: what a cut left of one at either side goes too.
            start = change.text[:keep_start].rpartition(" ")[0] if keep_start else ""
            end = change.text[len(change.text) - keep_end :].partition(" ")[2] if keep_end else ""
            found.append(Stretch("same", start, cut=True, end=end))
    return found
