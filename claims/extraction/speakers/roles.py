"""Who is meant by what he is: "the Florida senator", "the 71-year-old", "the group"."""

from __future__ import annotations

import re

from claims.extraction import lexicon as lx
from claims.extraction.names import Entity
from claims.extraction.namewords import HOUSE_HEADS, plain
from claims.extraction.rolewords import (
    AGED,
    AIDES,
    COUNTRYMEN,
    DEPUTIES,
    EPITHETS,
    HOUSE_WORDS,
    KNOWN_AS,
    OFTEN_UNTITLED,
    ONE_OR_ALL,
    PARENT,
    PARENTS,
    PARTIES,
    PLAYERS,
    SAME_OFFICE,
    is_agent,
)
from claims.extraction.segment import Sentence
from claims.extraction.words import F

from .answers import Answer
from .scene import NEAR, ROLE_REACH, Scene

_PARTY_NAMES = ("Republican ", "Democratic ", "Independent ")
_PARTY = re.compile(
    r",? ?\(?(?:([RDI])-[A-Z]|(?:an? |the )?(?:[A-Z][\w.]* ){0,2}"
    r"(Republican|Democrat|independent)(?: (?:of|from) |[,.]))"
)
_PLACES = frozenset(place.lower() for place in lx.PLACES)
#: "(R-N.M.)": where somebody of a party is from.
_HOME = re.compile(r",? ?\(?[RDI]-([A-Z])")
_PARTY_BEFORE = re.compile(r"\b(Republican|Democrat|Independent)(?:ic)? (?:[A-Z]?[\w.-]+ ){0,2}$")
#: More houses of one word are not told apart.
_MAX_HOUSES = 20
#: "The leader" says not of whom.
_SHORT_ROLE = 2
_HEADS_OF_STATE = ("president", "premier", "chancellor", "prime", "king", "queen", "emir", "sultan")


class Roles:
    """Finds the one who bears a title, is of an age or a party, or is a house of that word."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        #: Found once, when they are first asked for: those of an age, of a party, and houses by a word of their name.
        self._ages: dict[str, dict[int, Entity]] | None = None
        self._partisans: dict[str, list[Entity]] | None = None
        self._houses: dict[str, list[Entity]] | None = None

    def by_role(self, s: Sentence, first: int, head: int, history: list[Answer]) -> Entity | None:
        """As in "the Florida senator": the one person in the article who bears that title."""
        if s.word[head] in PARTIES:
            place = s.word[head - 1] if head > first + 1 and s.flags[head - 1] & F.CAPITAL else ""
            return self._of_party(s.word[head], s.start[first], place)
        if not is_agent(s.word[head]):
            return None
        words = s.word[first : head + 1]
        if words[-1] == "leader" and len(words) > _SHORT_ROLE:
            return self._leader(frozenset(words[1:-1]), s.start[first])
        offices = [w for w in words if w in lx.OFFICE_WORDS] if "and" in words else [s.word[head]]
        titles = [title for noun in offices for title in SAME_OFFICE.get(noun, (noun,))]
        if s.word[head] == "diplomat":
            titles.append("foreign")  # "Deputy Foreign Minister Ana Ruiz ... the senior diplomat"
        if s.word[head] == "executive" and "chief" in words:
            titles.append("ceo")
        bearers = [
            e for e in self.scene.people.bearers(*titles) if e.kind == "person" and e.spans[0][0] < s.start[first]
        ]
        if DEPUTIES.isdisjoint(words) and s.word[head] != "diplomat":
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
        if (stage := self.scene.subject_before(s)) is not None and stage in bearers:
            return stage  # "Carrigan laughed. "...," the senator said."
        last = history[-1].entity if history else None
        if last is not None and last in bearers and (not placed or last in placed):
            return last
        if not bearers and s.word[head] in lx.OFFICE_WORDS and s.word[first] == "the":
            return self._named_next(titles, s.start[first], where)
        return None

    def _named_next(self, titles: list[str], at: int, where: set[str]) -> Entity | None:
        """As in "The FBI director told lawmakers ... Director Foster Bellamy said": the office first, then the name."""
        named = [e for e in self.scene.people.bearers(*titles) if e.kind == "person"]
        if len(named) != 1 or not at < named[0].spans[0][0] < at + NEAR:
            return None
        # "The Ohio senator" is not "Sen. Ana Ruiz of Texas" who disagrees.
        return None if where & _PLACES and not self._placed(named[0], where) else named[0]

    def untitled(self, s: Sentence, first: int, head: int) -> Entity | None:
        """As in "Marco Lund came to Dallas. ..., the Florida senator said": copy leaves out what everybody knows."""
        noun = s.word[head]
        formerly = head > first + 1 and s.word[first + 1] == "former" and is_agent(noun)  # "the former miner said"
        if not formerly and noun not in OFTEN_UNTITLED or s.word[first] != "the" or self.scene.people.bearers(noun):
            return None
        stage = self.scene.about_before(s)
        where = {s.word[i] for i in range(first + 1, head) if s.flags[i] & F.CAPITAL}
        near = self.scene.people.before(s.start[0], NEAR) if where else []
        beside = [m.entity for m in near if m.entity and not m.quoted and self._placed(m.entity, where)]
        for known in (beside, (stage,)):
            found = {
                id(e): e
                for e in known
                if e is not None and e.kind == "person" and (formerly or not e.titles and e.roles.isdisjoint(AIDES))
            }
            if found:
                return next(iter(found.values())) if len(found) == 1 else None
        return None

    def _leader(self, of: frozenset[str], at: int) -> Entity | None:
        """As in "Ukrainian President Ana Ruiz ... the Ukrainian leader": the one head of them named before."""
        leaders = {
            id(e): e
            for e in self.scene.people.bearers("leader", *_HEADS_OF_STATE)
            if e.kind == "person" and e.spans[0][0] < at and any(of < title for title in e.titles)
        }
        return next(iter(leaders.values())) if len(leaders) == 1 else None

    def _of_party(self, party: str, position: int, place: str) -> Entity | None:
        """As in "the New Mexico Democrat": the one person shown to be of that party, "(D-N.M.)"."""
        if self._partisans is None:
            self._partisans = {}
            for entity in self.scene.people.entities:
                if entity.kind != "organisation" and (letter := self.party(entity)):
                    self._partisans.setdefault(letter, []).append(entity)
        # They stand in the order in which they are first named: whether there is a second is soon seen.
        first = self._partisans.get(party[0], [])[:2]
        found = [entity for entity in first if entity.spans[0][0] < position]
        if len(found) != 1:
            return None
        home = _HOME.match(self.scene.document.copy, found[0].spans[0][1])
        elsewhere = place and home is not None and home[1].lower() != place[0]
        return None if elsewhere else found[0]  # "the Eden Republican" is not "(R-Mecklenburg)"

    def party(self, entity: Entity) -> str:
        """The letter of somebody's party, as the copy shows it where it names them first; empty where it does not."""
        first, last = entity.spans[0]
        copy = self.scene.document.copy
        if (shown := _PARTY.match(copy, last)) is not None:
            return (shown[1] or shown[2])[0].lower()
        if copy.startswith(_PARTY_NAMES, first):
            return copy[first].lower()
        named = _PARTY_BEFORE.search(copy, max(0, first - ROLE_REACH), first)
        return named[1][0].lower() if named else ""

    def of_age(self, word: str) -> Entity | None:
        """As in "the 71-year-old": the one person of whom this age is given."""
        if not AGED.search(word):
            return None
        if self._ages is None:
            self._ages = {}
            for m in self.scene.people.mentions:
                if m.entity is not None and (age := self.scene.aged(m)):
                    self._ages.setdefault(age, {})[id(m.entity)] = m.entity
        found = self._ages.get(word.split("-", maxsplit=1)[0], {})
        return next(iter(found.values())) if len(found) == 1 else None

    def house(self, s: Sentence, first: int, word: str) -> Answer | None:
        """As in "The Native Ballot Fund sued. ..., the group said": the one house of that word."""
        start, end = s.start[first], s.end[first + 1]
        if word in KNOWN_AS:
            known = [e for e in self.scene.people.entities if e.name in KNOWN_AS[word] and e.spans[0][0] < start]
            return Answer(known[0].name, known[0], "organisation", "", start, end, 0.7) if len(known) == 1 else None
        named = s.flags[first + 1] & F.CAPITAL and word.capitalize() in HOUSE_HEADS  # "the Confederation"
        if word not in HOUSE_WORDS and not named:
            return None
        if self._houses is None:
            self._houses = {}
            for entity in self.scene.people.entities:
                for part in {plain(w) for w in entity.words} if len(entity.words) > 1 else ():
                    self._houses.setdefault(part, []).append(entity)
        alike = [*self._houses.get(word, [])[:_MAX_HOUSES], *self.scene.people.bearers(word)]
        alike = [e for e in dict.fromkeys(alike) if e.kind != "person"]
        known = [e for e in alike if e.spans[0][0] < start]
        if len(known) == 1:
            return Answer(known[0].name, known[0], "organisation", "", start, end, 0.7)
        return None

    def _placed(self, entity: Entity, where: set[str]) -> bool:
        """Whether one of these words stands beside the entity's name: "Florida Sen. Marco Rubio"."""
        for start, end in entity.spans[:4]:
            around = self.scene.document.copy[max(0, start - 30) : end + 30].lower()
            if any(word in around for word in where):
                return True
        return False

    def is_epithet(self, s: Sentence, first: int, head: int) -> bool:
        """As in "the native", "the striker", "the father of three": what one who was named before is called."""
        word = s.word[head]
        if word in EPITHETS:
            return True
        if word in PARENTS and s.word[head + 1 : head + 2] == ["of"]:
            return any(bits & F.NUMBER for bits in s.flags[head + 2 : head + 3])
        if head > first + 1:
            return s.word[first + 1].endswith("-old") and self.of_age(s.word[first + 1]) is not None
        if head == first:
            return False
        return bool(
            word in PLAYERS
            or word in COUNTRYMEN
            or word in ONE_OR_ALL
            and head == first + 1
            and self.scene.people.bearers(*PLAYERS)
            or AGED.search(word)
            or "-of-" in word
            and PARENT.search(word)
        )
