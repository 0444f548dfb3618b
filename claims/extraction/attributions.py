"""The steps by which words reached the document, and the occasion on which they were said."""

from __future__ import annotations

import re

from . import lexicon as lx
from .hints import OCCASION, POSTED, PUBLISHED, QUOTED, REPORTED, TOLD
from .types import Attribution, StepKind

_UP = "A-Z\u00c0-\u00d6\u00d8-\u00de"
_NAME = rf"(?:[{_UP}][\w.&'-]*(?: (?:of |the |and )?[{_UP}][\w.&'-]*){{0,4}})"
_HEARERS = (
    r"(?:reporters|journalists|newsmen|pressmen|supporters|(?:the |local )?(?:media|press)\b|lawmakers|"
    r"our (?:correspondent|reporter)|this (?:newspaper|paper|website)|"
    r"(?:[A-Za-z]+ ){0,2}(?:state-run|state|local|news) (?:media|television|agency|agencies|TV))"
)
_INTERVIEW = re.compile(
    rf"\b(?:interview|conversation|call|exchange) (?:\w+ )?(?:with|on|to) (?P<name>(?:the )?{_NAME}|{_HEARERS})"
)
_SPOKE_TO = re.compile(rf"\b(?:[Ss]peaking|spoke|[Tt]alking) (?:to|with) (?P<name>(?:the )?{_NAME}|{_HEARERS})")
#: "Speaking on Radio Luz", "Speaking on RTÉ's Morning Ireland": only where what follows is heard or seen.
_SPOKE_ON = re.compile(
    rf"\b(?:[Ss]peaking|spoke|[Tt]alking|[Aa]ppearing) on (?:the )?"
    rf"(?:{_NAME}'s (?=[{_UP}]))?(?P<name>(?:state|national|local|public) (?:television|radio|TV)|{_NAME})"
)
_ASKED_BY = re.compile(
    rf"\b(?:[Ii]n (?:response|reply|answer)|[Rr]esponding|[Rr]eplying) to (?:a )?(?:\w+ )?"
    rf"(?:quer(?:y|ies)|questions?|request) from (?P<name>(?:the )?{_NAME}|{_HEARERS})"
)
_MEDIUM = (
    r"social[ -]media|Twitter|X|Facebook|Telegram|Instagram|YouTube|Truth Social|TikTok|WhatsApp|VKontakte|Weibo|"
    r"LinkedIn|Reddit|Snapchat|Medium|Tumblr|Threads|Bluesky|Mastodon"
)
_OWN = r"(?:a|an|his|her|its|their)"
_SOME = r"(?:a|an|his|her|their|one|another|several)"
_POST = r"(?:post|posts|message|video|tweet|thread)s?"
_POSTED = re.compile(
    rf"\b(?:[Oo]n|[Vv]ia|to|[Ii]n {_SOME} (?:\w+ ){{0,2}}?{_POST}(?: (?:posted )?(?:on|to|via))?) "
    rf"(?:his |her |its |their |the )?(?:official |own )?(?P<name>{_MEDIUM})\b"
    rf"|\b[Ii]n {_OWN} (?P<app>Twitter|Facebook|Telegram|Instagram|YouTube|Truth Social|social[ -]media) "
    r"(?:post|message|video|page|channel)"
    rf"|\b[Ii]n {_SOME} (?P<tweet>tweet|tweets|series of tweets|blog post)"
)
_PUBLISHED = re.compile(
    rf"\b[Ii]n (?:the|{_OWN}) (?:\w+ ){{0,3}}?(?P<what>statement|op-ed|editorial|essay|column|article|"
    r"memoir|book|letter|memo|memorandum|report|press release|news release|email|e-mail|filing|petition|commentary|"
    r"text message|note(?= to))\b"
    rf"(?: (?:in|for|published in|published by) (?:the )?(?P<where>{_NAME}))?"
)
_QUOTED_BY = re.compile(
    rf"\b(?:(?:as )?(?:quoted|cited) (?:as saying )?by (?:the )?(?P<by>{_NAME})"
    rf"|(?:the )?(?P<quoter>[Ss]tate (?:television|TV|media|radio)|{_NAME}) (?:news agency )?(?:quoted|cited) "
    r"[^.;:\"\u201c\u201d\n]{2,80}? as saying"
    rf"|quoted (?:\w+ )?(?:in|on) (?:the )?(?P<inn>{_NAME}))"
)
_REPORTED = re.compile(
    rf"\b(?:according to|(?:as )?(?:first )?reported by) (?:the )?(?P<by>{_NAME})"
    rf"|(?P<who>{_NAME}|(?:[A-Za-z]+ )?news agencies|(?:[A-Za-z]+ )?(?:state )?media) "
    r"(?:(?:news )?agency |newspaper |daily |weekly |magazine |website |broadcaster )?"
    r"(?:has |have |had |also |first )?(?:reported|reports)\b"
)
_OCCASION = re.compile(
    r"\b(?:(?:speaking|appearing|testifying) )?(?:at|during|in|on|before|ahead of|after) "
    r"(?:(?:a|an|the|his|her|their|its|one|another|[A-Z][\w'-]*) )(?:[\w'&.-]+ ){0,6}?"
    r"(?:assembly|address|speech|interview|debate|rally|conference|session|meeting|summit|town hall|event|"
    r"hearing|ceremony|forum|briefing|podcast|show|programme|program|testimony|call|broadcast|convention|"
    r"fundraiser|remarks|visit|appearance|Assembly|Council|Nations|Address|Summit|Conference|Forum|Hall|Union|"
    r"Parliament|parliament|Congress|court|TV|television)\b"
    r"(?: (?:address|speech|session|meeting|summit|conference)\b)?",
)


def _is_outlet(name: str) -> bool:
    return name.split(" ", maxsplit=1)[0] in lx.OUTLETS or bool(_OUTLETISH.search(name))


def _is_called_outlet(copy: str, start: int) -> bool:
    """As in "the weekly magazine | Nordlys (reported)": what stands before a name says that it is a paper's."""
    before = copy[max(0, start - _KIND_REACH) : start].rstrip(' "').rsplit(" ", 1)[-1]
    return before in _KINDS


#: What a house is that reports, right before its name.
_KINDS = frozenset(
    "newspaper paper magazine daily weekly tabloid broadcaster station channel agency website portal outlet journal "
    "broadsheet".split()
)
_KIND_REACH = 24
#: What stands before the name of whoever is told: "local paper | El Faro", "the state broadcaster | TV Luz".
_KIND_BEFORE = re.compile(rf"(?:[a-z-]+ ){{0,3}}(?:{'|'.join(sorted(_KINDS))}) (?=[{_UP}])")
#: Where, when: "(told reporters) at her home", "(told El Correo) from exile".
_WHERE_TOLD = re.compile(
    r"(?<!Committee)(?<!committee)(?<!Council)(?<!Commission)(?<!Panel)(?<!Conference)"
    r" (?:at|in|on|after|before|during|outside|inside|near|by|via|over|last|late|early) "
)
_FROM = re.compile(rf"(?<=[a-z]) from (?![{_UP}]|the [{_UP}])")
_OUTLETISH = re.compile(
    r"\b(?:Courier|Express|Inquirer|Daily|Weekly|Broadcasting|Dispatch|Examiner|Mirror|News|Times|Post|Journal|Tribune|Herald|Press|Gazette|Guardian|Telegraph|Agency|Radio|TV|Television|"
    r"Network|Magazine|Today|Chronicle|Observer|Mail|media|agency|agencies|television|newspaper)\b"
)


_ON_AIR = re.compile(r"[Rr]adio|television|TV|FM\b|Morning|Breakfast|Today|Tonight|Newsnight|Show|Podcast|podcast")


def _hearer(copy: str, start: int, end: int) -> tuple[int, int]:
    """The name in "the newspaper Izvest", "reporters at her home", "El Correo from exile"."""
    for pattern in (_WHERE_TOLD, _FROM):
        tail = pattern.search(copy, start, end)
        if tail is not None:
            end = tail.start()
    kind = _KIND_BEFORE.match(copy, start, end)
    return (kind.end() if kind is not None else start), end


#: Verbs that tell a way by themselves.
TELLING_WAYS = frozenset(("tweet", "report", "according"))
#: A stretch of the copy in which nobody is quoted, and what may be found in it.
Zone = tuple[int, int, int]


def _hinted(zones: list[Zone], bit: int) -> list[tuple[int, int]]:
    return [(start, end) for start, end, bits in zones if bits & bit]


def chain(
    text: str,
    copy: str,
    zones: list[Zone],
    verb: str,
    listener: tuple[int, int] | None,
    speaker: tuple[str, int, int] | None,
    written: tuple[int, int] | None,
) -> tuple[Attribution, ...]:
    """The steps named in the words around a statement, in the order in which its words travelled."""
    found: list[Attribution] = []

    def add(kind: StepKind, start: int, end: int, name_start: int, name_end: int) -> None:
        name = " ".join(text[name_start:name_end].split()).rstrip(".")
        for article in ("the ", "The ", "a ", "an "):
            name = name.removeprefix(article)
        first, _, rest = name.partition(" ")
        if first.lower() in _CALENDAR and not rest[:1].isupper() and name != "Sun":
            return  # "in an interview on Tuesday", but "told the Sunday Vanguard"
        if name and not any(step.start < end and start < step.end for step in found):
            found.append(Attribution(kind, name, start, end, text[start:end]))

    if verb == "tweet" and speaker is not None:
        for start, end, _ in zones:
            at = re.search(r"\b(?:re)?tweet\w*", copy[start:end])
            if at:
                found.append(
                    Attribution(
                        "posted",
                        "Twitter",
                        start + at.start(),
                        start + at.end(),
                        text[start + at.start() : start + at.end()],
                    )
                )
                break
    for start, end in _hinted(zones, POSTED):
        for match in _POSTED.finditer(copy, start, end):
            group = "name" if match.group("name") else "app" if match.group("app") else "tweet"
            if match.group("name") == "X" and not match.group().startswith(("on X", "On X", "in a", "In a")):
                continue
            add("posted", match.start(), match.end(), match.start(group), match.end(group))
    for start, end in _hinted(zones, PUBLISHED):
        for match in _PUBLISHED.finditer(copy, start, end):
            group = "where" if match.group("where") else "what"
            add("published", match.start(), match.end(), match.start(group), match.end(group))
    if written is not None:
        add("published", *written, *written)
    for start, end in _hinted(zones, TOLD):
        for pattern in (_INTERVIEW, _SPOKE_TO):
            for match in pattern.finditer(copy, start, end):
                add("told", match.start(), match.end(), match.start("name"), match.end("name"))
        for match in _SPOKE_ON.finditer(copy, start, end):
            if _is_outlet(match["name"]) or _ON_AIR.search(match["name"]):
                add("told", match.start(), match.end(), match.start("name"), match.end("name"))
        for match in _ASKED_BY.finditer(copy, start, end):
            add("told", match.start(), match.end(), match.start("name"), match.end("name"))
    if listener is not None:
        first, last = _hearer(copy, *listener)
        add("told", listener[0], listener[1], first, last)
    for start, end in _hinted(zones, QUOTED):
        for match in _QUOTED_BY.finditer(copy, start, end):
            group = "by" if match.group("by") else "quoter" if match.group("quoter") else "inn"
            if speaker is not None and match[group] == speaker[0]:
                continue  # "An interview with Ana Ruiz quoted her as saying"
            add("quoted", match.start(), match.end(), match.start(group), match.end(group))
    for start, end in _hinted(zones, REPORTED):
        for match in _REPORTED.finditer(copy, start, end):
            group = "by" if match.group("by") else "who"
            if _is_outlet(match.group(group)) or _is_called_outlet(copy, match.start(group)):
                add("reported", match.start(), match.end(), match.start(group), match.end(group))
    if speaker is not None and verb in ("report", "according"):
        if _is_outlet(speaker[0]) or verb == "report" and _is_called_outlet(copy, speaker[1]):
            add("reported", speaker[1], speaker[2], speaker[1], speaker[2])
    # Nearest the speaker first: to whom and where; then who passed it on, in the order of the copy.
    near = [step for step in found if step.kind not in _PASSED_ON]
    return (*near, *sorted((step for step in found if step.kind in _PASSED_ON), key=lambda step: step.start))


_CALENDAR = frozenset((*lx.WEEKDAYS, *lx.MONTHS))
_PASSED_ON = frozenset(("reported", "quoted"))


def occasion(text: str, copy: str, zones: list[Zone]) -> str:
    """As in "at the UN General Assembly", "in his evening address"; empty when the copy names none."""
    for start, end in _hinted(zones, OCCASION):
        match = _OCCASION.search(copy, start, end)
        if match:
            return " ".join(text[match.start() : match.end()].split())
    return ""
