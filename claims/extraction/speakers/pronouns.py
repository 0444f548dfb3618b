"""Who "he", "she", "they" and "it" stand for."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Callable
from dataclasses import replace

from claims.extraction import lexicon as lx
from claims.extraction.cues import first_subject
from claims.extraction.names import Entity, looks_like_house
from claims.extraction.namewords import plain
from claims.extraction.phrases import Phrase, right
from claims.extraction.rolewords import (
    COUNTRYMEN,
    FEMALE_NOUNS,
    MALE_NOUNS,
    OF_HOUSES,
    PLAYERS,
    ROLE_WORDS,
    SEATS,
    is_agent,
    is_many,
)
from claims.extraction.segment import Sentence
from claims.extraction.subject_phrases import with_name
from claims.extraction.words import F

from .answers import Answer, bare, common_kind
from .introductions import Introductions
from .papers import author
from .roles import Roles
from .scene import NEAR, Scene, could_be

_WORD = re.compile(r"[^\W\d_]+")
#: A pronoun looks no further back than this many characters.
_REACH = 2500
#: "She was born in Ohio": so many words into a paragraph, what it tells is told of her.
_TELLS_OF = 60
#: A pronoun goes back to whoever the sentence before is about when it stands no further into its own.
_SOON = 6
_ASKED = frozenset(("asked", "pressed"))
_ASKING = frozenset("asked asks told tells pressed questioned".split())
_SENDING = frozenset(
    "sent send sends sending wrote write writes penned posted posts issued issues handed drafted signed".split()
)
_REPLYING = frozenset("replied replies responded answered retorted countered shot".split())


def _acts(s: Sentence, k: int) -> bool:
    """A finite verb stands here: "frowned", "took"."""
    return k < len(s) and bool(s.flags[k] & (F.VERB | F.AUX)) and not s.flags[k] & F.CAPITAL


def _stands_up(s: Sentence, phrase: Phrase, noun: str) -> bool:
    """As in "A woman stood up.": somebody without a name comes in, whose words are in the next paragraph."""
    if s.word[phrase.first] not in ("a", "an", "one", "another"):
        return False
    known = noun in MALE_NOUNS or noun in FEMALE_NOUNS or is_agent(noun)
    verb = phrase.last + 1
    if s.word[verb : verb + 1] == [","] and "," in s.word[verb + 1 :]:
        verb = s.word.index(",", verb + 1) + 1  # "One victim, an 84-year-old, handed over her savings."
    return known and _acts(s, verb)


def _may_be_meant(entity: Entity, wanted: str) -> bool:
    """Whether whoever was asked or told may be "he" or "she"."""
    return not entity.place and entity.kind in ("person", None) and entity.gender in ("", wanted)


Resolve = Callable[[Sentence, Phrase, list[Answer]], Answer]


class Pronouns:
    """Answers who a pronoun stands for.

    `resolve` answers who any other phrase of an earlier sentence is. It is given with each question and not kept: who
    asks holds this, and two that held one another would stay in memory until somebody looked for garbage.
    """

    def __init__(
        self,
        scene: Scene,
        roles: Roles,
        introductions: Introductions,
    ) -> None:
        self.scene = scene
        self.roles = roles
        self.introductions = introductions
        #: The sentence before is looked at; what it says is not looked up by it again.
        self._looks_back = False

    def he_or_she(self, s: Sentence, at: int, w: str, history: list[Answer], resolve: Resolve) -> Answer:
        start, end = s.start[at], s.end[at]
        wanted = "m" if w == "he" else "f"
        replies = not _REPLYING.isdisjoint(s.word[max(0, at - 1) : at + 2])
        heard = self.scene.told if replies else self.scene.asked
        if heard is not None and _may_be_meant(heard, wanted) and start - self.scene.asked_at < NEAR:
            return Answer(heard.name, heard, "person", "", start, end, 0.7)
        if (unnamed := self._unnamed(s, at, wanted, history, resolve)) is not None:
            return unnamed
        last = history[-1] if history else None
        if (new := self._brought_in(s, wanted, last)) is not None:
            new.kind, new.gender = "person", wanted
            return Answer(new.name, new, "person", "", start, end, 0.75)
        entity, certainty, others = self.antecedent(s, start, wanted, history, self.scene.asker if replies else None)
        # Whom somebody names in what they say takes no stage: "His mother said Ivo had gone. ... she said".
        p = self.scene.before
        since = p.end[-1] if p is not None and last is not None and p.start[0] <= last.start < p.end[-1] else 0
        if (
            last is not None
            and last.entity is None
            # "Her mother told her to go.", "She was described by a Lord Chancellor as": it is she who is told of.
            and not (entity is not None and (self.scene.told_one == wanted or self.scene.by_the_way()))
            and last.name
            and last.kind in ("person", "office")
            and last.name.rsplit(" ", 1)[-1] not in (FEMALE_NOUNS if wanted == "m" else MALE_NOUNS)
            and start - last.end < NEAR
            and not any(
                not m.quoted
                and could_be(m.entity, wanted)
                and (
                    self.scene.subject(m)
                    or m.entity is not None
                    and m.entity.gender
                    and self.scene.comes_in(m, s, wanted)
                )
                for m in self.scene.people.before(start, start - max(since, last.end))
            )
        ):
            return Answer(last.name, None, last.kind, last.role, start, end, 0.65)
        told = self.scene.told
        if entity is None and told is not None and start - self.scene.asked_at < NEAR:
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
                f"\u201c{self.scene.document.text[start:end]}\u201d could be more than one person.",
                (entity.name, *(o.name for o in others)),
            )
        return Answer(entity.name, entity, "person", "", start, end, certainty)

    def _brought_in(self, s: Sentence, wanted: str, last: Answer | None) -> Entity | None:
        """As in "Sunil Gavankar was scathing. ... he said": in no list, whom the sentence before is about."""
        p = self.scene.before
        if p is None or p.paragraph != s.paragraph or p.quoted or last is not None and last.end > p.start[0]:
            return None
        subject = first_subject(p, len(p))
        if subject is None or subject.head != subject.last or not p.flags[subject.head] & F.CAPITAL:
            return None
        if not OF_HOUSES.isdisjoint(p.word[subject.last + 1 : subject.last + 3]):
            return None  # "Deutsche Telekom fell 3 percent. ... he said"
        for m in self.scene.people.within(p.start[subject.head], p.end[subject.head]):
            entity = m.entity
            unknown = entity is not None and entity.kind is None and not entity.place and len(m.words) > 1
            if entity is not None and unknown and entity.gender in ("", wanted) and not looks_like_house(m.words):
                return entity
        return None

    def _opener(self, wanted: str) -> Entity | None:
        """As in "Everard Quist was sad. ... he said": a name that no list holds, whom the sentence before is about."""
        p = self.scene.before
        if p is None or p.quoted:
            return None
        found = [m for m in self.scene.people.within(p.start[0], p.end[-1]) if not m.quoted]
        if not found or found[0].start != p.start[0] or not self.scene.opens(found[0], wanted):
            return None
        entity = found[0].entity
        return entity if entity is not None and plain(entity.words[-1]) not in lx.ORGANISATION_WORDS else None

    def antecedent(
        self, s: Sentence, position: int, wanted: str, history: list[Answer], asker: Entity | None = None
    ) -> tuple[Entity | None, float, list[Entity]]:
        """The person a pronoun of this gender most likely stands for, and how sure that is; not `asker`."""
        copy = self.scene.document.copy
        away = False
        scores: dict[int, float] = {}
        found: dict[int, Entity] = {}
        doubted: list[Entity] | None = None
        paragraph_start = self.scene.document.paragraphs[s.paragraph][0]
        last = history[-1] if history else None
        follows_last = last is not None and position - last.end < _REACH
        #: The last speaker may be man or woman.
        doubtful = bool(wanted) and last is not None and last.entity is not None and not last.entity.gender
        regions = self.scene.document.regions
        spoken = {
            word
            for number in s.quoted.values()
            for word in _WORD.findall(copy, regions[number].start, regions[number].end)
        }
        at = bisect_left(s.start, position)
        put_in = at > 1 and s.word[at - 1] == "," and s.word[at + 2 : at + 3] == [","]
        for m in self.scene.people.before(position, _REACH):
            entity = m.entity
            if m.quoted or entity is None or entity is asker:
                continue
            if entity.place or entity.kind == "organisation" or wanted and entity.gender not in ("", wanted):
                continue  # which `could_be` and `_opens` say as well: most names are seen no further
            if m.start >= s.start[0] and any(regions[n].start < m.start < regions[n].end for n in s.quoted.values()):
                continue  # "Hello, Dayton!" he shouted
            if not could_be(entity, wanted) and not (m.start == s.start[0] and self.scene.opens(m, wanted)):
                continue
            score = 1.0 / (1.0 + (position - m.start) / 250.0)
            if not entity.gender:
                score *= 0.6
            theirs = not entity.gender and bool(wanted) and self.scene.is_of(m, wanted)
            if theirs:
                score *= 0.3  # "Her publisher, Jean Delorme, had wanted it. ... she said"
            if m.start >= paragraph_start:
                score *= 1.3
            if self.scene.possessive(m):
                score *= 0.6
            elif self.scene.is_told(m):
                score *= 0.8 if doubtful and entity.gender == wanted else 0.4  # who is told is not who says the next
            elif (subject := self.scene.subject(m)) or self.scene.comes_in(m, s, wanted):
                opens = (
                    not subject
                    or m.start == s.start[0]
                    or self.scene.comes_in(m, s, wanted)
                    or self.scene.writer_asks
                    and self.scene.hears(m)
                )
                score *= 3.2 if opens else 2.0
                outside = last is not None and m.start > max(last.end, self.scene.said_until) and not theirs
                if last is not None and outside and entity is not last.entity:
                    follows_last = False  # someone else has taken the stage since
                    away = away or self.scene.apposed(m)
            if self.scene.company and self.scene.accompanies(m):
                score *= 0.3
            if put_in and m.start >= s.start[0]:
                score *= 0.3  # "The engineer, Fergus Tighe, was, he said, "an honest witness""
            if spoken and (entity.words[0] in spoken or entity.words[-1] in spoken):
                score *= 0.4  # nobody speaks of himself by his name
            if doubted is None and paragraph_start <= m.start > self.scene.said_until and self.scene.subject(m):
                doubted = [entity, *self.scene.people.rivals(m)]  # the nearest decides
            key = id(entity)
            found[key] = entity
            known = scores.get(key)
            scores[key] = score if known is None else max(known, score) + 0.15 * min(known, score)
        if last is not None and last.entity not in (None, asker) and could_be(last.entity, wanted):
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
            elif self.scene.said_of_self(last, wanted):
                scores[key] *= 0.12
        if not scores:
            return None, 0.0, []
        if doubted is not None and len(doubted) > 1:
            return doubted[0], 0.4, doubted[1:]  # "Lam, 80, was amused. ... he said": one of two brothers
        ranked = sorted(scores, key=lambda key: -scores[key])
        best = ranked[0]
        if len(ranked) == 1:
            return found[best], 0.85, []
        share = scores[best] / (scores[best] + scores[ranked[1]])
        return found[best], min(0.9, 0.45 + (share - 0.5) * 1.4), [found[k] for k in ranked[1:2]]

    def _opens_paragraph(self, s: Sentence, last: Answer, wanted: str, history: list[Answer]) -> Entity | None:
        """As in "..., Landry said.¶ The mayor himself was more guarded. Asked about it, he smiled": the mayor."""
        p = self.scene.before
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
        entity = self.roles.by_role(p, subject.first, subject.head, [])
        return entity if entity is not last.entity and could_be(entity, wanted) else None

    def _tells_of(self, s: Sentence, last: Answer, wanted: str) -> bool:
        """As in: "She was the best," Rita Cole said.¶ She was born in Ohio. ... The paragraph goes on about her."""
        start = self.scene.document.paragraphs[s.paragraph][0]
        opening = self.scene.document.copy[start : min(start + _TELLS_OF, s.start[0])]
        if start < last.end or any(mark in opening for mark in '"\u201c'):
            return False
        return {"m": "he", "f": "she"}.get(wanted) in opening.lower().split()[:5] and self.scene.was_spoken_of(wanted)

    def _unnamed(self, s: Sentence, at: int, wanted: str, history: list[Answer], resolve: Resolve) -> Answer | None:
        """As in "A shopkeeper was pleased. ... he said": whom the sentence before is about, though without a name."""
        p = self.scene.before
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
        if theirs and self.scene.told_one == wanted:
            return None  # "Her mother told her not to go. ... she says": whoever was told
        if theirs and spoke is not None and spoke.gender == wanted and history[-1].start < p.start[0]:
            return None  # "His father fished here. The boats, he says": whose father that is says it as likely
        if p.word[phrase.first] == "the" and p.paragraph == s.paragraph:
            known = self.roles.by_role(p, phrase.first, phrase.head, [])
            if known is not None and could_be(known, wanted):
                return Answer(known.name, known, "person", "", s.start[at], s.end[at], 0.75)
        if self.introductions.own_name(p.end[phrase.head]) is not None:
            return None
        noun = p.word[phrase.head]
        if common_kind(p, phrase.head) == "group":
            return None  # "Some 300 people were there": he is one
        if p.word[phrase.first] == "the" and (known := self.roles.of_age(noun)) is not None and could_be(known, wanted):
            return Answer(known.name, known, "person", "", s.start[at], s.end[at], 0.8)  # "The 49-year-old laughed."
        if p.paragraph != s.paragraph and not _stands_up(p, phrase, noun):
            return None
        called = noun in PLAYERS or noun in COUNTRYMEN
        if p.word[phrase.first] == "the" and called and phrase.head == phrase.first + 1:
            if history and history[-1].start >= p.start[0]:
                return None
            player = resolve(p, phrase, history)  # "The striker smiled. ... he said", after his manager spoke
            known = player.entity
            if known is not None and (not could_be(known, wanted) or history and known is history[-1].entity):
                return None
            return replace(player, start=s.start[at], end=s.end[at], certainty=0.6 if player.name else 0.4)
        if p.word[phrase.first] == "the" and noun in lx.OFFICE_WORDS and phrase.head == phrase.first + 1:
            bearer = self.roles.by_role(p, phrase.first, phrase.head, [])
            asks = not _ASKING.isdisjoint(p.word[phrase.last + 1 : phrase.last + 4])  # "The judge asked Ivo Lam why."
            if bearer is None and not asks and not self.scene.people.bearers(noun) and _acts(p, phrase.last + 1):
                start, end = p.start[phrase.first], p.end[phrase.last]
                return Answer(bare(self.scene.text(start, end)), None, "office", "", s.start[at], s.end[at], 0.6)
            if bearer is None or not could_be(bearer, wanted) or p.word[phrase.last + 1 : phrase.last + 2] == [","]:
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
        return Answer(bare(self.scene.text(start, end)), None, "person", "", s.start[at], s.end[at], 0.6)

    def they_or_it(self, s: Sentence, at: int, w: str, history: list[Answer], resolve: Resolve) -> Answer:
        start, end = s.start[at], s.end[at]
        if w == "it" and s.word[at + 1 : at + 2] in (["read"], ["reads"], ["said"], ["says"]):
            writer = self._writer(history, resolve)
            if writer is not None:
                writer.start, writer.end = start, end
                return writer
        if w in ("they", "it") and (stage := self.on_stage(s, w, history, resolve)) is not None:
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
        reason = f"\u201c{self.scene.document.text[start:end]}\u201d: the article does not say plainly who."
        return Answer(None, None, None, "", start, end, 0.5, reason)

    def _writer(self, history: list[Answer], resolve: Resolve) -> Answer | None:
        """As in "Ruth Hale sent a letter to parents. "We are sorry," it read.": whose letter it is."""
        p = self.scene.before
        if p is None or p.quoted or self._looks_back:
            return None
        paper = next((k for k in range(len(p) - 1, 0, -1) if p.word[k] in lx.UTTERANCES), None)
        if paper is None:
            return None
        subject = author(p, paper)
        if subject is None:
            subject = first_subject(p, paper)
            sent = subject is not None and not _SENDING.isdisjoint(p.word[subject.last + 1 : paper])
            if subject is None or not sent or p.word[paper] == p.word[subject.head]:
                return None  # "received a letter": whose it is nobody says
        self._looks_back = True
        found = resolve(p, subject, history)
        self._looks_back = False
        if found.entity is None or found.entity.place:
            return None
        found.document, found.certainty = (p.start[paper], p.end[paper]), 0.6
        return found

    def on_stage(self, s: Sentence, w: str, history: list[Answer], resolve: Resolve) -> Answer | None:
        """As in "Auditors disagreed. They wrote": the subject of the sentence before, where it can be nobody else."""
        p = self.scene.before
        if p is None or p.paragraph != s.paragraph or p.quoted or self._looks_back:
            return None
        subject = first_subject(p, len(p))
        if subject is None or history and history[-1].start >= p.start[0]:
            return None
        if p.flags[subject.first] & (F.PRONOUN | F.OTHER_PRONOUN) and subject.first == subject.last:
            return None
        self._looks_back = True
        found = resolve(p, subject, history)
        self._looks_back = False
        unknown = found.kind is None and found.entity is not None and not found.entity.gender and not found.entity.place
        if w == "it" and unknown and found.name is not None and len(found.name.split()) == 1:
            return found  # "TransMeridian earned $2 million. It said"
        if found.name is None or found.kind not in (("group",) if w == "they" else ("organisation",)):
            return None
        return found
