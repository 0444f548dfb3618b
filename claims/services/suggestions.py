"""Statements as the reader and tables of statements suggest them, before anybody looked at them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from claims.extraction import BrokenPromiseError, CopyFacts, Quote, Reading
from claims.models import Attribution, Statement
from claims.readers import read_text
from claims.services.locks import locked
from factcheck.base import DomainError, new_public_ids
from sources.bulk import insert_values, row_keys
from sources.models import Document, Speaker
from sources.readers import GivenStatement
from sources.services.outlets import outlet_for_name
from sources.services.speakers import speaker_for_name, speakers_for_names

# Long enough for a TextQuoteSelector to be unique in practice, short enough to stay a quotation.
CONTEXT = 48
PERSON = "person"
# What a speaker's name holds; one that was cut would be another's.
NAME_LENGTH = 200
# Who found what a table of statements named.
TABLE = "table of statements"
QUOTE_MARKS = '“„«‹"‘'


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
