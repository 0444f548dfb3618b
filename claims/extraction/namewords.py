"""Which words of a capitalised run are a name, which a title, which neither."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache

from . import lexicon as lx
from .rolewords import is_agent
from .words import AUXILIARY_NAMES, UPPER_NAMES, F, flags_of


@lru_cache(maxsize=50_000)
def plain(word: str) -> str:
    return word.lower().rstrip(".").replace(".", "")


#: Start, end and start of the name proper within the run; the name's words; the title.
_Piece = tuple[int, int, int, tuple[str, ...], str]
_LOW_LINKS = frozenset("of for the de da di du von van der den bin bint ibn al el la dos del &".split())
_MAX_CUTS = 50_000


@lru_cache(maxsize=_MAX_CUTS)
def cut_names(found: str, in_title: bool) -> tuple[_Piece, ...]:
    """Names in one capitalised run, without function words at its edges."""
    return tuple(_cut(found, in_title))


def _cut(found: str, in_title: bool) -> Iterator[_Piece]:
    parts: list[tuple[str, int]] = []
    at = 0
    for word in found.split(" "):
        if word and not (parts and word[0] in _ASIDES):  # "Harold "Hal" Winchester", "Chief (Mrs) Ana Ruiz"
            parts.append((word.rstrip(","), at))
        at += len(word) + 1
    while parts and _never_name(parts[0][0], len(parts) > 1):
        parts.pop(0)
    if len(parts) > 2 and parts[1][0] == "for" and parts[0][0].lower() in _SENT:
        del parts[:2]  # "Lawyers for the Home Office": the house is named, not its lawyers
    run: list[tuple[str, int]] = []
    for position, (word, place) in enumerate(parts):
        low = word.lower()
        stop = (
            low in _CUT_TIMES
            and low not in _NAME_MONTHS
            and not (position and word.isupper() and parts[position - 1][0].isupper())
            and not (position and parts[position - 1][0].rstrip(".") in _BEFORE_NAME)
            and not (low in _PARTS_OF_DAY and parts[position + 1 : position + 2] and parts[position + 1][0] in _DAILIES)
        )
        if (
            in_title
            and run
            and flags_of(low) & F.VERB
            and not (word in lx.first_names() or flags_of(low) & F.NOUN and low not in _VERB_FORMS)
        ):
            stop = True
        if in_title and run and low in lx.tags() and flags_of(low) & F.ADVERB and word not in lx.first_names():
            stop = True  # "Gov. Marla Teague Just Signed"
        if low in _NUMBERED and not (run and run[-1][0] in lx.first_names()):
            stop = True  # "gave Ukraine ten Leopard tanks", but "Erik ten Broek"
        if word == "for" and len(run) > 1 and parts[position + 1 : position + 2] and parts[position + 1][0] == "the":
            last = run[-1][0].lower()
            if last not in lx.ORGANISATION_WORDS and last not in lx.TITLES and not last.endswith("s"):
                stop = True  # "Holm Research for the Herald"
        auxiliary = (word == "Don" or not in_title and word in AUXILIARY_NAMES) and position + 1 < len(parts)
        cause = word in _CAUSES and run and run[-1][0].endswith(("s", "men", "ople")) and position + 1 < len(parts)
        strange = word[0].isupper() and len(word) > 1 and _function_word(word) and not auxiliary and not cause
        if stop or position and strange:
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
    if word in _LOW_LINKS or word.startswith("I'") or low == "according":
        return True
    bits = flags_of(low)
    if not more and low.endswith("ed") and bits & F.VERB and not bits & F.NOUN and word not in lx.first_names():
        return True  # "Pressed twice, she said"
    if not more and low.endswith("ed") and "-" in low and flags_of(low.rsplit("-", maxsplit=1)[1]) & F.VERB:
        return True  # "Cross-examined, she said"
    if more and "-" in word and not _is_compound_title(low):
        tail = word.rsplit("-", maxsplit=1)[1]
        if "-of-" in word or tail.islower() and tail in lx.tags():
            return True  # "Tesla-rival Voltara", "Mother-of-two Ana Ruiz"
    if bits & F.WH and not bits & F.PRONOUN or not more and (bits & F.NUMBER or low == "one"):
        return True  # "One had left", "Three names to add"
    if bits & F.FUNCTION and not (low == "us" and word.isupper()):
        return word not in AUXILIARY_NAMES or not more
    if more and low in _QUARTERS:
        return False  # "West Yorkshire Police"
    return bool(bits & F.ADVERB and bits & F.OPENER) or more and low in _NEVER


def _function_word(word: str) -> bool:
    low = word.lower()
    return bool(flags_of(low) & F.FUNCTION) and low != "us" and low not in _LOW_LINKS


def _kept(run: list[tuple[str, int]]) -> Iterator[_Piece]:
    while run and (run[-1][0].lower() in _LOW_LINKS):
        run.pop()
    while run and run[0][0].lower() in _LOW_LINKS and not (run[0][0] in _PARTICLES and len(run) > 1):
        run.pop(0)
    if not run:
        return
    while len(run) > 2 and run[-1][0].rstrip(".") in _HONOURS:
        run.pop()
    words = [word for word, _ in run]
    start = run[0][1]
    end = run[-1][1] + len(run[-1][0])
    if house_head(words) is not None:
        yield start, end, start, tuple(words), ""
        return
    core = _title_end(words)
    title = " ".join(words[:core])
    names = words[core:]
    if "of" in names:
        cut = names.index("of")
        person = _is_person(tuple(names[:cut]), title) or plain(names[cut - 1]) not in _OF_NAMES
        if cut and person and names[cut + 1 :][0:1]:
            names = names[:cut]
            end = run[core + cut - 1][1] + len(run[core + cut - 1][0])
    yield start, end, run[core][1] if core < len(run) else start, tuple(names), title


_ASIDES = frozenset("(\"'\u201c\u2018")
#: What a house is, in its name, before what it is for or of: "the Institute for the Study of War".
HOUSE_HEADS = frozenset(
    "Department Departments Centers Centres Center Centre Ministry Office Institute Institution Committee Bureau "
    "Council Agency Commission College Society Organisation Organization Association Associations Federation "
    "Confederation Alliance Coalition Campaign Union League Foundation Fund Trust Board Academy Network Forum Group "
    "Conference Congress University School Museum Chamber Authority Corporation Directorate Inspectorate Secretariat "
    "Service Administration Assembly Archdiocese Diocese Citizens Mothers Physicians Friends Daughters Sons Parents "
    "Partnership Initiative Project Programme Program Movement Brotherhood Guild Observatory Registry Nurses Workers "
    "Teachers Employees Staff Court Tribunal Force Community Front".split()
)
#: Where one of these comes after "and", another house is named: "the Ministry of Defence and the Foreign Office".
STRONG_HEADS = frozenset("Department Ministry Office Agency Commission Army Navy Police Party Parliament".split())
HOUSE_LINKS = frozenset("of for on to against Against Without".split())


def house_head(words: list[str]) -> int | None:
    """Where the word stands that says that a name is of a house, right before "of", "for", "on" or last in it.

    None where a name of a person follows: "Institute for the Study of War Director Ana Ruiz".
    """
    linked = next((k for k, word in enumerate(words) if word in HOUSE_LINKS), len(words))
    if not linked or words[linked - 1] not in HOUSE_HEADS or linked == len(words) and linked > 1:
        return None
    for k in range(linked, len(words) - 1):
        low = plain(words[k])
        if (low in lx.TITLES and low not in _DEMONYMS or low in lx.CALLINGS) and words[k + 1] in lx.first_names():
            return None
    return linked - 1


#: "De Boer said": the beginning of a name where it has a capital.
_PARTICLES = frozenset("De Di Da Du Van Von Del Dos Al El Bin Ibn".split())
#: What stands behind a name: "Fiona Leigh KC".
_HONOURS = frozenset("KC QC MP MBE OBE CBE KBE DBE SC JP PhD Esq MSP TD".split())
_SENT = frozenset(
    "lawyers attorneys officials representatives spokesmen spokespeople supporters relatives aides analysts "
    "prosecutors police counsel barristers advocates reps rep representative friends fans publicists spokesman "
    "spokeswoman spokesperson publicist agents managers".split()
)
#: "Doctors Without Borders".
_CAUSES = frozenset(("Without", "Against", "Beyond", "Across", "Between"))
#: "The Morning Star", "the Evening Standard".
_PARTS_OF_DAY = frozenset(("morning", "evening"))
_DAILIES = frozenset("Star Standard Post Herald News Chronicle Telegraph Times Mail Call Echo Advocate Courier".split())
#: A weekday after these is a name: "Mr. Sunday Ogbonna".
_BEFORE_NAME = frozenset(("Mr", "Mrs", "Ms", "Dr", "Chief", "Pastor", "Prince"))
_QUARTERS = frozenset("north south east west".split())
_NUMBERED = frozenset(("ten",))
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


def is_initial(word: str) -> bool:
    return len(word.rstrip(".")) == 1 and word[0].isupper()


def _title_end(words: list[str]) -> int:
    """How many leading words are titles and offices: "Secretary of State | John Kerry"."""
    size = len(words)
    if size > 2 and plain(words[0]) in lx.CALLINGS and words[1][0].isupper() and _begins_name(words[1]):
        # "Midfielder Scott Olsen", but not "Teacher Retirement System".
        return 1 if plain(words[1]) in _GIVEN_TOO else 1 + _title_end(words[1:])
    for k in range(1, size - 1):
        if words[k] in lx.first_names() and words[k].lower() not in lx.tags() and _is_calling(words[k - 1]):
            return k  # "United Auto Workers Secretary-Treasurer | Ana Ruiz"
    last = 0
    index = 0
    while index < size:
        low = plain(words[index])
        surname = low in _SURNAME_TITLES and _is_after_name(words, index)
        surname = surname or low in _GIVEN_TOO and index > 0 and plain(words[index - 1]) in _TRADES
        executive = low == "executive" and index > 0 and plain(words[index - 1]) == "chief"
        honoured = low in _HONORIFICS and last < index  # "Khaleda Begum Ali"
        malay = (
            low in _MALAY and index > 0 and last == index or low == "tan" and words[index + 1 : index + 2] == ["Sri"]
        )
        ranked = not index and words[0] in _RANKED and _is_rank(words)
        titled = low in lx.TITLES or executive or malay or _is_compound_title(low) or ranked
        if titled and not surname and not honoured:
            after = index + 1
            if after < size and words[after] in ("of", "for"):
                after = _field_end(words, after)
            if after <= size - 1 and plain(words[after]) not in _ORG_AFTER_TITLE:
                last = after
                index = after
                continue
            if after >= size and last == 0 and index == size - 1 and size > 1:
                return 0
        index += 1
    rest = words[last:]
    if "of" in rest[1:]:
        rest = rest[: rest.index("of")]  # "Prof Ana Ruiz | of the National University"
    if all(plain(word) in lx.TITLES for word in rest) and not (rest and _is_after_name(words, size - 1)):
        return 0
    if (
        last
        and rest
        and all(_is_of_house(w) for w in rest)
        and plain(words[last - 1]) in _DEMONYMS | _FIELDS | _SURNAME_TITLES
    ):
        return 0
    if (
        last
        and rest
        and _is_of_house(rest[-1])
        and len(rest) > 1
        and (plain(words[last - 1]) not in ("mr", "mrs", "ms", "sen", "rep", "gov", "dr"))
    ):
        return 0
    return last


def _is_of_house(word: str) -> bool:
    """As in "Morning Star | Lines", "Southern African Development | Community": the word that says what a house is."""
    return plain(word) in lx.ORGANISATION_WORDS or word in HOUSE_HEADS or word in _FIRMS


#: The last word of a firm's name.
_FIRMS = frozenset("Lines Partners Ventures Shipping Logistics Mining Steel Cement Textiles Farms Mills Hotels".split())
#: First names, too: "Striker Prince Mbeki", "Singer Princess Eze".
_GIVEN_TOO = frozenset("prince princess king queen star".split())
_TRADES = frozenset("singer rapper actor actress comedian activist coach".split())
#: Titles of address that are names as well, behind another word of the name: "Khaleda Begum".
_HONORIFICS = frozenset("begum tun puan pandit igwe mullah frau madame".split())
#: The second half of "Datuk Seri", "Dato' Sri", "Tan Sri"; a name elsewhere.
_MALAY = frozenset(("seri", "sri"))
_DETECTIVES = frozenset("PC DC WPC DS DI DCI TDC".split())
_RANKS = frozenset("PC DC WPC DS DI DCI TDC SPC PFC Pte Cpl Const".split())
_RANKED = _RANKS | _DETECTIVES | {"Don"}


def _is_rank(words: list[str]) -> bool:
    """As in "PC Laura Holt" and "Don Ramiro Solis": a rank or a form of address that is other things, too."""
    if len(words) < 3 or words[1] not in lx.first_names():
        surname = (
            len(words) > 1 and words[1].istitle() and not {words[1].lower(), words[1].lower()[:-1]} & lx.tags().keys()
        )
        return len(words) == 2 and surname and words[0] in _DETECTIVES  # "DC Holt"
    return words[0] in _RANKS or words[0] == "Don" and words[1].endswith("o")


def _names_field(word: str) -> bool:
    """As in "Foreign Affairs", "Housing": what a minister is minister for, and no name."""
    return word in ("the", "and", "of") or word.lower() in lx.tags() and word not in lx.first_names()


def _is_calling(word: str) -> bool:
    """As in "Journalist", "Secretary-Treasurer": what somebody does, and no name."""
    return word not in lx.first_names() and word[0].isupper() and is_agent(word.lower().rsplit("-", maxsplit=1)[-1])


#: What a surname stands behind alone: "Mr. King".
_FORMS_OF_ADDRESS = frozenset("mr mrs ms miss dr mx prof sen rep senator representative gov".split())


def _is_after_name(words: list[str], index: int) -> bool:
    """Whether a title is a surname here: "Peter T. King", "Mr. Prince"."""
    before = index - 1
    while before > 0 and is_initial(words[before]):
        before -= 1
    if before < 0 or plain(words[index]) not in _SURNAME_TITLES:
        return False
    return words[before] in lx.first_names() or before == 0 and plain(words[0]) in _FORMS_OF_ADDRESS


def _is_compound_title(low: str) -> bool:
    """As in "ex-minister", "co-founder", "president-elect", "minister-designate"."""
    first, _, rest = low.partition("-")
    if first in ("ex", "co", "vice", "deputy"):
        return rest in lx.TITLES or rest in lx.CALLINGS
    return rest in ("elect", "designate") and first in lx.TITLES


def _field_end(words: list[str], at: int) -> int:
    """Where the name begins after "Minister | of State for Home Affairs | Sun Xuelin"."""
    fields = [i for i in range(at, len(words) - 1) if plain(words[i]) in _GOVERNED]
    if fields and words[fields[-1] + 1] != "for":
        return fields[-1] + 1
    if fields:
        at = fields[-1] + 1  # "Minister of State for Planning"
    if words[at] == "for":
        # "Minister for Housing | Aoife Brennan": the name begins where the words of the language end.
        name = next((i for i in range(at + 1, len(words)) if not _names_field(words[i])), len(words))
        return name if name > at + 1 else len(words)
    after = at + 1
    if after < len(words) and words[after] == "the":
        after += 1
    return after + 1


def _begins_name(word: str) -> bool:
    """Whether a person's name may begin so: no word of the language does, unless it is a first name."""
    return (
        word in lx.first_names()
        or plain(word) in lx.TITLES
        # An adjective stands in the tags: "Rizal" only ends like one.
        or not flags_of(word.lower()) & F.VERB
        and (word.lower() not in lx.tags())
    )


#: What a minister is minister of, a chairman chairman of: the name comes after the last of these.
_GOVERNED = frozenset(
    "police state affairs defense defence security health education trade justice interior finance energy power "
    "agriculture "
    "labour labor transport transportation environment development commerce industry culture council treasury "
    "exchequer staff intelligence operations communications relations board committee commission bank ministry "
    "department agency parliament senate house assembly army navy party union federation service police".split()
)
#: "The Foreign Ministry" is one name.
_FIELDS = frozenset("foreign defense defence interior finance justice health prime".split())
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
    "of for and assembly parliament league association nation statistics affairs rights relations service services "
    "executive".split()
)


def _is_person(words: tuple[str, ...], title: str) -> bool:
    if title:
        return True
    return len(words) > 1 and words[0] in lx.first_names()
