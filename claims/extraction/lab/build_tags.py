"""Makes `data/tags.txt`: English words with the parts of speech they had in free treebanks.

python -m claims.extraction.lab.build_tags FOLDER_WITH_CONLLU
"""

from __future__ import annotations

import sys
from collections import Counter, defaultdict
from pathlib import Path

TARGET = Path(__file__).parent.parent / "data" / "tags.txt"
HEADER = """\
# Words with their parts of speech, most frequent first: N noun, V verb, A adjective, R adverb.
# Counted by lab/build_tags.py in Universal Dependencies UD_English-EWT (dev and test, CC BY-SA 4.0,
# universaldependencies.org) and UD_English-PUD (CC BY-SA 3.0). This file is under CC BY-SA 4.0.
"""
LETTER = {"NOUN": "N", "VERB": "V", "ADJ": "A", "ADV": "R", "PROPN": "P"}
#: A second tag is kept from this share on; below it, it is mostly annotation noise.
MIN_SHARE = 0.12


def main(folder: str) -> None:
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for path in sorted(Path(folder).glob("*.conllu")):
        for line in path.read_text(encoding="utf-8").splitlines():
            columns = line.split("\t")
            if len(columns) < 6 or not columns[0].isdigit():
                continue
            word, tag = columns[1].lower(), LETTER.get(columns[3], "x")
            if word.isalpha() or "-" in word.strip("-"):
                counts[word][tag] += 1
    lines = []
    for word, tags in sorted(counts.items()):
        total = sum(tags.values())
        kept = [t for t, n in tags.most_common() if n / total >= MIN_SHARE and t not in "xP"]
        if kept:
            lines.append(f"{word} {''.join(kept)}\n")
    TARGET.write_text(HEADER + "".join(lines), encoding="utf-8")
    print(f"{len(lines)} words")


if __name__ == "__main__":
    main(sys.argv[1])
