"""Tags: "...", X said; and asides: "The plan, X said, will fail"."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.lexicon import VerbForm
from claims.extraction.phrases import Phrase, right
from claims.extraction.segment import Sentence
from claims.extraction.subject_phrases import skip_left, subject_left, with_name
from claims.extraction.words import QUOTED, F

from .clauses import LEADING_CLAUSE, NARRATED, clause_end
from .content import as_saying, to_do
from .grammar import (
    BREAKS,
    FORMS,
    LABELS,
    LEADING,
    MAX_TAG_REST,
    STOP_MARKS,
    acts,
    after_quote,
    can_speak,
    clause_like,
    cue_within,
    is_named,
    is_past,
    is_plural,
    is_pronoun,
    next_quote,
    usage,
)
from .hit import Hit
from .subjects import is_explained

#: These tag a quotation, but "..., she smiled" after plain words reports nothing.
_QUOTE_ONLY = frozenset("smile laugh chuckle nod sigh sob shrug continue answer post snap".split())


_IN_FRONT = LABELS | {"details", "background", "context", "source", "summary", "updates"}
#: These tag even a clause that leads up to another.
_TOLD = frozenset(("say", "add", "write", "explain"))
_BEFORE_TAG = BREAKS | {QUOTED}


def find_tags(s: Sentence, cues: list[int]) -> list[Hit]:
    found: list[Hit] = []
    floor = 0
    lead = int(s.word[0] in ("but", "and"))
    if s.word[lead : lead + 1] == ["as"] and (hit := _as_said(s, cues, lead)) is not None:
        return [hit]
    if not s.quoted and not _SHOWING.isdisjoint(s.word[-2:]) and (hit := _shown(s, cues)) is not None:
        return [hit]
    for i in cues:
        bits = s.flags[i]
        if i and bits & F.NOUN and s.flags[i - 1] & F.NUMBER:
            continue  # "falls to 3 points"
        if s.word[i] == "quoted" and i >= floor and (told := _quoted_as(s, i, floor)) is not None:
            return [*found, told]
        if i < floor or not bits & F.TAG or bits & F.CAPITAL and i and not s.title_case:
            continue
        hit = _tag_at(s, i, floor)
        if hit is not None:
            found.append(hit)
            floor = max(hit.cue_last, max((last for _, last in hit.content), default=0)) + 1
            if hit.subject is not None:
                floor = max(floor, hit.subject.last + 1)
    return found


def _shown(s: Sentence, cues: list[int]) -> Hit | None:
    """As in "The firm knew of it, court records show.": papers that tell something, at the end of the sentence."""
    for i in reversed(cues):
        if s.word[i] not in _SHOWING or i + 2 < len(s):
            continue
        source = subject_left(s, skip_left(s, i - 1, 0), 0)
        if source is None or source.first < 3 or s.word[source.first - 1] != ",":
            return None
        if s.word[source.head] not in _PAPERS or source.first < 5:
            return None
        return Hit(i, i, source, [(0, source.first - 2)], "aside", FORMS[s.word[i]].verb.lemma, False)
    return None


_SHOWING = frozenset("show shows showed found finds suggest suggests suggested indicate indicates indicated".split())
_PAPERS = lx.DOCUMENTS | set(
    "records returns emails polls filings papers research researchers scientists investigators authors inquiry "
    "inquest panel auditors results trial trials".split()
)


def _as_said(s: Sentence, cues: list[int], lead: int) -> Hit | None:
    """As in "As the ministry stressed on Friday, the plane was known": the tag opens the sentence."""
    word, size = s.word, len(s)
    for i in cues:
        if i > lead + 1 and s.flags[i] & F.TAG and usage(s, i, lead + 1) is not None:
            comma = i + 1
            while (
                comma < size - 1
                and comma - i < 5
                and (s.flags[comma] & (F.TIME | F.PREPOSITION | F.ADVERB) or word[comma] in ("it", "last"))
            ):
                comma += 1
            subject = subject_left(s, skip_left(s, i - 1, lead + 1), lead + 1)
            if comma >= size - 2 or word[comma] != "," or subject is None or subject.first > lead + 1:
                return None
            if not can_speak(s, subject) or is_pronoun(s, subject):
                return None
            form = FORMS[word[i]]
            end = clause_end(s, comma + 1, size, form, False)
            if form.verb.belief or not clause_like(s, comma + 1, end):
                return None
            return Hit(i, i, subject, [(comma + 1, end)], "aside", form.verb.lemma, False)
    return None


def _quoted_as(s: Sentence, i: int, floor: int) -> Hit | None:
    """As in: "...," TASS quoted him as saying. The words are his."""
    saying = as_saying(s, i + 1, len(s))
    quoter = subject_left(s, skip_left(s, i - 1, floor), floor)
    if saying is None or quoter is None or saying + 2 < len(s):
        return None
    last = quoter.first - 1
    while last > floor and s.word[last] in BREAKS:
        last -= 1
    speaker = Phrase(i + 1, i + 1, i + 1) if s.flags[i + 1] & F.OTHER_PRONOUN else right(s, i + 1, saying - 1)
    if last < floor or speaker is None or not s.has_quotation(floor, last) and not clause_like(s, floor, last):
        return None
    return Hit(i, saying, speaker, [(_quote_start(s, floor, last), last)], "tag", "quote", False)


def _tag_at(s: Sentence, i: int, floor: int) -> Hit | None:
    word = s.word
    form = FORMS[word[i]]
    if not set(form.parts) & set("SDB"):
        return None
    if form.verb.lemma == "threaten" and word[i + 1 : i + 2] == ["to"]:
        return None  # "will not be "blown off course" as a revolt threatens to spread"
    if form.verb.lemma in _QUOTE_ONLY and word[floor] in ("told", "asked"):
        return None  # Told that he had called her "a liar," Ana Ruiz shrugged.
    if _BEFORE_TAG.isdisjoint(word[floor:i]):
        return None  # "Ana said that ...": nothing stands before it that it could be the tag of
    before = word[i - 1] if i else ""
    if (
        i
        and (before in BREAKS or before == QUOTED)
        and "r" not in form.verb.frames
        and word[i + 1 : i + 2] != ["that"]  # "dismissed as "fantasy" claims that ..."
    ):
        subject = right(s, i + 1, len(s))
        subject = subject and with_name(s, subject)
        quoted = before == QUOTED or after_quote(s, i - 1, floor)
        text = subject is not None and word[subject.head] in lx.UTTERANCES  # "Ana Ruiz, her aunt, read a statement."
        if subject is not None and (quoted or can_speak(s, subject) and not text):
            hit = _build_tag(s, i, i, i, subject, i - 1, subject.last + 1, floor, form)
            if hit is not None:
                return hit
    k = skip_left(s, i - 1, floor)
    used = usage(s, i, floor)
    if k < floor or used is None or used[0] != "fin":
        return None
    subject = subject_left(s, k, floor)
    if subject is None:
        return None
    boundary = subject.first - 1
    aux = k + 1
    if boundary < floor or word[subject.first] in ("who", "which", "that", "whom"):
        return None
    if subject.head - subject.first > 1 and word[subject.first] in ("a", "an") and word[subject.first + 1] in NARRATED:
        return None  # "..., a claim Iran denies"
    if (
        word[boundary] in ("as", "and", "but")
        and boundary - 1 >= floor
        and (word[boundary - 1] in BREAKS or word[boundary - 1] == QUOTED)
    ):
        if word[boundary] != "as" and not after_quote(s, boundary - 1, floor):
            return None
        if word[boundary] != "as" and i + 1 < len(s) and clause_like(s, i + 1, len(s) - 1):
            return None  # "Ana Ruiz said it was "done", but critics say the money has not come"
        boundary -= 1
    elif not (word[boundary] in BREAKS or word[boundary] == QUOTED):
        bare = is_pronoun(s, subject) or s.flags[subject.first] & F.DETERMINER
        stretched = None if bare else _stretch(s, boundary, floor)
        if stretched is None:
            return None
        subject = Phrase(stretched + 1, subject.last, subject.head)
        boundary = stretched
    if form.parts == "B" and not s.flags[i - 1] & F.AUX and not is_plural(s, subject):
        return None
    return _build_tag(s, aux, i, i, subject, boundary, i + 1, floor, form)


def _stretch(s: Sentence, at: int, floor: int) -> int | None:
    """A long title between a quotation and its speaker: "...," former policy planning director X wrote."""
    k = at
    while k >= floor and at - k < 14:
        bits, w = s.flags[k], s.word[k]
        if w == QUOTED:
            return None if s.flags[k + 1] & F.PREPOSITION else k
        if w in BREAKS:
            return k if k - 1 >= floor and s.word[k - 1] == QUOTED else None
        if bits & F.TAG and not bits & (F.NOUN | F.CAPITAL) or w == "and" or bits & F.SPEECH_NOUN:
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
    quote_left = after_quote(s, boundary, floor)
    listener = None
    r = rest
    if "r" in form.verb.frames and r < size and word[r] not in (",", ".", QUOTED):
        heard = right(s, r, size)
        if heard is None and flags[r] & F.OTHER_PRONOUN:
            heard = Phrase(r, r, r)
        if heard is not None:
            listener = (heard.first, heard.last)
            r = heard.last + 1
    if (remembered := right(s, r, size)) is not None and word[remembered.last + 1 : remembered.last + 2] in (
        ["saying"],
        ["telling"],
    ):
        subject = remembered  # "...," Ana Ruiz recalled him saying
        r = size
    while r < size and flags[r] & F.ADVERB and not flags[r] & F.SUBORDINATOR:
        r += 1
    following = word[r] if r < size else "."
    inverted = subject.first > cue_last
    if quote_left and not inverted and following not in (",", ".") and _begins_anew(s, boundary, floor, r):
        return None
    has_quote_right = following in (",", ":") and r + 1 < size and word[r + 1] == QUOTED or following == QUOTED
    ends_left = boundary if word[boundary] == QUOTED else boundary - 1
    if ends_left < floor:
        return None
    if word[boundary] == QUOTED and not inverted and _told_before(s, boundary, floor) and clause_like(s, r, size - 1):
        return None
    closed = bool(flags[ends_left] & F.COMMA)
    if inverted and flags[subject.head] & F.TIME and subject.first == subject.last:
        return None  # who called it "dead" said Tuesday it was
    if inverted and closed and r < size and flags[r] & F.AUX and word[r] != "'s":
        return None  # citing "...," said the minister would not come
    if inverted and not closed and word[boundary] == QUOTED and r < size and is_past(s, r):
        return None  # "Experts" say the purge failed
    if inverted and closed and is_pronoun(s, subject) and following not in (".", ",", QUOTED):
        return None  # who called it "...," said she feels
    if quote_left and ends_left - 1 >= floor and word[ends_left - 1] == "that" and not closed:
        return None
    if (
        quote_left
        and not closed
        and ends_left - 1 >= floor
        and not inverted
        and not is_pronoun(s, subject)
        and s.flags[ends_left - 1] & F.VERB
        and not s.flags[ends_left - 1] & (F.CAPITAL | F.NOUN)
    ):
        return None  # "what he called ..." has the quotation already
    start_left = floor
    if word[ends_left] == QUOTED and word[ends_left - 1] == ";" and _told_apart(s, floor, ends_left - 1):
        start_left = ends_left  # "Some fear that ...; "there is no answer," one said"
    if start_left + 1 < ends_left and word[start_left + 1] == ":" and word[start_left] in _IN_FRONT:
        start_left += 2  # "Details: Sixty clashes were recorded, the army said."
    while start_left <= ends_left and word[start_left] in LEADING:
        start_left += 1
    if start_left > ends_left:
        return None
    if form.verb.lemma == "report" and has_speaker(s, start_left, ends_left):
        return None  # "Ana said ..., TASS reported": Ana's words, and TASS is how they came
    if not quote_left:
        if inverted and _are_told_of(s, subject, subject.last):
            return None
        if (
            inverted
            and following == ","
            and is_explained(s, start_left, ends_left)
            and _goes_on(s, r, clause_like(s, start_left, ends_left))
        ):
            return None  # "Ana Ruiz, the mayor, said the governor, Ivo Lam, would come"
        comma = r
        if following != "," and not inverted and _is_adjunct(s, r, form):
            comma = _adjunct_end(s, r, size)  # "The plan, Ana Ruiz said on Friday, is "dead"."
        waits = word[start_left] == "what" or not clause_like(s, start_left, ends_left)
        divided = comma + 1 < size and word[comma] == "," and waits and _waits_for(s, start_left, ends_left, comma + 1)
        if divided:
            end = clause_end(s, comma + 1, size, form, False)
            content = [(start_left, ends_left), (comma + 1, end)]
            return Hit(aux, cue_last, subject, content, "aside", form.verb.lemma, form.verb.belief, listener=listener)
        if has_quote_right and _begun(s, start_left, ends_left, r):
            quote = next_quote(s, r, size)
            if quote is not None:
                content = [(start_left, ends_left), (quote, clause_end(s, quote, size, form, False))]
                return Hit(aux, cue_last, subject, content, "aside", form.verb.lemma, False, listener=listener)
        if has_quote_right or form.verb.lemma in _QUOTE_ONLY:
            return None
        if word[boundary] == QUOTED:
            return None
        if following == "to" and form.verb.frames & {"i", "r"}:
            return None  # "When he rose, she told him to sit down."
        fronted = word[start_left] in LEADING_CLAUSE and "," not in word[start_left:ends_left]
        if fronted and following in (".", "!", "?") and "r" not in form.verb.frames and form.verb.lemma not in _TOLD:
            return None  # "When the vote was over, she apologized."
        # an indirect parenthesis: "The bill is dead, Smith said (on Tuesday)."
        if following in (".", "!", "?", "\u2026") or r >= size:
            pass
        elif following in (",", "\u2014", "--", "\u2013", ";"):
            pass
        elif (
            inverted
            and flags[subject.head] & F.PERSON_NOUN
            and (
                following == "who" or word[subject.last] in ("close", "familiar") or following in ("close", "familiar")
            )
        ):
            pass  # "..., said two people who were there", "..., said a person close to her"
        elif _is_adjunct(s, r, form):
            pass
        else:
            return None
        planned = _is_planned(s, start_left, ends_left)
        if (
            not clause_like(s, start_left, ends_left)
            and following != ","
            and not s.has_quotation(start_left, ends_left)
            and not planned
        ):
            return None
        content = []
        quoted = s.has_quotation(start_left, ends_left)
        connector = all(flags[k] & (F.ADVERB | F.CONJUNCTION | F.PUNCTUATION) for k in range(start_left, ends_left + 1))
        placed = flags[start_left] & F.PREPOSITION and listener is not None  # "During the hearing, she asked Ana, ..."
        if (
            planned
            or quoted
            or clause_like(s, start_left, ends_left)
            or following == ","
            and not connector
            and not placed
        ):
            content.append((start_left, ends_left))
        elif following != ",":
            return None
        comma = r if following == "," else _adjunct_end(s, r, size)
        if comma + 1 < size and word[comma] == "," and not inverted:
            r = comma
            nxt = word[r + 1]
            timed = "after" in word[r + 2 : r + 4] or "before" in word[r + 2 : r + 4]  # "hours after"
            if (
                not (nxt.endswith("ing") and nxt in FORMS)
                # "He knew of a couple, he said, who had been refused": no "who" is of a pronoun.
                and (
                    nxt not in _REPORTERS_OWN
                    or nxt == "who"
                    and is_pronoun(s, subject)
                    or nxt in ("a", "an")
                    and stops_at_verb(s, ends_left)
                )
                and not timed
            ):
                end = clause_end(s, r + 1, size, form, False)
                if end >= r + 1:
                    content.append((r + 1, end))
        if not content:
            return None
        return Hit(aux, cue_last, subject, content, "aside", form.verb.lemma, form.verb.belief, listener=listener)
    # a quotation stands right before the tag
    content = [(_quote_start(s, start_left, ends_left), ends_left)]
    q = next_quote(s, r, size)
    if q is not None and _bridges(s, r, q, form):
        end = q
        k = q + 1
        while k < size and k - q < MAX_TAG_REST and word[k] not in STOP_MARKS:
            k += 1
        if k < size and k > q + 1 and word[q + 1] not in (",", ".") and not cue_within(s, q + 1, k):
            end = k - 1
        if k >= size and q + 1 < size and word[q + 1] not in (",", ".") and not cue_within(s, q + 1, k):
            end = size - 1
        content.append((q, end))
    return Hit(aux, cue_last, subject, content, "tag", form.verb.lemma, form.verb.belief, listener=listener)


#: "..., Ana Ruiz said, as the two sides traded blame": what follows is the reporter's.
_REPORTERS_OWN = frozenset("but according who a an as while".split())


def _begun(s: Sentence, first: int, last: int, rest: int) -> bool:
    """As in: Without the deal, she warned, "we lose." What stands before the tag is the beginning of what she said."""
    word, flags = s.word, s.flags
    if word[last + 1] != "," or word[rest] != "," or last - first > 12:
        return False
    if not flags[rest + 1] & F.LOWER and word[first] not in ("if", "without", "unless"):
        return False
    if flags[first] & F.PREPOSITION and word[first] not in ("without", "under", "unlike", "by", "for", "with"):
        return False  # "At a rally in Leeds, she said, ..."
    if word[first] in LEADING_CLAUSE and word[first] not in ("if", "because"):
        return False
    bare = all(flags[k] & (F.ADVERB | F.CONJUNCTION | F.PUNCTUATION | F.TIME) for k in range(first, last + 1))
    return not bare and not any(flags[k] & (F.CUE | F.QUOTE) and not flags[k] & F.NOUN for k in range(first, last + 1))


def _begins_anew(s: Sentence, boundary: int, floor: int, rest: int) -> bool:
    """As in: After Ana Ruiz called it "dead," Ivo Lam said it was not. The quotation belongs to a clause of its own."""
    if not clause_like(s, rest, len(s) - 1) and s.word[rest : rest + 1] != ["that"]:
        return False
    opener = s.word[floor] if floor < len(s) else ""
    leads = (
        opener in LEADING_CLAUSE
        or opener in ("in", "on", "at")
        or opener in ("told", "asked")
        or s.word[floor + 1 : floor + 2] in (["after"], ["before"])
    )
    quote = boundary if s.word[boundary] == QUOTED else boundary - 1
    joined = s.word[quote + 1] in ("and", "but")
    told = any(s.flags[k] & F.CUE and not s.flags[k] & F.NOUN for k in range(floor, quote))
    return (leads or joined) and (told or opener in ("in", "on", "at"))


def _told_before(s: Sentence, quote: int, floor: int) -> bool:
    """The quotation is led up to (": ...", "replied with, ..."), so a clause right after it is a new one."""
    if quote - 1 <= floor or s.word[quote - 1] not in (",", ":"):
        return False
    return s.word[quote - 1] == ":" or bool(s.flags[quote - 2] & F.TAG) or s.word[quote - 2] == "with"


def _bridges(s: Sentence, r: int, q: int, form: VerbForm) -> bool:
    """Whether the quotation at `q` is the second half of the one before the tag that ends at `r`."""
    if _has_own_tag(s, q):
        return False
    if q == r:
        return True
    if s.word[q - 1] in (",", ":", "\u2014", "--", "\u2013"):
        return all(
            not (s.flags[k] & F.TAG and k > r and s.flags[k - 1] & (F.CAPITAL | F.PRONOUN | F.CONJUNCTION))
            and s.word[k] not in ("adding", "saying", "calling", "telling", "noting")
            for k in range(r, q)
        )
    return False


def _has_own_tag(s: Sentence, q: int) -> bool:
    """As in: "yes," said Ana, "no," said Pedro. The second has a tag of its own."""
    size = len(s)
    if not s.flags[q] & F.COMMA or q + 2 >= size:
        return False
    if s.flags[q + 1] & F.TAG:
        subject = right(s, q + 2, size)
        return subject is not None and is_named(s, subject)
    subject = right(s, q + 1, size)
    return subject is not None and subject.last + 1 < size and bool(s.flags[subject.last + 1] & F.TAG)


def _quote_start(s: Sentence, first: int, last: int) -> int:
    """Where the content before a tag begins: at the clause, when it is woven around its quotation."""
    if last > first and last in s.quoted and _led_up_to(s, first, last - 1):
        return last
    if s.word[first] in ("and", "but", "so") and first + 1 <= last and s.word[first + 1] == QUOTED:
        return first + 1
    if s.word[first] == "(" and ")" in s.word[first:last]:
        behind = s.word.index(")", first) + 1
        return behind if s.word[behind] == QUOTED else first  # "(CNN) "...," Ana Ruiz said."
    return first


def _led_up_to(s: Sentence, first: int, mark: int) -> bool:
    """As in: Ana Ruiz weighed in, telling the Herald, "...," she said. Only the quotation is what she said."""
    if s.word[mark] in (":", "("):
        return True
    return (
        s.word[mark] == ","
        and not s.has_quotation(first, mark)
        and any(s.word[k] in ("telling", "saying", "writing", "adding") for k in range(first, mark))
    )


def _is_planned(s: Sentence, first: int, last: int) -> bool:
    """As in a headline: "Solberg to resign"."""
    who = right(s, first, last + 1) if first == 0 else None
    to = who.last + 1 if who is not None else last
    return s.word[to] == "to" and to < last and to_do(s, to + 1)


def _told_apart(s: Sentence, first: int, stop: int) -> bool:
    """Somebody else's words stand before the semicolon."""
    return any(s.flags[k] & F.CUE and s.word[k + 1] in ("that", "of") for k in range(first, stop))


def _are_told_of(s: Sentence, subject: Phrase, comma: int) -> bool:
    """As in "Ana Ruiz, who may run, says voters in Ohio, where it is dry, are tired": what is said begins with them."""
    if s.flags[subject.first] & (F.CAPITAL | F.DETERMINER | F.NUMBER | F.INDEFINITE) or not is_plural(s, subject):
        return False
    return any(s.word[k] == "," and s.flags[k + 1] & F.AUX for k in range(comma + 2, len(s) - 1))


def _waits_for(s: Sentence, first: int, last: int, rest: int) -> bool:
    """As in "The plan, said Ana Ruiz, will fail": what stands before the tag is the subject of what follows it."""
    if s.flags[first] & (F.PREPOSITION | F.ADVERB | F.TIME | F.CONJUNCTION) and s.word[first] not in ("and", "but"):
        return False
    first += s.word[first] in ("and", "but")
    who = right(s, first, last + 1)
    breaks_off = bool(s.flags[last] & F.AUX)  # "It would, says Ana Ruiz, leave many out"
    if s.word[first] != "what" and not breaks_off and (who is None or who.last != last or is_pronoun(s, who)):
        return False
    while rest < len(s) - 1 and s.flags[rest] & F.ADVERB and not s.flags[rest] & F.AUX:
        rest += 1
    if s.flags[rest] & F.QUOTE:
        return bool(s.flags[rest] & F.LOWER)
    bits = s.flags[rest]
    if bits & (F.CAPITAL | F.TAG) or s.word[rest].endswith("ing"):
        return False
    return bool(bits & (F.AUX | F.VERB)) or not breaks_off and acts(s.word[rest])


def _is_adjunct(s: Sentence, r: int, form: VerbForm) -> bool:
    """From `r`, right after the verb of saying, on only place and time."""
    if r >= len(s):
        return False
    following, bits = s.word[r], s.flags[r]
    placed = bits & (F.PREPOSITION | F.TIME) or following in ("this", "last", "earlier", "late", "later", "early")
    if not placed or following == "that":
        return False
    if following in form.verb.prepositions:
        timed = r + 1 < len(s) and s.flags[r + 1] & (F.TIME | F.DETERMINER)
        if following not in ("on", "in") or not timed:
            return False
    return _only_adjunct(s, r, len(s))


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
            return k - first >= 2 or bool(s.flags[first] & F.TIME) or s.word[k + 1 : k + 2] in (["a"], ["an"])
    return True


def _adjunct_end(s: Sentence, first: int, stop: int) -> int:
    """The comma after the place and time that `_only_adjunct` saw."""
    return next((k for k in range(first, stop) if s.word[k] == ","), stop)


def _goes_on(s: Sentence, comma: int, is_clause: bool) -> bool:
    """After a name and who that is, a verb: so the name is the subject of what is said.

    A quotation may stand for it where what is left of the tag is no clause (`is_clause`), so nothing that was said.
    """
    for k in range(comma, min(len(s) - 1, comma + _EXPLAINED)):
        if s.word[k] == ",":
            if _finite(s, k + 1) or s.flags[k + 1] & F.QUOTE and not s.flags[k + 1] & F.COMMA and not is_clause:
                return True
        elif s.flags[k] & (F.AUX | F.QUOTE | F.WH | F.CONJUNCTION):
            return False
    return False


#: Who somebody is takes no more words than this.
_EXPLAINED = 10


def _finite(s: Sentence, k: int) -> bool:
    """A finite verb, or what leads up to one, stands here."""
    bits = s.flags[k]
    verb = bits & F.VERB and not bits & (F.NOUN | F.CAPITAL) and not s.word[k].endswith("ing")
    return bool(bits & F.AUX or verb or bits & F.NEGATION)


def has_speaker(s: Sentence, first: int, last: int) -> bool:
    """Somebody who is named says or tells something in these words."""
    for k in range(first + 1, last):
        if s.word[k] not in FORMS or FORMS[s.word[k]].verb.lemma not in _PLAIN_SAYING:
            continue
        used = usage(s, k, first)
        if used is None or used[0] != "fin":
            continue
        subject = subject_left(s, skip_left(s, used[1] - 1, first), first)
        if subject is not None and any(
            s.flags[n] & (F.CAPITAL | F.PERSON_NOUN) and not s.flags[n] & (F.FUNCTION | F.INDEFINITE)
            for n in range(subject.first, subject.head + 1)
        ):
            return True
    return False


_PLAIN_SAYING = frozenset("say tell write warn urge promise accuse deny announce call describe dismiss reject".split())


def stops_at_verb(s: Sentence, k: int) -> bool:
    """The clause stops at its verb, or before its clause: "was", "has become", "because"."""
    return bool(s.flags[k] & (F.AUX | F.VERB | F.SUBORDINATOR))
