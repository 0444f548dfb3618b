"""Loaded into a worker by `benchmarks/intake.py`: notes the time that its processes spend in extraction.

Each task adds up what it spent, by the clock and of the processor, in a file of its process in `VAR_DIR`.
"""

import json
import os
import time
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from typing import Any

from celery import signals
from django.conf import settings

from claims.services import reading, suggestions

spent = {"seconds": 0.0, "cpu": 0.0}


def _clocked(work: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(work)
    def clocked(*args: Any, **options: Any) -> Any:
        began, cpu = time.perf_counter(), time.process_time()
        try:
            return work(*args, **options)
        finally:
            spent["seconds"] += time.perf_counter() - began
            spent["cpu"] += time.process_time() - cpu

    return clocked


reading.read_copy = _clocked(reading.read_copy)
suggestions.read_text = _clocked(suggestions.read_text)


@signals.task_postrun.connect
def _note(**_: Any) -> None:
    (Path(settings.VAR_DIR) / f"extraction-{os.getpid()}.json").write_text(json.dumps(spent))
