"""Where something is said: cue, whose it is, and which words are theirs. One sentence at a time."""

from __future__ import annotations

from dataclasses import dataclass, field

from . import lexicon as lx
from .lexicon import VerbForm
from .phrases import Phrase, left, right, skip_left, subject_left
from .segment import QUOTED, Sentence
from .words import F

_FORMS = lx.verb_forms()
_DASHES = ("\u2014", "--", "\u2013", "-")
_BREAKS = frozenset((",", "\u2014", "--", "\u2013"))
#: Forms that free treebanks know as nouns only.
_NOUN_FORMS = frozenset(
    form for form, entry in _FORMS.items() if entry.parts == "S" and lx.tags().get(form, "V").find("V") < 0
)
_STOP_MARKS = frozenset((".", "!", "?", "\u2026", ";"))
_SUBORDINATE_STOPS = frozenset(
    "while after before when because during since though although until unless whereas amid".split()
)
_TELLING_NOUNS = frozenset(
    "statement poll polls survey surveys study studies evidence letter report reports ad ads video memo "
    "email tweet post sign signs article release speech op-ed banner banners headline message data book "
    "analysis documents document research reporting figures exit".split()
)
_LEADING = frozenset(
    "when while after as if although though because since before once for whereas even despite".split()
)
_LOOK_AHEAD = 16
_MAX_TAG_REST = 40
#: How far a verb is looked for that makes a clause of what follows a cue.
_CLAUSE_REACH = 25
_RELATIVE_REACH = 20
#: These tag a quotation, but "..., she smiled" after plain words reports nothing.
_QUOTE_ONLY = frozenset("smile laugh chuckle nod sigh sob shrug continue answer post snap".split())
_TRIMMED = frozenset((",", ";", ".", ":", "!", "?", "\u2014", "--", "\u2013", "("))
_PLACING = frozenset(("on", "in", "at", "during", "earlier"))
_RELATIVE = frozenset(("which", "what", "that", "who", "whom", "than", "as", "it"))


@dataclass(slots=True)
class Hit:
    """One attribution in one sentence; positions are items of that sentence."""

    cue_first: int
    cue_last: int
    subject: Phrase | None
    content: list[tuple[int, int]]
    shape: str
    verb: str
    belief: bool
    inherits: bool = False
    listener: tuple[int, int] | None = None
    pieces: list[int] = field(default_factory=list)
    #: The words are nobody's: printed on something, or said not to have been said.
    nobody: bool = False
    #: Only points at other words ("backed that position"): no statement, but its day goes on to the next.
    silent: bool = False


def find(s: Sentence, headline: bool = False) -> list[Hit]:
    """All attributions of one sentence in order; what lies inside another's content is left out."""
    hits: list[Hit] = []
    covered = bytearray(len(s))
    for hit in _tags(s):
        hits.append(hit)
        for first, last in hit.content:
            covered[first : last + 1] = b"\x01" * (last + 1 - first)
        covered[hit.cue_first : hit.cue_last + 1] = b"\x01" * (hit.cue_last + 1 - hit.cue_first)
        if hit.subject is not None:
            width = hit.subject.last + 1 - hit.subject.first
            covered[hit.subject.first : hit.subject.last + 1] = b"\x01" * width
    _according(s, hits, covered)
    if headline and not hits:
        _colon(s, hits, covered)
    _scan(s, hits, covered)
    for hit in hits:
        hit.content = [trimmed for first, last in hit.content if (trimmed := _trim(s, first, last))]
    hits = [hit for hit in hits if hit.content]
    for hit in hits:
        hit.nobody = unsaid(s, hit.subject) or _negated(s, hit) or _denied_saying(s, hit)
    hits.sort(key=lambda hit: hit.cue_first)
    return hits


def _trim(s: Sentence, first: int, last: int) -> tuple[int, int] | None:
    """The range without marks at its edges."""
    while last >= first and s.word[last] in _TRIMMED:
        last -= 1
    while first <= last and s.word[first] in (",", ":", ";", "\u2014", "--"):
        first += 1
    return (first, last) if first <= last else None


# -- nobody's words ---------------------------------------------------------------------------------

#: What stands on these was said by nobody. A "paper" that asks is a ballot paper; one that reports is not.
_PRINTED = frozenset(
    "ballot ballots question questions questionnaire questionnaires form forms sign signs banner banners "
    "poster posters leaflet leaflets placard placards flyer flyers billboard billboards".split()
)
_NO_ONE = frozenset(("nobody", "none", "neither", "no"))
_MERELY = frozenset(("only", "just", "merely", "simply"))
_OPEN_QUESTIONS = frozenset("whether if what why how when where who which".split())
_DENIALS = frozenset(("deny", "refuse", "decline"))
_NOT_VERBS = frozenset(("noun", "adjective", "according", "colon"))


def _prints(s: Sentence, at: int) -> bool:
    word = s.word[at]
    if word in _PRINTED:
        return True
    if word not in ("paper", "papers"):
        return False
    if at and s.word[at - 1] in ("ballot", "voting", "question"):
        return True
    return any(s.word[k] in ("ask", "asks", "asked") for k in range(at + 1, len(s)) if s.flags[k] & F.CUE)


def printed(s: Sentence, subject: Phrase) -> bool:
    """As in "the banner over the square": words stand on it, and nobody said them."""
    if _prints(s, subject.head):
        return True
    linked = False
    k = subject.first - 1
    while k >= 0 and subject.first - k < _LOOK_AHEAD:
        bits = s.flags[k]
        participle = bits & F.VERB and k and s.flags[k - 1] & F.NOUN and k + 1 < len(s) and s.word[k + 1] == "by"
        if linked and _prints(s, k):
            return True
        linked = bool(participle) or bool(bits & F.PREPOSITION and not bits & F.SUBORDINATOR)
        if not linked and (
            bits & (F.PUNCTUATION | F.QUOTE | F.AUX | F.PRONOUN | F.SUBORDINATOR | F.WH)
            or bits & F.VERB
            and not bits & (F.NOUN | F.ADJECTIVE | F.CAPITAL)
        ):
            return False
        if k == subject.first - 1 and not linked:
            return False
        k -= 1
    return False


def unsaid(s: Sentence, subject: Phrase | None, verb: int | None = None) -> bool:
    """Whether words given to this subject are nobody's; `verb` is the cue, where there is one."""
    if subject is None:
        return False
    if printed(s, subject) or _quantified_away(s, subject):
        return True
    return verb is not None and any(s.flags[k] & F.NEGATION for k in range(subject.last + 1, verb))


def _quantified_away(s: Sentence, subject: Phrase) -> bool:
    """As in "nobody", "no one", "none of them", "no minister"."""
    return s.word[subject.first] in _NO_ONE


def _negated(s: Sentence, hit: Hit) -> bool:
    """As in "did not say", "never said": what follows was not said."""
    if hit.belief or hit.shape in _NOT_VERBS or hit.verb in _DENIALS:
        return False
    quoted = any(s.region[k] >= 0 for first, last in hit.content for k in range(first, last + 1))
    if not quoted and (hit.shape != "clause" or s.word[hit.content[0][0]] in _OPEN_QUESTIONS):
        return False  # "would not say whether", "did not criticise the deal": what is kept back is told
    k = hit.cue_last
    while k >= 0:
        bits = s.flags[k]
        if bits & F.NEGATION:
            return s.word[k + 1] not in _MERELY
        if k < hit.cue_first and not bits & (F.AUX | F.ADVERB):
            return False
        k -= 1
    return False


def _denied_saying(s: Sentence, hit: Hit) -> bool:
    """As in: denied saying "...". The quoted words are what somebody denies."""
    if hit.verb not in _DENIALS:
        return False
    for first, last in hit.content:
        if first < hit.cue_first:
            continue
        saying = False
        for k in range(first, last + 1):
            if s.region[k] >= 0 and saying:
                return True
            saying = saying or bool(s.flags[k] & F.CUE) and not _FORMS[s.word[k]].verb.belief
    return False


# -- tags: "...", X said. ---------------------------------------------------------------------------


def _tags(s: Sentence) -> list[Hit]:
    found: list[Hit] = []
    floor = 0
    for i in [at for at, bits in enumerate(s.flags) if bits & F.TAG]:
        if i < floor:
            continue
        if s.flags[i] & F.CAPITAL and not s.title_case and i:
            continue
        hit = _tag_at(s, i, floor)
        if hit is not None:
            found.append(hit)
            floor = max(hit.cue_last, max((last for _, last in hit.content), default=0)) + 1
            if hit.subject is not None:
                floor = max(floor, hit.subject.last + 1)
    return found


def _tag_at(s: Sentence, i: int, floor: int) -> Hit | None:
    word = s.word
    form = _FORMS[word[i]]
    if not set(form.parts) & set("SDB"):
        return None
    before = word[i - 1] if i else ""
    if i and (before in _BREAKS or before == QUOTED) and "r" not in form.verb.frames:
        subject = right(s, i + 1, len(s))
        if subject is not None and (before == QUOTED or _named(s, subject) or _after_quote(s, i - 1, floor)):
            hit = _build_tag(s, i, i, i, subject, i - 1, subject.last + 1, floor, form)
            if hit is not None:
                return hit
    k = skip_left(s, i - 1, floor)
    used = _use(s, i, floor)
    if k < floor or used is None or used[0] != "fin":
        return None
    subject = subject_left(s, k, floor)
    if subject is None:
        return None
    boundary = subject.first - 1
    aux = k + 1
    if boundary < floor or word[subject.first] in ("who", "which", "that", "whom"):
        return None
    if (
        word[boundary] in ("as", "and", "but")
        and boundary - 1 >= floor
        and (word[boundary - 1] in _BREAKS or word[boundary - 1] == QUOTED)
    ):
        if word[boundary] != "as" and not _after_quote(s, boundary - 1, floor):
            return None
        boundary -= 1
    elif not (word[boundary] in _BREAKS or word[boundary] == QUOTED):
        bare = flags_pronoun(s, subject) or s.flags[subject.first] & F.DETERMINER
        stretched = None if bare else _stretch(s, boundary, floor)
        if stretched is None:
            return None
        subject = Phrase(stretched + 1, subject.last, subject.head)
        boundary = stretched
    if form.parts == "B" and not s.flags[i - 1] & F.AUX and not _plural(s, subject):
        return None
    return _build_tag(s, aux, i, i, subject, boundary, i + 1, floor, form)


def flags_pronoun(s: Sentence, subject: Phrase) -> bool:
    """The subject is a bare pronoun."""
    return subject.first == subject.head and bool(s.flags[subject.first] & (F.PRONOUN | F.OTHER_PRONOUN))


def _stretch(s: Sentence, at: int, floor: int) -> int | None:
    """A long title between a quotation and its speaker: "...," former policy planning director X wrote."""
    k = at
    while k >= floor and at - k < 14:
        bits, w = s.flags[k], s.word[k]
        if w == QUOTED:
            return k
        if w in _BREAKS:
            return k if k - 1 >= floor and s.word[k - 1] == QUOTED else None
        if bits & F.TAG and not bits & (F.NOUN | F.CAPITAL) or w == "and":
            return None
        if (
            bits & (F.AUX | F.PRONOUN | F.SUBORDINATOR | F.WH)
            and w != "'s"
            or bits & F.PUNCTUATION
            and w not in ("'", "'s")
        ):
            return None
        k -= 1
    return None


def _plural(s: Sentence, subject: Phrase) -> bool:
    head = s.word[subject.head]
    return (
        head in ("i", "we", "you", "they", "who")
        or head.endswith("s")
        or bool(s.flags[subject.head] & F.NUMBER)
        or "and" in s.word[subject.first : subject.head + 1]
        or head in ("people", "police", "women", "men", "some", "many", "others", "most", "few")
    )


def _named(s: Sentence, phrase: Phrase) -> bool:
    return any(s.flags[i] & (F.CAPITAL | F.PERSON_NOUN | F.PRONOUN) for i in range(phrase.first, phrase.head + 1))


def _after_quote(s: Sentence, boundary: int, floor: int) -> bool:
    """A quotation ends right before this boundary."""
    if s.word[boundary] == QUOTED:
        return True
    return boundary - 1 >= floor and s.word[boundary - 1] == QUOTED


def _build_tag(
    s: Sentence,
    aux: int,
    cue_first: int,
    cue_last: int,
    subject: Phrase,
    boundary: int,
    rest: int,
    floor: int,
    form: VerbForm,
) -> Hit | None:
    word, flags = s.word, s.flags
    size = len(s)
    quote_left = _after_quote(s, boundary, floor)
    listener = None
    r = rest
    if "r" in form.verb.frames and r < size and word[r] not in (",", ".", QUOTED):
        heard = right(s, r, size)
        if heard is None and flags[r] & F.OTHER_PRONOUN:
            heard = Phrase(r, r, r)
        if heard is not None:
            listener = (heard.first, heard.last)
            r = heard.last + 1
    while r < size and flags[r] & F.ADVERB and not flags[r] & F.SUBORDINATOR:
        r += 1
    following = word[r] if r < size else "."
    inverted = subject.first > cue_last
    has_quote_right = following in (",", ":") and r + 1 < size and word[r + 1] == QUOTED or following == QUOTED
    ends_left = boundary if word[boundary] == QUOTED else boundary - 1
    if ends_left < floor:
        return None
    if word[boundary] == QUOTED and not inverted and _told_before(s, boundary, floor) and _clause_like(s, r, size - 1):
        return None
    if quote_left and ends_left - 1 >= floor and word[ends_left - 1] == "that":
        return None
    if (
        quote_left
        and ends_left - 1 >= floor
        and not inverted
        and not flags_pronoun(s, subject)
        and s.flags[ends_left - 1] & F.VERB
        and not s.flags[ends_left - 1] & (F.CAPITAL | F.NOUN)
    ):
        return None  # "what he called ..." has the quotation already
    start_left = floor
    while start_left <= ends_left and word[start_left] in (",", ";", ".", "\u2014", "--", ")", "]"):
        start_left += 1
    if start_left > ends_left:
        return None
    if not quote_left:
        if has_quote_right or form.verb.lemma in _QUOTE_ONLY:
            return None
        if word[boundary] == QUOTED:
            return None
        # an indirect parenthesis: "The bill is dead, Smith said (on Tuesday)."
        if following in (".", "!", "?", "\u2026") or r >= size:
            pass
        elif following in (",", "\u2014", "--", "\u2013", ";"):
            pass
        elif (
            (flags[r] & (F.PREPOSITION | F.TIME) or following in ("this", "last", "earlier", "late", "later", "early"))
            and following != "that"
            and (following not in form.verb.prepositions or following in ("on", "in"))
            and _only_adjunct(s, r, size)
        ):
            pass
        else:
            return None
        if (
            not _clause_like(s, start_left, ends_left)
            and following != ","
            and not any(s.region[k] >= 0 for k in range(start_left, ends_left + 1))
        ):
            return None
        content = []
        quoted = any(s.region[k] >= 0 for k in range(start_left, ends_left + 1))
        connector = all(flags[k] & (F.ADVERB | F.CONJUNCTION | F.PUNCTUATION) for k in range(start_left, ends_left + 1))
        if quoted or _clause_like(s, start_left, ends_left) or following == "," and not connector:
            content.append((start_left, ends_left))
        elif following != ",":
            return None
        if following == "," and r + 1 < size and not inverted:
            nxt = word[r + 1]
            if not (nxt.endswith("ing") and nxt in _FORMS) and nxt not in ("but", "according", "who"):
                end = _clause_end(s, r + 1, size, form, False)
                if end >= r + 1:
                    content.append((r + 1, end))
        if not content:
            return None
        return Hit(aux, cue_last, subject, content, "aside", form.verb.lemma, form.verb.belief, listener=listener)
    # a quotation stands right before the tag
    content = [(_quote_start(s, start_left, ends_left), ends_left)]
    q = _next_quote(s, r, size)
    if q is not None and _bridges(s, r, q, form):
        end = q
        k = q + 1
        while k < size and k - q < _MAX_TAG_REST and word[k] not in _STOP_MARKS:
            k += 1
        if k < size and k > q + 1 and word[q + 1] not in (",", ".") and not _cue_within(s, q + 1, k):
            end = k - 1
        if k >= size and q + 1 < size and word[q + 1] not in (",", ".") and not _cue_within(s, q + 1, k):
            end = size - 1
        content.append((q, end))
    return Hit(aux, cue_last, subject, content, "tag", form.verb.lemma, form.verb.belief, listener=listener)


def _told_before(s: Sentence, quote: int, floor: int) -> bool:
    """The quotation is led up to (": ..."), so a clause right after it is a new one."""
    return quote - 1 > floor and (
        s.word[quote - 1] == ":" or s.word[quote - 1] == "," and bool(s.flags[quote - 2] & F.TAG)
    )


def _cue_within(s: Sentence, first: int, stop: int) -> bool:
    return any(s.flags[k] & F.TAG for k in range(first, stop))


def _bridges(s: Sentence, r: int, q: int, form: VerbForm) -> bool:
    """Whether the quotation at `q` is the second half of the one before the tag that ends at `r`."""
    if q == r:
        return True
    if s.word[q - 1] in (",", ":", "\u2014", "--", "\u2013"):
        return all(
            not (s.flags[k] & F.TAG and k > r and s.flags[k - 1] & (F.CAPITAL | F.PRONOUN | F.CONJUNCTION))
            and s.word[k] not in ("adding", "saying", "calling", "telling", "noting")
            for k in range(r, q)
        )
    return False


def _quote_start(s: Sentence, first: int, last: int) -> int:
    """Where the content before a tag begins: at the clause, when it is woven around its quotation."""
    if s.word[first] in ("and", "but", "so") and first + 1 <= last and s.word[first + 1] == QUOTED:
        return first + 1
    return first


def _next_quote(s: Sentence, first: int, stop: int) -> int | None:
    for k in range(first, min(stop, first + _MAX_TAG_REST)):
        if s.word[k] == QUOTED:
            return k
        if s.word[k] in _STOP_MARKS:
            return None
    return None


def _only_adjunct(s: Sentence, first: int, stop: int) -> bool:
    """From here on only place and time: no verb, no clause, no quotation."""
    if stop - first > 22:
        return False
    for k in range(first, stop):
        bits, w = s.flags[k], s.word[k]
        if w in ("that", "if", "whether") or bits & (F.QUOTE | F.PRONOUN):
            return False
        if bits & F.AUX and w != "'s":
            return False
        if w == ",":
            return k - first >= 2
    return True


def _clause_like(s: Sentence, first: int, last: int) -> bool:
    """Has a subject and a finite verb, as far as flags can tell."""
    if last - first < 2:
        return False
    if s.flags[first] & F.PREPOSITION and not any(s.word[k] == "," for k in range(first, last)):
        verbs = [k for k in range(first, last + 1) if s.flags[k] & F.AUX]
        return bool(verbs)
    return any(
        s.flags[k] & F.AUX or (s.flags[k] & F.VERB and not s.flags[k] & F.CAPITAL) for k in range(first, last + 1)
    )


# -- according to ----------------------------------------------------------------------------------


def _according(s: Sentence, hits: list[Hit], covered: bytearray) -> None:
    word = s.word
    if "according" not in word:
        return
    size = len(s)
    for i in range(size - 2):
        if covered[i] or word[i] != "according" or word[i + 1] != "to":
            continue
        subject = right(s, i + 2, size)
        if subject is None:
            continue
        if i == 0 or word[i - 1] in (".", ";") or i <= 2 and not any(s.region[k] >= 0 for k in range(i)):
            k = subject.last + 1
            while k < size and word[k] != ",":
                k += 1
            start = k + 1
            end = _clause_end(s, start, size, None, False) if start < size else -1
            content = [(start, end)] if end >= start else []
        else:
            stop = i - 1
            while stop > 0 and (word[stop] in _BREAKS or word[stop] == "("):
                stop -= 1
            first = stop
            while first > 0 and not covered[first - 1] and word[first - 1] not in (";",):
                first -= 1
            content = [(first, stop)] if stop >= first else []
            k = subject.last + 1
            if k + 1 < size and word[k] == "," and word[i - 1] == "," and _resumes(s, k + 1):
                end = _clause_end(s, k + 1, size, None, False)
                if end > k + 1:
                    content.append((k + 1, end))
        if not content:
            continue
        hit = Hit(i, i + 1, subject, content, "according", "according", False)
        hits.append(hit)
        for first, last in content:
            covered[first : last + 1] = b"\x01" * (last + 1 - first)
        covered[i : subject.last + 1] = b"\x01" * (subject.last + 1 - i)


def _resumes(s: Sentence, k: int) -> bool:
    bits = s.flags[k]
    return bool(bits & (F.AUX | F.VERB | F.PREPOSITION)) and not bits & F.WH


def _colon(s: Sentence, hits: list[Hit], covered: bytearray) -> None:
    """A headline: "Kerry: We will not wait"."""
    for i in range(1, min(7, len(s) - 2)):
        if s.word[i] == ":":
            subject = left(s, i - 1, 0)
            if (
                subject is not None
                and subject.first == 0
                and s.flags[subject.head] & F.CAPITAL
                and len(s.word[subject.head]) > 1
            ):
                end = len(s) - 1
                while end > i and s.word[end] in (".", "!"):
                    end -= 1
                if end > i + 1:
                    hits.append(Hit(i, i, subject, [(i + 1, end)], "colon", ":", False))
                    covered[0 : len(s)] = b"\x01" * len(s)
            return


# -- scanning for verbs ----------------------------------------------------------------------------


def _scan(s: Sentence, hits: list[Hit], covered: bytearray) -> None:
    flags = s.flags
    size = len(s)
    floor = 0
    i = 0
    main: Phrase | None = None
    for hit in hits:
        if hit.shape in ("tag", "aside") and hit.subject is not None:
            main = hit.subject
    while i < size:
        if covered[i]:
            i += 1
            floor = i
            continue
        if not flags[i] & (F.CUE | F.SPEECH_NOUN | F.BELIEF_ADJECTIVE):
            i += 1
            continue
        made = _verb_at(s, i, floor, covered, main) if flags[i] & F.CUE else None
        if made is None and flags[i] & F.SPEECH_NOUN:
            made = _noun_at(s, i, floor, covered)
        if made is None and flags[i] & F.BELIEF_ADJECTIVE:
            made = _adjective_at(s, i, floor, covered)
        if made is None:
            i += 1
            continue
        hit = made
        hits.append(hit)
        if hit.subject is not None and (main is None or not hit.inherits):
            main = hit.subject
        if hit.inherits and main is not None and hit.subject is None:
            hit.subject = main
        last = max(hit.cue_last, max((b for _, b in hit.content), default=0))
        for first, stop in hit.content:
            covered[first : stop + 1] = b"\x01" * (stop + 1 - first)
        i = last + 1
        floor = i


def _uncovered(s: Sentence, i: int, covered: bytearray) -> int:
    size = len(s)
    k = i + 1
    while k < size and not covered[k]:
        k += 1
    return k


def _noun_at(s: Sentence, i: int, floor: int, covered: bytearray) -> Hit | None:
    """As in "Clinton's claim that", "his support for"."""
    word, flags = s.word, s.flags
    j = i + 1
    ceiling = _uncovered(s, i, covered)
    if j + 1 >= ceiling or word[j] not in lx.SPEECH_NOUNS[word[i]].split():
        return None
    k = i - 1
    while (
        k >= floor
        and flags[k] & (F.ADJECTIVE | F.NOUN)
        and not flags[k] & (F.FUNCTION | F.CAPITAL)
        and word[k] not in ("'s", "'")
    ):
        k -= 1
    if k < floor:
        return None
    subject: Phrase | None = None
    if word[k] in ("'s", "'") and k > floor:
        subject = left(s, k - 1, floor)
    elif word[k] in ("his", "her", "their", "its", "my", "our", "your"):
        subject = Phrase(k, k, k)
    if subject is None:
        return None
    if flags[j + 1] & F.TIME:
        return None
    last = j if word[j] not in ("that", "to") else i
    first = j + 1 if last == j else j
    end = _clause_end(s, first, ceiling, None, True, "who")
    for n in range(first, end + 1):
        if (flags[n] & F.AUX or flags[n] & F.VERB and not flags[n] & (F.NOUN | F.ADJECTIVE)) and word[j] not in (
            "that",
            "to",
        ):
            end = n - 1
            break
    if end < first:
        return None
    return Hit(i, last, subject, [(first, end)], "noun", word[i], False)


def _adjective_at(s: Sentence, i: int, floor: int, covered: bytearray) -> Hit | None:
    """As in "is confident that", "was critical of"."""
    word, flags = s.word, s.flags
    j = i + 1
    ceiling = _uncovered(s, i, covered)
    if j + 1 >= ceiling or word[j] not in lx.BELIEF_ADJECTIVES[word[i]].split():
        return None
    k = i - 1
    while k >= floor and flags[k] & F.ADVERB and not flags[k] & F.AUX:
        k -= 1
    if k < floor or not (flags[k] & F.BE or word[k] in ("'s", "feel", "feels", "felt", "seem", "seems", "seemed")):
        return None
    group = k
    k = skip_left(s, k, floor)
    if k < floor:
        return None
    subject = subject_left(s, k, floor)
    if subject is None or not _named(s, subject) or word[subject.first] == "it":
        return None
    last = i if word[j] in ("that", "to") else j
    first = j if last == i else j + 1
    end = _clause_end(s, first, ceiling, None, last == j, _lead(s, group, subject))
    if end < first:
        return None
    return Hit(group, last, subject, [(first, end)], "adjective", word[i], True)


def _use(s: Sentence, i: int, floor: int) -> tuple[str, int] | None:
    """How the verb form at `i` is used: fin, ing, inf, pas or bare; and where the verb group begins."""
    word, flags = s.word, s.flags
    if flags[i] & F.CAPITAL and i and not s.title_case:
        return None
    parts = _FORMS[word[i]].parts
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
        have = flags[k] & F.HAVE
        if be and before == "been" and "N" in parts:
            return "pas", first
        if be:
            return ("fin", first) if "G" in parts else ("pas", first) if "N" in parts else None
        if have and "N" in parts:
            return "fin", first
        if group & F.MODAL or before == "'t":
            return ("fin", first) if "B" in parts else None
        if before in ("'d", "'s"):
            return "fin", first
        return None
    if bits & (F.DETERMINER | F.OTHER_PRONOUN) and before not in (
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
    ):
        return None
    if bits & F.DETERMINER and before in ("this", "that") and "S" not in parts and "D" not in parts:
        return None
    if bits & F.PREPOSITION:
        return ("ing", i) if "G" in parts else None
    if "G" in parts:
        if before in (",", "\u2014", "--", "and", "or", "but", "while", "when", "than", ";", "("):
            return "ing", i
        if bits & (F.NOUN | F.CAPITAL | F.PUNCTUATION | F.QUOTE | F.TIME) or bits & F.ADVERB:
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
        and word[i] in _NOUN_FORMS
        and bits & (F.NOUN | F.ADJECTIVE)
        and not bits & (F.CAPITAL | F.PERSON_NOUN | F.PRONOUN)
    ):
        return None  # "swing states", "angry remarks"
    if bits & F.ADJECTIVE and not bits & (F.NOUN | F.CAPITAL | F.INDEFINITE) and parts == "S":
        return None
    return "fin", i


def _verb_at(s: Sentence, i: int, floor: int, covered: bytearray, main: Phrase | None) -> Hit | None:
    word, flags = s.word, s.flags
    form = _FORMS[word[i]]
    used = _use(s, i, floor)
    if used is None:
        return None
    use, group = used
    if word[i] == "back" and i and (word[i - 1] == "won" or flags[i - 1] & F.VERB and not flags[i - 1] & F.AUX):
        return None  # "seized back"
    if (
        use == "ing"
        and form.verb.lemma in ("answer", "respond")
        and i
        and flags[i - 1] & (F.NOUN | F.CAPITAL)
        and not flags[i - 1] & F.PUNCTUATION
    ):
        return None  # "people answering their papers"
    size = len(s)
    ceiling = i + 1
    while ceiling < size and not covered[ceiling]:
        ceiling += 1
    subject: Phrase | None = None
    inherits = False
    if use == "fin":
        k = skip_left(s, group - 1, floor)
        if k < floor:
            if main is None or floor == 0:
                return None
            inherits = True
        elif word[k] in ("and", "but", "or", ",", "then", ";") and (main is not None or k > floor):
            if word[k] == ",":
                subject = subject_left(s, k, floor)
            if subject is None:
                inherits = True
                if main is None:
                    main = _clause_subject(s, k)
                subject = main
                if main is None:
                    return None
        else:
            subject = subject_left(s, k, floor)
            if subject is None and word[k] in _DASHES and floor:
                subject = subject_left(s, k, 0)
            if subject is None:
                return None
            if form.parts == "B" and group == i and not _plural(s, subject):
                return None
            if (
                form.parts == "S"
                and group == i
                and _plural(s, subject)
                and word[subject.head] in ("i", "we", "you", "they")
            ):
                return None
            if "N" in form.parts and group == i and i + 1 < size and word[i + 1] == "by":
                return None
    elif use in ("ing", "inf"):
        if use == "inf" and form.verb.belief and not (i + 1 < size and word[i + 1] in lx.CLAUSE_OPENERS):
            return None
        inherits = True
        if use == "ing" and i > floor and flags[i - 1] & F.NOUN and word[i - 1] in _TELLING_NOUNS:
            subject = left(s, i - 1, floor)
            inherits = subject is None
        else:
            subject = _logical_subject(s, i, group, use, main)
            inherits = subject is None or main is not None and subject.first == main.first
        if inherits:
            subject = main or _clause_subject(s, i)
            if subject is None and i <= 1:
                subject = _next_subject(s, i)
    elif use == "pas":
        return _passive(s, i, group, floor, ceiling, form)
    elif use == "bare":
        if word[i] == "asked" or form.verb.lemma == "ask":
            return _asked(s, i, ceiling)
        return None
    return _content_after(s, i, group, ceiling, form, subject, inherits)


def _logical_subject(s: Sentence, i: int, group: int, use: str, main: Phrase | None) -> Phrase | None:
    """Whose the participle or infinitive is, where that is not the subject of the sentence."""
    word, flags = s.word, s.flags
    relative = _relative_left(s, i, 0)
    if relative is not None:
        return relative
    before = group - 1
    if before < 0:
        return None
    if word[before] == "," and use == "ing" and main is None:
        near = left(s, before - 1, 0)
        if near is not None and (near.first == 0 or word[near.first - 1] in (",", "and", "but")):
            return near
        return None
    if not flags[before] & (F.NOUN | F.CAPITAL | F.OTHER_PRONOUN) or flags[before] & (F.TIME | F.PREPOSITION):
        return None
    near = Phrase(before, before, before) if flags[before] & F.OTHER_PRONOUN else left(s, before, 0)
    if near is None:
        return None
    at = near.first - 1
    if at >= 0 and word[at] == "with":
        return near
    if use == "inf":
        return near if at >= 0 and word[at] in _CONTROL else None
    head = word[near.head]
    if (
        near.first == 0
        or at >= 0
        and flags[at] & (F.CONJUNCTION | F.SUBORDINATOR | F.PREPOSITION)
        and (word[at] in ("despite", "of", "from", "about", "for", "and", "by") or word[at] not in lx.PREPOSITIONS)
    ):
        return near if head in lx.PERSON_NOUNS or head.endswith("s") or near.first == 0 else None
    if main is None and at >= 0 and word[at] in ("there", "is", "was", "are", "were"):
        return near
    return None


#: Verbs whose object does what the infinitive says: "led her to declare".
_CONTROL = frozenset(
    "lead leads led leading force forces forced forcing require requires required push pushes pushed prompt "
    "prompts prompted prompting cause causes caused encourage encouraged get got allow allows allowed allowing "
    "want wants wanted expect expects expected help helped helps persuade persuaded convince convinced press "
    "pressed pressing pressure pressured for enable enabled enables permit permitted on ask asked tell told urge "
    "urged order ordered".split()
)
_SUBJECT_REACH = 60


def _clause_subject(s: Sentence, i: int) -> Phrase | None:
    """The subject of the finite verb that governs the participle at `i`: the nearest main one before it."""
    flags, word = s.flags, s.word
    subordinate: Phrase | None = None
    for k in range(i - 1, max(0, i - _SUBJECT_REACH), -1):
        bits = flags[k]
        if bits & F.AUX:
            if word[k] in ("be", "been", "being") or word[k] == "'s" and not flags[k - 1] & F.PRONOUN:
                continue
        elif (
            bits & F.CAPITAL
            or not bits & F.VERB
            or word[k].endswith("ing")
            or (bits & (F.NOUN | F.ADJECTIVE) and not word[k].endswith("ed"))
        ):
            continue
        elif flags[k - 1] & (F.AUX | F.PREPOSITION | F.DETERMINER):
            continue
        j = skip_left(s, k - 1, 0)
        phrase = subject_left(s, j, 0) if j >= 0 else None
        if phrase is None or word[phrase.first] in ("who", "which", "that"):
            continue
        before = flags[phrase.first - 1] if phrase.first else 0
        if before & F.PREPOSITION and not before & F.SUBORDINATOR:
            continue
        if not _named(s, phrase):
            continue
        if before & (F.SUBORDINATOR | F.WH):
            subordinate = subordinate or phrase
            continue
        return phrase
    return subordinate


def _relative_left(s: Sentence, i: int, floor: int) -> Phrase | None:
    """As in "who surprised him by saying": the relative clause's own subject."""
    for k in range(i - 1, max(floor, i - 10) - 1, -1):
        if s.word[k] == "who":
            return Phrase(k, k, k)
        if s.flags[k] & (F.PUNCTUATION | F.QUOTE):
            return None
    return None


def _asked(s: Sentence, i: int, ceiling: int) -> Hit | None:
    """As in "Asked whether he would run,": a question of nobody who is named."""
    j = _that_ahead(s, i + 1, ceiling) or i + 1
    for k in range(i + 1, min(ceiling, i + 10)):
        if s.word[k] in lx.CLAUSE_OPENERS or s.word[k] in ("about", "if", "to"):
            j = k
            break
        if s.flags[k] & (F.PUNCTUATION | F.AUX | F.QUOTE):
            return None
    else:
        return None
    last = i
    if s.word[j] == "about":
        last = j
        j += 1
    end = _clause_end(s, j, ceiling, None, False, "when")
    for k in range(j, end + 1):
        if s.word[k] == ",":
            end = k - 1
            break
    if end < j:
        return None
    return Hit(i, last, None, [(j, end)], "passive", "ask", False)


def _first_subject(s: Sentence, floor: int, stop: int) -> Phrase | None:
    """The first phrase before `stop` that a finite verb follows."""
    for k in range(floor, stop):
        bits = s.flags[k]
        verbal = (
            bits & F.AUX
            or (bits & F.VERB and not bits & (F.NOUN | F.ADJECTIVE | F.CAPITAL))
            or (bits & F.VERB and s.word[k].endswith("ed") and not bits & F.CAPITAL)
        )
        if verbal and k > floor:
            j = skip_left(s, k - 1, floor)
            phrase = subject_left(s, j, floor) if j >= floor else None
            if (
                phrase is not None
                and phrase.first > floor
                and s.flags[phrase.first - 1] & F.PREPOSITION
                and (s.word[phrase.first - 1] not in ("as", "before", "after", "since", "until"))
            ):
                continue
            if phrase is not None and _named(s, phrase):
                return phrase
    return None


def _next_subject(s: Sentence, i: int) -> Phrase | None:
    """For a sentence that opens with a participle: the phrase after the next comma."""
    for k in range(i + 1, len(s) - 1):
        if s.word[k] == ",":
            phrase = right(s, k + 1, len(s))
            if phrase is not None and _named(s, phrase):
                return phrase
            return None
    return None


_NAMING = frozenset("call describe label dub brand denounce condemn dismiss criticize characterize hail".split())
_EXPECTED = frozenset(
    "expected believed said reported thought known considered seen rumored projected alleged "
    "supposed estimated predicted poised described regarded viewed perceived called".split()
)


def _passive(s: Sentence, i: int, group: int, floor: int, ceiling: int, form: VerbForm) -> Hit | None:
    """As in "was asked whether", "is expected to", "was rejected by voters"."""
    word = s.word
    verb = form.verb
    j = i + 1
    if j >= ceiling or verb.lemma in ("quote", "cite"):
        return None
    for k in range(j, min(ceiling, j + 4)):
        if word[k] == "by" and k + 1 < ceiling:
            subject = right(s, k + 1, ceiling)
            if subject is None or not _named(s, subject):
                return None
            rest = subject.last + 1
            if "r" in verb.frames or word[j] in ("as", "to"):
                start = j if k > j else rest
                stop = k - 1 if k > j else _clause_end(s, rest, ceiling, form, False)
                if (
                    start <= stop
                    and start < ceiling
                    and (k > j or word[rest] in lx.CLAUSE_OPENERS or word[rest] in ("to", "about"))
                ):
                    return Hit(group, i, subject, [(start, stop)], "passive", verb.lemma, verb.belief)
            before = skip_left(s, group - 1, floor)
            what = subject_left(s, before, floor) if before >= floor else None
            if what is None:
                return None
            return Hit(group, i, subject, [(what.first, what.last)], "passive", verb.lemma, verb.belief)
        if not s.flags[k] & (F.ADVERB | F.TIME):
            break
    if verb.lemma in _NAMING:
        for k in range(j + 1, min(ceiling, j + 10)):
            if s.flags[k] & (F.AUX | F.PRONOUN) or word[k] in _STOP_MARKS or word[k] == ",":
                break
            if word[k] == "by":
                subject = right(s, k + 1, ceiling)
                if subject is not None and _named(s, subject):
                    return Hit(group, i, subject, [(j, k - 1)], "passive", verb.lemma, verb.belief)
                break
    if "r" in verb.frames and (word[j] in lx.CLAUSE_OPENERS or word[j] in ("to", "about")):
        return Hit(
            group, i, None, [(j, _clause_end(s, j, ceiling, form, False, "when"))], "passive", verb.lemma, verb.belief
        )
    if word[i] in _EXPECTED and word[j] in ("to", "as"):
        return Hit(group, i, None, [(j, _clause_end(s, j, ceiling, form, True))], "passive", verb.lemma, True)
    return None


def _content_after(
    s: Sentence,
    i: int,
    group: int,
    ceiling: int,
    form: VerbForm,
    subject: Phrase | None,
    inherits: bool,
) -> Hit | None:
    """The content that follows the verb at `i`, in the first shape that fits."""
    word, flags = s.word, s.flags
    verb = form.verb
    frames = verb.frames
    j = i + 1
    if j >= ceiling or word[j] in _STOP_MARKS or word[j] in (")", "]"):
        return None
    lead = _lead(s, group, subject)

    def made(first: int, shape: str, cue_last: int = i, listener: tuple[int, int] | None = None) -> Hit | None:
        stop = _clause_end(s, first, ceiling, form, shape == "object", lead)
        if shape == "clause" and first < ceiling and s.region[first] >= 0:
            stop = _closing(s, first, stop)
        elif verb.lemma in _NAMING:
            stop = _before_occasion(s, first, stop)
        if any(flags[k] & F.NEGATION for k in range(group, i)):  # "did not say ..., but told"
            stop = next((k - 1 for k in range(first + 1, stop + 1) if word[k] == "but"), stop)
        content = _trim(s, first, stop)
        if content is not None and _says_nothing(s, *content):
            return None
        if content is None:
            return None
        hit = Hit(group, cue_last, subject, [content], shape, verb.lemma, verb.belief, inherits, listener)
        hit.silent = content[1] - content[0] == 1 and word[content[0]] == "that" and word[content[1]] in _STANDPOINTS
        return hit

    if word[j] in verb.prepositions and word[j] != "that":
        if j + 1 >= ceiling:
            return None
        if word[j] == "out" and word[j + 1] in ("that", "at", "against", "to"):
            return made(j + 1, "clause", j)
        return made(j + 1, "object", j)
    if (
        "r" in frames
        and not flags[j] & F.QUOTE
        and word[j] not in lx.CLAUSE_OPENERS
        and (word[j] not in (",", ":", "to"))
    ):
        heard = Phrase(j, j, j) if flags[j] & F.OTHER_PRONOUN else right(s, j, ceiling)
        inside = _listener_end(s, heard.last + 1, ceiling) if heard is not None else None
        if heard is not None and inside is not None:
            if word[inside] in (",", ":"):
                inside += 1
            return made(inside, "clause", listener=(heard.first, heard.last))
    # a quotation that the cue leads up to
    q = _next_quote(s, j, ceiling)
    if q is not None and ("c" in frames or "q" in frames):
        plain = not any(
            word[k] in ("that", "but") or (flags[k] & F.AUX and word[k] != "'s") or flags[k] & F.PRONOUN
            for k in range(j, q)
        )
        if plain and (q == j or word[q - 1] in (",", ":")):
            return made(q, "clause")
    at = _that_ahead(s, j, ceiling)
    if at is not None and ("c" in frames or "t" in frames):
        heard = right(s, j + 1, at) if word[j] == "to" else None
        return made(at, "clause", listener=(heard.first, heard.last) if heard is not None else None)
    if word[j] == "to":
        if "i" in frames and j + 1 < ceiling:
            return made(j, "infinitive")
        heard = right(s, j + 1, ceiling) if "q" in frames and "c" in frames else None
        inside = _listener_end(s, heard.last + 1, ceiling) if heard is not None else None
        if heard is not None and inside is not None:
            return made(inside, "clause", listener=(heard.first, heard.last))
        return None
    if flags[j] & F.TIME or (word[j] in _PLACING and "c" in frames and "q" in frames):
        after = _skip_time(s, j, ceiling, "i" in frames)
        if after is None or after >= ceiling or word[after] in _STOP_MARKS:
            return None
        return made(after, "clause")
    if word[j] == ":":
        return made(j + 1, "clause")
    if word[j] == "," and j + 2 < ceiling and word[j + 1] == "that" and "c" in frames and not flags[j + 2] & F.VERB:
        return made(j + 1, "clause")
    if word[j] in (",", "and", "or", "but"):
        return None
    if "t" in frames and word[j] in lx.CLAUSE_OPENERS:
        return made(j, "clause")
    if (
        flags[j] & F.AUX
        and lead != "who"
        and not (subject is not None and subject.first and word[subject.first - 1] in _RELATIVE)
    ):
        return None  # "said would" only after "which he"
    if "c" in frames and (word[j] in lx.CLAUSE_OPENERS or _clause_like(s, j, min(ceiling - 1, j + _CLAUSE_REACH))):
        counted = any(flags[k] & F.NUMBER for k in range(j + 1, min(j + 3, ceiling)))
        preposition = (
            flags[j] & F.PREPOSITION
            and not flags[j] & F.SUBORDINATOR
            and not (counted and word[j] in ("up", "about", "over", "around", "under", "between", "near"))
        )
        if preposition and word[j] not in ("as", "for", "like") and ("o" not in frames or word[j] != "in"):
            return None
        return made(j, "clause")
    if "o" in frames or (q == j and ("c" in frames or "q" in frames or "t" in frames)):
        if flags[j] & F.PREPOSITION and word[j] not in ("as", "about", "over", "more", "up", "than"):
            return None
        if flags[j] & F.SUBORDINATOR and word[j] not in lx.CLAUSE_OPENERS and word[j] != "as":
            return None
        return made(j, "object")
    return None


#: "Said no", "said so": without the question these tell nothing.
_EMPTY = frozenset("no yes so nothing something anything everything much little".split())


def _before_occasion(s: Sentence, first: int, last: int) -> int:
    """As in: called the polls "a farce" in his address Friday. Where and when it was said is the reporter's."""
    end = last
    while last > first and s.word[last] in _TRIMMED:
        last -= 1
    marks = [k for k in range(first, last + 1) if s.region[k] >= 0]
    if not marks or marks[-1] + 2 > last or s.word[marks[-1] + 1] not in ("in", "on", "at", "during"):
        return end
    rest = range(marks[-1] + 1, last + 1)
    if not s.flags[last] & F.TIME or any(s.flags[k] & F.AUX or s.flags[k] & F.SUBORDINATOR for k in rest):
        return end
    return marks[-1]


def _says_nothing(s: Sentence, first: int, last: int) -> bool:
    """As in "said no", "said the same", "wanted none of it"."""
    word = s.word
    if any(s.region[k] >= 0 for k in range(first, last + 1)):
        return False
    if first == last:
        return word[first] in _EMPTY
    if word[first] == "none":
        return word[last] in ("it", "that", "this", "them") and last - first <= 2
    if last - first == 1:
        return word[first] == "the" and word[last] == "same"
    return False


_STANDPOINTS = frozenset("position view stance opinion claim statement idea call demand sentiment".split())


def _closing(s: Sentence, first: int, last: int) -> int:
    """Where a full quotation ends that its cue leads up to: at its mark, not with what the reporter adds."""
    if first == last or any(s.region[k] >= 0 for k in range(first + 1, last + 1)):
        return last
    k = first + 1
    if s.flags[first] & F.COMMA or s.flags[k] & F.CAPITAL and _leads_clause(s, k, last):
        return first
    if s.word[k] in (",", "\u2014", "--"):
        k += 1
    if k <= last and s.word[k] in ("and", "but", "then") and k < last and _past(s, k + 1):
        return first
    if k <= last and s.word[k] == "on":
        k += 1
    if (
        k <= last
        and s.flags[k] & F.TIME
        and all(
            s.flags[n] & (F.TIME | F.NUMBER | F.PREPOSITION | F.CAPITAL | F.PUNCTUATION) for n in range(k, last + 1)
        )
    ):
        return first
    return last


def _leads_clause(s: Sentence, k: int, last: int) -> bool:
    """Right after the mark a subject with its verb begins: the quotation was a sentence of its own."""
    phrase = right(s, k, last + 1)
    return phrase is not None and phrase.last < last and bool(s.flags[phrase.last + 1] & (F.AUX | F.VERB))


def _listener_end(s: Sentence, k: int, ceiling: int) -> int | None:
    """After "told AFP": where what was told begins, or None when nothing follows."""
    steps = 0
    while k < ceiling and steps < _LOOK_AHEAD:
        w, bits = s.word[k], s.flags[k]
        if bits & F.QUOTE or w in lx.CLAUSE_OPENERS or w == "to":
            return k
        if w in (",", ":") and k + 1 < ceiling:
            if s.flags[k + 1] & F.QUOTE:
                return k + 1
            if w == ":":
                return k + 1
            return None if not s.flags[k + 1] & F.PRONOUN else k + 1
        if bits & F.PRONOUN or bits & F.DETERMINER and steps == 0:
            return k
        if bits & F.PREPOSITION:
            if w == "about":
                return k
        elif bits & (F.TIME | F.ADVERB | F.NOUN | F.CAPITAL | F.NUMBER | F.ADJECTIVE) or w in ("'s", "and"):
            if steps == 0 and not bits & (F.TIME | F.ADVERB):
                return k
        elif bits & F.DETERMINER or bits & F.OTHER_PRONOUN:
            pass
        else:
            return None
        k += 1
        steps += 1
    return None


def _that_ahead(s: Sentence, j: int, ceiling: int) -> int | None:
    """As in "said on Thursday in Moscow that": the "that", when only place, time and manner stand before it."""
    for k in range(j, min(ceiling, j + _LOOK_AHEAD)):
        w, bits = s.word[k], s.flags[k]
        if w in ("that",) or (k == j and w in lx.CLAUSE_OPENERS):
            if k == j or s.flags[j] & (F.PREPOSITION | F.TIME | F.ADVERB):
                return k
            return None
        if bits & F.AUX and w != "'s" or bits & (F.PRONOUN | F.QUOTE) or w in (";", ":"):
            return None
    return None


def _skip_time(s: Sentence, j: int, ceiling: int, infinitive: bool) -> int | None:
    """Past "on Thursday", "in an interview", "at a rally in Ohio" to where the clause begins."""
    k = j
    while k < ceiling and k - j < _LOOK_AHEAD:
        w, bits = s.word[k], s.flags[k]
        if bits & (F.PRONOUN | F.QUOTE) or w in ("there",):
            return k
        if bits & F.TIME or w in ("earlier", "later", "last", "this", "next", "early", "late") or bits & F.NUMBER:
            k += 1
            continue
        if w == "to" and infinitive:
            return k
        if w in ("on", "in", "at", "during", "via", "through", "to", "after", "before", "with", "from", "of"):
            k += 1
            while k < ceiling and s.flags[k] & (F.DETERMINER | F.OTHER_PRONOUN | F.ADJECTIVE | F.NUMBER | F.TIME):
                k += 1
            moved = False
            while k < ceiling and s.flags[k] & (F.NOUN | F.CAPITAL | F.TIME) and not s.flags[k] & F.FUNCTION:
                k += 1
                moved = True
                if s.flags[k - 1] & F.TIME:
                    break
            if not moved and not s.flags[k - 1] & F.TIME:
                return None
            continue
        if w == ",":
            k += 1
            continue
        return k
    return None


def _lead(s: Sentence, group: int, subject: Phrase | None) -> str:
    """Whether the cue stands in a clause that a main clause may follow: "who said ..., won"."""
    if subject is not None and s.word[subject.first] in ("who", "which", "that") and subject.first == subject.last:
        return "who"
    first = 1 if s.word[0] in ("but", "and", "even") and len(s) > 2 else 0
    first += first == 1 and s.word[first] == "even"
    opener = s.word[first]
    if opener in _LEADING or opener.endswith("ing") and s.flags[first] & F.VERB or opener in ("asked", "told"):
        if not any(s.word[k] == "," for k in range(1, group)):
            return "when"
    for k in range(group - 1, max(0, group - _RELATIVE_REACH), -1):
        if s.word[k] == ",":
            return "who" if s.word[k + 1] in ("who", "which", "whose", "whom") else ""
        if s.flags[k] & F.QUOTE:
            return ""
    return ""


def _main_clause(s: Sentence, k: int, ceiling: int, lead: str) -> bool:
    """At `k`, after a comma, the main clause begins or goes on."""
    if k >= ceiling:
        return False
    if lead == "who" and (
        s.flags[k] & F.AUX
        or s.flags[k] & F.VERB
        and (
            s.word[k].endswith("ed")
            or s.flags[k] & F.CUE
            and set(_FORMS[s.word[k]].parts) & set("DS")
            or not s.flags[k] & (F.NOUN | F.CAPITAL)
            and not s.word[k].endswith("ing")
        )
    ):
        return True
    phrase = right(s, k, ceiling)
    if phrase is None or phrase.last + 1 >= ceiling or s.word[k] in ("and", "but", "or"):
        return False
    n = phrase.last + 1
    while n < ceiling and s.flags[n] & F.ADVERB:
        n += 1
    if n >= ceiling:
        return False
    bits = s.flags[n]
    return bool(bits & F.AUX or bits & F.VERB and not bits & F.NOUN or bits & F.TAG)


def _clause_end(s: Sentence, j: int, ceiling: int, form: VerbForm | None, thing: bool, lead: str = "") -> int:
    """The last item of the content that begins at `j`."""
    word, flags = s.word, s.flags
    depth = 0
    inserted = sum(1 for k in range(j) if word[k] in _DASHES[:3]) % 2 == 1 if lead != "when" else False
    tense = "" if form is None else "D" if "D" in form.parts else "G" if form.parts == "G" else "S"
    k = j
    while k < ceiling:
        w, bits = word[k], flags[k]
        if w == "(":
            depth += 1
        elif w == ")":
            if not depth:
                return k - 1
            depth -= 1
        elif w in ("but", "as", "even") and k > j + 2 and tense and _reporters_own(s, j, k, ceiling, tense):
            return k - 1
        elif w == ";" and not depth:
            return k - 1
        elif inserted and w in _DASHES and k > j:
            return k - 1
        elif (
            thing
            and k > j
            and bits & F.VERB
            and not bits & (F.NOUN | F.CAPITAL)
            and flags[k - 1] & F.TIME
            and w.endswith("ed")
        ):
            return k - 1
        elif (
            w in _BREAKS
            and k > j
            and k + 1 < ceiling
            and word[k + 1] in ("which", "what")
            and _relative_cue(s, k + 2, ceiling)
        ):
            return k - 1
        elif (
            bits & F.COMMA
            and k + 1 < ceiling
            and (
                word[k + 1]
                in ("which", "who", "where", "after", "while", "as", "when", "according", "in", "at", "on", "a")
                or word[k + 1] in _FORMS
                and _FORMS[word[k + 1]].parts == "G"
                or word[k + 1] in ("and", "but")
                and _new_attribution(s, k + 2, ceiling, tense)
                or lead
                and _main_clause(s, k + 1, ceiling, lead)
                or flags[k + 1] & F.AUX
            )
        ):
            return k
        elif w == "," and k + 1 < ceiling and k > j:
            if lead and _main_clause(s, k + 1, ceiling, lead):
                return k - 1
            n, nb = word[k + 1], flags[k + 1]
            if n in _FORMS and n.endswith("ing") and not nb & F.CAPITAL and _FORMS[n].parts == "G":
                return k - 1
            if n == "according":
                return k - 1
            if n in ("and", "but", "while", "though", "although", "as", "whereas", "or", "then", "yet"):
                if _new_attribution(s, k + 2, ceiling, tense):
                    return k - 1
                if n in ("while", "though", "although", "whereas") or (n == "but" and not thing):
                    if n != "but":
                        return k - 1
            elif _leads_quote(s, k + 1, ceiling):
                return k - 1
            elif thing and n in (
                "who",
                "which",
                "where",
                "when",
                "with",
                "after",
                "before",
                "because",
                "in",
                "at",
                "on",
                "during",
                "to",
                "just",
            ):
                return k - 1
            elif nb & F.CUE and n.endswith("ed") and not nb & F.ADJECTIVE:
                return k - 1
            elif n in ("a", "an") and flags[k - 1] & F.QUOTE:
                return k - 1  # the narrator's word for what was quoted
            elif n in ("who", "which", "where", "whose", "a", "an") and _clause_like(s, j, k - 1):
                return k - 1
        elif w in ("and", "but", "or") and k > j and k + 1 < ceiling:
            if _new_verb(s, k + 1, ceiling, tense):
                return k - 1
            if thing and tense == "D" and _past(s, k + 1):
                return k - 1
        elif w in _SUBORDINATE_STOPS and k > j and thing:
            return k - 1
        elif w == "according" and k > j:
            return k - 1
        k += 1
    return ceiling - 1


def _reporters_own(s: Sentence, j: int, k: int, ceiling: int, tense: str) -> bool:
    """Whether the clause at `k` is told by the reporter: the plain past, where what is reported stands further back.

    As in "said that thousands had come, but men also rushed to leave", "asked that he be tried as he met ...".
    """
    word, flags = s.word, s.flags
    opener = word[k]
    at = k + 1
    if opener == "even":
        if word[k + 1 : k + 2] != ["as"]:
            return False
        at = k + 2
    elif opener == "but" and word[k - 1] != ",":
        return False
    if tense not in "DG" or any(s.region[n] >= 0 for n in range(j, k)):
        return False
    moved = any(word[n] in _SHIFTED for n in range(j, k))
    if not moved and opener != "even":
        return False
    phrase = right(s, at, ceiling)
    if phrase is None or opener == "but" and flags_pronoun(s, phrase):
        return False
    n = phrase.last + 1
    while n < ceiling and flags[n] & F.ADVERB:
        n += 1
    if n >= ceiling:
        return False
    bits = flags[n]
    return bool(bits & F.VERB) and not bits & (F.AUX | F.ADJECTIVE | F.CAPITAL) and _plain_past(word[n])


#: What is reported after a past cue stands further back ("had", "would") or is asked for ("be").
_SHIFTED = frozenset("had would be could 'd".split())


def _plain_past(word: str) -> bool:
    return word.endswith("ed") or word in _STRONG_PASTS


_STRONG_PASTS = frozenset(
    "fled ran went came left took gave held met stood fell fought spoke grew drew rose broke began kept lost won made "
    "brought sent got saw sat flew drove led built became bought caught chose found heard told said thought".split()
)


def _relative_cue(s: Sentence, k: int, ceiling: int) -> bool:
    """As in "-- which Medvedev said": the relative clause has a speaker of its own."""
    phrase = right(s, k, ceiling)
    if phrase is None:
        return False
    k = phrase.last + 1
    while k < ceiling and s.flags[k] & (F.ADVERB | F.AUX):
        k += 1
    return k < ceiling and bool(s.flags[k] & F.TAG)


def _leads_quote(s: Sentence, k: int, ceiling: int) -> bool:
    """As in ", a man yelled" with a quotation after it."""
    if s.flags[k] & (F.WH | F.SUBORDINATOR):
        return False
    phrase = right(s, k, ceiling)
    if phrase is None:
        return False
    k = phrase.last + 1
    while k < ceiling and s.flags[k] & (F.ADVERB | F.AUX):
        k += 1
    if k + 1 >= ceiling or not s.flags[k] & F.TAG:
        return False
    if s.word[k + 1] in (",", ":") and k + 2 < ceiling:
        k += 1
    return bool(s.flags[k + 1] & F.QUOTE)


def _past(s: Sentence, k: int) -> bool:
    """As in "echoed his themes and took the stage": another act, not part of the thing."""
    bits = s.flags[k]
    return (
        bool(bits & F.VERB)
        and not bits & (F.NOUN | F.ADJECTIVE | F.CAPITAL | F.FUNCTION)
        and (not s.word[k].endswith(("ing", "s")))
    )


def _new_verb(s: Sentence, k: int, ceiling: int, tense: str) -> bool:
    """As in "... and proposed": a second cue of the same subject."""
    while k < ceiling and s.flags[k] & F.ADVERB and not s.flags[k] & F.CUE:
        k += 1
    if k >= ceiling or not s.flags[k] & F.CUE or s.flags[k] & F.CAPITAL:
        return False
    parts = _FORMS[s.word[k]].parts
    if tense == "G":
        return parts == "G"
    if tense == "D":
        return "D" in parts
    return parts == "S"


def _new_attribution(s: Sentence, k: int, ceiling: int, tense: str) -> bool:
    """As in ", and Clinton said": another clause with a cue of its own."""
    if _new_verb(s, k, ceiling, tense):
        return True
    phrase = right(s, k, ceiling)
    if phrase is None:
        return False
    k = phrase.last + 1
    while k < ceiling and s.flags[k] & (F.ADVERB | F.AUX | F.NEGATION):
        k += 1
    if k < ceiling and s.flags[k] & F.TAG:
        parts = _FORMS[s.word[k]].parts
        return "D" in parts or "S" in parts or bool(s.flags[k - 1] & F.AUX)
    return False


def first_subject(s: Sentence, stop: int) -> Phrase | None:
    """Who the sentence is about, for a quotation that stands in it without a verb of saying."""
    return _first_subject(s, 0, stop)


def before_colon(s: Sentence, colon: int) -> Phrase | None:
    """As in "Philip Bump: ..." names its speaker right before the colon."""
    phrase = left(s, colon - 1, 0)
    if phrase is None:
        return None
    if s.flags[phrase.head] & F.CAPITAL and (phrase.first == 0 or s.word[phrase.first - 1] in (*_BREAKS, "-")):
        return phrase
    return None


def unlisted_verb(s: Sentence, quote: int) -> tuple[Phrase, int] | None:
    """For "..., she boomed" and "she boomed, ...": a verb no list holds, next to a quotation."""
    word, flags = s.word, s.flags
    size = len(s)
    following = quote + 1
    if following < size and word[following] in (",", "\u2014"):
        following += 1
    if following < size and (quote == 0 or flags[quote] & F.COMMA):
        subject = right(s, following, size)
        if subject is not None and _named(s, subject):
            k = subject.last + 1
            while k < size and flags[k] & (F.ADVERB | F.AUX):
                k += 1
            if k < size and flags[k] & F.VERB:
                return subject, k
        if flags[following] & F.VERB and not flags[following] & F.CAPITAL:
            subject = right(s, following + 1, size)
            if subject is not None and _named(s, subject):
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
            and not bits & (F.CAPITAL | F.FUNCTION)
            and (word[k].endswith(("ed", "s", "ing")) or not bits & F.NOUN)
            and word[k] not in _WRITING
        ):
            j = skip_left(s, k - 1, 0)
            subject = subject_left(s, j, 0) if j >= 0 else None
            if subject is not None and _named(s, subject):
                return subject, k
            found = _first_subject(s, 0, k)
            return (found, k) if found is not None else None
        if word[k] in _STOP_MARKS:
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
