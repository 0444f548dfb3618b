"""Codes of languages that people enter, held to those that exist."""

from itertools import takewhile

from babel import Locale

from factcheck.base import DomainError

_KNOWN = Locale("en")


def refuse_unknown_language(code: str) -> None:
    """Refuse a code of a language (BCP 47) with a part that does not exist.

    Babel knows all languages with two letters, and some hundreds of the thousands with three: of those any is taken.
    What follows an “x” is anybody's own.
    """
    language, *parts = code.split("-")
    ruled = list(takewhile(lambda part: part.lower() != "x", parts))
    wrong = [] if _is_language(language) else [language]
    wrong += [part for part in ruled if not _is_part(part)]
    if wrong:
        raise DomainError(
            f"There is no “{wrong[0]}” among the codes of languages. English is en, Brazilian Portuguese pt-BR.",
            field="language",
        )


def _is_language(part: str) -> bool:
    return part.isalpha() and (len(part) == 3 or (len(part) == 2 and part.lower() in _KNOWN.languages))


def _is_part(part: str) -> bool:
    """Whether a part behind the language is a script, a country or region, a variant, or a language within it."""
    is_known = part.title() in _KNOWN.scripts or part.upper() in (*_KNOWN.territories, *_KNOWN.variants)
    return is_known or (len(part) == 3 and part.isalpha())
