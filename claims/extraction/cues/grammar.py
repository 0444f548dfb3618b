"""What single words and phrases of a sentence are good for, as far as flags can tell."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.phrases import Phrase
from claims.extraction.segment import Sentence
from claims.extraction.subject_phrases import GRANTED
from claims.extraction.words import QUOTED, F

FORMS = lx.verb_forms()
DASHES = ("\u2014", "--", "\u2013", "-")
BREAKS = frozenset((",", "\u2014", "--", "\u2013"))
#: Forms that free treebanks know as nouns only.
_NOUN_FORMS = frozenset(
    form for form, entry in FORMS.items() if entry.parts == "S" and lx.tags().get(form, "V").find("V") < 0
)
STOP_MARKS = frozenset((".", "!", "?", "\u2026", ";"))
TELLING_NOUNS = frozenset(
    "statement poll polls survey surveys study studies evidence letter report reports ad ads video memo "
    "email tweet post sign signs article release speech op-ed banner banners headline message data book "
    "analysis documents document research reporting figures exit".split()
)
#: What stands before the colon of a headline and is nobody: "EXCLUSIVE: ...".
LABELS = frozenset(
    "exclusive spotted watch video breaking update updated opinion analysis explainer review live photos pictures "
    "listen read revealed q&a comment editorial interview profile latest obituary update email alert roundup "
    "newsletter bulletin briefing preview recap timeline factbox podcast overheard lede playbook digest".split()
)
#: "More from Ana Ruiz: ...", "Reaction from Ivo Lam: ..."
MORE = frozenset("more reaction word news this".split())
NAMING = frozenset("call describe label dub brand denounce condemn dismiss criticize characterize hail".split())
LOOK_AHEAD = 16
LATE = frozenset(("late", "early", "later", "earlier", "last"))
TIMES_TOLD = LATE | {"the", "next", "same"}
#: More words than these are no mere name of what is backed.
FEW = 7
#: How far a verb is looked for that makes a clause of what follows a cue.
CLAUSE_REACH = 25
MAX_TAG_REST = 40
TRIMMED = frozenset((",", ";", ".", ":", "!", "?", "\u2014", "--", "\u2013", "("))

#: No content begins with these: marks of the clause before, and the bullet of a list.
LEADING = frozenset((",", ":", ";", ".", "\u2014", "--", "\u2013", "-", "\u2022", "*", ")", "]"))


def trim(s: Sentence, first: int, last: int) -> tuple[int, int] | None:
    """The range without marks at its edges."""
    while last >= first and s.word[last] in TRIMMED:
        last -= 1
    while first <= last and s.word[first] in LEADING:
        first += 1
    return (first, last) if first <= last else None


def is_pronoun(s: Sentence, subject: Phrase) -> bool:
    """The subject is a bare pronoun."""
    return subject.first == subject.head and bool(s.flags[subject.first] & (F.PRONOUN | F.OTHER_PRONOUN))


_SEVERAL = ("couple", "pair", "family", "staff", "team", "band", "duo", "parents", "crowd")


def is_plural(s: Sentence, subject: Phrase) -> bool:
    head = s.word[subject.head]
    return (
        head in ("i", "we", "you", "they", "who")
        or head.endswith("s")
        and not head.endswith(("ss", "us", "sis"))
        or bool(s.flags[subject.head] & F.NUMBER)
        or head in _SHARES
        or "and" in s.word[subject.first : subject.head + 1]
        or head in ("people", "police", "women", "men", "those", "some", "many", "others", "most", "few", *_SEVERAL)
        or head == "data"
        and not subject.first
    )


_SHARES = frozenset("percent % third quarter half majority plurality two-thirds".split())


def is_named(s: Sentence, phrase: Phrase) -> bool:
    """Somebody is named, or a share of those who were asked: "61 percent (say)"."""
    if phrase.first == phrase.last == 0 and s.flags[0] & F.ADVERB and not s.flags[0] & (F.DETERMINER | F.INDEFINITE):
        return False  # "There were letters showing that"
    return s.word[phrase.head] in _SHARES or any(
        s.flags[i] & (F.CAPITAL | F.PERSON_NOUN | F.PRONOUN) for i in range(phrase.first, phrase.head + 1)
    )


#: "A third put it bluntly": one more of those who were named before.
_ANOTHER = frozenset("another second third fourth fifth other".split())


def can_speak(s: Sentence, phrase: Phrase) -> bool:
    """Whether this is somebody or something that words can be of: a name, a person, an office, a text."""
    head, bits = s.word[phrase.head], s.flags[phrase.head]
    if bits & (F.PERSON_NOUN | F.PRONOUN) or head in lx.ORGANISATION_WORDS or head in TELLING_NOUNS:
        return True
    if head in _ANOTHER and s.word[phrase.first] in ("a", "another"):
        return True
    if bits & F.TIME or bits & F.FUNCTION:
        return False
    named = [k for k in range(phrase.first, phrase.head + 1) if s.flags[k] & F.CAPITAL and not s.flags[k] & F.FUNCTION]
    if named == [0]:  # the first word of a sentence is capitalised whatever it is
        return not s.flags[0] & (F.ADVERB | F.ADJECTIVE) and lx.tags().get(s.word[0], "") == ""
    return bool(named)


def acts(word: str) -> bool:
    """As in "Ana Ruiz Slams Ivo Lam": a headline's verb, listed or not, and not the plural of a noun."""
    if word in FORMS:
        return "S" in FORMS[word].parts
    return word.endswith("s") and lx.tags().get(word.removesuffix("s"), "").startswith("V")


#: "What Ana Ruiz claims is", "which he said Friday could": the clause around is not its own.
_RELATIVE = frozenset(("that", "than", "as"))


def in_relative(s: Sentence, i: int) -> bool:
    """Whether what stands around the verb may be told of something further up: "the plan which Ana Ruiz says is"."""
    return any(bits & F.WH or s.word[at] in _RELATIVE for at, bits in enumerate(s.flags[:i]))


def after_quote(s: Sentence, boundary: int, floor: int) -> bool:
    """A quotation ends right before this boundary."""
    if s.word[boundary] == QUOTED:
        return True
    return boundary - 1 >= floor and s.word[boundary - 1] == QUOTED


def cue_within(s: Sentence, first: int, stop: int) -> bool:
    return any(s.flags[k] & F.TAG for k in range(first, stop))


def next_quote(s: Sentence, first: int, stop: int) -> int | None:
    if not s.quoted:
        return None
    for k in range(first, min(stop, first + MAX_TAG_REST)):
        if s.word[k] == QUOTED:
            return k
        if s.word[k] in STOP_MARKS:
            return None
    return None


def is_counted(s: Sentence, j: int) -> bool:
    """As in "at least 40 people", "about 40 people": a number, not a place."""
    if s.word[j] == "at":
        return s.word[j + 1 : j + 2] in (["least"], ["most"])
    near = any(s.flags[k] & F.NUMBER for k in range(j + 1, min(j + 3, len(s))))
    return near and s.word[j] in ("up", "about", "over", "around", "under", "between", "near")


def clause_like(s: Sentence, first: int, last: int) -> bool:
    """Has a subject and a finite verb, as far as flags can tell."""
    if last - first < 2:
        return False
    if (
        s.flags[first] & F.PREPOSITION
        and not is_counted(s, first)
        and not any(s.word[k] == "," for k in range(first, last))
    ):
        return any(s.flags[k] & F.AUX and s.word[k] != "'s" for k in range(first, last + 1))
    return any(
        s.flags[k] & F.AUX or (s.flags[k] & F.VERB and not s.flags[k] & F.CAPITAL) for k in range(first, last + 1)
    )


def usage(s: Sentence, i: int, floor: int) -> tuple[str, int] | None:
    """How the verb form at `i` is used: fin, ing, inf, pas or bare; and where the verb group begins."""
    word, flags = s.word, s.flags
    if flags[i] & F.CAPITAL and i and not s.title_case:
        return None
    parts = FORMS[word[i]].parts
    if word[i] == "asked" and i > floor and word[i - 1] in ("when", "if", "once"):
        return "bare", i
    k = i - 1
    while k >= floor and (flags[k] & F.ADVERB or flags[k] & F.NEGATION) and not flags[k] & (F.CAPITAL | F.AUX):
        if (
            word[k] in ("first", "last", "long", "much", "all", "both")
            and k - 1 >= floor
            and flags[k - 1] & (F.DETERMINER | F.OTHER_PRONOUN)
        ):
            return None
        k -= 1
    if k < floor:
        if "G" in parts:
            return "ing", i
        return ("bare", i) if "D" in parts or "S" in parts else None
    if word[i] == "asked" and word[k] in ("when", "if", "once", "being", "was", "were") and k == i - 1:
        return "bare", i
    before, bits = word[k], flags[k]
    if before == "to":
        return ("inf", k) if "B" in parts else None
    if before == "'":
        return None
    if before in ("'s", "\u2019s"):
        if "G" in parts:
            return "fin", k
        if "N" in parts and "D" not in parts:
            return "fin", k
        return None
    if bits & F.AUX:
        first = k
        while (
            first - 1 >= floor
            and flags[first - 1] & (F.AUX | F.NEGATION | F.ADVERB)
            and not flags[first - 1] & F.CAPITAL
        ):
            first -= 1
        while first < k and not flags[first] & F.AUX:
            first += 1
        group = flags[k] | (flags[k - 1] if before == "'t" and k else 0)
        be = flags[k] & F.BE or before == "'t" and flags[k - 1] & F.BE
        have = before in lx.HAVE
        if be and before == "been" and "N" in parts:
            return "pas", first
        if be and "D" in parts and word[i - 1] in ("there", "here", "nearby"):
            return "fin", i  # "one who was there said"
        if be:
            return ("fin", first) if "G" in parts else ("pas", first) if "N" in parts else None
        if have and "N" in parts:
            return "fin", first
        if group & F.MODAL or before == "'t":
            return ("fin", first) if "B" in parts else None
        if before in ("'d", "'s"):
            return "fin", first
        return None
    some_of_them = before in ("them", "us") and k > floor and word[k - 1] == "of"
    another = before == "another" and "D" in parts and not flags[i] & F.NOUN
    if (
        bits & (F.DETERMINER | F.OTHER_PRONOUN)
        and not (k - 2 >= floor and word[k - 2] == "who" and before in ("him", "her", "them", "me", "us"))
        and not some_of_them
        and not (before in ("him", "her", "them") and not GRANTED.isdisjoint(word[floor:k]))  # "hired to help him said"
        and not (another or before == "each" and ("D" in parts or parts == "S") and not flags[i] & F.NOUN)
        and before
        not in (
            "all",
            "both",
            "some",
            "many",
            "most",
            "few",
            "several",
            "others",
            "this",
            "that",
        )
    ):
        return None
    verb = FORMS[word[i]].verb
    if "N" in parts and verb.lemma in NAMING and i + 2 < len(s) and flags[i + 1] & F.QUOTE and word[i + 2] == "by":
        return "pas", i  # "a closure branded "an insult" by campaigners"
    if (
        before == ","
        and "N" in parts
        and word[i + 1 : i + 2] == ["by"]
        and (verb.lemma in NAMING or "q" not in verb.frames)
    ):
        return "pas", i  # ", described by Ana Ruiz as ..."
    if "G" in parts and before in _CAUGHT and (flags[k - 1] & F.BE or word[k - 1] == ","):
        return "ing", i  # "can be heard telling", "was filmed saying"
    if bits & F.DETERMINER and before in ("this", "that") and "S" not in parts and "D" not in parts:
        return None
    if bits & F.PREPOSITION:
        return ("ing", i) if "G" in parts else None
    if "G" in parts:
        if before in (",", "\u2014", "--", "and", "or", "but", "while", "when", "than", ";", "("):
            return "ing", i
        if bits & (F.NOUN | F.NUMBER | F.CAPITAL | F.PUNCTUATION | F.QUOTE | F.TIME) or bits & F.ADVERB:
            return "ing", i
        return None
    if bits & F.SUBORDINATOR and not bits & F.WH:
        return None
    if (
        parts == "S"
        and flags[i] & F.NOUN
        and k == 0
        and bits & F.NOUN
        and i + 1 < len(s)
        and (flags[i + 1] & (F.VERB | F.AUX | F.PREPOSITION) and word[i + 1] not in ("that", "for", "on"))
        and flags[k] & F.CAPITAL
        and word[k] not in lx.PERSON_NOUNS
        and not word[k].endswith("s")
    ):
        return None  # "Insurance claims rose"
    if (
        parts == "S"
        and k == i - 1
        and word[i] in _NOUN_FORMS
        and bits & (F.NOUN | F.ADJECTIVE)
        and not bits & (F.CAPITAL | F.PERSON_NOUN | F.PRONOUN)
        and not (s.has_quotation(0, i) and i + 1 < len(s) and word[i + 1] == ".")
    ):
        return None  # "swing states", "angry remarks"
    if bits & F.ADJECTIVE and not bits & (F.NOUN | F.CAPITAL | F.INDEFINITE) and parts == "S":
        return None
    return "fin", i


_CAUGHT = frozenset("heard overheard filmed recorded seen caught quoted".split())


def is_past(s: Sentence, k: int) -> bool:
    """As in "echoed his themes and took the stage": another act, not part of the thing."""
    bits = s.flags[k]
    return (
        bool(bits & F.VERB)
        and not bits & (F.NOUN | F.ADJECTIVE | F.CAPITAL | F.FUNCTION)
        and (not s.word[k].endswith(("ing", "s")))
    )
