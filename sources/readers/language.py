"""In which language a text is that names none: known by its letters or its commonest words, or not at all."""

from __future__ import annotations

from collections import Counter

# Frequent in English and rare elsewhere: not "in", "was" or "on", which other languages have too.
_ENGLISH = frozenset(
    "the of and to that it with by from they we not have has had would said who which are his her their this were she"
    " been its than what will you there".split()
)
# As they stand in sentences and headlines: looked up so, no word need be lowered.
_FORMS = _ENGLISH | {word.capitalize() for word in _ENGLISH} | {word.upper() for word in _ENGLISH}
# The same for other languages in Latin letters; those that two of them share tell nothing.
_OTHERS = {
    "fr": frozenset(
        "les des une est dans pour qui sur pas au aux avec ce cette ont été plus sont nous vous leur".split()
    ),
    "de": frozenset(
        "der die das und nicht von mit ist den dem ein eine auf für sich auch wird nach bei werden".split()
    ),
    "es": frozenset("los las el una por con para del se su al más como pero fue ha este sobre entre también".split()),
    "it": frozenset("il di che gli della nel sono una per con non più dei alla anche è stato delle questo".split()),
    "pt": frozenset("os as um uma não com para por mais do da dos das ao foi pela pelo também são".split()),
    "pl": frozenset("w z na nie się że do jest to jak przez po od o dla które są także był".split()),
}
# A script that one language, or one far more than others, is written in; by the first and the last of its letters.
_SCRIPTS = (
    ("\u0370", "\u03ff", "el"),
    ("\u0400", "\u04ff", "cyrillic"),
    ("\u0530", "\u058f", "hy"),
    ("\u0590", "\u05ff", "he"),
    ("\u0600", "\u06ff", "arabic"),
    ("\u0900", "\u097f", "hi"),
    ("\u0e00", "\u0e7f", "th"),
    ("\u10a0", "\u10ff", "ka"),
    ("\u3040", "\u30ff", "ja"),
    ("\u4e00", "\u9fff", "zh"),
    ("\uac00", "\ud7af", "ko"),
)
SAMPLE = 200
# Of English news copy about a fifth of the words are of that list; of other languages' under a fiftieth.
SHARE = 0.1
# Names in other letters are no text in another language.
SCRIPT_SHARE = 0.5
UNDETERMINED = "und"


def language_of(text: str) -> str:
    """Return the code of the language that a text clearly is in, else `und`, BCP 47's word for what is not known."""
    words = text[: SAMPLE * 12].split(maxsplit=SAMPLE)[:SAMPLE]
    if _is_clear([word for word in words if word in _FORMS], len(words)):
        return "en"
    return _by_script(text[: SAMPLE * 6]) or _by_words(words) or UNDETERMINED


def _is_clear(found: list[str], count: int) -> bool:
    return len(found) >= SHARE * count and len({word.lower() for word in found}) >= 2


def _by_words(words: list[str]) -> str:
    lowered = [word.lower() for word in words]
    found = {code: [word for word in lowered if word in common] for code, common in _OTHERS.items()}
    code = max(found, key=lambda one: len(found[one]))
    rivals = [len(rest) for other, rest in found.items() if other != code]
    is_alone = len(found[code]) > 2 * max(rivals)
    return code if is_alone and _is_clear(found[code], len(words)) else ""


def _by_script(text: str) -> str:
    letters = [char for char in text.lower() if char.isalpha()]
    counts = Counter(script for char in letters for first, last, script in _SCRIPTS if first <= char <= last)
    if not counts:
        return ""
    # Japanese mixes its own letters with Chinese ones.
    script = "ja" if counts["ja"] > 0.1 * len(letters) else counts.most_common(1)[0][0]
    if sum(counts.values()) < SCRIPT_SHARE * len(letters):
        return ""
    present = set(letters)
    if script == "arabic":
        return "fa" if present & set("پچژگ") else "ar"
    if script == "cyrillic":
        return _cyrillic(present)
    return script


def _cyrillic(present: set[str]) -> str:
    if present & set("ўјљњћђџ"):
        return "be" if "ў" in present else ""
    if present & set("їєґ") or ("і" in present and not present & set("ыэъ")):
        return "uk"
    if present & set("ыэё"):
        return "ru"
    return "bg" if "ъ" in present else ""
