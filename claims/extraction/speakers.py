"""Who is who in one article: names, their families of spellings, roles, pronouns."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import lru_cache

from . import lexicon as lx
from .phrases import Phrase
from .segment import Document, Sentence
from .types import SpeakerKind
from .words import UPPER_NAMES, F, flags_of

_UP = "A-Z\u00c0-\u00d6\u00d8-\u00de\u0100-\u017f\u0218\u021a\u0410-\u042f\u0404\u0406\u0407"
_ABBREVIATION = r"(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Capt|Cmdr|Adm|Maj|Rev|Prof|Hon|St|Jr|Sr|Pres|Sec|Amb)\."
_WORD = rf"(?:[dDlLO]'|(?:al|el|ad|as|ash|ar|bin)-)?[{_UP}][^\W_]*(?:['-](?!s\b)[^\W_]+)*"
_PART = rf"(?:{_ABBREVIATION}|(?:[{_UP}]\.)+|{_WORD})"
_LINK = r"(?:, (?=[JS]r\.)| (?:(?:of|for|the|de|da|di|du|von|van|der|den|bin|ibn|al|el|la|&) ){0,2})"
_MENTION = re.compile(rf"(?<![\w@#]){_PART}(?:{_LINK}{_PART})*")
_LOW_LINKS = frozenset("of for the de da di du von van der den bin ibn al el la &".split())
_PARTY = re.compile(r"\((?:R|D|I)-[^)]{1,20}\)")
#: Names inside longer quotations are not the narrator's.
_SHORT_QUOTE = 30
#: One surname has no more bearers than this in one report.
_MAX_BEARERS = 40
_KEEP_LOWER = re.compile(r"[a-z]")
_MAX_SENTENCES_BACK = 12


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
    mentions: list[Mention] = field(default_factory=list)
    roles: set[str] = field(default_factory=set)
    full_starts: list[int] = field(default_factory=list)


@lru_cache(maxsize=50_000)
def _plain(word: str) -> str:
    return word.lower().rstrip(".").replace(".", "")


class People:
    """The names of one article and what they refer to."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.mentions: list[Mention] = []
        self.entities: list[Entity] = []
        self._by_last: dict[str, list[Entity]] = {}
        self._by_first: dict[str, list[Entity]] = {}
        self._by_name: dict[str, Entity] = {}
        self._by_key: dict[tuple[str, str], Entity] = {}
        self._by_role: dict[str, list[Entity]] | None = None
        self._find()
        self._link()
        self._starts = [mention.start for mention in self.mentions]

    # -- finding ---------------------------------------------------------------------------------

    def _find(self) -> None:
        copy = self.document.copy
        titled = [(s.start[0], s.end[-1]) for s in self.document.sentences if s.title_case and len(s) > 3]
        at = 0
        for match in _MENTION.finditer(copy):
            start = match.start()
            while at < len(titled) and titled[at][1] <= start:
                at += 1
            in_title = at < len(titled) and titled[at][0] <= start
            key = (match[0], in_title)
            pieces = _CUTS.get(key)
            if pieces is None:
                if len(_CUTS) > _MAX_CUTS:
                    _CUTS.clear()
                pieces = _CUTS[key] = tuple(_cut(match[0], in_title))
            for first, last, core, names, title in pieces:
                self.mentions.append(Mention(start + first, start + last, start + core, names, title))

    # -- linking ---------------------------------------------------------------------------------

    def _link(self) -> None:
        singles: list[Mention] = []
        for mention in self.mentions:
            names = tuple(w for w in mention.words if not _initial(w)) or mention.words
            if len(names) >= 2:
                self._join_full(mention, names)
            elif names:
                singles.append(mention)
        for mention in singles:
            self._join_single(mention)
        self.mentions.sort(key=lambda m: m.start)
        regions = [r for r in self.document.regions if r.end - r.start > _SHORT_QUOTE]
        at = 0
        for mention in self.mentions:
            while at < len(regions) and regions[at].end <= mention.start:
                at += 1
            mention.quoted = at < len(regions) and regions[at].start < mention.start

    def _join_full(self, mention: Mention, names: tuple[str, ...]) -> None:
        low = tuple(_plain(w) for w in names if _plain(w) not in ("jr", "sr", "ii", "iii", "iv"))
        if len(low) < 2:
            low = tuple(_plain(w) for w in names)
        key = (low[0], low[-1])
        entity = self._by_key.get(key)
        if entity is None:
            entity = self._same_person(low, mention)
        if entity is None:
            entity = self._new(mention, names)
            self._by_key[key] = entity
            self._by_last.setdefault(low[-1], []).append(entity)
            self._by_first.setdefault(low[0], []).append(entity)
            initials = "".join(w[0] for w in names if w[0].isupper()).lower()
            if len(initials) > 2:
                self._by_name.setdefault(initials, entity)
            self._by_name.setdefault(" ".join(low), entity)
        entity.full_starts.append(mention.start)
        self._attach(mention, entity)

    def _same_person(self, low: tuple[str, ...], mention: Mention) -> Entity | None:
        """As in "Rodham Clinton" beside "Hillary Rodham Clinton", "Bernard Sanders" beside "Bernie Sanders"."""
        for entity in self._by_last.get(low[-1], ())[:_MAX_BEARERS]:
            theirs = tuple(_plain(w) for w in entity.words)
            if (
                low[0] in theirs
                or _NICKNAMES.get(low[0]) == _NICKNAMES.get(theirs[0], theirs[0])
                or (_NICKNAMES.get(theirs[0]) == low[0])
            ):
                return entity
        return None

    def _new(self, mention: Mention, names: tuple[str, ...]) -> Entity:
        title_words = [_plain(w) for w in mention.title.split()]
        kind, place = _kind(names, title_words)
        if kind is None and len(names) == 1 and not title_words and self._stands_as_place(mention):
            place = True
        gender = ""
        if kind is None and len(names) == 1 and lx.first_names().get(names[0]) and names[0] not in lx.OUTLETS:
            kind = "person" if names[0].istitle() else None
            gender = lx.first_names()[names[0]].replace("u", "")
        elif kind == "person" or kind is None:
            gender = lx.first_names().get(names[0], "") if len(names) > 1 else ""
            gender = "" if gender == "u" else gender
        entity = Entity(" ".join(mention.words), kind, gender, names, place)
        self.entities.append(entity)
        return entity

    def _stands_as_place(self, mention: Mention) -> bool:
        copy = self.document.copy
        return copy[mention.start - 4 : mention.start] == " in " and copy[mention.end : mention.end + 1] != "'"

    def _attach(self, mention: Mention, entity: Entity) -> None:
        mention.entity = entity
        entity.mentions.append(mention)
        for word in mention.title.split():
            low = _plain(word)
            entity.roles.add(low)
            if low in lx.MALE_TITLES:
                entity.gender = entity.gender or "m"
            elif low in lx.FEMALE_TITLES:
                entity.gender = entity.gender or "f"
        if mention.title and entity.kind is None:
            entity.kind = "person"

    def _join_single(self, mention: Mention) -> None:
        name = mention.words[0]
        low = _plain(name)
        title_words = {_plain(w) for w in mention.title.split()}
        candidates = self._by_last.get(low, []) or (
            [] if name.isupper() and len(name) > 3 and not self._by_first.get(low) else self._by_first.get(low, [])
        )
        wanted = "m" if title_words & lx.MALE_TITLES else "f" if title_words & lx.FEMALE_TITLES else ""
        fitting = [e for e in candidates if not e.place and (not wanted or e.gender in ("", wanted))]
        if low in self._by_last and not title_words:
            fitting = [e for e in fitting if e.kind in ("person", None)] or (
                [] if len(fitting) > 1 else [e for e in fitting if len(e.words) < 2]
            )
        entity: Entity | None = None
        if len(fitting) == 1:
            entity = fitting[0]
        elif fitting:
            entity = self._closest(fitting, mention)
        if entity is None and not fitting:
            entity = self._by_name.get(low)
        if entity is None:
            entity = self._new(mention, mention.words)
            self._by_name[low] = entity
        self._attach(mention, entity)

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
        out = []
        while at < len(self.mentions) and self.mentions[at].start < end:
            out.append(self.mentions[at])
            at += 1
        return out

    def named(self, label: str) -> Entity | None:
        """The one person whose surname this is, however it is capitalised."""
        found = [e for e in self._by_last.get(_plain(label.rsplit(" ", maxsplit=1)[-1]), ()) if e.kind == "person"]
        return found[0] if len(found) == 1 else None

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
        at = bisect_left(self._starts, position) - 1
        out = []
        while at >= 0 and self.mentions[at].start >= position - reach:
            out.append(self.mentions[at])
            at -= 1
        return out


#: Start, end and start of the name proper within the run; the name's words; the title.
_Piece = tuple[int, int, int, tuple[str, ...], str]
_CUTS: dict[tuple[str, bool], tuple[_Piece, ...]] = {}
_MAX_CUTS = 50_000


def _cut(found: str, in_title: bool) -> Iterator[_Piece]:
    """Names in one capitalised run, without function words at its edges."""
    parts: list[tuple[str, int]] = []
    at = 0
    for word in found.split(" "):
        if word:
            parts.append((word.rstrip(","), at))
        at += len(word) + 1
    while parts and _never_name(parts[0][0], len(parts) > 1):
        parts.pop(0)
    run: list[tuple[str, int]] = []
    for position, (word, place) in enumerate(parts):
        low = word.lower()
        stop = (
            low in _CUT_TIMES
            and low not in _NAME_MONTHS
            and not (position and word.isupper() and parts[position - 1][0].isupper())
        )
        if (
            in_title
            and run
            and flags_of(low) & F.VERB
            and not (word in lx.first_names() or flags_of(low) & F.NOUN and low not in _VERB_FORMS)
        ):
            stop = True
        if stop or (position and word[0].isupper() and len(word) > 1 and _function_word(word)):
            yield from _kept(run)
            run = []
            continue
        run.append((word, place))
    yield from _kept(run)


def _never_name(word: str, more: bool) -> bool:
    """A word that begins no name, though it is capitalised."""
    low = word.lower()
    if word in UPPER_NAMES:
        return False
    if word in _LOW_LINKS:
        return True
    bits = flags_of(low)
    if bits & F.FUNCTION and not (low == "us" and word.isupper()):
        return low not in ("will", "may", "can") or not more
    return bool(bits & F.ADVERB and bits & F.OPENER) or more and low in _NEVER


def _function_word(word: str) -> bool:
    low = word.lower()
    return bool(flags_of(low) & F.FUNCTION) and low != "us" and low not in _LOW_LINKS


def _kept(run: list[tuple[str, int]]) -> Iterator[_Piece]:
    while run and (run[-1][0].lower() in _LOW_LINKS):
        run.pop()
    while run and (run[0][0].lower() in _LOW_LINKS):
        run.pop(0)
    if not run:
        return
    words = [word for word, _ in run]
    start = run[0][1]
    end = run[-1][1] + len(run[-1][0])
    core = _title_end(words)
    title = " ".join(words[:core])
    names = words[core:]
    if "of" in names:
        cut = names.index("of")
        person = _is_person(tuple(names[:cut]), title) or _plain(names[cut - 1]) not in _OF_NAMES
        if cut and person and names[cut + 1 :][0:1]:
            names = names[:cut]
            end = run[core + cut - 1][1] + len(run[core + cut - 1][0])
    yield start, end, run[core][1] if core < len(run) else start, tuple(names), title


_NEVER = frozenset(
    "q a q. a. editor's note photo image video click read related watch see more here yes well oh ok "
    "okay thanks please let's story continued advertisement no not".split()
)
_CUT_TIMES = lx.TIME_WORDS - frozenset(
    "mon tue tues wed thu thur thurs fri sat sun jan feb mar apr jun jul aug sep sept oct nov dec".split()
)
_NAME_MONTHS = frozenset("may march april june august jan".split())
_VERB_FORMS = frozenset(form for form, entry in lx.verb_forms().items() if set(entry.parts) & set("SD"))
#: "University of Iowa" is one name, "Ackman of Pershing Square" is a man and his firm.
_OF_NAMES = frozenset(
    "university college institute department ministry house bank church board bureau office council center "
    "centre association federation league republic kingdom states state city secretary speaker minister "
    "attorney knights friends sons daughters lord game group school academy army union district region "
    "province county society museum library court commission committee front party party's isle bay gulf "
    "cape joint chiefs people's democrats republicans conference chamber alliance coalition declaration bill "
    "rights war battle museum hall order".split()
)
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
_FAMILY_PARTS = frozenset("de da di du von van der den bin ibn al el la".split())


def _initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isupper()


def _title_end(words: list[str]) -> int:
    """How many leading words are titles and offices: "Secretary of State | John Kerry"."""
    last = 0
    index = 0
    size = len(words)
    while index < size:
        low = _plain(words[index])
        surname = low in _SURNAME_TITLES and any(word in lx.first_names() for word in words[:index])
        if low in lx.TITLES and not surname:
            after = index + 1
            if after < size and words[after] == "of":
                after += 1
                if after < size and words[after] == "the":
                    after += 1
                after += 1
            if after <= size - 1 and _plain(words[after]) not in _ORG_AFTER_TITLE:
                last = after
                index = after
                continue
            if after >= size and last == 0 and index == size - 1 and size > 1:
                return 0
        index += 1
    rest = words[last:]
    if all(_plain(word) in lx.TITLES for word in rest):
        return 0
    if (
        last
        and rest
        and all(_plain(w) in lx.ORGANISATION_WORDS for w in rest)
        and (_plain(words[last - 1]) in _DEMONYMS)
    ):
        return 0
    if (
        last
        and rest
        and _plain(rest[-1]) in lx.ORGANISATION_WORDS
        and len(rest) > 1
        and (_plain(words[last - 1]) not in ("mr", "mrs", "ms", "sen", "rep", "gov", "dr"))
    ):
        return 0
    return last


_DEMONYMS = frozenset(
    "european african american british russian ukrainian chinese french german israeli iranian turkish indian "
    "japanese canadian mexican italian spanish polish australian syrian iraqi saudi egyptian republican "
    "democratic national us uk socialist labour conservative liberal".split()
)
#: Titles that are surnames as well: "Peter King of New York".
_SURNAME_TITLES = frozenset("king queen prince pope star judge bishop major sheriff baron chief coach dean".split())
_ORG_AFTER_TITLE = frozenset(
    "party national committee house congress club tribune journal times post electric motors staff "
    "office court army navy senate council states kingdom union primary convention conference "
    "of for and assembly parliament league association".split()
)


def _is_person(words: tuple[str, ...], title: str) -> bool:
    if title:
        return True
    return len(words) > 1 and words[0] in lx.first_names()


def _kind(words: tuple[str, ...], titles: list[str]) -> tuple[SpeakerKind | None, bool]:
    low = [_plain(w) for w in words]
    if set(titles) & (lx.MALE_TITLES | lx.FEMALE_TITLES | {"sen", "rep", "gov", "dr"}):
        return "person", False
    if len(words) == 1 and words[0] in lx.PLACES or " ".join(words) in _MORE_PLACES:
        return "organisation", True
    if low[-1] in lx.ORGANISATION_WORDS or low[0] in ("university", "department", "house", "ministry"):
        return "organisation", False
    if words[0] in lx.OUTLETS or (words[0].isupper() and len(words[0]) in (2, 3, 4) and len(words) == 1):
        return "organisation", False
    if titles:
        return "person", False
    if len(words) > 1 and words[0] in lx.first_names() and "of" not in low:
        return "person", False
    if "of" in low or "for" in low or "&" in low:
        return "organisation", False
    if words[0] in _PEOPLES or words[-1] in _PEOPLES:
        return "group", False
    return None, False


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


_NEXT_WORD = re.compile(r" ([^\W\d_]+)")
#: The speaker's name before a turn of a transcript, inside or outside quotation marks.
_LABEL = re.compile(rf"[\"\u201c]?\s*([{_UP}][\w.'-]*(?: [{_UP}][\w.'-]*){{0,2}}):\s")
_MIN_TURNS = 3
#: "the tycoon said ... he said" is one man when this close.
_NEAR = 700
#: A pronoun looks no further back than this many characters.
_REACH = 2500
_APPOSITION = re.compile(
    r", (?:\d{2}, )?((?:(?:a|an|the|one of the) )?[^,.;:\u201c\u201d\"()\n]{3,90}?)"
    r"(?=,| who\b| which\b| and |[.;:(]|\n)"
)
_ROLE_WORDS = (
    lx.PERSON_NOUNS
    | lx.OFFICE_WORDS
    | frozenset(
        "head adviser counsel manager founder executive fellow historian author officer commander farmer "
        "veteran retiree engineer nurse mother father owner pastor priest co-chair vice-president".split()
    )
)


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


class Resolver:
    """Answers who a subject phrase is, given what was said and named before it."""

    def __init__(self, document: Document, people: People) -> None:
        self.document = document
        self.people = people
        self.turns = self._turns()

    def _turns(self) -> dict[int, Answer]:
        """Who speaks in each paragraph of a transcript ("RAMOS: ..."); empty for other texts."""
        copy = self.document.copy
        labels: dict[int, tuple[int, int]] = {}
        for number, (start, end) in enumerate(self.document.paragraphs):
            match = _LABEL.match(copy, start, end)
            if match is not None:
                labels[number] = match.span(1)
        names = [copy[start:end] for start, end in labels.values()]
        if len(names) < _MIN_TURNS or len(set(names)) == len(names):
            return {}
        turns = {}
        for number, (start, end) in labels.items():
            label = copy[start:end]
            if label in ("Q", "A"):
                continue
            found = [m.entity for m in self.people.within(start, end) if m.entity is not None]
            entity = self.people.named(label) or (found[0] if found else None)
            name = entity.name if entity is not None else label
            turns[number] = Answer(name, entity, "person", "", start, end, 0.85)
        return turns

    def phrase(self, sentence: Sentence, phrase: Phrase, history: list[Answer]) -> Answer:
        s = sentence
        first, head = phrase.first, phrase.head
        start, end = s.start[first], s.end[phrase.head]
        w = s.word[first]
        if first == phrase.head and w in ("he", "she"):
            return self._he_or_she(s, first, w, history)
        if first == phrase.head and w in ("his", "her"):
            return self._he_or_she(s, first, "he" if w == "his" else "she", history)
        if first == phrase.head and w in ("their", "its", "my", "our", "your"):
            return self._they_or_it(s, first, {"their": "they", "its": "it"}.get(w, w), history)
        if first == phrase.head and w in ("they", "it", "we", "i", "you", "this", "that", "these", "those"):
            return self._they_or_it(s, first, w, history)
        mentions = [m for m in self.people.within(start, end) if m.words and m.entity is not None]
        possessed = None
        for m in mentions:
            if self.document.copy[m.end : m.end + 2] == "'s" or self.document.copy[m.end : m.end + 1] == "'":
                possessed = m
        if possessed is not None and possessed.entity is not None and s.word[head] in lx.UTTERANCES:
            entity = possessed.entity
            return Answer(entity.name, entity, entity.kind, "", possessed.start, possessed.end, 0.85, uttered=True)
        usable = [m for m in mentions if possessed is None or m.start > possessed.start]
        people = [m for m in usable if m.entity is not None and m.entity.kind == "person"]
        chosen = people[-1] if people else None
        last_word_is_name = bool(s.flags[head] & F.CAPITAL)
        if chosen is None and usable and last_word_is_name:
            chosen = usable[-1]
        if chosen is not None and not people and not last_word_is_name:
            chosen = None
        joined = any(s.word[i] in ("and", "&") for i in range(first, head + 1))
        if chosen is not None and joined and len(people) > 1:
            text = self._text(start, end)
            return Answer(text, None, "group", "", start, end, 0.8)
        if chosen is not None and chosen.entity is not None:
            if all(_plain(word) in lx.TITLES for word in chosen.words) and len(chosen.entity.words) == len(
                chosen.words
            ):
                return Answer(_bare(self._text(start, end)), None, "office", "", start, end, 0.85)
            before_name = self._text(start, chosen.core_start)
            role = _role(before_name)
            entity = chosen.entity
            kind = entity.kind
            if kind is None and len(chosen.words) > 0:
                kind = "person" if role and not entity.place else kind
            if not role and kind != "organisation":
                role = self._apposition(s, head, chosen)
            if role and entity.kind is None and not entity.place:
                entity.kind = kind = "person"
            return Answer(
                entity.name, entity, kind, role, chosen.core_start if role else chosen.start, chosen.end, 0.95
            )
        definite = w in ("the",) or bool(s.flags[first] & F.CAPITAL)
        if w == "the" or w in ("mr.", "mrs."):
            found = self._by_role(s, first, head, history)
            if found is not None:
                return Answer(found.name, found, found.kind, self._text(start, end), start, end, 0.7)
        text = _bare(self._text(start, end))
        kind = _common_kind(s, head, definite)
        return Answer(text, None, kind, "", start, end, 0.85)

    def _apposition(self, s: Sentence, head: int, mention: Mention) -> str:
        """As in "Vladimir Saldo, the Moscow-installed head of Kherson," gives the words after the comma."""
        match = _APPOSITION.match(self.document.copy, mention.end)
        if match is None:
            return ""
        role = self._text(match.start(1), match.end(1))
        words = role.lower().split()
        if words[0] in ("who", "which", "whose", "whom") or not any(
            w.rstrip("s") in _ROLE_WORDS or w in _ROLE_WORDS for w in words
        ):
            return ""
        return _role(role)

    def _text(self, start: int, end: int) -> str:
        return " ".join(self.document.text[start:end].split())

    # -- pronouns --------------------------------------------------------------------------------

    def _he_or_she(self, s: Sentence, at: int, w: str, history: list[Answer]) -> Answer:
        start, end = s.start[at], s.end[at]
        wanted = "m" if w == "he" else "f"
        entity, certainty, others = self.antecedent(s, start, wanted, history)
        last = history[-1] if history else None
        if (
            last is not None
            and last.entity is None
            and last.name
            and last.kind in ("person", "office")
            and start - last.end < _NEAR
            and not any(
                not m.quoted and self._could_be(m.entity, wanted) and self._subject(m)
                for m in self.people.before(start, start - last.end)
            )
        ):
            return Answer(last.name, None, last.kind, last.role, start, end, 0.65)
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
                f"\u201c{s.raw[at]}\u201d could be more than one person.",
                (entity.name, *(o.name for o in others)),
            )
        return Answer(entity.name, entity, "person", "", start, end, certainty)

    def antecedent(
        self, s: Sentence, position: int, wanted: str, history: list[Answer]
    ) -> tuple[Entity | None, float, list[Entity]]:
        """The person a pronoun of this gender most likely stands for, and how sure that is."""
        scores: dict[int, float] = {}
        found: dict[int, Entity] = {}
        paragraph_start = self.document.paragraphs[s.paragraph][0]
        last = history[-1] if history else None
        follows_last = last is not None and position - last.end < _REACH
        for m in self.people.before(position, _REACH):
            entity = m.entity
            if m.quoted or not self._could_be(entity, wanted) or entity is None:
                continue
            score = 1.0 / (1.0 + (position - m.start) / 250.0)
            if not entity.gender:
                score *= 0.6
            if m.start >= paragraph_start:
                score *= 1.3
            if self._possessive(m):
                score *= 0.6
            elif self._subject(m):
                score *= 2.0
                if last is not None and m.start > last.end and entity is not last.entity:
                    follows_last = False  # someone else has taken the stage since
            key = id(entity)
            found[key] = entity
            known = scores.get(key)
            scores[key] = score if known is None else max(known, score) + 0.15 * min(known, score)
        if last is not None and last.entity is not None and self._could_be(last.entity, wanted):
            bonus = (2.4 if follows_last else 0.8) / (1.0 + (position - last.end) / 600.0)
            key = id(last.entity)
            found[key] = last.entity
            scores[key] = scores.get(key, 0.0) + bonus
        if not scores:
            return None, 0.0, []
        ranked = sorted(scores, key=lambda key: -scores[key])
        best = ranked[0]
        if len(ranked) == 1:
            return found[best], 0.85, []
        share = scores[best] / (scores[best] + scores[ranked[1]])
        return found[best], min(0.9, 0.45 + (share - 0.5) * 1.4), [found[k] for k in ranked[1:2]]

    @staticmethod
    def _could_be(entity: Entity | None, wanted: str) -> bool:
        """Whether "he" or "she" could stand for this entity."""
        if entity is None or entity.place or entity.kind not in ("person", None):
            return False
        if entity.kind is None and (len(entity.words) > 1 or len(entity.mentions) < 2 or "-" in entity.name):
            return False
        return entity.gender in ("", wanted)

    def _possessive(self, m: Mention) -> bool:
        return self.document.copy[m.end : m.end + 1] == "'"

    def _subject(self, m: Mention) -> bool:
        """The mention opens its sentence, or a finite verb follows it."""
        if m.subject is None:
            m.subject = self._looks_like_subject(m)
        return m.subject

    def _looks_like_subject(self, m: Mention) -> bool:
        copy = self.document.copy
        before = copy[max(0, m.start - 2) : m.start]
        if not before.strip() or before[0] in '.!?\n\u201d"' or before[-1] == "\n":
            return True
        following = _NEXT_WORD.match(copy, m.end)
        if following is None:
            return False
        word = following.group(1).lower()
        bits = flags_of(word)
        return bool(bits & F.AUX or bits & F.VERB and not bits & (F.NOUN | F.ADJECTIVE))

    def _they_or_it(self, s: Sentence, at: int, w: str, history: list[Answer]) -> Answer:
        start, end = s.start[at], s.end[at]
        if w in ("i", "we") and (turn := self.turns.get(s.paragraph)) is not None:
            return turn
        if w in ("they", "it") and history:
            last = history[-1]
            close = start - last.end < 600
            if (
                close
                and last.name
                and ((w == "they" and last.kind == "group") or (w == "it" and last.kind == "organisation"))
            ):
                return Answer(last.name, last.entity, last.kind, last.role, start, end, 0.7)
        reason = f"\u201c{s.raw[at]}\u201d: the article does not say plainly who."
        return Answer(None, None, None, "", start, end, 0.5, reason)

    def _by_role(self, s: Sentence, first: int, head: int, history: list[Answer]) -> Entity | None:
        """As in "the Florida senator": the one person in the article who bears that title."""
        offices = [s.word[i] for i in range(first, head + 1) if s.word[i] in lx.OFFICE_WORDS]
        if not offices:
            return None
        titles = [title for noun in offices for title in (noun, _SHORT_TITLES.get(noun, noun))]
        bearers = [
            e for e in self.people.bearers(*titles) if e.kind == "person" and e.mentions[0].start < s.start[first]
        ]
        if len(bearers) == 1:
            return bearers[0]
        where = {s.word[i] for i in range(first, head + 1) if s.flags[i] & F.CAPITAL and not s.flags[i] & F.FUNCTION}
        placed = [e for e in bearers if where and self._placed(e, where)]
        if len(placed) == 1:
            return placed[0]
        last = history[-1].entity if history else None
        if last is not None and last in bearers and (not placed or last in placed):
            return last
        return None

    def _placed(self, entity: Entity, where: set[str]) -> bool:
        """Whether one of these words stands beside the entity's name: "Florida Sen. Marco Rubio"."""
        for m in entity.mentions[:4]:
            around = self.document.copy[max(0, m.start - 30) : m.end + 30].lower()
            if any(word in around for word in where):
                return True
        return False


_SHORT_TITLES = {
    "senator": "sen",
    "governor": "gov",
    "representative": "rep",
    "congressman": "rep",
    "congresswoman": "rep",
    "general": "gen",
    "professor": "prof",
    "lawmaker": "rep",
}


def _bare(text: str) -> str:
    """The phrase without its article."""
    for article in ("The ", "the ", "a ", "an ", "A ", "An "):
        if text.startswith(article):
            return text[len(article) :]
    return text


def _role(before: str) -> str:
    words = before.split()
    while words and words[-1].lower() in ("named", "called"):
        words.pop()
    while words and words[0].lower() in ("the", "a", "an", "mr.", "mrs.", "ms.", "and", "but", "on", *lx.WEEKDAYS):
        words.pop(0)
    return " ".join(words).strip(" ,")


def _common_kind(s: Sentence, head: int, definite: bool) -> SpeakerKind | None:
    noun = s.word[head]
    if noun in lx.ORGANISATION_WORDS:
        return "organisation"
    if noun in lx.PERSON_NOUNS:
        return (
            "group"
            if noun.endswith("s") or noun in ("people", "men", "women", "police", "staff")
            else "office"
            if noun in lx.OFFICE_WORDS
            else "person"
        )
    return None
