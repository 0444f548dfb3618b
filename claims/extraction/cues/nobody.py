"""Words that are nobody's: printed on a ballot or a banner, said by no one, or not said."""

from __future__ import annotations

from claims.extraction.phrases import Phrase
from claims.extraction.segment import Sentence
from claims.extraction.words import QUOTED, F

from .grammar import FORMS, LOOK_AHEAD, in_relative
from .hit import Hit

#: What stands on these was said by nobody. A "paper" that asks is a ballot paper; one that reports is not.
_PRINTED = frozenset(
    "ballot ballots question questions questionnaire questionnaires form forms sign signs banner banners "
    "poster posters leaflet leaflets placard placards flyer flyers billboard billboards motto mottos sticker stickers "
    "plaque plaques inscription inscriptions t-shirt t-shirts tattoo tattoos engraving headstone gravestone tombstone "
    "epitaph graffiti wristband mug mugs badge badges".split()
)
#: What these say is printed where they "read" it: a record label says things, too.
_READ = frozenset("label labels plate plates caption captions warning".split())
_MAY_BE_PRINTED = _PRINTED | _READ | {"paper", "papers"}
_NO_ONE = frozenset(("nobody", "none", "neither", "no"))
_MERELY = frozenset(("only", "just", "merely", "simply"))
_OPEN_QUESTIONS = frozenset("whether if what why how when where who which".split())
_DENIALS = frozenset(("deny", "refuse", "decline"))
_NOT_VERBS = frozenset(("noun", "adjective", "according", "colon"))


def _prints(s: Sentence, at: int) -> bool:
    word = s.word[at]
    if word in _PRINTED:
        return True
    if word in _READ:
        return not {"read", "reads", "reading"}.isdisjoint(s.word[at + 1 : at + LOOK_AHEAD])
    if word not in ("paper", "papers"):
        return False
    if at and s.word[at - 1] in ("ballot", "voting", "question"):
        return True
    return any(s.word[k] in ("ask", "asks", "asked") for k in range(at + 1, len(s)) if s.flags[k] & F.CUE)


def printed(s: Sentence, subject: Phrase) -> bool:
    """As in "the banner over the square": words stand on it, and nobody said them."""
    if _MAY_BE_PRINTED.isdisjoint(s.word[max(0, subject.first - LOOK_AHEAD) : subject.head + 1]):
        return False
    if _prints(s, subject.head):
        return True
    linked = False
    k = subject.first - 1
    while k >= 0 and subject.first - k < LOOK_AHEAD:
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
    """As in "nobody", "no one", "none of them", "no minister", "neither Ana nor Pedro"."""
    first = subject.first + (s.word[subject.first] == "then" and subject.first < subject.head)
    return s.word[first] in _NO_ONE or subject.first > 0 and s.word[subject.first - 1] == "nor"


def is_negated(s: Sentence, hit: Hit) -> bool:
    """As in "did not say", "never said": what follows was not said."""
    short = s.word[hit.cue_first - 1] in ("of", "from") and s.word[hit.cue_first - 2] in _SHORT_OF
    if short and (hit.shape == "object" or s.word[hit.cue_first - 2] == "short"):
        return True  # "stopped short of accusing Ana Ruiz", "instead of calling it a defeat"
    if hit.verb == "deny" and hit.shape == "clause":
        return any(s.flags[k] & F.NEGATION for k in range(hit.cue_first, hit.cue_last))
    if hit.belief or hit.shape in _NOT_VERBS or hit.verb in _DENIALS:
        return False
    k = hit.cue_last
    while not s.flags[k] & F.NEGATION:
        if k == 0 or k < hit.cue_first and not s.flags[k] & (F.AUX | F.ADVERB):
            return False
        k -= 1
    quoted = any(s.has_quotation(first, last) for first, last in hit.content)
    if hit.verb in ("confirm", "verify") and s.flags[hit.cue_first] & F.MODAL:
        return False  # "would not confirm that it was real" tells what is kept back
    if hit.verb in _CHARGES:
        return True  # "did not accuse Ana Ruiz of fraud"
    if not quoted and (hit.shape != "clause" or s.word[hit.content[0][0]] in _OPEN_QUESTIONS):
        return False  # "would not say whether", "did not criticise the deal": what is kept back is told
    return s.word[k + 1] not in _MERELY


_SHORT_OF = frozenset("instead short refrain refrained refrains refraining shy shied back".split())
_CHARGES = frozenset("accuse blame charge".split())
_SUPPOSED = frozenset(("might", "could", "may"))
_FORESEEN = frozenset(("corroborate",))
_SAYING = frozenset("say argue claim tell object reply respond counter contend suggest complain answer".split())


def is_supposed(s: Sentence, hit: Hit) -> bool:
    """As in "critics might argue that", "if she says that": nobody has said it yet."""
    if hit.verb in _FORESEEN and "will" in s.word[hit.cue_first : hit.cue_last]:
        return True  # "it is understood that Ana Ruiz will corroborate the evidence"
    if (
        hit.shape == "noun"
        or hit.verb not in _SAYING
        and not (hit.belief and any(a in s.quoted for a, _ in hit.content))
    ):
        return False
    if s.word[0] == "had" and hit.subject is not None and hit.subject.first == 1:
        return True
    asked = s.word[hit.content[0][0]] in _OPEN_QUESTIONS
    group = s.word[hit.cue_first : hit.cue_last]
    if not _SUPPOSED.isdisjoint(group) and "heard" not in group:
        # "Could not say how many had died" tells what somebody did not know.
        return not (asked and any(s.flags[k] & F.NEGATION for k in range(hit.cue_first, hit.cue_last)))
    if hit.verb in ("tell", "ask", "say") and "should" in s.word[hit.cue_first : hit.cue_last]:
        return True  # "somebody should tell her that"
    subject = hit.subject
    before = subject.first - 1 if subject is not None and subject.first <= hit.cue_first else hit.cue_first - 1
    if before >= 0 and s.word[before] == "if":
        return before == 0 or s.word[before - 1] != "as"
    return s.word[hit.cue_last - 3 : hit.cue_last] == ["were", "to"] and "if" in s.word[: hit.cue_first]


def is_denied_saying(s: Sentence, hit: Hit) -> bool:
    """As in: denied saying "...". The quoted words are what somebody denies."""
    if hit.verb not in _DENIALS:
        return False
    for first, last in hit.content:
        if first < hit.cue_first:
            continue
        saying = False
        for k in range(first, last + 1):
            if k in s.quoted and saying:
                return True
            saying = saying or bool(s.flags[k] & F.CUE) and not FORMS[s.word[k]].verb.belief
    return False


_NAMED = frozenset(("called", "named", "titled", "entitled", "dubbed", "nicknamed", "labeled", "labelled"))


_PHRASE = F.NOUN | F.ADJECTIVE | F.DETERMINER | F.OTHER_PRONOUN
_OF_WHAT = frozenset(("which", "that", "what", "whom"))
_GIVEN_NAME = frozenset(("called", "named", "calling", "dubbed", "nicknamed"))


def _is_given(s: Sentence, i: int) -> bool:
    """As in "a woman named Ana Ruiz said", "a hacker calling himself Grey said", "(tea and) a dog called Brahms."."""
    before = s.flags[i - 1]
    if not before & F.NOUN or before & F.CAPITAL and i > 1 or i < 2:
        return False
    if not s.flags[i - 2] & _ONE and not s.word[i - 2].endswith("ing"):
        return False
    k = i + 1
    if s.word[i] == "calling":
        if s.word[k : k + 1] not in (["himself"], ["herself"], ["themselves"], ["itself"]):
            return False
        k += 1
    first = k
    while k < len(s) and s.flags[k] & F.CAPITAL and not s.flags[k] & F.FUNCTION:
        k += 1
        if k + 1 < len(s) and s.word[k] in ("for", "of", "the", "and") and s.flags[k + 1] & F.CAPITAL:
            k += 1  # "a group called Mothers for Justice said"
    if k == first:
        return False
    if (
        s.word[i] == "called"
        and s.word[i - 1] in _BEARERS
        and s.word[k : k + 1] not in (["a"], ["an"], ["the"], [QUOTED])
    ):
        back = s.word[max(0, i - _BEARER_REACH) : i]
        return not {"a", "an", "another", "one"}.isdisjoint(back)  # "a firm called Delta Ridge, which ..."
    if s.word[i] == "named" and k < len(s) and s.word[k] == ",":
        return True  # "a pastor named Isaiah Crowe, 60, said"
    verb = k < len(s) and s.flags[k] & (F.AUX | F.VERB) and not s.flags[k] & (F.DETERMINER | F.NOUN)
    return bool(verb) or k == len(s) - 1 and (s.word[i] != "calling" or s.word[i - 2] in ("a", "an"))


_ONE = F.DETERMINER | F.ADJECTIVE | F.NUMBER
#: What bears a name: "a group called Voters First is raising money".
_BEARERS = frozenset(
    "group firm company pac committee website site program programme competition app project band party movement fund "
    "festival series startup nonprofit charity consultancy network outfit platform coalition".split()
)
_BEARER_REACH = 6


def is_no_cue(s: Sentence, i: int) -> bool:
    """As in "state Sen. Dan Moreno", "known only as AB", "pleaded guilty", "a class called ...", "reports showed"."""
    word = s.word
    if word[i] not in _SUSPECT:
        return bool(s.flags[i] & F.NOUN) and word[i][-1] == "s" and _is_plural_noun(s, i)
    following = word[i + 1 : i + 3]
    named = following[:1] == [QUOTED] or following in (["the", QUOTED], ["a", QUOTED])
    if word[i] in _NAMED and i > 1 and named:
        before = s.flags[i - 1]
        k = i - 1
        while k and word[k] != "that" and (s.flags[k] & _PHRASE or word[k] in ("'s", "'")):
            k -= 1
        if word[k] in _OF_WHAT:
            return False  # "which the family called "a first step""
        return bool(before & F.NOUN) and not before & (F.CAPITAL | F.PERSON_NOUN | F.PRONOUN)
    if word[i] in _GIVEN_NAME and i and _is_given(s, i):
        return True
    if word[i] == "identified" and following[:1] == ["as"] and i and s.flags[i - 1] & F.NOUN:
        return not s.flags[i - 1] & F.CAPITAL  # "a man identified as Ivo Lam"
    if word[i] in _BRIEFING and i > 1 and word[i - 1] == "to":
        return word[i - 2] in _ALLOWED
    if word[i] == "blame":
        return word[i - 1] in _TRADING
    if word[i] in ("warning", "warnings"):
        return i > 0 and word[i - 1] in _WARNED_OF
    if word[i] == "ruling":
        following_bits = s.flags[i + 1] if i + 1 < len(s) else 0
        return bool(following_bits & (F.NOUN | F.CAPITAL | F.ADJECTIVE)) and not following_bits & (F.TIME | F.FUNCTION)
    if word[i] == "project":
        return i > 0 and bool(s.flags[i - 1] & (F.DETERMINER | F.ADJECTIVE)) or word[i + 1 : i + 2] == ["led"]
    if word[i] == "feared":
        return following[:1] != [] and following[0] in _LOST
    if word[i] in ("begged", "begs", "beg"):
        return following == ["to", "differ"]
    if word[i] == "find" and i > 1 and word[i - 1] == "to":
        return word[i - 2] in _TO_FIND  # "woke to find that they had been sacked"
    if word[i] == "pledged":
        return i > 0 and bool(s.flags[i - 1] & F.NUMBER) and following[:1] == ["delegates"]
    if word[i] in _BACKING:
        return following[:1] in (["away"], ["off"], ["down"], ["out"], ["into"])
    if word[i] == "cheering":
        return bool(following) and (bool(s.flags[i + 1] & F.PERSON_NOUN) or following[0] in ("crowd", "crowds", "fans"))
    if word[i] == "know":
        return word[i - 2 : i + 2] == ["as", "we", "know", "it"]
    if word[i] in ("text", "email"):
        # "... and text messages found there suggested", "a private email account that she used"
        return bool(following) and bool(s.flags[i + 1] & F.NOUN) and not s.flags[i + 1] & (F.CAPITAL | F.FUNCTION)
    if word[i] == "state":
        return bool(following) and bool(s.flags[i + 1] & (F.CAPITAL | F.NOUN)) and not s.flags[i + 1] & F.FUNCTION
    if word[i] == "shown" and i and word[i - 1] in ("when", "if", "once", "being"):
        return True
    if word[i] == "known":
        return "as" in following or "for" in following[:1]
    if word[i] == "charged" and following[:1] in (["over"], ["with"], ["in"]) and s.flags[i - 1] & F.NOUN:
        return s.word[-1] != "." or s.title_case  # "Two officials charged over lead in water"
    if word[i] in ("pleaded", "pled", "plead", "pleading"):
        return "guilty" in following
    return word[i] in ("seeking", "sought", "requesting") and "comment" in word[i + 1 : i + 4]


def _is_plural_noun(s: Sentence, i: int) -> bool:
    """As in "police reports showed that", "Gulf states have said": what comes next is the verb of it."""
    if not i or i + 1 == len(s):
        return False
    following = s.flags[i + 1]
    if s.word[i] in _RARELY_VERBS and following & F.VERB and s.word[i + 1].endswith("ed"):
        return not s.flags[i - 1] & F.PRONOUN
    if not s.flags[i - 1] & (F.NOUN | F.ADJECTIVE):
        return False
    if following & F.CUE:
        return not following & (F.NOUN | F.ADJECTIVE) and s.word[i + 1] not in _BEFORE_NOUNS
    if not following & F.AUX or s.word[i + 1].endswith("ing"):
        return False
    return not in_relative(s, i)


_RARELY_VERBS = frozenset(("states", "demands", "estimates"))
#: "The study notes reported losses": of what follows.
_BEFORE_NOUNS = frozenset("alleged proposed reported expected claimed promised required".split())


_BRIEFING = frozenset("discuss speak comment talk brief describe detail outline".split())
#: "Asked not to be named to discuss it", "granted anonymity to describe the talks".
_ALLOWED = frozenset("authorized authorised permitted allowed anonymity named identified".split())
_TRADING = frozenset("trade trades traded trading shift share deflect take takes lay apportion".split())
#: "A profit warning", "a storm warning": no participle.
_WARNED_OF = frozenset("profit profits storm weather flood tsunami travel heat wind health trigger advance".split())
#: "Hundreds feared missing": nobody is named who fears.
_LOST = frozenset("missing dead killed drowned trapped lost injured buried stranded".split())
_TO_FIND = frozenset("woke wake wakes awoke came returned home shocked stunned surprised horrified".split())
_BACKING = frozenset("back backs backed backing".split())
#: Cues that are none in some places: all others are not looked at twice.
_SUSPECT = (
    _NAMED
    | _GIVEN_NAME
    | frozenset(
        "identified discuss speak comment talk brief describe detail outline blame state shown known charged "
        "pleaded pled plead pleading seeking sought requesting text email pledged cheering know ruling project "
        "feared beg begs begged find warning warnings".split()
    )
    | _BACKING
)
