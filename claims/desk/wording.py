"""How the desk puts numbers into words, and whether words are in its language."""

from claims.public.languages import desk_language


def all_of(count: int) -> str:
    """Return how several things are named together: "both", "all 3"."""
    return "both" if count == 2 else f"all {count}"


def is_ours(language: str) -> bool:
    """Return whether words are in the desk's language, as far as anybody knows."""
    return language in ("", "und") or language.partition("-")[0] == desk_language().partition("-")[0]
