"""Whoever proposes never approves, through whichever door: admin, desk, API, service and plain SQL."""

import pytest
from django.contrib.auth.models import User
from django.db import IntegrityError, connection, transaction
from django.urls import reverse

from claims.models import Claim, Verdict
from claims.roles import ROLES
from claims.services.verdicts import verdict_approve, verdict_propose
from claims.tests.desk_api.client import Program
from claims.tests.factories import make_claim, make_user, make_verdict
from factcheck.base import DomainError


def by_service(user, client, verdict):
    with pytest.raises(DomainError, match="a second editor must approve"):
        verdict_approve(verdict=verdict, actor=user)


def by_sql(user, client, verdict):
    with (
        pytest.raises(IntegrityError, match="verdict_second_editor_approves"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "UPDATE claims_verdict SET state = 'approved', approved_by_id = %s, approved_at = now() WHERE id = %s",
            [user.pk, verdict.pk],
        )


def by_desk(user, client, verdict):
    answer = client.post(
        reverse("desk:verdict-approve", args=[verdict.public_id]), {"version": verdict.version, "reason": "Mine."}
    )
    # For being the proposer, whatever the role allows.
    assert answer.status_code == 400
    assert "You proposed this verdict, so a second editor must approve it." in answer.content.decode()
    assert "Approve and publish</button>" not in client.get(
        reverse("desk:claim", args=[verdict.claim.public_id])
    ).content.decode()  # fmt: skip


def by_admin(user, client, verdict):
    """The admin has a list of verdicts and no form: none of its addresses changes one."""
    change = reverse("admin:claims_verdict_change", args=[verdict.pk])
    changelist = reverse("admin:claims_verdict_changelist")
    data = {"state": "approved", "approved_by": user.pk, "proposed_by": user.pk, "_save": "Save"}
    assert client.get(change).status_code in {302, 403}
    assert client.post(change, data).status_code in {302, 403}
    acted = client.post(changelist, {"action": "approve", "_selected_action": [verdict.pk], "index": 0}, follow=True)
    assert acted.status_code in {200, 403}
    for name in ("add", "delete"):
        args = [verdict.pk] if name == "delete" else []
        assert client.post(reverse(f"admin:claims_verdict_{name}", args=args), data).status_code == 403


def by_token(user, client, verdict):
    _through_the_api(user, Program(user), verdict)


def by_session(user, client, verdict):
    _through_the_api(user, Program(user, by_session=True), verdict)


def _through_the_api(user, program, verdict):
    answer = program.post(f"verdicts/{verdict.public_id}/approve/", {"reason": "Mine."}, version="*")
    if user.has_perm("claims.approve_verdict"):
        assert answer.status_code == 409
        assert answer.json["detail"] == "You proposed this verdict, so a second editor must approve it."
    else:
        assert answer.status_code == 403


def proposed_by_service(user, client, verdict):
    verdict_propose(verdict=verdict, actor=user)


def proposed_by_sql(user, client, verdict):
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE claims_verdict SET state = 'proposed', proposed_by_id = %s, proposed_at = now() WHERE id = %s",
            [user.pk, verdict.pk],
        )


def proposed_by_desk(user, client, verdict):
    client.post(reverse("desk:verdict-propose", args=[verdict.public_id]), {"version": verdict.version})


def proposed_by_token(user, client, verdict):
    Program(user).post(f"verdicts/{verdict.public_id}/propose/", version="*")


WAYS_IN = [proposed_by_service, proposed_by_sql, proposed_by_desk, proposed_by_token]
DOORS = [by_service, by_sql, by_desk, by_admin, by_token, by_session]


@pytest.mark.parametrize("way_in", WAYS_IN)
@pytest.mark.parametrize("door", DOORS)
@pytest.mark.parametrize("role", [*ROLES, "superuser"])
def test_own_verdict_is_refused(desk_client, role, door, way_in):
    user = User.objects.create_superuser("root") if role == "superuser" else make_user(role)
    client = desk_client(user)
    verdict = make_verdict(make_claim(), actor=user)
    way_in(user, client, verdict)
    verdict.refresh_from_db()
    assert (verdict.state, verdict.proposed_by) == ("proposed", user)

    door(user, client, verdict)

    verdict.refresh_from_db()
    assert (verdict.state, verdict.approved_by) == ("proposed", None)
    assert Verdict.objects.filter(state="approved").count() == 0
    assert Claim.objects.get(pk=verdict.claim_id).published_at is None
