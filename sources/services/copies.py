"""What republishes what, as a proposal for an editor, and what counts as one source meanwhile."""

from collections.abc import Iterable

from sources.duplicates import ALIKE, COPY, alike, containment
from sources.models import CopyProposal, Document
from sources.querysets import documents_sharing
from sources.selectors import versions_of

# Of texts that share bands so many, the most alike, are compared word for word.
CANDIDATES = 10
# A phrase that thousands of texts end with must not make each of them read all others.
SHARING = 2000


def copies_propose(*documents: Document) -> list[CopyProposal]:
    """Propose what documents republish, or what republishes them. Decides nothing; doing it twice changes nothing.

    Call it once the documents are committed: of two copies that are stored at the same moment the later one to be
    committed finds the other.
    """
    # The very same text is known for a copy already; a version is compared for itself.
    asked = {row.pk: row for row in documents if row.bands and (row.origin_id is None or row.replaces_id is not None)}
    ranked: dict[int, list[int]] = {}
    for pk, sharing in documents_sharing(list(asked), limit=SHARING).items() if asked else ():
        own = bytes(asked[pk].sketch)
        # Any two of some thousands of texts share a band by chance.
        near = sorted(
            ((places, other) for other, theirs in sharing if (places := alike(own, theirs)) >= ALIKE), reverse=True
        )
        ranked[pk] = [other for _, other in near[:CANDIDATES]]
    wanted = {other for found in ranked.values() for other in found}
    texts = dict(Document.objects.filter(pk__in=wanted).values_list("pk", "text")) if wanted else {}
    scores = {pk: _scores(asked[pk].text, {other: texts[other] for other in found}) for pk, found in ranked.items()}
    copies = {other for found in scores.values() for other in found}
    rows = Document.objects.defer("text", "bands", "sketch").in_bulk(copies) if copies else {}
    made: list[CopyProposal] = []
    for pk, found in scores.items():
        made += _propose(asked[pk], [(rows[other], score) for other, score in found.items()])
    return made


def _scores(text: str, others: dict[int, str]) -> dict[int, float]:
    """Return how much of a text is in those others that are its copies, or the other way about."""
    shared = ((pk, containment(text, other)) for pk, other in others.items())
    return {pk: score for pk, score in shared if score >= COPY}


def _propose(document: Document, copies: list[tuple[Document, float]]) -> list[CopyProposal]:
    found: dict[int, tuple[Document, float]] = {}
    roots = origins_counted([document, *(other for other, _ in copies)]) if copies else {}
    # What a version counts as anyway need not be proposed once more.
    own = roots[document.pk].pk if copies and document.replaces_id is not None else document.pk
    for other, score in copies:
        root = roots[other.pk]
        if root.pk != own and (root.pk not in found or found[root.pk][1] < score):
            found[root.pk] = (root, score)
    if document.replaces_id is not None:
        # What an editor said of a version before it holds for this one.
        for split in CopyProposal.objects.filter(state=CopyProposal.State.SPLIT, document__in=versions_of(document)):
            found.pop(split.origin_id, None)
    if not found:
        return []
    return _proposals(document, list(found.values()))


def _proposals(document: Document, roots: list[tuple[Document, float]]) -> list[CopyProposal]:
    """Propose one origin for all: the named agency's own copy, else the earliest."""
    scores = {root.pk: score for root, score in roots}
    group = [document, *(root for root, _ in roots)]
    named = {row.dispatch_id for row in group if row.dispatch_id}
    origin = min(
        group,
        key=lambda row: (
            (row.outlet_id not in named, row.published_at is None, row.published_at, row.pk)
            if row.published_at
            else (row.outlet_id not in named, True, row.pk)
        ),
    )
    made = []
    for row in group:
        if row.pk == origin.pk or (row.pk != document.pk and origin.pk != document.pk):
            continue
        score = scores[origin.pk] if row.pk == document.pk else scores[row.pk]
        proposal, _ = CopyProposal.objects.get_or_create(document=row, origin=origin, defaults={"score": score})
        made.append(proposal)
    return made


def origin_counted(document: Document) -> Document:
    """Return what a document counts as when sources are counted; see `origins_counted`."""
    return origins_counted([document])[document.pk]


def origins_counted(documents: Iterable[Document]) -> dict[int, Document]:
    """Return, by key, what each of several documents counts as when sources are counted, without texts.

    That is what any version of it republishes or is proposed to, and else its first version. A proposal counts until an
    editor splits it, so that one dispatch never passes for two sources meanwhile.
    """
    asked = {row.pk for row in documents}
    rows: dict[int, Document] = {}
    following: dict[int, int] = {}
    proposed: dict[int, list[tuple[float, int, int]]] = {}
    waiting = asked
    while waiting:
        rows |= Document.objects.defer("text", "bands", "sketch").in_bulk(waiting)
        later = dict(Document.objects.filter(replaces__in=waiting).values_list("replaces_id", "pk"))
        following |= later
        leads = CopyProposal.objects.filter(document__in=waiting, state=CopyProposal.State.PROPOSED)
        for pk, score, number, to in leads.values_list("document_id", "score", "pk", "origin_id"):
            proposed.setdefault(pk, []).append((score, -number, to))
        near = {key for pk in waiting for key in (rows[pk].origin_id, rows[pk].replaces_id) if key is not None}
        near |= set(later.values()) | {lead[2] for pk in waiting for lead in proposed.get(pk, ())}
        waiting = near - rows.keys()

    def versions(pk: int) -> list[int]:
        found = [pk]
        while (earlier := rows[found[0]].replaces_id) is not None:
            found.insert(0, earlier)
        while found[-1] in following:
            found.append(following[found[-1]])
        return found

    def lead(own: list[int]) -> int | None:
        """Where versions of one item lead to, as far as it is not one of them."""
        confirmed = [key for pk in own if (key := rows[pk].origin_id) is not None and key not in own]
        open_ = [one for pk in own for one in proposed.get(pk, ()) if one[2] not in own]
        return confirmed[0] if confirmed else max(open_)[2] if open_ else None

    counted = {}
    for pk in asked:
        own = versions(pk)
        path = [own[0]]
        while (origin := lead(own)) is not None and (own := versions(origin))[0] not in path:
            path.append(own[0])
        # Should they lead round in a circle, all of it counts as one.
        is_circle = origin is not None
        counted[pk] = rows[min(path[path.index(own[0]) :]) if is_circle else path[-1]]
    return counted
