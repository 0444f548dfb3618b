import datetime as dt
import hashlib
import json
import threading

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.db.utils import InternalError, ProgrammingError
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from claims.ledger import (
    FIRST_HASH,
    Head,
    Seal,
    canonical,
    checkpoint_hash,
    digest,
    heads_digest,
    line_hash,
    line_text,
    verify,
)
from claims.models import ChainHead, Checkpoint, Claim, Event
from claims.public.models import Publication
from claims.publishing import rebuild
from claims.publishing.checkpoints import SEALED
from claims.services.claims import claim_edit
from claims.services.events import event_record
from claims.services.history import checkpoint_take, history_verify
from claims.tests.factories import make_claim, make_published_claim, make_user, publish

CHAINS = ("claim 0000000001", "claim 0000000002", "speaker 0000000003")


def chains(length=6):
    """Three chains whose lines were written in turn, as rows, with their heads and a seal over half."""
    rows, heads, sealed = [], [], []
    for place, chain in enumerate(CHAINS):
        subject, _, subject_id = chain.partition(" ")
        previous = FIRST_HASH
        for number in range(1, length + 1):
            line = {
                "subject": subject,
                "subject_id": subject_id,
                "number": number,
                "action": "claim.edited",
                "actor_id": 7,
                "actor_name": "A. Editor",
                "at": dt.datetime(2022, 9, 23, number, tzinfo=dt.UTC).isoformat(timespec="microseconds"),
                "claim_id": place,
                "format": 2,
                "reason": f"said {number}",
                "before": {"text": "a"},
                "after": {"text": "b", "n": number},
                "is_public": False,
                "previous_hash": previous,
            }
            row = number * len(CHAINS) + place
            rows.append((chain, number, row, previous, line_hash(line), line_text(line).encode()))
            previous = line_hash(line)
            if number == length // 2:
                sealed.append((chain, number, previous))
        heads.append(Head(chain, length, previous, row))
    seal = Seal("Checkpoint of a day", (length // 2 + 1) * len(CHAINS) - 1, heads_digest(sealed))
    return rows, heads, [seal]


def found(rows, heads, seals):
    return verify([(row, number, *rest) for _, number, row, *rest in rows], heads, seals).fault


def test_untouched_chains_are_right():
    rows, heads, seals = chains()
    whole = verify([(row, number, *rest) for _, number, row, *rest in rows], heads, seals)
    assert (whole.fault, whole.lines, whole.chains) == ("", 18, 3)
    assert found([], [], []) == ""


@given(st.integers(0, 17), st.integers(0, 300))
def test_one_changed_byte_of_a_line_is_named(index, place):
    rows, heads, seals = chains()
    *rest, text = rows[index]
    place %= len(text)
    rows[index] = (*rest, text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :])
    # The name of the chain may be what was changed.
    assert f": line {rest[1]} " in found(rows, heads, seals)


@given(st.integers(0, 17))
def test_one_line_taken_out_is_named(index):
    rows, heads, seals = chains()
    chain, number, *_ = rows.pop(index)
    assert found(rows, heads, seals).startswith(f"History of {chain}: line {number} is missing")


@given(st.integers(0, 17))
def test_one_line_put_in_is_named(index):
    rows, heads, seals = chains()
    rows.insert(index + 1, rows[index])
    assert found(rows, heads, seals).startswith(f"History of {rows[index][0]}: line ")


@given(st.integers(0, 17), st.integers(0, 17))
def test_two_swapped_lines_are_found(one, other):
    rows, heads, seals = chains()
    rows[one], rows[other] = rows[other], rows[one]
    assert bool(found(rows, heads, seals)) == (one != other)


@pytest.mark.parametrize("chain", CHAINS)
def test_a_whole_chain_taken_out_is_named(chain):
    rows, heads, seals = chains()
    assert found([row for row in rows if row[0] != chain], heads, seals) == (
        f"History of {chain}: line 1 is missing, and all that followed it"
    )


def test_a_chain_put_in_is_named():
    rows, heads, seals = chains()
    assert "claim 0000000001: line 1 was put in" in found(rows, heads[1:], seals)


def test_a_cut_off_end_is_found_even_when_the_kept_head_was_forged_with_it():
    rows, heads, seals = chains()
    cut = [row for row in rows if row[0] != CHAINS[1] or row[1] <= 2]
    forged = [heads[0], Head(CHAINS[1], 2, cut[7][4], cut[7][2]), heads[2]]
    assert found(cut, heads, seals) == f"History of {CHAINS[1]}: line 3 is missing; the last was line 6"
    assert found(cut, forged, seals) == "Checkpoint of a day: lines that it covers were changed, taken out or put in"
    assert found(cut, forged, []) == ""


def test_a_history_forged_from_end_to_end_is_found_by_its_checkpoint():
    rows, heads, seals = chains()
    previous = FIRST_HASH
    for index in range(6):
        chain, number, row, _, _, text = rows[index]
        forged = text.replace(rows[index][3].encode(), previous.encode()).replace(b"said", b"forged")
        rows[index] = (chain, number, row, previous, hashlib.sha256(forged).hexdigest(), forged)
        previous = rows[index][4]
    assert "is not the one that was written" in found(rows, heads, seals)
    heads[0] = Head(CHAINS[0], 6, previous, heads[0].row)
    assert found(rows, heads, []) == ""
    assert found(rows, heads, seals).startswith("Checkpoint of a day: ")


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


def test_no_setting_of_a_session_puts_triggers_to_sleep(db):
    make_claim()
    with connection.cursor() as cursor:
        cursor.execute("SELECT array_agg(tgname) FROM pg_trigger WHERE NOT tgisinternal")
        cursor.execute("SELECT set_config('pgtrigger.ignore', %s::text[]::text, true)", [cursor.fetchone()[0]])
        with pytest.raises((ProgrammingError, InternalError), match="Cannot update"), transaction.atomic():
            cursor.execute("UPDATE claims_event SET reason = 'x'")


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


def test_heads_follow_events_and_nothing_else(transactional_db):
    claim = make_claim()
    head = ChainHead.objects.get(subject_id=claim.public_id)
    assert (head.number, head.hash) == (claim.events.count(), claim.events.last().hash)
    for sql in (
        "UPDATE claims_chainhead SET number = 1",
        "DELETE FROM claims_chainhead",
        "INSERT INTO claims_chainhead (subject, subject_id, number, hash, event_id) VALUES ('claim', 'x', 1, 'x', 1)",
    ):
        with pytest.raises(IntegrityError, match="Only a new event"), connection.cursor() as cursor:
            cursor.execute(sql)


@pytest.mark.parametrize("act", ["UPDATE {} SET hash = 'x'", "DELETE FROM {}", "TRUNCATE {}"])
def test_checkpoints_refuse_every_change_in_plain_sql(transactional_db, act):
    checkpoint_take()
    with pytest.raises((ProgrammingError, InternalError), match="Cannot"), connection.cursor() as cursor:
        cursor.execute(act.format("claims_checkpoint"))
    assert Checkpoint.objects.count() == 1


def test_verify_history_passes_on_a_real_record(db, capsys):
    make_published_claim()
    checkpoint_take()
    publish(Claim.objects.get(), rating="disputed")
    checkpoint_take(now=dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    call_command("verify_history")
    assert "are as they were written; 2 checkpoints fit them" in capsys.readouterr().out


def test_what_postgres_hands_out_is_what_python_hashed(db):
    claim = make_claim()
    event_record(
        subject=claim,
        action="claim.edited",
        actor=make_user(),
        reason='tab\t line\n quote" back\\slash \x01 \x7f \u2028 é 😀 </script>',
        before={"b": [1, "é", None, True, {"z": 0.861, "a": '"\\\n'}], "aa": {}, "": []},
        after={"x": 1e-7, "y": -3, "ключ": "слово"},
    )
    assert history_verify().fault == ""


def test_a_line_of_the_first_format_is_checked_by_its_own_members(db):
    claim = make_claim()
    last = claim.events.last()
    event = Event(
        subject="claim", subject_id=claim.public_id, claim=claim, number=last.number + 1, action="claim.edited",
        actor=make_user(), actor_name="A", at=last.at, after={"b": 1, "a": [2]}, previous_hash=last.hash, format=1,
    )  # fmt: skip
    line = {
        "subject": "claim", "subject_id": claim.public_id, "number": event.number, "action": event.action,
        "actor_name": "A", "at": event.at.astimezone(dt.UTC).isoformat(timespec="microseconds"), "reason": "",
        "before": {}, "after": event.after, "is_public": False, "previous_hash": last.hash,
    }  # fmt: skip
    event.hash = digest(json.dumps(line, sort_keys=True, separators=(",", ":")))
    event.save(force_insert=True)
    assert history_verify().fault == ""
    forge("UPDATE claims_event SET format = 2 WHERE format = 1")
    assert f"line {event.number} was changed" in history_verify().fault


def forge(sql, *values):
    """Change the record as only a superuser can: with all triggers asleep."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values or None)
        cursor.execute("SET LOCAL session_replication_role = origin")


# Every column of a line; a test holds the list to the model.
CHANGES = {
    "action": "action = action || '.'",
    "actor": "actor_id = (SELECT max(id) FROM auth_user WHERE id <> actor_id)",
    "actor_name": "actor_name = actor_name || ' '",
    "at": "at = at + interval '1 microsecond'",
    "reason": "reason = reason || '.'",
    "before": "before = '{ }'",
    "after": "after = (after::jsonb || '{\"forged\": 1}')::json",
    "is_public": "is_public = NOT is_public",
    "claim": "claim_id = (SELECT id FROM claims_claim WHERE id <> claim_id)",
    "subject_id": "subject_id = 'zzzzzzzzzz'",
    "number": "number = number + 1000",
    "format": "format = 1",
    "previous_hash": "previous_hash = md5(previous_hash) || md5('')",
    "hash": "hash = md5(hash) || md5('')",
    "id": "id = id + 1000",
    "subject": "subject = 'speaker', claim_id = NULL",
}


def test_the_changes_below_are_of_every_column():
    assert set(CHANGES) == {field.name for field in Event._meta.concrete_fields}


@pytest.mark.parametrize("place", ["first", "middle", "last"])
def test_verify_history_finds_a_changed_column_of_any_line(db, place):
    claim = make_published_claim()
    make_claim()
    count = claim.events.count()
    number = {"first": 1, "middle": count // 2, "last": count}[place]
    assert history_verify().fault == ""
    for column, change in CHANGES.items():
        kept = transaction.savepoint()
        forge(f"UPDATE claims_event SET {change} WHERE claim_id = %s AND number = %s", claim.pk, number)
        with pytest.raises(CommandError) as error:
            call_command("verify_history")
        assert str(error.value).startswith("History of "), column
        assert error.value.returncode == 1
        transaction.savepoint_rollback(kept)


@pytest.mark.parametrize(
    ("forgery", "words"),
    [
        ("DELETE FROM claims_event WHERE claim_id = %s AND number = 1", "line 1 is missing or out of place"),
        ("DELETE FROM claims_event WHERE claim_id = %s AND number = 2", "line 2 is missing or out of place"),
        ("DELETE FROM claims_event WHERE claim_id = %s AND number = 7", "line 7 is missing; the last was line 7"),
        ("DELETE FROM claims_event WHERE claim_id = %s AND number > 3", "line 4 is missing; the last was line 7"),
        ("DELETE FROM claims_event WHERE claim_id = %s", "line 1 is missing, and all that followed it"),
        (
            """UPDATE claims_event SET number = CASE number WHEN 2 THEN 1003 ELSE 1002 END
            WHERE claim_id = %s AND number IN (2, 3)""",
            "line 2 is missing or out of place",
        ),
        (
            """UPDATE claims_event a SET reason = b.reason, action = b.action, before = b.before, after = b.after,
            at = b.at, actor_id = b.actor_id, actor_name = b.actor_name, is_public = b.is_public
            FROM claims_event b WHERE a.claim_id = %s AND a.claim_id = b.claim_id
            AND a.number IN (6, 7) AND b.number = 13 - a.number""",
            "line 6 was changed",
        ),
        (
            """INSERT INTO claims_event (subject, subject_id, claim_id, number, action, actor_name, at, reason, before,
            after, is_public, format, previous_hash, hash) SELECT subject, subject_id, claim_id, 8, action,
            actor_name, at, 'forged', before, after, is_public, format, hash, repeat('a', 64) FROM claims_event
            WHERE claim_id = %s AND number = 7""",
            "line 8 was changed",
        ),
        (
            """WITH gone AS (DELETE FROM claims_chainhead WHERE subject_id =
            (SELECT public_id FROM claims_claim WHERE id = %s)) DELETE FROM claims_event WHERE subject = 'claim'""",
            "line 1 is missing, and all that followed it",
        ),
    ],
)
def test_verify_history_finds_lines_taken_out_put_in_and_swapped(db, forgery, words):
    claim = make_published_claim()
    assert claim.events.count() == 7
    forge(forgery, claim.pk)
    with pytest.raises(CommandError) as error:
        call_command("verify_history")
    assert str(error.value).startswith(f"History of claim {claim.public_id}: {words}")
    assert error.value.returncode == 1


def test_a_line_put_in_with_a_right_hash_is_found(db):
    claim = make_published_claim()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        event_record(subject=claim, action="claim.edited", actor=None, reason="Slipped in.")
        cursor.execute("SET LOCAL session_replication_role = origin")
    assert history_verify().fault.endswith("line 8 was put in; the last was line 7")


def test_a_cut_end_is_found_by_the_checkpoint_where_the_kept_head_was_cut_too(db):
    claim = make_published_claim()
    checkpoint = checkpoint_take()
    forge("DELETE FROM claims_event WHERE claim_id = %s AND number = 7", claim.pk)
    forge(
        "UPDATE claims_chainhead h SET number = e.number, hash = e.hash, event_id = e.id FROM claims_event e"
        " WHERE e.subject = 'claim' AND e.number = 6 AND h.subject_id = e.subject_id AND h.subject = e.subject"
    )
    assert history_verify().fault == f"{checkpoint}: lines that it covers were changed, taken out or put in"


@pytest.mark.parametrize(
    ("forgery", "words"),
    [
        ("UPDATE claims_checkpoint SET heads = repeat('0', 64) WHERE number = 1", "was changed"),
        ("UPDATE claims_checkpoint SET last_event_id = last_event_id - 1 WHERE number = 1", "lines that it covers"),
        ("DELETE FROM claims_checkpoint WHERE number = 1", "Checkpoint 1 is missing"),
    ],
)
def test_a_changed_checkpoint_is_found(db, forgery, words):
    make_published_claim()
    checkpoint_take()
    checkpoint_take(now=dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    forge(forgery)
    assert words in history_verify().fault


def test_a_checkpoint_is_taken_once_a_day_and_published(db):
    claim = make_published_claim()
    make_claim()
    checkpoint = checkpoint_take()
    assert checkpoint_take() is None
    answer = Client().get(f"/api/v1/checkpoints/{checkpoint.public_id}/").json()
    shown = {key: answer[key] for key in ("number", "at", "previous_hash")}
    assert checkpoint_hash(**shown, heads=answer["heads_digest"], lines=answer["lines_digest"]) == answer["hash"]
    # What an outsider holds the claim's page to.
    history = {line["number"]: line for line in Client().get(f"/api/v1/claims/{claim.public_id}/").json()["history"]}
    assert {line["claim"] for line in answer["lines"]} == {claim.public_id}
    for line in answer["lines"]:
        public = history[line["number"]]
        assert (line["hash"], line["digest"]) == (
            public["hash"],
            digest(canonical({name: public[name] for name in SEALED})),
        )
    assert answer["lines_digest"] == digest("".join(f"{canonical(line)}\n" for line in answer["lines"]))
    assert all(is_right for _, _, is_right in rebuild(check=True))
    page = Client().get(f"/checkpoints/{checkpoint.public_id}/").content.decode()
    assert checkpoint.hash in page


def test_a_checkpoint_tells_nothing_of_what_is_not_published(db):
    checkpoint = checkpoint_take()
    claim = make_claim()
    later = checkpoint_take(now=dt.datetime.now(dt.UTC) + dt.timedelta(days=1))
    body = Publication.objects.get(public_id=later.public_id).body
    assert later.heads != checkpoint.heads
    assert claim.public_id not in body
    assert json.loads(body)["line_count"] == 0


def test_a_checkpoint_waits_for_writers_and_covers_what_they_wrote(transactional_db):
    claim, actor = make_claim(), make_user()
    wrote, may_commit = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                claim_edit(claim=claim, actor=actor, version=None, priority=4)
                wrote.set()
                may_commit.wait(10)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert wrote.wait(10)
    threading.Timer(0.3, may_commit.set).start()
    checkpoint = checkpoint_take()
    writer.join()
    assert checkpoint.last_event_id == Event.objects.latest("pk").pk
    assert history_verify().fault == ""


def test_a_ledger_that_is_never_at_rest_refuses_a_checkpoint_and_keeps_nobody_waiting(transactional_db, settings):
    settings.CHECKPOINT_PATIENCE_MS = 200
    claim, actor = make_claim(), make_user()
    wrote, may_commit = threading.Event(), threading.Event()

    def write():
        try:
            with transaction.atomic():
                claim_edit(claim=claim, actor=actor, version=None, priority=4)
                wrote.set()
                may_commit.wait(10)
        finally:
            connection.close()

    writer = threading.Thread(target=write)
    writer.start()
    assert wrote.wait(10)
    with pytest.raises(DatabaseError):
        checkpoint_take()
    may_commit.set()
    writer.join()
    assert not Checkpoint.objects.exists()
    assert checkpoint_take() is not None


def test_event_record_survives_hostile_words(db):
    claim = make_claim()
    event = event_record(subject=claim, action="claim.edited", actor=None, reason="\0<script>\u202e😀 \ud83d")
    event.refresh_from_db()
    assert event.reason == "<script>\u202e😀 ?"
    call_command("verify_history")
