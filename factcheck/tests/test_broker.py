"""The filesystem broker under several processes at once."""

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from kombu import Connection, Queue

from factcheck.broker import filesystem_options
from factcheck.celery import app

QUEUE = Queue("things", routing_key="things")


def connect(folder: Path) -> Connection:
    return Connection("filesystem://localhost", transport_options=filesystem_options(folder))


def put(folder: Path, numbers: range) -> None:
    with connect(folder) as connection:
        producer = connection.Producer(serializer="json")
        for number in numbers:
            producer.publish({"number": number}, routing_key="things", declare=[QUEUE])


def take_all(folder: Path) -> list[int]:
    taken = []
    with connect(folder) as connection:
        bound = QUEUE.bind(connection.default_channel)
        bound.declare()
        while message := bound.get(no_ack=True):
            taken.append(message.payload["number"])
    return taken


def test_every_message_is_taken_once_by_one_of_many(tmp_path):
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda part: put(tmp_path, range(part * 25, part * 25 + 25)), range(8)))
        parts = list(pool.map(lambda _: take_all(tmp_path), range(8)))

    assert sorted(number for part in parts for number in part) == list(range(200))


def test_messages_come_in_the_order_they_were_put(tmp_path):
    put(tmp_path, range(10))

    assert take_all(tmp_path) == list(range(10))


def test_nothing_half_written_is_ever_in_the_queue(tmp_path):
    put(tmp_path, range(3))

    assert [json.loads(path.read_text())["properties"] for path in (tmp_path / "messages").iterdir()]
    assert list((tmp_path / "taken").iterdir()) == []


@pytest.mark.django_db
def test_broker_that_is_down_never_fails_the_act(monkeypatch, django_capture_on_commit_callbacks):
    @app.task(name="factcheck.tests.nothing")
    def nothing() -> None:
        pass

    def refuse(*args, **kwargs):
        raise OSError("no broker")

    monkeypatch.setattr(nothing, "apply_async", refuse)

    with django_capture_on_commit_callbacks(execute=True) as callbacks:
        nothing.delay_on_commit()

    assert len(callbacks) == 1
