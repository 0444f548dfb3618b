"""What the copy says of somebody where it brings them in: what they are, how old, how they call themselves."""

from __future__ import annotations

import re

from claims.extraction import lexicon as lx
from claims.extraction.cues import first_subject
from claims.extraction.names import UP, Entity, Mention
from claims.extraction.rolewords import FEMALE_NOUNS, HOUSE_WORDS, LAWMAKERS, MALE_NOUNS, ROLE_WORDS, ROLES, is_agent
from claims.extraction.segment import Sentence
from claims.extraction.words import F, flags_of

from .answers import Answer, bare, role_of
from .scene import APPOSED_REACH, ROLE_REACH, Scene, could_be

_CALLING_NAME = re.compile(rf" ([a-z]+) [{UP}]")
_APPOSITION = re.compile(
    r", (?:\d{2}, )?((?:(?:a|an|the|one of the) )?[^,.;:\u201c\u201d\"()\n]{3,90}?)"
    r"(?=,| who\b| which\b| and |[.;:(]|\n)"
)
#: Right after a name: "Eilidh Campbell, 24," is a person.
_NAMES_HIMSELF = re.compile(
    r"(?:,? who (?:has |had |simply |only )*(?:(?:identified|introduced|described) (?P<self>him|her)self"
    r"|asked to be (?:identified|named|called|known)(?: only| simply)?"
    r"|gave (?P<own>his|her) name|goes by(?: the (?:single )?name(?: of)?)?)"
    r"|,? (?:identified|named|known)(?: by (?:the )?\w+(?: \w+)?)?)"
    r"(?: (?:only |simply |just )?as|(?<=goes by)|(?<=the name)|(?<=name of)) "
)
#: What no house is called.
_PERSONS = (lx.CALLINGS | MALE_NOUNS | FEMALE_NOUNS) - frozenset(
    "owner prop model courier barista trader broker donor shareholder landowner investor guest bondholder founder "
    "publisher manager customer driver head banker builder hooker passenger starter reliever".split()
)
#: Behind a name: what may say what somebody is.
_MORE_OF = (" is ", " was ", ",")
_STANDS = (" is running for ", " was running for ", ", who is running for ", ", who was running for ")
_IS_A = re.compile(r" (?:is|was) an? (?:[\w-]+ ){0,3}?([a-z-]+)(?=[,.]| (?:for|of|at|in|from|who) )")
_EXPLAINED = re.compile(r", (?:the|a|an) (?:[\w-]+ ){0,3}?([a-z-]+)(?:[,.]| (?:for|of|at|in|from) )")


class Introductions:
    """Notes what everybody is when it is made, and answers what a phrase says of who is brought in by it."""

    def __init__(self, scene: Scene) -> None:
        self.scene = scene
        for mention in scene.people.mentions:
            self._told_by_kin(mention)

    def _told_by_kin(self, m: Mention) -> None:
        """As in "His wife, Chen Jing, ...": she is a person, and a woman, whatever the lists know of her name."""
        entity = m.entity
        if entity is None:
            return
        copy = self.scene.document.copy
        if m.start > 1:
            self._called_before(copy, m, entity)
        if copy.startswith(_MORE_OF, m.end):
            self._explained(copy, m, entity)
        if entity.kind == "person" and len(entity.words) == len(entity.spans) == 1:
            before_name = _CALLING_NAME.match(copy, m.end)
            if before_name is not None and is_agent(before_name[1]):
                entity.kind, entity.gender = None, ""  # "Royal biographer Ana Ruiz": no Royal is named
        if entity.kind is not None and entity.gender:
            return
        if entity.kind is None and not entity.place:
            with_who = len(entity.words) > 1 and copy.startswith((", who ", ", whose "), m.end)
            if with_who or self.scene.aged(m):
                entity.kind = "person"
        if not copy.startswith(", ", m.start - 2) or not self.scene.apposed(m):
            return
        words = copy[max(0, m.start - APPOSED_REACH) : m.start - 2].split()
        noun = words[-1].lower() if words else ""
        if noun in MALE_NOUNS | FEMALE_NOUNS and entity.kind in ("person", None) and not entity.place:
            entity.kind = "person"
            entity.gender = "m" if noun in MALE_NOUNS else "f"

    def _called_before(self, copy: str, m: Mention, entity: Entity) -> None:
        """As in "the mogul Dirk Halloran", "The city auditor, Faye Lund,": what stands right before the name."""
        if copy[m.start - 1] != " ":
            return
        last = copy[m.start - 2]
        if last.islower():
            reach = max(0, m.start - ROLE_REACH)
            before = copy[max(reach, copy.rfind(" ", reach, m.start - 1) + 1) : m.start - 1]
            if before in ROLES:
                self.scene.people.calls(entity, before)
                if entity.kind is None and not entity.place and len(entity.words) > 1 and before in _PERSONS:
                    entity.kind = "person"  # "the chef Yotam Levin"
        elif last == ",":
            before = copy[max(0, m.start - ROLE_REACH) : m.start - 2].rsplit(" ", 1)[-1]
            if is_agent(before):
                self.scene.people.calls(entity, before)

    def _explained(self, copy: str, m: Mention, entity: Entity) -> None:
        """As in "Alastair Quirke, the director-general,": what the article says he is, behind the name."""
        if (being := _IS_A.match(copy, m.end)) and is_agent(being[1]):
            self.scene.people.calls(entity, being[1])  # "Andre Whitlock is a school principal."
        if copy.startswith(_STANDS, m.end):
            self.scene.people.calls(entity, "candidate")
        if (after := _EXPLAINED.match(copy, m.end)) is not None:
            if after[1] in HOUSE_WORDS and entity.kind != "person":
                self.scene.people.calls(entity, after[1])  # "United Nurses, a union,"
            if not is_agent(after[1]):
                return
            self.scene.people.calls(entity, after[1])
            if entity.kind is None and not entity.place and len(entity.words) > 1:
                entity.kind = "person"  # "Beto Salinas, a roofer,"

    def named_after(self, s: Sentence, first: int, head: int, end: int) -> Answer | None:
        """As in "the Taoiseach, Ciarán Walsh, (said)": an office, and who holds it between commas."""
        copy = self.scene.document.copy
        if not copy.startswith(", ", end) or s.word[head] in lx.ORGANISATION_WORDS:
            return None
        for m in self.scene.people.within(end + 2, end + 3):
            entity = m.entity
            if m.start != end + 2 or entity is None or entity.place or entity.kind not in ("person", None):
                continue
            if len(entity.words) > 1 and copy.startswith((",", "."), m.end):
                entity.kind = "person"
                role = role_of(self.scene.text(s.start[first], end))
                self.called(entity, role)
                return Answer(entity.name, entity, "person", role, m.start, m.end, 0.9)
        return None

    def own_name(self, end: int) -> Answer | None:
        """As in "a man who identified himself as Rafi": the name that he gives."""
        if not self.scene.document.copy.startswith(
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
        match = _NAMES_HIMSELF.match(self.scene.document.copy, end)
        if match is None:
            return None
        for m in self.scene.people.within(match.end(), match.end() + 1):
            if m.entity is not None and not m.entity.place:
                m.entity.kind = "person"
                sex = {"him": "m", "his": "m", "her": "f"}
                m.entity.gender = sex.get(match["self"] or match["own"] or "", m.entity.gender)
                return Answer(m.entity.name, m.entity, "person", "", m.start, m.end, 0.85)
        return None

    def called(self, entity: Entity, role: str) -> None:
        """Note what somebody is, so that "the actor" is known further down."""
        words = role.lower().split(",")[0].split()
        at = next((k for k, word in enumerate(words) if word in ("of", "for", "to", "in")), len(words))
        if at and (at == len(words) or words[at - 1] in lx.OFFICE_WORDS):
            self.scene.people.calls(entity, words[at - 1])  # "the Minister for Roads" is "the minister" from then on

    def apposition_at(self, at: int) -> str:
        match = _APPOSITION.match(self.scene.document.copy, at)
        if match is None:
            return ""
        role = self.scene.text(match.start(1), match.end(1))
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
        return role_of(role)

    def just_introduced(self, s: Sentence, first: int, head: int) -> Answer | None:
        """As in "Another senator disagreed. ..., the senator said": whom the sentence before brings in, unnamed."""
        p = self.scene.before
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
        named = [m for m in self.scene.people.within(p.start[brought.head], p.end[-1]) if could_be(m.entity, "")]
        if named or self.own_name(p.end[brought.head]) is not None:
            return None
        start, end = s.start[first], s.end[head]
        text = bare(self.scene.text(p.start[brought.first], p.end[brought.head]))
        return Answer(text, None, "person", "", start, end, 0.75)
