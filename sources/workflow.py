"""Tables of allowed moves: those of an ingestion and of a capture. Pure: no Django, so both apps may ask."""

from collections.abc import Mapping

Moves = Mapping[str, frozenset[str]]

# A worker that died is followed by another, so work in progress may start again.
INGESTION_MOVES: Moves = {
    "queued": frozenset({"reading", "failed"}),
    "reading": frozenset({"queued", "extracting", "done", "failed"}),
    "extracting": frozenset({"queued", "reading", "done", "failed"}),
    "failed": frozenset({"retried"}),
    "retried": frozenset(),
    "done": frozenset(),
}
INGESTION_UNFINISHED = ("queued", "reading", "extracting")

# A copy that is kept is never replaced.
CAPTURE_MOVES: Moves = {
    "waiting": frozenset({"stored", "failed"}),
    "failed": frozenset({"waiting"}),
    "stored": frozenset(),
}


def is_allowed(moves: Moves, current: str, wanted: str) -> bool:
    """Tell whether `wanted` may follow `current`; an unknown state allows nothing."""
    return wanted in moves.get(current, frozenset())


def sql_refuses(moves: Moves, field: str) -> str:
    """Return an SQL condition, true for a change of `field` that the table does not allow."""
    allowed = " OR ".join(
        f"(OLD.{field} = '{current}' AND NEW.{field} IN ({', '.join(map(repr, sorted(following)))}))"
        for current, following in moves.items()
        if following
    )
    return f"NEW.{field} <> OLD.{field} AND NOT ({allowed})"
