"""What has happened in the article up to here: who came in, who spoke, who was asked or told."""

from __future__ import annotations

import re
from functools import lru_cache

from claims.extraction import lexicon as lx
from claims.extraction.cues import Hit, first_subject
from claims.extraction.names import UP, Entity, Mention, People, looks_like_house
from claims.extraction.rolewords import COUNTRYMEN, PLAYERS
from claims.extraction.segment import Document, Sentence
from claims.extraction.words import F, flags_of

from .answers import Answer

#: "the tycoon said ... he said" is one man when this close.
NEAR = 700
_NEXT_WORD = re.compile(r" ([^\W\d_]+)")
_PRONOUNS = {"m": re.compile(r"\b(?:[Hh]e|him|[Hh]is)\b"), "f": re.compile(r"\b(?:[Ss]he|[Hh]er)\b")}
_OBJECTS = {"him": "m", "her": "f"}
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
APPOSED_REACH = 100
#: What somebody is stands no further before the name.
ROLE_REACH = 24
#: "And Marco Lund?" has no more words.
_MERE_NAME = 5
_OF_ONE = {
    "m": re.compile(r"(?:^|[\n.!?\"\u201d] ?)His(?: [\w'-]+){1,5}, $"),
    "f": re.compile(r"(?:^|[\n.!?\"\u201d] ?)Her(?: [\w'-]+){1,5}, $"),
}
_OF_AGE = re.compile(r", (?:aged )?(\d{1,2})(?:,|\.| and\b| from\b)")
_COMPANY = re.compile(r"\b(?:accompanied|flanked) by (?:[\w-]+ ){0,4}$")
_COMPANY_REACH = 60
_WRITING = frozenset(("write", "post", "tweet"))


@lru_cache(maxsize=20_000)
def _is_mere_adjective(word: str) -> bool:
    return lx.tags().get(word.lower()) == "A"


def could_be(entity: Entity | None, wanted: str) -> bool:
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


class Scene:
    """The article as it stands before the sentence that is read."""

    def __init__(self, document: Document, people: People) -> None:
        self.document = document
        self.people = people
        #: The sentence before the one that is read.
        self.before: Sentence | None = None
        #: Whom the last speaker asked: "The judge asked Ana Ruiz why. ... she said".
        self.asked: Entity | None = None
        self.asked_at = 0
        #: Where something was said last.
        self._last_said: tuple[Sentence, Hit] | None = None
        #: Where the words end that were said last: who is named in them takes no stage.
        self.said_until = 0
        #: Who asked last: somebody else answers.
        self.asker: Entity | None = None
        #: Whom the last speaker told something, who may be no name that any list holds.
        self.told: Entity | None = None
        #: "m" where he told "him" something, "f" where she was told: "Her mother told her to go."
        self.told_one = ""
        #: Somebody comes along with somebody.
        self.company = "accompanied by " in document.copy or "flanked by " in document.copy
        #: The writer tells of what he asked or told others.
        self.writer_asks = any(opening in document.copy for opening in ("When I ", "As I ", "After I ", "Once I "))

    def heard(self, s: Sentence, hit: Hit, answer: Answer) -> None:
        """Note who has just said something, and whom he asked."""
        if answer.entity is not None and hit.shape != "according":  # "according to Eurostat" makes nobody of it
            answer.entity.spoke = True
        self._last_said = s, hit
        self.said_until = max((s.end[last] for _, last in hit.content), default=0)
        self.asked = self.told = None
        self.asker = answer.entity if hit.verb == "ask" else None
        self.told_one = ""
        if hit.listener is not None:
            first, last = hit.listener
            self.told_one = _OBJECTS.get(s.word[first], "") if first == last else ""
            heard = [m.entity for m in self.people.within(s.start[first], s.end[last]) if not self.possessive(m)]
            self.told = heard[-1] if heard else None
            self.asked = self.told if hit.verb == "ask" else None
            self.asked_at = s.end[last]

    def takes_stage(self, answer: Answer) -> None:
        """Whoever a verb of saying or believing is of is the subject there, whatever stands between."""
        for m in self.people.within(answer.start, answer.end):
            if m.entity is answer.entity and not self.possessive(m):
                m.subject = True

    def text(self, start: int, end: int) -> str:
        return " ".join(self.document.text[start:end].split())

    def possessive(self, m: Mention) -> bool:
        copy = self.document.copy
        return copy.startswith("'s", m.end) or copy.startswith("'", m.end) and copy[m.end - 1] in "sxz"

    def is_told(self, m: Mention) -> bool:
        """As in "told the Herald's Ana Ruiz": somebody tells them something."""
        copy = self.document.copy
        if self.writer_asks and self.hears(m):
            return False
        reach = max(0, m.start - _TOLD_REACH)
        # Seldom is anybody told anything, which is seen much faster than where the words between would end.
        return copy.find("told ", reach, m.start) >= 0 and _TOLD.search(copy, reach, m.start) is not None

    def accompanies(self, m: Mention) -> bool:
        """As in "accompanied by Crown Prince Ana Ruiz": whoever came along is not the one who is told of."""
        start = max(0, m.start - _COMPANY_REACH)
        return (
            self.company
            and self.document.copy.find(" by ", start, m.start) >= 0
            and bool(_COMPANY.search(self.document.copy, start, m.start))
        )

    def hears(self, m: Mention) -> bool:
        """As in "When I told Ana Ruiz about it, she laughed.": whom the writer has told is the subject then."""
        copy = self.document.copy
        told = copy.rfind(" I ", max(0, m.start - _TOLD_REACH), m.start)
        return told > 0 and bool(_WHEN_I.search(copy, told - 8, m.start) and _THEN_HE.match(copy, m.end))

    def subject(self, m: Mention) -> bool:
        """The mention opens its sentence, or a finite verb follows it."""
        if m.subject is None:
            m.subject = self._looks_like_subject(m)
        return m.subject

    def _looks_like_subject(self, m: Mention) -> bool:
        copy = self.document.copy
        before = copy[max(0, m.start - 2) : m.start]
        if copy.startswith(("As for ", "as for "), m.start - 7):
            return True
        if self.writer_asks and self.hears(m):
            return True
        if copy[max(0, m.start - 6) : m.start].endswith((" of ", " from ", " in ")):
            return False  # "the mayor of Dayton disagreed"
        if not before.strip() or before[0] in '.!?\n\u201d"' or before[-1] == "\n":
            return True
        if before[0] in _BULLETS and (m.start < _BULLET or copy[m.start - _BULLET] == "\n"):
            return True
        if self.apposed(m) or copy.startswith(", who ", m.end):
            return True
        following = _NEXT_WORD.match(copy, m.end)
        if following is None:
            return False
        word = following.group(1).lower()
        bits = flags_of(word)
        return bool(bits & F.AUX or bits & F.VERB and not bits & (F.NOUN | F.ADJECTIVE))

    def apposed(self, m: Mention) -> bool:
        """As in "His brother, Michael Healy, disagreed." or "Asked about it, Ana Ruiz shook her head."."""
        copy = self.document.copy
        at = m.start
        return copy[max(0, at - 2) : at] == ", " and bool(_APPOSED.search(copy, max(0, at - APPOSED_REACH), at))

    def opens(self, m: Mention, wanted: str) -> bool:
        """As in "Trumbull made the claim when he said": a name that no list holds, the subject of this sentence."""
        entity = m.entity
        return (
            entity is not None
            and entity.kind is None
            and not entity.place
            and entity.gender in ("", wanted)
            and not entity.name.isupper()
            and not flags_of(entity.name.lower()) & (F.NUMBER | F.PERSON_NOUN)
            and entity.name.lower() not in lx.tags()
            and entity.name.lower().removesuffix("s") not in lx.tags()
            and "'" not in entity.name
            and not entity.name.endswith("ing")
            and self.subject(m)
        )

    def is_of(self, m: Mention, wanted: str) -> bool:
        """As in "Her publisher, Ivo Lam, said no. ... she said": whoever is told of already is she."""
        copy = self.document.copy
        if copy[max(0, m.start - 2) : m.start] != ", ":
            return False
        return _OF_ONE[wanted].search(copy, max(0, m.start - APPOSED_REACH), m.start) is not None

    def comes_in(self, m: Mention, s: Sentence, wanted: str) -> bool:
        """The one person named in the sentence before, which quotes nobody: "I called Carlos Vega. ... he said"."""
        p = self.before
        if p is None or p.paragraph < s.paragraph - 1 or p.quoted or not p.start[0] <= m.start < p.end[-1]:
            return False
        if p.word[0] == "the" and len(p) > 1 and (p.word[1] in PLAYERS or p.word[1] in COUNTRYMEN):
            return False  # "The Serb faces Lee next. ... he said"
        if wanted != "f" and "he" in p.word or wanted != "m" and "she" in p.word:
            return False  # "Then he turned to Philip Crane. ... he said"
        named = {id(n.entity) for n in self.people.within(p.start[0], p.end[-1]) if could_be(n.entity, "")}
        return len(named) == 1 and not self.possessive(m)

    def about_before(self, s: Sentence) -> Entity | None:
        """Whom the sentence before is about, in this paragraph or the one before: "And Marco Lund? ..."."""
        p = self.before
        if p is None or s.paragraph - p.paragraph > 1:
            return None
        subject = first_subject(p, len(p))
        first, last = (subject.first, subject.head) if subject else (0, len(p) - 1)
        if subject is None and len(p) > _MERE_NAME:
            return None
        named = self.people.within(p.start[first], p.end[last])
        return named[-1].entity if named else None

    def subject_before(self, s: Sentence) -> Entity | None:
        """Whoever is named as the subject of the sentence before, in the same paragraph."""
        p = self.before
        if p is None or p.paragraph != s.paragraph:
            return None
        subject = first_subject(p, len(p))
        named = self.people.within(p.start[subject.first], p.end[subject.head]) if subject else []
        return named[-1].entity if named else None

    def was_spoken_of(self, wanted: str) -> bool:
        """Whether what was said last speaks of a him or a her."""
        if self._last_said is None:
            return False
        s, hit = self._last_said
        if hit.shape == "object" and any(_OBJECTS.get(s.word[first]) == wanted for first, _ in hit.content):
            return True  # "once called him "a giant""
        regions = [self.document.regions[number] for number in s.quoted.values()]
        return any(_PRONOUNS[wanted].search(self.document.copy, region.start, region.end) for region in regions)

    def said_of_self(self, last: Answer, wanted: str) -> bool:
        """As in "Bisi Lawal wrote that she had been fired. ... he said": "she" is most likely herself."""
        if self._last_said is None or last.entity is None or last.entity.gender:
            return False
        s, hit = self._last_said
        other = {"m": "she", "f": "he"}.get(wanted)
        return any(other in s.word[first : first + 2] for first, _ in hit.content if first > hit.cue_last)

    def by_the_way(self) -> bool:
        """As in "was once described by a Lord Chancellor as": whoever said it last did so of somebody else."""
        return self._last_said is not None and self._last_said[1].shape == "passive"

    def wrote(self, history: list[Answer]) -> bool:
        """As in "Lars Holm wrote to staff that jobs would go. "I am sorry," the letter said.": his letter."""
        if self._last_said is None or not history or history[-1].entity is None:
            return False
        sentence, hit = self._last_said
        return sentence is self.before and hit.verb in _WRITING

    def aged(self, m: Mention) -> str:
        copy = self.document.copy
        match = _OF_AGE.match(copy, m.end) if copy.startswith(",", m.end) else None
        return match[1] if match is not None else ""
