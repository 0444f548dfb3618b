"""What every reader promises, checked: a newsroom's own may be plugged in, and may be wrong."""

from __future__ import annotations

from .types import Reading

#: The record keeps the reader's name and version in so many characters.
NAME_LENGTH = 60


class BrokenPromiseError(Exception):
    """A reading that the record cannot take; the message says what is wrong with it."""


def kept(text: str, reading: Reading) -> Reading:
    """The reading itself, when it keeps the promises of `Reader`; BrokenPromiseError when it does not."""
    if not isinstance(reading, Reading):
        raise BrokenPromiseError(f"The reader returned {type(reading).__name__}, not a Reading.")
    if not 0 < len(reading.reader) <= NAME_LENGTH:
        raise BrokenPromiseError(f"The reader must name itself and its version in 1 to {NAME_LENGTH} characters.")
    reach = 0
    for number, quote in enumerate(reading.quotes):
        place = f"{reading.reader}: statement {number} ({quote.start} to {quote.end})"
        if not 0 <= quote.start < quote.end <= len(text):
            raise BrokenPromiseError(f"{place} lies outside the text of {len(text)} characters.")
        if text[quote.start : quote.end] != quote.text:
            raise BrokenPromiseError(f"{place} does not have the words that stand there.")
        if quote.start < reach:
            raise BrokenPromiseError(f"{place} begins before the one before it ends.")
        if not 0 <= quote.confidence <= 1:
            raise BrokenPromiseError(f"{place} has a confidence of {quote.confidence}.")
        if quote.speaker_start is not None and quote.speaker_end is not None:
            if not 0 <= quote.speaker_start < quote.speaker_end <= len(text):
                raise BrokenPromiseError(f"{place} names its speaker outside the text.")
        if quote.continues is not None and not 0 <= quote.continues < number:
            raise BrokenPromiseError(f"{place} continues one that does not come before it.")
        if (quote.said_on is None) != (quote.said_on_precision == "unknown"):
            raise BrokenPromiseError(f"{place} has a day without a precision, or a precision without a day.")
        reach = quote.end
    return reading
