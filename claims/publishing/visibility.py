"""What of the record the public sees."""

from collections.abc import Sequence

from django.db.models import Exists, OuterRef, Q, QuerySet

from claims.models import Appearance, Claim, Statement
from sources.models import Document


def published_claims():
    """Claims that the public sees: a verdict was approved. Withdrawn ones keep their page, removed ones do not."""
    return Claim.objects.filter(published_at__isnull=False, merged_into__isnull=True, is_removed=False)


def public_statements(without: Sequence[Claim] = ()) -> QuerySet[Statement]:
    """Accepted statements that a standing claim rests on, or whose saying was confirmed.

    What stands in a claim that the law took away is not public, confirmed or not, unless another published claim
    rests on it. `without` are claims to reckon as taken away.
    """
    appears = Appearance.objects.filter(statement=OuterRef("pk"))
    taken_away = appears.filter(Q(claim__is_removed=True) | Q(claim__in=without))
    public = appears.filter(
        claim__published_at__isnull=False, claim__merged_into__isnull=True, claim__is_removed=False
    ).exclude(claim__in=without)
    is_confirmed = Q(authenticity=Statement.Authenticity.CONFIRMED)
    # Asked of each statement, of which callers want few: a list of all that stand would be made anew at every question.
    return Statement.objects.filter(review_state=Statement.Review.ACCEPTED).filter(
        Q(Exists(public.filter(claim__withdrawn_at__isnull=True)))
        | is_confirmed & (~Q(Exists(taken_away)) | Q(Exists(public)))
    )


def statements_taken_away(claim: Claim) -> tuple[list[Statement], list[Statement]]:
    """Return the accepted statements of a claim that would be public no longer if the law took it, and the others."""
    rows = claim.statements.filter(review_state=Statement.Review.ACCEPTED).select_related("speaker").order_by("pk")
    kept = set(public_statements(without=[claim]).filter(claims=claim).values_list("pk", flat=True))
    return [row for row in rows if row.pk not in kept], [row for row in rows if row.pk in kept]


def evidence_documents():
    """Documents that standing verdicts openly rest on."""
    return Document.objects.filter(
        evidence__is_protected=False,
        evidence__verdicts__current_for__published_at__isnull=False,
        evidence__verdicts__current_for__is_removed=False,
    )
