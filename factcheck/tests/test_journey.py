"""The main job in a real browser, with a real worker: an article goes in, a public verdict comes out."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from claims.models import Claim, Verdict
from claims.tests.factories import make_user
from sources.models import Ingestion

REPORT = (Path(settings.BASE_DIR) / "seeds" / "reports" / "referendums.txt").read_text()
EXACT = (
    "\"Russia's referenda are a sham -- a false pretext to try to annex parts of Ukraine by force"
    ' in flagrant violation of international law,"'
)
REFUSED = "You proposed this verdict, so a second editor must approve it."


def log_in(page: Page, user) -> None:
    page.goto("/desk/")
    page.get_by_label("Username").fill(user.username)
    page.get_by_label("Password").fill("secret")
    page.get_by_label("Password").press("Enter")
    page.wait_for_url("**/desk/")


@pytest.mark.parametrize("has_scripts", [True, False], ids=["with scripts", "without scripts"])
def test_from_pasted_report_to_public_verdict(new_page, worker, has_scripts):
    reporter = make_user("Reporter", first_name="Rosa", last_name="Reporter")
    editor = make_user("Editor", first_name="Edith", last_name="Editor")

    # A reporter pastes the report; the worker reads it.
    desk = new_page(java_script_enabled=has_scripts)
    log_in(desk, reporter)
    desk.goto("/desk/copy/")
    desk.get_by_label("Text").fill(REPORT)
    desk.get_by_role("button", name="Hand in").click()
    worker.wait_for(lambda: Ingestion.objects.get().state == "done")
    document = Ingestion.objects.get().document
    assert document.text == REPORT.rstrip("\n")
    assert document.outlet.name == "AFP"

    # Its statements are marked in place; one is accepted, its speaker new to the record, one is rejected.
    desk.goto(f"/desk/documents/{document.public_id}/")
    expect(desk.locator("article.desk-text .said--direct", has_text="a false pretext to try to annex")).to_be_visible()
    card = desk.locator("article.desk-card", has_text="a false pretext to try to annex")
    expect(card.get_by_label("Who said it").first).to_have_value("Joe Biden")
    card.get_by_role("button", name="Accept").click()
    expect(desk.get_by_role("heading", name="“Joe Biden” is not in the record")).to_be_visible()
    desk.get_by_role("button", name="Add and go on").click()
    expect(desk.get_by_text("Joe Biden is now in the record.")).to_be_visible()
    card = desk.locator("article.desk-card", has_text="Are you in favour of secession")
    if card.count():
        card.locator("summary", has_text="Reject").click()
        card.get_by_label("Why", exact=True).fill("A ballot question, nobody's words.")
        card.get_by_role("button", name="Reject", exact=True).click()
        expect(desk.locator("article.desk-card", has_text="Are you in favour of secession")).to_contain_text("Rejected")

    # From the accepted statement a claim, with evidence from two origins.
    desk.goto(f"/desk/documents/{document.public_id}/")
    card = desk.locator("article.desk-card", has_text="a false pretext to try to annex")
    card.get_by_role("link", name="Draft a claim").click()
    desk.get_by_label("The claim").fill("The referendums are a sham.")
    desk.get_by_role("button", name="Draft the claim").click()
    if has_scripts:
        # The claim is drafted over the text; the card leads to it.
        card.get_by_role("link", name="The referendums are a sham.").click()
    expect(desk.get_by_role("heading", name="The referendums are a sham.").first).to_be_visible()
    claim_desk = desk.url
    for address, title in (
        ("https://www.un.org/charter", "Charter of the United Nations"),
        ("https://example.org/resolution", "Resolution of the General Assembly"),
    ):
        desk.goto(claim_desk)
        if not desk.get_by_label("Address outside it").is_visible():
            desk.locator("summary", has_text="Add evidence").click()
        desk.get_by_label("Supports the claim").check()
        desk.get_by_label("Address outside it").fill(address)
        desk.get_by_label("What it is").fill(title)
        desk.get_by_role("button", name="Add the evidence").click()
        expect(desk.get_by_role("link", name=title).first).to_be_visible()

    # The verdict is written and proposed; its own proposer cannot approve it.
    desk.goto(claim_desk)
    desk.get_by_label("Rating").select_option("verified")
    desk.get_by_label("Summary").fill("The General Assembly found the votes without validity.")
    desk.get_by_label("What is not known").fill("How many voted freely.")
    for box in desk.locator("input[name=evidence]").all():
        box.check()
    desk.get_by_role("button", name="Save and propose").click()
    expect(desk.get_by_text(REFUSED).first).to_be_visible()
    expect(desk.get_by_role("button", name="Approve and publish")).to_have_count(0)
    verdict = Verdict.objects.get()
    # Without the button the request itself is refused, too.
    token = desk.locator("input[name=csrfmiddlewaretoken]").first.input_value()
    answer = desk.request.post(
        f"/desk/verdicts/{verdict.public_id}/approve/",
        form={"csrfmiddlewaretoken": token, "version": str(verdict.version)},
        headers={"Referer": claim_desk},
    )
    assert answer.status in {200, 400, 403}
    verdict.refresh_from_db()
    assert verdict.state == "proposed"
    reader = new_page(java_script_enabled=False)
    claim = Claim.objects.get()
    assert reader.goto(f"/claims/{claim.public_id}/").status == 404

    # An editor approves.
    second = new_page(java_script_enabled=has_scripts)
    log_in(second, editor)
    second.goto(claim_desk)
    second.get_by_label("I have seen that, and publish it all the same").check()
    second.get_by_role("button", name="Approve and publish").click()
    expect(second.get_by_role("link", name="public page")).to_be_visible()

    # A reader sees verdict, words in their sentence, chain and history; a program sees the same.
    reader.goto(f"/claims/{claim.public_id}/")
    expect(reader).to_have_url(re.compile(r"/claims/\w{10}/the-referendums-are-a-sham/$"))
    expect(reader.get_by_role("heading", level=1)).to_have_text("The referendums are a sham.")
    main = reader.get_by_role("main")
    expect(main).to_contain_text("Verified")
    expect(reader.locator("blockquote mark").first).to_have_text(EXACT)
    expect(reader.locator("blockquote").first).to_contain_text("said Biden.")
    expect(main).to_contain_text("Joe Biden")
    expect(main).to_contain_text("AFP")
    expect(main).to_contain_text("How many voted freely.")
    expect(main).to_contain_text("Verdict published")
    expect(main).to_contain_text("Edith Editor")
    body = reader.request.get(f"/api/v1/claims/{claim.public_id}/").json()
    assert (body["status"], body["rating"]["label"]) == ("verified", "Verified")
    assert [row["statement"]["exact"] for row in body["appearances"]] == [EXACT]
    assert (body["verdict"]["proposed_by"], body["verdict"]["approved_by"]) == ("Rosa Reporter", "Edith Editor")
    assert [event["action"] for event in body["history"]] == ["verdict.approved"]
    reader.goto("/")
    expect(reader.get_by_role("main")).to_contain_text("The referendums are a sham.")
