"""Names and words folded for look-up: case, accents, script and transliteration. Pure."""

import re
import unicodedata

# Ukrainian and Russian letters in the plainest common romanisation. Sources disagree on y, i, iy, ii;
# `name_key` levels those afterwards, so one spelling each is enough here.
CYRILLIC = {
    **dict(zip("абвгґдезийіклмнопрстуфыэ", "abvggdeziiiklmnoprstufye", strict=True)),
    "є": "ye", "ж": "zh", "ї": "yi", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch",
    "ъ": "", "ь": "", "ю": "yu", "я": "ya", "ё": "yo", "ў": "u",
}  # fmt: skip
LATIN = {"ß": "ss", "æ": "ae", "œ": "oe", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ł": "l", "ı": "i"}

# fmt: off
TITLES = frozenset((
    "mr", "mrs", "ms", "miss", "dr", "prof", "sir", "dame", "lord", "lady", "president", "prime", "minister",
    "former", "foreign", "secretary", "senator", "sen", "rep", "gov", "governor", "general", "gen", "colonel",
    "col", "king", "queen", "prince", "princess", "chancellor", "chairman",
))
# fmt: on
APOSTROPHES = re.compile(r"['\u2018\u2019\u02bc`´]")
NOT_WORD = re.compile(r"[\W_]+")
WORDS = re.compile(r"[^\W\d_][\w'\u2019]*")
# "5,937", "5 937", "5’937"; a point in English copy begins decimals.
GROUPED = re.compile(r"(?<![\d.,])\d{1,3}(?:[ ,'\u2019\u00a0\u2009\u202f]\d{3})+(?![\d])")
NO_DIGIT = re.compile(r"\D")
# Words without a sense of their own, which a search leaves out; levelled they would look like words with one.
NO_NAMES = frozenset("any by just my myself only they very why you your yours yourself yourselves".split())


# Characters that cannot be seen, and make two names of one or turn round what stands beside them.
UNSEEN = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\u2800\u3164"
    r"\ufeff\uffa0\ufff9-\ufffb\U0001d173-\U0001d17a\U000e0000-\U000e007f]"
)
JOINERS = "\u200c\u200d"


class _Folded(dict[int, str]):
    """What each character becomes, worked out when it is first met: `str.translate` then runs at full speed."""

    def __missing__(self, code: int) -> str:
        char = chr(code)
        plain = CYRILLIC.get(char) if char in CYRILLIC else LATIN.get(char)
        if plain is None:
            plain = "".join(c for c in unicodedata.normalize("NFKD", char) if not unicodedata.combining(c))
        self[code] = plain
        return plain


_FOLDED = _Folded()


def fold(text: str) -> str:
    """Return `text` in lower-case Latin letters without accents, for comparing and searching.

    Cyrillic is romanised; other scripts are kept, without their combining marks where they
    decompose. Numbers and white space stay as they are.
    """
    if text.isascii():
        return text.lower()
    return unicodedata.normalize("NFC", text).casefold().translate(_FOLDED)


def unseen_in(name: str) -> str:
    """Return the first character of a name that nobody sees and no name needs; empty where there is none.

    Persian names and those of India have joiners (U+200C, U+200D) behind a letter or one of its marks.
    """
    for at, char in enumerate(name):
        if char in JOINERS:
            before = name[at - 1 : at]
            if not before or unicodedata.category(before)[0] not in "LM":
                return char
        elif UNSEEN.match(char):
            return char
    return ""


def is_unnamed(name: str) -> bool:
    """Whether a name is in small letters only, such as "a spokesman": it fits anybody and is nobody's own.

    Scripts without capitals cannot tell; nor are figures and handles such as "@anna" words of that kind.
    """
    return name.islower() and not any(char.isdigit() or char == "@" for char in name)


def name_key(name: str) -> str:
    """Return the form under which spellings of one name meet.

    Zelensky, Zelenskyy, Zelenskiy and Зеленський share a key, as do Sergei and Sergey.
    Titles before the name are dropped unless nothing else is left.
    """
    words = [w for w in NOT_WORD.split(APOSTROPHES.sub("", fold(name))) if w]
    bare = [w for w in words if w not in TITLES] or words
    return " ".join(_level(w) for w in bare if w != "the" or len(bare) == 1)


def levelled(word: str) -> str:
    """Return the form under which spellings of a word of a name meet; nothing where that is the folded word itself."""
    folded = fold(word)
    level = _level(APOSTROPHES.sub("", folded))
    return level if level != folded and folded not in NO_NAMES else ""


def with_spellings(text: str) -> str:
    """Return a text for the index of a search: folded, and behind it the levelled forms of what may be names.

    So that Zelenskyy in a text is found by Zelenskiy and by Зеленський, and 5,937 by 5937.
    """
    capitalised = dict.fromkeys(word for word in WORDS.findall(text) if not word[0].islower())
    levels = [level for word in capitalised if (level := levelled(word))]
    figures = [NO_DIGIT.sub("", figure) for figure in GROUPED.findall(text)]
    return " ".join((fold(text), *dict.fromkeys((*levels, *figures))))


def _level(word: str) -> str:
    """Bring the endings on which romanisations disagree (-y, -iy, -yy, -ii, -ij) to one."""
    return re.sub(r"[iyj]+", "i", word).replace("x", "ks")
