"""For quotations that no verb of saying claims: whom the sentence is about."""

from __future__ import annotations

from claims.extraction.phrases import Phrase, left, right
from claims.extraction.segment import Sentence
from claims.extraction.subject_phrases import skip_left, subject_left, with_name
from claims.extraction.words import F

from .clauses import LEADING_CLAUSE
from .grammar import BREAKS, FORMS, LABELS, MORE, STOP_MARKS, acts, can_speak, is_named, usage
from .subjects import clause_subject, subject_before


def first_subject(s: Sentence, stop: int) -> Phrase | None:
    """Who the sentence is about, for a quotation that stands in it without a verb of saying."""
    leads = s.word[0] in LEADING_CLAUSE or s.word[0] in ("asked", "told", "pressed")
    main = next((k + 1 for k in range(stop) if s.word[k] == ","), 0) if leads else 0
    return (subject_before(s, main, stop) if main else None) or subject_before(s, 0, stop)


def lead_in(s: Sentence) -> tuple[Phrase | None, int]:
    """Who a line that ends in a colon announces, and the word that does: "Ana Ruiz told AFP on Friday:"."""
    word, flags = s.word, s.flags
    size = len(s)
    for i in range(size - 2, -1, -1):
        if word[i] == "according" and word[i + 1] == "to":
            return right(s, i + 2, size), i
        if not flags[i] & F.TAG or flags[i] & F.CAPITAL and i and not s.title_case:
            continue
        used = usage(s, i, 0)
        if used is None or used[0] not in ("fin", "bare"):
            continue
        if i == 0 or word[i - 1] in (",", "and", "but"):
            subject = right(s, i + 1, size) if i == 0 else clause_subject(s, i)
        else:
            subject = subject_left(s, skip_left(s, used[1] - 1, 0), 0)
        if subject is not None and is_named(s, subject):
            return subject, i
    if word[0] == "from":
        return right(s, 1, size), 0
    subject = first_subject(s, size)
    return subject if subject is not None and can_speak(s, subject) else None, size - 1


def is_put_to(s: Sentence, quote: int) -> bool:
    """As in "voters were asked" before a quotation: it is put to them, and nobody is named who asks."""
    k = quote - 1
    while k >= 0 and s.word[k] in (",", ":"):
        k -= 1
    return k > 0 and s.word[k] in ("asked", "told") and bool(s.flags[k - 1] & F.BE)


def reply(s: Sentence) -> Phrase | None:
    """As in "Ana Ruiz's answer?", "Ana Ruiz's reply, four words long, was brutal.": whose words follow."""
    for k in range(2, min(len(s), _CREDIT_REACH)):
        if s.word[k] in _ANSWERS and s.word[k - 1] in ("'s", "'"):
            owner = left(s, k - 2, 0)
            named = owner is not None and owner.first == 0 and s.flags[owner.last] & F.CAPITAL
            return Phrase(0, k, k) if named else None
    return None


_ANSWERS = frozenset("answer reply response retort".split())


def before_colon(s: Sentence, colon: int) -> Phrase | None:
    """As in "Philip Bump: ..." names its speaker right before the colon."""
    if (replied := reply(s)) is not None:
        return replied
    phrase = left(s, colon - 1, 0)
    if phrase is not None and s.word[phrase.first + 1] == "from" and s.word[phrase.first] in MORE:
        phrase = Phrase(phrase.first + 2, phrase.last, phrase.last)  # "More from Dorothea Finch: ..."
        return phrase if can_speak(s, phrase) else None
    if phrase is None or _is_labelled(s):
        return None
    verb = next((k for k in range(phrase.first + 1, phrase.last) if s.flags[k] & F.CAPITAL and acts(s.word[k])), 0)
    phrase = (left(s, verb - 1, phrase.first) if verb else None) or phrase  # "Ana Ruiz Defends Ivo Lam: ..."
    if s.flags[phrase.head] & F.CAPITAL and (phrase.first == 0 or s.word[phrase.first - 1] in (*BREAKS, "-", "from")):
        return phrase
    return None


def _is_labelled(s: Sentence) -> bool:
    """As in "QUOTE OF THE DAY: ...", "OVERHEARD: ...": what stands before the colon is nobody."""
    return s.word[0] in LABELS or s.word[1:3] == ["of", "the"]


def signature(s: Sentence, quote: int) -> Phrase | None:
    """As in "...", a dash and "Ana Ruiz" (or "Ana Ruiz (@anaruiz) September 22, 2022") to the end of the line."""
    if quote + 2 >= len(s) or s.word[quote + 1] not in ("\u2014", "--", "\u2013", "-"):
        return None
    name = right(s, quote + 2, len(s))
    # THE CLAIM: "..."
    labelled = (s.word[0] == "the" or _is_labelled(s)) and s.word[quote - 1] == ":" and quote < _LABELLED
    before = not labelled and any(not s.flags[k] & F.PUNCTUATION for k in range(quote))
    if name is None or not s.flags[name.head] & F.CAPITAL or before:
        return None
    rest = range(name.last + 1, len(s))
    return name if not any(s.flags[k] & (F.VERB | F.AUX | F.QUOTE) and not s.flags[k] & F.TIME for k in rest) else None


_LABELLED = 5


def credited(s: Sentence, quote: int) -> Phrase | None:
    """As in "...," was all Ana Ruiz would say, "...," came the reply from Ana Ruiz: whose they are said to be."""
    word, size = s.word, len(s)
    k = quote + 1
    while k < size and word[k] in (",", ":", "\u2014", "those", "these"):
        k += 1
    if k >= size - 2 or word[k] not in _CREDITS:
        return None
    if word[k + 1] in ("all", "how", "what"):
        subject = right(s, k + 2, size)
        return subject if subject is not None and can_speak(s, subject) else None
    for at in range(k + 1, min(size - 1, k + _CREDIT_REACH)):
        if word[at] in ("from", "of", "by") and word[at - 1] in _WORDS_OF:
            subject = right(s, at + 1, size)
            subject = subject and with_name(s, subject)
            return subject if subject is not None and can_speak(s, subject) else None
        if word[at] in ("'s", "'") and word[at + 1] in _WORDS_OF:
            subject = left(s, at - 1, k + 1)  # "was Ana Ruiz's verdict"
            return subject if subject is not None and can_speak(s, subject) else None
        if s.flags[at] & (F.PUNCTUATION | F.QUOTE | F.AUX):
            return None
    return None


_CREDITS = frozenset("was is were are came comes went goes".split())
_CREDIT_REACH = 8
_WORDS_OF = frozenset(
    "words reply response answer verdict message assessment advice description conclusion retort comment opinion "
    "view warning summary take explanation".split()
)


def announced(s: Sentence, quote: int) -> Phrase | None:
    """As in "..., he demurred: ..." and "The surge does not surprise pollster Ivo Lam: ..."."""
    if s.word[0] in ("here", "this") and s.word[1] in ("'s", "is"):
        return right(s, 2, quote)
    if _is_labelled(s):
        return None
    verb = unlisted_verb(s, quote)
    if verb is not None and can_speak(s, verb[0]):
        return verb[0]
    subject = first_subject(s, quote)
    if subject is None or not can_speak(s, subject):
        near = left(s, quote - 2, 0)
        if near is not None and near.last > near.first and s.flags[near.last] & s.flags[near.last - 1] & F.CAPITAL:
            return near
    return subject


def unlisted_verb(s: Sentence, quote: int) -> tuple[Phrase, int] | None:
    """For "..., she boomed" and "she boomed, ...": a verb no list holds, next to a quotation."""
    word, flags = s.word, s.flags
    size = len(s)
    following = quote + 1
    if following < size and word[following] in (",", "\u2014"):
        following += 1
    if following < size and (quote == 0 or flags[quote] & F.COMMA):
        subject = right(s, following, size)
        if subject is not None and is_named(s, subject):
            k = subject.last + 1
            while k < size and flags[k] & (F.ADVERB | F.AUX):
                k += 1
            if k < size and flags[k] & F.VERB:
                return subject, k
        listed = word[following] in FORMS and "r" not in FORMS[word[following]].verb.frames
        if flags[following] & F.VERB and not flags[following] & F.CAPITAL and not listed:
            subject = right(s, following + 1, size)
            if subject is not None and is_named(s, subject):
                return subject, following
    k = quote - 1
    if k >= 0 and word[k] in (",", ":"):
        k -= 1
    steps = 0
    while k > 0 and steps < 12:
        bits = flags[k]
        near = k == quote - 1 or word[quote - 1] in (",", ":")
        if (
            near
            and bits & F.VERB
            and not bits & (F.CAPITAL | F.FUNCTION | F.ADVERB)
            and (word[k].endswith(("ed", "s", "ing")) or not bits & F.NOUN)
            and word[k] not in _WRITING
        ):
            j = skip_left(s, k - 1, 0)
            subject = subject_left(s, j, 0) if j >= 0 else None
            if subject is not None and is_named(s, subject):
                return subject, k
            found = first_subject(s, k)
            return (found, k) if found is not None else None
        if word[k] in STOP_MARKS:
            return None
        k -= 1
        steps += 1
    return None


_WRITING = frozenset("titled entitled named called known dubbed wrote read reads".split())


def first_name(s: Sentence, stop: int) -> Phrase | None:
    """The first name of a line, as a headline has it before its colon."""
    for k in range(stop):
        if s.flags[k] & F.CAPITAL and not s.flags[k] & F.FUNCTION:
            last = k
            while last + 1 < stop and s.flags[last + 1] & F.CAPITAL and not s.flags[last + 1] & F.FUNCTION:
                last += 1
            return Phrase(k, last, last)
    return None
