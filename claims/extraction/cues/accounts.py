"""According to X, in the words of X, as X puts it; and the colon of a headline."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.phrases import Phrase, left, right
from claims.extraction.segment import Sentence
from claims.extraction.subject_phrases import skip_left, subject_left, with_name
from claims.extraction.words import QUOTED, F

from .clauses import clause_end
from .grammar import (
    BREAKS,
    LABELS,
    MORE,
    STOP_MARKS,
    acts,
    can_speak,
    clause_like,
)
from .hit import Hit
from .tags import has_speaker, stops_at_verb


def find_according(s: Sentence, hits: list[Hit], covered: bytearray) -> None:
    word = s.word
    size = len(s)
    if ACCOUNTS.isdisjoint(word):
        return
    told = "according" in word
    for i in range(size - 2):
        if covered[i] or word[i] != "according" and (told or word[i] not in ("in", "as", "by", "to", "the", "per")):
            continue
        named = _accounts(s, i)
        if named is None:
            continue
        subject, cue_last = named
        if i == 0 or word[i - 1] in (".", ";") or i <= 2 and not s.has_quotation(0, i - 1):
            k = max(subject.last, cue_last) + 1
            while k < size and word[k] != ",":
                k += 1
            while (comma := _past_explained(s, k)) is not None:
                k = comma
            start = k + 1
            end = clause_end(s, start, size, None, False) if start < size else -1
            content = [(start, end)] if end >= start else []
        else:
            stop = i - 1
            while stop > 0 and (word[stop] in BREAKS or word[stop] == "("):
                stop -= 1
            first = stop
            while first > 0 and not covered[first - 1] and word[first - 1] not in (";",):
                first -= 1
            tail = first > 0 and not s.flags[first] & F.PUNCTUATION and word[first] not in ("and", "but")
            content = [(first, stop)] if stop >= first and not tail else []
            k = max(subject.last, cue_last) + 1
            if k < size and s.flags[k] & F.VERB and word[k].endswith("ed"):
                # "an indictment unsealed on Monday,"
                k = next((n for n in range(k + 1, min(size, k + 6)) if s.flags[n] & (F.COMMA | F.PUNCTUATION)), k)
            if k + 1 < size and word[k] == "," and word[i - 1] == "," and _resumes(s, k + 1):
                end = clause_end(s, k + 1, size, None, False)
                if end > k + 1 or word[k + 1] == QUOTED:
                    content.append((k + 1, end))
                joins = len(content) > 1 and word[stop] in ("and", "but", "or", "that")
                if joins or word[k + 1] == QUOTED and stop < i and stops_at_verb(s, stop):
                    content = content[1:]  # "The race has become, in the words of Ana Ruiz, ..."
            lead = content[0][0] if content else 0
            lead += int(word[lead] in ("but", "and"))
            placed = content and s.flags[lead] & F.PREPOSITION and not _has_aux(s, *content[0])
            k = word.index(",", k) if "," in word[k : k + 8] else k
            if placed and not s.quoted and word[i - 1 : i] == [","] == word[k : k + 1]:
                # "In a sidebar, according to a transcript, the jury was tired": place and time
                end = clause_end(s, k + 1, size, None, False)
                content = [(k + 1, end)] if not has_speaker(s, k + 1, end) else []
        if not content or any(has_speaker(s, first, last) for first, last in content if last < i):
            continue  # "Ana said ..., according to AFP": Ana's words, and AFP is how they came
        hit = Hit(i, cue_last, subject, content, "according", "according", False)
        hits.append(hit)
        for first, last in content:
            covered[first : last + 1] = b"\x01" * (last + 1 - first)
        last = max(subject.last, cue_last)
        covered[i : last + 1] = b"\x01" * (last + 1 - i)


def _has_aux(s: Sentence, first: int, last: int) -> bool:
    return any(
        s.flags[k] & F.AUX or s.flags[k] & F.VERB and not s.flags[k] & (F.NOUN | F.ADJECTIVE | F.CAPITAL)
        for k in range(first, last + 1)
    )


def _past_explained(s: Sentence, comma: int) -> int | None:
    """After "According to Ana Ruiz(, a roofer,)" or "(, who chairs it, and Ivo Lam,)": the comma that ends it."""
    word, flags, size = s.word, s.flags, len(s)
    if comma + 2 >= size or "," not in word[comma + 2 :]:
        return None
    end = word.index(",", comma + 2)
    if word[comma + 1] in _MORE_OF_THEM or word[comma + 1 : comma + 3] == ["a", "copy"]:
        return end
    if word[comma + 1] in ("however", "though") and end == comma + 2:
        return end
    if not flags[comma + 1] & (F.DETERMINER | F.NUMBER | F.PREPOSITION) or not clause_like(s, end + 1, size - 1):
        return None
    verbs = any(
        flags[k] & F.AUX or flags[k] & F.VERB and not flags[k] & (F.NOUN | F.ADJECTIVE | F.CAPITAL)
        for k in range(comma + 1, end)
    )
    return None if verbs else end


_MORE_OF_THEM = frozenset(("who", "whose", "which", "and"))
#: "In the words of X", "in X's view", "according to X".
ACCOUNTS = frozenset(
    "view opinion estimation telling words account admission according put puts tells sees describes quote way "
    "per".split()
)


def _as_told(s: Sentence, at: int) -> tuple[Phrase, int] | None:
    """As in "according to what Ana Ruiz told police, ...", "the way Ana Ruiz sees it, ...": up to the comma."""
    subject = right(s, at, len(s))
    verb = subject.last + 1 if subject is not None else 0
    if subject is None or verb >= len(s) or not s.flags[verb] & (F.VERB | F.AUX):
        return None
    if s.word[at - 1] == "way" and s.word[verb + 1 : verb + 2] != ["it"]:
        return None
    end = verb
    while end + 1 < len(s) and s.word[end + 1] not in (",", ".", ";"):
        end += 1
    return subject, end


def _named_after(s: Sentence, at: int) -> tuple[Phrase, int] | None:
    subject = right(s, at, len(s))
    return (subject, at - 1) if subject is not None and can_speak(s, subject) else None


def _accounts(s: Sentence, i: int) -> tuple[Phrase, int] | None:
    """Whose account this is, and where the words end that say so: "according to X", "in X's view"."""
    word, size = s.word, len(s)
    if word[i] == "according":
        if word[i + 1 : i + 3] == ["to", "what"]:
            return _as_told(s, i + 3)
        subject = right(s, i + 2, size) if word[i + 1] == "to" else None
        if subject is not None and word[subject.head : subject.head + 2] == ["interviews", "with"]:
            subject = right(s, subject.head + 2, size)
        if subject is not None and word[subject.last] == "latest":
            subject = right(s, subject.last + 1, size)  # "according to the latest Holm Research poll"
        return (with_name(s, subject), i + 1) if subject is not None else None
    if i and word[i - 1] not in BREAKS and not s.flags[i - 1] & (F.QUOTE | F.COMMA):
        return None
    if word[i] == "per":
        source = right(s, i + 1, size)
        known = (
            source is not None and can_speak(s, source) and word[source.last + 1 : source.last + 2] in ([","], ["."])
        )
        return (source, i) if source is not None and known else None  # "Per police, ...", "..., per Reuters."
    if word[i] in ("to", "the"):
        if word[i + 1] != ("quote" if word[i] == "to" else "way"):
            return None
        return _as_told(s, i + 2) if word[i] == "the" else _named_after(s, i + 2)
    if word[i] == "as":
        for k in range(i + 2, min(size - 1, i + 8)):
            if word[k] in ("put", "puts", "tells", "sees", "describes") and word[k + 1] == "it":
                subject = subject_left(s, skip_left(s, k - 1, i + 1), i + 1)
                return (subject, k + 1) if subject is not None and subject.first == i + 1 else None
        return None
    if word[i + 1 : i + 4] in (["the", "words", "of"], ["the", "view", "of"], ["the", "opinion", "of"]):
        subject = right(s, i + 4, size)
        return (with_name(s, subject), i + 3) if subject is not None else None
    for k in range(i + 2, min(size, i + 8)):
        if word[k] in ACCOUNTS and (k + 1 == size or word[k + 1] in (",", ".", "\u2014", "--")):
            if k == i + 2 and s.flags[i + 1] & F.OTHER_PRONOUN:
                return Phrase(i + 1, i + 1, i + 1), k
            end = k - 2 if word[k - 1] == "own" else k - 1
            owner = left(s, end - 1, i + 1) if word[end] in ("'s", "'") else None
            return (owner, k) if owner is not None and owner.first == i + 1 else None
    return None


def _resumes(s: Sentence, k: int) -> bool:
    bits = s.flags[k]
    if s.word[k] in ("up", "down", "compared"):
        return False  # "according to the exchange, up from 34 percent"
    goes_on = bits & (F.AUX | F.VERB | F.PREPOSITION | F.QUOTE) or not bits & F.CAPITAL and acts(s.word[k])
    return bool(goes_on) and not bits & F.WH


def _is_matter(s: Sentence, subject: Phrase) -> bool:
    """As in "War on Drugs: 'A Failure'": what the article is about, not who speaks."""
    word = s.word[subject.head]
    if word in LABELS:
        return True  # "Delegate Update: Race Tightens"
    if s.flags[subject.head] & F.PERSON_NOUN or word in lx.ORGANISATION_WORDS or word in lx.TITLES:
        return False
    return subject.head == subject.first and not s.flags[subject.head] & F.VERB and lx.tags().get(word, "") == "N"


def _is_office(s: Sentence, subject: Phrase) -> bool:
    """As in "Schools chief: No more suspensions", "State Dept. official: Truce fraying"."""
    head = s.word[subject.head]
    person = s.flags[subject.head] & F.PERSON_NOUN and not head.endswith("s")
    return subject.first < subject.head and (bool(person) or head in lx.OFFICE_WORDS or head in lx.CALLINGS)


#: A title is shorter: "'Hamlet': old play, new cast".
_LONGER_THAN_TITLES = 20


def _quoted_headline(s: Sentence) -> Hit | None:
    """As in "'I was never brave': Ana Ruiz on exile" and "'It is over': minister quits": only the first names her."""
    if len(s) < 4 or 0 not in s.quoted or s.end[0] - s.start[0] < _LONGER_THAN_TITLES or s.word[-1] in STOP_MARKS:
        return None
    if s.word[1] != ":" and s.word[1] not in BREAKS or s.word[1] == ",":
        return None
    subject = right(s, 2, len(s))
    if s.word[1] != ":" and subject is not None and s.flags[subject.head] & F.CAPITAL:
        return None  # "..." - Ana Ruiz
    named = subject is not None and s.flags[subject.head] & F.CAPITAL and s.word[subject.last + 1 : subject.last + 2]
    return Hit(1, 1, subject if named in (["on"], ["at"]) else None, [(0, 0)], "colon", ":", False)


_SIMPLE_SOURCES = frozenset("police study report experts sources officials minister ministry survey poll court".split())


def _credited_headline(s: Sentence) -> Hit | None:
    """As in "Fares to rise in May: Transport Board", "Seven dead in crash: police": who says so, at the very end."""
    word, flags = s.word, s.flags
    if ":" not in word or s.title_case or word.count(":") > 1 or s.quoted or word[-1] in STOP_MARKS:
        return None
    colon = word.index(":")
    if colon < _SHORT_NEWS or not 0 < len(s) - colon - 1 <= 2 or flags[0] & F.WH:
        return None
    capital = all(flags[k] & F.CAPITAL for k in range(colon + 1, len(s))) and word[-1].capitalize() not in lx.PLACES
    tells = any(flags[k] & (F.AUX | F.VERB | F.NUMBER) for k in range(1, colon))
    if not tells or not capital and word[-1] not in _SIMPLE_SOURCES:
        return None
    source = Phrase(colon + 1, len(s) - 1, len(s) - 1)
    return Hit(colon, colon, source, [(0, colon - 1)], "colon", ":", False)


#: What is told before the colon takes so many words at least.
_SHORT_NEWS = 4


def find_headline(s: Sentence, hits: list[Hit], covered: bytearray) -> None:
    """A headline: "Kerry: We will not wait"."""
    if s.word[0] in LABELS or s.word[0] == "the" and len(s) > 1 and s.word[1] in LABELS:
        return
    if (hit := _quoted_headline(s) or _credited_headline(s)) is not None:
        hits.append(hit)
        covered[0 : len(s)] = b"\x01" * len(s)
        return
    for i in range(1, min(7, len(s) - 1)):
        if s.word[i] == ":":
            if s.word[0] == "the" and i + 1 in s.quoted:
                return  # THE CLAIM: "...", and whose it is
            start = 2 if s.word[0] in MORE and s.word[1:2] == ["from"] else 0
            subject = left(s, i - 1, start)
            verb = next((k for k in range(1, i - 1) if s.flags[k] & F.CAPITAL and acts(s.word[k])), 0)
            if verb and s.flags[verb] & F.TAG:
                return  # "Ana Ruiz Says Bridge Is Shut: ...": what the verb brings is found by the verb
            if s.title_case and not verb and "on" in s.word[1 : i - 1]:
                verb = s.word.index("on", 1)  # "Ana Ruiz on Ivo Lam: 'I Like Him'"
            if verb:
                subject = left(s, verb - 1, 0)  # "Ana Ruiz Endorses Ivo Lam: I Am Happy"
            if (
                subject is not None
                and subject.first == start
                and not _is_matter(s, subject)
                and (s.flags[subject.head] & F.CAPITAL and len(s.word[subject.head]) > 1 or _is_office(s, subject))
            ):
                end = len(s) - 1
                while end > i and s.word[end] in (".", "!"):
                    end -= 1
                if i + 1 in s.quoted and s.word[i + 2 : i + 3] == ["as"]:
                    end = i + 1  # "Governor: 'I am not going' as water crisis grows"
                if end > i + 1 or end in s.quoted:
                    hits.append(Hit(i, i, subject, [(i + 1, end)], "colon", ":", False))
                    covered[0 : len(s)] = b"\x01" * len(s)
            return
