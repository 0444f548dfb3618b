"""Whoever proposes never approves: every role, through the service and in plain SQL."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction

from claims.models import Claim, Verdict
from claims.roles import ROLES
from claims.services.verdicts import verdict_approve, verdict_propose
from claims.tests.factories import make_claim, make_user, make_verdict
from factcheck.base import DomainError


def proposed(actor):
    return verdict_propose(verdict=make_verdict(make_claim()), actor=actor)


def anyone(role):
    if role == "superuser":
        return User.objects.create_superuser("root")
    return make_user(role)


@pytest.mark.parametrize("role", [*ROLES, "superuser"])
def test_own_verdict_is_refused_by_the_service(db, role):
    actor = anyone(role)
    verdict = proposed(actor)
    with pytest.raises(DomainError, match="a second editor must approve"):
        verdict_approve(verdict=verdict, actor=actor)
    assert Verdict.objects.get().state == "proposed"
    assert Claim.objects.get().published_at is None


@pytest.mark.parametrize("role", [*ROLES, "superuser"])
def test_own_verdict_is_refused_by_the_database(db, role):
    actor = anyone(role)
    verdict = proposed(actor)
    with (
        pytest.raises(IntegrityError, match="verdict_second_editor_approves"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE claims_verdict SET state = 'approved', approved_by_id = %s, approved_at = now() WHERE id = %s",
            [actor.pk, verdict.pk],
        )


def test_the_proposer_cannot_be_changed_to_get_round_it(db):
    actor, other = make_user("Editor"), make_user("Reporter")
    verdict = proposed(actor)
    with (
        pytest.raises(IntegrityError, match="cannot be edited once it is proposed"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE claims_verdict SET state = 'approved', proposed_by_id = %s, approved_by_id = %s,"
            " approved_at = now() WHERE id = %s",
            [other.pk, actor.pk, verdict.pk],
        )


def test_a_verdict_cannot_be_born_approved(db):
    verdict = proposed(make_user())
    copy = Verdict(
        claim=make_claim(),
        rating=verdict.rating,
        summary="x",
        state="approved",
        proposed_by=make_user(),
        proposed_at=verdict.proposed_at,
        approved_by=make_user(),
        approved_at=verdict.proposed_at,
    )
    with pytest.raises(IntegrityError, match="begins as a draft"), transaction.atomic():
        copy.save()
