"""Where what is said ends."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.lexicon import VerbForm
from claims.extraction.phrases import Phrase, right
from claims.extraction.segment import Sentence
from claims.extraction.subject_phrases import skip_left, subject_left
from claims.extraction.words import F

from .grammar import BREAKS, DASHES, FORMS, NAMING, STOP_MARKS, acts, clause_like, is_past, is_plural, is_pronoun

_SUBORDINATE_STOPS = frozenset(
    "while after before when because during since though although until unless whereas amid".split()
)
LEADING_CLAUSE = frozenset(
    "when while after as if although though because since before once for whereas even despite".split()
)
_RELATIVE_REACH = 20
#: An apposition between a name and its verb is no longer.
_PUT_IN = 8


def leading_clause(s: Sentence, group: int, subject: Phrase | None) -> str:
    """Whether the cue stands in a clause that a main clause may follow: "who said ..., won"."""
    if subject is not None and s.word[subject.first] in ("who", "which", "that") and subject.first == subject.last:
        return "who"
    first = 1 if s.word[0] in ("but", "and", "even") and len(s) > 2 else 0
    first += first == 1 and s.word[first] == "even"
    opener = s.word[first]
    if len(s) > 1 and s.word[1] in ("before", "after") and s.flags[0] & (F.TIME | F.NOUN | F.NUMBER):
        opener = s.word[1]  # "hours before"
    if opener in LEADING_CLAUSE or opener.endswith("ing") and s.flags[first] & F.VERB or opener in ("asked", "told"):
        if "," not in s.word[1:group]:
            return "when"
    first = max(0, group - _RELATIVE_REACH) + 1
    if "," not in s.word[first:group]:
        return ""
    for k in range(group - 1, first - 1, -1):
        if s.word[k] == ",":
            if k == group - 1 and "whose" in s.word[first:k]:
                return "who"
            put_in = s.word[k + 1] == "speaking" and s.flags[k - 1] & (F.NOUN | F.CAPITAL)
            theirs = "whose" in s.word[k + 1 : group]  # "Ana Ruiz, a doctor whose study found it, (told)"
            return "who" if put_in or theirs or s.word[k + 1] in ("who", "which", "whose", "whom") else ""
        if s.flags[k] & F.QUOTE:
            return ""
    return ""


def _main_clause(s: Sentence, k: int, ceiling: int, lead: str) -> bool:
    """At `k`, after a comma, the main clause begins or goes on."""
    while k < ceiling and s.flags[k] & F.ADVERB and not s.flags[k] & (F.AUX | F.VERB):
        k += 1
    if k >= ceiling:
        return False
    if lead == "who" and (
        s.flags[k] & F.AUX
        or s.flags[k] & F.VERB
        and (
            s.word[k].endswith("ed")
            or s.flags[k] & F.CUE
            and set(FORMS[s.word[k]].parts) & set("DS")
            or not s.flags[k] & (F.NOUN | F.CAPITAL)
            and not s.word[k].endswith("ing")
            or s.word[k].endswith("s")
            and not s.flags[k] & F.CAPITAL
            and k + 1 < ceiling
            and s.flags[k + 1] & (F.DETERMINER | F.PREPOSITION | F.NUMBER)
        )
    ):
        return True
    phrase = right(s, k, ceiling)
    if phrase is None or phrase.last + 1 >= ceiling or s.word[k] in ("and", "but", "or"):
        return False
    if lead == "when" and _fears(s, phrase):
        return True
    n = phrase.last + 1
    while n < ceiling and s.flags[n] & F.ADVERB:
        n += 1
    if n >= ceiling:
        return False
    bits = s.flags[n]
    acts = bits & F.VERB and not bits & F.NOUN
    if s.word[k] in ("he", "she") and phrase.last == k and s.word[n].endswith("s"):
        acts = True  # "When reporters ask about it, she leaves"
    return bool(bits & F.AUX or acts or bits & F.TAG)


def _fears(s: Sentence, phrase: Phrase) -> bool:
    """As in "some critics fear (it will fail)": a verb that is also a noun, taken for the last word of the phrase."""
    if phrase.last == phrase.first or not s.flags[phrase.last] & F.CUE or s.flags[phrase.last] & F.CAPITAL:
        return False
    return bool(s.flags[phrase.last - 1] & F.PERSON_NOUN) and s.word[phrase.last - 1].endswith("s")


#: What neither is marked so nor one of these words ends no clause: most words.
_MARKS = F.PUNCTUATION | F.CONJUNCTION | F.COMMA
_VERBAL = F.VERB | F.AUX
_MAY_ENDING = _SUBORDINATE_STOPS | frozenset(("but", "as", "even", "and", "or", "according", "that", *BREAKS, *DASHES))


def clause_end(s: Sentence, j: int, ceiling: int, form: VerbForm | None, thing: bool, lead: str = "") -> int:
    """The last item of the content that begins at `j`."""
    word, flags = s.word, s.flags
    depth = 0
    inserted = lead != "when" and sum(map(word[:j].count, DASHES[:3])) % 2 == 1
    names = form is not None and form.verb.lemma in NAMING
    tense = "" if form is None else "D" if "D" in form.parts else form.parts if form.parts in ("G", "B") else "S"
    for k in range(j, ceiling):
        w, bits = word[k], flags[k]
        if not bits & _MARKS and w not in _MAY_ENDING:
            # A verb, or what follows a quotation: most words are neither.
            if (
                k > j
                and (bits & _VERBAL or flags[k - 1] & F.QUOTE)
                and _breaks_off(s, j, k, ceiling, lead, tense, thing)
            ):
                return k - 1
            continue
        if w == "(":
            depth += 1
        elif w == ")":
            if not depth:
                return k - 1
            depth -= 1
        elif w in ("but", "as", "even") and k > j + 2 and tense and _reporters_own(s, j, k, ceiling, tense):
            return k - 1
        elif w in ("as", "after") and k > j and not names and _meanwhile(s, j, k, ceiling, tense, thing):
            return k - 1
        elif w == ";" and not depth:
            return k - 1
        elif k > j and (flags[k - 1] & F.QUOTE or lead == "who") and _breaks_off(s, j, k, ceiling, lead, tense, thing):
            return k - 1
        elif w == ":" and j < k < ceiling - 1 and thing and _new_attribution(s, k + 1, ceiling, tense):
            return k - 1
        elif w == "that" and thing and j < k < ceiling - 1 and _leads_quote(s, k + 1, ceiling):
            return k - 1
        elif (
            (w in DASHES or w == ",")
            and k > j
            and k + 2 < ceiling
            and word[k + 1] in ("a", "an")
            and word[k + 2] in NARRATED
        ):
            return k - 1
        elif w in DASHES and k > j and (inserted or thing and _each_saying(s, k + 1, ceiling)):
            return k - 1
        elif w in DASHES and j < k < ceiling - 2 and tense == "D" and _turns_away(s, k + 1):
            return k - 1
        elif (
            w in BREAKS
            and k > j
            and k + 1 < ceiling
            and (relative := _relative(s, k + 1, ceiling)) is not None
            and _relative_cue(s, relative + 1, ceiling)
            and (thing or w in DASHES or not _is_subject(s, j, k, ceiling))
        ):
            return k - 1
        elif (
            bits & F.COMMA
            and k + 1 < ceiling
            and (
                word[k + 1]
                in ("which", "who", "where", "after", "while", "as", "when", "according", "in", "at", "on", "a")
                or word[k + 1].endswith("ing")
                and flags[k + 1] & F.VERB
                or word[k + 1] in ("then", "though", "without")
                or word[k + 2 : k + 3] in (["after"], ["before"])
                or tense == "G"
                and _states(s, k + 1)
                or word[k + 1] in ("and", "but")
                and _new_attribution(s, k + 2, ceiling, tense)
                or lead
                and _main_clause(s, k + 1, ceiling, lead)
                or flags[k + 1] & F.AUX
                and (thing or _has_verb(s, j, k))
                or _reported_by(s, k + 1, ceiling)
            )
        ):
            return k
        elif w == "," and k + 1 < ceiling and word[k + 1] in _CONCEDING and _concedes(s, j, k, ceiling):
            pass
        elif w == "," and _closes_name(s, j, k):
            pass
        elif w == "," and k + 1 < ceiling and k > j:
            if lead and _main_clause(s, k + 1, ceiling, lead):
                return k - 1
            n, nb = word[k + 1], flags[k + 1]
            if n in FORMS and n.endswith("ing") and not nb & F.CAPITAL and FORMS[n].parts == "G":
                return k - 1
            if n == "despite" and word[j] == "to":
                return k - 1  # "vowed to press ahead, despite a warning"
            if n == "without" and k + 2 < ceiling and word[k + 2] in _GIVING:
                return k - 1  # ", without offering evidence"
            if n == "according" or n == "to" and word[k + 2 : k + 3] in (["which"], ["whom"]) or n in _SETTING_OFF:
                return k - 1
            if n in _TURNS and k + 2 < ceiling and _turned(s, k, tense, thing):
                return k - 1
            if n in ("and", "but", "while", "though", "although", "as", "whereas", "or", "then", "yet"):
                if _new_attribution(s, k + 2, ceiling, tense):
                    return k - 1
                if n == "and" and tense == "G" and thing and k + 2 < ceiling and _states(s, k + 2):
                    return k - 1  # "cut its forecast, blaming the weather, and said"
                if n in ("while", "whereas") or n in ("though", "although") and word[j] != "that":
                    return k - 1
                if n in ("and", "but") and thing and _new_clause(s, k + 2, ceiling):
                    return k - 1
            elif n in ("after", "before", "when", "since") and _new_attribution(s, k + 2, ceiling, tense):
                return k - 1
            elif _leads_quote(s, k + 1, ceiling) or _reported_by(s, k + 1, ceiling):
                return k - 1
            elif thing and not bits & F.QUOTE and _new_attribution(s, k + 1, ceiling, tense):
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
                "without",
            ):
                return k - 1
            elif (
                nb & F.CUE
                and n.endswith("ed")
                and (n != "compared" or any(flags[m] & F.TAG for m in range(k + 2, ceiling)))
                and not nb & F.ADJECTIVE
                and word[k - 2] != ","
                or tense == "G"
                and _tells(s, k + 1)
            ):
                return k - 1  # but "said Fisk, 24, admitted"
            elif n in ("a", "an") and flags[k - 1] & F.QUOTE:
                return k - 1  # the narrator's word for what was quoted
            elif (
                n in ("who", "which", "where", "whose", "a", "an")
                and (word[j] == "to" and n != "where" or clause_like(s, j, k - 1))
                and (thing or not _is_subject(s, j, k, ceiling))
            ):
                part = word[k + 2 : k + 4][1:] == ["of"] and word[k + 2] in _PARTS  # ", a third of them children"
                if n not in ("a", "an") or not part and not _goes_on(s, k + 1, ceiling):
                    return k - 1
        elif w in ("and", "but", "or") and k > j and k + 1 < ceiling:
            if _new_verb(s, k + 1, ceiling, tense) or _stops_short(s, k + 1):
                return k - 1
            if w == "but" and tense == "B" and thing and _states(s, k + 1):
                return k - 1  # "declined to comment on it but insisted that"
            apart = w != "or" and word[k + 1] != "that"
            told = tense == "D" and not thing and apart and _new_attribution(s, k + 1, ceiling, tense)
            if told and (w == "but" or any(flags[n] & (F.AUX | F.VERB) and not flags[n] & F.NOUN for n in range(j, k))):
                return k - 1  # "said two had died and witnesses said a third"
            moved = not thing and any(word[n] in _SHIFTED and word[n] != "had" for n in range(j, k))
            if tense == "D" and moved and _acts(s, k + 1):
                return k - 1  # "said prices would rise and left the room"
            if thing and (tense == "D" and is_past(s, k + 1) or _new_attribution(s, k + 1, ceiling, tense)):
                return k - 1
        elif (
            w in _SUBORDINATE_STOPS
            and k > j
            and (thing and not _in_clause(s, j, k) or w == "after" and _told(s, k + 1, ceiling))
        ):
            return k - 1
        elif w == "according" and k > j:
            return k - 1
    return ceiling - 1


def _breaks_off(s: Sentence, j: int, k: int, ceiling: int, lead: str, tense: str, thing: bool) -> bool:
    """At `k`, behind a quotation or at a verb, somebody else goes on: "who refused to pay | told"."""
    before = s.flags[k - 1]
    if before & F.QUOTE and _leaves_quote(s, k, lead, tense, s.word[j] == "to"):
        return True
    bits = s.flags[k]
    if lead == "who":
        if k > j + 1 and s.word[j] == "to" and (_takes_turn(s, k) or k == j + 2 and bits & F.AUX):
            return True
        if thing and _takes_up(s, k, ceiling):
            return True
    verb = thing and before & F.TIME and bits & F.VERB and not bits & (F.NOUN | F.CAPITAL)
    return bool(verb) and s.word[k].endswith("ed")


def _has_verb(s: Sentence, first: int, stop: int) -> bool:
    """A finite verb stands there, or a quotation that may hold one: so a clause may end after it."""
    if s.word[first] in ("to", "not") or s.flags[first] & F.PRONOUN and stop - first > 1:
        return True
    return any(
        s.flags[k] & F.AUX
        and s.word[k] != "'s"
        or s.flags[k] & F.QUOTE
        and k == first
        or s.flags[k] & F.VERB
        and not s.flags[k] & (F.NOUN | F.ADJECTIVE | F.CAPITAL | F.AUX)
        and not s.word[k].endswith("ing")
        for k in range(first, stop)
    )


def _is_subject(s: Sentence, first: int, comma: int, ceiling: int) -> bool:
    """As in "the plan, which he likes, will fail", "dead if the House, which is out, fails": a verb is to come."""
    begins = next((k + 1 for k in range(comma - 1, first, -1) if s.word[k] in _JOINING), first)
    if _has_verb(s, begins, comma):
        return False
    for k in range(comma + 2, min(ceiling - 1, comma + _RELATIVE_REACH)):
        if s.word[k] == "," or s.flags[k] & F.QUOTE and s.flags[k] & F.COMMA:
            after = s.flags[k + 1]
            finite = after & F.VERB and not after & (F.NOUN | F.CAPITAL) and not s.word[k + 1].endswith("ing")
            closing = begins > first and k + 2 < len(s) and s.word[k + 2] in (".", ",", "?", "!")
            return bool(after & F.AUX or finite or closing and after & F.VERB)
    return False


_JOINING = frozenset("that if unless until whether because when once where but and so before after while".split())


def _concedes(s: Sentence, first: int, comma: int, ceiling: int) -> bool:
    """As in "that the plan, though costly, would work": a few words are put in between a subject and its verb."""
    if _has_verb(s, first, comma):
        return False
    for k in range(comma + 2, min(ceiling - 1, comma + _PUT_IN)):
        if s.word[k] == ",":
            return bool(s.flags[k + 1] & (F.AUX | F.VERB)) and not s.flags[k + 1] & F.CAPITAL
        if s.flags[k] & (F.AUX | F.PRONOUN | F.QUOTE):
            return False
    return False


_CONCEDING = frozenset("though although while whereas if as when".split())


def _closes_name(s: Sentence, first: int, comma: int) -> bool:
    """As in "that the counsel, Robert Thackeray(,) lacked": the comma ends a name that was put in."""
    k = comma - 1
    while k > first and comma - k < _PUT_IN and s.flags[k] & F.CAPITAL and not s.flags[k] & F.FUNCTION:
        k -= 1
    return first < k < comma - 1 and s.word[k] == "," and bool(s.flags[k - 1] & F.PERSON_NOUN)


#: The reporter's word for what was said: ", a claim that has been denied".
NARRATED = frozenset(
    "claim allegation accusation charge move step decision proposal idea assertion figure number position view "
    "sentiment theme message line promise pledge stance shift reversal reference nod blow rebuke departure "
    "suggestion notion threat warning prospect".split()
)
#: What the reporter tells of the effect: "said it would sell, sending its shares up".
_SETTING_OFF = frozenset(
    "breaking escalating deepening becoming capping intensifying heightening widening reigniting renewing ratcheting "
    "upending setting dealing casting stoking dashing rattling angering dismaying "
    "prompting sending drawing ending sparking triggering eliciting provoking surprising stunning fueling fuelling "
    "marking reversing contradicting defying".split()
)


#: "Said it was paid from abroad, without giving evidence": what the reporter missed.
_GIVING = frozenset("offering giving providing citing elaborating naming specifying presenting identifying".split())


def _leaves_quote(s: Sentence, k: int, lead: str, tense: str, is_infinitive: bool) -> bool:
    """After a quotation the reporter goes on: ""a joke" and walked out", "who "saw nothing" has been jailed"."""
    bits, w = s.flags[k], s.word[k]
    if lead == "who" and (bits & F.AUX and w != "'s" or is_past(s, k)):
        return True
    if k + 2 >= len(s):
        return False
    if w == "and" and tense == "G" and s.word[k + 1].endswith("ing") and s.flags[k + 1] & F.VERB:
        return True  # "chanting "No war" and carrying banners"
    if w == "and":
        after = k + 1 + (s.word[k + 1] == "then")
        done = _acts(s, after) or tense == "D" and _walks_off(s, after)
        return (tense in ("D", "G") or is_infinitive) and (done or tense == "G" and _turns(s, k + 1))
    if w == "even" and s.word[k + 1] == "as":
        k += 1
    if w in ("in", "before", "after", "while", "when") and s.word[k + 1].endswith("ing"):
        return bool(s.flags[k + 1] & F.VERB) and not s.flags[k + 1] & F.NOUN  # "in answering a question"
    if w == "when" and s.flags[k + 1] & F.VERB and plain_past(s.word[k + 1]):
        return True  # "when asked"
    if s.word[k] not in ("as", "while"):
        return False  # "only a matter of time" before somebody died: his words go on
    return tense == "D" and (_new_clause(s, k + 1, len(s)) or _now(s, k + 1)) or tense == "S" and _turns(s, k + 1)


def _now(s: Sentence, k: int) -> bool:
    """A subject with a verb in the present: "(has said she "will fight" as) a revolt threatens to spread"."""
    return any(
        acts(s.word[n]) and s.flags[n - 1] & F.NOUN and not s.word[n - 1].endswith("s")
        for n in range(k + 1, min(len(s), k + _MEANWHILE))
    )


def _turns(s: Sentence, k: int) -> bool:
    """A pronoun or a name with its verb: "he faces", "Ana Ruiz has"."""
    phrase = right(s, k, len(s))
    if phrase is None or phrase.last + 1 >= len(s):
        return False
    if not is_pronoun(s, phrase) and not s.flags[phrase.head] & F.CAPITAL:
        return False
    following = s.flags[phrase.last + 1]
    return bool(following & (F.VERB | F.AUX)) and not following & F.CAPITAL


def _turns_away(s: Sentence, k: int) -> bool:
    """As in "-- even as prosecutors circled", "-- then told a reporter to leave": the reporter's."""
    if s.word[k] == "then":
        return _acts(s, k + 1) or _tells(s, k + 1)
    return s.word[k : k + 2] == ["even", "as"]


def _each_saying(s: Sentence, k: int, ceiling: int) -> bool:
    """After a dash, "Ana Ruiz saying she was pleased": a speaker of its own."""
    phrase = right(s, k, ceiling)
    if phrase is None or phrase.last + 1 >= ceiling or not s.flags[phrase.head] & F.CAPITAL:
        return False
    return bool(s.flags[phrase.last + 1] & F.CUE) and s.word[phrase.last + 1].endswith("ing")


def _new_clause(s: Sentence, k: int, ceiling: int) -> bool:
    """A subject with a plain past: "the union accused her", "supporters cheered"."""
    phrase = right(s, k, ceiling)
    if phrase is None or phrase.last + 1 >= ceiling:
        return False
    k = phrase.last + 1
    while k < ceiling - 1 and s.flags[k] & F.ADVERB:
        k += 1
    return bool(s.flags[k] & F.VERB) and not s.flags[k] & (F.CAPITAL | F.AUX) and plain_past(s.word[k])


def _tells(s: Sentence, k: int) -> bool:
    """A finite verb of saying: "said", "told", "writes"."""
    told = k < len(s) and s.flags[k] & F.TAG and not s.flags[k] & (F.NOUN | F.CAPITAL)
    return bool(told) and FORMS[s.word[k]].parts != "B"


def _states(s: Sentence, k: int) -> bool:
    """A past verb of saying or promising: "said", "vowed"."""
    bits = s.flags[k]
    return bool(bits & F.CUE) and not bits & (F.NOUN | F.CAPITAL | F.ADJECTIVE) and "D" in FORMS[s.word[k]].parts


def _takes_turn(s: Sentence, k: int) -> bool:
    """As in "a teacher who refused to pay told a court": the verb of the clause around it."""
    if s.flags[k - 1] & (F.PRONOUN | F.WH | F.CAPITAL | F.AUX | F.CONJUNCTION | F.PUNCTUATION):
        return False
    return _tells(s, k) or s.word[k] == "say"


def _acts(s: Sentence, k: int) -> bool:
    """A plain past that is no participle: "left", "signed"."""
    return bool(s.flags[k] & F.VERB) and not s.flags[k] & (F.ADJECTIVE | F.NOUN | F.AUX) and plain_past(s.word[k])


_TURNS = frozenset("then but with even as and".split())


def _turned(s: Sentence, comma: int, tense: str, thing: bool) -> bool:
    """After a comma and "then", "but", "with" and the like: the reporter's own, or another's."""
    n, k = s.word[comma + 1], comma + 2
    if n == "then":
        return _acts(s, k) or s.word[k] in _PAUSING or _stops_short(s, k)
    if n == "but":
        return tense == "D" and _cannot_say(s, k) or _stops_short(s, k)
    if n == "with":  # ", with one adding: ..."
        return s.word[k] in _ONE_OF_THEM and k + 1 < len(s) and _are_saying(s.word[k + 1])
    if n == "even":
        return thing and s.word[k] == "as"
    if n == "as":
        return bool(s.flags[k] & F.AUX)  # ", as did Ana Ruiz"
    # ", and has told friends that"
    return s.word[k] in ("has", "have") and tense in ("", "S") and _tells(s, k + 1) or _stops_short(s, k)


def _walks_off(s: Sentence, k: int) -> bool:
    """As in "(and) stormed off": a past that no list holds, and the way somebody goes."""
    known = s.flags[k] & (F.NOUN | F.AUX | F.CAPITAL | F.CUE)
    return s.word[k].endswith("ed") and not known and k + 1 < len(s) and s.word[k + 1] in _WAYS


_WAYS = frozenset("off out away back into toward towards up down to".split())


def _cannot_say(s: Sentence, k: int) -> bool:
    """As in "(said they had left, but) could not say how many": what the speaker kept back."""
    if k + 2 >= len(s) or not s.flags[k] & F.AUX or not s.flags[k + 1] & F.NEGATION:
        return False
    return s.word[k + 2] in ("say", "elaborate", "specify", "explain")


def _in_clause(s: Sentence, first: int, k: int) -> bool:
    """As in "a review that will not report (until next summer)": the time belongs to the clause of the thing."""
    who = next((n for n in range(k - 1, first, -1) if s.word[n] in ("that", "which", "who")), 0)
    return bool(who) and s.word[k] in ("until", "before", "after") and bool(s.flags[who + 1] & (F.AUX | F.VERB))


def _are_saying(word: str) -> bool:
    return word in FORMS and FORMS[word].parts == "G"


_PAUSING = frozenset("paused laughed smiled stopped".split())
_ONE_OF_THEM = frozenset("one another some others many".split())
_PARTS = frozenset("third quarter half fifth tenth majority handful number fraction".split())


def _stops_short(s: Sentence, k: int) -> bool:
    """As in "(she was ready, but) stopped short of endorsing him": what the speaker did not say."""
    return k + 1 < len(s) and s.word[k + 1] == "short" and s.word[k] in ("stopped", "stops", "stopping")


def _takes_up(s: Sentence, k: int, ceiling: int) -> bool:
    """As in "people who endorsed the plan sounded hesitant": the verb of the clause around it."""
    if _tells(s, k) and s.flags[k - 1] & F.NOUN:
        return True
    if k + 1 >= ceiling or s.flags[k + 1] & (F.PREPOSITION | F.PUNCTUATION) or not s.word[k].endswith("ed"):
        return False
    after_quote = s.flags[k - 1] & F.QUOTE and s.flags[k] & F.VERB and not s.flags[k] & (F.NOUN | F.CAPITAL)
    return bool(after_quote) or is_past(s, k) and bool(s.flags[k - 1] & F.NOUN)


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
    if tense not in "DG" or s.has_quotation(j, k - 1):
        return False
    moved = any(word[n] in _SHIFTED for n in range(j, k))
    if not moved and opener != "even":
        return False
    phrase = right(s, at, ceiling)
    if phrase is None or opener == "but" and is_pronoun(s, phrase):
        return False
    n = phrase.last + 1
    while n < ceiling and flags[n] & F.ADVERB:
        n += 1
    if n >= ceiling:
        return False
    bits = flags[n]
    return bool(bits & F.VERB) and not bits & (F.AUX | F.ADJECTIVE | F.CAPITAL) and plain_past(word[n])


def _meanwhile(s: Sentence, j: int, k: int, ceiling: int, tense: str, thing: bool) -> bool:
    """At `k`, what the reporter tells beside: "rejected the claim as envoys flew out", "... as Greens turn up heat"."""
    word, flags = s.word, s.flags
    if word[k] == "as" and word[-1] not in STOP_MARKS and not flags[-1] & F.QUOTE and not s.title_case:
        # A headline: "... as GOP scrambles", "... as rents rise".
        return any(
            acts(word[n]) or word[n] in ("is", "are") or flags[n] & F.VERB and word[n - 1].endswith("s")
            for n in range(k + 2, min(ceiling, k + _MEANWHILE))
        )
    phrase = right(s, k + 1, ceiling)
    n = phrase.last + 1 if phrase is not None else ceiling
    while n < ceiling and flags[n] & F.ADVERB and not flags[n] & F.VERB:
        n += 1
    if n >= ceiling:
        return False
    if word[k] == "after":
        settled = not {"will", "'ll", "would", "'d"}.isdisjoint(word[j:k])
        return tense == "S" and settled and bool(flags[n] & F.VERB) and plain_past(word[n])
    return thing and tense == "D" and word[n] in _ONLY_PASTS


#: The verb of a headline's "as" stands no further behind it.
_MEANWHILE = 6
#: Past tenses that are no participles.
_ONLY_PASTS = frozenset(
    "was were had ran went came took gave fell spoke grew drew rose broke began saw flew drove became chose arose "
    "awoke froze shook sang sank sprang stole strode swore tore threw wore wrote withdrew underwent shrank swam rang "
    "rode woke".split()
)
#: What is reported after a past cue stands further back ("had", "would") or is asked for ("be").
_SHIFTED = frozenset("had would be could 'd".split())


def plain_past(word: str) -> bool:
    """A past tense that is no participle only: "noted", "fled", "came"."""
    return word.endswith("ed") or word in lx.STRONG_PASTS


def _relative(s: Sentence, k: int, ceiling: int) -> int | None:
    """Where the pronoun stands in ", which ..." and in "-- a threat which ..."."""
    if s.word[k] in ("which", "what", "whom"):
        return k
    if s.word[k] not in ("a", "an", "the"):
        return None
    for n in range(k + 2, min(k + 5, ceiling)):
        if s.word[n] in ("which", "that"):
            return n
        if not s.flags[n - 1] & (F.NOUN | F.ADJECTIVE):
            return None
    return None


def _relative_cue(s: Sentence, k: int, ceiling: int) -> bool:
    """As in "-- which Medvedev said": the relative clause has a speaker of its own."""
    phrase = right(s, k, ceiling)
    if phrase is None:
        return False
    k = phrase.last + 1
    while k < ceiling and s.flags[k] & (F.ADVERB | F.AUX):
        k += 1
    whom = s.word[phrase.first - 1] == "whom" and k < ceiling and s.flags[k] & F.CUE  # ", whom he once described as"
    return k < ceiling and bool(s.flags[k] & F.TAG or whom)


def _reported_by(s: Sentence, k: int, ceiling: int) -> bool:
    """As in ", Interfax reported." at the end: how the words came, not a part of them."""
    phrase = right(s, k, ceiling)
    if phrase is None or phrase.last + 1 >= ceiling:
        return False
    if not s.flags[phrase.head] & F.CAPITAL and s.word[phrase.head] not in (
        "media",
        "agency",
        "agencies",
        "television",
    ):
        return False
    verb = phrase.last + 1
    return s.word[verb] in ("reported", "reports") and (verb + 1 >= ceiling or s.word[verb + 1] in (".", "on", ","))


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


def _goes_on(s: Sentence, k: int, ceiling: int) -> bool:
    """As in "keeps her husband, a retired welder, up all day": the clause goes on after what is put in."""
    phrase = right(s, k, ceiling)
    if phrase is None or phrase.last + 2 >= ceiling or s.word[phrase.last + 1] != ",":
        return False
    following = s.flags[phrase.last + 2]
    return bool(following & (F.AUX | F.ADVERB)) or s.word[phrase.last + 2] in (
        "up",
        "out",
        "down",
        "from",
        "to",
        "into",
    )


def _told(s: Sentence, k: int, ceiling: int) -> bool:
    """As in "(he is tough enough) after a woman in Worcester, Massachusetts, told him": somebody else tells."""
    for n in range(k + 1, min(ceiling, k + _RELATIVE_REACH)):
        if s.word[n] == "told":
            subject = subject_left(s, skip_left(s, n - 1, k), k)
            return subject is not None and subject.first == k
        if s.flags[n] & (F.QUOTE | F.AUX):
            return False
    return False


def _new_verb(s: Sentence, k: int, ceiling: int, tense: str) -> bool:
    """As in "... and proposed": a second cue of the same subject."""
    while k < ceiling and s.flags[k] & F.ADVERB and not s.flags[k] & F.CUE:
        k += 1
    if k >= ceiling:
        return False
    if s.word[k] in ("has", "have") and tense in ("D", "S") and k + 1 < ceiling and s.word[k - 1] == "and":
        return _tells(s, k + 1)  # "has called it "late," and has said that"
    if s.word[k] in _MAKES and tense and k + 1 < ceiling and _made_known(s, k + 1, ceiling):
        return tense == _MAKES[s.word[k]]
    if not s.flags[k] & F.CUE or s.flags[k] & F.CAPITAL:
        return False
    parts = FORMS[s.word[k]].parts
    if tense == "D" and "N" in parts and k + 2 < ceiling and _went_on(s, k):
        return False
    if tense == "D" and "N" in parts and FORMS[s.word[k]].verb.belief | (s.word[k] == "found") and k + 1 < ceiling:
        if s.word[k + 1] != "that" and "had" in s.word[max(0, k - _HAD) : k - 1]:
            return False  # "said he had voted and expected to lose"
    if tense == "G":
        return parts == "G"
    if tense == "D":
        return "D" in parts
    if tense == "B":
        return parts == "B" and bool(s.flags[k] & F.TAG) and s.word[k - 1] in ("and", "but")
    return parts == "S"


_MAKES = {"made": "D", "makes": "S", "making": "G"}
_KNOWN = frozenset(("clear", "plain", "known"))


def _made_known(s: Sentence, k: int, ceiling: int) -> bool:
    """As in "(and made) it clear that": a cue of two words."""
    k += s.word[k] == "it"
    return k + 1 < ceiling and s.word[k] in _KNOWN and s.word[k + 1] == "that"


#: "He had voted for Ana Ruiz and (expected to lose)": so far back.
_HAD = 10


def _went_on(s: Sentence, k: int) -> bool:
    """As in "had been seized at home and held in a van": a second participle, not a second saying."""
    following = s.word[k + 1]
    if not s.flags[k + 1] & F.PREPOSITION or following in FORMS[s.word[k]].verb.prepositions:
        return False
    back = range(max(0, k - _RELATIVE_REACH), k)
    if not any(s.word[n] in ("been", "be", "being") for n in back):
        return False
    return "that" not in s.word[k + 2 : k + _PUT_IN] and not any(
        s.flags[n] & F.QUOTE for n in range(k, min(len(s), k + 4))
    )


def _new_attribution(s: Sentence, k: int, ceiling: int, tense: str) -> bool:
    """As in ", and Clinton said": another clause with a cue of its own."""
    if _new_verb(s, k, ceiling, tense):
        return True
    phrase = right(s, k, ceiling)
    if phrase is None:
        return False
    k = phrase.last + 1
    if (
        k + 1 < ceiling and s.word[k] == "," and (s.flags[phrase.head] | s.flags[k + 1]) & F.CAPITAL
    ):  # "but Tom Berg, her deputy, disagreed"
        k = next((n + 1 for n in range(k + 2, min(ceiling, k + _PUT_IN)) if s.word[n] == ","), k)
    while k < ceiling and s.flags[k] & (F.ADVERB | F.AUX | F.NEGATION):
        k += 1
    if k < ceiling and s.flags[k] & F.TAG:
        parts = FORMS[s.word[k]].parts
        they = parts == "B" and tense == "D" and is_plural(s, phrase) and not is_pronoun(s, phrase)
        return (
            "D" in parts or "S" in parts or bool(s.flags[k - 1] & F.AUX) or they
        )  # "said it was done, but critics say"
    if k + 1 < ceiling and tense == "D" and phrase.first == phrase.last and is_pronoun(s, phrase):
        return _turns_to(s, k, ceiling)
    return k < ceiling and s.word[k] in ("declined", "refused")  # "said it was sorry, but he declined to"


#: "(Admitted that it had failed, but she) rejected claims that", "left little doubt that", "made clear that".
_TURNING = frozenset("rejected dismissed expressed declined refused disputed denounced condemned voiced".split())


def _turns_to(s: Sentence, k: int, ceiling: int) -> bool:
    """At `k`, behind a pronoun, a verb that the speaker does now, not one that is told of."""
    w = s.word[k]
    if w in _TURNING:
        return True
    if w == "left":
        return "doubt" in s.word[k + 1 : k + 4]
    return w == "made" and _made_known(s, k + 1, ceiling)
