"""Two colleagues on one thing: who is there, who was second, and that nothing typed is lost."""

import datetime as dt
import re
import time

import pytest
import time_machine
from django.urls import reverse
from django.utils import timezone

from claims.desk.conflicts import differences, opened
from claims.desk.forms import ClaimForm
from claims.models import Presence
from claims.services.claims import claim_edit
from claims.services.presence import GONE_AFTER, presence_note
from claims.services.verdicts import verdict_propose
from claims.tests.desk.test_browser import log_in
from claims.tests.factories import make_claim, make_document, make_user, make_verdict


def claim_url(claim, name="claim"):
    return reverse(f"desk:{name}", args=[claim.public_id])


# --- who is there --------------------------------------------------------------------------


def test_others_on_a_page_are_named_until_they_are_gone(desk_client):
    claim, document = make_claim(), make_document()
    one = make_user("Editor", first_name="Edith", last_name="Editor")
    desk_client(one).get(claim_url(claim))
    client = desk_client("Reporter")

    assert "Also open: Edith Editor" in client.get(claim_url(claim)).content.decode()
    assert "Also open" not in client.get(reverse("desk:document", args=[document.public_id])).content.decode()
    with time_machine.travel(timezone.now() + GONE_AFTER + dt.timedelta(seconds=1)):
        assert "Also open" not in client.get(claim_url(claim, "claim-presence")).content.decode()
    assert Presence.objects.count() == 1  # what was left behind is cleared away


def test_presence_is_one_row_however_often_it_is_told(db):
    user = make_user()
    for _ in range(3):
        assert presence_note(user=user, subject="claim", subject_id="0123456789") == []
    assert Presence.objects.count() == 1


def test_page_tells_that_somebody_saved_meanwhile(desk_client):
    claim = make_claim()
    client = desk_client("Reporter")
    url = f"{claim_url(claim, 'claim-presence')}?version={claim.version}"
    assert "saved this claim" not in client.get(url).content.decode()

    claim_edit(claim=claim, actor=make_user("Editor", first_name="Edith"), version=None, priority=4)

    assert "Edith saved this claim after you opened it." in client.get(url).content.decode()


# --- field by field ------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("mine", "theirs", "is_mine", "note"),
    [
        ("changed by me", "as it was", True, "You changed it."),
        ("as it was", "changed by them", False, "They changed it."),
        ("changed by me", "changed by them", None, "Both changed it."),
    ],
)
def test_field_that_only_one_changed_is_chosen_beforehand(db, mine, theirs, is_mine, note):
    form = ClaimForm({"text": mine, "opened": opened({"text": "as it was"})})
    (row,) = differences(form, {"text": theirs})
    assert (row.is_mine, row.note, row.mine, row.theirs) == (is_mine, note, mine, theirs)


@pytest.mark.parametrize("lost", ["", "not json", "[1]", '{"text": 5}'])
def test_form_that_lost_what_it_was_opened_with_waits_for_a_choice(db, lost):
    (row,) = differences(ClaimForm({"text": "mine", "opened": lost}), {"text": "theirs"})
    assert (row.is_mine, row.mine, row.theirs, row.note) == (None, "mine", "theirs", "")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("has_scripts", [True, False])
def test_second_of_two_browsers_loses_nothing_field_by_field(new_page, has_scripts):
    claim = make_claim("The bridge is closed")
    verdict = make_verdict(claim, rating="disputed", summary="As it was.", known="Known.", not_known="Unknown.")
    one, two = (new_page(java_script_enabled=has_scripts) for _ in range(2))
    for page in (one, two):
        log_in(page, "Reporter")
        page.goto(claim_url(claim))

    one.get_by_label("Summary").fill("Hers.")
    one.get_by_label("What is known").fill("Known to her.")
    one.get_by_role("button", name="Save the draft").click()
    one.get_by_text("The draft is saved.").wait_for()
    two.get_by_label("Summary").fill("His.")
    two.get_by_label("What is not known").fill("Unknown to him.")
    two.get_by_role("button", name="Save the draft").click()

    conflict = two.locator(".desk-conflict")
    conflict.get_by_text("Somebody else saved this while you were working on it.").wait_for()
    rows = {row.locator("th").inner_text().split("\n")[0]: row for row in conflict.locator("tbody tr").all()}
    assert set(rows) == {"Summary", "What is known", "What is not known"}
    for label, hers, his, chosen in (
        # What both changed waits for a choice.
        ("Summary", "Hers.", "His.", None),
        ("What is known", "Known to her.", "Known.", "theirs"),
        ("What is not known", "Unknown.", "Unknown to him.", "mine"),
    ):
        assert hers in rows[label].inner_text()
        assert his in rows[label].inner_text()
        taken = rows[label].locator("input:checked")
        assert [box.get_attribute("value") for box in taken.all()] == ([chosen] if chosen else [])
    verdict.refresh_from_db()
    assert (verdict.summary, verdict.known, verdict.not_known) == ("Hers.", "Known to her.", "Unknown.")

    two.get_by_role("button", name="Save the draft").click()
    assert conflict.is_visible()
    rows["Summary"].get_by_label("Hers.").check()
    two.get_by_role("button", name="Save the draft").click()
    two.get_by_text("The draft is saved.").wait_for()

    verdict.refresh_from_db()
    assert (verdict.summary, verdict.known, verdict.not_known) == ("Hers.", "Known to her.", "Unknown to him.")


@pytest.mark.django_db(transaction=True)
def test_two_editors_approve_at_once_and_one_is_told(new_page):
    claim = make_claim()
    verdict_propose(verdict=make_verdict(claim), actor=make_user("Reporter"))
    pages = [new_page(), new_page()]
    for page in pages:
        log_in(page, "Editor")
        page.goto(claim_url(claim))
    # Both browsers press the button by the clock, at one moment; calls from here would come one after the other.
    moment = time.time() * 1000 + 1_500
    answers = []
    for page in pages:
        page.get_by_label("I have seen that, and publish it all the same").check()
        page.on("response", lambda one: answers.append(one.status) if one.url.endswith("/approve/") else None)
        page.evaluate(
            """(moment) => setTimeout(() => document.querySelector('form[action*="/approve/"]').requestSubmit(),
                                      moment - Date.now())""",
            moment,
        )
    told = [
        page.get_by_text(re.compile(r"has approved this verdict already\.|Approved and published\.")) for page in pages
    ]
    for one in told:
        one.first.wait_for()

    assert sorted(answers) == [302, 409]
    sentences = sorted(one.first.inner_text() for one in told)
    assert sentences[0] == "Approved and published."
    assert sentences[1].endswith("has approved this verdict already.")
    claim.refresh_from_db()
    assert (claim.status, claim.events.filter(action="verdict.approved").count()) == ("verified", 1)
