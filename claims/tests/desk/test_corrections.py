from django.urls import reverse

from claims.models import CorrectionRequest
from claims.tests.factories import make_answered_correction, make_published_claim


def test_answered_request_is_not_answered_again(desk_client):
    request = make_answered_correction(make_published_claim(), answer="It was.")
    address = reverse("admin:claims_correctionrequest_change", args=[request.pk])

    answer = desk_client("Editor").post(address, {"state": "declined", "answer": "It was not."}, follow=True)

    assert answer.status_code == 400
    assert "answered already" in answer.content.decode()
    assert CorrectionRequest.objects.get().answer == "It was."
