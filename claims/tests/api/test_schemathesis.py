"""Schemathesis on the served description: whatever it allows and forbids is answered as it says."""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from claims.tests import factories as make

EXAMPLES = 5
PATIENCE = 300


@pytest.fixture
def served(live_server: Any, settings: Any) -> str:
    settings.API_REQUESTS_PER_MINUTE = 0
    claim = make.make_published_claim(topics=[make.make_topic()])
    make.make_answered_correction(claim)
    return live_server.url


def test_everything_is_answered_as_described(served: str, tmp_path: Path) -> None:
    run = subprocess.run(
        [
            *(sys.executable, "-m", "schemathesis.cli", "run", f"{served}/api/schema/"),
            *("--url", served, "--checks", "all", "--max-examples", str(EXAMPLES), "--seed", "20220923", "--no-color"),
        ],
        cwd=tmp_path,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "claims.tests.api.schemathesis_hooks", "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-6000:] + run.stderr[-2000:]
    assert "not applicable" not in run.stdout
