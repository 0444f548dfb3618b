"""Which evidence speaks for a claim, of how many sources. Pure: the desk's rule and what readers see count alike."""

from collections.abc import Iterable
from typing import Any


def supporting(evidence: Iterable[Any]) -> list[Any]:
    """Return the evidence for a claim that counts: what its publisher withdrew is no origin any more."""
    return _counting(evidence, "supports")


def contradicting(evidence: Iterable[Any]) -> list[Any]:
    """Return the evidence against a claim that counts."""
    return _counting(evidence, "contradicts")


def _counting(evidence: Iterable[Any], stance: str) -> list[Any]:
    return [row for row in evidence if row.stance == stance and not (row.document and row.document.withdrawn_at)]


def origins_of(evidence: Iterable[Any]) -> set[str]:
    """Return the independent origins of the evidence for a claim."""
    return {row.origin_key for row in supporting(evidence)}
