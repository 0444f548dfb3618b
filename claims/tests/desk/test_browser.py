"""The desk in a real browser: by keyboard, with and without scripts."""

from itertools import pairwise

import pytest
from django.urls import reverse

from claims.models import Claim, Statement
from claims.tests.factories import (
    make_claim,
    make_document,
    make_speaker,
    make_statement,
    make_user,
)
from sources.models import Ingestion, Outlet, Speaker

TEXT = "KYIV: She spoke.\n\n“We will rebuild,” she said. “No child waits,” she added. “Not so sure,” others said.\n"

pytestmark = pytest.mark.django_db(transaction=True)


def log_in(page, role="Editor"):
    user = make_user(role)
    page.goto(reverse("admin:login"))
    page.get_by_label("Username").fill(user.username)
    page.locator("input[name=password]").fill("secret")
    page.keyboard.press("Enter")
    page.wait_for_url("**/desk/")
    return user


def suggest(document, exact, speaker):
    start = document.text.index(exact)
    return Statement.objects.create(
        document=document, start=start, end=start + len(exact), exact=exact, kind="direct", speaker=speaker,
        suggested_speaker="" if speaker else "Oleg Synegubov", found_by="test/1", confidence=0.9,
    )  # fmt: skip


@pytest.mark.parametrize("has_scripts", [True, False])
def test_statements_are_reviewed_by_keyboard(new_page, has_scripts):
    anna = make_speaker("Anna Petrenko")
    document = make_document(TEXT)
    one, two = suggest(document, "“We will rebuild,”", anna), suggest(document, "“No child waits,”", anna)
    three = suggest(document, "“Not so sure,”", None)
    page = new_page(java_script_enabled=has_scripts)
    log_in(page, "Reporter")
    loads = []
    page.goto(f"{reverse('desk:document', args=[document.public_id])}?at={one.public_id}")
    page.on("load", lambda _page: loads.append(1))

    for row in (one, two):
        # The button of the card at hand is ready: one key for each right suggestion.
        page.locator(f"#s-{row.public_id} button:focus").wait_for()
        page.keyboard.press("Enter")
        page.locator(f"#s-{row.public_id}.desk-card--accepted").wait_for()
    if has_scripts:
        assert loads == []

    card = page.locator(f"#s-{three.public_id}")
    card.get_by_label("Who said it").first.fill("Oleg Synegubov")
    card.get_by_role("button", name="Accept statement 3").click()
    page.get_by_role("heading", name="“Oleg Synegubov” is not in the record").wait_for()
    page.get_by_role("button", name="Add and go on").click()
    page.locator(f"#s-{three.public_id}.desk-card--accepted").wait_for()

    page.locator(f"#s-{two.public_id}").get_by_role("button", name="Undo").click()
    page.locator(f"#s-{two.public_id}.desk-card--suggested").wait_for()
    two_card = page.locator(f"#s-{two.public_id}")
    two_card.locator("summary", has_text="Reject").click()
    two_card.get_by_role("button", name="Reject", exact=True).click()
    two_card.get_by_text("Say why the statement is rejected.").wait_for()
    two_card.get_by_label("Why").fill("Nobody's words.")
    two_card.get_by_role("button", name="Reject", exact=True).click()
    page.locator(f"#s-{two.public_id}.desk-card--rejected").wait_for()

    states = dict(Statement.objects.values_list("pk", "review_state"))
    assert states == {one.pk: "accepted", two.pk: "rejected", three.pk: "accepted"}
    three.refresh_from_db()
    assert three.speaker.name == "Oleg Synegubov"


def test_new_speaker_is_added_and_a_claim_drafted_without_leaving_the_keys(new_page):
    document = make_document(TEXT)
    statement = suggest(document, "“Not so sure,”", None)
    page = new_page()
    log_in(page, "Reporter")
    page.goto(f"{reverse('desk:document', args=[document.public_id])}?at=next")
    page.locator(f"#s-{statement.public_id} button:focus").wait_for()

    page.keyboard.press("a")
    # Nobody is called alike. A key that is pressed twice adds nobody for good: it goes to the button first.
    page.locator("#dialog [name=new_name]:focus").wait_for()
    page.keyboard.press("Enter")
    page.locator("[data-digit='0']:focus").wait_for()
    assert not Speaker.objects.exists()
    page.keyboard.press("Enter")
    page.locator(f"#s-{statement.public_id}.desk-card--accepted").wait_for()
    statement.refresh_from_db()
    assert statement.speaker.name == "Oleg Synegubov"

    page.keyboard.press("c")
    page.locator("#dialog [name=text]:focus").wait_for()
    # It begins with the words, which whoever has better ones types over.
    assert page.locator("#dialog [name=text]").input_value() == "Not so sure."
    page.keyboard.type("Others doubt it")
    page.keyboard.press("Control+Enter")
    page.get_by_role("link", name="Others doubt it").wait_for()
    assert Claim.objects.get().text == "Others doubt it"


def test_what_is_told_of_a_card_leaves_the_next_one_in_sight(new_page):
    anna = make_speaker("Anna Petrenko")
    document = make_document(TEXT)
    rows = [suggest(document, words, anna) for words in ("“We will rebuild,”", "“No child waits,”", "“Not so sure,”")]
    page = new_page(viewport={"width": 1280, "height": 620})
    log_in(page, "Reporter")
    page.goto(f"{reverse('desk:document', args=[document.public_id])}?at={rows[0].public_id}")
    for here, after in pairwise(rows):
        page.locator(f"#s-{here.public_id} button:focus").wait_for()
        page.keyboard.press("Enter")
        page.locator(f"#s-{after.public_id} button:focus").wait_for()
        told = page.locator("#desk-messages").bounding_box()
        card = page.locator(f"#s-{after.public_id}").bounding_box()
        assert told["height"] > 0
        assert told["x"] + told["width"] <= card["x"]


@pytest.mark.parametrize("has_scripts", [True, False])
def test_claim_is_drafted_proposed_and_refused_to_its_proposer(new_page, has_scripts):
    statement = make_statement("“We will rebuild,”", speaker=make_speaker("Anna Petrenko"))
    page = new_page(java_script_enabled=has_scripts)
    log_in(page, "Editor")
    page.goto(reverse("desk:document", args=[statement.document.public_id]))

    page.get_by_role("link", name="Draft a claim").click()
    page.get_by_label("The claim").fill("The schools will be rebuilt")
    page.get_by_role("button", name="Draft the claim").click()
    if has_scripts:
        # The claim is drafted over the text; the card leads to it.
        page.get_by_role("link", name="The schools will be rebuilt").first.click()
        page.wait_for_url("**/desk/claims/**")
    for number in range(2):
        if not page.get_by_label("Address outside it").is_visible():
            page.locator("summary", has_text="Add evidence").click()
        page.get_by_label("Address outside it").fill(f"https://source{number}.example/plan")
        page.get_by_label("What it is").fill(f"Plan {number}")
        page.get_by_label("Supports the claim").check()
        page.get_by_role("button", name="Add the evidence").click()
        page.get_by_role("link", name=f"Plan {number}", exact=True).wait_for()
    page.get_by_text("2 outlets, 2 origins").wait_for()
    page.get_by_label("Rating").select_option("verified")
    page.get_by_label("Summary").fill("Two plans name the schools.")
    page.get_by_role("button", name="Save and propose").click()

    page.get_by_text("You proposed this verdict, so a second editor must approve it.").wait_for()
    assert page.get_by_role("button", name="Approve and publish").count() == 0
    claim = Claim.objects.get()
    assert claim.verdicts.get().state == "proposed"

    second = new_page(java_script_enabled=has_scripts)
    log_in(second, "Editor")
    second.get_by_role("link", name="The schools will be rebuilt").click()
    second.get_by_role("link", name="See it as readers will").last.click()
    second.get_by_text("Preview, not published.").wait_for()
    second.get_by_role("link", name="Back to the desk").click()
    # The button alone publishes nothing that is still open.
    second.get_by_role("button", name="Approve and publish").click()
    second.get_by_label("I have seen that, and publish it all the same").check()
    second.get_by_role("button", name="Approve and publish").click()
    second.get_by_text("Approved and published.").wait_for()
    claim.refresh_from_db()
    assert claim.status == "verified"


def test_suggestions_come_while_typing(new_page):
    make_speaker("Volodymyr Zelensky", names=[("Володимир Зеленський", "uk")])
    page = new_page()
    log_in(page, "Reporter")
    page.goto(reverse("desk:claim-add"))

    page.get_by_label("Claimant").press_sequentially("зеленс")

    option = page.get_by_role("option", name="Volodymyr Zelensky")
    option.wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    assert page.get_by_label("Claimant").input_value() == "Volodymyr Zelensky"


def test_list_of_deliveries_renews_itself(new_page, worker_factory):
    page = new_page()
    log_in(page, "Reporter")
    page.goto(reverse("desk:copy"))
    page.get_by_label("Text").fill("KYIV: “We will rebuild every school,” Anna Petrenko told reporters on Friday.")
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("the list renews itself").wait_for()

    worker_factory().start()

    page.locator(".desk-badge", has_text="Done").wait_for(timeout=30_000)
    page.locator(".desk-rows a").first.click()
    page.get_by_text("to review").first.wait_for()


@pytest.mark.parametrize("has_scripts", [True, False])
def test_files_dropped_on_the_field_are_handed_in(new_page, tmp_path, has_scripts):
    files = [tmp_path / f"{n}.txt" for n in range(120)]
    for path in files:
        path.write_text(f"Text {path.stem} says little.")
    page = new_page(java_script_enabled=has_scripts)
    log_in(page, "Reporter")
    page.goto(reverse("desk:copy"))
    field = page.get_by_label("Files")
    field.scroll_into_view_if_needed()
    box = field.bounding_box()
    place = {"x": box["x"] + box["width"] - 20, "y": box["y"] + box["height"] - 10}
    dragged = {"items": [], "files": [str(path) for path in files], "dragOperationsMask": 1}
    # As the mouse brings them from the window of another program.
    devtools = page.context.new_cdp_session(page)
    for kind in ("dragEnter", "dragOver", "drop"):
        devtools.send("Input.dispatchDragEvent", {"type": kind, "data": dragged, **place})
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("120 texts were handed in.").wait_for()
    assert set(Ingestion.objects.values_list("name", flat=True)) == {path.name for path in files}


def test_a_chosen_file_types_its_name_into_no_other_field(new_page, tmp_path):
    path = tmp_path / "story.txt"
    path.write_text("KYIV: “We will rebuild every school,” Anna Petrenko told reporters on Friday.")
    claim = make_claim()
    page = new_page()
    log_in(page, "Reporter")

    page.goto(reverse("desk:copy"))
    page.get_by_label("Files").set_input_files(str(path))
    assert page.get_by_label("Outlet").input_value() == ""
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("story.txt").first.wait_for()
    assert not Outlet.objects.filter(name="story.txt").exists()

    page.goto(reverse("desk:claim", args=[claim.public_id]))
    form = page.locator("form", has=page.locator("input[type=file][name=file]"))
    form.locator("[name=file]").set_input_files(str(path))
    form.locator("[name=title]").fill("The ministry's paper")
    form.locator("[name=file_from]").fill("Ministry of Schools")
    form.get_by_label("Supports the claim").check()
    form.get_by_role("button", name="Add the evidence").click()
    page.get_by_text("The ministry's paper").first.wait_for()
    assert claim.evidence.get().file_name == "story.txt"


def test_what_was_refused_stays_told_while_the_list_renews_itself(new_page, tmp_path):
    for name, words in (("empty.txt", " "), ("long.txt", "She said she would come.")):
        (tmp_path / name).write_text(words)
    page = new_page()
    log_in(page, "Reporter")
    page.goto(reverse("desk:copy"))
    page.get_by_label("Files").set_input_files([str(tmp_path / "empty.txt"), str(tmp_path / "long.txt")])
    page.get_by_role("button", name="Hand in").click()
    page.get_by_text("empty.txt: The text is empty.").wait_for()

    with page.expect_response(lambda answer: answer.request.headers.get("hx-trigger") == "deliveries"):
        pass

    assert page.get_by_text("empty.txt: The text is empty.").is_visible()


@pytest.mark.parametrize("width", [360, 1280])
def test_lists_and_the_menu_can_be_reached_without_scripts(new_page, width):
    claim = make_claim("The bridge is closed")
    page = new_page(java_script_enabled=False, viewport={"width": width, "height": 900})
    log_in(page, "Reporter")

    page.goto(reverse("admin:claims_claim_changelist"))
    page.get_by_role("link", name="The bridge is closed").click()
    page.wait_for_url(f"**/desk/claims/{claim.public_id}/")
    if width < 1280:
        page.locator("summary", has_text="Menu").click()
    page.get_by_role("link", name="Speakers").locator("visible=true").first.click()
    page.wait_for_url("**/sources/speaker/")


def test_the_mouse_goes_on_changing_the_words_that_a_key_began_to_change(new_page):
    document = make_document(TEXT)
    statement = suggest(document, "“No child waits,”", make_speaker("Anna Petrenko"))
    page = new_page()
    log_in(page, "Reporter")
    page.goto(f"{reverse('desk:document', args=[document.public_id])}?at={statement.public_id}")
    page.locator(f"#s-{statement.public_id} button:focus").wait_for()
    page.keyboard.press("w")
    page.evaluate("""() => {
        const marks = [...document.querySelectorAll('#text .said')];
        const range = document.createRange();
        range.setStart(marks[0].firstChild, 1);
        range.setEnd(marks.at(-1).lastChild, marks.at(-1).lastChild.length);
        const chosen = document.getSelection();
        chosen.removeAllRanges();
        chosen.addRange(range);
    }""")
    page.locator("#chosen", has_text="No child waits,”").locator("visible=true").first.wait_for()
    page.keyboard.press("Enter")
    page.get_by_text("The statement has new ends.").wait_for()
    statement.refresh_from_db()
    assert statement.exact == "No child waits,”"
    assert Statement.objects.count() == 1


def test_nothing_else_is_sent_while_a_step_runs(new_page):
    anna = make_speaker("Anna Petrenko")
    document = make_document(TEXT)
    rows = [suggest(document, words, anna) for words in ("“We will rebuild,”", "“No child waits,”")]
    page = new_page()
    log_in(page, "Reporter")
    page.goto(f"{reverse('desk:document', args=[document.public_id])}?at={rows[0].public_id}")
    page.locator(f"#s-{rows[0].public_id} button:focus").wait_for()
    held, sent = [], []
    # Playwright cannot mark a method of the list as its handler.
    page.route("**/statements/accept/", lambda route: held.append(route))  # noqa: PLW0108
    page.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)

    page.keyboard.press("A")
    page.get_by_text("Working …").wait_for()
    page.keyboard.press("u")
    page.keyboard.press("a")
    page.get_by_role("button", name="Undo my last step").click()
    assert len(sent) == len(held) == 1
    held[0].continue_()
    page.get_by_text("2 statements were accepted.").wait_for()
    page.get_by_text("Working …").wait_for(state="hidden")

    page.keyboard.press("u")
    page.get_by_text("2 statements were taken back.").wait_for()
    assert set(Statement.objects.values_list("review_state", flat=True)) == {"suggested"}


def test_a_second_click_drafts_no_second_claim(new_page):
    statement = make_statement("“We will rebuild,”", speaker=make_speaker("Anna Petrenko"))
    page = new_page()
    log_in(page, "Editor")
    page.goto(reverse("desk:document", args=[statement.document.public_id]))
    page.get_by_role("link", name="Draft a claim").click()
    page.get_by_label("The claim").fill("The schools will be rebuilt")

    page.get_by_role("button", name="Draft the claim").dblclick()

    page.get_by_text("Drafted: “The schools will be rebuilt”").wait_for()
    page.wait_for_load_state("networkidle")
    assert page.locator(".desk-message--error").count() == 0
    assert Claim.objects.count() == 1
