"""What taking in costs besides extraction, and what a second worker brings."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings

ARTICLES = 2000


@pytest.mark.bench
def test_half_of_the_time_at_most_is_spent_outside_extraction_and_two_workers_do_nearly_twice_as_much():
    script = Path(settings.BASE_DIR) / "benchmarks" / "intake.py"
    command = [sys.executable, str(script), "--articles", str(ARTICLES), "--json"]
    done = subprocess.run(command, check=True, stdout=subprocess.PIPE, text=True)
    figures = json.loads(done.stdout.splitlines()[-1])
    print(done.stdout)
    # The processor's time, because other work on the machine lengthens that of the clock.
    assert figures["outside_cpu"] <= 0.5
    assert figures["gain"] >= 1.7
