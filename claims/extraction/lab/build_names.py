"""Makes `data/first_names.txt` from the name lists of the Faker package (MIT licence).

python -m claims.extraction.lab.build_names
"""

from __future__ import annotations

import importlib
import pkgutil
import re
from collections import Counter
from pathlib import Path

from faker.providers import person

TARGET = Path(__file__).parent.parent / "data" / "first_names.txt"
HEADER = """\
# First names: m male, f female, u either. Collected by lab/build_names.py from the person
# providers of Faker (Copyright Daniele Faraglia and contributors, MIT licence).
"""
LATIN = re.compile(r"[A-ZÀ-ÖØ-Þ][a-zß-öø-ÿĀ-ſș-ț'-]+")
#: English-language lists count more: the reader reads English news.
ENGLISH_WEIGHT = 3


def main() -> None:
    votes: dict[str, Counter[str]] = {}
    for module in pkgutil.iter_modules(person.__path__):
        provider = importlib.import_module(f"{person.__name__}.{module.name}").Provider
        weight = ENGLISH_WEIGHT if module.name.startswith("en") else 1
        for attribute, letter in (("first_names_male", "m"), ("first_names_female", "f")):
            for name in set(getattr(provider, attribute, None) or ()):
                if LATIN.fullmatch(name):
                    votes.setdefault(name, Counter())[letter] += weight
    lines = []
    for name, count in sorted(votes.items()):
        male, female = count["m"], count["f"]
        letter = "m" if male > 2 * female else "f" if female > 2 * male else "u"
        lines.append(f"{name} {letter}\n")
    TARGET.write_text(HEADER + "".join(lines), encoding="utf-8")
    print(f"{len(lines)} names")


if __name__ == "__main__":
    main()
