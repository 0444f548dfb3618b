import datetime as dt
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
    COLUMNS,
    FIRST_HASH,
    HASH,
    LINE,
    Seal,
    canonical,
    checkpoint_hash,
    digest,
    head_line,
    heads_digest,
    line_bytes,
    line_hash,
    row_line,
    sent,
    verify,
)
from claims.models import ChainHead, Checkpoint, Claim, Event
from claims.public.models import Publication
from claims.publishing import rebuild
from claims.publishing.checkpoints import SEALED
from claims.services.claims import claim_edit
from claims.services.events import event_line, event_record
from claims.services.history import checkpoint_take, history_verify, ledger_rows
from claims.tests.factories import make_claim, make_published_claim, make_speaker, make_user, publish

CHAINS = ("claim 0000000001", "claim 0000000002", "speaker 0000000003")


def row_of(row, line, its_hash):
    """A row as PostgreSQL sends it."""
    own = sent("int8", row) + sent("int4", line["number"]) + sent("text", its_hash)
    return len(COLUMNS).to_bytes(2, "big") + own + line_bytes({**line, "format": 3})


def head_of(row, line, its_hash):
    own = sent("int8", row) + sent("int4", line["number"]) + sent("text", its_hash)
    return b"\0\5" + own + sent("text", line["subject"]) + sent("text", line["subject_id"])


def chains(length=6):
    """Three chains whose lines were written in turn, as rows, with their heads and a seal over half."""
    rows, heads, sealed = [], [], []
    previous = dict.fromkeys(CHAINS, FIRST_HASH)
    for number in range(1, length + 1):
        for place, chain in enumerate(CHAINS):
            subject, _, subject_id = chain.partition(" ")
            line = {
                "subject": subject,
                "subject_id": subject_id,
                "number": number,
                "action": "claim.edited",
                "actor_id": 7,
                "actor_name": "A. Editor",
                "at": dt.datetime(2022, 9, 23, number, tzinfo=dt.UTC).isoformat(timespec="microseconds"),
                "claim_id": place,
                "format": 3,
                "reason": f"said {number}",
                "before": {"text": "a"},
                "after": {"text": "b", "n": number},
                "is_public": False,
                "previous_hash": previous[chain],
            }
            row = number * len(CHAINS) + place
            previous[chain] = line_hash(line)
            rows.append((chain, number, row, row_of(row, line, previous[chain])))
            if number == length // 2:
                sealed.append(head_line(chain, number, previous[chain]))
            if number == length:
                heads.append(head_of(row, line, previous[chain]))
    seal = Seal("Checkpoint of a day", (length // 2 + 1) * len(CHAINS) - 1, heads_digest(sealed))
    return rows, heads, [seal]


def walked(rows, heads, seals):
    """Verify rows, four at a time."""

    def read(after, until):
        chosen = [sent_row for _, _, row, sent_row in rows if after < row <= until]
        return (chosen[place : place + 4] for place in range(0, len(chosen), 4))

    return verify(read, heads, seals)


def found(rows, heads, seals):
    return walked(rows, heads, seals).fault


def test_untouched_chains_are_right():
    rows, heads, seals = chains()
    whole = walked(rows, heads, seals)
    assert (whole.fault, whole.lines, whole.chains) == ("", 18, 3)
    assert found([], [], []) == ""


@given(st.integers(0, 17), st.integers(0, 300))
def test_one_changed_byte_of_a_line_is_named(index, place):
    rows, heads, seals = chains()
    chain, number, row, text = rows[index]
    place = HASH.start + place % (len(text) - HASH.start)
    rows[index] = (chain, number, row, text[:place] + bytes([text[place] ^ 1]) + text[place + 1 :])
    # The name of the chain may be what was changed.
    assert f": line {number} " in found(rows, heads, seals)


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
def test_two_lines_that_swapped_their_rows_are_found(one, other):
    rows, heads, _ = chains()
    rows[one], rows[other] = rows[other], rows[one]
    # Which row a line is in is no part of it: chains that are written in turn may take turns otherwise.
    assert bool(found(rows, heads, [])) == (one != other and out_of_turn(rows))


def out_of_turn(rows):
    return any([number for its, number, *_ in rows if its == chain] != [1, 2, 3, 4, 5, 6] for chain in CHAINS)


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
    newest = row_line(rows[4][3])
    forged = [heads[0], head_of(newest["id"], newest, newest["hash"]), heads[2]]
    assert found(cut, heads, seals) == f"History of {CHAINS[1]}: line 3 is missing; the last was line 6"
    assert found(cut, forged, seals) == "Checkpoint of a day: lines that it covers were changed, taken out or put in"
    assert found(cut, forged, []) == ""


def test_a_history_forged_from_end_to_end_is_found_by_its_checkpoint():
    rows, heads, seals = chains()
    previous = FIRST_HASH
    for index in range(0, 18, 3):
        chain, number, row, text = rows[index]
        line = {**row_line(text), "previous_hash": previous, "reason": f"forged {number}"}
        previous = line_hash(line)
        rows[index] = (chain, number, row, row_of(row, line, previous))
    assert "is not the one that was written" in found(rows, heads, seals)
    heads[0] = head_of(row, line, previous)
    assert found(rows, heads, []) == ""
    assert found(rows, heads, seals).startswith("Checkpoint of a day: ")


def test_lines_are_sent_as_they_are_written_down():
    """The bytes that docs/ledger.md tells of, one by one."""
    line = {
        "subject": "claim", "subject_id": "0a1b2c3d4e", "number": 2, "previous_hash": "f" * 64, "format": 3,
        "action": "claim.edited", "at": "1999-12-31T23:59:59.999999+00:00", "actor_id": None, "actor_name": "Zoë",
        "claim_id": 5, "is_public": True, "before": {}, "after": {"a": "é"}, "reason": "",
    }  # fmt: skip
    assert line_bytes(line) == (
        b"\0\0\0\4\0\0\0\1" + b"\0\0\0@" + b"f" * 64 + b"\0\0\0\5claim" + b"\0\0\0\n0a1b2c3d4e"
        b"\0\0\0\2\0\3" + b"\0\0\0\1\1" + b"\0\0\0\x08\xff\xff\xff\xff\xff\xff\xff\xff" + b"\xff\xff\xff\xff"
        b"\0\0\0\x08\0\0\0\0\0\0\0\5" + b"\0\0\0\x0cclaim.edited" + b"\0\0\0\4Zo\xc3\xab"
        b"\0\0\0\2{}" + b'\0\0\0\n{"a":"\xc3\xa9"}' + b"\0\0\0\0"
    )  # fmt: skip


def test_words_that_cannot_be_stored_cannot_be_hashed():
    with pytest.raises(UnicodeEncodeError):
        sent("text", "\ud83d")


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


def test_verify_history_tells_of_rules_that_a_session_can_put_to_sleep(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE OR REPLACE FUNCTION public._pgtrigger_should_ignore(trigger_name name) RETURNS boolean"
            " LANGUAGE plpgsql AS $$BEGIN RETURN current_setting('pgtrigger.ignore', true) <> ''; END$$"
        )
    with pytest.raises(CommandError, match="put the rules of the database to sleep") as error:
        call_command("verify_history")
    assert error.value.returncode == 1


HOSTILE = {
    "reason": 'tab\t line\n quote" back\\slash \x01 \x1f \x7f \u2028 é 😀 </script>',
    "before": {"b": [1, "é", None, True, {"z": 0.861, "a": '"\\\n'}], "aa": {}, "": []},
    "after": {"x": 1e-7, "y": -3, "ключ": "слово"},
}
MOMENTS = ("0001-01-01T00:00:00+00:00", "1999-12-31T23:59:59.999999+00:00", "9999-12-31T23:59:59.999999+00:00")


def appended(claim, **values):
    """A line that was written without the service."""
    last = claim.events.last()
    event = Event(
        **{
            "subject": "claim", "subject_id": claim.public_id, "claim": claim, "number": last.number + 1,
            "action": "claim.edited", "actor_name": "A", "at": last.at, "previous_hash": last.hash, **values,
        }
    )  # fmt: skip
    event.hash = line_hash(event_line(event))
    event.save(force_insert=True)
    return event


def test_postgres_sends_the_very_bytes_that_python_hashed(db):
    claim = make_claim()
    event_record(subject=claim, action="claim.edited", actor=make_user(), **HOSTILE)
    event_record(subject=make_speaker(), action="speaker.edited", actor=None)
    for moment in MOMENTS:
        appended(claim, at=dt.datetime.fromisoformat(moment), actor_name="", reason="")
    rows = {row_line(row)["id"]: row for rows in ledger_rows() for row in rows}
    for event in Event.objects.all():
        line = event_line(event)
        assert rows[event.pk][LINE:] == line_bytes(line)
        received = row_line(rows[event.pk])
        texts = {"before": canonical(event.before), "after": canonical(event.after)}
        assert {name: received[name] for name in line} == {**line, **texts}
    assert history_verify().fault == ""


def test_lines_of_each_format_are_checked_by_their_own_members(db):
    claim = make_claim()
    for number, values in enumerate(({"actor": make_user(), **HOSTILE}, {"after": {"b": 1, "a": [2]}}) * 2):
        appended(claim, format=1 + number // 2, **values)
    # What the first two formats were, in words of their own.
    first, second = claim.events.get(format=1, reason=""), claim.events.get(format=2, reason="")
    at = first.at.astimezone(dt.UTC).isoformat(timespec="microseconds")
    line = {
        "subject": "claim", "subject_id": claim.public_id, "number": first.number, "action": "claim.edited",
        "actor_name": "A", "at": at, "reason": "", "before": {}, "after": first.after, "is_public": False,
        "previous_hash": first.previous_hash,
    }  # fmt: skip
    assert first.hash == digest(json.dumps(line, sort_keys=True, separators=(",", ":")))
    assert second.hash == digest(
        f"claim\x1f{claim.public_id}\x1f{second.number}\x1f{second.previous_hash}\x1f2\x1fclaim.edited"
        f"\x1f{at[:10]} {at[11:26].rstrip('0').rstrip('.')}+00\x1f\x1fA\x1f{claim.pk}\x1ff\x1f{{}}"
        '\x1f{"a":[2],"b":1}\x1f'
    )
    event_record(subject=claim, action="claim.edited", actor=None)
    assert history_verify().fault == ""
    for event in claim.events.filter(format__lt=3):
        for change in (
            "format = format + 1",
            "reason = reason || '.'",
            "after = (after::text || ' ')::json",
            "at = at + interval '1 microsecond'",
            "at = 'infinity'",
        ):
            kept = transaction.savepoint()
            forge(f"UPDATE claims_event SET {change} WHERE id = %s", event.pk)
            assert f"line {event.number} was changed" in history_verify().fault, change
            transaction.savepoint_rollback(kept)


@pytest.mark.parametrize("block", [1, 3])
def test_a_walk_reads_any_number_of_lines_at_a_time(db, monkeypatch, block):
    monkeypatch.setattr("claims.services.history.BLOCK", block)
    claim = make_published_claim()
    checkpoint_take()
    publish(claim, rating="disputed")
    told = []
    found = history_verify(told.append)
    assert (found.fault, found.lines, sum(told)) == ("", Event.objects.count(), Event.objects.count())
    assert max(told) == block
    # A fault leaves the rest unread, and the connection as it was.
    forge("UPDATE claims_event SET reason = 'x' WHERE id = %s", Event.objects.earliest("pk").pk)
    assert "line 1 was changed" in history_verify().fault
    assert Event.objects.exists()


def forge(sql, *values):
    """Change the record as only a superuser can: with all triggers asleep."""
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, values or None)
        cursor.execute("SET LOCAL session_replication_role = origin")


def test_hashes_of_another_length_are_found(db):
    claim = make_published_claim()
    middle = claim.events.get(number=3)
    middle.previous_hash = "f"
    forge(
        "UPDATE claims_event SET previous_hash = 'f', hash = %s WHERE id = %s",
        line_hash(event_line(middle)),
        middle.pk,
    )
    assert history_verify().fault == (f"History of claim {claim.public_id}: line 3 does not follow the line before it")


def test_a_line_without_any_words_is_found(db):
    claim = make_published_claim()
    middle = claim.events.get(number=3)
    names = ("previous_hash", "subject", "subject_id", "action", "actor_name", "reason")
    for name in names:
        setattr(middle, name, "")
    middle.before, middle.after, middle.claim, middle.actor = {}, {}, None, None
    forge(
        f"UPDATE claims_event SET {', '.join(f'{name} = %s' for name in names)}, before = '{{}}', after = '{{}}',"
        " claim_id = NULL, actor_id = NULL, hash = %s WHERE id = %s",
        *[""] * len(names),
        line_hash(event_line(middle)),
        middle.pk,
    )
    assert "line 3 was changed" in history_verify().fault


@pytest.mark.parametrize("forgery", ["hash = 'f'", "hash = repeat('é', 64)", "subject = ''", "subject_id = 'é'"])
def test_a_forged_head_of_any_shape_is_found(db, forgery):
    make_claim()
    forge(f"UPDATE claims_chainhead SET {forgery} WHERE subject = 'claim'")
    assert history_verify().fault.startswith("History of ")


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
