"""Withdrawing a claim, and removing its page, at the desk."""

from django.urls import reverse

from claims.models import Claim
from claims.tests import factories as make

REASON = "Removed by order of the district court of Graz."


def test_the_desk_asks_and_removes(desk_client):
    claim = make.make_published_claim()
    client = desk_client("Standards editor")
    address = reverse("desk:claim-withdraw", args=[claim.public_id])
    assert "A court or a law demands" in client.get(address).content.decode()

    refused = client.post(address, {"is_removed": "on"})
    assert refused.status_code == 400
    assert " checked" in refused.content.decode()
    done = client.post(address, {"is_removed": "on", "reason": REASON}, follow=True)

    assert "Its address says so and why" in done.content.decode()
    assert Claim.objects.get(pk=claim.pk).is_removed
    assert "removed already" in client.get(address).content.decode()
    assert desk_client("Editor").get(address).status_code == 403
