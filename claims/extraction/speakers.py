"""Who a phrase refers to: a name, a title, "he", "who", "the Florida senator"."""

from __future__ import annotations

import itertools
import re
from bisect import bisect_left
from dataclasses import dataclass, replace
from functools import lru_cache

from . import lexicon as lx
from .cues import Hit, first_subject
from .names import UP, Entity, Mention, People, looks_like_house
from .namewords import plain
from .phrases import Phrase, right, with_name
from .rolewords import (
    AGED,
    BESIDE_STARS,
    CALLED,
    COUNTRYMEN,
    CROWNED,
    DEPUTIES,
    EPITHETS,
    FEMALE_EPITHETS,
    FEMALE_NOUNS,
    HOUSE_WORDS,
    HOUSES,
    INITIALS,
    KNOWN_AS,
    LAWMAKERS,
    MALE_EPITHETS,
    MALE_NOUNS,
    MERE_TITLES,
    NO_NAMES,
    OF_HOUSES,
    ONE_OF_THEM,
    PARENT,
    PARENTS,
    PARTIES,
    PLAYERS,
    PROFESSIONS,
    ROLE_WORDS,
    ROLES,
    SAME_OFFICE,
    SEATS,
    is_agent,
    is_many,
)
from .segment import Document, Sentence
from .types import SpeakerKind
from .words import F, flags_of

_WORD = re.compile(r"[^\W\d_]+")
_NEXT_WORD = re.compile(r" ([^\W\d_]+)")
_CALLING_NAME = re.compile(rf" ([a-z]+) [{UP}]")
#: "the tycoon said ... he said" is one man when this close.
_NEAR = 700
#: A pronoun looks no further back than this many characters.
_REACH = 2500
_APPOSITION = re.compile(
    r", (?:\d{2}, )?((?:(?:a|an|the|one of the) )?[^,.;:\u201c\u201d\"()\n]{3,90}?)"
    r"(?=,| who\b| which\b| and |[.;:(]|\n)"
)
_PRONOUNS = {"m": re.compile(r"\b(?:[Hh]e|him|[Hh]is)\b"), "f": re.compile(r"\b(?:[Ss]he|[Hh]er)\b")}
_OBJECTS = {"him": "m", "her": "f"}
#: "She was born in Ohio": so many words into a paragraph, what it tells is told of her.
_TELLS_OF = 60
#: Right before a name: whoever bears it is told something.
#: No further than its sentence: "Ivo Lam told AFP. Ana Ruiz nodded."
_TOLD = re.compile(
    r"\btold (?:(?:[\w-]+|(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Prof|Rev|U\.S)\.)(?:'s)? ){0,3}$"
)
_TOLD_REACH = 50
_WHEN_I = re.compile(r"(?:^|[\s\"\u201d])(?:When|As|After|Once) I [^.,;:\n]{2,}$")
#: What begins a paragraph of a newsletter, and how far before the name the line begins.
_BULLETS = "\u2014\u2013-\u2022*"
_BULLET = 3
_THEN_HE = re.compile(r"[^.,;:\n]{0,50}, s?he\b")
#: Right before a name: it says who the subject of the sentence is. "His brother, Michael Healy, disagreed."
_APPOSED = re.compile(
    r"(?:^|\n|[.!?\"\u201d] )(?:At|In|On|Inside|Outside|Near|Across|Over|Back|Down|Up"
    rf"|His|Her|Their|My|Our|The|A|An|One|Another|Asked [^.\n]+|[{UP}][\w'-]+'s?)"
    r"(?: [\w'-]+){0,8}, $"
)
_APPOSED_REACH = 100
#: Right after a name: "Eilidh Campbell, 24," is a person.
_NAMES_HIMSELF = re.compile(
    r"(?:,? who (?:has |had |simply |only )*(?:(?:identified|introduced|described) (?P<self>him|her)self"
    r"|gave (?P<own>his|her) name|goes by(?: the (?:single )?name(?: of)?)?)"
    r"|,? (?:identified|named|known)(?: by (?:the )?\w+(?: \w+)?)?)"
    r"(?: (?:only |simply |just )?as|(?<=goes by)|(?<=the name)|(?<=name of)) "
)
_OF_AGE = re.compile(r", (?:aged )?(\d{1,2})(?:,|\.| and\b| from\b)")
#: A pronoun goes back to whoever the sentence before is about when it stands no further into its own.
_SOON = 6
_ROLE_REACH = 24
#: More houses of one word are not told apart.
_MAX_HOUSES = 20
#: Of two who could be meant, one is taken from here on.
_SURE = 0.7
_PARTY_NAMES = ("Republican ", "Democratic ", "Independent ")
_PARTY = re.compile(
    r",? ?\(?(?:([RDI])-[A-Z]|(?:an? |the )?(?:[A-Z][\w.]* ){0,2}"
    r"(Republican|Democrat|independent)(?: (?:of|from) |[,.]))"
)
_PARTY_BEFORE = re.compile(r"\b(Republican|Democrat|Independent)(?:ic)? (?:[A-Z]?[\w.-]+ ){0,2}$")


_ASKED = frozenset(("asked", "pressed"))
_ASKING = frozenset("asked asks told tells pressed questioned".split())


def _acts(s: Sentence, k: int) -> bool:
    """A finite verb stands here: "frowned", "took"."""
    return k < len(s) and bool(s.flags[k] & (F.VERB | F.AUX)) and not s.flags[k] & F.CAPITAL


def _stands_up(s: Sentence, phrase: Phrase, noun: str) -> bool:
    """As in "A woman stood up.": somebody without a name comes in, whose words are in the next paragraph."""
    if s.word[phrase.first] not in ("a", "an", "one", "another"):
        return False
    known = noun in MALE_NOUNS or noun in FEMALE_NOUNS or is_agent(noun)
    return known and _acts(s, phrase.last + 1)


def _may_be(word: str, house: Entity) -> bool:
    """Whether a house may be called so: Midland Water "the company", but neither "the union" nor "the council"."""
    fitting = CALLED.get(word)
    if fitting is None or len(house.words) < 2 or "of" in house.words:
        return False  # the Ministry of Energy is no company
    return plain(house.words[-1]) in fitting


#: Behind a name: what may say what somebody is.
_MORE_OF = (" is ", " was ", ",")
_STANDS = (" is running for ", " was running for ", ", who is running for ", ", who was running for ")
_IS_A = re.compile(r" (?:is|was) an? (?:[\w-]+ ){0,3}?([a-z-]+)(?=[,.]| (?:for|of|at|in|from|who) )")
_EXPLAINED = re.compile(r", (?:the|a|an) (?:[\w-]+ ){0,3}?([a-z-]+)(?:[,.]| (?:for|of|at|in|from) )")


@dataclass(slots=True)
class Answer:
    """Who a phrase refers to: a name, or why none can be given."""

    name: str | None
    entity: Entity | None
    kind: SpeakerKind | None
    role: str
    start: int
    end: int
    certainty: float
    doubt: str = ""
    alternatives: tuple[str, ...] = ()
    uttered: bool = False
    #: The report or statement that somebody's words stand in: "a report by Ana Ruiz".
    document: tuple[int, int] | None = None


_RELEASED = frozenset(
    "released published issued conducted written posted sent filed signed compiled prepared done carried out "
    "made".split()
)


def _owner(s: Sentence, first: int, head: int) -> Phrase | None:
    """As in "the transport ministry's report": whose it is."""
    if s.word[head] not in lx.OWN_DOCUMENTS:
        return None
    for k in range(head - 1, first, -1):
        if s.word[k] in ("'s", "'"):
            named = s.word[head] in lx.UTTERANCES and s.flags[k - 1] & F.CAPITAL  # whose it is, `phrase` sees itself
            known = s.flags[k - 1] & F.NOUN and not s.flags[k - 1] & F.TIME
            return Phrase(first, k - 1, k - 1) if known and not named else None
    return None


def _author(s: Sentence, head: int) -> Phrase | None:
    """As in "a report released on Monday by the Holm Institute", "figures from the ministry": whose it is."""
    word, flags, size = s.word, s.flags, len(s)
    k = head + 1
    if k < size and word[k] == ",":
        k += 1
    while k < size and (
        flags[k] & F.TIME or word[k] in _RELEASED or word[k] in ("last", "this", "earlier", "on", "in")
    ):
        if word[k] in ("on", "in") and not (k + 1 < size and flags[k + 1] & F.TIME):
            return None
        k += 1
    if k < size and word[k] == "of" and (what := right(s, k + 1, size)) is not None:
        k = what.last + 1
    if k >= size or word[k] not in ("by", "from"):
        return None
    author = right(s, k + 1, min(size, s.word.index("for", k) if "for" in s.word[k:] else size))
    if author is None or flags[author.head] & (F.TIME | F.NUMBER | F.PRONOUN):
        return None
    if flags[author.head] & F.CAPITAL or s.word[author.head] in lx.ORGANISATION_WORDS:
        return author
    return author if flags[author.head] & F.PERSON_NOUN or s.word[author.head] in lx.CALLINGS else None


_WRITING = frozenset(("write", "post", "tweet"))
_SENDING = frozenset(
    "sent send sends sending wrote write writes penned posted posts issued issues handed drafted signed".split()
)


def _holds(s: Sentence, first: int, head: int) -> bool:
    """As in "the Pruett County Sheriff's Office": an office, named after whoever holds it."""
    return head - first > 1 and s.word[head - 1] in ("'s", "'") and plain(s.word[head - 2]) in lx.TITLES


_REPLYING = frozenset("replied replies responded answered retorted countered shot".split())


def _may_be_meant(entity: Entity, wanted: str) -> bool:
    """Whether whoever was asked or told may be "he" or "she"."""
    return not entity.place and entity.kind in ("person", None) and entity.gender in ("", wanted)


class Resolver:
    """Answers who a subject phrase is, given what was said and named before it."""

    def __init__(self, document: Document, people: People) -> None:
        self.document = document
        self.people = people
        #: The sentence before the one that is read.
        self.before: Sentence | None = None
        #: Whom the last speaker asked: "The judge asked Ana Ruiz why. ... she said".
        self._asked: Entity | None = None
        self._asked_at = 0
        #: Where something was said last.
        self._last_said: tuple[Sentence, Hit] | None = None
        #: Where the words end that were said last: who is named in them takes no stage.
        self._said_until = 0
        #: Who asked last: somebody else answers.
        self._asker: Entity | None = None
        #: Whom the last speaker told something, who may be no name that any list holds.
        self._told: Entity | None = None
        #: Found once, when they are first asked for: those of an age, of a party, and houses by a word of their name.
        self._ages: dict[str, dict[int, Entity]] | None = None
        self._partisans: dict[str, list[Entity]] | None = None
        self._houses: dict[str, list[Entity]] | None = None
        #: The writer tells of what he asked or told others.
        self._writer_asks = any(opening in document.copy for opening in ("When I ", "As I ", "After I ", "Once I "))
        #: The sentence before is looked at; what it says is not looked up by it again.
        self._looks_back = False
        for mention in people.mentions:
            self._told_by_kin(mention)

    def _told_by_kin(self, m: Mention) -> None:
        """As in "His wife, Chen Jing, ...": she is a person, and a woman, whatever the lists know of her name."""
        entity = m.entity
        if entity is None:
            return
        self._explained(m, entity)
        if entity.kind == "person" and len(entity.words) == len(entity.spans) == 1:
            before_name = _CALLING_NAME.match(self.document.copy, m.end)
            if before_name is not None and is_agent(before_name[1]):
                entity.kind, entity.gender = None, ""  # "Royal biographer Ana Ruiz": no Royal is named
        if entity.kind is not None and entity.gender:
            return
        if entity.kind is None and not entity.place:
            with_who = len(entity.words) > 1 and self.document.copy.startswith((", who ", ", whose "), m.end)
            if with_who or self._aged(m):
                entity.kind = "person"
        if not self._apposed(m):
            return
        words = self.document.copy[max(0, m.start - _APPOSED_REACH) : m.start - 2].split()
        noun = words[-1].lower() if words else ""
        if noun in MALE_NOUNS | FEMALE_NOUNS and entity.kind in ("person", None) and not entity.place:
            entity.kind = "person"
            entity.gender = "m" if noun in MALE_NOUNS else "f"

    def _explained(self, m: Mention, entity: Entity) -> None:
        """As in "the mogul Dirk Halloran" and "Alastair Quirke, the director-general,": what the article calls him."""
        copy = self.document.copy
        if m.start > 1 and copy[m.start - 1] == " " and copy[m.start - 2].islower():
            before = copy[max(0, m.start - _ROLE_REACH) : m.start - 1].rsplit(" ", 1)[-1]
            if before in ROLES:
                self.people.calls(entity, before)
        elif copy.startswith(", ", m.start - 2):
            before = copy[max(0, m.start - _ROLE_REACH) : m.start - 2].rsplit(" ", 1)[-1]
            if is_agent(before):  # "The city auditor, Faye Lund,"
                self.people.calls(entity, before)
        if not copy.startswith(_MORE_OF, m.end):
            return
        if (being := _IS_A.match(copy, m.end)) and is_agent(being[1]):
            self.people.calls(entity, being[1])  # "Andre Whitlock is a school principal."
        if copy.startswith(_STANDS, m.end):
            self.people.calls(entity, "candidate")
        if (after := _EXPLAINED.match(copy, m.end)) is not None:
            if after[1] in HOUSE_WORDS and entity.kind != "person":
                self.people.calls(entity, after[1])  # "United Nurses, a union,"
            if not is_agent(after[1]):
                return
            self.people.calls(entity, after[1])
            if entity.kind is None and not entity.place and len(entity.words) > 1:
                entity.kind = "person"  # "Beto Salinas, a roofer,"

    def heard(self, s: Sentence, hit: Hit, answer: Answer) -> None:
        """Note who has just said something, and whom he asked."""
        if answer.entity is not None and hit.shape != "according":  # "according to Eurostat" makes nobody of it
            answer.entity.spoke = True
        self._last_said = s, hit
        self._said_until = max((s.end[last] for _, last in hit.content), default=0)
        self._asked = self._told = None
        self._asker = answer.entity if hit.verb == "ask" else None
        if hit.listener is not None:
            first, last = hit.listener
            heard = [m.entity for m in self.people.within(s.start[first], s.end[last]) if not self._possessive(m)]
            self._told = heard[-1] if heard else None
            self._asked = self._told if hit.verb == "ask" else None
            self._asked_at = s.end[last]

    def takes_stage(self, answer: Answer) -> None:
        """Whoever a verb of saying or believing is of is the subject there, whatever stands between."""
        for m in self.people.within(answer.start, answer.end):
            if m.entity is answer.entity and not self._possessive(m):
                m.subject = True

    def phrase(self, sentence: Sentence, phrase: Phrase, history: list[Answer]) -> Answer:
        s = sentence
        first, head = phrase.first, phrase.head
        start, end = s.start[first], s.end[head]
        w = s.word[first]
        if first == phrase.head and w in ("he", "she"):
            return self._he_or_she(s, first, w, history)
        if first == phrase.head and w in ("his", "him", "her"):
            return self._he_or_she(s, first, "she" if w == "her" else "he", history)
        if first == phrase.head and w in ("their", "its", "my", "our", "your"):
            return self._they_or_it(s, first, {"their": "they", "its": "it"}.get(w, w), history)
        if first == head and w == "those" and phrase.last > head:
            text = self._text(start, s.end[phrase.last])  # "Those close to Ana Ruiz"
            return Answer(text, None, "group", "", start, s.end[phrase.last], 0.75)
        if first == phrase.head and w in ("they", "it", "we", "i", "you", "this", "that", "these", "those"):
            return self._they_or_it(s, first, w, history)
        if s.word[head] in lx.DOCUMENTS and (author := _owner(s, first, head) or _author(s, head)) is not None:
            writer = self.phrase(s, author, history)
            if writer.entity is None or not writer.entity.place:
                writer.document = (s.start[head], s.end[head])
                writer.uttered = s.word[head] in lx.UTTERANCES
                return writer
        if s.word[head] in lx.UTTERANCES and w == "the" and head == first + 1 and self._wrote(history):
            writer = history[-1]
            return replace(writer, start=start, end=end, document=(s.start[head], end), certainty=0.8)
        if s.word[head] in lx.UTTERANCES and w in ("his", "her") and start < s.start[head]:
            return self._he_or_she(s, first, "he" if w == "his" else "she", history)
        epithet = s.word[head]
        if w == "the" and (newcomer := self._just_introduced(s, first, head)) is not None:
            return newcomer
        if w == "the" and self._is_epithet(s, first, head):
            aged = epithet if head == first + 1 else s.word[first + 1]  # "the 42-year-old mother (of five)"
            of_age = self._of_age(epithet) or self._of_age(aged)
            if (known := of_age or self._by_role(s, first, head, history)) is not None:
                return Answer(known.name, known, "person", self._text(start, end), start, end, 0.75)
            called = epithet.split("-", maxsplit=1)[0]
            wanted = (
                "f"
                if called.endswith(("woman", "ress")) or called in FEMALE_EPITHETS
                else "m"
                if called.endswith("man") or called in MALE_EPITHETS
                else ""
            )
            spoke = history[-1].entity if history else None
            leads = spoke is not None and epithet in PLAYERS and bool(spoke.roles & BESIDE_STARS)
            entity, certainty, others = self.antecedent(s, start, wanted, history, spoke if leads else None)
            known_for = entity.roles if entity is not None and epithet in PROFESSIONS else set()
            if epithet == "star":
                if known_for & BESIDE_STARS:
                    entity = None
            elif known_for and epithet not in known_for:
                entity = None  # "the actress" is not the singer who spoke last
            of = self._party(entity) if entity is not None and epithet in PARTIES else ""
            if of and of != epithet[0]:
                entity = None  # "the Texas Republican" is not the Democrat who spoke last
            if entity is not None and (not others or certainty >= _SURE):
                return Answer(entity.name, entity, "person", "", start, end, min(certainty, 0.7))
            if entity is not None:
                doubt = f"\u201c{self._text(start, end)}\u201d could be more than one person."
                names = (entity.name, *(other.name for other in others))
                return Answer(None, None, "person", "", start, end, 0.45, doubt, names)
        if w == "the" and epithet in CROWNED and head == first + 1:
            crowned = [e for title in CROWNED[epithet] for e in self.people.bearers(title)]
            if len(crowned) == 1:
                return Answer(crowned[0].name, crowned[0], "person", epithet, start, end, 0.8)
        if w == "the" and head == first + 1 and epithet in INITIALS and s.flags[head] & F.CAPITAL:
            words_of = INITIALS[epithet]
            holders = [e for e in self.people.entities if any(words_of <= title for title in e.titles)]
            if len(holders) == 1:
                return Answer(holders[0].name, holders[0], "person", self._text(start, end), start, end, 0.8)
        whole = head == phrase.last  # not "the Institute for Fiscal Studies"
        if (
            w == "the"
            and head == first + 1
            and whole
            and (house := self._house(s, first, epithet, history)) is not None
        ):
            return house
        mentions = [m for m in self.people.within(start, end) if m.words and m.entity is not None]
        office = head <= first + 2 and bool(mentions) and all(plain(word) in lx.TITLES for word in mentions[-1].words)
        if w in ("the", "another"):
            named = self._named_after(s, first, head, end)
            if named is None and plain(s.word[head]) in lx.TITLES:
                named = self._named_after(s, first, head, s.end[phrase.last])  # "the High Commissioner for Refugees"
            if named is not None:
                return named
        if w == "the" and (s.word[head] in PARTIES and head > first + 1 or office):
            found = self._by_role(s, first, head, history)
            if found is not None:
                return Answer(found.name, found, found.kind, self._text(start, end), start, end, 0.7)
        common = s.flags[0] & F.PERSON_NOUN and w.endswith("s") or w in ONE_OF_THEM
        if head == 0 and common and len(mentions) == 1 and (not mentions[0].title or mentions[0].core_start > end):
            mentions = []  # "Researchers at Yale": the capital is the sentence's
        possessed = None
        for m in mentions:
            if self.document.copy[m.end : m.end + 2] == "'s" or self.document.copy[m.end : m.end + 1] == "'":
                possessed = m
        if possessed is not None and possessed.entity is not None and s.word[head] in lx.UTTERANCES:
            entity = possessed.entity
            return Answer(entity.name, entity, entity.kind, "", possessed.start, possessed.end, 0.85, uttered=True)
        theirs = possessed is not None and all(
            m.entity.kind != "person" for m in mentions if m.entity is not None and m.start > possessed.end
        )
        if possessed is not None and theirs and s.word[head] in lx.ORGANISATION_WORDS and s.flags[head] & F.CAPITAL:
            if self.document.copy[possessed.end - 1] == "s" and s.word[first] == "the":
                return Answer(_bare(self._text(start, end)), None, "organisation", "", start, end, 0.9)
        if s.word[head] == "office" and s.flags[head] & F.CAPITAL and _holds(s, first, head):
            return Answer(_bare(self._text(start, end)), None, "organisation", "", start, end, 0.9)
        usable = [m for m in mentions if possessed is None or m.start > possessed.start]
        last_word_is_name = bool(s.flags[head] & F.CAPITAL)
        if not last_word_is_name and s.flags[head] & F.NOUN and not s.flags[head] & F.ADVERB:
            usable = [m for m in usable if m.end > s.start[head]]  # "a Ruiz aide" is not Ruiz
        people = [m for m in usable if m.entity is not None and m.entity.kind == "person"]
        chosen = people[-1] if people else None
        if chosen is None and usable and last_word_is_name and not s.flags[head] & F.NUMBER:
            chosen = usable[-1]  # but "Six in 10" is nobody's name
        if chosen is not None and not people and not last_word_is_name:
            chosen = None
        words = s.word[first : head + 1]
        joined = "and" in words or "&" in words
        if joined and len(people) > 1 and self._modifies(people[-2], people[-1]):
            people = people[-1:]
        elif joined and not (chosen is not None and len(people) > 1):
            both = [m for m in mentions if m.entity is not None and not m.entity.place and not self._possessive(m)]
            people = [m for m in both if m.entity is not None and m.entity.kind in ("person", None)]
            if len(people) > 1 and self._modifies(people[-2], people[-1]):
                people = people[-1:]
        if chosen is not None and joined and len(people) > 1:
            text = self._text(start, end)
            return Answer(text, None, "group", "", start, end, 0.8)
        if joined and last_word_is_name and self._coordinated(usable):
            return Answer(_bare(self._text(start, end)), None, "group", "", start, end, 0.8)
        if last_word_is_name and phrase.last > head and "and" in s.word[head + 1 : phrase.last]:
            whole_end = s.end[phrase.last]
            all_named = [m for m in self.people.within(start, whole_end) if m.words]
            if self._coordinated(all_named):  # "the Bank of England and the Treasury"
                return Answer(_bare(self._text(start, whole_end)), None, "group", "", start, whole_end, 0.8)
        if chosen is not None and chosen.entity is not None:
            if all(plain(word) in lx.TITLES for word in chosen.words) and len(chosen.entity.words) == len(chosen.words):
                return Answer(_bare(self._text(start, end)), None, "office", "", start, end, 0.85)
            if rivals := self.people.rivals(chosen):
                doubt = f"\u201c{self._text(chosen.start, chosen.end)}\u201d could be more than one person."
                names = (chosen.entity.name, *(other.name for other in rivals))
                return Answer(None, None, "person", "", chosen.start, chosen.end, 0.45, doubt, names)
            before_name = self._text(start, chosen.core_start)
            role = _role(before_name)
            if chosen.entity.name in NO_NAMES:
                text = _bare(self._text(start, end))
                return Answer(text, None, "organisation" if "P" in text[-4:] else None, "", start, end, 0.85)
            entity = chosen.entity
            kind = entity.kind
            self._called(entity, role)
            if not role and kind != "organisation":
                role = self._apposition(s, head, chosen)
                self._called(entity, role)
            many = entity.name.endswith("s") and entity.name[:-1].isupper()  # "super PACs"
            if role and entity.kind is None and not entity.place and not many:
                entity.kind = kind = "organisation" if role.split()[-1].rstrip(",").lower() in HOUSES else "person"
            return Answer(
                entity.name, entity, kind, role, chosen.core_start if role else chosen.start, chosen.end, 0.95
            )
        definite = w in ("the",) or bool(s.flags[first] & F.CAPITAL)
        if w == "the" or w in ("mr.", "mrs."):
            found = self._by_role(s, first, head, history)
            if found is not None:
                return Answer(found.name, found, found.kind, self._text(start, end), start, end, 0.7)
        if (own := self._own_name(end) or self._own_name(s.end[phrase.last])) is not None:
            return own
        text = _bare(self._text(start, end))
        linked = s.word[head + 1] if phrase.last > head + 1 else ""
        if linked in _OF_WHAT and 0 < phrase.last - head <= _WHOLE:
            last = phrase.last
            while s.word[last + 1 : last + 2] in (["'s"], ["'"]) and any(
                b & F.NOUN for b in s.flags[last + 2 : last + 3]
            ):
                last += 2  # "a source familiar with Ana Ruiz's thinking"
            text = _bare(self._text(start, s.end[last]))  # "head of Tri-State Rail", "residents of Pellow"
        if w == "least" and first and s.word[first - 1] == "at":
            start = s.start[first - 1]  # "At least half of voters"
            text = self._text(start, s.end[phrase.last])
        if s.word[head] in ONE_OF_THEM or s.flags[head] & F.NUMBER and phrase.last > head:
            text = self._text(start, s.end[phrase.last])
            if w == "one" and (role := self._apposition_at(end)):
                return Answer(role, None, "person", "", start, end, 0.8)  # "said one, a former minister"
        kind = _common_kind(s, head, definite)
        return Answer(text, None, kind, "", start, end, 0.85)

    def _is_epithet(self, s: Sentence, first: int, head: int) -> bool:
        """As in "the native", "the striker", "the father of three": what one who was named before is called."""
        word = s.word[head]
        if word in EPITHETS:
            return True
        if word in PARENTS and s.word[head + 1 : head + 2] == ["of"]:
            return any(bits & F.NUMBER for bits in s.flags[head + 2 : head + 3])
        if head > first + 1:
            return s.word[first + 1].endswith("-old") and self._of_age(s.word[first + 1]) is not None
        if head == first:
            return False
        return bool(
            word in PLAYERS or word in COUNTRYMEN or AGED.search(word) or "-of-" in word and PARENT.search(word)
        )

    def _wrote(self, history: list[Answer]) -> bool:
        """As in "Lars Holm wrote to staff that jobs would go. "I am sorry," the letter said.": his letter."""
        if self._last_said is None or not history or history[-1].entity is None:
            return False
        sentence, hit = self._last_said
        return sentence is self.before and hit.verb in _WRITING

    def _just_introduced(self, s: Sentence, first: int, head: int) -> Answer | None:
        """As in "Another senator disagreed. ..., the senator said": whom the sentence before brings in, unnamed."""
        p = self.before
        if p is None or p.paragraph != s.paragraph or p.quoted or not is_agent(s.word[head]):
            return None
        brought = first_subject(p, len(p))
        if brought is None or p.word[brought.first] not in ("a", "an", "one", "another"):
            return None
        noun = p.word[brought.head]
        if noun != s.word[head] and not (s.word[head] == "lawmaker" and noun in LAWMAKERS):
            return None
        if p.word[brought.last + 1 : brought.last + 2] in (["named"], ["called"]):
            return None
        named = [m for m in self.people.within(p.start[brought.head], p.end[-1]) if self._could_be(m.entity, "")]
        if named or self._own_name(p.end[brought.head]) is not None:
            return None
        start, end = s.start[first], s.end[head]
        text = _bare(self._text(p.start[brought.first], p.end[brought.head]))
        return Answer(text, None, "person", "", start, end, 0.75)

    def _named_after(self, s: Sentence, first: int, head: int, end: int) -> Answer | None:
        """As in "the Taoiseach, Ciarán Walsh, (said)": an office, and who holds it between commas."""
        copy = self.document.copy
        if not copy.startswith(", ", end) or s.word[head] in lx.ORGANISATION_WORDS:
            return None
        for m in self.people.within(end + 2, end + 3):
            entity = m.entity
            if m.start != end + 2 or entity is None or entity.place or entity.kind not in ("person", None):
                continue
            if len(entity.words) > 1 and copy.startswith((",", "."), m.end):
                entity.kind = "person"
                role = _role(self._text(s.start[first], end))
                self._called(entity, role)
                return Answer(entity.name, entity, "person", role, m.start, m.end, 0.9)
        return None

    def _own_name(self, end: int) -> Answer | None:
        """As in "a man who identified himself as Rafi": the name that he gives."""
        if not self.document.copy.startswith(
            (
                " who ",
                ", who ",
                ", identified ",
                ", named ",
                ", known as ",
                " named by ",
                " identified by ",
                " identified as ",
            ),
            end,
        ):
            return None
        match = _NAMES_HIMSELF.match(self.document.copy, end)
        if match is None:
            return None
        for m in self.people.within(match.end(), match.end() + 1):
            if m.entity is not None and not m.entity.place:
                m.entity.kind = "person"
                sex = {"him": "m", "his": "m", "her": "f"}
                m.entity.gender = sex.get(match["self"] or match["own"] or "", m.entity.gender)
                return Answer(m.entity.name, m.entity, "person", "", m.start, m.end, 0.85)
        return None

    def _of_age(self, word: str) -> Entity | None:
        """As in "the 71-year-old": the one person of whom this age is given."""
        if not AGED.search(word):
            return None
        if self._ages is None:
            self._ages = {}
            for m in self.people.mentions:
                if m.entity is not None and (age := self._aged(m)):
                    self._ages.setdefault(age, {})[id(m.entity)] = m.entity
        found = self._ages.get(word.split("-", maxsplit=1)[0], {})
        return next(iter(found.values())) if len(found) == 1 else None

    def _aged(self, m: Mention) -> str:
        copy = self.document.copy
        match = _OF_AGE.match(copy, m.end) if copy.startswith(",", m.end) else None
        return match[1] if match is not None else ""

    def _called(self, entity: Entity, role: str) -> None:
        """Note what somebody is, so that "the actor" is known further down."""
        words = role.lower().split(",")[0].split()
        at = next((k for k, word in enumerate(words) if word in ("of", "for", "to", "in")), len(words))
        if at and (at == len(words) or words[at - 1] in lx.OFFICE_WORDS):
            self.people.calls(entity, words[at - 1])  # "the Minister for Roads" is "the minister" from then on

    def _modifies(self, first: Mention, second: Mention) -> bool:
        """As in "Voltara founder and CEO Zane Whitcombe": one person, and the house he leads."""
        between = self.document.copy[first.end : second.start].split()
        return (
            bool(between) and between[0].isalpha() and between[0].islower() and between[0] not in ("and", "of", "with")
        )

    def _coordinated(self, mentions: list[Mention]) -> bool:
        """As in "Egypt and Sudan": two or more who speak together, and nothing else."""
        between = {self.document.copy[a.end : b.start].strip(" ,") for a, b in itertools.pairwise(mentions)}
        return bool(between) and between <= {"and", "&", "and the", ""}

    def _apposition(self, s: Sentence, head: int, mention: Mention) -> str:
        """As in "Vladimir Saldo, the Moscow-installed head of Kherson," gives the words after the comma."""
        return self._apposition_at(mention.end)

    def _apposition_at(self, at: int) -> str:
        match = _APPOSITION.match(self.document.copy, at)
        if match is None:
            return ""
        role = self._text(match.start(1), match.end(1))
        words = role.lower().split()
        if (
            words[0] in ("who", "which", "whose", "whom", "citing", "quoting")
            or flags_of(words[0]) & (F.TAG | F.AUX)
            or flags_of(words[0]) & F.VERB
            and not flags_of(words[0]) & F.NOUN
            and words[0].endswith("ed")
            or not any(w.rstrip("s") in ROLE_WORDS or w in ROLE_WORDS for w in words)
        ):
            return ""
        return _role(role)

    def _text(self, start: int, end: int) -> str:
        return " ".join(self.document.text[start:end].split())

    # -- pronouns --------------------------------------------------------------------------------

    def _he_or_she(self, s: Sentence, at: int, w: str, history: list[Answer]) -> Answer:
        start, end = s.start[at], s.end[at]
        wanted = "m" if w == "he" else "f"
        replies = not _REPLYING.isdisjoint(s.word[max(0, at - 1) : at + 2])
        heard = self._told if replies else self._asked
        if heard is not None and _may_be_meant(heard, wanted) and start - self._asked_at < _NEAR:
            return Answer(heard.name, heard, "person", "", start, end, 0.7)
        if (unnamed := self._unnamed(s, at, wanted, history)) is not None:
            return unnamed
        last = history[-1] if history else None
        if (new := self._brought_in(s, wanted, last)) is not None:
            new.kind, new.gender = "person", wanted
            return Answer(new.name, new, "person", "", start, end, 0.75)
        entity, certainty, others = self.antecedent(s, start, wanted, history, self._asker if replies else None)
        # Whom somebody names in what they say takes no stage: "His mother said Ivo had gone. ... she said".
        p = self.before
        since = p.end[-1] if p is not None and last is not None and p.start[0] <= last.start < p.end[-1] else 0
        if (
            last is not None
            and last.entity is None
            and last.name
            and last.kind in ("person", "office")
            and start - last.end < _NEAR
            and not any(
                not m.quoted
                and self._could_be(m.entity, wanted)
                and (self._subject(m) or m.entity is not None and m.entity.gender and self._comes_in(m, s, wanted))
                for m in self.people.before(start, start - max(since, last.end))
            )
        ):
            return Answer(last.name, None, last.kind, last.role, start, end, 0.65)
        told = self._told
        if entity is None and told is not None and start - self._asked_at < _NEAR:
            if _may_be_meant(told, wanted) and told.name.lower() not in lx.tags():
                return Answer(told.name, told, "person", "", start, end, 0.6)
        if entity is None and (opener := self._opener(wanted)) is not None:
            opener.gender = wanted
            return Answer(opener.name, opener, "person", "", start, end, 0.7)
        if entity is None:
            return Answer(None, None, "person", "", start, end, 0.3, "No one this pronoun could stand for was found.")
        if certainty < 0.5:
            return Answer(
                None,
                None,
                "person",
                "",
                start,
                end,
                certainty,
                f"\u201c{self.document.text[start:end]}\u201d could be more than one person.",
                (entity.name, *(o.name for o in others)),
            )
        return Answer(entity.name, entity, "person", "", start, end, certainty)

    def _brought_in(self, s: Sentence, wanted: str, last: Answer | None) -> Entity | None:
        """As in "Sunil Gavankar was scathing. ... he said": in no list, whom the sentence before is about."""
        p = self.before
        if p is None or p.paragraph != s.paragraph or p.quoted or last is not None and last.end > p.start[0]:
            return None
        subject = first_subject(p, len(p))
        if subject is None or subject.head != subject.last or not p.flags[subject.head] & F.CAPITAL:
            return None
        if not OF_HOUSES.isdisjoint(p.word[subject.last + 1 : subject.last + 3]):
            return None  # "Deutsche Telekom fell 3 percent. ... he said"
        for m in self.people.within(p.start[subject.head], p.end[subject.head]):
            entity = m.entity
            unknown = entity is not None and entity.kind is None and not entity.place and len(m.words) > 1
            if entity is not None and unknown and entity.gender in ("", wanted) and not looks_like_house(m.words):
                return entity
        return None

    def _opener(self, wanted: str) -> Entity | None:
        """As in "Everard Quist was sad. ... he said": a name that no list holds, whom the sentence before is about."""
        p = self.before
        if p is None or p.quoted:
            return None
        found = [m for m in self.people.within(p.start[0], p.end[-1]) if not m.quoted]
        if not found or found[0].start != p.start[0] or not self._opens(found[0], wanted):
            return None
        entity = found[0].entity
        return entity if entity is not None and plain(entity.words[-1]) not in lx.ORGANISATION_WORDS else None

    def antecedent(
        self, s: Sentence, position: int, wanted: str, history: list[Answer], asker: Entity | None = None
    ) -> tuple[Entity | None, float, list[Entity]]:
        """The person a pronoun of this gender most likely stands for, and how sure that is; not `asker`."""
        copy = self.document.copy
        away = False
        scores: dict[int, float] = {}
        found: dict[int, Entity] = {}
        paragraph_start = self.document.paragraphs[s.paragraph][0]
        last = history[-1] if history else None
        follows_last = last is not None and position - last.end < _REACH
        #: The last speaker may be man or woman.
        doubtful = bool(wanted) and last is not None and last.entity is not None and not last.entity.gender
        regions = self.document.regions
        spoken = {
            word
            for number in s.quoted.values()
            for word in _WORD.findall(copy, regions[number].start, regions[number].end)
        }
        at = bisect_left(s.start, position)
        put_in = at > 1 and s.word[at - 1] == "," and s.word[at + 2 : at + 3] == [","]
        for m in self.people.before(position, _REACH):
            entity = m.entity
            if m.quoted or entity is None or entity is asker:
                continue
            if m.start >= s.start[0] and any(regions[n].start < m.start < regions[n].end for n in s.quoted.values()):
                continue  # "Hello, Dayton!" he shouted
            if not self._could_be(entity, wanted) and not (m.start == s.start[0] and self._opens(m, wanted)):
                continue
            score = 1.0 / (1.0 + (position - m.start) / 250.0)
            if not entity.gender:
                score *= 0.6
            if m.start >= paragraph_start:
                score *= 1.3
            if self._possessive(m):
                score *= 0.6
            elif self._is_told(m):
                score *= 0.8 if doubtful and entity.gender == wanted else 0.4  # who is told is not who says the next
            elif (subject := self._subject(m)) or self._comes_in(m, s, wanted):
                opens = (
                    not subject
                    or m.start == s.start[0]
                    or self._comes_in(m, s, wanted)
                    or self._writer_asks
                    and self._hears(m)
                )
                score *= 3.2 if opens else 2.0
                if last is not None and m.start > max(last.end, self._said_until) and entity is not last.entity:
                    follows_last = False  # someone else has taken the stage since
                    away = away or self._apposed(m)
            if put_in and m.start >= s.start[0]:
                score *= 0.3  # "The engineer, Fergus Tighe, was, he said, "an honest witness""
            if spoken and (entity.words[0] in spoken or entity.words[-1] in spoken):
                score *= 0.4  # nobody speaks of himself by his name
            key = id(entity)
            found[key] = entity
            known = scores.get(key)
            scores[key] = score if known is None else max(known, score) + 0.15 * min(known, score)
        if last is not None and last.entity not in (None, asker) and self._could_be(last.entity, wanted):
            bonus = (2.4 if follows_last else 0.2 if away else 0.8) / (1.0 + (position - last.end) / 600.0)
            if wanted and not last.entity.gender and any(e.gender == wanted for e in found.values()):
                bonus *= 0.5
            key = id(last.entity)
            found[key] = last.entity
            scores[key] = scores.get(key, 0.0) + bonus
            if not follows_last:
                scores[key] *= 0.6  # somebody else has been on the stage since
            elif (bearer := self._opens_paragraph(s, last, wanted, history)) is not None:
                scores[key] *= 0.3
                found[id(bearer)] = bearer
                scores[id(bearer)] = scores.get(id(bearer), 0.0) + 1.5
            elif self._tells_of(s, last, wanted):
                scores[key] *= 0.3
            elif self._said_of_self(last, wanted):
                scores[key] *= 0.12
        if not scores:
            return None, 0.0, []
        ranked = sorted(scores, key=lambda key: -scores[key])
        best = ranked[0]
        if len(ranked) == 1:
            return found[best], 0.85, []
        share = scores[best] / (scores[best] + scores[ranked[1]])
        return found[best], min(0.9, 0.45 + (share - 0.5) * 1.4), [found[k] for k in ranked[1:2]]

    def _opens_paragraph(self, s: Sentence, last: Answer, wanted: str, history: list[Answer]) -> Entity | None:
        """As in "..., Landry said.¶ The mayor himself was more guarded. Asked about it, he smiled": the mayor."""
        p = self.before
        if p is None or p.quoted or last.start >= p.start[0] or p.word[0] != "the" and p.word[0] not in _ASKED:
            return None
        # "Asked about it, the manager grinned.¶ "...," he said."
        if p.paragraph != s.paragraph and (p.paragraph != s.paragraph - 1 or p.word[0] == "the" and len(p) > _SOON):
            return None
        subject = first_subject(p, len(p))
        if subject is None or p.word[subject.first] != "the" or not is_agent(p.word[subject.head]):
            return None
        if subject.first and p.word[subject.first - 1] != ",":
            return None
        entity = self._by_role(p, subject.first, subject.head, [])
        return entity if entity is not last.entity and self._could_be(entity, wanted) else None

    def _tells_of(self, s: Sentence, last: Answer, wanted: str) -> bool:
        """As in: "She was the best," Rita Cole said.¶ She was born in Ohio. ... The paragraph goes on about her."""
        start = self.document.paragraphs[s.paragraph][0]
        opening = self.document.copy[start : min(start + _TELLS_OF, s.start[0])]
        if start < last.end or any(mark in opening for mark in '"\u201c'):
            return False
        return {"m": "he", "f": "she"}.get(wanted) in opening.lower().split()[:5] and self._was_spoken_of(wanted)

    def _said_of_self(self, last: Answer, wanted: str) -> bool:
        """As in "Bisi Lawal wrote that she had been fired. ... he said": "she" is most likely herself."""
        if self._last_said is None or last.entity is None or last.entity.gender:
            return False
        s, hit = self._last_said
        other = {"m": "she", "f": "he"}.get(wanted)
        return any(other in s.word[first : first + 2] for first, _ in hit.content if first > hit.cue_last)

    def _was_spoken_of(self, wanted: str) -> bool:
        """Whether what was said last speaks of a him or a her."""
        if self._last_said is None:
            return False
        s, hit = self._last_said
        if hit.shape == "object" and any(_OBJECTS.get(s.word[first]) == wanted for first, _ in hit.content):
            return True  # "once called him "a giant""
        regions = [self.document.regions[number] for number in s.quoted.values()]
        return any(_PRONOUNS[wanted].search(self.document.copy, region.start, region.end) for region in regions)

    def _comes_in(self, m: Mention, s: Sentence, wanted: str) -> bool:
        """The one person named in the sentence before, which quotes nobody: "I called Carlos Vega. ... he said"."""
        p = self.before
        if p is None or p.paragraph < s.paragraph - 1 or p.quoted or not p.start[0] <= m.start < p.end[-1]:
            return False
        if p.word[0] == "the" and len(p) > 1 and (p.word[1] in PLAYERS or p.word[1] in COUNTRYMEN):
            return False  # "The Serb faces Lee next. ... he said"
        if wanted != "f" and "he" in p.word or wanted != "m" and "she" in p.word:
            return False  # "Then he turned to Philip Crane. ... he said"
        named = {id(n.entity) for n in self.people.within(p.start[0], p.end[-1]) if self._could_be(n.entity, "")}
        return len(named) == 1 and not self._possessive(m)

    @staticmethod
    def _could_be(entity: Entity | None, wanted: str) -> bool:
        """Whether "he" or "she" could stand for this entity."""
        if entity is None or entity.place or wanted and entity.gender not in ("", wanted):
            return False
        if len(entity.words) == 1 and _is_mere_adjective(entity.words[0]) and not entity.titles:
            return False  # "the British people", "his Russian trip"
        if entity.kind is None:
            if looks_like_house(entity.words):
                return False
            if entity.spoke:
                return not entity.name.isupper()
            return len(entity.words) == 1 and len(entity.spans) > 1 and "-" not in entity.name
        return entity.kind == "person"

    def _opens(self, m: Mention, wanted: str) -> bool:
        """As in "Trumbull made the claim when he said": a name that no list holds, the subject of this sentence."""
        entity = m.entity
        return (
            entity is not None
            and entity.kind is None
            and not entity.place
            and entity.gender in ("", wanted)
            and not entity.name.isupper()
            and not flags_of(entity.name.lower()) & F.NUMBER
            and entity.name.lower() not in lx.tags()
            and entity.name.lower().removesuffix("s") not in lx.tags()
            and "'" not in entity.name
            and not entity.name.endswith("ing")
            and self._subject(m)
        )

    def _is_told(self, m: Mention) -> bool:
        """As in "told the Herald's Ana Ruiz": somebody tells them something."""
        copy = self.document.copy
        if self._writer_asks and self._hears(m):
            return False
        reach = max(0, m.start - _TOLD_REACH)
        # Seldom is anybody told anything, which is seen much faster than where the words between would end.
        return copy.find("told ", reach, m.start) >= 0 and _TOLD.search(copy, reach, m.start) is not None

    def _hears(self, m: Mention) -> bool:
        """As in "When I told Ana Ruiz about it, she laughed.": whom the writer has told is the subject then."""
        copy = self.document.copy
        told = copy.rfind(" I ", max(0, m.start - _TOLD_REACH), m.start)
        return told > 0 and bool(_WHEN_I.search(copy, told - 8, m.start) and _THEN_HE.match(copy, m.end))

    def _possessive(self, m: Mention) -> bool:
        copy = self.document.copy
        return copy.startswith("'s", m.end) or copy.startswith("'", m.end) and copy[m.end - 1] in "sxz"

    def _subject(self, m: Mention) -> bool:
        """The mention opens its sentence, or a finite verb follows it."""
        if m.subject is None:
            m.subject = self._looks_like_subject(m)
        return m.subject

    def _looks_like_subject(self, m: Mention) -> bool:
        copy = self.document.copy
        before = copy[max(0, m.start - 2) : m.start]
        if copy.startswith(("As for ", "as for "), m.start - 7):
            return True
        if self._writer_asks and self._hears(m):
            return True
        if copy[max(0, m.start - 6) : m.start].endswith((" of ", " from ", " in ")):
            return False  # "the mayor of Dayton disagreed"
        if not before.strip() or before[0] in '.!?\n\u201d"' or before[-1] == "\n":
            return True
        if before[0] in _BULLETS and (m.start < _BULLET or copy[m.start - _BULLET] == "\n"):
            return True
        if self._apposed(m) or copy.startswith(", who ", m.end):
            return True
        following = _NEXT_WORD.match(copy, m.end)
        if following is None:
            return False
        word = following.group(1).lower()
        bits = flags_of(word)
        return bool(bits & F.AUX or bits & F.VERB and not bits & (F.NOUN | F.ADJECTIVE))

    def _apposed(self, m: Mention) -> bool:
        """As in "His brother, Michael Healy, disagreed." or "Asked about it, Ana Ruiz shook her head."."""
        copy = self.document.copy
        at = m.start
        return copy[max(0, at - 2) : at] == ", " and bool(_APPOSED.search(copy, max(0, at - _APPOSED_REACH), at))

    def _unnamed(self, s: Sentence, at: int, wanted: str, history: list[Answer]) -> Answer | None:
        """As in "A shopkeeper was pleased. ... he said": whom the sentence before is about, though without a name."""
        p = self.before
        if p is None or not 0 <= s.paragraph - p.paragraph <= 1 or at > _SOON or len(p) < 2 or p.quoted:
            return None
        phrase = right(p, 1 if p.word[0] in ("but", "and", "yet") else 0, len(p))
        if phrase is not None and not {"named", "called"}.isdisjoint(p.word[phrase.head + 1 : phrase.head + 2]):
            return None  # "A woman named Ana Ruiz said": she has a name
        if phrase is None and p.flags[0] & F.PREPOSITION:
            phrase = first_subject(p, len(p))  # "At the back, a nurse stood up."
        if phrase is None:
            return None
        spoke = history[-1].entity if history else None
        theirs = p.word[phrase.first] == ("his" if wanted == "m" else "her")
        if theirs and spoke is not None and spoke.gender == wanted and history[-1].start < p.start[0]:
            return None  # "His father fished here. The boats, he says": whose father that is says it as likely
        if p.word[phrase.first] == "the" and p.paragraph == s.paragraph:
            known = self._by_role(p, phrase.first, phrase.head, [])
            if known is not None and self._could_be(known, wanted):
                return Answer(known.name, known, "person", "", s.start[at], s.end[at], 0.75)
        if self._own_name(p.end[phrase.head]) is not None:
            return None
        noun = p.word[phrase.head]
        if (
            p.word[phrase.first] == "the"
            and (known := self._of_age(noun)) is not None
            and self._could_be(known, wanted)
        ):
            return Answer(known.name, known, "person", "", s.start[at], s.end[at], 0.8)  # "The 49-year-old laughed."
        if p.paragraph != s.paragraph and not _stands_up(p, phrase, noun):
            return None
        called = noun in PLAYERS or noun in COUNTRYMEN
        if p.word[phrase.first] == "the" and called and phrase.head == phrase.first + 1:
            if history and history[-1].start >= p.start[0]:
                return None
            player = self.phrase(p, phrase, history)  # "The striker smiled. ... he said", after his manager spoke
            known = player.entity
            if known is not None and (not self._could_be(known, wanted) or history and known is history[-1].entity):
                return None
            return replace(player, start=s.start[at], end=s.end[at], certainty=0.6 if player.name else 0.4)
        if p.word[phrase.first] == "the" and noun in lx.OFFICE_WORDS and phrase.head == phrase.first + 1:
            bearer = self._by_role(p, phrase.first, phrase.head, [])
            asks = not _ASKING.isdisjoint(p.word[phrase.last + 1 : phrase.last + 4])  # "The judge asked Ivo Lam why."
            if bearer is None and not asks and not self.people.bearers(noun) and _acts(p, phrase.last + 1):
                start, end = p.start[phrase.first], p.end[phrase.last]
                return Answer(_bare(self._text(start, end)), None, "office", "", s.start[at], s.end[at], 0.6)
            if (
                bearer is None
                or not self._could_be(bearer, wanted)
                or p.word[phrase.last + 1 : phrase.last + 2] == [","]
            ):
                return None
            return Answer(
                bearer.name, bearer, "person", "", s.start[at], s.end[at], 0.75
            )  # "The mayor waved. ... he said"
        if phrase.last + 1 >= len(p) or p.word[phrase.first] in ("the", "this", "that"):
            if "'s" not in p.word[phrase.first : phrase.head]:
                return None
        if noun in (FEMALE_NOUNS if wanted == "m" else MALE_NOUNS) or p.flags[phrase.head] & F.CAPITAL:
            return None
        if noun not in MALE_NOUNS | FEMALE_NOUNS and not (
            (noun in ROLE_WORDS or is_agent(noun)) and not noun.endswith("s") and noun not in lx.ORGANISATION_WORDS
        ):
            return None
        following = phrase.last + 1
        if with_name(p, phrase).last > phrase.last:
            return None  # "Her neighbour, retired plumber Joe Bass, shook his head."
        if p.word[following] == "," and p.flags[following + 1 if following + 1 < len(p) else following] & F.CAPITAL:
            return None
        start, end = p.start[phrase.first], p.end[phrase.last]
        return Answer(_bare(self._text(start, end)), None, "person", "", s.start[at], s.end[at], 0.6)

    def _they_or_it(self, s: Sentence, at: int, w: str, history: list[Answer]) -> Answer:
        start, end = s.start[at], s.end[at]
        if w == "it" and s.word[at + 1 : at + 2] in (["read"], ["reads"], ["said"], ["says"]):
            writer = self._writer(history)
            if writer is not None:
                writer.start, writer.end = start, end
                return writer
        if w in ("they", "it") and (stage := self._on_stage(s, w, history)) is not None:
            stage.start, stage.end, stage.certainty = start, end, 0.65
            return stage
        if w in ("they", "it") and history:
            last = history[-1]
            close = start - last.end < 600
            several = last.name is not None and (last.entity is None or last.name[:-1].isupper())
            if w == "they" and close and last.name and several and is_many(last.name):
                return Answer(last.name, last.entity, "group", last.role, start, end, 0.7)
            if (
                close
                and last.name
                and ((w == "they" and last.kind == "group") or (w == "it" and last.kind == "organisation"))
            ):
                return Answer(last.name, last.entity, last.kind, last.role, start, end, 0.7)
            seat = last.name is not None and last.entity is None and last.kind is None and last.name in SEATS
            if w == "it" and close and seat:
                return Answer(
                    last.name, None, "organisation", "", start, end, 0.65
                )  # "The city denies it. ... it said"
            if w == "it" and close and last.entity is not None and last.kind is None and not last.entity.gender:
                return Answer(last.name, last.entity, "organisation", last.role, start, end, 0.55)
        reason = f"\u201c{self.document.text[start:end]}\u201d: the article does not say plainly who."
        return Answer(None, None, None, "", start, end, 0.5, reason)

    def _writer(self, history: list[Answer]) -> Answer | None:
        """As in "Ruth Hale sent a letter to parents. "We are sorry," it read.": whose letter it is."""
        p = self.before
        if p is None or p.quoted or self._looks_back:
            return None
        paper = next((k for k in range(len(p) - 1, 0, -1) if p.word[k] in lx.UTTERANCES), None)
        if paper is None:
            return None
        subject = _author(p, paper)
        if subject is None:
            subject = first_subject(p, paper)
            sent = subject is not None and not _SENDING.isdisjoint(p.word[subject.last + 1 : paper])
            if subject is None or not sent or p.word[paper] == p.word[subject.head]:
                return None  # "received a letter": whose it is nobody says
        self._looks_back = True
        found = self.phrase(p, subject, history)
        self._looks_back = False
        if found.entity is None or found.entity.place:
            return None
        found.document, found.certainty = (p.start[paper], p.end[paper]), 0.6
        return found

    def _on_stage(self, s: Sentence, w: str, history: list[Answer]) -> Answer | None:
        """As in "Auditors disagreed. They wrote": the subject of the sentence before, where it can be nobody else."""
        p = self.before
        if p is None or p.paragraph != s.paragraph or p.quoted or self._looks_back:
            return None
        subject = first_subject(p, len(p))
        if subject is None or history and history[-1].start >= p.start[0]:
            return None
        if p.flags[subject.first] & (F.PRONOUN | F.OTHER_PRONOUN) and subject.first == subject.last:
            return None
        self._looks_back = True
        found = self.phrase(p, subject, history)
        self._looks_back = False
        unknown = found.kind is None and found.entity is not None and not found.entity.gender and not found.entity.place
        if w == "it" and unknown and found.name is not None and len(found.name.split()) == 1:
            return found  # "TransMeridian earned $2 million. It said"
        if found.name is None or found.kind not in (("group",) if w == "they" else ("organisation",)):
            return None
        return found

    def _by_role(self, s: Sentence, first: int, head: int, history: list[Answer]) -> Entity | None:
        """As in "the Florida senator": the one person in the article who bears that title."""
        if s.word[head] in PARTIES:
            return self._of_party(s.word[head], s.start[first])
        if not is_agent(s.word[head]):
            return None
        words = s.word[first : head + 1]
        if words[-1] == "leader" and len(words) > _SHORT_ROLE:
            return self._leader(frozenset(words[1:-1]), s.start[first])
        offices = [w for w in words if w in lx.OFFICE_WORDS] if "and" in words else [s.word[head]]
        titles = [title for noun in offices for title in SAME_OFFICE.get(noun, (noun,))]
        if s.word[head] == "executive" and "chief" in words:
            titles.append("ceo")
        bearers = [e for e in self.people.bearers(*titles) if e.kind == "person" and e.spans[0][0] < s.start[first]]
        if DEPUTIES.isdisjoint(words):
            # "The governor" is no lieutenant governor.
            bearers = [e for e in bearers if not e.titles or any(DEPUTIES.isdisjoint(title) for title in e.titles)]
        if len(bearers) == 1:
            return bearers[0]
        office = {plain(word) for word in words if word != "the"}
        exact = [e for e in bearers if len(office) > 1 and any(office <= title for title in e.titles)]
        if len(exact) == 1:
            return exact[0]  # "the Finance Minister" beside a Prime Minister
        where = {s.word[i] for i in range(first, head + 1) if s.flags[i] & F.CAPITAL and not s.flags[i] & F.FUNCTION}
        placed = [e for e in bearers if where and self._placed(e, where)]
        if len(placed) == 1:
            return placed[0]
        if (stage := self._subject_before(s)) is not None and stage in bearers:
            return stage  # "Carrigan laughed. "...," the senator said."
        last = history[-1].entity if history else None
        if last is not None and last in bearers and (not placed or last in placed):
            return last
        return None

    def _leader(self, of: frozenset[str], at: int) -> Entity | None:
        """As in "Ukrainian President Ana Ruiz ... the Ukrainian leader": the one head of them named before."""
        leaders = {
            id(e): e
            for e in self.people.bearers("leader", *_HEADS_OF_STATE)
            if e.kind == "person" and e.spans[0][0] < at and any(of < title for title in e.titles)
        }
        return next(iter(leaders.values())) if len(leaders) == 1 else None

    def _subject_before(self, s: Sentence) -> Entity | None:
        """Whoever is named as the subject of the sentence before, in the same paragraph."""
        p = self.before
        if p is None or p.paragraph != s.paragraph:
            return None
        subject = first_subject(p, len(p))
        named = self.people.within(p.start[subject.first], p.end[subject.head]) if subject else []
        return named[-1].entity if named else None

    def _of_party(self, party: str, position: int) -> Entity | None:
        """As in "the New Mexico Democrat": the one person shown to be of that party, "(D-N.M.)"."""
        if self._partisans is None:
            self._partisans = {}
            for entity in self.people.entities:
                if entity.kind != "organisation" and (letter := self._party(entity)):
                    self._partisans.setdefault(letter, []).append(entity)
        # They stand in the order in which they are first named: whether there is a second is soon seen.
        first = self._partisans.get(party[0], [])[:2]
        found = [entity for entity in first if entity.spans[0][0] < position]
        return found[0] if len(found) == 1 else None

    def _party(self, entity: Entity) -> str:
        """The letter of somebody's party, as the copy shows it where it names them first; empty where it does not."""
        first, last = entity.spans[0]
        copy = self.document.copy
        if (shown := _PARTY.match(copy, last)) is not None:
            return (shown[1] or shown[2])[0].lower()
        if copy.startswith(_PARTY_NAMES, first):
            return copy[first].lower()
        named = _PARTY_BEFORE.search(copy, max(0, first - _ROLE_REACH), first)
        return named[1][0].lower() if named else ""

    def _house(self, s: Sentence, first: int, word: str, history: list[Answer]) -> Answer | None:
        """As in "The Native Ballot Fund sued. ..., the group said": the one house that is or was just spoken of."""
        start, end = s.start[first], s.end[first + 1]
        if word in KNOWN_AS:
            known = [e for e in self.people.entities if e.name in KNOWN_AS[word] and e.spans[0][0] < start]
            return Answer(known[0].name, known[0], "organisation", "", start, end, 0.7) if len(known) == 1 else None
        if word not in HOUSE_WORDS:
            return None
        if self._houses is None:
            self._houses = {}
            for entity in self.people.entities:
                for part in {plain(w) for w in entity.words} if len(entity.words) > 1 else ():
                    self._houses.setdefault(part, []).append(entity)
        alike = [*self._houses.get(word, [])[:_MAX_HOUSES], *self.people.bearers(word)]
        alike = [e for e in dict.fromkeys(alike) if e.kind != "person"]
        named = [e for e in alike if e.spans[0][0] < start]
        if len(named) == 1:
            return Answer(named[0].name, named[0], "organisation", "", start, end, 0.7)
        near = history[-1] if history and start - history[-1].end < _NEAR else None
        house = self._on_stage(s, "it", history) or near
        if house is None or house.entity is None or not _may_be(word, house.entity):
            return None
        return Answer(house.name, house.entity, "organisation", house.role, start, end, 0.65)

    def _placed(self, entity: Entity, where: set[str]) -> bool:
        """Whether one of these words stands beside the entity's name: "Florida Sen. Marco Rubio"."""
        for start, end in entity.spans[:4]:
            around = self.document.copy[max(0, start - 30) : end + 30].lower()
            if any(word in around for word in where):
                return True
        return False


_OF_WHAT = frozenset("of for at in from close familiar".split())
#: What somebody is head of, or where they live, takes no more words.
_WHOLE = 7


@lru_cache(maxsize=20_000)
def _is_mere_adjective(word: str) -> bool:
    return lx.tags().get(word.lower()) == "A"


def _bare(text: str) -> str:
    """The phrase without its article."""
    for article in ("The ", "the ", "a ", "an ", "A ", "An "):
        if text.startswith(article):
            return text[len(article) :]
    return text


def _role(before: str) -> str:
    words = before.split()
    while words and words[-1].lower() in ("named", "called", "calling", "himself", "herself", "itself"):
        words.pop()
    if words[1:2] == ["Justice"]:
        return " ".join(words).strip(" ,")
    while words and flags_of(words[0].lower()) & (F.NUMBER | F.INDEFINITE):
        words.pop(0)  # "Several Republicans"
    while words and words[0].lower() in _BEFORE_ROLE:
        words.pop(0)
    return " ".join(words).strip(" ,")


#: "The leader" says not of whom.
_SHORT_ROLE = 2
_HEADS_OF_STATE = ("president", "premier", "chancellor", "prime", "king", "queen", "emir", "sultan")
_BEFORE_ROLE = frozenset(("the", "a", "an", *MERE_TITLES, "and", "but", "on", *lx.WEEKDAYS))


def _common_kind(s: Sentence, head: int, definite: bool) -> SpeakerKind | None:
    noun = s.word[head]
    if noun in lx.ORGANISATION_WORDS:
        return "organisation"
    if noun in MALE_NOUNS or noun in FEMALE_NOUNS:
        return "person"
    if noun in lx.PERSON_NOUNS:
        return (
            "group"
            if noun.endswith("s") or noun in ("people", "men", "women", "police", "staff")
            else "office"
            if noun in lx.OFFICE_WORDS
            else "person"
        )
    if noun in lx.CALLINGS or noun.removesuffix("s") in lx.CALLINGS:
        return "person" if noun in lx.CALLINGS else "group"
    return None
