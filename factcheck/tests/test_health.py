import pytest
from django.db import DatabaseError, connection

from factcheck import health


def test_healthz_without_database_is_alive(client):
    answer = client.get("/healthz")

    assert answer.status_code == 200
    assert answer.content == b"alive\n"
    assert "no-cache" in answer["Cache-Control"]


@pytest.mark.django_db
def test_readyz_with_migrations_applied_is_ready(client, monkeypatch):
    monkeypatch.setitem(health._state, "are_migrations_applied", False)

    assert client.get("/readyz").content == b"ready\n"


@pytest.mark.django_db
def test_readyz_with_a_migration_missing_is_unavailable(client, monkeypatch):
    monkeypatch.setitem(health._state, "are_migrations_applied", False)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM django_migrations WHERE app = 'sessions'")

    answer = client.get("/readyz")

    assert answer.status_code == 503
    assert answer.content == b"migrations missing\n"


def test_readyz_without_database_is_unavailable(client, monkeypatch):
    def refuse():
        raise DatabaseError

    monkeypatch.setattr(connection, "cursor", refuse)

    assert client.get("/readyz").status_code == 503
