"""Which words are said: what follows a verb of saying, in the first shape that fits."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.lexicon import VerbForm
from claims.extraction.phrases import Phrase, left, right
from claims.extraction.segment import Sentence
from claims.extraction.words import F

from .clauses import clause_end, leading_clause, plain_past
from .empty import (
    is_anothers,
    is_verb,
    is_witness,
    only_acts,
    says_nothing,
    takes_name,
    tells_something,
    wants_comment,
)
from .grammar import (
    CLAUSE_REACH,
    DASHES,
    FEW,
    FORMS,
    LATE,
    LOOK_AHEAD,
    NAMING,
    STOP_MARKS,
    TIMES_TOLD,
    TRIMMED,
    clause_like,
    in_relative,
    is_counted,
    is_past,
    next_quote,
    trim,
)
from .hit import Hit
from .listeners import AFTERWARDS, SHOWN_IN, after_listener, listener_end, owns, past_aside

_CLOSED = F.PUNCTUATION | F.QUOTE | F.PRONOUN | F.WH
_EARLIER = (["earlier", "hearing"], ["previous", "hearing"], ["earlier", "trial"], ["previous", "trial"])
_REPLIES = frozenset(("reply", "respond", "answer"))
#: "Thinks the new fossil tips the scales": one verb that no list may hold, and its own words.
_CLAUSE_MIN = 5
_OCCASIONS = frozenset(("when", "where", "if", "how"))
_PLACING = frozenset(("on", "in", "at", "during", "earlier"))
_RELATIVE = frozenset(("which", "what", "that", "who", "whom", "than", "as", "it"))


def content_after(
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
    if j >= ceiling or word[j] in STOP_MARKS or word[j] in (")", "]"):
        return None
    if (
        word[j] in ("aloud", "publicly", "openly", "privately")
        and word[j + 1 : j + 2]
        and word[j + 1] in lx.CLAUSE_OPENERS
    ):
        j += 1  # "wondered aloud if"
    if word[j] == "at" and verb.lemma in NAMING and word[j : j + 4] == ["at", "the", "time", "as"]:
        j += 3  # "(a price that she) described at the time as "a gift""
    if s.quoted and j + 1 in s.quoted and word[j] in ("as", "of", "for"):
        if subject is not None and subject.first > 0 and word[subject.first - 1] == "whom":
            j += 1  # "whom he once described as "a clown"", "whom she accused of "fraud""
    if word[j] in AFTERWARDS and j + 1 < ceiling and flags[j + 1] & (F.PRONOUN | F.DETERMINER | F.OTHER_PRONOUN):
        j += 1  # "said afterwards he had not expected it"
    if word[j] in ("too", "also"):
        return None  # "Parents worry too"
    if word[j] == "this" and j + 1 < ceiling and flags[j + 1] & (F.PREPOSITION | F.SUBORDINATOR):
        return None  # "stated this on Tuesday while receiving a delegation"
    if verb.lemma in _QUOTING and (saying := as_saying(s, j, ceiling)) is not None:
        quoted = Phrase(j, j, j) if flags[j] & F.OTHER_PRONOUN else right(s, j, saying - 1)
        return content_after(s, saying, group, ceiling, FORMS["saying"], quoted, False)
    if verb.lemma in _REMEMBERING and (theirs := _remembered(s, j, ceiling)) is not None:
        owner, quote = theirs
        return Hit(group, i, owner, [(quote, quote)], "clause", verb.lemma, False)
    if verb.lemma == "want" and word[j : j + 2] == ["to", "know"]:
        asks = j + 2 < ceiling and word[j + 2] in lx.CLAUSE_OPENERS
        return content_after(s, j + 1, group, ceiling, FORMS["ask"], subject, inherits) if asks else None
    if word[j] == "to" and verb.lemma in ("like", "love") and word[j + 1 : j + 2] == ["say"]:
        return content_after(s, j + 1, group, ceiling, FORMS["say"], subject, inherits)
    if verb.lemma in _TURNING_DOWN and (theirs := _anothers_claim(s, j, ceiling)) is not None:
        owner, noun = theirs
        return Hit(
            noun,
            noun,
            owner,
            [(noun + 1, clause_end(s, noun + 1, ceiling, None, True, "who"))],
            "noun",
            word[noun],
            False,
        )
    if verb.lemma in ("refuse", "decline") and flags[j] & (F.NUMBER | F.PREPOSITION) and word[j] != "to":
        to = word.index("to", j) if "to" in word[j : j + LOOK_AHEAD] else ceiling
        if to + 1 < ceiling and not any(flags[k] & (_CLOSED | F.AUX) for k in range(j, to)):
            return content_after(s, to - 1, group, ceiling, form, subject, inherits)  # "refused four times to say"
    if i <= 1 and verb.lemma in _REPLIES and word[i].endswith("ing") and word[j] == "to":
        return None  # "Replying to a question, she said"
    lead = leading_clause(s, group, subject)
    doing = word[j] == "to" and _is_participle_of(s, i)
    if word[i].endswith("ing") and flags[j] & F.TAG and not flags[j] & F.NOUN and set(FORMS[word[j]].parts) & set("DS"):
        return None  # "fired for protesting told AFP"

    def made(first: int, shape: str, cue_last: int = i, listener: tuple[int, int] | None = None) -> Hit | None:
        stop = clause_end(s, first, ceiling, form, shape == "object", lead)
        following = flags[first + 1] if first + 1 < ceiling else 0
        acts = following & (F.AUX | F.VERB | F.PUNCTUATION) and not following & (F.NOUN | F.ADJECTIVE)
        if first in s.quoted and subject is not None and subject.first and word[subject.first - 1] == "what" and acts:
            stop = first  # "what Ana Ruiz called "a tub" sailed"
        elif shape == "clause" and first < ceiling and first in s.quoted:
            stop = first if verb.lemma in _SHOUTS and following & F.PREPOSITION else _closing(s, first, stop)
        judged = verb.belief or verb.lemma == "find" or "what" in word[first : first + 2] and "c" not in frames
        if s.quoted and judged and is_anothers(s, first, stop):
            return None
        if s.quoted:
            stop = _before_turn(s, first, stop)
            stop = _before_occasion(s, first, stop, verb.lemma in NAMING)
        if shape == "object" and not s.quoted:
            stop = _before_day(s, first, stop)
        if lead == "who" and shape == "clause" and verb.lemma in _OF_PEOPLE and (thing := _known_thing(s, first, stop)):
            stop = thing  # "A man who has known the senator for decades said it was late"
        if doing:
            stop = _before_main_verb(s, first + 2, stop)
        if any(flags[k] & F.NEGATION for k in range(group, i)):  # "did not say ..., but told"
            stop = next((k - 1 for k in range(first + 1, stop + 1) if word[k] == "but"), stop)
        content = trim(s, first, stop)
        if content is not None and content[1] - first > 3 and word[content[1] - 1 : content[1] + 1] in _EARLIER:
            if word[content[1] - 3] == "at":
                content = content[0], content[1] - 4  # "admitted theft at an earlier hearing"
        if content is not None and word[content[1]] == ")" and "(" in word[first : content[1]]:
            opening = content[1] - word[content[1] :: -1].index("(")
            if opening - 1 in s.quoted:
                content = first, opening - 1  # "said "it was late" (Letters, 28 April)."
        if content is not None and verb.lemma in _REPLIES and word[content[0]] == "who":
            return None  # "was replying to Ana Ruiz, who had asked whether"
        if content is not None and (says_nothing(s, *content) or wants_comment(s, verb.lemma, *content)):
            return None
        if content is not None and word[i - 1] == "who" and (word[i] == "voted" or takes_name(s, content[0])):
            return None  # "people who knew Ana Ruiz said", "a miner who voted for Ana Ruiz"
        if content is not None and shape in ("object", "clause") and only_acts(s, i, verb, *content):
            return None
        quoted_only = verb.lemma == "quote" and not s.quoted and ":" not in word[first:]
        if content is None or (verb.lemma == "cite" or quoted_only) and is_witness(s, *content):
            return None
        if verb.lemma == "write" and not s.has_quotation(*content) and not tells_something(s, *content):
            return None  # "who wrote the law"
        titled = next((k for k in s.quoted if content[0] <= k <= content[1] and flags[k] & F.TITLE_MARKED), None)
        work = titled == content[0] or verb.lemma == "write"
        if (
            titled is not None
            and work
            and not any(
                flags[k] & (F.AUX | F.VERB | F.QUOTE) and k != titled for k in range(content[0] + 1, content[1] + 1)
            )
        ):
            return None  # "who wrote "The Plan"", "wrote "No War" in 1994"
        hit = Hit(group, cue_last, subject, [content], shape, verb.lemma, verb.belief, inherits, listener)
        hit.silent = content[1] - content[0] == 1 and word[content[0]] == "that" and word[content[1]] in _STANDPOINTS
        return hit

    if word[j] in verb.prepositions and word[j] != "that":
        if j + 1 >= ceiling or word[j + 1] in (",", "."):
            return None  # "doubled down, tweeting"
        if word[j] == "for" and "time" in word[j + 1 : j + 5]:
            then = word.index("time", j + 1) + 1  # "asks for a third time whether"
            if then < ceiling and word[then] in lx.CLAUSE_OPENERS:
                return made(then, "clause")
        if word[j] == "to" and (reply := next_quote(s, j, ceiling)) is not None and word[reply - 1] in (",", ":"):
            if word[reply - 2] == "with":
                return made(reply, "clause")  # "responded to Ivo Lam with, ..."
        if word[j] == "out" and word[j + 1] in ("that", "at", "against", "to") or word[j] == "back":
            if word[j] == "out" or word[j + 1] == "that" or j + 1 in s.quoted:
                return made(j + 1, "clause", j)
            return None
        if verb.lemma in ("call", "appeal") and word[j] in ("on", "upon", "to"):
            whom = right(s, j + 1, ceiling)
            if whom is not None and word[whom.last + 1 : whom.last + 2] == ["to"]:
                return made(whom.last + 1, "infinitive", j, (whom.first, whom.last))
        if word[j] == "at" and verb.lemma in _SHOUTS:
            heard = right(s, j + 1, ceiling)
            told = heard is not None and that_ahead(s, heard.last + 1, ceiling)
            return made(told, "clause", listener=(heard.first, heard.last)) if heard and told else None
        if word[j] in _PLACING and "c" in frames and (at := that_ahead(s, j, ceiling)) is not None:
            return made(at, "clause")  # "wrote in an email that ..."
        if (shown := next_quote(s, j, ceiling)) is not None and word[shown - 1] == ":":
            return made(shown, "clause")  # "weighed in on the bridge: ..."
        return made(j + 1, "object", j)
    if (
        "r" in frames
        and (not flags[j] & F.QUOTE or not flags[j] & F.COMMA and "that" in word[j + 1 : j + 6])
        and word[j] not in lx.CLAUSE_OPENERS
        and (word[j] not in (",", ":", "to"))
        and not (j + 1 < ceiling and flags[j] & F.DETERMINER and flags[j + 1] & F.TIME and not _is_paper(s, j + 1))
    ):
        show = j if j in s.quoted else j + 1 if flags[j] & F.DETERMINER and j + 1 in s.quoted else 0
        if show and not flags[show] & F.COMMA and "that" in word[show + 1 : min(show + 6, ceiling)]:
            return made(word.index("that", show), "clause", listener=(j, show))  # told the "Morning Ranch" podcast that
        heard = Phrase(j, j, j) if flags[j] & F.OTHER_PRONOUN and not owns(s, j) else right(s, j, ceiling)
        if flags[j] & F.DETERMINER and j + 2 < ceiling and flags[j + 1] & F.TIME and word[j + 1] != "sun":
            heard = right(s, j + 2, ceiling)  # "told the Sunday Vanguard"
            heard = heard and Phrase(j, heard.last, heard.head)
        if heard is not None and (begins := after_listener(s, j, heard, ceiling, verb.lemma == "tell")) is not None:
            return made(begins, "clause", listener=(j, begins - 1))
        inside = listener_end(s, heard.last + 1, ceiling) if heard is not None else None
        if heard is not None and inside is not None:
            if word[inside] in (",", ":"):
                inside += 1
            elif (
                flags[inside] & F.LOWER and verb.lemma not in ("tell", "ask") and not flags[heard.head] & F.PERSON_NOUN
            ):
                return made(j, "clause")  # "warned the dome "would cause harm""
            return made(inside, "clause", listener=(heard.first, heard.last))
        if verb.lemma == "tell" and heard is not None and flags[heard.head] & F.CAPITAL:
            return None  # "told the Herald in May"
    # a quotation that the cue leads up to
    q = next_quote(s, j, ceiling)
    if q is not None and ("c" in frames or "q" in frames):
        plain = not any(
            word[k] in ("that", "but")
            or (flags[k] & F.AUX and word[k] != "'s")
            or flags[k] & F.PRONOUN
            or word[q - 1] == ","
            and k > j
            and _found(s, k)
            or word[k] == ","
            and k > j
            and not flags[j] & F.PREPOSITION
            and flags[k + 1] & F.CUE
            and FORMS[word[k + 1]].parts == "G"  # "denied any romance, posting: ..."
            for k in range(j, q)
        )
        if plain and (q == j or word[q - 1] in (",", ":") and not _leads_itself(s, j, q)):
            return made(q, "clause")
    at = that_ahead(s, j, ceiling, "i" in frames)
    if at is not None and ("c" in frames or "t" in frames):
        heard = right(s, j + 1, at) if word[j] == "to" else None
        return made(at, "clause", listener=(heard.first, heard.last) if heard is not None else None)
    if word[j] == "to":
        if "i" in frames and j + 1 < ceiling:
            return made(j, "infinitive")
        heard = right(s, j + 1, ceiling) if "q" in frames and "c" in frames else None
        inside = listener_end(s, heard.last + 1, ceiling) if heard is not None else None
        if heard is not None and inside is not None:
            return made(inside, "clause", listener=(heard.first, heard.last))
        return None
    if flags[j] & F.NUMBER and word[j + 1 : j + 2] == ["that"]:
        return made(j + 1, "clause")  # "ruled 2-1 that"
    counted = is_counted(s, j)
    late = word[j] in _THIS_OR_LATE and j + 1 < ceiling and (flags[j + 1] & F.TIME or word[j + 1] == "on")
    if flags[j] & F.TIME or late or not counted and word[j] in _PLACING and "c" in frames and "q" in frames:
        after = _skip_time(s, j, ceiling, "i" in frames)
        if after is not None and i <= 1 and word[i].endswith("ing") and "," in word[j:after]:
            return None  # "Testifying in federal court, Ana Ruiz said ..."
        if after is None or after >= ceiling or word[after] in STOP_MARKS:
            return None
        is_subject = (flags[j] & F.TIME or late) and flags[after] & F.AUX and not in_relative(s, i)
        return made(j if is_subject else after, "clause")  # "said Friday would be too late"
    if word[j] == ":":
        return made(j + 1, "clause")
    if word[j] == "," and "c" in frames and (after := past_aside(s, j, ceiling)) is not None:
        return made(after, "clause")
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
    if (
        lead == "who"
        and verb.lemma in _WANTING
        and j + 1 < ceiling
        and not flags[j + 1] & F.NOUN
        and flags[j + 1] & F.TAG
    ):
        return None  # "a teacher who demanded answers said"
    thought = verb.lemma == "think" and flags[j] & F.DETERMINER and ceiling - j > _CLAUSE_MIN
    if "c" in frames and (
        thought or word[j] in lx.CLAUSE_OPENERS or clause_like(s, j, min(ceiling - 1, j + CLAUSE_REACH))
    ):
        preposition = flags[j] & F.PREPOSITION and not flags[j] & F.SUBORDINATOR and not counted
        if preposition and word[j] not in ("as", "for", "like") and ("o" not in frames or word[j] != "in"):
            return None
        return made(j, "clause")
    if word[j] in _OCCASIONS and "c" not in frames and "t" not in frames:
        return None  # "booed when he told them"
    if verb.lemma == "offer" and (at := next((k for k in range(j, ceiling - 1) if word[k] == "that"), 0)):
        if flags[at - 1] & F.SPEECH_NOUN and "that" in lx.SPEECH_NOUNS[word[at - 1]].split():
            heard = right(s, j, at - 2) if flags[j] & F.CAPITAL else None
            return made(at, "clause", listener=(heard.first, heard.last) if heard is not None else None)
    if q is not None and q > j and word[q - 1] == ":" and _only_names(s, j, q - 1):
        return made(q, "clause")  # "backed the governor on X: "We removed names.""
    if "o" in frames or (q == j and ("c" in frames or "q" in frames or "t" in frames)):
        if flags[j] & F.PREPOSITION and word[j] not in ("as", "about", "over", "more", "up", "than"):
            return None
        if flags[j] & F.SUBORDINATOR and word[j] not in lx.CLAUSE_OPENERS and word[j] != "as":
            return None
        return made(j, "object")
    return None


def _known_thing(s: Sentence, first: int, stop: int) -> int | None:
    """The end of "the senator for decades" where the verb of the clause around it follows."""
    thing = right(s, first, stop + 1)
    if thing is None or not s.flags[first] & (F.DETERMINER | F.OTHER_PRONOUN | F.CAPITAL):
        return None
    k = thing.last + 1
    while k <= stop and s.flags[k] & (F.PREPOSITION | F.TIME | F.NUMBER) and not s.flags[k] & F.SUBORDINATOR:
        k += 1
    return thing.last if k <= stop and s.flags[k] & (F.AUX | F.TAG) and not s.flags[k] & F.CAPITAL else None


_OF_PEOPLE = frozenset("know back support oppose endorse favor favour love like champion attack praise".split())


def _is_participle_of(s: Sentence, i: int) -> bool:
    """As in "Two men claiming to speak for the country (sat down)": the first verb of its clause, behind a noun."""
    if not i or not s.word[i].endswith("ing") or not s.flags[i - 1] & F.PERSON_NOUN or s.flags[i - 1] & F.CAPITAL:
        return False
    return not any(bits & (F.AUX | F.PUNCTUATION | F.QUOTE | F.PREPOSITION) for bits in s.flags[:i])


def _before_main_verb(s: Sentence, first: int, stop: int) -> int:
    """As in "(A man claiming to) be a doctor | was arrested": where the words end that a participle brings."""
    for k in range(first, stop + 1):
        if s.flags[k] & F.WH or s.word[k] in lx.CLAUSE_OPENERS:
            break
        if s.flags[k - 1] & F.NOUN and (s.flags[k] & F.AUX or s.word[k] in lx.STRONG_PASTS or is_past(s, k)):
            return k - 1
    return stop


def _is_paper(s: Sentence, k: int) -> bool:
    """As in "told the Sun", "told the Sunday Vanguard", "told the Monday meeting": a day that names who is told."""
    following = s.flags[k + 1] if k + 1 < len(s) else 0
    return s.word[k] == "sun" or bool(following & (F.CAPITAL | F.NOUN)) and not following & (F.TIME | F.FUNCTION)


_TURNING_DOWN = frozenset("reject dismiss dispute".split())


def _anothers_claim(s: Sentence, j: int, ceiling: int) -> tuple[Phrase, int] | None:
    """As in "rejecting prosecutors' claim that", "rejected his argument that": whose claim it is, and the noun."""
    for k in range(j + 1, min(j + FEW, ceiling - 1)):
        if s.flags[k] & F.SPEECH_NOUN and s.word[k + 1] == "that":
            if k == j + 1 and s.flags[j] & F.OTHER_PRONOUN:
                return Phrase(j, j, j), k
            end = k - 2 if s.word[k - 1] in ("'s", "'") else 0
            return (Phrase(j, end, end), k) if end >= j else None
        if s.flags[k] & (F.PUNCTUATION | F.QUOTE) and s.word[k] not in ("'s", "'"):
            return None
    return None


def _found(s: Sentence, k: int) -> bool:
    """As in "(said) auditors found 60 beds": a noun and its verb."""
    plain = s.flags[k] & F.VERB and not s.flags[k] & (F.NOUN | F.ADJECTIVE | F.CAPITAL | F.AUX)
    return bool(plain) and bool(s.flags[k - 1] & F.NOUN) and plain_past(s.word[k])


def _only_names(s: Sentence, first: int, stop: int) -> bool:
    """As in "(backed) the governor on X": nothing but nouns, so what is said stands after the colon."""
    named = F.NOUN | F.ADJECTIVE | F.DETERMINER | F.OTHER_PRONOUN | F.PREPOSITION | F.CAPITAL | F.TIME
    return stop - first < FEW and all(
        s.flags[k] & named and not s.flags[k] & (F.PUNCTUATION | F.WH | F.AUX) for k in range(first, stop)
    )


_WANTING = frozenset("demand request seek want expect".split())
_SAYINGS = lx.UTTERANCES | {"advice", "motto", "warning", "question", "promise", "verdict"}
_REMEMBERING = frozenset(("recall", "remember", "retweet"))


def _remembered(s: Sentence, j: int, ceiling: int) -> tuple[Phrase, int] | None:
    """As in "recalled the doctor telling him, ...", "remembered her father's advice: ...": whose the quotation is."""
    quote = next_quote(s, j + 1, ceiling)
    told = s.word[j] == "what"  # "remembers what Ivo Lam told her: ..."
    owner = right(s, j + told, ceiling)
    if quote is None or owner is None or s.word[quote - 1] not in (",", ":"):
        return None
    if s.word[owner.last + 1] in ("telling", "saying") or told and s.flags[owner.last + 1] & F.TAG:
        return owner, quote
    if owner.last != quote - 2:
        return None
    for k in range(owner.last, owner.first, -1):
        if s.word[k] in ("'s", "'"):
            # "Remembered her mother's kitchen: ..." are her own words.
            return (Phrase(owner.first, k - 1, k - 1), quote) if s.word[owner.last] in _SAYINGS else None
    named = s.word[j - 1].startswith("retweet") and s.flags[owner.head] & F.CAPITAL
    return (owner, quote) if named else None


def _leads_itself(s: Sentence, first: int, quote: int) -> bool:
    """As in "(who claim) to like the bond, Ana Ruiz said, ...": somebody else leads up to the quotation."""
    verb = quote - 2
    while verb > first and s.flags[verb] & (F.ADVERB | F.TIME):
        verb -= 1
    if verb - 1 <= first or not s.flags[verb] & F.TAG:
        return False
    if not s.flags[verb] & F.NOUN and s.word[verb - 1] == ",":
        return True  # "(his posts) on Sunday, Ana Ruiz, the mayor, wrote: ..."
    if not s.flags[verb - 1] & (F.NOUN | F.CAPITAL):
        return False
    subject = left(s, verb - 1, first)
    return subject is not None and subject.first - 1 >= first and s.word[subject.first - 1] == ","


_QUOTING = frozenset(("quote", "cite"))
_SHOUTS = frozenset("yell shout scream chant cry bark".split())


def as_saying(s: Sentence, j: int, ceiling: int) -> int | None:
    """As in "TASS quoted Ivan Orlov, the governor, as saying ...": where "saying" stands."""
    for k in range(j + 1, min(ceiling, j + LOOK_AHEAD) - 1):
        if s.word[k] == "as" and s.word[k + 1] == "saying":
            return k + 1
    return None


def _before_occasion(s: Sentence, first: int, last: int, is_naming: bool) -> int:
    """As in: called the polls "a farce" in his address Friday. Where and when it was said is the reporter's."""
    end = last
    while last > first and s.word[last] in TRIMMED:
        last -= 1
    marks = [k for k in s.quoted if first <= k <= last]
    if is_naming and marks and marks[-1] < last and _goes_elsewhere(s, marks[-1], last):
        return marks[-1]
    if not marks or marks[-1] + 2 > last or s.word[marks[-1] + 1] not in ("in", "on", "at", "during"):
        return end
    mark = marks[-1]
    own = s.flags[mark + 2] & F.DETERMINER and s.word[mark + 2] not in ("the", "this", "that")
    if own and any(s.word[k] in lx.OCCASIONS for k in range(mark + 3, min(mark + 6, last + 1))):
        return mark
    rest = range(mark + 1, last + 1)
    if not is_naming or not s.flags[last] & F.TIME or any(s.flags[k] & (F.AUX | F.SUBORDINATOR) for k in rest):
        return end
    return mark


def _before_day(s: Sentence, first: int, last: int) -> int:
    """As in "endorsed Ana Ruiz last week", "criticised the bill on Friday": the day is no part of it."""
    while last > first and s.word[last] in TRIMMED:
        last -= 1
    k = last
    while k > first and (s.flags[k] & F.TIME or s.word[k] in TIMES_TOLD or s.word[k] in ("this", "ago")):
        k -= 1
    if s.word[last] == "ago" and last - 3 > first:
        k = last - 3  # "two weeks ago"
    if k in (last, first) or any(is_verb(s, n) or s.flags[n] & F.AUX for n in range(first, k + 1)):
        return last
    if s.word[k] in ("on", "in", "during", "since"):
        k -= 1
    elif s.flags[k + 1] & F.DETERMINER and s.word[k + 1] == "the" or s.flags[k] & (F.PREPOSITION | F.ADJECTIVE):
        return last
    return k if k >= first and s.flags[k] & (F.NOUN | F.CAPITAL | F.OTHER_PRONOUN) else last


def _goes_elsewhere(s: Sentence, mark: int, last: int) -> bool:
    """As in: called it "a disgrace" and the markets fell, described as "a tip," arrived. The rest is the reporter's."""
    if s.word[mark + 1] in _GOES_ON_ABOUT:
        return False
    return any(
        s.flags[k] & F.AUX and s.word[k] != "'s" or s.flags[k] & F.VERB and plain_past(s.word[k])
        for k in range(mark + 1, last + 1)
        if not s.flags[k] & (F.NOUN | F.ADJECTIVE | F.CAPITAL)
    )


_GOES_ON_ABOUT = frozenset("who that which whose for because to when if as but of".split())


def _before_turn(s: Sentence, first: int, stop: int) -> int:
    """As in "would be "malpractice" — and Democrats agree": the reporter goes on after a dash."""
    for item in s.quoted:
        if first <= item < stop - 1 and s.word[item + 1] in DASHES and s.word[item + 2] in ("and", "but"):
            return item
    return stop


_STANDPOINTS = frozenset(
    "position view stance opinion claim statement idea call demand sentiment figure account version assertion "
    "allegation charge characterization characterisation suggestion conclusion finding number accusation "
    "criticism".split()
)


def _closing(s: Sentence, first: int, last: int) -> int:
    """Where a full quotation ends that its cue leads up to: at its mark, not with what the reporter adds."""
    if first == last or s.has_quotation(first + 1, last):
        return last
    k = first + 1
    if s.flags[first] & F.COMMA or s.flags[k] & F.CAPITAL and _leads_clause(s, k, last):
        return first
    if s.word[k] in (",", "\u2014", "--"):
        k += 1
    if k > last:
        return last
    if s.word[k] in ("and", "but", "then") and k < last and is_past(s, k + 1):
        return first
    if s.word[k] in ("as", "while", "after", "before", "when") and _leads_clause(s, k + 1, last):
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


_THIS_OR_LATE = LATE | {"this", "next"}


def to_do(s: Sentence, k: int) -> bool:
    """After "to", a verb and nobody who is told: "to veto", not "to reporters" or "to the court"."""
    bits = s.flags[k]
    if bits & (F.CAPITAL | F.DETERMINER | F.OTHER_PRONOUN | F.PRONOUN | F.PERSON_NOUN | F.QUOTE | F.NUMBER):
        return False
    return bool(bits & F.VERB) or not s.word[k].endswith("s")


def that_ahead(s: Sentence, j: int, ceiling: int, infinitive: bool = False) -> int | None:
    """As in "said on Thursday in Moscow that": the "that", when only place, time and manner stand before it."""
    stop = min(ceiling, j + LOOK_AHEAD)
    if "that" not in s.word[j:stop] and (j >= stop or s.word[j] not in lx.CLAUSE_OPENERS):
        return None
    if s.word[j] == "to" and infinitive and to_do(s, j + 1):
        return None  # "promised to veto any bill that"
    for k in range(j, stop):
        w, bits = s.word[k], s.flags[k]
        if w in ("that",) or (k == j and w in lx.CLAUSE_OPENERS):
            if k == j or s.flags[j] & (F.PREPOSITION | F.TIME | F.ADVERB) or s.word[j] in _THIS_OR_LATE:
                return k
            return None
        if w == "," and s.word[k + 1] in ("a", "an"):
            return None  # "said Wednesday, a number that"
        shown = bits & F.QUOTE and s.word[k + 1 : k + 2] == ["that"]  # on the "Buck Lander Show" that
        if bits & F.AUX and w != "'s" or bits & (F.PRONOUN | F.QUOTE) and not shown or w in (";", ":"):
            return None
        if bits & F.TAG and k > j and not bits & (F.NOUN | F.CAPITAL):
            return None  # "posted to YouTube, Ana Ruiz says that"
    return None


_MONTHS = frozenset((*lx.MONTHS, *(month[:3] for month in lx.MONTHS), "sept", "jan.", "feb.", "aug.", "sept.", "oct."))


def _skip_time(s: Sentence, j: int, ceiling: int, infinitive: bool) -> int | None:
    """Past "on Thursday", "in an interview", "at a rally in Ohio" to where the clause begins."""
    k = j
    while k < ceiling and k - j < LOOK_AHEAD:
        w, bits = s.word[k], s.flags[k]
        if bits & F.QUOTE and s.word[k + 1 : k + 2] == ["that"] and s.flags[k - 1] & F.DETERMINER:
            return k + 1
        if bits & (F.PRONOUN | F.QUOTE) or w in ("there",):
            return k
        if (
            bits & F.TIME
            or w in ("earlier", "later", "last", "this", "next", "early", "late")
            or bits & F.NUMBER
            and s.word[k - 1] in _MONTHS
        ):
            k += 1
            continue
        if w == "to" and infinitive:
            return k
        if k > j and s.flags[k - 1] & F.NOUN and (w in SHOWN_IN or w in ("sent", "prepared", "filed")):
            k += 1
            continue
        if is_counted(s, k):
            return k  # "in a report at least 60 people"
        if w in ("on", "in", "at", "during", "via", "through", "to", "after", "before", "with", "from", "of"):
            k += 1
            if k < ceiling and s.flags[k] & F.TIME:
                continue  # "on Friday the bridge was closed"
            first = k
            while k < ceiling and s.flags[k] & (F.DETERMINER | F.OTHER_PRONOUN | F.ADJECTIVE | F.NUMBER | F.TIME):
                k += 1
            bare = k == first
            moved = False
            while k < ceiling and s.flags[k] & (F.NOUN | F.CAPITAL | F.TIME) and not s.flags[k] & F.FUNCTION:
                if bare and moved and s.flags[k - 1] & F.CAPITAL and not s.flags[k] & F.CAPITAL:
                    break  # "in Paris prices would rise"
                k += 1
                moved = True
                if s.flags[k - 1] & F.TIME:
                    break
            if not moved and not s.flags[k - 1] & F.TIME:
                return None
            continue
        if w == ",":
            k += 1
            if k < ceiling and (s.flags[k] & F.TAG and not s.flags[k] & F.NOUN or s.word[k] in ("a", "an")):
                return None  # "speaking Tuesday in Ohio, said", "said Wednesday, a number that"
            continue
        return k
    return None
