"""What version 1 promises stays: the description may grow, and nothing of it may go or change its meaning."""

import copy

import orjson
import pytest

from claims.management.commands.api_contract import RECORD
from claims.public.contract import broken, contract


@pytest.fixture
def now(get, db) -> dict:
    return contract(get("/api/schema/").data)


@pytest.fixture
def recorded() -> dict:
    return orjson.loads(RECORD.read_bytes())


def test_promises_are_kept(now, recorded):
    assert broken(recorded, now) == []


def test_what_is_new_is_recorded_too(now, recorded):
    """Or nobody would notice when it goes: run `manage.py api_contract --record`."""
    assert broken(now, recorded) == []


@pytest.mark.parametrize(
    ("path", "fault"),
    [
        (("operations", "GET /api/v1/claims/"), "GET /api/v1/claims/ is gone."),
        (("operations", "GET /api/v1/claims/", "parameters", "speaker"), "parameter speaker is gone"),
        (("operations", "GET /api/v1/claims/", "answers", "200"), "answer 200 is gone"),
        (("schemas", "Claim"), "schema Claim is gone"),
        (("schemas", "Claim", "members", "status"), "Claim.status is gone"),
    ],
)
def test_what_goes_is_noticed(recorded, path, fault):
    changed = copy.deepcopy(recorded)
    place = changed
    for step in path[:-1]:
        place = place[step]
    del place[path[-1]]
    faults = broken(recorded, changed)
    assert any(fault in one for one in faults), faults
    assert broken(changed, recorded) == [], "what comes back is an addition"


def test_another_meaning_is_noticed(recorded):
    changed = copy.deepcopy(recorded)
    changed["schemas"]["Claim"]["members"]["text"] = {"type": "integer"}
    changed["schemas"]["Claim"]["required"].remove("url")
    changed["operations"]["GET /api/v1/claims/"]["parameters"]["status"]["enum"].remove("disputed")
    changed["operations"]["GET /api/v1/claims/"]["parameters"]["q"]["required"] = True
    faults = broken(recorded, changed)
    assert any("Claim.text" in one for one in faults)
    assert any("Claim.url may now be missing" in one for one in faults)
    assert any("no longer takes disputed" in one for one in faults)
    assert any("is required now" in one for one in faults)


def test_a_parameter_may_take_more(recorded):
    changed = copy.deepcopy(recorded)
    changed["operations"]["GET /api/v1/claims/"]["parameters"]["status"]["enum"].append("retracted")
    assert broken(recorded, changed) == []
