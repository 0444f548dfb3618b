"""Ways round the second editor, in plain SQL. Each role at each door: claims/tests/desk/test_four_eyes_doors.py."""

import pytest
from django.db import IntegrityError, connection, transaction

from claims.models import Verdict
from claims.services.verdicts import verdict_propose
from claims.tests.factories import make_claim, make_user, make_verdict


def proposed(actor):
    return verdict_propose(verdict=make_verdict(make_claim()), actor=actor)


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
