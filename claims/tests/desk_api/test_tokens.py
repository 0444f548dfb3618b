"""Tokens: made for oneself, shown once, hashed at rest, revoked, expiring; on the admin's screens and in use."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims.models import ApiToken
from claims.services.tokens import token_create
from claims.tests.desk_api.client import Program
from claims.tests.factories import make_user
from factcheck.base import DomainError

ADD, LIST = "admin:claims_apitoken_add", "admin:claims_apitoken_changelist"


def logged_in(user) -> Client:
    client = Client()
    client.force_login(user)
    return client


def form(**changes):
    week = timezone.localdate() + dt.timedelta(days=7)
    return {"name": "Wire import", "scopes": ["ingest", "read"], "expires_on": week.isoformat(), **changes}


def test_token_is_made_in_the_admin_shown_once_and_works(db):
    user = make_user("Reporter")
    client = logged_in(user)

    answer = client.post(reverse(ADD), form(), follow=True)

    key = re.search(r'value="(onrecord_[\w-]{43})"', answer.content.decode())[1]
    assert "no-store" in answer["Cache-Control"]
    assert "Key of Wire import" in answer.content.decode()
    token = ApiToken.objects.get()
    assert (token.owner, token.scopes, token.state) == (user, ["ingest", "read"], "active")
    program = Program(user, by_session=True)
    program.client.logout()
    program.headers["Authorization"] = f"Bearer {key}"
    assert program.get("desk/").json["token"]["name"] == "Wire import"
    listed = client.get(reverse(LIST)).content.decode()
    assert key not in listed
    assert token.hint in listed
    assert key not in client.get(reverse("admin:claims_apitoken_change", args=[token.pk]), follow=True).content.decode()


def test_key_stands_nowhere_in_the_database(db):
    _token, key = token_create(owner=make_user("Reporter"), name="x", scopes=["read"], expires_on=timezone.localdate())
    with connection.cursor() as cursor:
        cursor.execute("SELECT t::text FROM claims_apitoken t")
        (row,) = cursor.fetchone()
    assert key not in row
    assert key[20:] not in row


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": " "}, "required"),
        ({"scopes": []}, "required"),
        ({"scopes": ["everything"]}, "not one of the available choices"),
        ({"expires_on": "2020-01-01"}, "for a year at most"),
        ({"expires_on": "2999-01-01"}, "for a year at most"),
    ],
)
def test_token_that_cannot_be_is_refused_in_words(db, changes, words):
    answer = logged_in(make_user("Reporter")).post(reverse(ADD), form(**changes), follow=True)

    assert words in answer.content.decode()
    assert not ApiToken.objects.exists()


def test_colleagues_see_and_revoke_their_own_administrators_all(db):
    mine, theirs = Program("Reporter"), Program("Editor")
    client, chief = logged_in(mine.user), logged_in(make_user("Administrator"))

    def revoke(who: Client, token: ApiToken, **more):
        data = {"action": "revoke_selected", "_selected_action": [token.pk], **more}
        return who.post(reverse(LIST), data, follow=True).content.decode()

    revoke(client, theirs.token, confirmed="yes")
    assert ApiToken.objects.get(pk=theirs.token.pk).state == "active"
    asked = revoke(client, mine.token)
    assert "cannot be taken back" in asked
    assert ApiToken.objects.get(pk=mine.token.pk).state == "active"

    revoke(client, mine.token, confirmed="yes")
    revoke(chief, theirs.token, confirmed="yes")

    for program in (mine, theirs):
        answer = program.get("desk/")
        assert (answer.status_code, answer.json["detail"]) == (401, "This token was revoked.")
    assert ApiToken.objects.filter(revoked_by__isnull=False).count() == 2


def test_token_ends_with_its_last_day(db):
    program = Program("Editor")
    end = program.token.expires_at
    with time_machine.travel(end - dt.timedelta(seconds=1), tick=False):
        assert program.get("desk/").status_code == 200
    with time_machine.travel(end, tick=False):
        answer = program.get("desk/")
    assert answer.status_code == 401
    assert "expired on" in answer.json["detail"]


def test_use_is_noted_to_the_minute(db):
    program = Program("Editor")
    start = timezone.now()
    for seconds, noted in ((0, 0), (30, 0), (90, 90)):
        with time_machine.travel(start + dt.timedelta(seconds=seconds), tick=False):
            program.get("desk/")
        assert ApiToken.objects.get().last_used_at == start + dt.timedelta(seconds=noted)


def test_role_taken_away_is_taken_from_the_token_too(db):
    program = Program("Editor")
    program.user.groups.clear()
    assert program.get("desk/claims/").status_code == 403


def test_both_schemes_are_understood(db):
    program = Program("Editor")
    for scheme in ("Bearer", "bearer", "Token"):
        program.headers["Authorization"] = f"{scheme} {program.key}"
        assert program.get("desk/").status_code == 200
    program.headers["Authorization"] = f"Basic {program.key}"
    assert program.get("desk/").status_code == 401


def test_nobody_makes_a_token_for_somebody_else(db):
    chief, other = make_user("Administrator"), make_user("Editor")
    logged_in(chief).post(reverse(ADD), form(owner=other.pk))
    assert ApiToken.objects.get().owner == chief


def test_scope_that_is_none_is_refused_by_the_service(db):
    with pytest.raises(DomainError):
        token_create(owner=make_user(), name="x", scopes=["root"], expires_on=timezone.localdate())
