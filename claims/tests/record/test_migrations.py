"""Older records are brought up to date, whatever was allowed then."""

import json

import pytest
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from claims.models import Topic
from claims.public.models import Publication
from claims.publishing import refresh_stale
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make
from factcheck.triggers import never_ignored


@pytest.fixture
def at(transactional_db):
    """Bring the app's tables to a migration, and back to the last when the test is over."""

    def migrate(name: str):
        executor = MigrationExecutor(connection)
        executor.migrate([("claims", name)])
        never_ignored(using=connection.alias)
        return MigrationExecutor(connection).loader.project_state([("claims", name)]).apps

    yield migrate
    executor = MigrationExecutor(connection)
    executor.migrate(executor.loader.graph.leaf_nodes())
    never_ignored(using=connection.alias)


def newest() -> str:
    return MigrationExecutor(connection).loader.graph.leaf_nodes("claims")[0][1]


def test_topics_that_differ_by_capitals_get_numbers(at):
    topics = [make.make_topic(name) for name in ("War", "Peace", "x", "y", "z")]
    claim = make.make_published_claim(topics=[topics[2]])
    old = at("0045_verdict_notifications").get_model("claims", "Topic").objects
    for topic, name in zip(topics[2:], ("war", "WAR", "War (2)"), strict=True):
        old.filter(pk=topic.pk).update(name=name)

    at(newest())

    assert list(Topic.objects.order_by("pk").values_list("name", flat=True)) == [
        "War", "Peace", "war (3)", "WAR (4)", "War (2)"
    ]  # fmt: skip
    refresh_stale()
    body = json.loads(Publication.objects.get(kind="claim", public_id=claim.public_id).body)
    assert [topic["name"] for topic in body["topics"]] == ["war (3)"]


def test_tombstones_of_statements_learn_by_which_law_they_went(at):
    statement = make.make_statement()
    claim = make.make_published_claim(statements=[statement])
    claim_withdraw(claim=claim, actor=make.make_user(), reason="A court ordered it.", is_removed=True)
    tombstone = Publication.objects.filter(kind="statement", public_id=statement.public_id)
    at("0051_scope_for_documents")
    # The tables of then lack columns of today.
    body = json.loads(tombstone.values_list("body", flat=True).get())
    assert body.pop("reason") == "A court ordered it."
    tombstone.update(body=json.dumps(body), digest="0" * 64, is_stale=False)

    at(newest())

    assert tombstone.get().is_stale
    refresh_stale()
    assert json.loads(tombstone.get().body)["reason"] == "A court ordered it."
