"""Codes of countries, held to those that exist. Pure."""

from babel import Locale

# Of no country: what nobody knows, and two that programs are tested with.
_NOWHERE = ("ZZ", "XA", "XB")
COUNTRIES = frozenset(
    code for code in map(str, Locale("en").territories) if len(code) == 2 and code.isalpha() and code not in _NOWHERE
)
