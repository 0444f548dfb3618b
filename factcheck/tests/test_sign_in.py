"""Signing in: wrong passwords are counted, and what the pages behind it may load."""

import pytest
from django.test import Client

from claims.tests.factories import make_user
from factcheck import sign_in
from factcheck.policy import DESK_POLICY

ADDRESS = "/admin/login/"


@pytest.fixture(autouse=True)
def fresh(monkeypatch):
    monkeypatch.setattr(sign_in, "failures", sign_in._Failures())


@pytest.fixture
def editor(db):
    user = make_user("Editor", username="anna")
    user.set_password("the right one")
    user.save()
    return user


def attempt(password: str, name: str = "anna", place: str = "192.0.2.1") -> tuple[bool, str]:
    answer = Client(REMOTE_ADDR=place).post(ADDRESS, {"username": name, "password": password})
    return answer.status_code == 302, answer.content.decode()


def test_after_ten_wrong_passwords_even_the_right_one_waits(editor, monkeypatch):
    now = [1000.0]
    monkeypatch.setattr(sign_in.time, "monotonic", lambda: now[0])
    for _ in range(sign_in.OF_A_NAME):
        assert not attempt("wrong")[0]

    is_in, page = attempt("the right one")
    assert not is_in
    assert "Too many wrong passwords. Try again in 15 minutes" in page
    # Another name, and the same one from elsewhere, are not concerned.
    assert attempt("the right one", place="192.0.2.2")[0]

    now[0] += sign_in.REMEMBERED + 1
    assert attempt("the right one")[0]


def test_the_right_password_ends_the_count(editor):
    for _ in range(2):
        for _ in range(sign_in.OF_A_NAME - 1):
            assert not attempt("wrong")[0]
        assert attempt("the right one")[0]


def test_one_place_cannot_go_through_all_names(editor, monkeypatch):
    monkeypatch.setattr(sign_in, "OF_A_PLACE", 5)
    for number in range(5):
        attempt("wrong", name=f"name{number}")

    assert not attempt("the right one")[0]
    assert attempt("the right one", place="192.0.2.2")[0]


def test_guessing_does_not_fill_the_memory(monkeypatch):
    monkeypatch.setattr(sign_in, "KEPT", 3)
    failures = sign_in._Failures()
    for number in range(10):
        failures.add((str(number),))
    assert failures.wait(("0",), 1) == 0
    assert failures.wait(("9",), 1) > 0


def test_pages_of_colleagues_load_nothing_from_elsewhere(editor):
    client = Client()
    assert client.get(ADDRESS)["Content-Security-Policy"] == DESK_POLICY
    client.force_login(editor)
    assert client.get("/desk/")["Content-Security-Policy"] == DESK_POLICY
    assert "script-src" not in client.get("/claims/")["Content-Security-Policy"]
