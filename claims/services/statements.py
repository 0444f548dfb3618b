"""What editors do with statements: accept, reject, re-attribute, mark what the reader missed."""

import datetime as dt
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, cast

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.extraction import BrokenPromiseError, CopyFacts, Quote, Reading, kind_by_marks
from claims.models import Attribution, Claim, Event, Merge, Statement
from claims.publishing import publish_around_statement
from claims.readers import read_text
from claims.services.conditions import EDITORS, readers_see, refuse_merged, refuse_unless_editor, refuse_while_proposed
from claims.services.days import FIRST_SAID, refuse_ahead, refuse_before
from claims.services.events import event_record, reason_required
from claims.services.locks import claims_locked, locked, require_version, save_checked
from claims.services.record import speaker_take_back
from claims.workflow import STATEMENT_MOVES
from factcheck.base import ConflictError, DomainError, new_public_id, new_public_ids
from sources.bulk import insert_values, row_keys
from sources.models import Document, Role, Speaker
from sources.names import name_key
from sources.readers import GivenStatement
from sources.selectors import role_held
from sources.services.outlets import outlet_for_name
from sources.services.speakers import speaker_for_name, speakers_for_names
from sources.workflow import is_allowed

# Long enough for a TextQuoteSelector to be unique in practice, short enough to stay a quotation.
CONTEXT = 48
PERSON = "person"
# What a speaker's name holds; one that was cut would be another's.
NAME_LENGTH = 200
# Who found what a table of statements named.
TABLE = "table of statements"
LAST_COMMA = re.compile(r"(?<=.),(?=[”\"»“'’]?$)", re.DOTALL)
QUOTE_MARKS = '“„«‹"‘'
# Writing in which no space stands between words, so that nobody can tell where one is cut.
UNSPACED = ("CJK", "HIRAGANA", "KATAKANA", "THAI", "LAO", "KHMER", "MYANMAR", "TIBETAN")
EDITED = ("speaker_id", "start", "end", "review_state", "authenticity")

UNDONE = "statement.undone"
REVIEWS = ("statement.accepted", "statement.rejected", "statement.reopened", "statement.marked")
UNDOABLE = (*REVIEWS, "statement.reattributed", "statement.respanned")
# After this the words stand elsewhere, so that nothing before it can be taken back.
MOVED = ("statement.moved", "statement.lost")
# Why a step over several leaves a statement as it is.
NO_SPEAKER, CHANGED = "no speaker", "changed"
# How far back to look for somebody's own acts in a document.
RECENT_ACTS = 200


def in_marks(statement: Statement) -> str:
    """Return a statement's words to be named in a sentence; in quotation marks, once."""
    words = str(statement)
    is_whole = words == statement.exact
    # The comma belongs to the sentence that the copy goes on with.
    words = LAST_COMMA.sub("", words)
    if words[0] not in QUOTE_MARKS:
        return f"“{words}”"
    return words if is_whole else f"{words}”"


def statement_context(text: str, start: int, end: int) -> tuple[str, str]:
    """Return the text just before and just after a span."""
    return text[max(0, start - CONTEXT) : start], text[end : end + CONTEXT]


def statement_values(document: Document, quote: Quote, speaker: Speaker | None, found_by: str) -> dict[str, Any]:
    """Return what a quote becomes, by column. A quote has many; an instance for each would cost more than its row."""
    prefix, suffix = statement_context(document.text, quote.start, quote.end)
    name, doubt = _suggested(quote.speaker or "", quote.doubt)
    speaker_words = ""
    if quote.speaker_start is not None and quote.speaker_end is not None:
        speaker_words = document.text[quote.speaker_start : quote.speaker_end][:300]
    return {
        "document_id": document.pk,
        "start": quote.start,
        "end": quote.end,
        "exact": quote.text,
        "prefix": prefix,
        "suffix": suffix,
        "kind": quote.kind,
        "speaker_id": speaker.pk if speaker else None,
        "speaker_words": speaker_words,
        "speaker_start": quote.speaker_start,
        "speaker_end": quote.speaker_end,
        "suggested_speaker": name,
        "alternatives": list(quote.alternatives),
        "role_words": quote.role[:300],
        "cue": quote.cue[:200],
        "cue_start": quote.cue_start,
        "cue_end": quote.cue_end,
        "said_on": quote.said_on,
        "said_on_precision": quote.said_on_precision,
        "occasion": quote.occasion[:300],
        "language": document.language,
        "figures": [
            {
                "value": figure.value,
                "unit": figure.unit,
                "approximate": figure.approximate,
                "of": figure.of,
                "text": figure.text,
            }
            for figure in quote.figures
        ],
        "found_by": found_by,
        "confidence": quote.confidence,
        "doubt": doubt[:300],
    }


def _suggested(name: str, doubt: str) -> tuple[str, str]:
    """Return a name as it is suggested, and the doubt about it; one that is too long for a name is asked for."""
    if len(name) <= NAME_LENGTH:
        return name, doubt
    return "", f"Who said it has more than {NAME_LENGTH} characters in the text, too many for a name. Name the speaker."


@transaction.atomic
def statements_extract(*, document: Document) -> int:
    """Read a document and store its statements as suggestions. Returns how many it has.

    A document that was read before is left as it is: nothing a person decided is touched.
    """
    document = locked(document)
    existing = document.statements.count()
    if existing:
        return existing
    return statements_store([(document, statements_read(document))])


def statements_read(document: Document, facts: CopyFacts | None = None) -> Reading:
    """Return what the house's reader finds in a document, which need not be stored yet; `facts` as in `read`.

    DomainError where the answer of a plugged-in reader cannot be taken.
    """
    published = document.published_at.date() if document.published_at else None
    try:
        return read_text(document.text, published=published, facts=facts)
    except BrokenPromiseError as error:
        raise DomainError(str(error)) from error


@transaction.atomic
def statements_store(found: Sequence[tuple[Document, Reading]]) -> int:
    """Store what the reader found in documents that have no statements yet. Returns how many there are."""
    quotes = [quote for _, reading in found for quote in reading.quotes]
    # Each name is looked up once, however often it is named.
    speakers = speakers_for_names({quote.speaker for quote in quotes if quote.speaker})
    outlets = {name: outlet_for_name(name) for name in {step.name for quote in quotes for step in quote.attributions}}
    keys, public_ids = row_keys(Statement, len(quotes)), iter(new_public_ids(len(quotes)))
    # Written out once for all rows.
    now = timezone.now().isoformat()

    def rows() -> Iterator[dict[str, Any]]:
        first = 0
        for document, reading in found:
            own = keys[first : first + len(reading.quotes)]
            first += len(own)
            for key, quote in zip(own, reading.quotes, strict=True):
                values = statement_values(document, quote, speakers.get(quote.speaker or ""), reading.reader)
                continues = quote.continues
                values["continues_id"] = own[continues] if continues is not None and continues < len(own) else None
                yield {"id": key, "public_id": next(public_ids), "created_at": now, "updated_at": now, **values}

    insert_values(Statement, rows())
    insert_values(
        Attribution,
        (
            {
                "statement_id": key,
                "position": position,
                "kind": step.kind,
                "outlet_id": outlet.pk if (outlet := outlets[step.name]) else None,
                "words": (step.text or step.name)[:300],
            }
            for key, quote in zip(keys, quotes, strict=True)
            for position, step in enumerate(quote.attributions, 1)
        ),
    )
    return len(quotes)


@transaction.atomic
def statements_given(*, document: Document, given: Iterable[GivenStatement]) -> int:
    """Store the statements that a table named, as suggestions. Returns how many the document has."""
    document = locked(document)
    taken = set(document.statements.values_list("start", "end"))
    for one in given:
        if (one.start, one.end) in taken:
            continue
        taken.add((one.start, one.end))
        exact = document.text[one.start : one.end]
        prefix, suffix = statement_context(document.text, one.start, one.end)
        name, doubt = _suggested(one.speaker, "" if one.speaker else "The table does not say who said it.")
        Statement(
            document=document,
            start=one.start,
            end=one.end,
            exact=exact,
            prefix=prefix,
            suffix=suffix,
            # Without quote marks the table does not say that the words are literal.
            kind=Statement.Kind.DIRECT if exact[0] in QUOTE_MARKS else Statement.Kind.INDIRECT,
            speaker=speaker_for_name(one.speaker),
            suggested_speaker=name,
            said_on=one.said_on,
            said_on_precision="day" if one.said_on else "unknown",
            language=document.language,
            found_by=TABLE,
            confidence=1.0 if one.speaker else 0.0,
            doubt=doubt,
        ).save(force_insert=True)
    return len(taken)


def _move(statement: Statement, state: str) -> None:
    if not is_allowed(STATEMENT_MOVES, statement.review_state, state):
        raise DomainError(f"This statement is {statement.review_state} already.")
    statement.review_state = state


def _store(statement: Statement) -> None:
    statement.version += 1
    save_checked(statement)


def _store_review(statement: Statement) -> None:
    """Save a review, whose rules the act has looked at: to validate every field would take twenty queries more."""
    statement.version += 1
    statement.save(update_fields=["review_state", "speaker", "role", "role_words", "version", "updated_at"])


def _locked_with_claims(statement: Statement) -> tuple[Statement, list[Claim]]:
    """Lock a statement and, before it, the claims it makes: in that order everywhere."""
    claims, fresh = claims_locked(lambda: statement.claims.values_list("pk", flat=True), lambda: locked(statement))
    return fresh, claims


def _tell_readers(claims: list[Claim], statement: Statement, **line: Any) -> None:
    """Write a change of what readers saw into the public history of each claim that shows it."""
    for claim in claims:
        if readers_see(claim):
            event_record(subject=claim, after={"statement": statement.public_id}, is_public=True, **line)


def _role_of(statement: Statement) -> Role | None:
    """Return the role the speaker held when it was said; no words are younger than their report."""
    if statement.speaker is None:
        return None
    day = statement.said_on
    if day is None:
        # The text stays where it is.
        published_at = Document.objects.values_list("published_at", flat=True).get(pk=statement.document_id)
        day = published_at.date() if published_at else None
    return role_held(statement.speaker, day)


def _refuse_if_relied_on(statement: Statement, claims: Iterable[Claim], what: str) -> None:
    for claim in claims:
        if readers_see(claim):
            way_out = (
                "It was withdrawn and stays as it is." if claim.withdrawn_at else "Remove it from the claim first."
            )
            raise DomainError(
                f"{what} is refused: the published claim “{claim.text}” rests on this statement. {way_out}"
            )
        refuse_while_proposed(claim)


@transaction.atomic
def statement_accept(
    *,
    statement: Statement,
    actor: User,
    speaker: Speaker | None = None,
    reason: str = "",
    version: int | None = None,
    together: str = "",
    is_new_speaker: bool = False,
) -> Statement:
    """Accept a suggestion: these words, this speaker. `speaker` names one where none was found.

    With `is_new_speaker` they came into the record by this act, and leave it where it is taken back. Those that one
    step accepts share a word of its own, `together`, and are taken back as one.
    """
    statement = locked(statement)
    require_version(statement, version, EDITED)
    before: dict[str, object] = {"review_state": statement.review_state}
    refuse_merged(speaker)
    if speaker is not None and speaker.pk != statement.speaker_id:
        before["speaker"] = statement.speaker.public_id if statement.speaker else None
        if statement.role_words and not _is_called_so(statement, speaker):
            # The role in the copy was that of whom the reader took for the speaker.
            before["role_words"], statement.role_words = statement.role_words, ""
        statement.speaker = speaker
    if statement.speaker is None:
        raise DomainError("Say who spoke before you accept a statement.", field="speaker")
    _move(statement, Statement.Review.ACCEPTED)
    statement.role = _role_of(statement)
    _store_review(statement)
    event_record(
        subject=statement,
        action="statement.accepted",
        actor=actor,
        reason=reason,
        before=before,
        after={
            "review_state": "accepted",
            "speaker": statement.speaker.public_id,
            **({"together": together} if together else {}),
            **({"is_new_speaker": True} if is_new_speaker else {}),
        },
    )
    if "speaker" in before:
        _name_others(statement)
    publish_around_statement(statement)
    return statement


def _is_called_so(statement: Statement, speaker: Speaker) -> bool:
    """Whether the name that the copy gives is one of this speaker's; nothing else is known of an unnamed one."""
    if statement.speaker is not None:
        return False
    key = name_key(statement.suggested_speaker)
    return not key or speaker.names.filter(key=key).exists()


def _name_others(statement: Statement) -> None:
    """Give this speaker the other suggestions that the reader gave to the same name, where only one is called so."""
    name = statement.suggested_speaker
    if name and speaker_for_name(name) == statement.speaker:
        alike = statement.document.statements.filter(speaker=None, suggested_speaker=name)
        # Whom somebody else decides at this moment, they decide: nobody waits for them with a row in hand.
        free = alike.filter(review_state=Statement.Review.SUGGESTED).select_for_update(skip_locked=True, of=("self",))
        Statement.objects.filter(pk__in=[row.pk for row in free]).update(speaker=statement.speaker)


@transaction.atomic
def statement_reject(
    *, statement: Statement, actor: User, reason: str, version: int | None = None, together: str = ""
) -> Statement:
    """Reject a suggestion, with the reason: not a statement, wrong words, wrong speaker.

    Those that one step rejects share a word of its own, `together`, and are taken back as one.
    """
    statement, claims = _locked_with_claims(statement)
    require_version(statement, version, EDITED)
    reason = reason_required(reason, "the statement is rejected")
    _refuse_if_relied_on(statement, claims, "Rejecting")
    before = {"review_state": statement.review_state}
    _move(statement, Statement.Review.REJECTED)
    _store_review(statement)
    event_record(
        subject=statement,
        action="statement.rejected",
        actor=actor,
        reason=reason,
        before=before,
        after={"review_state": "rejected", **({"together": together} if together else {})},
    )
    publish_around_statement(statement)
    return statement


@transaction.atomic
def statement_reopen(*, statement: Statement, actor: User, version: int | None = None) -> Statement:
    """Take a review back: the statement is a suggestion again."""
    statement, claims = _locked_with_claims(statement)
    require_version(statement, version, EDITED)
    _refuse_if_relied_on(statement, claims, "Taking the review back")
    before = {"review_state": statement.review_state}
    _move(statement, Statement.Review.SUGGESTED)
    _store_review(statement)
    event_record(
        subject=statement,
        action="statement.reopened",
        actor=actor,
        before=before,
        after={"review_state": "suggested"},
    )
    publish_around_statement(statement)
    return statement


@transaction.atomic
def statement_reattribute(
    *,
    statement: Statement,
    actor: User,
    speaker: Speaker,
    reason: str = "",
    version: int | None = None,
) -> Statement:
    """Give the words to another speaker. A statement that was accepted before needs a reason.

    DomainError for whoever is no editor, where a published claim rests on it.
    """
    statement, claims = _locked_with_claims(statement)
    require_version(statement, version, EDITED)
    if statement.speaker_id == speaker.pk:
        return statement
    refuse_merged(speaker)
    refuse_unless_editor(actor, claims, "an editor gives these words to another speaker", "speaker")
    if statement.review_state == Statement.Review.ACCEPTED:
        reason = reason_required(reason, "an accepted statement is given to someone else")
    for claim in claims:
        refuse_while_proposed(claim)
    was = statement.speaker
    before = {
        "speaker": statement.speaker.public_id if statement.speaker else None,
        "role_words": statement.role_words,
    }
    statement.speaker = speaker
    # The role in the copy was that of whom the reader took for the speaker.
    statement.role_words = ""
    statement.role = _role_of(statement) if statement.review_state == Statement.Review.ACCEPTED else None
    _store(statement)
    event_record(
        subject=statement,
        action="statement.reattributed",
        actor=actor,
        reason=reason,
        before=before,
        after={"speaker": speaker.public_id},
    )
    _tell_readers(
        claims,
        statement,
        action="statement.reattributed",
        actor=actor,
        reason=f"{was or 'Nobody'} → {speaker}: {reason}",
    )
    publish_around_statement(statement)
    return statement


@transaction.atomic
def statement_respan(
    *,
    statement: Statement,
    actor: User,
    start: int,
    end: int,
    reason: str = "",
    version: int | None = None,
) -> Statement:
    """Stretch or cut the words to `document.text[start:end]`. One that a claim rests on needs a reason.

    Their kind follows from the quote marks. DomainError where a word is cut in two, where they run into another
    accepted statement, and for whoever is no editor, where a published claim rests on it.
    """
    statement, claims = _locked_with_claims(statement)
    require_version(statement, version, EDITED)
    if statement.review_state == Statement.Review.REJECTED:
        raise DomainError("This statement is rejected. Take that back before you change its words.")
    text = statement.document.text
    if not 0 <= start < end <= len(text):
        raise DomainError("The marked words are not inside the document.", field="start")
    if _is_within_word(text, start) or _is_within_word(text, end):
        raise DomainError("The words begin or end in the middle of a word.", field="start")
    _refuse_overlap(statement, start, end)
    refuse_unless_editor(actor, claims, "an editor changes these words", "start")
    if claims:
        reason = reason_required(reason, "a statement gets other words on which a claim rests")
    for claim in claims:
        refuse_while_proposed(claim)
    was = statement.exact
    before = {"start": statement.start, "end": statement.end, "kind": statement.kind}
    statement.start, statement.end, statement.exact = start, end, text[start:end]
    statement.prefix, statement.suffix = statement_context(text, start, end)
    statement.kind = _kind_now(statement)
    _store(statement)
    event_record(
        subject=statement,
        action="statement.respanned",
        actor=actor,
        reason=reason,
        before=before,
        after={"start": start, "end": end, "kind": statement.kind},
    )
    _tell_readers(
        claims, statement, action="statement.respanned", actor=actor, reason=f"{was} → {statement.exact}: {reason}"
    )
    publish_around_statement(statement)
    return statement


def _is_within_word(text: str, place: int) -> bool:
    sides = text[max(0, place - 1) : place + 1] if place else ""
    names = [unicodedata.name(side, "") for side in sides]
    return (
        len(sides) == 2
        and all(side.isalnum() or unicodedata.category(side).startswith("M") for side in sides)
        and not any(name.startswith(UNSPACED) for name in names)
    )


def _refuse_overlap(statement: Statement, start: int, end: int) -> None:
    """Refuse to give a statement words of another accepted one that it did not share before."""
    accepted = statement.document.statements.filter(review_state=Statement.Review.ACCEPTED).exclude(pk=statement.pk)
    met = accepted.filter(start__lt=end, end__gt=start)
    shared = Q(start__lt=statement.end, end__gt=statement.start)
    if (other := met.exclude(shared).select_related("speaker").first()) is not None:
        raise DomainError(
            f"These words run into another accepted statement: {in_marks(other)}, said by {other.speaker}.",
            field="start",
        )


def _kind_now(statement: Statement) -> str:
    """Return the kind of a statement by the marks around its words; in a transcript, without marks, it stays direct."""
    kind = kind_by_marks(statement.document.text, statement.start, statement.end)
    is_direct = statement.kind == Statement.Kind.DIRECT
    return kind or (Statement.Kind.DIRECT if is_direct else Statement.Kind.INDIRECT).value


@transaction.atomic
def statement_add(
    *,
    document: Document,
    actor: User,
    start: int,
    end: int,
    speaker: Speaker,
    kind: str = Statement.Kind.DIRECT,
    said_on: dt.date | None = None,
) -> Statement:
    """Mark words that the reader missed; a person marked them, so they are accepted at once."""
    if not 0 <= start < end <= len(document.text):
        raise DomainError("The marked words are not inside the document.", field="start")
    refuse_ahead(said_on, "said_on", "The day on which it was said")
    refuse_before(FIRST_SAID, said_on, "said_on", "The day on which it was said")
    refuse_merged(speaker)
    prefix, suffix = statement_context(document.text, start, end)
    statement = Statement(
        document=document,
        start=start,
        end=end,
        exact=document.text[start:end],
        prefix=prefix,
        suffix=suffix,
        kind=kind,
        speaker=speaker,
        said_on=said_on,
        said_on_precision="day" if said_on else "unknown",
        language=document.language,
        found_by=PERSON,
        marked_by=actor,
        review_state=Statement.Review.ACCEPTED,
    )
    statement.role = _role_of(statement)
    save_checked(statement)
    event_record(
        subject=statement,
        action="statement.marked",
        actor=actor,
        after={"start": start, "end": end, "speaker": speaker.public_id},
    )
    return statement


@transaction.atomic
def statement_authenticity_set(
    *,
    statement: Statement,
    actor: User,
    authenticity: str,
    reason: str,
    version: int | None = None,
) -> Statement:
    """Record whether they said it. That is apart from whether it holds."""
    statement, claims = _locked_with_claims(statement)
    require_version(statement, version, EDITED)
    if statement.review_state != Statement.Review.ACCEPTED:
        raise DomainError("Accept the statement before you say whether it was said.")
    for claim in claims:
        refuse_while_proposed(claim)
    reason = reason_required(reason, "you think so")
    before = {"authenticity": statement.authenticity}
    statement.authenticity = authenticity
    _store(statement)
    event_record(
        subject=statement,
        action="statement.authenticity_set",
        actor=actor,
        reason=reason,
        before=before,
        after={"authenticity": authenticity},
    )
    _tell_readers(
        claims,
        statement,
        action="statement.authenticity_set",
        actor=actor,
        reason=f"{statement.get_authenticity_display()}: {reason}",
    )
    publish_around_statement(statement)
    return statement


# --- taking back ---------------------------------------------------------------------------


def last_acts(statement_ids: Iterable[str]) -> dict[str, Event]:
    """Return, for each statement by its public id, the newest act that can be taken back."""
    lines = Event.objects.filter(
        subject="statement", subject_id__in=list(statement_ids), action__in=(*UNDOABLE, *MOVED, UNDONE)
    ).order_by("subject_id", "-number")
    found: dict[str, Event] = {}
    closed: set[str] = set()
    undone: set[tuple[str, int]] = set()
    for line in lines:
        key = line.subject_id
        if line.action == UNDONE:
            undone.add((key, line.after["undoes"]))
        elif line.action in MOVED:
            closed.add(key)
        elif key not in found and key not in closed and (key, line.number) not in undone:
            found[key] = line
    return found


def last_act_by(user: User, document: Document) -> Event | None:
    """Return the newest act of `user` on a statement of `document` that can be taken back."""
    keys = list(document.statements.values_list("public_id", flat=True))
    own = Event.objects.filter(actor=user, subject="statement", subject_id__in=keys, action__in=UNDOABLE)
    lines = list(own.order_by("-pk")[:RECENT_ACTS])
    newest = last_acts({line.subject_id for line in lines})
    standing = [line for line in lines if newest.get(line.subject_id) == line]
    # What readers see by now cannot be taken back; the steps before it still can.
    shut = [line for line in standing if line.action in REVIEWS or not user.has_perm(EDITORS)]
    kept = set(_relied_on([line.subject_id for line in shut]))
    free = (line for line in standing if line not in shut or line.subject_id not in kept)
    return next(free, standing[0] if standing else None)


def _relied_on(keys: Iterable[str]) -> Iterable[str]:
    """Return those of these statements that a published claim rests on, or one whose verdict waits."""
    rests = Q(claims__published_at__isnull=False, claims__is_removed=False)
    waits = Q(claims__verdicts__state="proposed")
    return Statement.objects.filter(rests | waits, public_id__in=list(keys)).values_list("public_id", flat=True)


def done_with(act: Event, document: Document) -> tuple[list[Statement], list[Statement]]:
    """Return the statements of `document` that one step changed, the one of `act` among them, where it still stands.

    With them, those of that step that somebody changed since.
    """
    together = act.after.get("together")
    rows = document.statements.all() if together else document.statements.filter(public_id=act.subject_id)
    # Before the acts are looked up: whoever acts in between changes the version of a row.
    statements = {row.public_id: row for row in rows}
    step = {act.subject_id: act}
    if together:
        lines = Event.objects.filter(
            actor=act.actor_id, action=act.action, subject="statement", subject_id__in=list(statements)
        )
        step = {line.subject_id: line for line in lines if line.after.get("together") == together}
    newest = last_acts(list(step))
    standing = [statements[key] for key, line in step.items() if newest.get(key) == line]
    return standing, [statements[key] for key, line in step.items() if newest.get(key) != line]


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


def statements_undo(*, statements: Iterable[Statement], actor: User) -> tuple[int, list[Left]]:
    """Take back the newest act on each. Returns on how many, and the others by the reason why not."""
    return _each(statements, lambda one: statement_undo(statement=one, actor=actor, version=one.version))


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


@transaction.atomic
def statement_undo(*, statement: Statement, actor: User, version: int | None = None) -> Statement:
    """Take back the newest act on a statement: its review, its speaker or its ends become what they were.

    Words that a person marked cannot vanish from the record, so taking that back rejects them.
    """
    statement, claims = _locked_with_claims(statement)
    require_version(statement, version, EDITED)
    act = last_acts([statement.public_id]).get(statement.public_id)
    if act is None:
        raise DomainError("There is nothing to take back here.")
    if act.action in REVIEWS:
        _refuse_if_relied_on(statement, claims, "Taking this back")
    else:
        refuse_unless_editor(actor, claims, "an editor takes this back")
    for claim in claims:
        refuse_while_proposed(claim)
    was_by, was = statement.speaker, statement.exact
    before: dict[str, object] = {}
    after: dict[str, object] = {}
    for name, value in _values_before(statement, act).items():
        old = getattr(statement, name)
        if old != value:
            before[name], after[name] = getattr(old, "public_id", old), getattr(value, "public_id", value)
            setattr(statement, name, value)
    if "start" in after or "end" in after:
        text = statement.document.text
        statement.exact = text[statement.start : statement.end]
        statement.prefix, statement.suffix = statement_context(text, statement.start, statement.end)
        statement.kind = act.before.get("kind") or _kind_now(statement)
    is_accepted = statement.review_state == Statement.Review.ACCEPTED
    statement.role = _role_of(statement) if is_accepted else None
    if act.action in REVIEWS:
        _store_review(statement)
    else:
        _store(statement)
    event_record(subject=statement, action=UNDONE, actor=actor, before=before, after={**after, "undoes": act.number})
    # Readers are told what they see change; a review that is taken back was never theirs to see.
    if act.action not in REVIEWS:
        speakers = f"{was_by or 'Nobody'} → {statement.speaker or 'Nobody'}"
        said = speakers if act.action == "statement.reattributed" else f"{was} → {statement.exact}"
        _tell_readers(claims, statement, action=act.action, actor=actor, reason=f"{said}: taken back.")
    publish_around_statement(statement)
    if act.after.get("is_new_speaker") and was_by is not None and was_by != statement.speaker:
        _take_speaker_back(statement, was_by, actor)
    return statement


def _take_speaker_back(statement: Statement, speaker: Speaker, actor: User) -> None:
    """Take a speaker who came with an act out of the record again, unless something else names them by now.

    The suggestions that were given to them with it (see `_name_others`) are nobody's again.
    """
    others = Statement.objects.filter(speaker=speaker)
    free = others.filter(
        document=statement.document_id,
        review_state=Statement.Review.SUGGESTED,
        suggested_speaker=statement.suggested_speaker,
    )
    rows = list(free.select_for_update(skip_locked=True, of=("self",)))
    chosen = Event.objects.filter(
        subject="statement", subject_id__in=[row.public_id for row in rows], action="statement.reattributed"
    )
    if len(rows) < others.count() or chosen.exists():
        return
    with transaction.atomic():
        others.update(speaker=None)
        if not speaker_take_back(speaker=speaker, actor=actor):
            transaction.set_rollback(True)


def _values_before(statement: Statement, act: Event) -> dict[str, Any]:
    """Return what the fields of a statement were before an act."""
    if act.action == "statement.marked":
        return {"review_state": Statement.Review.REJECTED.value}
    values = dict(act.before)
    if "speaker" in values:
        values["speaker"] = _speaker_before(statement, act)
    return values


def _speaker_before(statement: Statement, act: Event) -> Speaker | None:
    """Return who said it before an act, by what is known of speakers since: of who is one, and who are two."""
    speaker = Speaker.objects.filter(public_id=act.before["speaker"] or "").first()
    if speaker is None:
        return None
    undone = Merge.objects.filter(
        into_speaker=speaker, at__lt=act.at, undone_at__gt=act.at, moved__statements__contains=[statement.pk]
    )
    if merge := undone.order_by("-pk").first():
        speaker = cast("Speaker", merge.speaker)
    while speaker.merged_into is not None:
        speaker = speaker.merged_into
    return speaker
