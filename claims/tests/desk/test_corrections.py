import re

import pytest
from django.urls import reverse

from claims.models import CorrectionRequest
from claims.tests.factories import make_answered_correction, make_published_claim, make_user


def test_answered_request_is_not_answered_again(desk_client):
    request = make_answered_correction(make_published_claim(), answer="It was.")
    address = reverse("admin:claims_correctionrequest_change", args=[request.pk])

    answer = desk_client("Editor").post(address, {"state": "declined", "answer": "It was not."}, follow=True)

    assert answer.status_code == 400
    assert "answered already" in answer.content.decode()
    assert CorrectionRequest.objects.get().answer == "It was."


def test_request_names_who_answered_as_the_record_does(desk_client):
    editor = make_user("Editor", first_name="Edith", last_name="Editor")
    request = CorrectionRequest.objects.create(claim=make_published_claim(), text="The date is wrong.\n\nLook.")
    address = reverse("admin:claims_correctionrequest_change", args=[request.pk])
    client = desk_client(editor)

    asked = client.get(address).content.decode()
    client.post(address, {"state": "declined", "answer": "It was not.\r\n\r\nWe looked."})

    assert "<p>The date is wrong.</p><p>Look.</p>" in asked
    assert "<p>It was not.</p><p>We looked.</p>" in client.get(address).content.decode()
    request.refresh_from_db()
    assert request.answer == "It was not.\n\nWe looked."
    assert "Answered by" not in asked
    assert "Created at" not in asked
    assert "Save and continue" not in asked
    for page in (address, reverse("admin:claims_correctionrequest_changelist")):
        rows = client.get(page).content.decode().partition('id="content"')[2]
        assert "Edith Editor" in rows
        assert f">{editor.username}<" not in rows


@pytest.mark.parametrize(("kind", "done"), [("error", "corrected"), ("suggestion", "taken_up")])
def test_what_came_of_a_request_is_chosen_among_what_may_and_nothing_is_chosen_before(desk_client, kind, done):
    request = CorrectionRequest.objects.create(kind=kind, text="The moon is cheese.")
    address = reverse("admin:claims_correctionrequest_change", args=[request.pk])
    client = desk_client("Editor")

    page = client.get(address).content.decode()
    offered = re.findall(r'<input type="radio" name="state" value="(\w+)"([^>]*)>', page)

    assert [value for value, _ in offered] == [done, "declined", "discarded"]
    assert not any(re.search(r"\schecked(?!:)", rest) for _, rest in offered)
    assert "What came of it" in page
    for state in ("", "open"):
        refused = client.post(address, {"state": state, "answer": "We looked."})
        assert refused.status_code == 200
        assert "Say what came of it." in refused.content.decode()
    client.post(address, {"state": done, "answer": "We looked."})
    assert CorrectionRequest.objects.get().state == done
