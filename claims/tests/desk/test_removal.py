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


def test_the_desk_says_beforehand_which_statements_go_and_shows_afterwards_that_the_page_is_gone(desk_client):
    going, staying = make.make_statement("“The till was empty,”"), make.make_statement("“The bank was shut,”")
    claim = make.make_published_claim(statements=[going, staying])
    make.make_published_claim(statements=[staying])
    client = desk_client("Standards editor")
    address = reverse("desk:claim-withdraw", args=[claim.public_id])
    page = client.get(address).content.decode()
    _, goes, stays = page.replace("These stay", "Its statements go").split("Its statements go")
    assert ("The till was empty" in goes, "The bank was shut" in goes) == (True, False)
    assert ("The till was empty" in stays, "The bank was shut" in stays) == (False, True)
    public = f'href="/claims/{claim.public_id}/{claim.slug}/"'
    desk = reverse("desk:claim", args=[claim.public_id])
    assert public in client.get(desk).content.decode()

    client.post(address, {"is_removed": "on", "reason": REASON})

    page = client.get(desk).content.decode()
    assert public not in page
    assert "Removed from view" in page
    assert "desk-badge--good" not in page.split('id="statements"')[0]
