"""The laboratory: scores the reader, compares with the last recorded run, shows what was won and lost.

    python -m claims.extraction.lab                 score, compare, list
    python -m claims.extraction.lab --record        and make this the run to compare with
    python -m claims.extraction.lab --ablation      the score without each step
    python -m claims.extraction.lab --part odd      only every other article (to tune on one half, check on the other)

The hand-marked articles lie beside the project in ../shared and never enter it; what is recorded goes to var/lab.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from types import ModuleType
from typing import Any

from claims.extraction import READER, read
from claims.extraction.lab import ablation, score

ROOT = Path(__file__).parents[3]
GOLD = ROOT.parent / "shared" / "data" / "quotes" / "dev.jsonl"
SCORER = ROOT.parent / "shared" / "tools" / "score_quotes.py"
LAST = ROOT / "var" / "lab" / "last.json"
#: What the reader is to reach, by section and figure of the scorer.
TARGETS = (
    ("direct", "quote+speaker", 0.90),
    ("direct+mixed", "quote+speaker", 0.86),
    ("indirect-speech", "overlap", 0.66),
    ("all", "quote+speaker", 0.64),
    ("all", "named_accuracy", 0.90),
    ("all", "pronoun_accuracy", 0.70),
)


def _value(result: dict[str, Any], section: str, figure: str) -> float:
    found = result[section][figure]
    return float(found["f1"] if isinstance(found, dict) else found or 0.0)


def _line(name: str, result: dict[str, Any]) -> str:
    return f"{name:34}" + " ".join(f"{_value(result, section, figure):9.3f}" for section, figure, _ in TARGETS)


def _head() -> str:
    names = ("direct", "dir+mix", "indirect", "all", "named", "pronouns")
    return f"{'':34}" + " ".join(f"{name:>9}" for name in names)


def _table_of_traps() -> str:
    from claims.tests.extraction.table import cases  # noqa: PLC0415  # the tests' table, needed here only

    groups: dict[str, list[int]] = {}
    for case in cases():
        quotes = read(case.text).quotes
        right = [(q.start, q.end) for q in quotes] == list(case.spans) and [q.speaker for q in quotes] == list(
            case.speakers
        )
        groups.setdefault(case.trap.split("-")[0], []).append(int(right))
    return "\n".join(f"  {trap:14} {sum(hits):3} of {len(hits):3}" for trap, hits in sorted(groups.items()))


def _compare(units: list[score.Unit], limit: int) -> None:
    if not LAST.exists():
        print("\nNo earlier run is recorded (--record makes this one the mark).")
        return
    last = json.loads(LAST.read_text(encoding="utf-8"))
    before: dict[str, str] = last["outcomes"]
    now = {unit.key: unit.outcome for unit in units}
    sentence = {unit.key: unit.sentence for unit in units}
    good = "right"
    won = [key for key, outcome in now.items() if outcome == good and before.get(key, "") not in (good,)]
    lost = [key for key, outcome in before.items() if outcome == good and now.get(key) != good]
    print(f"\nAgainst {last['reader']}: won {len(won)}, lost {len(lost)}")
    for sign, keys in (("+", won), ("-", lost)):
        for key in keys[:limit]:
            was = before.get(key, "not there") if sign == "+" else now.get(key, "not there")
            print(f"  {sign} ({was}) {sentence.get(key, key)[:200]}")


def _ablate(module: ModuleType, records: list[dict[str, Any]]) -> None:
    """The score without each step, and what each step gives every publisher: its gain in "all, right speaker"."""
    publishers = sorted({record["publisher"] for record in records})
    parts = [[record for record in records if record["publisher"] == publisher] for publisher in publishers]

    def of_each(found: dict[str, list[dict[str, Any]]]) -> list[float]:
        return [_value(module.score(part, found), "all", "quote+speaker") for part in parts]

    found = score.predictions(records)
    whole = of_each(found)
    print(_head() + "  gain for " + ", ".join(publishers))
    print(_line("everything", module.score(records, found)))
    for number, (name, *_) in enumerate(ablation.STEPS):
        with ablation.without(number):
            less = score.predictions(records)
        gains = " ".join(f"{with_ - without:+7.3f}" for with_, without in zip(whole, of_each(less), strict=True))
        print(_line(f"without {name}"[:34], module.score(records, less)) + "  " + gains)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--gold", type=Path, default=GOLD)
    parser.add_argument("--scorer", type=Path, default=SCORER)
    parser.add_argument("--record", action="store_true")
    parser.add_argument("--ablation", action="store_true")
    parser.add_argument("--part", choices=["all", "odd", "even"], default="all")
    parser.add_argument("--list", type=int, default=12, metavar="N", help="how many won and lost to print")
    options = parser.parse_args()
    print(f"{READER}\n\nOur own sentences, by trap:\n{_table_of_traps()}")
    if not options.gold.exists() or not options.scorer.exists():
        print("\nThe hand-marked articles are not beside the project; nothing else to score.")
        return 0
    module = score.scorer(options.scorer)
    records = score.load(options.gold)
    if options.part != "all":
        records = records[options.part == "odd" :: 2]
    if options.ablation:
        _ablate(module, records)
        return 0
    started = time.process_time()
    found = score.predictions(records)
    seconds = time.process_time() - started
    result = module.score(records, found)
    print(f"\n{len(records)} articles, {len(records) / seconds:.0f} a second")
    print(_head())
    print(f"{'to reach':34}" + " ".join(f"{target:9.2f}" for _, _, target in TARGETS))
    print(_line("all articles", result))
    for publisher in sorted({record["publisher"] for record in records}):
        part = [record for record in records if record["publisher"] == publisher]
        print(_line(f"  {publisher}", module.score(part, found)))
    units = score.units(module, records, found)
    print("\nErrors, commonest first")
    for kind, outcome, number in score.error_table(units)[:14]:
        print(f"  {number:5}  {kind:9} {outcome:18} {'#' * (number // 50)}")
    print("\nConfidence as stated, number, share right")
    for step, number, share in score.reliability(module, records, found):
        print(f"  {step:.1f} {number:6} {share:.2f}")
    _compare(units, options.list)
    if options.record:
        LAST.parent.mkdir(parents=True, exist_ok=True)
        outcomes = {unit.key: unit.outcome for unit in units}
        LAST.write_text(json.dumps({"reader": READER, "outcomes": outcomes}), encoding="utf-8")
        print(f"\nRecorded in {LAST.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
