import datetime as dt

import pytest
from django.core.management import CommandError, call_command
from django.db import IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError
from hypothesis import given
from hypothesis import strategies as st

from claims.ledger import FIRST_HASH, first_fault, line_hash
from claims.models import Event
from claims.services.events import event_record
from claims.tests.factories import make_claim, make_published_claim


def chain(length, text="said"):
    lines, previous = [], FIRST_HASH
    for number in range(1, length + 1):
        line = {
            "subject": "claim",
            "subject_id": "0123456789",
            "number": number,
            "action": "claim.edited",
            "actor_name": "A. Editor",
            "at": dt.datetime(2022, 9, 23, number, tzinfo=dt.UTC).isoformat(timespec="microseconds"),
            "reason": f"{text} {number}",
            "before": {"text": "a"},
            "after": {"text": "b", "n": number},
            "is_public": False,
            "previous_hash": previous,
        }
        line["hash"] = previous = line_hash(line)
        lines.append(line)
    return lines


def test_first_fault_of_an_untouched_chain_is_none():
    assert first_fault(chain(12)) is None
    assert first_fault([]) is None


@given(st.integers(1, 8), st.sampled_from(["reason", "actor_name", "action", "at", "is_public", "after"]))
def test_first_fault_names_the_changed_line(number, member):
    lines = chain(8)
    lines[number - 1][member] = {"is_public": True, "after": {"text": "c"}}.get(member, "changed")
    assert f"line {number} was changed" in str(first_fault(lines))


def test_first_fault_finds_deleted_inserted_and_swapped_lines():
    lines = chain(6)
    assert "line 3" in str(first_fault(lines[:2] + lines[3:]))
    assert "line 4" in str(first_fault([*lines[:3], {**lines[2]}, *lines[3:]]))
    assert "line 2" in str(first_fault([lines[0], lines[2], lines[1], *lines[3:]]))


def test_a_rehashed_forgery_breaks_at_the_next_line():
    lines = chain(3)
    lines[0]["reason"] = "forged"
    lines[0]["hash"] = line_hash(lines[0])
    assert "line 2 does not follow" in str(first_fault(lines))


@pytest.mark.parametrize(
    "sql",
    [
        "UPDATE claims_event SET reason = 'x'",
        "DELETE FROM claims_event",
        "TRUNCATE claims_event CASCADE",
    ],
)
def test_events_refuse_every_change_in_plain_sql(transactional_db, sql):
    make_claim()
    before = list(Event.objects.values_list("hash", flat=True))
    with (
        pytest.raises((ProgrammingError, InternalError), match=r"Cannot (update|delete|truncate)"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(sql)
    assert list(Event.objects.values_list("hash", flat=True)) == before


def test_an_event_out_of_its_chain_is_refused_by_the_database(db):
    claim = make_claim()
    last = claim.events.last()
    for changes in ({"number": last.number + 2}, {"number": last.number + 1, "previous_hash": "f" * 64}):
        forged = Event(
            subject="claim",
            subject_id=claim.public_id,
            claim=claim,
            action="claim.edited",
            actor_name="nobody",
            at=last.at,
            hash="e" * 64,
            **{"previous_hash": last.hash, **changes},
        )
        with pytest.raises(IntegrityError, match="must follow"), transaction.atomic():
            forged.save(force_insert=True)


def test_verify_history_passes_on_a_real_record(db, capsys):
    make_published_claim()
    call_command("verify_history")
    assert "as they were written" in capsys.readouterr().out


@pytest.mark.parametrize(
    "forgery",
    [
        "UPDATE claims_event SET reason = reason || '.' WHERE number = 2",
        "DELETE FROM claims_event WHERE number = 2",
        "UPDATE claims_event SET number = CASE number WHEN 2 THEN 1003 ELSE 1002 END WHERE number IN (2, 3)",
    ],
)
def test_verify_history_finds_what_a_superuser_forged(db, forgery):
    claim = make_published_claim()
    with connection.cursor() as cursor:
        # All triggers asleep, as only a superuser can have them.
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(forgery)
        cursor.execute("SET LOCAL session_replication_role = origin")
    with pytest.raises(CommandError, match=f"{claim.public_id}|statement") as error:
        call_command("verify_history")
    assert error.value.returncode == 1


def test_event_record_survives_hostile_words(db):
    claim = make_claim()
    event = event_record(subject=claim, action="claim.edited", actor=None, reason="\0<script>\u202e😀 \ud83d")
    event.refresh_from_db()
    assert event.reason == "<script>\u202e😀 ?"
    call_command("verify_history")
