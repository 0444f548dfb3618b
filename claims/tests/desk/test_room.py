"""The seed report worked through in a real browser: by keyboard alone, and by plain forms without scripts."""

from pathlib import Path

import pytest
from django.conf import settings
from django.urls import reverse

from claims.services.reviews import statement_accept, statement_reattribute
from claims.services.suggestions import statements_extract
from claims.tests.desk.test_browser import log_in
from claims.tests.extraction.test_seeds import MOBILISATION
from claims.tests.factories import make_claim, make_document, make_speaker, make_user

REPORT = (Path(settings.BASE_DIR) / "seeds" / "reports" / "mobilisation.txt").read_text()
# Who spoke where the report has no quote marks: the beginning of the words, and whose they are.
REPORTED = {
    "the referendum would go ahead": "Vladimir Saldo",
    "any weapons in Moscow's arsenal": "Dmitry Medvedev",
}
MISSED = '"I don’t want to go to the war,"'
MISTAKEN = '"The date has been set.'

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def report():
    """The report as the reader left it, but for two mistakes: one statement missed, one given to the wrong speaker."""
    for name in ("Antony Blinken", "Sergei Lavrov", "Vladimir Saldo", "Joe Biden", "Dmitry Medvedev"):
        make_speaker(name)
    document = make_document(REPORT)
    statements_extract(document=document)
    missed = document.statements.get(exact=MISSED)
    missed.continued_by.update(continues=None)
    missed.delete()
    wrong = document.statements.get(exact__startswith=MISTAKEN)
    assert wrong.speaker.name == "Vladimir Saldo"
    wrong.speaker = make_speaker("Sergei Shoigu")
    wrong.save()
    return document


def speaker_of(statement):
    """Return who said it, by the complete list of the report's quotations; None for what is nobody's quotation."""
    for start, end, _kind, speaker, _words in MOBILISATION:
        if (statement.start, statement.end) == (start, end):
            return speaker
    return next((name for words, name in REPORTED.items() if words in statement.exact), None)


def is_correct(statement):
    found = statement.speaker.name if statement.speaker else statement.suggested_speaker
    return found == speaker_of(statement)


def waiting(document):
    return list(document.statements.filter(review_state="suggested").order_by("start", "-end", "pk"))


class Keys:
    """Presses keys, and counts them."""

    def __init__(self, page):
        self.page, self.count = page, 0

    def press(self, *keys):
        for key in keys:
            self.page.keyboard.press(key)
            self.count += 1

    def type(self, words):
        self.page.keyboard.type(words)
        self.count += len(words)


def open_room(new_page, document):
    """Return a wide page with a document's room, its scripts ready."""
    page = new_page(viewport={"width": 1280, "height": 900})
    log_in(page, "Reporter")
    page.goto(f"{reverse('desk:document', args=[document.public_id])}?at=next")
    page.wait_for_load_state("networkidle")
    return page


def test_seed_report_by_keyboard_without_one_reload(new_page, report):
    page = open_room(new_page, report)
    page.evaluate("window.stillHere = true")
    keys, spent = Keys(page), []

    def at_hand(statement):
        page.locator(f"#s-{statement.public_id}.desk-card--here").wait_for()

    def settled(statement, state):
        page.locator(f"#s-{statement.public_id}.desk-card--{state}").wait_for()

    todo = waiting(report)
    assert len([row for row in todo if is_correct(row)]) >= 8
    for row in todo:
        at_hand(row)
        before = keys.count
        if row.exact.startswith(MISTAKEN):
            keys.press("s")
            keys.type("saldo")
            page.locator("[role=option]", has_text="Vladimir Saldo").wait_for()
            keys.press("ArrowDown", "Enter", "Enter")
            settled(row, "accepted")
        elif is_correct(row):
            keys.press("a")
            if not row.speaker:
                # New to the record: whoever is called alike is shown first, and the second key adds the speaker.
                asked = page.locator("dialog[open] [data-digit='0']")
                asked.or_(page.locator(f"#s-{row.public_id}.desk-card--accepted")).wait_for()
                if asked.count():
                    keys.press("Control+Enter" if page.locator("[name=new_name]:focus").count() else "0")
            settled(row, "accepted")
            spent.append(keys.count - before)
        else:
            keys.press("r", "1")
            settled(row, "rejected")
    assert max(spent) <= 2

    # The statement that the reader missed is chosen in the text, word by word. Marking begins behind the one at hand.
    first = report.statements.order_by("start").first()
    for _ in range(len(todo)):
        keys.press("k")
    at_hand(first)
    keys.press("m")
    chosen = page.locator("[data-chosen]")
    for _ in range(30):
        if MISSED.startswith(chosen.inner_text()):
            break
        keys.press("ArrowDown")
    for _ in range(len(MISSED.split()) - 1):
        keys.press("Shift+ArrowRight")
    assert chosen.inner_text() == MISSED
    keys.press("Enter")
    page.locator("#mark [name=speaker]:focus").wait_for()
    keys.type("Dmitri")
    keys.press("Enter")
    page.locator(".desk-card--here.desk-card--accepted", has_text="I don’t want to go to the war").wait_for()
    missed = report.statements.get(exact=MISSED)
    assert (missed.speaker.name, missed.review_state, missed.found_by) == ("Dmitri", "accepted", "person")
    at_hand(missed)

    # One word too many is cut, and that is taken back.
    keys.press("w", "Shift+ArrowLeft", "Enter")
    page.locator(f"#s-{missed.public_id} blockquote", has_text="go to the").filter(has_not_text="war").wait_for()
    keys.press("u")
    page.locator(f"#s-{missed.public_id} blockquote", has_text="war").wait_for()
    keys.press("u")
    settled(missed, "rejected")

    keys.press("?")
    page.get_by_role("heading", name="Shortcuts").wait_for()
    keys.press("Escape")
    assert page.evaluate("window.stillHere") is True
    mended = report.statements.get(exact__startswith=MISTAKEN)
    assert (mended.review_state, mended.speaker.name) == ("accepted", "Vladimir Saldo")
    assert not waiting(report)
    missed.refresh_from_db()
    assert missed.exact == MISSED


def test_a_key_at_once_after_an_answer_is_an_act_in_place(new_page, report):
    page = open_room(new_page, report)
    first = waiting(report)[0]
    page.evaluate(
        """() => {
            window.stillHere = true;
            const undo = () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: "u", bubbles: true }));
            document.addEventListener("htmx:afterSwap", () => setTimeout(undo), { once: true });
        }"""
    )
    page.keyboard.press("r")
    page.keyboard.press("1")

    page.locator(".desk-message", has_text="Taken back").wait_for()
    page.locator(f"#s-{first.public_id}.desk-card--suggested").wait_for()
    assert page.evaluate("window.stillHere") is True
    first.refresh_from_db()
    assert first.review_state == "suggested"


def test_other_words_of_a_claim_are_chosen_with_a_reason(new_page, report):
    first = waiting(report)[0]
    statement_accept(statement=first, actor=make_user("Editor"), speaker=make_speaker("Oleg Orlov"))
    make_claim(statements=[first])
    page = open_room(new_page, report)
    card = page.locator(f"#s-{first.public_id}")
    card.click()
    page.keyboard.press("w")
    page.keyboard.press("Shift+ArrowLeft")
    page.keyboard.press("Enter")
    page.wait_for_function("document.activeElement.name === 'reason'")
    page.keyboard.type("The last word is the reporter's.")
    page.keyboard.press("Enter")
    last = first.exact.split()[-1]
    card.locator("blockquote").filter(has_not_text=last).wait_for()
    first.refresh_from_db()
    assert not first.exact.endswith(last)
    assert page.locator("[data-why] input").input_value() == ""


def test_a_choice_that_is_still_to_be_made_is_asked_for(new_page, report):
    page = open_room(new_page, report)
    first = waiting(report)[0]
    statement_reattribute(statement=first, actor=make_user("Editor"), speaker=make_speaker("Oleg Orlov"))
    page.keyboard.press("s")
    page.keyboard.type("Antony Blinken")
    page.keyboard.press("Enter")
    clash = page.locator("[data-act=settle]")
    clash.wait_for()

    clash.get_by_role("button", name="Save what I chose").click()
    page.wait_for_function("document.activeElement.name === 'take_speaker'")
    clash.get_by_label("Oleg Orlov").check()
    for state in clash.locator("[name=take_state][value=mine]").all():
        state.check()
    clash.get_by_role("button", name="Save what I chose").click()
    clash.wait_for(state="detached")
    first.refresh_from_db()
    assert first.speaker.name == "Oleg Orlov"


def test_seed_report_by_plain_forms(new_page, report):
    page = new_page(java_script_enabled=False)
    log_in(page, "Reporter")
    page.goto(f"{reverse('desk:document', args=[report.public_id])}?at=next")

    for row in waiting(report):
        card = page.locator(f"#s-{row.public_id}")
        if row.exact.startswith(MISTAKEN):
            card.locator("summary", has_text="Change speaker").click()
            card.locator("[data-act=speaker]").get_by_label("Who said it").fill("Vladimir Saldo")
            card.get_by_role("button", name="Change and accept").click()
        elif is_correct(row):
            card.get_by_role("button", name="Accept").click()
            if not row.speaker and page.get_by_role("button", name="Add and go on").count():
                page.get_by_role("button", name="Add and go on").click()
        else:
            card.locator("summary", has_text="Reject").click()
            card.get_by_role("button", name="Not a statement.").click()
        row.refresh_from_db()
        assert row.review_state != "suggested"

    page.locator("summary", has_text="Add a statement that the reader missed").click()
    page.get_by_label("The exact words", exact=True).fill(MISSED)
    page.locator("#mark").get_by_label("Who said it").fill("Dmitri")
    page.get_by_role("button", name="Add the statement").click()
    missed = report.statements.get(exact=MISSED)
    assert (missed.speaker.name, missed.review_state) == ("Dmitri", "accepted")

    card = page.locator(f"#s-{missed.public_id}")
    card.locator("summary", has_text="Change words").click()
    card.get_by_label("The exact words").fill(MISSED.removesuffix(' war,"'))
    card.get_by_role("button", name="Change", exact=True).last.click()
    missed.refresh_from_db()
    assert missed.exact == MISSED.removesuffix(' war,"')
    page.get_by_role("button", name="Undo my last step").click()
    page.locator(f"#s-{missed.public_id}").get_by_role("button", name="Undo this").click()

    missed.refresh_from_db()
    assert (missed.exact, missed.review_state) == (MISSED, "rejected")
    mended = report.statements.get(exact__startswith=MISTAKEN)
    assert (mended.review_state, mended.speaker.name) == ("accepted", "Vladimir Saldo")
    assert not waiting(report)
