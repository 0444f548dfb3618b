"""Who a phrase refers to: a name, a title, "he", "who", "the Florida senator"."""

from __future__ import annotations

import itertools
from dataclasses import replace

from claims.extraction import lexicon as lx
from claims.extraction.names import Entity, Mention, People
from claims.extraction.namewords import plain
from claims.extraction.phrases import Phrase
from claims.extraction.rolewords import (
    BESIDE_STARS,
    CALLED,
    CROWNED,
    FEMALE_EPITHETS,
    HOUSE_WORDS,
    HOUSES,
    INITIALS,
    KNOWN_AS,
    MALE_EPITHETS,
    NO_NAMES,
    ONE_OF_THEM,
    PARTIES,
    PLAYERS,
    PROFESSIONS,
    SEATED,
    is_agent,
)
from claims.extraction.segment import Document, Sentence
from claims.extraction.words import F

from .answers import Answer, bare, common_kind, role_of
from .introductions import Introductions
from .papers import author, owner
from .pronouns import Pronouns
from .roles import Roles
from .scene import NEAR, Scene

_PAPERS = lx.DOCUMENTS | lx.UTTERANCES
_JOINING = frozenset(("and", "&"))
#: Of two who could be meant, one is taken from here on.
_SURE = 0.7
_OF_WHAT = frozenset("of for at in from close familiar such like".split())
#: Nobody who was named before.
_SOME = frozenset(("a", "an", "another"))
#: What somebody is head of, or where they live, takes no more words.
_WHOLE = 7


def _may_be(word: str, house: Entity) -> bool:
    """Whether a house may be called so: Midland Water "the company", but neither "the union" nor "the council"."""
    fitting = CALLED.get(word)
    if fitting is None or len(house.words) < 2 or "of" in house.words:
        return False  # the Ministry of Energy is no company
    return plain(house.words[-1]) in fitting


def _holds(s: Sentence, first: int, head: int) -> bool:
    """As in "the Pruett County Sheriff's Office": an office, named after whoever holds it."""
    return head - first > 1 and s.word[head - 1] in ("'s", "'") and plain(s.word[head - 2]) in lx.TITLES


def _is_title(mention: Mention) -> bool:
    return all(plain(word) in lx.TITLES for word in mention.words)


def _gender_of(epithet: str) -> str:
    called = epithet.split("-", maxsplit=1)[0]
    if called.endswith(("woman", "ress")) or called in FEMALE_EPITHETS:
        return "f"
    return "m" if called.endswith("man") or called in MALE_EPITHETS else ""


class Resolver:
    """Answers who a subject phrase is, given what was said and named before it."""

    def __init__(self, document: Document, people: People) -> None:
        self.document = document
        self.people = people
        self.scene = Scene(document, people)
        self._introductions = Introductions(self.scene)
        self._roles = Roles(self.scene)
        self._pronouns = Pronouns(self.scene, self._roles, self._introductions)

    def phrase(self, s: Sentence, phrase: Phrase, history: list[Answer]) -> Answer:
        """Whom the phrase refers to; `history` holds who spoke before, in the order of the text."""
        if phrase.first == phrase.head and (pronoun := self._pronoun(s, phrase, history)) is not None:
            return pronoun
        if s.word[phrase.head] in _PAPERS and (writer := self._paper(s, phrase, history)) is not None:
            return writer
        if s.word[phrase.first] in ("the", "another"):
            definite = (
                self._epithet(s, phrase, history)
                or self._crowned(s, phrase)
                or self._house(s, phrase, history)
                or self._office(s, phrase, history)
            )
            if definite is not None:
                return definite
        return self._named(s, phrase) or self._other(s, phrase, history) or self._described(s, phrase)

    def _pronoun(self, s: Sentence, phrase: Phrase, history: list[Answer]) -> Answer | None:
        at = phrase.first
        w = s.word[at]
        if w in ("he", "she"):
            return self._pronouns.he_or_she(s, at, w, history, self.phrase)
        if w in ("his", "him", "her"):
            return self._pronouns.he_or_she(s, at, "she" if w == "her" else "he", history, self.phrase)
        if w in ("their", "its", "my", "our", "your"):
            return self._pronouns.they_or_it(s, at, {"their": "they", "its": "it"}.get(w, w), history, self.phrase)
        if w == "those" and phrase.last > at:
            text = self.scene.text(s.start[at], s.end[phrase.last])  # "Those close to Ana Ruiz"
            return Answer(text, None, "group", "", s.start[at], s.end[phrase.last], 0.75)
        if w in ("they", "it", "we", "i", "you", "this", "that", "these", "those"):
            return self._pronouns.they_or_it(s, at, w, history, self.phrase)
        return None

    def _paper(self, s: Sentence, phrase: Phrase, history: list[Answer]) -> Answer | None:
        """As in "a report by the Holm Institute", "the letter", "her statement": whose it is."""
        first, head = phrase.first, phrase.head
        paper = s.word[head]
        if paper in lx.DOCUMENTS and (whose := owner(s, first, head) or author(s, head)) is not None:
            writer = self.phrase(s, whose, history)
            if writer.entity is None or not writer.entity.place:
                writer.document = (s.start[head], s.end[head])
                writer.uttered = paper in lx.UTTERANCES
                return writer
        if paper not in lx.UTTERANCES or first == head:
            return None
        w = s.word[first]
        if w == "the" and head == first + 1 and self.scene.wrote(history):
            start, end = s.start[first], s.end[head]
            return replace(history[-1], start=start, end=end, document=(s.start[head], end), certainty=0.8)
        if w in ("his", "her"):
            return self._pronouns.he_or_she(s, first, "he" if w == "his" else "she", history, self.phrase)
        return None

    def _epithet(self, s: Sentence, phrase: Phrase, history: list[Answer]) -> Answer | None:
        """As in "the native", "the Texas Republican", "the 42-year-old mother": one who was named before."""
        first, head = phrase.first, phrase.head
        if s.word[first] != "the":
            return None
        if (newcomer := self._introductions.just_introduced(s, first, head)) is not None:
            return newcomer
        if not self._roles.is_epithet(s, first, head):
            return None
        start, end = s.start[first], s.end[head]
        epithet = s.word[head]
        aged = epithet if head == first + 1 else s.word[first + 1]  # "the 42-year-old mother (of five)"
        of_age = self._roles.of_age(epithet) or self._roles.of_age(aged)
        if (known := of_age or self._roles.by_role(s, first, head, history)) is not None:
            return Answer(known.name, known, "person", self.scene.text(start, end), start, end, 0.75)
        spoke = history[-1].entity if history else None
        leads = spoke is not None and epithet in PLAYERS and bool(spoke.roles & BESIDE_STARS)
        entity, certainty, others = self._pronouns.antecedent(
            s, start, _gender_of(epithet), history, spoke if leads else None
        )
        if entity is None or not self._fits(entity, epithet):
            return None
        if not others or certainty >= _SURE:
            return Answer(entity.name, entity, "person", "", start, end, min(certainty, 0.7))
        return self._doubtful((entity, *others), start, end)

    def _fits(self, entity: Entity, epithet: str) -> bool:
        """Whether what is known of somebody lets him be called so."""
        if epithet == "star" and entity.roles & BESIDE_STARS:
            return False
        if epithet != "star" and epithet in PROFESSIONS and entity.roles and epithet not in entity.roles:
            return False  # "the actress" is not the singer who spoke last
        of = self._roles.party(entity) if epithet in PARTIES else ""
        return not of or of == epithet[0]  # "the Texas Republican" is not the Democrat who spoke last

    def _crowned(self, s: Sentence, phrase: Phrase) -> Answer | None:
        """As in "the queen", "the PM": the only one who bears that title."""
        first, head = phrase.first, phrase.head
        if s.word[first] != "the" or head != first + 1:
            return None
        start, end = s.start[first], s.end[head]
        word = s.word[head]
        if word in CROWNED:
            crowned = [e for title in CROWNED[word] for e in self.people.bearers(title)]
            if len(crowned) == 1:
                return Answer(crowned[0].name, crowned[0], "person", word, start, end, 0.8)
        if word in INITIALS and s.flags[head] & F.CAPITAL:
            words_of = INITIALS[word]
            holders = [e for e in self.people.entities if any(words_of <= title for title in e.titles)]
            if len(holders) == 1:
                return Answer(holders[0].name, holders[0], "person", self.scene.text(start, end), start, end, 0.8)
        return None

    def _house(self, s: Sentence, phrase: Phrase, history: list[Answer]) -> Answer | None:
        """As in "The Native Ballot Fund sued. ..., the group said": the one house that is or was just spoken of."""
        first, head = phrase.first, phrase.head
        if s.word[first] != "the" or head != first + 1 or head != phrase.last:  # "the Institute for Fiscal Studies"
            return None
        word = s.word[head]
        if (house := self._roles.house(s, first, word)) is not None or word in KNOWN_AS or word not in HOUSE_WORDS:
            return house
        start, end = s.start[first], s.end[head]
        near = history[-1] if history and start - history[-1].end < NEAR else None
        spoken_of = self._pronouns.on_stage(s, "it", history, self.phrase) or near
        if spoken_of is None or spoken_of.entity is None or not _may_be(word, spoken_of.entity):
            return None
        return Answer(spoken_of.name, spoken_of.entity, "organisation", spoken_of.role, start, end, 0.65)

    def _office(self, s: Sentence, phrase: Phrase, history: list[Answer]) -> Answer | None:
        """As in "the Taoiseach, Ciarán Walsh," and "the Attorney General": an office whose holder is named."""
        first, head = phrase.first, phrase.head
        start, end = s.start[first], s.end[head]
        w = s.word[first]
        if w not in ("the", "another"):
            return None
        named = self._introductions.named_after(s, first, head, end)
        if named is None and plain(s.word[head]) in lx.TITLES:
            named = self._introductions.named_after(s, first, head, s.end[phrase.last])  # "High Commissioner for ..."
        if named is not None or w != "the":
            return named
        mentions = self._mentions(start, end)
        office = head <= first + 2 and bool(mentions) and _is_title(mentions[-1])
        if not (s.word[head] in PARTIES and head > first + 1 or office):
            return None
        return self._borne(s, first, head, history)

    def _borne(self, s: Sentence, first: int, head: int, history: list[Answer]) -> Answer | None:
        """Whoever bears the title."""
        found = self._roles.by_role(s, first, head, history)
        if found is None:
            return None
        start, end = s.start[first], s.end[head]
        return Answer(found.name, found, found.kind, self.scene.text(start, end), start, end, 0.7)

    def _mentions(self, start: int, end: int) -> list[Mention]:
        return [m for m in self.people.within(start, end) if m.words and m.entity is not None]

    def _named(self, s: Sentence, phrase: Phrase) -> Answer | None:
        """As in "Finance Minister Ana Ruiz", "Egypt and Sudan", "the mayor's office": by a name in the phrase."""
        first, head = phrase.first, phrase.head
        if phrase.last > head and s.word[head + 1] in ("such", "like"):
            return None  # "Critics such as Ana Ruiz" are more than she
        start, end = s.start[first], s.end[head]
        w = s.word[first]
        if s.word[head] in SEATED and w == "the":
            return None  # "the Luton North MP": the seat is not the speaker
        named_last = bool(s.flags[head] & F.CAPITAL)
        mentions = self._mentions(start, end)
        if head == 0 and len(mentions) == 1 and (not mentions[0].title or mentions[0].core_start > end):
            if w.endswith("s") and (s.flags[0] & F.PERSON_NOUN or is_agent(w[:-1])) or w in ONE_OF_THEM:
                mentions = []  # "Researchers at Yale": the capital is the sentence's
        copy = self.document.copy
        possessed = None
        for m in mentions:
            if copy.startswith("'", m.end):
                possessed = m
        if possessed is not None and (found := self._possessed(s, phrase, possessed, mentions)) is not None:
            return found
        if s.word[head] == "office" and named_last and _holds(s, first, head):
            return Answer(bare(self.scene.text(start, end)), None, "organisation", "", start, end, 0.9)
        usable = mentions if possessed is None else [m for m in mentions if m.start > possessed.start]
        if not named_last and s.flags[head] & F.NOUN and not s.flags[head] & F.ADVERB:
            usable = [m for m in usable if m.end > s.start[head]]  # "a Ruiz aide" is not Ruiz
        people = [m for m in usable if m.entity is not None and m.entity.kind == "person"]
        chosen = people[-1] if people else None
        if chosen is None and usable and named_last and not s.flags[head] & F.NUMBER:
            chosen = usable[-1]  # but "Six in 10" is nobody's name
        joined = phrase.last > first and not _JOINING.isdisjoint(s.word[first : phrase.last])
        if joined and (several := self._several(s, phrase, chosen, people, mentions, usable)) is not None:
            return several
        return self._by_name(s, phrase, chosen) if chosen is not None else None

    def _possessed(self, s: Sentence, phrase: Phrase, owns: Mention, mentions: list[Mention]) -> Answer | None:
        """As in "Ana Ruiz's statement", "the Teamsters' Union"."""
        first, head = phrase.first, phrase.head
        start, end = s.start[first], s.end[head]
        entity = owns.entity
        if entity is not None and s.word[head] in lx.UTTERANCES:
            return Answer(entity.name, entity, entity.kind, "", owns.start, owns.end, 0.85, uttered=True)
        theirs = all(m.entity.kind != "person" for m in mentions if m.entity is not None and m.start > owns.end)
        if theirs and s.word[head] in lx.ORGANISATION_WORDS and s.flags[head] & F.CAPITAL:
            if self.document.copy[owns.end - 1] == "s" and s.word[first] == "the":
                return Answer(bare(self.scene.text(start, end)), None, "organisation", "", start, end, 0.9)
        return None

    def _several(
        self,
        s: Sentence,
        phrase: Phrase,
        chosen: Mention | None,
        people: list[Mention],
        mentions: list[Mention],
        usable: list[Mention],
    ) -> Answer | None:
        """As in "Ana Ruiz and Ivo Lam", "the Bank of England and the Treasury": they speak together."""
        first, head = phrase.first, phrase.head
        start, end = s.start[first], s.end[head]
        named_last = bool(s.flags[head] & F.CAPITAL)
        words = s.word[first : head + 1]
        joined = "and" in words or "&" in words
        if words[0] in ("a", "an") and "," in words and "and" not in words[words.index(",") :]:
            joined = False  # "A Health and Safety inspector, Ana Ruiz, (said)": one person
        if joined and (chosen is None or len(people) < 2):
            both = [m for m in mentions if m.entity is not None and not m.entity.place]
            people = [
                m
                for m in both
                if m.entity is not None and m.entity.kind in ("person", None) and not self.scene.possessive(m)
            ]
        one = len(people) > 1 and self._modifies(people[-2], people[-1])
        if chosen is not None and joined and len(people) > 1 and not one:
            return Answer(self.scene.text(start, end), None, "group", "", start, end, 0.8)
        if joined and named_last and self._coordinated(usable):
            return Answer(bare(self.scene.text(start, end)), None, "group", "", start, end, 0.8)
        if named_last and phrase.last > head and "and" in s.word[head + 1 : phrase.last]:
            whole_end = s.end[phrase.last]
            all_named = [m for m in self.people.within(start, whole_end) if m.words]
            if self._coordinated(all_named):
                return Answer(bare(self.scene.text(start, whole_end)), None, "group", "", start, whole_end, 0.8)
        return None

    def _by_name(self, s: Sentence, phrase: Phrase, chosen: Mention) -> Answer | None:
        """Whoever bears the name, with what the copy says he is."""
        entity = chosen.entity
        if entity is None:
            return None
        start, end = s.start[phrase.first], s.end[phrase.head]
        some = s.word[phrase.first] in _SOME  # "A senior Minister"
        if (some or len(entity.words) == len(chosen.words)) and _is_title(chosen):
            return Answer(bare(self.scene.text(start, end)), None, "person" if some else "office", "", start, end, 0.85)
        if rivals := self.people.rivals(chosen):
            return self._doubtful((entity, *rivals), chosen.start, chosen.end)
        role = role_of(self.scene.text(start, chosen.core_start)) if start < chosen.core_start else ""
        if entity.name in NO_NAMES:
            text = bare(self.scene.text(start, end))
            return Answer(text, None, "organisation" if "P" in text[-4:] else None, "", start, end, 0.85)
        kind = entity.kind
        if not role and kind != "organisation":
            role = self._introductions.apposition_at(chosen.end)
        if role:
            self._introductions.called(entity, role)
        many = entity.name.endswith("s") and entity.name[:-1].isupper()  # "super PACs"
        if role and kind is None and not entity.place and not many:
            entity.kind = kind = "organisation" if role.split()[-1].rstrip(",").lower() in HOUSES else "person"
        return Answer(entity.name, entity, kind, role, chosen.core_start if role else chosen.start, chosen.end, 0.95)

    def _other(self, s: Sentence, phrase: Phrase, history: list[Answer]) -> Answer | None:
        """As in "the senator" and "a man who gave his name as Rafi": somebody who is named elsewhere."""
        if s.word[phrase.first] in ("the", "mr.", "mrs."):
            if (found := self._borne(s, phrase.first, phrase.head, history)) is not None:
                return found
            if (known := self._roles.untitled(s, phrase.first, phrase.head)) is not None:
                start, end = s.start[phrase.first], s.end[phrase.head]
                return Answer(known.name, known, "person", self.scene.text(start, end), start, end, 0.55)
        own_name = self._introductions.own_name
        return own_name(s.end[phrase.head]) or own_name(s.end[phrase.last])

    def _described(self, s: Sentence, phrase: Phrase) -> Answer:
        """As in "residents of Pellow", "one, a former minister": in the words of the phrase."""
        first, head = phrase.first, phrase.head
        start, end = s.start[first], s.end[head]
        text = bare(self.scene.text(start, end))
        linked = s.word[head + 1] if phrase.last > head + 1 else ""
        if linked in _OF_WHAT and 0 < phrase.last - head <= _WHOLE:
            last = phrase.last
            while s.word[last + 1 : last + 2] in (["'s"], ["'"]) and any(
                b & F.NOUN for b in s.flags[last + 2 : last + 3]
            ):
                last += 2  # "a source familiar with Ana Ruiz's thinking"
            text = bare(self.scene.text(start, s.end[last]))  # "head of Tri-State Rail", "residents of Pellow"
        if s.word[first] == "least" and first and s.word[first - 1] == "at":
            start = s.start[first - 1]  # "At least half of voters"
            text = self.scene.text(start, s.end[phrase.last])
        if s.word[head] in ONE_OF_THEM or s.flags[head] & F.NUMBER and phrase.last > head:
            text = self.scene.text(start, s.end[phrase.last])
            if s.word[first] == "one" and (role := self._introductions.apposition_at(end)):
                return Answer(role, None, "person", "", start, end, 0.8)  # "said one, a former minister"
        return Answer(text, None, common_kind(s, head), "", start, end, 0.85)

    def _doubtful(self, entities: tuple[Entity, ...], start: int, end: int) -> Answer:
        """More than one could be meant: nobody is named, and all are listed."""
        doubt = f"\u201c{self.scene.text(start, end)}\u201d could be more than one person."
        return Answer(None, None, "person", "", start, end, 0.45, doubt, tuple(e.name for e in entities))

    def _modifies(self, first: Mention, second: Mention) -> bool:
        """As in "Voltara founder and CEO Zane Whitcombe": one person, and the house he leads."""
        between = self.document.copy[first.end : second.start].split()
        return (
            bool(between) and between[0].isalpha() and between[0].islower() and between[0] not in ("and", "of", "with")
        )

    def _coordinated(self, mentions: list[Mention]) -> bool:
        """As in "Egypt and Sudan": two or more who speak together, and nothing else."""
        field = mentions[-1].title.split(" ")[0] if mentions else ""
        if " " in (mentions[-1].title if mentions else "") and plain(field) not in lx.TITLES:
            return False  # "House Ways and Means Chairman Ana Ruiz"
        between = {self.document.copy[a.end : b.start].strip(" ,") for a, b in itertools.pairwise(mentions)}
        return bool(between) and between <= {"and", "&", "and the", ""}
