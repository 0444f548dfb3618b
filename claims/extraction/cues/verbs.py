"""X said that ..., X's claim that ..., X is sure that ..., was asked whether ...: one sentence, left to right."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.lexicon import VerbForm
from claims.extraction.phrases import Phrase, left, right
from claims.extraction.segment import Sentence
from claims.extraction.subject_phrases import skip_left, subject_left, with_name
from claims.extraction.words import QUOTED, F

from .clauses import clause_end, leading_clause, plain_past
from .content import as_saying, content_after, that_ahead
from .grammar import (
    DASHES,
    FORMS,
    LOOK_AHEAD,
    NAMING,
    STOP_MARKS,
    TELLING_NOUNS,
    can_speak,
    clause_like,
    is_named,
    is_plural,
    next_quote,
    usage,
)
from .hit import Hit
from .subjects import clause_subject, fronted, is_explained, is_governed, issued_by, logical_subject, next_subject


def scan(s: Sentence, cues: list[int], hits: list[Hit], covered: bytearray) -> None:
    flags = s.flags
    reach = 0
    main: Phrase | None = None
    for hit in hits:
        if hit.shape in ("tag", "aside") and hit.subject is not None:
            main = hit.subject
    for i in cues:
        if i < reach or covered[i]:
            continue
        floor = max(reach, covered.rfind(1, reach, i) + 1)
        made = _verb_at(s, i, floor, covered, main) if flags[i] & F.CUE else None
        if made is None and flags[i] & F.SPEECH_NOUN:
            made = _noun_at(s, i, floor, covered)
        if made is None and flags[i] & F.BELIEF_ADJECTIVE:
            made = _adjective_at(s, i, floor, covered)
        if made is None:
            continue
        hits.append(made)
        if made.subject is not None and (main is None or not made.inherits):
            main = made.subject
        if made.inherits and main is not None and made.subject is None:
            made.subject = main
        last = made.cue_last
        for first, stop in made.content:
            covered[first : stop + 1] = b"\x01" * (stop + 1 - first)
            last = max(last, stop)
        reach = last + 1


def _uncovered(s: Sentence, i: int, covered: bytearray) -> int:
    stop = covered.find(1, i + 1)
    return stop if stop >= 0 else len(s)


def _noun_at(s: Sentence, i: int, floor: int, covered: bytearray) -> Hit | None:
    """As in "Clinton's claim that", "his support for"."""
    word, flags = s.word, s.flags
    j = i + 1
    ceiling = _uncovered(s, i, covered)
    if j >= ceiling:
        return None
    if (flags[j] & F.BE or word[j] == ",") and (stated := _stated_by(s, i, floor, ceiling)) is not None:
        return stated
    if word[j] == "from":
        told = "that" in word[j : j + LOOK_AHEAD] and "that" in lx.SPEECH_NOUNS[word[i]].split()
        return _noun_from(s, i, ceiling) if told else None
    if j + 1 >= ceiling or word[j] not in lx.SPEECH_NOUNS[word[i]].split():
        return None
    if word[i].startswith("request") and word[j + 1] in ("comment", "comments", "information"):
        return None  # "did not respond to AFP's request for comment"
    k = i - 1
    while (
        k >= floor
        and flags[k] & (F.ADJECTIVE | F.NOUN)
        and not flags[k] & (F.FUNCTION | F.CAPITAL)
        and word[k] not in ("'s", "'", "little")
    ):
        k -= 1
    if k < floor:
        return None
    subject: Phrase | None = None
    if word[i] in _CHANTS:
        if j + 1 not in s.quoted:
            return None
        if word[k] in ("with", "into", "in"):
            subject = clause_subject(s, k)  # "the crowd broke into chants of"
    if subject is not None:
        pass
    elif word[k] in ("'s", "'") and k > floor:
        subject = _owner(s, k - 1, floor)
    elif word[k] in ("his", "her", "their", "its", "my", "our", "your"):
        subject = Phrase(k, k, k)
    elif (
        word[i] in ("view", "opinion")
        and word[k - 1 : k + 1] == ["of", "the"]
        and k - 2 > floor
        and flags[k - 2] & F.BE
    ):
        subject = subject_left(s, skip_left(s, k - 2, floor), floor)  # "was of the view that"
    elif (
        (word[j] == "that" or word[j] in ("about", "over") and word[i] in _WORRIES)
        and (word[k] != "no" or word[i] == "doubt")
        and not flags[j + 1] & (F.AUX | F.VERB)
        and ceiling - j > _SHORTEST
    ):
        subject = _giver(s, k, floor)
    if subject is None:
        return None
    if flags[j + 1] & F.TIME:
        return None
    last = j if word[j] not in ("that", "to") else i
    first = j + 1 if last == j else j
    end = clause_end(s, first, ceiling, None, True, "who")
    for n in range(first, end + 1):
        if (flags[n] & F.AUX or flags[n] & F.VERB and not flags[n] & (F.NOUN | F.ADJECTIVE)) and word[j] not in (
            "that",
            "to",
        ):
            end = n - 1
            break
    if word[j] == "that" and (k <= floor or word[k - 1] == ","):
        end = _before_its_verb(s, j + 1, end)
    if end < first:
        return None
    return Hit(i, last, subject, [(first, end)], "noun", word[i], False)


def _for_example(s: Sentence, i: int) -> bool:
    """As in "Critics like Ana Ruiz say it is over": a plural, one of them, and the verb of both."""
    before, after = s.flags[i - 1] if i else 0, s.flags[i + 1]
    if not before & F.NOUN or not s.word[i - 1].endswith("s") or not after & (F.CAPITAL | F.DETERMINER):
        return False
    named = right(s, i + 1, len(s))
    verb = named.last + 1 if named is not None else len(s)
    return verb < len(s) and bool(s.flags[verb] & F.TAG) and "B" in FORMS[s.word[verb]].parts


def _stated_by(s: Sentence, i: int, floor: int, ceiling: int) -> Hit | None:
    """As in "Her answer was that ...", "Ana Ruiz's view, shared by many, is that ...": whose it is, and what."""
    word = s.word
    be = i + 1
    if be < ceiling and word[be] == "," and "," in word[be + 1 : min(ceiling, be + LOOK_AHEAD)]:
        be = word.index(",", be + 1) + 1
    if be + 2 >= ceiling or not s.flags[be] & F.BE or word[be + 1] != "that" or i <= floor or s.flags[be + 2] & F.AUX:
        return None
    k = i - 1
    while k > floor and s.flags[k] & F.ADJECTIVE and not s.flags[k] & F.FUNCTION:
        k -= 1
    if word[k] in ("'s", "'") and k > floor:
        subject = _owner(s, k - 1, floor)
    else:
        subject = Phrase(k, k, k) if word[k] in ("his", "her", "their") else None
    if subject is None or not can_speak(s, subject) and word[subject.first] not in ("his", "her", "their"):
        return None
    return Hit(i, be, subject, [(be + 1, clause_end(s, be + 1, ceiling, None, False))], "noun", word[i], False)


def _noun_from(s: Sentence, i: int, ceiling: int) -> Hit | None:
    """As in "a warning from the president that he would not sign": whose it is stands behind the noun."""
    giver = right(s, i + 2, ceiling)
    that = giver.last + 1 if giver is not None else ceiling
    if giver is None or that + 2 >= ceiling or s.word[that] != "that" or not can_speak(s, giver):
        return None
    end = clause_end(s, that, ceiling, None, True, "who")
    return Hit(i, i, with_name(s, giver), [(that, end)], "noun", s.word[i], False)


def _before_its_verb(s: Sentence, first: int, end: int) -> int:
    """As in "(Its suggestion that) the dam was safe | drew alarm": the noun is the subject of the second verb."""
    verbs = 0
    for n in range(first, end + 1):
        if s.flags[n] & F.AUX and not s.flags[n - 1] & F.AUX:
            verbs += 1
        elif _finite(s, n) and not s.flags[n - 1] & (F.AUX | F.CONJUNCTION | F.WH | F.ADVERB | F.PUNCTUATION):
            if verbs and s.word[n - 1] not in ("who", "which", "that"):
                return n - 1
            verbs += 1
        elif s.flags[n] & (F.QUOTE | F.SUBORDINATOR | F.CONJUNCTION) or s.word[n] in ("who", "which", "that"):
            return end
    return end


def _giver(s: Sentence, k: int, floor: int) -> Phrase | None:
    """As in "Ana Ruiz gave an assurance that", "issued fresh warnings that": who puts it so. `k` is before the noun."""
    word, flags = s.word, s.flags
    verb = k - 1 if flags[k] & F.DETERMINER or word[k] in ("no", "little") else k
    if verb > floor and word[verb] == "to":
        # "came to the conclusion that", "drew attention to the fact that"
        verb -= 2 if word[verb - 1] == "attention" else 1
    if verb <= floor or word[verb] not in _GIVING:
        return None
    if word[verb].endswith("ing") or word[verb - 1] == "to":
        return clause_subject(s, verb)
    before = skip_left(s, verb - 1, floor)
    subject = subject_left(s, before, floor) if before >= floor else None
    if subject is None and word[before] in ("and", "but", ","):
        subject = clause_subject(s, before)
    if subject is None or not is_named(s, subject):
        return None
    return subject if can_speak(s, subject) or word[subject.first] in ("who", "which") else None


#: "Raised concerns about": with these no "that" need follow.
_WORRIES = frozenset("concern concerns doubts fears worries alarm".split())
#: "A point that nobody liked" states nothing.
_SHORTEST = 4
#: What one does with an assurance, a warning, a view: with these the noun says what is said.
_GIVING = frozenset(
    "give gives gave given giving make makes made making issue issues issued issuing express expresses expressed "
    "expressing voice voices voiced voicing take takes took taking raise raises raised raising offer offers offered "
    "offering repeat repeats repeated repeating reiterate reiterates reiterated reiterating send sends sent sending "
    "hold holds held holding share shares shared sharing advance advanced air aired airing sound sounded sounding "
    "leave leaves left leaving have has had having draw draws drew drawing push pushes pushed pushing press pressed "
    "float floats floated floating reach reaches reached came come add adds added adding "
    "dropped drop drops deliver delivers delivered maintain maintains maintained".split()
)
#: "The song was written by Ana Ruiz", "the body was found by": done to a thing, not said of it.
_DONE = frozenset("report write find see show read".split())
_CHANTS = frozenset(("chants", "cries", "shouts"))


def _owner(s: Sentence, at: int, floor: int) -> Phrase | None:
    """Who stands before the 's: "in response to Carlos Vega's plan" is Vega's, "the head of Gazprom's" its head's."""
    subject = left(s, at, floor)
    if subject is None:
        return None
    for k in range(subject.last, subject.first, -1):
        if s.flags[k] & F.PREPOSITION and s.word[k] != "of":
            return Phrase(k + 1, subject.last, subject.last)
    return subject


def _adjective_at(s: Sentence, i: int, floor: int, covered: bytearray) -> Hit | None:
    """As in "is confident that", "was critical of"."""
    word, flags = s.word, s.flags
    j = i + 1
    ceiling = _uncovered(s, i, covered)
    if j + 1 >= ceiling:
        return None
    begins = flags[j] & (F.PRONOUN | F.DETERMINER | F.OTHER_PRONOUN | F.CAPITAL)
    bare = word[i] in _OPENLY and word[i - 1] in MAKING or word[i] in _SURE and bool(begins)
    plain = bare and clause_like(s, j, min(ceiling - 1, j + LOOK_AHEAD))
    if not plain and word[j] not in lx.BELIEF_ADJECTIVES[word[i]].split():
        return None
    k = i - 1
    while k >= floor and flags[k] & F.ADVERB and not flags[k] & F.AUX:
        k -= 1
    if word[i] in _OPENLY and k > floor and word[k] == "it" and not flags[i - 1] & F.BE:
        k -= 1  # "made it clear that"
    linking = flags[k] & F.BE or word[k] in ("'s", "feel", "feels", "felt", "seem", "seems", "seemed")
    if k < floor or not (linking or word[i] in _OPENLY and word[k] in MAKING):
        return None
    group = k
    k = skip_left(s, k if linking else k - 1, floor)
    if k < floor:
        return None
    subject = subject_left(s, k, floor)
    if subject is None and word[k] in ("and", "but", ","):
        subject = clause_subject(s, k)  # "said it was over and made clear that"
    if subject is None or not is_named(s, subject) or word[subject.first] == "it":
        return None
    last = i if plain or word[j] in ("that", "to") else j
    first = j if last == i else j + 1
    end = clause_end(s, first, ceiling, None, last == j, leading_clause(s, group, subject))
    if end < first:
        return None
    return Hit(group, last, subject, [(first, end)], "adjective", word[i], True)


_ITS = frozenset(("the", "a", "an", "this", "that", "its", "his", "her", "their"))
#: So far into its sentence a participle may be of the subject.
_OPENING = 4
MAKING = frozenset(("make", "makes", "made", "making"))
#: What one makes something that one says: "made it plain that".
_OPENLY = frozenset(("clear", "plain", "known"))
#: "Others are sure he left": these need no "that".
_SURE = frozenset(
    "sure certain confident convinced adamant afraid positive worried concerned hopeful glad relieved".split()
)


def _verb_at(s: Sentence, i: int, floor: int, covered: bytearray, main: Phrase | None) -> Hit | None:
    word, flags = s.word, s.flags
    form = FORMS[word[i]]
    used = usage(s, i, floor)
    if word[i] in _OPENLY and i > 1 and (word[i - 1] in MAKING or word[i - 2] in MAKING):
        return None  # "made it known that": as with "clear"
    if used is None or i and flags[i] & F.NOUN and flags[i - 1] & F.NUMBER:
        return None  # "falls to 3 points"
    if form.parts == "S" and flags[i] & F.NOUN and i + 1 < len(s) and used[1] == i:
        if flags[i + 1] & F.AUX or word[i + 1] in ("show", "suggest", "indicate", "reveal"):
            return None  # "police figures show", "the triage notes had been altered"
        dismissed = flags[i - 1] & F.QUOTE and word[i - 2] == "as" and i > 1
        if word[i + 1] == "that" and (word[i - 1] in _GIVING or dismissed):
            return None  # "the blast raised fears that", "dismissed as "fantasy" claims that"
    use, group = used
    retold = word[i] != "asked" or word[i - 1] != "when"
    if use == "bare" and floor == i and floor and covered[i - 1] and main is not None and flags[i] & F.TAG and retold:
        use = "fin"  # "those who praised his candidacy warned"
    if word[i] in ("told", "urged", "ordered") and word[i + 1 : i + 2] == ["to"] and use == "fin" and group == i:
        return None  # a headline: "Universities told to act"
    if word[i] in ("asked", "questioned", "pressed") and _is_put_in(s, i):
        return _asked(s, i, len(s))
    if word[i - 1] in ("'s", "'") and i + 1 < len(s) and word[i].endswith("ing") and plain_past(word[i + 1]):
        return None  # "Ana Ruiz's warning came as"
    if word[i] == "like" and flags[i + 1 : i + 2] and _for_example(s, i):
        return None
    if word[i] == "back" and i and (word[i - 1] == "won" or flags[i - 1] & F.VERB and not flags[i - 1] & F.AUX):
        return None  # "seized back"
    if use == "ing" and 0 < i <= _OPENING and flags[i - 1] & F.NOUN and (i == 1 or not flags[i - 1] & F.CAPITAL):
        if any(flags[k] & F.TAG and flags[k - 1] & F.CAPITAL for k in range(i + 2, len(s))):
            return None  # "Lawyers defending Ana Ruiz told"
    if (
        use == "ing"
        and form.verb.lemma in ("answer", "respond")
        and i
        and flags[i - 1] & (F.NOUN | F.CAPITAL)
        and not flags[i - 1] & F.PUNCTUATION
    ):
        return None  # "people answering their papers"
    size = len(s)
    ceiling = _uncovered(s, i, covered)
    subject: Phrase | None = None
    inherits = False
    if use == "fin":
        k = skip_left(s, group - 1, floor)
        if k < floor:
            if main is None or floor == 0:
                return None
            subject = subject_left(s, i - 1, 0) if flags[i - 1] & F.COMMA else None
            inherits = subject is None
        elif word[k] in ("and", "but", "or", ",", "then", ";") and (
            main is not None or k > floor or word[k] == "," and k
        ):
            if word[k] == ";" and k == i - 1 and form.parts == "B":
                return None  # "They call it cheap; ask anyone"
            if word[k] == "," and k == i - 1 and (inverted := _inverted(s, i, form, ceiling)) is not None:
                return inverted
            if word[k] == ",":
                subject = subject_left(s, k, floor) or floor and subject_left(s, k, 0) or None
            if subject is None and word[k] == "and" and (who := _both_theirs(s, k, floor)) is not None:
                subject = who
            elif subject is None:
                inherits = True
                if main is None:
                    main = clause_subject(s, k)
                subject = main
                if main is None:
                    return None
        else:
            subject = subject_left(s, k, floor)
            if flags[k] & F.OTHER_PRONOUN and k - 3 >= floor and word[k - 2] == "who" and k == i - 1:
                subject = Phrase(k - 3, k, k - 3) if word[k - 3] in ("those", "people") else left(s, k - 3, floor)
            if subject is None and word[k] == "which" and k > 1 and word[k - 1] == "," and flags[i] & F.TAG:
                whose = left(s, k - 2, floor)
                subject = Phrase(k, k, k) if whose is not None and can_speak(s, whose) else None
            if subject is None and floor and (word[k] in DASHES or flags[k] & F.COMMA):
                subject = subject_left(s, k, 0)
            if (
                subject is None
                or word[subject.head] in ("hours", "days", "weeks", "months", "years")
                and flags[i] & F.NOUN
                or word[subject.head] == "you"
                and word[-1] == "?"
                or form.parts == "S"
                and flags[i] & F.NOUN
                and is_governed(s, subject)
            ):
                return None  # "in a series of Twitter posts"
            if form.parts == "B" and group == i and not is_plural(s, subject):
                return None
            thing = form.verb.lemma == "threaten" and word[i + 1 : i + 2] == ["to"] and word[subject.first] in _ITS
            if thing and not can_speak(s, subject) and not is_plural(s, subject):
                return None  # "The row threatened to turn into a war"
            if (
                form.parts == "S"
                and group == i
                and is_plural(s, subject)
                and word[subject.head] in ("i", "we", "you", "they")
            ):
                return None
            if "N" in form.parts and group == i and i + 1 < size and word[i + 1] == "by":
                return None
            if "N" in form.parts and group == i and form.verb.belief and _is_explained(s, subject, i):
                return None
    elif use in ("ing", "inf"):
        if use == "inf" and form.verb.belief and not (i + 1 < size and word[i + 1] in lx.CLAUSE_OPENERS):
            return None
        inherits = True
        front = fronted(s, i) if use == "ing" and main is None else None
        if front is not None:
            ceiling, subject = min(ceiling, front[0]), front[1]
            inherits = False
        elif use == "ing" and i > floor and flags[i - 1] & F.NOUN and word[i - 1] in TELLING_NOUNS:
            subject = left(s, i - 1, floor)
            if subject is not None and (issuer := issued_by(s, subject)) is not None:
                subject = issuer
            inherits = subject is None
        else:
            subject = logical_subject(s, i, group, use, main)
            inherits = subject is None or main is not None and subject.first == main.first
        if inherits:
            subject = main or clause_subject(s, i)
            if main is not None and use == "ing" and not {"while", "whereas"}.isdisjoint(word[main.last : i]):
                subject = clause_subject(s, i) or main  # "called it cold, while Ivo Lam declined to comment, citing"
            if subject is None and i <= 1:
                subject = next_subject(s, i)
    elif use == "pas":
        return _passive(s, i, group, floor, ceiling, form)
    elif use == "bare":
        if i == 0 and flags[i] & F.TAG and (opening := _opening(s, form)) is not None:
            return opening
        if word[i] == "asked" or form.verb.lemma == "ask":
            return _asked(s, i, ceiling)
        return None
    return content_after(s, i, group, ceiling, form, subject, inherits)


def _both_theirs(s: Sentence, k: int, floor: int) -> Phrase | None:
    """As in "named by Ivo Lam, a Democrat who had lost and (later said)": the "who" of both verbs.

    Only where the sentence has had its verb before the "who", and nothing but one verb comes between it and the "and".
    """
    word, flags = s.word, s.flags
    who = next((n for n in range(k - 1, floor, -1) if word[n] == "who" or flags[n] & (F.PUNCTUATION | F.QUOTE)), 0)
    if not who or word[who] != "who" or not any(flags[n] & F.AUX or _finite(s, n) for n in range(floor, who)):
        return None
    heads = [n for n in range(who + 1, k) if flags[n] & F.AUX and not flags[n - 1] & F.AUX or _finite(s, n)]
    groups = [n for n in heads if not flags[n - 1] & (F.AUX | F.ADVERB)]
    return Phrase(who, who, who) if len(groups) == 1 else None


def _finite(s: Sentence, n: int) -> bool:
    """A plain past that no noun or adjective looks like."""
    bits = s.flags[n]
    return bool(bits & F.VERB) and not bits & (F.NOUN | F.ADJECTIVE | F.CAPITAL | F.AUX) and plain_past(s.word[n])


def _inverted(s: Sentence, i: int, form: VerbForm, ceiling: int) -> Hit | None:
    """As in "It was, said Ana Ruiz, ..." with a quotation: the subject stands after its verb."""
    if not s.flags[i] & F.TAG or not set(form.parts) & set("DS") or "r" in form.verb.frames:
        return None
    if is_explained(s, 0, i - 1):
        return None  # "Ana Ruiz, the mayor, said the governor, Ivo Lam, "must go""
    subject = right(s, i + 1, ceiling)
    subject = subject and with_name(s, subject)
    if subject is None or not s.flags[subject.head] & (F.CAPITAL | F.PERSON_NOUN | F.PRONOUN):
        return None
    quote = subject.last + 2
    if quote >= ceiling or s.word[quote] != QUOTED or s.word[quote - 1] not in (",", ":"):
        return None
    return Hit(i, i, subject, [(quote, clause_end(s, quote, ceiling, form, False))], "clause", form.verb.lemma, False)


def _opening(s: Sentence, form: VerbForm) -> Hit | None:
    """As in "Said Ana Ruiz: ..." and "Added the mayor, ...": the verb opens the sentence."""
    subject = right(s, 1, len(s))
    subject = subject and with_name(s, subject)
    if subject is None or not is_named(s, subject):
        return None
    quote = next_quote(s, subject.last + 1, len(s))
    if quote is None or s.word[quote - 1] not in (",", ":"):
        return None
    return Hit(0, 0, subject, [(quote, clause_end(s, quote, len(s), form, False))], "clause", form.verb.lemma, False)


def _is_explained(s: Sentence, subject: Phrase, i: int) -> bool:
    """As in "Joe Madden, a host considered one of the best, said": the host is considered, not considering."""
    if subject.first < 2 or s.word[subject.first - 1] != "," or s.word[subject.first] not in ("a", "an"):
        return False
    comma = next((k for k in range(i + 1, min(len(s) - 1, i + LOOK_AHEAD)) if s.word[k] == ","), 0)
    return bool(comma) and bool(s.flags[comma + 1] & (F.AUX | F.VERB))


def _is_put_in(s: Sentence, i: int) -> bool:
    """As in "Ana Ruiz, asked about the vote, said": between commas, and a verb after the second."""
    if s.word[i - 1] != "," or i + 1 >= len(s) or s.word[i + 1] not in (*lx.CLAUSE_OPENERS, "about", "by", "for"):
        return False
    for k in range(i + 1, min(len(s) - 1, i + LOOK_AHEAD)):
        if s.word[k] == ",":
            return bool(s.flags[k + 1] & (F.AUX | F.VERB)) and not s.word[k + 1].endswith("ing")
        if s.flags[k] & F.QUOTE:
            return False
    return False


def _asked(s: Sentence, i: int, ceiling: int) -> Hit | None:
    """As in "Asked whether he would run,": a question of nobody who is named, or "by host Ana Ruiz"."""
    j = that_ahead(s, i + 1, ceiling) or i + 1
    asker = right(s, i + 2, ceiling) if s.word[i + 1 : i + 2] == ["by"] else None
    for k in range(asker.last + 1 if asker is not None else i + 1, min(ceiling, i + 10)):
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
    end = clause_end(s, j, ceiling, None, False, "when")
    for k in range(j, end + 1):
        if s.word[k] == ",":
            end = k - 1
            break
    if end < j or end == j and s.word[j] in lx.CLAUSE_OPENERS:
        return None  # "Asked why, Ana Ruiz said"
    if last > i and not any(s.flags[k] & (F.AUX | F.QUOTE) or s.flags[k] & F.WH for k in range(j, end + 1)):
        return None  # "Asked about that number, Ana Ruiz scoffed": nothing is said of it
    if asker is not None and not can_speak(s, asker):
        asker = None
    return Hit(i, last, asker, [(j, end)], "passive", "ask", False)


_EXPECTED = frozenset(
    "expected believed said reported thought known considered seen rumored projected alleged "
    "supposed estimated predicted poised described regarded viewed perceived called".split()
)


def _passive(s: Sentence, i: int, group: int, floor: int, ceiling: int, form: VerbForm) -> Hit | None:
    """As in "was asked whether", "is expected to", "was rejected by voters"."""
    word, flags = s.word, s.flags
    verb = form.verb
    j = i + 1
    if verb.lemma in ("quote", "cite", "report") and word[j : j + 2] == ["as", "saying"]:
        before = skip_left(s, group - 1, floor)
        quoted = subject_left(s, before, floor) if before >= floor else None
        return content_after(s, j + 1, group, ceiling, FORMS["saying"], quoted, False) if quoted else None
    if verb.lemma == "quote" and word[j : j + 1] == ["by"] and (saying := as_saying(s, j, ceiling)) is not None:
        before = skip_left(s, group - 1, floor)
        quoted = subject_left(s, before, floor) if before >= floor else None
        return content_after(s, saying, group, ceiling, FORMS["saying"], quoted, False) if quoted else None
    if j >= ceiling or verb.lemma in ("quote", "cite"):
        return None
    if word[max(0, i - 3) : i] == ["let", "it", "be"] and word[j] == "that":
        before = skip_left(s, i - 4, floor) if i > floor + 3 else -1
        teller = subject_left(s, before, floor) if before >= floor else None
        end = clause_end(s, j, ceiling, form, False)
        return Hit(i - 3, i, teller, [(j, end)], "clause", verb.lemma, False) if teller else None
    for k in range(j, min(ceiling, j + 4)):
        if word[k] == "by" and k + 1 < ceiling:
            subject = right(s, k + 1, ceiling)
            person = subject is not None and (is_named(s, subject) or word[subject.head] in lx.CALLINGS)
            if subject is None or not person or flags[subject.head] & (F.TIME | F.NUMBER):
                return None  # "A decision is expected by June"
            subject = with_name(s, subject)
            if verb.lemma == "accuse" and "of" in word[subject.first : subject.last]:
                cut = word.index("of", subject.first) - 1
                if word[cut + 2].endswith("ing"):
                    subject = Phrase(subject.first, cut, cut)  # "by the mayor's camp | of plotting"
            rest = subject.last + 1
            if word[rest : rest + 2] == [",", "as"]:
                rest += 1
            named = verb.lemma in NAMING or rest + 1 in s.quoted
            if rest < ceiling - 1 and (word[rest] == "as" and named or word[rest] == "of"):
                first = rest + 1
                return Hit(
                    group,
                    i,
                    subject,
                    [(first, clause_end(s, first, ceiling, form, True, "who"))],
                    "passive",
                    verb.lemma,
                    verb.belief,
                )  # "was described by Ana Ruiz as ...", "was accused by Ana Ruiz of ..."
            if "r" in verb.frames or word[j] in ("as", "to"):
                start = j if k > j else rest
                stop = k - 1 if k > j else clause_end(s, rest, ceiling, form, False)
                if (
                    start <= stop
                    and start < ceiling
                    and (k > j or word[rest] in lx.CLAUSE_OPENERS or word[rest] in ("to", "about"))
                ):
                    return Hit(group, i, subject, [(start, stop)], "passive", verb.lemma, verb.belief)
            before = skip_left(s, group - 1, floor)
            what = subject_left(s, before, floor) if before >= floor else None
            # "Five judges were named by Ana Ruiz"
            done = verb.lemma in _DONE or verb.lemma == "name" and bool(flags[subject.head] & F.CAPITAL)
            if what is None or flags[what.head] & F.WH or done or not verb.frames:
                return None  # "who was endorsed by Ana Ruiz", "the posts were first reported by the Herald"
            return Hit(group, i, subject, [(what.first, what.last)], "passive", verb.lemma, verb.belief)
        if not flags[k] & (F.ADVERB | F.TIME):
            break
    if verb.lemma in NAMING:
        for k in range(j + 1, min(ceiling, j + 10)):
            if s.flags[k] & (F.AUX | F.PRONOUN) or word[k] in STOP_MARKS or word[k] == ",":
                break
            if word[k] == "by":
                subject = right(s, k + 1, ceiling)
                if subject is not None and is_named(s, subject):
                    return Hit(group, i, subject, [(j, k - 1)], "passive", verb.lemma, verb.belief)
                break
    if "r" in verb.frames and word[j] not in lx.CLAUSE_OPENERS:
        j = that_ahead(s, j, ceiling) or j
    told = verb.lemma == "tell" and flags[j] & F.PRONOUN and clause_like(s, j, min(ceiling - 1, j + LOOK_AHEAD))
    if (
        verb.lemma == "tell"
        and not told
        and word[i - 1] != "being"
        and flags[j] & (F.OTHER_PRONOUN | F.DETERMINER)
        and not flags[j] & F.PRONOUN
    ):
        theirs = right(s, j, ceiling)  # "was told her husband was cold"
        told = theirs is not None and theirs.last + 1 < ceiling and bool(flags[theirs.last + 1] & F.AUX)
    if "r" in verb.frames and (told or word[j] in lx.CLAUSE_OPENERS or word[j] in ("to", "about")):
        return Hit(
            group, i, None, [(j, clause_end(s, j, ceiling, form, False, "when"))], "passive", verb.lemma, verb.belief
        )
    if word[i] in _EXPECTED and word[j] in ("to", "as"):
        return Hit(group, i, None, [(j, clause_end(s, j, ceiling, form, True))], "passive", verb.lemma, True)
    return None
