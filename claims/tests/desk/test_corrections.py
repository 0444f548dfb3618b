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
