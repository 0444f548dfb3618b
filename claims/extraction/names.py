"""The names of one article, their families of spellings, and whom they mean."""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from . import lexicon as lx
from .clean import NUMBER_TEN
from .headlines import Known, names_within
from .namewords import HOUSE_HEADS, HOUSE_LINKS, STRONG_HEADS, cut_names, house_head, is_initial, plain
from .segment import Document
from .types import SpeakerKind
from .words import F, flags_of

UP = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f\u0218\u021a\u0410-\u042f\u0404\u0406\u0407"
_ABBREVIATION = (
    r"(?=[A-Z][a-z]{1,3}\.)"
    r"(?:Mr|Mrs|Ms|Msgr|Dr|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Cmdr|Adm|Maj|Rev|Prof|Hon|St|Jr|Sr|Pres|Sec|Amb"
    r"|Engr|Barr|Adv|Smt|Shri|Pvt|Pte|Pty|Sdn|Brig|Insp)\."
)
#: "Fishermen's Alliance", "Children's Society": a plural that no "s" makes belongs to what it is of.
_OF_MANY = rf"[{UP}](?=[a-z]*'s )[a-z]*(?:men|ldren|ople)'s(?= [{UP}])"
#: With "S&P" and "AT&T"; "Achieng'" of Kenya.
_WORD = (
    rf"(?:{_OF_MANY}|(?:[dDlLO]'|(?:al|el|ad|as|ash|ar|bin)-)?[{UP}][^\W_]*(?:['&-](?!s\b)[^\W_]+)*"
    r"(?:'(?=[ ,.])(?:(?<=[a-z]ng')|(?<=Dato')))?"
    ")"
)
_PART = rf"(?:{_ABBREVIATION}|(?:[{UP}]\.)+|{_WORD})"
#: "Harold “Hal” Winchester", "Chief (Mrs) Ana Ruiz", "Lt Gen (retd) Ivo Lam".
_ASIDE = r" [\u201c\"\u2018'][A-Z]\w+[\u201d\"\u2019'] | \((?:Mrs|Mr|Dr|Prof|Engr|Barr|Hon|Chief|[Rr]e?td|[Rr]et)\.?\) "
_SMALL = r"of|for|the|de|da|di|du|von|van|der|den|ten|ter|bin|bint|ibn|al|el|la|dos|del|&"
_LINK = rf"(?:, (?=[JS]r\.)|{_ASIDE}| (?:(?:{_SMALL}) ){{0,2}})"
_MENTION = re.compile(rf"(?<![\w@#]){_PART}(?:{_LINK}{_PART})*")
_GOES_ON = (" and ", " on ", " to ", " of ", " for ", " against ", ", ")
_FIELD = r"[A-Z][a-z]+(?:-[a-z]+)?"
#: What else a house may be for: "... Disease Control | and Prevention", "... Agriculture |, Fisheries and Food".
_AND_FIELDS = re.compile(rf"(?:, {_FIELD}(?: {_FIELD})?){{0,4}},? and {_FIELD}(?: {_FIELD})?")
#: "The Committee | to Protect Journalists", "Center | on Budget".
_FOR_WHAT = re.compile(rf" (on|to|of|for|against) (?:the )?({_FIELD})(?: {_FIELD}){{0,3}}")
#: "The Food | and Drug Administration".
_TWO_FIELDS = re.compile(rf" and {_FIELD} ({_FIELD})(?! [A-Z])")
#: A name begins nowhere but at a capital, with "d'" or "al-" before it: looking for those first is quicker.
_CAPITAL = re.compile(f"[{UP}]")
_PREFIX = re.compile(r"(?:[dl]'|(?:al|el|ad|as|ash|ar|bin)-)$")
_KIN = re.compile(
    rf"\b(?:[Hh]is|[Hh]er|[Tt]heir|[{UP}]\w+'s) (?:[a-z-]+ )?"
    rf"(?P<of>father|dad|stepfather|husband|brother|son|grandfather|uncle|mother|mum|stepmother|wife|widow|sister|"
    rf"daughter|grandmother|aunt), (?P<name>[{UP}]\w+)(?=[,. ])"
)
_FATHERS = frozenset("father dad stepfather husband brother son grandfather uncle".split())
_ADDRESSED = {"mr": "m", "mrs": "f", "ms": "f", "miss": "f"}
_OF_CHILD = re.compile(
    r", (?:aged )?(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|"
    r"seventeen|\d|1[0-7])(?:,|\.|-year-old| months)"
)
_DIED = re.compile(
    r"'s (?:death|body|murder|killing)\b"
    r"|(?:, [^.,;\n]{1,60},)? (?:died|drowned|was (?:killed|murdered|stabbed|shot dead|found dead))\b"
)
_OF_DEAD = (" death of ", " murder of ", " killing of ", " body of ", " deaths of ", " loss of ")
_BEFORE_DEAD = 12
#: That somebody died is told where they are named first.
_FIRST_NAMED = 4
#: The verb at the start of a sentence, which is a first name elsewhere.
_SAID = re.compile(r"Said [^.!?\"\u201c\n]{2,60}[,:] [\"\u201c]")
#: Names inside longer quotations are not the narrator's.
_SHORT_QUOTE = 30
#: One surname has no more bearers than this in one report.
_MAX_BEARERS = 40
_JUST_BEFORE = 300
#: Titles that are first names, too, behind what somebody does.
_GIVEN_TOO = frozenset(("Prince", "Princess", "King", "Queen"))
_CALLING_REACH = 20


@dataclass(slots=True)
class Mention:
    start: int
    end: int
    core_start: int
    words: tuple[str, ...]
    title: str
    entity: Entity | None = None
    quoted: bool = False
    subject: bool | None = None


@dataclass(slots=True, eq=False)
class Entity:
    name: str
    kind: SpeakerKind | None
    gender: str
    words: tuple[str, ...]
    place: bool = False
    #: Where it is named; not the mentions themselves, which lead back here: a ring is freed late.
    spans: list[tuple[int, int]] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    #: Each title it was named with, as words.
    titles: set[frozenset[str]] = field(default_factory=set)
    full_starts: list[int] = field(default_factory=list)
    #: It has said something further up: whom no list holds as a name may well be a person then.
    spoke: bool = False


_FIELD_ENDINGS = ("ions", "ion", "al", "ies", "ment", "ing", "ture", "ety", "ics")


def _is_field(word: str) -> bool:
    """A word of the language, as what a house looks after is: "Pensions", "Rural"; no day, person, place or office."""
    low = word.lower()
    known = {low, low.removesuffix("s"), low.removesuffix("es")} & lx.tags().keys() or low.endswith(_FIELD_ENDINGS)
    named = word in lx.first_names() or word in lx.PLACES or low in lx.OFFICE_WORDS or word in STRONG_HEADS
    return bool(known) and not named and not flags_of(low) & F.TIME


_OF_PEOPLE = frozenset("de da do dos das di du von van der den bin bint ibn".split())


@lru_cache(maxsize=20_000)
def looks_like_house(words: tuple[str, ...]) -> bool:
    """As in "Statistics Norway", "Save the Children": a name in which a word of the language stands."""
    if not _OF_PEOPLE.isdisjoint(words):
        return False  # "Inês Cabral de Souza"
    return len(words) > 1 and any(_is_field(word) for word in words if word[0].isupper())


def _are_fields(words: list[str]) -> bool:
    return all(_is_field(word) for word in words if word[0].isupper() and word not in HOUSE_HEADS and word != "The")


class People:
    """The names of one article and what they refer to."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.mentions: list[Mention] = []
        self.entities: list[Entity] = []
        self._by_last: dict[str, list[Entity]] = {}
        self._by_first: dict[str, list[Entity]] = {}
        #: The first of two surnames: "Cordero" of "Toño Cordero Ruiz".
        self._by_middle: dict[str, list[Entity]] = {}
        #: What stands behind "bin" or "ibn", which is no surname.
        self._fathers: set[str] = set()
        self._by_name: dict[str, Entity] = {}
        self._by_key: dict[tuple[str, str], Entity] = {}
        self._by_role: dict[str, list[Entity]] | None = None
        #: "His father, Stephen,": where, who, and what he is; found when it is first asked for.
        self._kin: list[tuple[int, str, str]] | None = None
        self._find()
        self._link()
        self._starts = [mention.start for mention in self.mentions]

    # -- finding ---------------------------------------------------------------------------------

    def _find(self) -> None:
        copy = self.document.copy
        titled = [(s.start[0], s.end[-1]) for s in self.document.sentences if s.title_case and len(s) > 3]
        headline: list[int] = []
        cases = " v. " in copy or " v " in copy
        at = reach = 0
        mentions, match_at = self.mentions, _MENTION.match
        for capital in _CAPITAL.finditer(copy):
            start = capital.start()
            if start < reach:
                continue
            letter = copy[start]
            if copy[start - 1] in "'-" and (prefix := _PREFIX.search(copy, max(0, start - 5), start)):
                start = prefix.start()
            if letter == "S" and copy.startswith("Said ", start) and _SAID.match(copy, start):
                continue
            match = match_at(copy, start)
            if match is None or letter == "X" and copy.startswith("X. ", start) and copy[start - 3 : start] == "on ":
                continue  # "wrote on X. Ana Ruiz said": no initial
            reach = match.end()
            if cases and (copy.startswith((" v. ", " v "), reach) or copy[start - 3 : start] in ("v. ", " v ")):
                continue  # "State v. Odom": a case, and nobody who speaks
            if copy.startswith(_GOES_ON, reach) and (more := self._goes_on(match)) is not None:
                reach = more
            in_title = False
            if titled:
                while at < len(titled) and titled[at][1] <= start:
                    at += 1
                in_title = at < len(titled) and titled[at][0] <= start
            for first, last, core, names, title in cut_names(copy[start:reach], in_title):
                mention = Mention(start + first, start + last, start + core, names, title)
                if title in _GIVEN_TOO and len(names) == 1 and self._does(mention.start):
                    mention = Mention(start + first, start + last, start + first, (title, *names), "")
                if in_title:
                    headline.append(len(mentions))
                mentions.append(mention)
        if headline:
            self._cut_headlines(headline)

    def _does(self, start: int) -> bool:
        """As in "striker | Prince Mbeki": what somebody does stands right before, and no title of a prince."""
        copy = self.document.copy
        return (
            copy[start - 2].islower() and copy[max(0, start - _CALLING_REACH) : start - 1].split(" ")[-1] in lx.CALLINGS
        )

    def _cut_headlines(self, numbers: list[int]) -> None:
        """Put in place of these mentions, all of headlines, the names that stand in them."""
        below = list(self.mentions)
        for number in reversed(numbers):
            del below[number]
        known = Known.of((m.words, bool(m.title)) for m in below)
        for number in reversed(numbers):
            whole = self.mentions[number]
            core = whole.core_start
            names = names_within(self.document.copy[core : whole.end], known)
            if names:
                self.mentions[number : number + 1] = [
                    Mention(core + start, core + end, core + start, words, "") for start, end, words in names
                ]
                if not names[0][0]:
                    self.mentions[number].start, self.mentions[number].title = whole.start, whole.title

    def _goes_on(self, match: re.Match[str]) -> int | None:
        """As in "the Centers for Disease Control | and Prevention": where the name of a house ends."""
        copy, end = self.document.copy, match.end()
        words = match[0].split(" ")
        if house_head(words) is None and words[-1] not in HOUSE_HEADS:
            two = _TWO_FIELDS.match(copy, end)
            the = words[0] == "The" or copy.startswith("the ", match.start() - 4)
            return two.end() if two and the and two[1] in HOUSE_HEADS and _are_fields(words + two[0].split()) else None
        reached = None
        while True:
            linked = any(word in HOUSE_LINKS for word in words)
            more = _FOR_WHAT.match(copy, end)
            if more is not None:
                verb = flags_of(more[2].lower()) & F.VERB
                known = _is_field(more[2]) or more[1] == "on" and _is_field(more[0].rsplit(" ", maxsplit=1)[-1])
                fitting = verb if more[1] == "to" and not linked else known
            else:
                more = _AND_FIELDS.match(copy, end) if linked else None
                fitting = more is not None and _is_field(words[-1]) and _are_fields(more[0].replace(",", "").split())
            if more is None or not fitting:
                return reached
            reached = end = more.end()
            words += more[0].split()

    # -- linking ---------------------------------------------------------------------------------

    def _link(self) -> None:
        singles: list[tuple[Mention, _Form]] = []
        for mention in self.mentions:
            form = _form(mention.words)
            if len(form.names) >= 2:
                self._join_full(mention, form)
            elif form.names:
                singles.append((mention, form))
        for mention, form in singles:
            self._join_single(mention, form)
        regions = [r for r in self.document.regions if r.end - r.start > _SHORT_QUOTE]
        at = 0
        for mention in self.mentions if regions else ():
            while at < len(regions) and regions[at].end <= mention.start:
                at += 1
            mention.quoted = at < len(regions) and regions[at].start < mention.start

    def _join_full(self, mention: Mention, form: _Form) -> None:
        key = ("", " ".join(form.low)) if form.is_house else (form.low[0], form.surname)
        entity = self._by_key.get(key)
        if entity is None and not form.is_house:
            entity = self._same_person(form) or self._born(mention, form)
        if entity is None:
            entity = self._new(mention, form.names)
            self._by_key[key] = entity
            self._by_last.setdefault(form.surname, []).append(entity)
            if len(entity.words) > 1 and plain(entity.words[-2]) in _SONS:
                self._fathers.add(form.surname)
            self._by_first.setdefault(form.low[0], []).append(entity)
            for middle in form.low[1:-1] if len(form.low) > 2 and not form.is_house else ():
                self._by_middle.setdefault(middle, []).append(entity)
            if len(form.initials) > 2:
                self._by_name.setdefault(form.initials, entity)
            self._by_name.setdefault(" ".join(form.low), entity)
        entity.full_starts.append(mention.start)
        self._attach(mention, entity)

    def _same_person(self, form: _Form) -> Entity | None:
        """As in "Rodham Clinton" beside "Hillary Rodham Clinton", "Bernard Sanders" beside "Bernie Sanders"."""
        first = form.low[0]
        # "Protesters called him "Fascist Trump"": no first name, and no other Trump.
        called = len(form.low) == 2 and "A" in lx.tags().get(first, "") and not first_name(form.names[0])
        for entity in self._by_last.get(form.surname, ())[:_MAX_BEARERS]:
            theirs = _plain_words(entity.words)
            if (
                first in theirs
                or _NICKNAMES.get(first) == _NICKNAMES.get(theirs[0], theirs[0])
                or _NICKNAMES.get(theirs[0]) == first
                or called
                and entity.kind == "person"
            ):
                return entity
        return None

    def _born(self, mention: Mention, form: _Form) -> Entity | None:
        """As in "Ada Moss died ... Ada Jane Tubbs was born in Selma": the one person who has that first name."""
        if not self.document.copy.startswith(" was born ", mention.end):
            return None
        found = self._by_first.get(form.low[0], ())
        return found[0] if len(found) == 1 and found[0].kind == "person" else None

    def _new(self, mention: Mention, names: tuple[str, ...]) -> Entity:
        title_words = tuple(map(plain, mention.title.split())) if mention.title else ()
        kind, place = _kind(names, title_words)
        if kind is None and len(names) == 1 and not title_words and self._stands_as_place(mention):
            place = True
        gender = ""
        if kind in ("person", None):
            gender = first_name(names[0])
            if kind is None and len(names) == 1 and gender and names[0] not in lx.OUTLETS:
                kind = "person" if names[0].istitle() else None
            elif len(names) == 1:
                gender = ""
            if gender == "u":
                gender = ""
        name = " ".join(mention.words)
        if "and" in mention.words:  # with the commas of "State, County and Municipal Employees"
            name = " ".join(self.document.copy[mention.core_start : mention.end].split())
        entity = Entity(name.replace(NUMBER_TEN, "No 10"), kind, gender, names, place)
        self.entities.append(entity)
        return entity

    def _stands_as_place(self, mention: Mention) -> bool:
        copy = self.document.copy
        return copy[mention.start - 4 : mention.start] == " in " and copy[mention.end : mention.end + 1] != "'"

    def _attach(self, mention: Mention, entity: Entity) -> None:
        mention.entity = entity
        if mention.title:
            entity.titles.add(frozenset(map(plain, mention.title.split())))
        entity.spans.append((mention.start, mention.end))
        if not mention.title:
            return
        for word in mention.title.split():
            low = plain(word)
            entity.roles.add(low)
            if low in lx.MALE_TITLES:
                entity.gender = "m"
            elif low in lx.FEMALE_TITLES:
                entity.gender = "f"
        if entity.kind is None:
            entity.kind = "person"

    def _join_single(self, mention: Mention, form: _Form) -> None:
        low = form.single
        of_last = self._by_last.get(form.single_surname)
        if of_last and form.single_surname in self._fathers and plain(mention.words[0]) not in _SONS:
            # "King Faisal" is not his son Majid bin Faisal.
            of_last = [e for e in of_last[:_MAX_BEARERS] if len(e.words) < 2 or plain(e.words[-2]) not in _SONS] or None
        candidates: Sequence[Entity] = of_last or ()
        if of_last and mention.title and (relative := self._relative(mention, of_last)) is not None:
            self._attach(mention, relative)
            return
        if not of_last and not (len(low) > 1 and mention.words[0].isupper()):
            # "Lutania" is not the Lutania Defence Ministry, nor the UN its Security Council.
            candidates = [
                entity
                for entity in self._by_first.get(low, ())
                if entity.kind != "organisation" and not (entity.kind is None and looks_like_house(entity.words))
            ]
        if not candidates and low in self._by_middle:
            candidates = self._first_of_two(mention.words[0], low)
        entity: Entity | None = None
        if candidates:
            fitting = self._fitting(mention, candidates, of_last is not None)
            if len(fitting) == 1:
                entity = fitting[0]
            elif fitting:
                entity = self._closest(fitting, mention)
        if entity is None:
            entity = self._by_name.get(low)
            abbreviated = len(mention.words) > 1 and len(mention.words[0]) <= _LETTER
            if entity is not None and abbreviated and _are_others(entity.words, mention.words):
                entity, low = self._by_name.get(" ".join(mention.words)), " ".join(mention.words)
        if entity is None:
            entity = self._new(mention, mention.words)
            if candidates and mention.title:
                entity.name = f"{mention.title} {entity.name}"  # "Lady Allbright" is not Sir Denis
            self._by_name[low] = entity
        self._attach(mention, entity)

    def _relative(self, mention: Mention, bearers: list[Entity]) -> Entity | None:
        """As in "Jamie Holt, nine, died. His father, Stephen, ... Mr Holt said": not the child, but his father."""
        wanted = _ADDRESSED.get(plain(mention.title), "")
        copy = self.document.copy
        if not wanted or not all(e.full_starts and self._cannot_speak(e) for e in bearers[:_MAX_BEARERS]):
            return None
        if self._kin is None:
            self._kin = [(m.start("name"), m["name"], m["of"]) for m in islice(_KIN.finditer(copy), _MAX_BEARERS)]
        found = [
            entity
            for at, name, of in self._kin
            if (of in _FATHERS) == (wanted == "m") and bearers[0].full_starts[0] < at < mention.start
            if (entity := self._by_name.get(plain(name))) is not None and len(entity.words) == 1
        ]
        return found[0] if len(set(map(id, found))) == 1 else None

    def _cannot_speak(self, entity: Entity) -> bool:
        """As in "Jamie Holt, nine," and "the death of Jamie Holt": a child, or dead."""
        copy = self.document.copy
        return any(
            _OF_CHILD.match(copy, end)
            or copy[max(0, start - _BEFORE_DEAD) : start].endswith(_OF_DEAD)
            or _DIED.match(copy, end) is not None
            for start, end in entity.spans[:_FIRST_NAMED]
        )

    def _first_of_two(self, word: str, low: str) -> Sequence[Entity]:
        """As in "Inés Cabral de Souza ... Cabral said": the one person of whose two surnames this is the first."""
        if first_name(word) and word not in _SURNAMES_FIRST:
            return ()
        bearers = self._by_middle[low]
        listed = any(plain(word) in lx.tags() for word in bearers[0].words[1:])  # "the Rachel Holm Show"
        return bearers if len(bearers) == 1 and bearers[0].kind in ("person", None) and not listed else ()

    @staticmethod
    def _fitting(mention: Mention, candidates: Sequence[Entity], by_surname: bool) -> list[Entity]:
        """Those who may be meant by one name of theirs, with or without a title before it."""
        if mention.title:
            titles = set(map(plain, mention.title.split()))
            wanted = "m" if titles & lx.MALE_TITLES else "f" if titles & lx.FEMALE_TITLES else ""
            alone = len(candidates) == 1 and not titles.isdisjoint(_OF_ANYONE)
            if alone and not any(title & (lx.MALE_TITLES | lx.FEMALE_TITLES) for title in candidates[0].titles):
                wanted = ""  # "Karimi Mwiti ... Ms. Mwiti": what the copy calls her is surer than any list
            return [e for e in candidates if not e.place and (not wanted or e.gender in ("", wanted))]
        fitting = [e for e in candidates if not e.place]
        if by_surname:
            fitting = [e for e in fitting if e.kind in ("person", None)] or (
                [] if len(fitting) > 1 else [e for e in fitting if len(e.words) < 2]
            )
        return fitting

    @staticmethod
    def _closest(entities: list[Entity], mention: Mention) -> Entity:
        """Of several bearers of a surname, the one named in full last; else the one named first."""

        def distance(entity: Entity) -> tuple[int, int]:
            at = bisect_left(entity.full_starts, mention.start)
            if at:
                return (0, -entity.full_starts[at - 1])
            return (1, entity.full_starts[0] if entity.full_starts else mention.start)

        return min(entities, key=distance)

    # -- asking ----------------------------------------------------------------------------------

    def within(self, start: int, end: int) -> list[Mention]:
        """The mentions that lie in a span."""
        at = bisect_left(self._starts, start)
        if at and self.mentions[at - 1].end > start:
            at -= 1
        return self.mentions[at : bisect_left(self._starts, end, at)]

    def rivals(self, mention: Mention) -> list[Entity]:
        """Who else a bare surname may mean: others who bear it, speak too and are named about as often."""
        entity = mention.entity
        if entity is None or len(mention.words) != 1 or mention.title:
            return []
        bearers = self._by_last.get(_form(mention.words).single_surname, ())[:_MAX_BEARERS]
        if len(bearers) > 1 and self._named_here(entity, mention.start):
            bearers = [e for e in bearers if e is entity or self._named_here(e, mention.start)]
        return [
            other
            for other in bearers
            if other is not entity
            and entity in bearers
            and other.kind == entity.kind == "person"
            and (other.spoke and entity.spoke or self._both_named(entity, other, mention.start))
            and len(entity.spans) <= len(other.spans) + 1 + len(other.full_starts)
        ]

    def _named_here(self, entity: Entity, at: int) -> bool:
        """Named in full further up in the same paragraph."""
        known = bisect_left(entity.full_starts, at)
        return known > 0 and self.document.copy.find("\n", entity.full_starts[known - 1], at) < 0

    @staticmethod
    def _both_named(one: Entity, other: Entity, at: int) -> bool:
        """Both were named in full just before, and seldom since: "Vernon Suggs and his cousin Travis Suggs"."""
        return all(
            entity.full_starts and at - _JUST_BEFORE < entity.full_starts[0] < at and len(entity.full_starts) < 3
            for entity in (one, other)
        )

    def named(self, label: str) -> Entity | None:
        """The one person whose surname this is, however it is capitalised."""
        found = [e for e in self._by_last.get(plain(label.rsplit(" ", maxsplit=1)[-1]), ()) if e.kind == "person"]
        return found[0] if len(found) == 1 else None

    def calls(self, entity: Entity, role: str) -> None:
        """Note that this is what the article calls somebody."""
        if role not in entity.roles:
            entity.roles.add(role)
            if self._by_role is not None:
                self._by_role.setdefault(role, []).append(entity)

    def bearers(self, *titles: str) -> list[Entity]:
        """The entities that bear one of these titles somewhere in the article; none when too many do."""
        if self._by_role is None:
            self._by_role = {}
            for entity in self.entities:
                for role in entity.roles:
                    self._by_role.setdefault(role, []).append(entity)
        found = list(dict.fromkeys(e for title in titles for e in self._by_role.get(title, ())))
        return found if len(found) <= _MAX_BEARERS else []

    def before(self, position: int, reach: int) -> list[Mention]:
        """Mentions that end before `position`, nearest first, at most `reach` characters back."""
        stop = bisect_left(self._starts, position)
        return self.mentions[bisect_left(self._starts, position - reach, 0, stop) : stop][::-1]


_NICKNAMES = {
    "bernie": "bernard",
    "ted": "rafael",
    "joe": "joseph",
    "bill": "william",
    "jim": "james",
    "mike": "michael",
    "tom": "thomas",
    "bob": "robert",
    "rob": "robert",
    "dick": "richard",
    "rick": "richard",
    "dan": "daniel",
    "dave": "david",
    "chris": "christopher",
    "steve": "stephen",
    "jeff": "jeffrey",
    "tim": "timothy",
    "tony": "anthony",
    "ed": "edward",
    "liz": "elizabeth",
    "beth": "elizabeth",
    "kate": "katherine",
    "sue": "susan",
    "deb": "debbie",
    "debbie": "deborah",
    "matt": "matthew",
    "nick": "nicholas",
    "pat": "patrick",
    "ben": "benjamin",
    "sam": "samuel",
    "chuck": "charles",
    "charlie": "charles",
    "don": "donald",
    "ron": "ronald",
    "ken": "kenneth",
    "greg": "gregory",
    "doug": "douglas",
    "al": "albert",
    "andy": "andrew",
    "drew": "andrew",
    "larry": "lawrence",
    "jerry": "gerald",
    "jack": "john",
    "jon": "jonathan",
    "josh": "joshua",
    "zach": "zachary",
    "nate": "nathan",
    "alex": "alexander",
    "vlad": "vladimir",
    "volodymyr": "vladimir",
    "dmytro": "dmitry",
    "dmitri": "dmitry",
    "sergei": "sergey",
}


@lru_cache(maxsize=20_000)
def first_name(word: str) -> str:
    """What gender a first name has, with or without its accents: m, f or u; empty where no list holds it."""
    known = lx.first_names()
    return known.get(word) or known.get(word.split("-", maxsplit=1)[0]) or known.get(_folded(word), "")


def _folded(word: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFKD", word) if not unicodedata.combining(c))


@lru_cache(maxsize=20_000)
def _plain_words(words: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(plain(w) for w in words)


def _low(names: tuple[str, ...]) -> tuple[str, ...]:
    """The name's words in small letters, without "Jr." where a surname remains."""
    low = _plain_words(names)
    kept = tuple(w for w in low if w not in _GENERATIONS)
    return kept if len(kept) > 1 else low


@lru_cache(maxsize=20_000)
def _spelling(surname: str) -> str:
    """One form for the family of spellings of a surname: Zelensky, Zelenskyy, Zelenskiy; Şahin, Sahin."""
    plain_letters = _folded(surname)
    if len(plain_letters) < _LONG_NAME:
        return plain_letters
    return _ENDING.sub("y", plain_letters).replace("ye", "e")


class _Form(NamedTuple):
    """What linking asks of the words of a mention."""

    #: The words without initials, and in small letters without "Jr." where a surname remains.
    names: tuple[str, ...]
    low: tuple[str, ...]
    surname: str
    #: "eu" of "European Union".
    initials: str
    #: The first word, as it is looked for when it stands alone.
    single: str
    single_surname: str
    #: "The Institute for the Study of War".
    is_house: bool


@lru_cache(maxsize=20_000)
def _form(words: tuple[str, ...]) -> _Form:
    if not words:
        return _Form((), (), "", "", "", "", is_house=False)
    names = tuple(w for w in words if not is_initial(w)) or words
    low = _low(names)
    initials = "".join(w[0] for w in names if w[0].isupper()).lower()
    single = plain(names[0])
    is_house = house_head(list(words)) is not None
    return _Form(names, low, _spelling(low[-1]), initials, single, _spelling(single), is_house)


def _are_others(words: tuple[str, ...], others: tuple[str, ...]) -> bool:
    """As in "A. Rao" and "B. Rao": initials that differ."""
    both = is_initial(words[0]) and is_initial(others[0])
    return both and words[0][0] != others[0][0]


#: Titles that say no more than man or woman.
_OF_ANYONE = frozenset(("mr", "ms"))
#: Short surnames that differ in a letter are two people's.
_LONG_NAME = 6
_ENDING = re.compile("(?:iy|yy|ij|yi|ii|i|y)$")


_GENERATIONS = frozenset(("jr", "sr", "ii", "iii", "iv"))


@lru_cache(maxsize=20_000)
def _kind(words: tuple[str, ...], titles: tuple[str, ...]) -> tuple[SpeakerKind | None, bool]:
    low = [plain(w) for w in words]
    if len(words) == 2 and low[1] in _SURNAMES_TOO and first_name(words[0]) and words[0] not in lx.PLACES:
        return "person", False  # "Jane Fox"
    if words == (NUMBER_TEN,):
        return "organisation", False
    if set(titles) & (lx.MALE_TITLES | lx.FEMALE_TITLES | {"sen", "rep", "gov", "dr"}):
        return "person", False
    if len(words) == 1 and words[0] in lx.PLACES or " ".join(words) in _MORE_PLACES:
        return "organisation", True
    if (
        house_head(list(words)) is not None
        or low[-1] in lx.ORGANISATION_WORDS
        or low[0] in ("university", "department", "house", "ministry")
    ):
        return "organisation", False
    if low[-1] in _PARLIAMENTS:
        return "organisation", False
    if len(words) > 1 and low[-1] in _BUILDINGS and low[0] in lx.tags():
        return None, True  # "the Tea Room"
    if words[0] in lx.OUTLETS or (words[0].isupper() and len(words[0]) in (2, 3, 4) and len(words) == 1):
        return "organisation", False
    if titles:
        return "person", False
    if len(words) > 1 and first_name(words[0]) and "of" not in low:
        return "person", False
    if "of" in low or "for" in low or "&" in low:
        return "organisation", False
    if words[0] in _PEOPLES or words[-1] in _PEOPLES:
        return "group", False
    if len(words) == 1 and words[0][-1] == "s" and words[0][:-1].isupper() and len(words[0]) > _LETTER:
        return "group", False  # "MCAs"
    return None, False


_PARLIAMENTS = frozenset(
    "d\u00e1il dail seanad knesset bundestag bundesrat sabha duma rada stormont holyrood senedd sejm majlis storting "
    "riksdag folketing seimas saeima riigikogu althing cortes commons".split()
)
_BUILDINGS = frozenset(
    "room hall street road avenue lane bridge park square gardens garden stadium arena station hotel tower towers "
    "terrace chapel cathedral airport farm beach bay lake river island hill".split()
)
_SONS = frozenset(("bin", "bint", "ibn", "binti"))
#: Iberian surnames that lists hold as first names.
_SURNAMES_FIRST = frozenset(
    "Cordero Reyes Santos Martin Vidal Franco Bautista Leon Marin Gil Soler Ventura Moreno Salvador Lorenzo Rosario "
    "Domingo Nieves Aguirre Cruz".split()
)
#: "As" is no abbreviation.
_LETTER = 2
_SURNAMES_TOO = frozenset("fox church post house court star banks".split())
_MORE_PLACES = frozenset(
    "New York,New Hampshire,South Carolina,North Carolina,New Jersey,New Mexico,West Virginia,South "
    "Dakota,North Dakota,Rhode Island,United States,United Kingdom,Saudi Arabia,North Korea,South "
    "Korea,South Africa,Hong Kong,Los Angeles,San Francisco,Las Vegas,Des Moines,New Orleans,New York "
    "City,Puerto Rico,Middle East,European Union,El Salvador,Costa Rica,Sri Lanka,New Zealand,St. Louis,"
    "Salt Lake City,San Diego,San Bernardino,White House,Wall Street,Capitol Hill".replace(" \n", " ").split(",")
) - {"White House", "European Union"}
_PEOPLES = frozenset(
    "Republicans Democrats Americans Russians Ukrainians Conservatives Liberals Muslims Christians "
    "Jews Hispanics Latinos Europeans Britons Germans French Chinese Israelis Palestinians Kurds "
    "Evangelicals Independents Texans Iowans Floridians Tories".split()
)
