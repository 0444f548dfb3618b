"""Reads `sentences.txt`: our own sentences with what the reader should find in them."""

from dataclasses import dataclass
from pathlib import Path

TABLE = Path(__file__).with_name("sentences.txt")


@dataclass(frozen=True)
class Case:
    trap: str
    text: str
    spans: tuple[tuple[int, int], ...]
    speakers: tuple[str | None, ...]
    chain: tuple[tuple[str, str], ...]


def _parse(line: str) -> Case:
    trap, marked, names, chain = (part.strip() for part in line.split(" |"))
    marked = marked.replace("¶", "\n").replace("<9D>", "\x9d").replace("<00>", "\x00")
    text, spans, opened = "", [], 0
    at = 0
    while at < len(marked):
        if marked.startswith("[[", at):
            opened = len(text)
            at += 2
        elif marked.startswith("]]", at):
            spans.append((opened, len(text)))
            at += 2
        else:
            text += marked[at]
            at += 1
    speakers = tuple(None if name.strip() == "-" else name.strip() for name in names.split(";")) if names else ()
    steps = tuple((kind, name) for kind, _, name in (step.strip().partition(":") for step in chain.split(";")) if kind)
    return Case(trap, text, tuple(spans), speakers, steps)


def cases() -> list[Case]:
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [_parse(line) for line in lines if line and not line.startswith("#")]
