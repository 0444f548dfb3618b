"""Acts on several statements in one step, to be taken back as one."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.db import transaction

from claims.models import Claim, Statement
from claims.services.events import reason_required
from claims.services.locks import claims_locked
from claims.services.reviews import statement_accept, statement_reject
from claims.services.undoing import statement_undo
from factcheck.base import ConflictError, DomainError, new_public_id
from sources.models import Document

# Why a step over several leaves a statement as it is.
NO_SPEAKER, CHANGED = "no speaker", "changed"


@dataclass(frozen=True)
class Left:
    """Statements that a step over several left as they were, all for one reason; as words, how many and why."""

    why: str
    statements: list[Statement]

    def __str__(self) -> str:
        count = len(self.statements)
        if self.why == NO_SPEAKER:
            return f"{count} {'has' if count == 1 else 'have'} no speaker yet."
        if self.why == CHANGED:
            return f"{count} {'was' if count == 1 else 'were'} changed since then."
        return f"{count}: {self.why}"


def statements_accept(*, statements: Iterable[Statement], actor: User) -> tuple[int, list[Left]]:
    """Accept several in one step, to be taken back as one. Returns how many, and the others by the reason why not."""
    together = new_public_id()
    return _each(
        statements,
        lambda one: statement_accept(statement=one, actor=actor, version=one.version, together=together),
    )


def statements_reject(*, statements: Iterable[Statement], actor: User, reason: str) -> tuple[int, list[Left]]:
    """Reject several in one step, for one reason. Returns how many, and the others by the reason why not.

    They are taken back as one. DomainError where no reason is given.
    """
    together, reason = new_public_id(), reason_required(reason, "the statements are rejected")
    return _each(
        statements,
        lambda one: statement_reject(statement=one, actor=actor, reason=reason, version=one.version, together=together),
    )


def statements_undo(*, statements: Iterable[Statement], actor: User) -> tuple[int, list[Left]]:
    """Take back the newest act on each. Returns on how many, and the others by the reason why not."""
    return _each(statements, lambda one: statement_undo(statement=one, actor=actor, version=one.version))


@transaction.atomic
def _each(statements: Iterable[Statement], act: Callable[[Statement], object]) -> tuple[int, list[Left]]:
    """Do something with each: with all of them, but for those that refuse, or with none.

    What they need is locked at once and in order, so that two such steps do not wait for each other crosswise.
    """
    rows = list(statements)
    _take_step(sorted({row.document_id for row in rows}))
    keys = [row.pk for row in rows]
    makes = Claim.objects.filter(appearances__statement__in=keys).values_list("pk", flat=True)
    claims_locked(
        lambda: makes,
        lambda: list(
            Statement.objects.filter(pk__in=keys).order_by("pk").select_for_update(of=("self",)).values_list("pk")
        ),
    )
    count = 0
    left: dict[str, list[Statement]] = {}
    for statement in rows:
        try:
            act(statement)
            count += 1
        except ConflictError:
            left.setdefault(CHANGED, []).append(statement)
        except DomainError as error:
            left.setdefault(NO_SPEAKER if error.field == "speaker" else error.message, []).append(statement)
    return count, [Left(why, rows) for why, rows in left.items()]


def _take_step(document_ids: Sequence[int]) -> None:
    """Lock these documents against other steps over several of their statements; single acts go on."""
    held = Document.objects.filter(pk__in=document_ids).order_by("pk").select_for_update(no_key=True)
    list(held.values_list("pk"))


@transaction.atomic
def steps_awaited(document: Document) -> None:
    """Wait until the steps over several statements of a document that are under way are done, to see all they did."""
    _take_step([document.pk])
