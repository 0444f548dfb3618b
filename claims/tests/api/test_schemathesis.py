"""Schemathesis on the served description: whatever it allows and forbids is answered as it says, to whoever asks."""

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from claims.roles import ROLES
from claims.services.history import checkpoint_take
from claims.services.verdicts import verdict_propose
from claims.tests import factories as make
from claims.tests.desk_api.client import Program
from factcheck.tests.server import served
from sources.models import Ingestion
from sources.services.ingestions import ingestion_create, ingestion_fail

PATIENCE = 900
# Those who have every permission between them in the suite; each of the others when measurements are made.
IN_THE_SUITE = ("nobody", "Administrator")
EVERYBODY = [pytest.param(who, marks=[] if who in IN_THE_SUITE else pytest.mark.bench) for who in ("nobody", *ROLES)]
# Whoever may write is asked about twice as much, so by half as many examples.
EXAMPLES = {"nobody": 5}
EXAMPLES_OF_WRITERS = 2


# Besides what Schemathesis expects of everybody: without If-Match an edit is refused as RFC 6585 has it.
CONFIGURATION = """
[checks.missing_required_header]
expected-statuses = [400, 401, 403, 406, 415, 422, 428]
"""


@pytest.fixture
def site(transactional_db: None) -> Iterator[str]:
    """Something behind every address, public and on the desk."""
    claim = make.make_published_claim(topics=[make.make_topic()])
    make.make_answered_correction(claim)
    checkpoint_take()
    draft = make.make_claim()
    verdict_propose(verdict=make.make_verdict(draft), actor=make.make_user("Reporter"))
    make.make_evidence(make.make_claim())
    ingestion_fail(ingestion=ingestion_create(data=b"Words.", way=Ingestion.Way.PASTE), reason="Broken.")
    with served(API_REQUESTS_PER_MINUTE="0", API_WRITES_PER_MINUTE="0") as (address, _process):
        yield address


@pytest.mark.parametrize("who", EVERYBODY)
def test_everything_is_answered_as_described(site: str, tmp_path: Path, who: str) -> None:
    command = [
        *(sys.executable, "-m", "schemathesis.cli", "run", f"{site}/api/schema/", "--url", site, "--checks", "all"),
        *("--max-examples", str(EXAMPLES.get(who, EXAMPLES_OF_WRITERS)), "--seed", "20220923", "--no-color"),
    ]
    token = f'[auth.openapi.token]\nbearer = "{Program(who).key}"\n' if who != "nobody" else ""
    (tmp_path / "schemathesis.toml").write_text(CONFIGURATION + token)
    run = subprocess.run(
        command,
        cwd=tmp_path,
        env={**os.environ, "SCHEMATHESIS_HOOKS": "claims.tests.api.schemathesis_hooks", "PYTHONPATH": str(Path.cwd())},
        capture_output=True,
        text=True,
        timeout=PATIENCE,
        check=False,
    )
    assert run.returncode == 0, run.stdout[-20000:] + run.stderr[-2000:]
    assert "not applicable" not in run.stdout
