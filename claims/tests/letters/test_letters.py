"""Readers write to the desk: people get through, programs do not, and the answer is published."""

import datetime as dt
import re

import pytest
import time_machine
from django.db import IntegrityError, transaction
from django.test import Client

from claims.letters import guard
from claims.models import CorrectionRequest
from claims.public.models import Publication
from claims.services.corrections import correction_answer
from claims.services.merges import claims_merge
from claims.tests import factories as make
from factcheck.base import DomainError

START = dt.datetime(2022, 10, 1, 8, 0, tzinfo=dt.UTC)
TEXT = "The vote lasted five days, as the report of the 27th says."


@pytest.fixture
def clock(db):
    with time_machine.travel(START, tick=False) as traveller:
        yield traveller


def token_at(address, client=None):
    page = (client or Client()).get(address).content.decode()
    return re.search(r'name="token" value="([^"]+)"', page)[1]


def send(address, clock, *, after=30, client=None, **data):
    token = data.pop("token", None) or token_at(address, client)
    clock.shift(after)
    return (client or Client()).post(address, {"text": TEXT, "token": token, **data})


def test_french_sets_a_space_before_the_colon_of_a_fault(clock):
    page = send("/fr/suggest/", clock, text="").content.decode()

    assert "</a>\u00a0: Ce champ est obligatoire" in page


def test_report_reaches_the_desk_and_its_answer_the_corrections_page(clock):
    claim = make.make_published_claim("The vote lasted four days")
    address = f"/report/{claim.public_id}/"

    answer = send(address, clock, contact="reader@example.org")

    request = CorrectionRequest.objects.get()
    assert (answer.status_code, answer["Location"]) == (303, f"/sent/{request.public_id}/")
    assert (request.claim, request.text, request.contact) == (claim, TEXT, "reader@example.org")
    assert (request.kind, request.state) == ("error", "open")
    assert f"/corrections/{request.public_id}/" in Client().get(answer["Location"]).content.decode()
    assert Client().get(f"/corrections/{request.public_id}/").status_code == 404

    correction_answer(request=request, actor=make.make_user(), state="corrected", answer="Five; corrected.")

    page = Client().get(f"/corrections/{request.public_id}/").content.decode()
    listed = Client().get("/corrections/").content.decode()
    for text in (TEXT, "Five; corrected.", "Report of an error: corrected"):
        assert text in page
        assert text in listed
    assert "reader@example.org" not in page + listed + Publication.objects.get(kind="correction").body


def test_suggestion_reaches_the_desk_and_may_be_taken_up(clock):
    answer = send("/fr/suggest/", clock, url="example.org/post")

    request = CorrectionRequest.objects.get()
    assert answer["Location"] == f"/fr/sent/{request.public_id}/"
    assert (request.kind, request.claim, request.url) == ("suggestion", None, "https://example.org/post")

    correction_answer(request=request, actor=make.make_user(), state="taken_up", answer="It is being checked.")

    assert "Suggested claim: taken up" in Client().get("/corrections/").content.decode()
    assert "example.org/post" not in Publication.objects.get(kind="correction").body


def test_neither_form_sets_a_cookie_nor_may_be_stored(clock):
    for address in ("/report/", "/suggest/"):
        for answer in (Client().get(address), send(address, clock)):
            assert not answer.cookies
    assert Client().get("/report/")["Cache-Control"] == "no-store"


def test_form_works_where_cross_site_tokens_are_enforced(clock):
    strict = Client(enforce_csrf_checks=True)

    assert send("/report/", clock, client=strict).status_code == 303


@pytest.mark.parametrize(
    ("data", "after", "words"),
    [
        ({"website": "https://spam.example"}, 30, "it catches programs"),
        ({}, 1, "quicker than people write"),
        ({}, guard.MOST_SECONDS + 1, "open for too long"),
        ({"token": "made-up"}, 30, "open for too long"),
        ({"text": ""}, 30, "This field is required"),
        ({"text": "short"}, 30, "at least 10 characters"),
        ({"text": "x" * 6_000}, 30, "at most 5000 characters"),
        ({"contact": "no address"}, 30, "valid email address"),
        ({"text": "nul \0 inside it"}, 30, "Null characters"),
    ],
)
def test_what_a_program_or_a_slip_sends_is_shown_again_as_typed(clock, data, after, words):
    answer = send("/report/", clock, after=after, **data)

    page = answer.content.decode()
    assert answer.status_code == 400
    assert words in page
    assert 'role="alert"' in page
    # A screen reader reads the title first.
    assert "<title>Not sent yet: " in page
    if "text" not in data:
        assert TEXT in page
    assert not CorrectionRequest.objects.exists()


def test_form_that_was_shown_again_goes_through(clock):
    stale = send("/report/", clock, after=guard.MOST_SECONDS + 1)
    token = re.search(r'name="token" value="([^"]+)"', stale.content.decode())[1]

    assert send("/report/", clock, token=token).status_code == 303


def test_form_sent_twice_is_one_request(clock):
    token = token_at("/report/")

    first, second = (send("/report/", clock, token=token) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert CorrectionRequest.objects.count() == 1


def test_one_sender_sends_so_many_in_an_hour(clock, settings):
    settings.READER_REQUESTS_PER_HOUR = 2
    for _ in range(2):
        assert send("/report/", clock).status_code == 303

    refused = send("/report/", clock)
    other = send("/report/", clock, client=Client(REMOTE_ADDR="203.0.113.7"))
    neighbour = [Client(REMOTE_ADDR=f"2001:db8::{number}") for number in (1, 2, 3)]
    of_one_network = [send("/report/", clock, client=one).status_code for one in neighbour]
    clock.shift(3601)

    assert (refused.status_code, refused["Retry-After"]) == (429, "3600")
    assert TEXT in refused.content.decode()
    assert other.status_code == 303
    assert of_one_network == [303, 303, 429]
    assert send("/report/", clock).status_code == 303


def test_everybody_together_sends_so_many_in_an_hour(clock, monkeypatch):
    monkeypatch.setattr("claims.services.corrections.ALL_PER_HOUR", 3)

    statuses = [send("/report/", clock, client=Client(REMOTE_ADDR=f"203.0.113.{n}")).status_code for n in range(4)]

    assert statuses == [303, 303, 303, 429]


def test_sender_is_stored_as_nothing_that_names_them(clock):
    send("/report/", clock, client=Client(REMOTE_ADDR="203.0.113.7"))

    row = str(CorrectionRequest.objects.values().get())
    assert "203.0.113" not in row


def test_there_is_no_form_for_a_claim_that_is_not_public(clock):
    claim = make.make_claim("Nobody may know of this")

    assert Client().get(f"/report/{claim.public_id}/").status_code == 404
    assert Client().post(f"/report/{claim.public_id}/", {"text": TEXT}).status_code == 404


def test_form_of_a_merged_claim_leads_to_the_other(clock):
    claim = make.make_published_claim()
    Publication.objects.filter(public_id=claim.public_id).update(redirect_to="zzzzzzzzzz")

    assert Client().get(f"/uk/report/{claim.public_id}/")["Location"] == "/uk/report/zzzzzzzzzz/"


def test_page_of_what_was_sent_tells_nothing_of_what_others_sent(clock):
    assert Client().get("/sent/zzzzzzzzzz/").status_code == 200


# --- the answer ---


def test_junk_is_discarded_without_a_public_word(clock):
    send("/report/", clock, text="Buy cheap watches here today")
    request = CorrectionRequest.objects.get()

    correction_answer(request=request, actor=make.make_user(), state="discarded", answer="")

    assert not Publication.objects.filter(kind="correction").exists()
    assert Client().get(f"/corrections/{request.public_id}/").status_code == 404


@pytest.mark.parametrize(("kind", "state"), [("error", "taken_up"), ("suggestion", "corrected")])
def test_answer_fits_what_was_asked_in_service_and_database(clock, kind, state):
    request = CorrectionRequest.objects.create(text=TEXT, kind=kind)
    editor = make.make_user()

    with pytest.raises(DomainError, match="taken up"):
        correction_answer(request=request, actor=editor, state=state, answer="Yes.")
    with pytest.raises(IntegrityError, match="state_fits_kind"), transaction.atomic():
        CorrectionRequest.objects.filter(pk=request.pk).update(state=state, answer="Yes.", answered_by=editor)


# --- in a browser ---


def test_reader_reports_an_error_with_the_keyboard_and_without_scripts(new_page, transactional_db, monkeypatch):
    monkeypatch.setattr(guard, "LEAST_SECONDS", 0)
    claim = make.make_published_claim("The vote lasted four days")
    page = new_page(java_script_enabled=False)

    page.goto(f"/claims/{claim.public_id}/{claim.slug}/")
    page.get_by_role("main").get_by_role("link", name="Report an error").click()
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    page.get_by_role("alert").wait_for()
    page.get_by_label("What is wrong").fill(TEXT)
    page.keyboard.press("Tab")
    # Past the hidden field, which no key reaches.
    page.keyboard.type("reader@example.org")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")

    page.get_by_role("heading", level=1, name="The desk has it").wait_for()
    request = CorrectionRequest.objects.get()
    assert (request.claim, request.contact) == (claim, "reader@example.org")


def test_another_text_from_the_same_form_is_not_lost(clock):
    claim = make.make_published_claim()
    address = f"/report/{claim.public_id}/"
    token = token_at(address)
    send(address, clock, token=token)

    refused = Client().post(address, {"text": "Another text altogether.", "token": token})
    page = refused.content.decode()

    assert refused.status_code == 400
    assert "Another text altogether." in page
    again = re.search(r'name="token" value="([^"]+)"', page)[1]
    clock.shift(30)
    assert Client().post(address, {"text": "Another text altogether.", "token": again}).status_code == 303
    assert CorrectionRequest.objects.count() == 2


def test_an_error_of_a_merged_claim_is_reported_of_the_one_that_stands(clock):
    merged, kept = make.make_published_claim(), make.make_published_claim()
    claims_merge(claim=merged, into=kept, actor=make.make_user(), reason="The same.")
    answer = Client().get(f"/report/{merged.public_id}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/report/{kept.public_id}/")
