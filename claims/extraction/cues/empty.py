"""What follows a verb of saying and tells nothing: "said no", "called the police", "asked not to be named"."""

from __future__ import annotations

from claims.extraction import lexicon as lx
from claims.extraction.lexicon import Verb
from claims.extraction.phrases import right
from claims.extraction.segment import Sentence
from claims.extraction.words import F

from .grammar import FEW, LOOK_AHEAD, TIMES_TOLD, next_quote

#: "Said no", "said so": without the question these tell nothing.
_EMPTY = frozenset("no yes so nothing something anything everything much little".split())
#: "Asked not to be named": how somebody is quoted, not what was said.
_SHOWN = frozenset("named identified quoted filmed photographed interviewed drawn".split())
_MORE = frozenset(("more", "else", "further"))


def says_nothing(s: Sentence, first: int, last: int) -> bool:
    """As in "said no", "said the same", "wanted none of it"."""
    word = s.word
    if s.has_quotation(first, last):
        return False
    if first == last and word[first] in ("writing", "saying", "adding", "telling"):
        return True  # "responded, writing:" and then a citation
    if word[first] == "anonymity":
        return True  # "A nurse who requested anonymity for fear of reprisals told"
    if word[first] == "only" and word[first + 1 : first + 2] == ["as"]:
        return True  # "identified only as Musa"
    if word[first] in ("this", "so") and first < last and s.flags[first + 1] & (F.PREPOSITION | F.TIME):
        # "who disclosed this at a briefing", but "said this year would be better"
        return not any(s.flags[k] & F.AUX for k in range(first + 2, min(first + 4, last + 1)))
    if word[first] in _ONESELF and word[first + 1 : first + 2] == ["as"]:
        return True  # "identified himself as Rafi"
    if word[last] == "anonymity" and last - first < LOOK_AHEAD // 2:
        return True  # "briefed reporters on condition of anonymity"
    if word[first : first + 2] == ["to", "be"] and first + 2 <= last and word[first + 2] in _SHOWN:
        return True  # "who did not want to be named"
    if word[first : first + 3] == ["not", "to", "be"] and first + 3 <= last and word[first + 3] in _SHOWN:
        return True
    if all(s.flags[k] & _TIME_TOLD or word[k] in TIMES_TOLD for k in range(first, last + 1)):
        return True  # "pointed out last week"
    if word[first] in ("nothing", "little", "better") and word[first + 1 : first + 2] in (["of"], ["about"]):
        return True  # "knew nothing about it", "thought better of it"
    if word[first] == "nothing" and word[first + 1 : first + 2] == [","]:
        return True  # "said nothing, or nearly nothing"
    if (
        word[first] == "nothing"
        and first < last
        and word[first + 1] in ("for", "until", "when", "after", "during", "as")
    ):
        return True  # "said nothing for ten seconds"
    if word[first] in ("how", "why", "whether") and first < last <= first + 3:
        return not any(s.flags[k] & F.AUX or is_verb(s, k) or word[k] == "to" for k in range(first + 1, last + 1))
    if word[first] == "this" and first < last and word[first + 1] in ("while", "when", "during", "after"):
        return True
    if first == last:
        return word[first] in _EMPTY or word[first] in ("which", "that", "this")
    if word[first] == "none":
        return word[last] in ("it", "that", "this", "them") and last - first <= 2
    if last - first == 1:
        if word[first] == "as" and word[last] == "well":
            return True
        return word[first] == "the" and word[last] == "same" or word[first] in _EMPTY and word[last] in _MORE
    return False


_TIME_TOLD = F.TIME | F.PREPOSITION | F.NUMBER | F.PUNCTUATION
_ONESELF = frozenset(("himself", "herself", "themselves"))
#: With a thing for an object these tell what somebody did: "ordered the soup", "read a statement".
_ACTS = frozenset("read order request charge saw appeal snap answer name".split())
_POINTING = lx.CLAUSE_OPENERS | {"of", "as", "to", "that"}


def is_verb(s: Sentence, k: int) -> bool:
    bits = s.flags[k]
    return bool(bits & F.VERB) and not bits & F.NOUN and not s.flags[k - 1] & F.DETERMINER


def only_acts(s: Sentence, i: int, verb: Verb, first: int, last: int) -> bool:
    """As in "called him at home", "replied there", "has argued 14 cases", "read a statement": nothing was said."""
    word, flags = s.word, s.flags
    if verb.lemma == "call" and word[last] in _CALLED_UP and last - first < FEW - 3:
        return True  # "called the police"
    if verb.lemma == "find" and word[first] in _REFLEXIVE:
        return True  # "finds herself listening"
    if verb.lemma == "consider" and word[first] == "it" and last > first and flags[first + 1] & F.PREPOSITION:
        return True  # "considered it for a while"
    if verb.lemma in ("email", "text") and flags[first] & F.PERSON_NOUN and word[first].endswith("s"):
        return not s.has_quotation(first, last) and word[first + 1 : first + 2] not in (["that"], ["with"])
    if verb.lemma == "pitch" and word[first] in ("tents", "camp"):
        return True
    if verb.lemma == "back" and word[first] == "up" or verb.lemma == "show" and word[first] == "no":
        return not s.has_quotation(first, last)  # "backed up the story", "showed no emotion as he read it"
    if any(flags[k] & (F.QUOTE | F.AUX) or k > first and is_verb(s, k) for k in range(first, last + 1)):
        return False
    whom = flags[first] & (F.PRONOUN | F.OTHER_PRONOUN) and not flags[first] & F.DETERMINER or word[first] == "her"
    alone = first == last and (whom or flags[first] & F.ADVERB or word[first] in ("back", "there"))
    if alone and not verb.belief:
        return True
    if (
        whom
        and word[first] not in _SUBJECTS
        and first + 1 < len(s)
        and flags[first + 1] & (F.PREPOSITION | F.TIME)
        and word[first + 1] not in ("as", "for", "of", "to")
    ):
        return not verb.belief
    if (
        word[first] == "foul"
        or word[first] == "for"
        and not {"day", "days", "time", "hours"}.isdisjoint(word[first : last + 1])
    ):
        return True  # "cries foul", "was testifying for a third day"
    if verb.lemma == "discover" and not s.title_case:
        return True  # "discovered the quarry in 1983"
    if verb.lemma in ("respond", "reply") and all(flags[k] & F.CAPITAL for k in range(first, last + 1)):
        return True  # "was responding to MP Ivo Lam"
    if word[i] in ("argued", "conceded") and flags[first] & F.NUMBER or word[first] == "anonymity":
        return True  # "has argued 14 cases", "conceded three penalties"
    if verb.lemma == "claim" and flags[first] & F.CAPITAL and not flags[first] & F.FUNCTION:
        return True  # "Both sides claim Vertava"
    if verb.lemma in ("tweet", "post", "retweet") and not _PICTURES.isdisjoint(word[first : first + 3]):
        return True  # "tweeted a photo of herself"
    if verb.lemma == "tell" and word[last] in ("story", "stories", "lies", "truth", "joke", "jokes"):
        return True  # "told a different story"
    if verb.lemma == "show" and not lx.UTTERANCES.isdisjoint(word[first + 1 : last + 1]):
        return True  # "showed reporters a letter"
    acts = verb.lemma in _ACTS or word[i] in _ACTS
    return acts and _POINTING.isdisjoint(word[first : last + 1])


_CALLED_UP = frozenset(
    "police 911 999 ambulance cab taxi paramedics race hotline election recess doctor reporters".split()
)
_REFLEXIVE = frozenset("myself yourself himself herself itself ourselves themselves".split())
_PICTURES = frozenset(
    "photo photos photograph picture pictures video videos image images clip link selfie meme".split()
)
_CALLED = frozenset("call called calls described termed dubbed labeled labelled deemed considered".split())


def is_anothers(s: Sentence, first: int, stop: int) -> bool:
    """As in "(found themselves in) what Ana Ruiz called "a mess"": the quoted words are hers."""
    for k in range(first, stop - 2):
        if s.word[k] == "what" and not s.flags[k + 1] & (F.AUX | F.PRONOUN):  # "what is called" is nobody's
            called = next((n for n in range(k + 2, min(stop, k + LOOK_AHEAD)) if s.word[n] in _CALLED), None)
            return called is not None and next_quote(s, called, stop + 1) is not None
    return False


_WHOM = frozenset("him her them it me us you".split())


def takes_name(s: Sentence, first: int) -> bool:
    """A name or "him", and a verb of saying right behind it."""
    if s.word[first] in _WHOM and first + 1 < len(s) and s.flags[first + 1] & F.TAG:
        return True  # "those who know him say"
    k = first
    while k < len(s) and s.flags[k] & F.CAPITAL and not s.flags[k] & F.FUNCTION:
        k += 1
    return first < k < len(s) and bool(s.flags[k] & F.TAG) and not s.flags[k] & F.NOUN


_SUBJECTS = frozenset(("he", "she", "they", "we", "i"))


def wants_comment(s: Sentence, verb: str, first: int, last: int) -> bool:
    """As in "did not respond to a request for comment", "did not comment publicly": nothing was said."""
    words = s.word[first : last + 1]
    if verb in ("decline", "refuse") and words[:1] == ["to"]:
        silent = words[1:2] in (["comment"], ["elaborate"], ["respond"], ["speak"])
        return (
            silent
            or words[1:2] == ["be"]
            and not _SHOWN.isdisjoint(words[2:3])
            or words[-1] in ("questions", "question")
        )
    if verb == "ask" and "to" in words[:2]:
        # "asked to remain anonymous", "asked not to be named"
        return "anonymous" in words or words[:3] == ["not", "to", "be"]
    if verb in ("respond", "reply", "answer"):
        asked = not _ASKED_FOR.isdisjoint(words) or not _QUESTIONS.isdisjoint((*words[:3], words[-1]))
        return asked and not s.has_quotation(first, last)
    return verb == "comment" and all(s.flags[k] & (F.ADVERB | F.TIME | F.PUNCTUATION) for k in range(first, last + 1))


_QUESTIONS = frozenset(("question", "questions", "calls"))
_ASKED_FOR = frozenset(
    "request requests comment inquiry inquiries enquiry enquiries email emails message messages".split()
)


def is_witness(s: Sentence, first: int, last: int) -> bool:
    """As in "TASS reported, citing port officials": who told it, not what was told."""
    phrase = right(s, first, last + 1)
    return phrase is not None and phrase.last == last and bool(s.flags[phrase.head] & (F.PERSON_NOUN | F.CAPITAL))


def tells_something(s: Sentence, first: int, last: int) -> bool:
    """There is a verb in it, or a preposition before it: "wrote of his fear"."""
    return s.word[first] in lx.CLAUSE_OPENERS or any(
        s.flags[k] & F.AUX or s.flags[k] & F.VERB and not s.flags[k] & F.NOUN for k in range(first, last + 1)
    )
