"""What was typed survives a login that had expired."""

import datetime as dt

import pytest
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from claims import tasks
from claims.desk import unsaved
from claims.models import Claim
from claims.services.verdicts import verdict_edit
from claims.tests.desk.test_browser import log_in
from claims.tests.factories import make_claim, make_evidence, make_user, make_verdict

TYPED = "Two registers agree; <b>the third</b> is missing.\n\nMore."


def expire(client):
    Session.objects.filter(session_key=client.cookies["sessionid"].value).delete()


def verdict_url(claim):
    return reverse("desk:verdict-save", args=[claim.public_id])


@pytest.fixture
def claim(db):
    claim = make_claim()
    make_evidence(claim)
    return claim


def test_what_was_sent_without_a_login_comes_back_after_it(desk_client, claim):
    client = desk_client("Editor")
    client.get(reverse("desk:claim", args=[claim.public_id]))
    expire(client)

    sent = client.post(verdict_url(claim), {"summary": TYPED, "known": "", "version": "1"})

    assert sent.url.startswith(reverse("admin:login"))
    assert not claim.verdicts.exists()
    client.post(sent.url, {"username": client.user.username, "password": "secret"})
    page = client.get(verdict_url(claim)).content.decode()
    assert "Two registers agree; &lt;b&gt;the third&lt;/b&gt; is missing." in page
    assert 'name="summary"' in page
    client.post(verdict_url(claim), {"summary": TYPED})
    assert claim.verdicts.get().summary == TYPED.replace("\r\n", "\n")
    # Sent, it is not kept any longer: the address is one for forms again.
    assert client.get(verdict_url(claim)).status_code == 405


def test_somebody_else_at_the_same_machine_does_not_see_it(desk_client, claim):
    client = desk_client("Editor")
    client.get(reverse("desk:claim", args=[claim.public_id]))
    expire(client)
    client.post(verdict_url(claim), {"summary": TYPED})

    other = make_user("Reporter")
    client.post(reverse("admin:login"), {"username": other.username, "password": "secret"})

    assert "Two registers" not in client.get(verdict_url(claim)).content.decode()
    assert unsaved.KEY not in client.session


def test_nothing_is_kept_of_a_stranger_or_past_the_limit(desk_client, claim, monkeypatch):
    stranger = Client()
    stranger.post(verdict_url(claim), {"summary": TYPED})
    assert "sessionid" not in stranger.cookies

    monkeypatch.setattr(unsaved, "MAX_LENGTH", 10)
    client = desk_client("Editor")
    client.get(reverse("desk:claim", args=[claim.public_id]))
    expire(client)
    client.post(verdict_url(claim), {"summary": TYPED})
    assert unsaved.KEY not in client.session


def test_kept_words_can_be_thrown_away(desk_client, claim):
    client = desk_client("Editor")
    client.get(reverse("desk:claim", args=[claim.public_id]))
    expire(client)
    client.post(verdict_url(claim), {"summary": TYPED})
    client.force_login(client.user)
    assert "Nothing is lost" in client.get(verdict_url(claim)).content.decode()

    client.post(reverse("desk:unsaved-discard"))

    assert client.get(verdict_url(claim)).status_code == 405


def test_script_is_sent_to_the_login_or_told(desk_client, claim):
    client = desk_client("Editor")
    url = reverse("desk:claim", args=[claim.public_id])
    client.get(url)
    expire(client)
    script = {"HX-Request": "true"}

    assert "login" in client.get("/desk/", headers=script).headers["HX-Redirect"]
    polled = client.get(
        reverse("desk:claim-presence", args=[claim.public_id]), headers={**script, "HX-Target": "presence"}
    )
    assert (polled.status_code, polled.headers["HX-Retarget"]) == (401, "#desk-messages")
    assert "login" in client.post(verdict_url(claim), {"summary": TYPED}, headers=script).headers["HX-Redirect"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_scripts", [True, False])
def test_typed_claim_survives_an_expired_login_in_a_browser(new_page, has_scripts):
    page = new_page(java_script_enabled=has_scripts)
    user = log_in(page, "Editor")
    page.goto(reverse("desk:claim-add"))
    page.get_by_label("The claim").fill("The bridge was closed on Friday.")
    Session.objects.all().delete()

    page.get_by_role("button", name="Draft the claim").click()
    page.get_by_label("Username").fill(user.username)
    page.locator("input[name=password]").fill("secret")
    page.keyboard.press("Enter")

    page.get_by_role("definition").filter(has_text="The bridge was closed on Friday.").wait_for()
    assert not Claim.objects.exists()
    page.get_by_role("button", name="Send it again").click()
    page.get_by_role("heading", name="The bridge was closed on Friday.").first.wait_for()
    assert Claim.objects.get().text == "The bridge was closed on Friday."


@pytest.mark.django_db(transaction=True)
def test_words_in_one_form_outlast_an_act_in_another(new_page):
    claim = make_claim("The bridge is closed")
    verdict = make_verdict(claim, rating="disputed", summary="As it was.")
    page = new_page()
    log_in(page, "Reporter")
    page.goto(reverse("desk:claim", args=[claim.public_id]))

    page.get_by_role("button", name="Take it myself").click()
    page.get_by_text("It is yours now").wait_for()
    # Nothing was typed, so there is nothing to tell.
    assert page.get_by_text("It is not saved yet.").count() == 0
    page.get_by_label("Summary").fill("Not saved yet.")
    page.locator("summary", has_text="Add evidence").click()
    page.get_by_label("Address outside it").fill("https://paper.example/bridge")
    page.get_by_label("What it is").fill("A notice")
    page.get_by_label("Supports the claim").check()
    page.get_by_role("button", name="Add the evidence").click()

    page.get_by_text("It is not saved yet.").wait_for()
    assert page.get_by_label("Summary").input_value() == "Not saved yet."
    verdict.refresh_from_db()
    assert verdict.summary == "As it was."
    # Whoever saved meanwhile is not overwritten by words that were typed before.
    verdict_edit(verdict=verdict, actor=make_user("Editor"), version=None, summary="Theirs.")
    page.get_by_role("button", name="Give it back").click()
    page.get_by_text("Given back.").wait_for()
    assert page.get_by_label("Summary").input_value() == "Not saved yet."
    page.get_by_role("button", name="Save the draft").click()
    page.locator(".desk-conflict", has_text="Theirs.").wait_for()
    page.locator(".desk-conflict").get_by_label("Not saved yet.").check()
    page.get_by_role("button", name="Save the draft").click()
    page.get_by_text("The draft is saved.").wait_for()
    assert page.get_by_text("It is not saved yet.").count() == 0
    verdict.refresh_from_db()
    assert verdict.summary == "Not saved yet."


def test_sessions_that_are_over_are_forgotten_with_what_was_typed(db):
    for key, day in (("over", -1), ("open", 1)):
        Session.objects.create(session_key=key, session_data="", expire_date=timezone.now() + dt.timedelta(days=day))
    tasks.forget_old()
    assert list(Session.objects.values_list("session_key", flat=True)) == ["open"]
