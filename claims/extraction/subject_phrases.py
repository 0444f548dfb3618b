"""Whose a verb is: the noun phrase left of it, through what is put in between, and a name that is put in."""

from __future__ import annotations

from . import lexicon as lx
from .namewords import plain
from .phrases import FIELD_LENGTH, NEVER_WITHIN, POSSESSIVE, Phrase, is_person, left, right
from .rolewords import is_agent
from .segment import Sentence
from .words import QUOTED, F

_TIME_MODIFIERS = frozenset("this last next early late earlier later that".split())
_DAY_MODIFIERS = _TIME_MODIFIERS | frozenset("same previous following".split())
_TIME_PREPOSITIONS = frozenset("on in at by during since from".split())
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday today yesterday tonight".split())
_SHORT_TITLES = frozenset(("gov.", "sen.", "rep.", "mr.", "mrs.", "ms.", "dr.", "president"))


def skip_left(s: Sentence, at: int, floor: int) -> int:
    """Left over auxiliaries, adverbs and negation; returns the item that stands before them."""
    word, flags = s.word, s.flags
    while at >= floor:
        bits = flags[at]
        if bits & F.AUX or bits & F.NEGATION:
            at -= 1
        elif word[at] in _ENDING_TIME and (before := _before_time(s, at, floor)) is not None:
            at = before
        elif (
            bits & F.ADVERB
            and not bits & (F.CAPITAL | F.PRONOUN)
            and (not bits & F.INDEFINITE and not bits & F.PREPOSITION or word[at] in ("both", "all", "each"))
        ):
            at -= 1
        elif word[at] == "," and at > floor + 1 and flags[at - 1] & flags[at + 1] & F.ADVERB:
            at -= 1  # "repeatedly, implicitly"
        elif bits & F.TIME and at > floor:
            step = at - 1
            while step > floor and (flags[step] & (F.TIME | F.NUMBER) or word[step] in _TIME_MODIFIERS):
                step -= 1
            if word[step] in ("on", "in", "during", "since"):
                step -= 1
            elif step == at - 1 and flags[at] & F.NOUN and word[at] not in _DAYS:
                break
            at = step
        else:
            break
    return at


_SPANS_OF_TIME = frozenset("seconds minutes hours days weeks months years decades week month year hour past".split())
_FROM_THEN = ("ago", "later", "earlier")
_ENDING_TIME = _SPANS_OF_TIME | {*_FROM_THEN}
_TIMELY = _ENDING_TIME | {"a", "an", "late", "early", "minute", "hour", "day"}
_TIME_REACH = 6


def _before_time(s: Sentence, at: int, floor: int) -> int | None:
    """What stands before "two weeks ago", "hours later", "(has) in recent years", "(who) over the past month"."""
    word, flags = s.word, s.flags
    ago = word[at] in _FROM_THEN
    k = at - 1 if ago else at
    if word[k] not in _SPANS_OF_TIME or k <= floor:
        return None
    k -= 1
    while (k > floor or ago and k == floor) and at - k < _TIME_REACH:
        bits, w = flags[k], word[k]
        if bits & F.PREPOSITION and not ago:
            # Elsewhere "the events of recent years" and "workers with five years" are what is talked about.
            return k - 1 if word[k - 1] in lx.HAVE or word[k - 1] in _RELATIVES else None
        if not (bits & (F.NUMBER | F.DETERMINER | F.ADJECTIVE | F.TIME | F.ADVERB | F.INDEFINITE) or w == "than"):
            return k if ago else None
        k -= 1
    return None


def subject_left(s: Sentence, at: int, floor: int) -> Phrase | None:
    """The subject that ends at `at`, looking through an apposition or relative clause in commas."""
    word = s.word
    if at < floor:
        return None
    w = word[at]
    if s.flags[at] & F.NUMBER and at - 2 >= floor and word[at - 1] == "in" and word[at - 2] in _RELATIVES:
        return Phrase(at - 2, at - 2, at - 2)  # "who in 1998 (said)"
    if (
        s.flags[at] & F.NUMBER
        and at - 2 >= floor
        and word[at - 1] == "in"
        and s.flags[at - 2] & (F.NUMBER | F.INDEFINITE)
    ):
        return Phrase(at - 2, at, at)  # "one in five (say)"
    if w in (",", "\u2014", "--", "\u2013", "-"):
        return _before_insertion(s, at, floor, w)
    if s.flags[at] & F.COMMA and (before := _before_insertion(s, at + 1, floor, ",")) is not None:
        return before  # "Ana Ruiz, who wrote "The Plan," (said)", "Ana Ruiz, citing "the magic," (said)"
    if (before := _before_participle(s, at, floor)) is not None:
        return before
    if not GRANTED.isdisjoint(word[max(floor, at - _PARTICIPLE_REACH) : at]) and (before := _granted(s, at, floor)):
        return before
    if "those" in word[floor:at] and (before := _those(s, at, floor)) is not None:
        return before
    phrase = left(s, at, floor)
    if phrase is None and s.flags[at] & (F.VERB | F.ADVERB | F.ADJECTIVE):
        return _before_relative(s, Phrase(at + 1, at + 1, at + 1), floor)  # "two officials who attended (said)"
    if phrase is None and s.flags[at] & F.QUOTE and not s.flags[at] & F.COMMA:
        return _before_relative(s, Phrase(at + 1, at + 1, at + 1), floor)  # "a man who was "angry" (said)"
    pronoun = phrase is not None and phrase.first == phrase.last and word[phrase.first] in ("he", "she", "they", "we")
    if phrase is not None and not pronoun and (before := _before_relative(s, phrase, floor)) is not None:
        return before
    if phrase is not None and phrase.first > floor + 1 and word[phrase.first - 1] in ("as", "like"):
        if (many := _exemplified(s, phrase, floor)) is not None:
            return many
    return phrase and _without_time(s, phrase, floor)


def _exemplified(s: Sentence, phrase: Phrase, floor: int) -> Phrase | None:
    """As in "Critics such as Ana Ruiz (say)", "Groups like the Holm League (argue)": those it is one of."""
    k = phrase.first - 1
    if k > floor + 1 and s.word[k - 1 : k + 1] == ["such", "as"]:
        k -= 2
    elif k > floor and s.word[k] == "like":
        k -= 1
    else:
        return None
    many = left(s, k, floor) if s.flags[k] & F.NOUN and s.word[k].endswith("s") else None
    if many is None or not _starts_clause(s, many.first, floor):
        return None
    return Phrase(many.first, phrase.last, many.head)


#: What somebody may be who speaks: "an official granted anonymity", "a lawyer hired to represent him".
GRANTED = frozenset(
    "granted given hired allowed authorized authorised permitted paid assigned appointed elected trained employed "
    "retained forced invited".split()
)


def _granted(s: Sentence, at: int, floor: int) -> Phrase | None:
    """As in "An official granted anonymity to speak candidly (said)": no preposition tells that it is a participle."""
    for k in range(at, max(floor, at - _PARTICIPLE_REACH), -1):
        if s.word[k] in GRANTED and s.flags[k - 1] & F.NOUN:
            return _participles_noun(s, k - 1, floor)
        if s.flags[k] & (NEVER_WITHIN | F.CONJUNCTION) or s.word[k] in _SUBJECT_PRONOUNS:
            return None
    return None


_SUBJECT_PRONOUNS = frozenset("he she they we i".split())


def _those(s: Sentence, at: int, floor: int) -> Phrase | None:
    """As in "those surveyed (say)", "those close to Ana Ruiz (say)": who is told apart so."""
    for k in range(at - 1, max(floor - 1, at - _PARTICIPLE_REACH), -1):
        if s.word[k] == "those":
            apart = s.flags[k + 1] & (F.VERB | F.ADJECTIVE | F.ADVERB) and not s.flags[k + 1] & F.AUX
            told = apart and (k + 1 == at or s.flags[k + 2] & F.PREPOSITION)
            free = _starts_clause(s, k, floor) or s.word[k - 1] == ","
            return Phrase(k, at, k) if told and free else None
        if s.flags[k] & (F.PUNCTUATION | F.QUOTE | F.AUX | F.PRONOUN | F.WH):
            return None
    return None


def _before_participle(s: Sentence, at: int, floor: int) -> Phrase | None:
    """As in "Police called to the scene (said)", "documents seen by Reuters (show)": whoever the participle is of."""
    word, flags = s.word, s.flags
    for k in range(min(at + 1, len(s) - 1), max(floor, at - _PARTICIPLE_REACH), -1):
        bits = flags[k]
        noun = k - 2
        if (
            bits & (F.PREPOSITION | F.TIME)
            and flags[k - 1] & F.VERB
            and (word[k - 1].endswith(("ed", "en")) or word[k - 1] in _PARTICIPLES)
            and noun >= floor
            and flags[noun] & F.NOUN
        ):
            done = _participles_noun(s, noun, floor)
            if done is not None:
                return done
        if k <= at and bits & F.VERB and word[k].endswith("ing") and flags[k - 1] & F.NOUN and not bits & F.CAPITAL:
            doing = _participles_noun(s, k - 1, floor)  # "Doctors treating Ana Ruiz (said)"
            if doing is not None:
                return doing
        if k > at:
            continue
        if bits & _BEFORE_NO_PARTICIPLE or bits & F.SUBORDINATOR and not bits & F.PREPOSITION:
            return None
        if bits & F.VERB and not bits & _NO_MERE_VERB and not word[k].endswith(("ed", "ing")):
            return None
    return None


_BEFORE_NO_PARTICIPLE = NEVER_WITHIN | F.PRONOUN
_NO_MERE_VERB = F.NOUN | F.ADJECTIVE | F.CAPITAL


def _participles_noun(s: Sentence, noun: int, floor: int) -> Phrase | None:
    """Whoever a participle is of, where they begin the clause and can speak."""
    w = s.word[noun]
    fitting = (
        is_person(s, noun)
        or w in lx.DOCUMENTS
        or w in _SIGNS
        or w in _PEOPLE
        or w in lx.ORGANISATION_WORDS
        or w.endswith("s")
    )
    named = s.flags[noun] & F.CAPITAL and noun > floor
    before = left(s, noun, floor) if fitting and not named and w not in POSSESSIVE else None
    return before if before is not None and _starts_clause(s, before.first, floor) else None


_SIGNS = frozenset(
    "sign note banner poster placard plaque sticker billboard mural inscription label tag image screenshot footage "
    "video photo photograph recording".split()
)
_PARTICIPLE_REACH = 9
_PARTICIPLES = frozenset("sent seen shown drawn born hurt caught held led taught paid".split())
_PEOPLE = frozenset("children team police family staff".split())


def _before_relative(s: Sentence, phrase: Phrase, floor: int) -> Phrase | None:
    """As in "The company that makes the drugs said": who speaks stands before the relative clause."""
    word, flags = s.word, s.flags
    k = phrase.first - 1
    while k > floor and phrase.first - k < _RELATIVE_REACH:
        bits, w = flags[k], word[k]
        if (
            bits & (F.PUNCTUATION | F.PRONOUN)
            and w not in _RELATIVES
            or bits & F.QUOTE
            and (bits & F.COMMA or s.end[k] - s.start[k] > _FEW_WORDS)
            or bits & F.SUBORDINATOR
            and w not in (*_RELATIVES, "as", "before", "after")
        ):
            return None
        if w in _RELATIVES:
            verb = k + 1
            while verb < phrase.first and flags[verb] & F.ADVERB:
                verb += 1
            starts = (
                w in ("whose", "whom")
                or verb < phrase.first
                and (flags[verb] & F.AUX or flags[verb] & F.VERB and not flags[verb] & (F.DETERMINER | F.CAPITAL))
            )
            if not starts or not flags[k - 1] & (F.NOUN | F.CAPITAL) or flags[k - 1] & F.PUNCTUATION:
                return None
            antecedent = left(s, k - 1, floor)
            if antecedent is None or antecedent.first == floor or _starts_clause(s, antecedent.first, floor):
                return antecedent
            ends = phrase.last + 3 >= len(s)  # "..., two people who were there said."
            led = word[antecedent.first - 1] == "," and (ends or flags[0] & (F.PREPOSITION | F.ADVERB | F.TIME))
            return antecedent if led else None  # "Far from New York, officials whom ..."
        k -= 1
    return None


_RELATIVES = frozenset(("who", "that", "which", "whose", "whom"))
_RELATIVE_REACH = 12
#: A quoted word or two, in characters.
_FEW_WORDS = 40


def _without_time(s: Sentence, phrase: Phrase, floor: int) -> Phrase:
    """Cut off the time that runs into a subject without a comma: "On Friday officials said", "The next day …"."""
    word, flags = s.word, s.flags
    k, is_named = phrase.first, False
    begins = phrase.first > floor and word[phrase.first - 1] in _TIME_PREPOSITIONS
    while k < phrase.head and (flags[k] & (F.DETERMINER | F.NUMBER) or word[k] in _DAY_MODIFIERS):
        is_named = is_named or word[k] in _DAY_MODIFIERS
        k += 1
    if k >= phrase.head or not _is_time(s, k) or word[k + 1] in POSSESSIVE:
        return phrase
    # "The night watchmen said": nothing says which night, so it is not a time.
    if not begins and not (is_named and phrase.first == floor):
        return phrase
    while k + 1 < phrase.head and _is_time(s, k + 1):
        k += 1
    return Phrase(k + 1, phrase.last, phrase.head)


def _is_time(s: Sentence, at: int) -> bool:
    return bool(s.flags[at] & F.TIME) or s.word[at] == "day"


def _before_insertion(s: Sentence, at: int, floor: int, mark: str) -> Phrase | None:
    word, flags = s.word, s.flags
    best: Phrase | None = None
    k = at - 1
    seen = 0
    while k > floor and seen < 5:
        w = word[k]
        if w == mark:
            seen += 1
            opener, bits = word[k + 1], flags[k + 1]
            after_ok = bits & (
                F.WH | F.DETERMINER | F.CAPITAL | F.NUMBER | F.NOUN | F.ADJECTIVE | F.OTHER_PRONOUN
            ) or bits & (F.PREPOSITION | F.ADVERB | F.VERB)
            after_ok = (
                after_ok or mark != "," and opener in ("and", "or", "but")
            )  # "voters -- and some donors -- (say)"
            of = right(s, k + 2, at) if opener == "whose" else None
            if of is not None and is_person(s, of.head) and (of.last + 1 == at or word[of.last + 1] == ","):
                return with_name(s, of)  # "a board, whose chairman, Ivo Lam, (said)"
            phrase = left(s, k - 1, floor) if after_ok else None
            if phrase is not None and (opener not in ("and", "but") or mark != ","):
                person = any(
                    flags[i] & F.PERSON_NOUN
                    or flags[i] & F.CAPITAL
                    and not flags[i] & F.FUNCTION
                    or word[i] in ("he", "she", "they", "who")
                    for i in range(phrase.first, phrase.last + 1)
                )
                # "He "strongly condemns" the attack, her spokesman (said)": no quotation that a tag could follow.
                behind = flags[phrase.first - 1] if phrase.first > floor else 0
                quoted = behind & F.QUOTE and not behind & F.COMMA
                person = person or not quoted and _starts_clause(s, phrase.first, floor)
                before = flags[phrase.first - 1] if phrase.first > floor else 0
                if before & F.PREPOSITION and not before & F.SUBORDINATOR or _is_participle(s, phrase.first):
                    person = False
                if all(
                    flags[i] & (F.TIME | F.NUMBER | F.PUNCTUATION | F.ADVERB) or word[i] in _TIMELY
                    for i in range(phrase.first, phrase.last + 1)
                ):
                    person = False  # "Hours later, an aide, Ivo Lam, (said)"
                timed = phrase.first > floor and word[phrase.first - 1] in ("after", "before", "since")
                if timed and not any(flags[i] & (F.PERSON_NOUN | F.CAPITAL) for i in range(phrase.first, k)):
                    person = False  # "Minutes after the vote, an aide, Ivo Lam, (said)"
                gerund = phrase.first == floor and word[floor].endswith("ing") and flags[floor + 1] & F.PREPOSITION
                if word[phrase.first] in _OPENING or gerund and phrase.first < phrase.last:
                    person = False  # "Speaking at the event, ...", "Campaigning in Dayton, ..."
                if person and (best is None or _starts_clause(s, phrase.first, floor)):
                    best = phrase
                    if _starts_clause(s, phrase.first, floor):
                        break
        elif w in (";", ":") or w == QUOTED and s.end[k] - s.start[k] > 120:
            break
        k -= 1
    if mark == "," and (best is None or not _starts_clause(s, best.first, floor)):
        inner = left(s, at - 1, floor)
        if (
            inner is not None
            and (best is None or word[inner.first] in _SHORT_TITLES)
            and inner.first > floor
            and word[inner.first - 1] == ","
            and any(flags[i] & F.CAPITAL and not flags[i] & F.FUNCTION for i in range(inner.first, inner.head + 1))
        ):
            return inner
    return best and with_name(s, best)


def with_name(s: Sentence, phrase: Phrase) -> Phrase:
    """As in "the director, James Comey, (said)" and "(said) its policy chief, Nina Sorel.": up to the name."""
    if s.word[phrase.head] in lx.UTTERANCES and s.word[phrase.last + 1 : phrase.last + 2] == ["by"]:
        return right(s, phrase.last + 2, len(s)) or phrase  # "(read) a tweet by Ana Ruiz"
    name = _inserted_name(s, phrase)
    return phrase if name is None else Phrase(phrase.first, name, name)


def _is_participle(s: Sentence, at: int) -> bool:
    """As in "Alarmed by the unrest in Nevada, ...", "Contacted, ...": not who does what follows."""
    bits = s.flags[at]
    if at == 0 and s.word[1] == "," and s.word[0].endswith("ed"):
        stem = s.word[0][:-2]
        return any("V" in lx.tags().get(verb, "") for verb in (stem, f"{stem}e", stem[:-1]))
    return (
        bool(bits & F.VERB)
        and not bits & F.NOUN
        and s.word[at].endswith("ed")
        and at + 1 < len(s)
        and bool(s.flags[at + 1] & F.PREPOSITION)
    )


def _inserted_name(s: Sentence, best: Phrase) -> int | None:
    """The last item of the name in "One mother, Emma Murfitt, 38," and "the Minister of Power, Chief Obi,"."""
    word, flags = s.word, s.flags
    first = best.last + 2
    if flags[best.first] & F.NUMBER and word[best.head].endswith("s"):
        return None  # "Two Republicans, Lowell Pike and Ginny Sax,"
    run = _name_run(s, first)
    if run is None or word[first - 1] != ",":
        return None
    last, whole = run
    if best.head < best.last and (
        flags[best.last] & F.CAPITAL
        and first == last
        or is_person(s, best.last)
        and word[best.last] not in lx.ORGANISATION_WORDS
        and word[best.first] != "one"
    ):
        return None  # "a woman in Worcester, Massachusetts,", "lawyers for the driver, Carlos Vega,"
    # "The Obi of Umuora, Chief Ivo Lam,": an office that no list holds.
    is_holder = word[best.first] == "the" and word[best.head + 1 : best.head + 2] == ["of"]
    is_holder = is_holder and word[best.head] not in lx.ORGANISATION_WORDS and _is_honoured(s, first, last)
    if whole and not is_holder:
        if not flags[best.last] & F.CAPITAL or not flags[best.head] & F.CAPITAL and flags[best.head] & F.PERSON_NOUN:
            return last
        # "the hospital in Kherson, Ukraine," names nobody.
        is_titled = first < last and (
            plain(word[first]) in lx.TITLES
            or word[first].capitalize() in lx.first_names()
            # "The UN's coordinator in Sudan, Clementine Ward,": there is one.
            or word[best.first] in ("the", "its", "their")
            and is_person(s, best.head)
            and word[first] not in _DIRECTIONS
        )
    else:
        is_titled = True  # "Her opponent, the incumbent Wayne Burdett,"
    named = flags[last] & F.CAPITAL and (flags[last - 1] & F.CAPITAL or word[last - 1] == ")")
    is_someone = is_agent(word[best.head]) or any(
        is_person(s, i) or word[i].removeprefix("co-") in _HEADS or plain(word[i]) in lx.TITLES
        for i in range(best.first, best.head + 1)
    )
    return last if is_titled and named and (is_someone or is_holder) else None


def _is_honoured(s: Sentence, first: int, last: int) -> bool:
    """As in "Alhaji Ivo Lam": a title stands before the name."""
    return any(plain(s.word[k]) in lx.TITLES for k in range(first, last))


def _name_run(s: Sentence, first: int) -> tuple[int, bool] | None:
    """The last word of a name put in at `first`, and whether it is nothing but a name; it ends where its comma is."""
    word, flags = s.word, s.flags
    size = len(s)
    k, whole = first, True
    while k < size and k - first < _INSERTED and not flags[k] & F.CAPITAL:
        described = flags[k] & (F.NOUN | F.ADJECTIVE) and not flags[k] & F.FUNCTION
        explained = (
            described
            and (not whole or _leads_to_name(s, k))
            or word[k].endswith("-year-old")
            or word[k].startswith("ex-")
        )
        if not (explained or word[k] in _BEFORE_NAME or is_person(s, k)):
            return None
        whole = False
        k += 1
    if k + 1 < size and word[k] in ("his", "her") and flags[k] & flags[k + 1] & F.CAPITAL:
        k += 1  # "His Royal Majesty Igwe Ivo Lam"
    last = -1
    reach = k + _INSERTED
    while k < size and k < reach:
        if flags[k] & F.CAPITAL and (not flags[k] & (F.FUNCTION | F.QUOTE) or word[k] in _NAMES_TOO):
            last = k
        elif word[k] == "&" and last == k - 1:
            pass
        elif word[k] in _PARTICLES and last >= 0:
            pass  # "Jan van der Berg"
        elif last != k - 1 or k + 1 >= size:
            break
        elif word[k] == "'s" and flags[k + 1] & F.CAPITAL:
            pass  # "CNN's Ana Ruiz"
        elif (is_person(s, k) or is_agent(word[k])) and flags[k + 1] & F.CAPITAL:
            whole = False  # "Liberal senator Angus Petrie"
        elif (named := _past_description(s, k)) is not None:
            k = last = named
            whole = False
        elif word[k] == "(" and word[k + 1] in _IN_BRACKETS and ")" in word[k : k + 4] and last < k:
            reach += word.index(")", k) - k + 1
            k = last = word.index(")", k)  # "Lt Gen (retd) Ivo Lam"
        else:
            break
        k += 1
    if last < 0 or last != k - 1 or k < size and word[k] not in (",", ".", "(", "of", "from", ")", "-", "\u2014", "--"):
        return None
    return last, whole


def _past_description(s: Sentence, k: int) -> int | None:
    """As in "(Ivo Lam)'s former wife (Ana)", "(Malian) prime minister (Ivo)": where the name behind it begins."""
    at = k + (s.word[k] == "'s")
    first = at
    while at < len(s) and at - first < FIELD_LENGTH and not s.flags[at] & F.CAPITAL:
        if not s.flags[at] & (F.NOUN | F.ADJECTIVE) and s.word[at] not in _BEFORE_NAME:
            return None
        at += 1
    named = at < len(s) and s.flags[at] & F.CAPITAL and not s.flags[at] & F.FUNCTION
    return at if named and at > first and is_person(s, at - 1) else None


def _leads_to_name(s: Sentence, k: int) -> bool:
    """As in "(Another witness,) high school principal Ana Ruiz": what somebody is, and then the name."""
    last = k
    while last + 1 < len(s) and last - k < FIELD_LENGTH and not s.flags[last + 1] & F.CAPITAL:
        last += 1
        if not s.flags[last] & (F.NOUN | F.ADJECTIVE):
            return False
    return last > k and is_person(s, last) and last + 1 < len(s)


#: Between a title and its bearer: "Chief (Dr.) Ana Ruiz", "Brig (rtd) Ivo Lam".
_IN_BRACKETS = frozenset(
    "retd rtd ret retired mrs mr dr dr. mrs. mr. prof prof. engr engr. barr barr. hon hon. chief".split()
)
_DIRECTIONS = frozenset("new north south east west northern southern eastern western central upper lower".split())
_PARTICLES = frozenset("de da di du von van der den ten ter bin bint ibn al el la dos del".split())
_NAMES_TOO = frozenset(("will", "may", "can"))
#: A name put in is no longer than this.
_INSERTED = 6
_HEADS = frozenset(
    "head envoy boss deputy owner victim survivor counterpart successor predecessor target winner guest participant "
    "host star one".split()
)
_BEFORE_NAME = frozenset("the a an state former then acting retired longtime veteran radio tv".split())
_OPENING = frozenset(
    "speaking reacting testifying writing responding commenting talking appearing addressing asking standing sitting "
    "using citing reading calling smiling laughing crying replying".split()
)


def _starts_clause(s: Sentence, first: int, floor: int) -> bool:
    if first <= floor:
        return True
    bits, w = s.flags[first - 1], s.word[first - 1]
    return (
        bool(bits & (F.CONJUNCTION | F.SUBORDINATOR))
        or w in (";", ":")
        or bits & F.QUOTE != 0
        or (w in (",", "\u2014", "--") and first - 2 >= floor and s.flags[first - 2] & F.QUOTE != 0)
    )
