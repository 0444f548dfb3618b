"""What is too large for a form is refused before anything of it is read."""

import pytest
from django.conf import settings
from django.http import HttpRequest
from django.test import Client
from django.urls import reverse

from claims.public import body_limits
from claims.tests import factories as make

URLENCODED = "application/x-www-form-urlencoded"
OPEN = ("/report/", "/fr/suggest/", "/admin/login/")


class Untouched:
    """A body that must not be read."""

    def read(self, *size):
        raise AssertionError("The body was read.")

    readline = read


def send(address, length, *, client=None, content_type=URLENCODED, **extra):
    environment = {"wsgi.input": Untouched(), "CONTENT_LENGTH": str(length), "CONTENT_TYPE": content_type, **extra}
    return (client or Client()).generic("POST", address, **environment)


@pytest.fixture
def editor(db):
    client = Client()
    client.force_login(make.make_user("Editor"))
    return client


@pytest.mark.parametrize("content_type", [URLENCODED, "multipart/form-data; boundary=x"])
@pytest.mark.parametrize("address", OPEN)
def test_forms_for_everybody_take_no_more_than_a_letter(db, address, content_type):
    answer = send(address, body_limits.LETTER_LIMIT + 1, content_type=content_type)
    assert answer.status_code == 413
    if not address.startswith("/fr/"):
        assert "larger than this form takes" in answer.content.decode()


def test_being_signed_in_makes_a_letter_no_longer(editor):
    assert [send(address, body_limits.LETTER_LIMIT + 1, client=editor).status_code for address in OPEN] == [413] * 3


@pytest.mark.parametrize("address", OPEN)
def test_a_body_in_pieces_is_refused(db, address):
    assert send(address, "", HTTP_TRANSFER_ENCODING="chunked").status_code == 411


@pytest.mark.parametrize("length", ["-1", "x", "²"])
def test_a_length_that_is_none_is_refused(db, length):
    assert send("/report/", length).status_code == 413


@pytest.mark.parametrize("address", ["/desk/copy/", "/desk/", "/claims/", "/api/docs/", "/admin/claims/claim/add/"])
def test_whoever_is_not_signed_in_sends_no_large_form_anywhere(db, address):
    assert send(address, body_limits.FORM_LIMIT + 1).status_code in (405, 413)


def test_only_the_form_for_copy_takes_an_article_as_long_as_a_book(editor):
    book = settings.INGEST_MAX_BYTES
    assert send(reverse("desk:home"), book, client=editor).status_code == 413
    with pytest.raises(AssertionError, match="was read"):
        send(reverse("desk:copy"), book, client=editor)
    assert send(reverse("desk:copy"), settings.DATA_UPLOAD_MAX_MEMORY_SIZE + 1, client=editor).status_code == 413


def test_a_form_with_a_file_takes_one_file_of_the_largest(editor):
    request = HttpRequest()
    request.user = make.make_user("Reporter")
    request.content_type = "multipart/form-data"
    most = settings.INGEST_MAX_BYTES + body_limits.FORM_LIMIT
    assert body_limits._may_send(request, "desk:evidence-add", most)
    assert not body_limits._may_send(request, "desk:evidence-add", most + 1)


def test_programs_are_told_in_their_own_form(editor):
    answer = send("/mcp", 1_000_000, content_type="application/json")
    assert (answer.status_code, answer["Content-Type"]) == (413, "application/problem+json")
    # None of them takes a form as large as that, which the guard of forms would read for somebody who is signed in.
    assert send("/api/v1/claims/", body_limits.FORM_LIMIT + 1, client=editor).status_code == 413
