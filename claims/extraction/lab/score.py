"""Scores readings against hand-marked articles, unit by unit, so that runs can be compared.

Uses the scorer that lies beside the project (../shared/tools/score_quotes.py); its text stays there too.
"""

from __future__ import annotations

import datetime as dt
import importlib.util
import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from types import ModuleType
from typing import Any

from claims.extraction import Quote, read


@dataclass(frozen=True, slots=True)
class Unit:
    """One gold unit and what became of it."""

    key: str
    kind: str
    outcome: str
    sentence: str


def scorer(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score_quotes", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def load(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def predictions(records: Iterable[dict[str, Any]]) -> dict[str, list[dict[str, Any]]]:
    out = {}
    for record in records:
        published = dt.date.fromisoformat(record["date"]) if record.get("date") else None
        out[record["id"]] = [_as_dict(quote) for quote in read(record["text"], published=published).quotes]
    return out


def _as_dict(quote: Quote) -> dict[str, Any]:
    return {
        "start": quote.start,
        "end": quote.end,
        "speaker": quote.speaker,
        "speaker_start": quote.speaker_start,
        "speaker_end": quote.speaker_end,
        "kind": quote.kind,
        "confidence": quote.confidence,
        "cue": quote.cue,
    }


def units(module: ModuleType, records: list[dict[str, Any]], found: dict[str, list[dict[str, Any]]]) -> list[Unit]:
    """What became of every gold unit, and what was found that is not gold."""
    out = []
    for record in records:
        article = module.Article(record["text"])
        golds = module.gold_units(article, record)
        preds, _ = module.pred_units(article, found[record["id"]])
        pairs = module.match(golds, preds)
        partner = dict(pairs)
        taken = set(partner.values())
        for number, gold in enumerate(golds):
            outcome = "missed"
            if number in partner:
                pred = preds[partner[number]]
                right = module.speaker_right(gold, pred) if gold["src"] else not (pred["mention"] or pred["speaker"])
                outcome = "right" if right else "wrong speaker" if pred["speaker"] else "speaker not found"
            elif any(pred["set"] & gold["set"] for pred in preds):
                outcome = "wrong boundaries"
            out.append(_unit(record, article, gold["w"], gold["kind"], outcome))
        for number, pred in enumerate(preds):
            if number not in taken:
                overlap = any(pred["set"] & gold["set"] for gold in golds)
                out.append(
                    _unit(record, article, pred["w"], pred["kind"], "extra part" if overlap else "not a statement")
                )
    return out


def _unit(record: dict[str, Any], article: Any, words: tuple[int, ...], kind: str, outcome: str) -> Unit:
    start, end = article.words[words[0]][0], article.words[words[-1]][1]
    text = record["text"]
    sentence = text[max(0, start - 90) : start] + "[" + text[start:end] + "]" + text[end : end + 60]
    return Unit(f"{record['id']}:{start}:{end}", kind, outcome, " ".join(sentence.split()))


def error_table(found: list[Unit]) -> list[tuple[str, str, int]]:
    counts = Counter((unit.kind, unit.outcome) for unit in found if unit.outcome != "right")
    return [(kind, outcome, number) for (kind, outcome), number in counts.most_common()]


def reliability(
    module: ModuleType, records: list[dict[str, Any]], found: dict[str, list[dict[str, Any]]]
) -> list[tuple[float, int, float]]:
    """Stated confidence, in steps of a tenth, against the share that is right in words and speaker."""
    bins: dict[float, list[int]] = {}
    for record in records:
        article = module.Article(record["text"])
        golds = module.gold_units(article, record)
        for quote in found[record["id"]]:
            preds, _ = module.pred_units(article, [quote])
            for gold_number, pred_number in module.match(golds, preds):
                gold, pred = golds[gold_number], preds[pred_number]
                right = module.speaker_right(gold, pred) if gold["src"] else not (pred["mention"] or pred["speaker"])
                bins.setdefault(round(quote["confidence"], 1), []).append(int(right))
                preds = []
            if preds:
                bins.setdefault(round(quote["confidence"], 1), []).extend([0] * len(preds))
    return [(step, len(hits), sum(hits) / len(hits)) for step, hits in sorted(bins.items())]
