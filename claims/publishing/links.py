"""What the publication of a claim says of claims that it is linked to."""

from claims.models import Claim, ClaimLink
from claims.publishing.drafts import Json
from claims.publishing.references import claim_ref
from claims.publishing.visibility import published_claims


def link_body(link: ClaimLink, other: Claim, *, is_reverse: bool) -> Json:
    mutual = link.kind == ClaimLink.Kind.CONTRADICTS
    return {
        "kind": link.kind if mutual or not is_reverse else f"{link.kind}_by",
        "note": link.note or None,
        "claim": claim_ref(other),
    }


def links_of(claims: list[Claim]) -> dict[int, list[tuple[Json, str]]]:
    """The links of claims to published ones, each with the id of the other; first those that somebody drew from it."""
    found: dict[int, list[tuple[Json, str]]] = {}
    shown = published_claims().order_by()
    drawn = ClaimLink.objects.filter(claim__in=claims, other__in=shown).select_related("other")
    for link in drawn:
        found.setdefault(link.claim_id, []).append(
            (link_body(link, link.other, is_reverse=False), link.other.public_id)
        )
    led_to = ClaimLink.objects.filter(other__in=claims, claim__in=shown).select_related("claim")
    for link in led_to:
        found.setdefault(link.other_id, []).append((link_body(link, link.claim, is_reverse=True), link.claim.public_id))
    return found


def contradicted(links: list[Json]) -> list[str]:
    others = [link["claim"] for link in links if link["kind"] == ClaimLink.Kind.CONTRADICTS]
    return [str(other["id"]) for other in others if isinstance(other, dict)]
