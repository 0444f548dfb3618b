"""How fast the reader is, how much memory it takes, whether time grows with length only.

    python benchmarks/extraction.py [--articles FILE.jsonl]

Without a file of articles (one JSON object with "text" a line) it reads the tests' own sentences, put together.
The yardstick of every run is a bare reader of three patterns over the same text: quotation, name, "said"; it finds and
attributes direct statements about as well as such readers do.
"""

from __future__ import annotations

import argparse
import json
import re
import resource
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

from claims.extraction import read  # noqa: E402  # the path is set above
from claims.tests.extraction.table import cases  # noqa: E402

QUOTATION = re.compile(r"[\"“][^\"”\n]+[\"”]?|''(?:[^'\n]|'(?!'))+(?:'')?")
NAME = re.compile(r"\b(?:[Hh]e|[Ss]he|[Tt]hey|who)\b|[A-Z][\w’'-]+(?: [A-Z][\w.’'-]+)*")
SAID = re.compile(r"\b(?:said|says|told|added|asked|wrote)\b")
#: Fewer words in quotation marks are a statement only where somebody "said".
FEW_WORDS = 5
SHARED = ROOT.parent / "shared" / "data" / "quotes" / "dev.jsonl"
STARTS = 5
#: A pass is measured so often and the best one counts: other work on the machine must not.
PASSES = 5
AT_ONCE = 40


def articles(path: Path | None) -> list[str]:
    if path is None and SHARED.exists():
        path = SHARED
    if path is not None:
        return [json.loads(line)["text"] for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    sentences = [case.text for case in cases()]
    return ["\n\n".join(sentences[at : at + 40]) for at in range(0, len(sentences), 20)] * 10


def bare(text: str) -> list[tuple[int, int, str]]:
    """The yardstick: what stands in quotation marks, and the name nearest to the nearest "said" of its paragraph.

    On the development split 0.751 of direct statements with their speaker (F1), 0.628 with mixed ones.
    """
    full_names: dict[str, str] = {}
    found = []
    speaker = ""
    start = 0
    for paragraph in text.splitlines(keepends=True):
        quotations = [match.span() for match in QUOTATION.finditer(paragraph)]
        names = []
        for match in NAME.finditer(paragraph):
            full_names.setdefault(match[0].rsplit(" ", 1)[-1], match[0])
            if is_outside(quotations, match.start()):
                names.append(match)
        saids = [match.start() for match in SAID.finditer(paragraph) if is_outside(quotations, match.start())]
        for first, last in quotations:
            if saids and names:
                said = min(saids, key=lambda at: min(abs(at - last), abs(at - first)))
                name = min(names, key=lambda name: min(abs(name.start() - said), abs(name.end() - said)))
                speaker = full_names[name[0].rsplit(" ", 1)[-1]]
            elif paragraph.count(" ", first, last) < FEW_WORDS - 1:
                continue
            found.append((start + first, start + last, speaker))
        start += len(paragraph)
    return found


def is_outside(quotations: list[tuple[int, int]], at: int) -> bool:
    for first, last in quotations:  # noqa: SIM110 - twice as fast as any()
        if first < at < last:
            return False
    return True


def best(work: Callable[[str], object], texts: list[str]) -> float:
    """CPU seconds for all texts, each few of them at their best of several passes."""
    total = 0.0
    for first in range(0, len(texts), AT_ONCE):
        some = texts[first : first + AT_ONCE]
        total += min(seconds(all_of, work, some) for _ in range(PASSES))
    return total


def all_of(work: Callable[[str], object], texts: list[str]) -> None:
    for text in texts:
        work(text)


def seconds(work: object, *arguments: object) -> float:
    started = time.process_time()
    work(*arguments)  # type: ignore[operator]
    return time.process_time() - started


def start_up() -> float:
    """Wall time of a whole process that imports the reader and reads one line; the best of a few."""
    command = [sys.executable, "-c", "from claims.extraction import read; read('\"No,\" said Ada Obi.')"]
    best = float("inf")
    for _ in range(STARTS):
        started = time.perf_counter()
        subprocess.run(command, check=True, cwd=ROOT)
        best = min(best, time.perf_counter() - started)
    return best


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=Path)
    texts = articles(parser.parse_args().articles)
    read(texts[0])
    ours, yardstick = best(read, texts), best(bare, texts)
    characters = sum(map(len, texts))
    print(f"{len(texts)} articles, {characters / len(texts):.0f} characters each")
    print(f"reader       {len(texts) / ours:8.0f} articles a second, {characters / ours / 1e6:.2f} MB a second")
    print(
        f"bare pattern {len(texts) / yardstick:8.0f} articles a second; the reader reaches {yardstick / ours:.2f} of it"
    )
    print(f"start-up     {start_up():8.2f} s")
    long = "\n\n".join(texts)
    while len(long) < 5_000_000:
        long += "\n\n" + long
    half, whole = seconds(read, long[:500_000]), seconds(read, long[:5_000_000])
    print(f"500 kB       {half:8.2f} s")
    print(f"5 MB         {whole:8.2f} s ({whole / half:.1f} times as long)")
    print(f"peak memory  {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024:8.0f} MB")


if __name__ == "__main__":
    main()
