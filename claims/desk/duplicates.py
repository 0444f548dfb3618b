"""Likely duplicates, offered to be looked at. Nothing here merges anything."""

from collections.abc import Iterable

from django.db.models import Count, Q
from django.db.models.functions import Lower, Upper
from rapidfuzz import fuzz

from claims.desk.lookups import claims_like, speaker_duplicates
from claims.models import Claim, NotTheSame
from sources.models import Speaker, SpeakerName
from sources.names import fold

PAIRS = 30
# Claims are compared with the others of their claimant; so many of the newest are looked at.
NEWEST = 300
# How alike the texts of two claims must be, of 100.
ALIKE = 88


def _settled(ids: Iterable[str]) -> set[frozenset[str]]:
    ids = list(ids)
    rows = NotTheSame.objects.filter(first_id__in=ids, second_id__in=ids)
    return {frozenset(pair) for pair in rows.values_list("first_id", "second_id")}


def speaker_pairs() -> list[tuple[Speaker, Speaker]]:
    """Return speakers that share a whole name, in whatever spelling or script; the older one second, to be kept."""
    # Who is only called "a spokesman" shares that with everybody who is.
    own = SpeakerName.objects.exclude(Q(name=Lower("name")) & ~Q(name=Upper("name")) & ~Q(name__regex="[0-9@]"))
    shared = own.values("key").annotate(speakers=Count("speaker", distinct=True)).filter(speakers__gt=1)
    keys = list(shared.order_by("key").values_list("key", flat=True)[:PAIRS])
    found: dict[str, dict[int, Speaker]] = {}
    rows = own.filter(key__in=keys, speaker__merged_into=None).select_related("speaker")
    for row in rows.order_by("key", "speaker"):
        found.setdefault(row.key, {})[row.speaker_id] = row.speaker
    settled = _settled(speaker.public_id for speakers in found.values() for speaker in speakers.values())
    pairs: dict[frozenset[str], tuple[Speaker, Speaker]] = {}
    for speakers in found.values():
        oldest, *others = speakers.values()
        for other in others:
            key = frozenset((oldest.public_id, other.public_id))
            if key not in settled:
                pairs.setdefault(key, (other, oldest))
    return list(pairs.values())[:PAIRS]


def claim_pairs() -> list[tuple[Claim, Claim]]:
    """Return claims of one claimant whose texts are nearly the same; the one readers know, or the older, second."""
    standing = Claim.objects.filter(merged_into=None, withdrawn_at=None, claimant__isnull=False)
    newest = list(standing.order_by("-pk").select_related("claimant")[:NEWEST])
    by_claimant: dict[int | None, list[Claim]] = {}
    for claim in newest:
        by_claimant.setdefault(claim.claimant_id, []).append(claim)
    settled = _settled(claim.public_id for claim in newest)
    pairs = []
    for claims in by_claimant.values():
        texts = [fold(claim.text) for claim in claims]
        for place, claim in enumerate(claims):
            for other_place in range(place + 1, len(claims)):
                other = claims[other_place]
                if frozenset((claim.public_id, other.public_id)) in settled:
                    continue
                if fuzz.token_sort_ratio(texts[place], texts[other_place], score_cutoff=ALIKE):
                    # The list is newest first.
                    pairs.append((other, claim) if claim.published_at and not other.published_at else (claim, other))
    return pairs[:PAIRS]


def likely_same(row: Speaker | Claim) -> list[Speaker] | list[Claim]:
    """Return what one speaker or claim may be a duplicate of."""
    if isinstance(row, Speaker):
        speakers = [other for other in speaker_duplicates(row.name) if other.pk != row.pk]
        settled = _settled([row.public_id, *(other.public_id for other in speakers)])
        return [other for other in speakers if frozenset((row.public_id, other.public_id)) not in settled]
    claims = [other for other in claims_like(row.text, limit=8) if other.pk != row.pk]
    settled = _settled([row.public_id, *(other.public_id for other in claims)])
    return [
        other
        for other in claims
        if not other.merged_into_id and frozenset((row.public_id, other.public_id)) not in settled
    ]
