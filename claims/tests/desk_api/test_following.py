"""Following the desk: every line once and in order, whoever writes meanwhile; and the lists beside it."""

import datetime as dt
import threading

import psycopg
import pytest
from django.conf import settings
from django.db import connection, connections, transaction
from django.utils import timezone

from claims.api import rows
from claims.models import Event
from claims.services.claims import claim_edit
from claims.services.record import speaker_edit
from claims.tests import factories as make
from claims.tests.desk_api.client import Program


@pytest.fixture
def program(transactional_db) -> Program:
    return Program("Reporter", scopes=("read",))


def follow(program: Program, address: str) -> tuple[list[dict], str]:
    """Return all lines from an address on, and what to ask next."""
    lines = []
    while True:
        page = program.get(address).json
        lines += page["results"]
        address = page["next"].removeprefix("http://testserver")
        if not page["has_more"]:
            return lines, address


def test_every_line_is_told_once_and_what_is_new_afterwards(program):
    claim = make.make_published_claim()
    lines, last = follow(program, "desk/events/?page_size=2")

    assert [line["hash"] for line in lines] == list(Event.objects.order_by("pk").values_list("hash", flat=True))
    assert {line["subject"] for line in lines} >= {"claim", "statement"}
    assert program.get(last).json == {"results": [], "next": f"http://testserver{last}", "has_more": False}

    claim_edit(claim=claim, actor=make.make_user("Editor"), version=None, priority=4)
    (line,), _ = follow(program, last)

    assert (line["subject_id"], line["action"], line["after"]) == (claim.public_id, "claim.edited", {"priority": 4})
    assert program.get(line["url"].removeprefix(settings.SITE_URL)).json["priority"] == 4


def test_what_is_open_in_another_database_holds_no_line_back(program):
    _, last = follow(program, "desk/events/")
    server = {
        key: value for key, value in connection.get_connection_params().items() if key in ("host", "port", "user")
    }
    password = connection.settings_dict["PASSWORD"] or None
    with psycopg.connect(**server, password=password, dbname="postgres") as elsewhere:
        elsewhere.execute("SELECT pg_current_xact_id()")
        claim = make.make_claim()
        claim_edit(claim=claim, actor=make.make_user("Editor"), version=None, priority=4)

        lines, _ = follow(program, last)

    assert lines[-1]["action"] == "claim.edited"


def test_history_of_one_row_and_from_a_time_on(program):
    claim, other = make.make_claim(), make.make_claim()
    speaker = claim.statements.get().speaker
    moment = timezone.now()
    speaker_edit(speaker=speaker, actor=make.make_user("Reporter"), changes={"description": "Minister."})

    lines, _ = follow(program, f"desk/events/?claim={claim.public_id}&page_size=1")
    assert [line["number"] for line in lines] == list(range(1, Event.objects.filter(claim=claim).count() + 1))
    assert {line["subject_id"] for line in lines} == {claim.public_id}
    (line,), _ = follow(program, f"desk/events/?since={moment:%Y-%m-%dT%H:%M:%S.%fZ}")
    assert (line["action"], line["subject_id"]) == ("speaker.edited", speaker.public_id)
    assert follow(program, f"desk/events/?claim={claim.public_id}&speaker={speaker.public_id}")[0] == []
    assert follow(program, f"desk/events/?claim={other.public_id}")[0]


def test_place_of_a_time_is_found_by_few_looks(transactional_db, django_assert_max_num_queries):
    """Before everything at that time, for lines an hour apart."""
    start = dt.datetime(2022, 9, 1, tzinfo=dt.UTC)
    with connections["default"].cursor() as cursor:
        cursor.execute("SELECT setval(pg_get_serial_sequence('claims_event', 'id'), 1000000)")  # an old record
    hours = {}
    for hour in range(40):
        speaker = make.make_speaker()
        with connections["default"].cursor() as cursor:
            cursor.execute(
                "INSERT INTO claims_event (subject, subject_id, number, action, actor_name, at, reason, before, after,"
                " is_public, format, previous_hash, hash) VALUES ('speaker', %s, 1, 'speaker.created', 'A', %s, '',"
                " '{}', '{}', false, 3, repeat('0', 64), %s) RETURNING id",
                [speaker.public_id, start + dt.timedelta(hours=hour), f"{hour:064x}"],
            )
            hours[hour] = cursor.fetchone()[0]

    for hour in range(40):
        with django_assert_max_num_queries(8):
            place = rows.events_place(start + dt.timedelta(hours=hour))
        assert place == hours.get(hour - 2, hours[0] - 1), hour
    assert rows.events_place(start + dt.timedelta(days=9)) == hours[39]
    assert rows.events_place(start - dt.timedelta(days=9)) == hours[0] - 1


def test_line_of_a_slow_transaction_is_never_passed_over(program):
    slow, fast = make.make_claim(), make.make_claim()
    _, last = follow(program, "desk/events/")
    editor = make.make_user("Editor")
    written, may_end = threading.Event(), threading.Event()

    def edit_slowly() -> None:
        with transaction.atomic():
            claim_edit(claim=slow, actor=editor, version=None, priority=4)
            written.set()
            may_end.wait(30)
        connections.close_all()

    thread = threading.Thread(target=edit_slowly)
    thread.start()
    assert written.wait(30)
    claim_edit(claim=fast, actor=editor, version=None, priority=1)
    meanwhile, last = follow(program, last)
    may_end.set()
    thread.join()
    afterwards, _ = follow(program, last)

    assert meanwhile == []
    assert [line["subject_id"] for line in afterwards] == [slow.public_id, fast.public_id]


@pytest.mark.parametrize("query", ["after=nonsense", f"after={'0' * 64}", "since=yesterday", "claim=1", "cursor=1"])
def test_what_cannot_be_followed_is_refused_by_name(program, query):
    answer = program.get(f"desk/events/?{query}")

    assert answer.status_code == 400
    assert answer.json["errors"][0]["parameter"] == query.partition("=")[0]


def test_topics_outlets_and_corrections_are_listed_published_or_not(program):
    make.make_topic("Bridges and 100% roads")
    make.make_topic("Elections")
    make.make_outlet("The Bridge Herald", domain="bridge.example")
    claim = make.make_published_claim()
    asked = make.make_answered_correction(claim, contact="reader@example.org")
    make.make_answered_correction(text="Another.")

    assert [one["name"] for one in program.get("desk/topics/").json["results"]] == [
        "Elections", "Bridges and 100% roads",
    ]  # fmt: skip
    (topic,) = program.get("desk/topics/?name=100%25").json["results"]
    assert topic["name"] == "Bridges and 100% roads"
    (outlet,) = program.get("desk/outlets/?name=bridge").json["results"]
    assert (outlet["name"], outlet["domain"]) == ("The Bridge Herald", "bridge.example")
    answer = program.get(f"desk/corrections/?claim={claim.public_id}&state={asked.state}")
    (correction,) = answer.json["results"]
    assert (correction["id"], correction["answer"]) == (asked.public_id, asked.answer)
    assert b"reader@example.org" not in answer.content
    assert program.get("desk/corrections/?state=open").json["results"] == []
