"""The pages for when something is wrong, and those for programs."""

from xml.etree import ElementTree as ET

import pytest
from django.db import DatabaseError, connection
from django.test import Client, RequestFactory
from django.urls import reverse

from claims.public import views
from claims.tests import factories as make

ATOM = "{http://www.w3.org/2005/Atom}"


def test_not_found_page_says_so_without_the_database(client):
    response = client.get("/nothing/here/")

    assert response.status_code == 404
    assert "Nothing public has this address" in response.content.decode()


def test_error_page_does_not_depend_on_the_database(client, monkeypatch):
    def fail(*args, **kwargs):
        raise DatabaseError("down")

    monkeypatch.setattr(views.selectors, "home_page", fail)
    client.raise_request_exception = False

    response = client.get("/")

    assert response.status_code == 500
    page = response.content.decode()
    assert "Something went wrong on our side" in page
    assert "down" not in page


def test_error_page_survives_a_template_that_cannot_be_read(monkeypatch):
    def fail(*args, **kwargs):
        raise OSError("disk")

    monkeypatch.setattr(views, "rendered", fail)

    response = views.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert response["Content-Type"] == "text/plain"


@pytest.mark.parametrize("view", ["bad_request", "permission_denied", "form_refused", "page_not_found"])
def test_error_pages_name_the_house(view, settings):
    settings.SITE_NAME = "The Daily Record"

    response = getattr(views, view)(RequestFactory().get("/"), Exception())

    assert "The Daily Record" in response.content.decode()
    assert connection.connection is None or not connection.in_atomic_block


def test_a_form_without_its_sign_is_refused_in_words(db):
    response = Client(enforce_csrf_checks=True).post(reverse("admin:login"), {"username": "anna", "password": "x"})

    assert response.status_code == 403
    assert "Nothing was saved" in response.content.decode()


def test_pages_answer_on_an_empty_record(client, db):
    for address in ("/", "/claims/", "/speakers/", "/outlets/", "/topics/", "/methodology/", "/corrections/",
                    "/search/?q=votes", "/feeds/claims.atom", "/sitemap.xml", "/robots.txt"):  # fmt: skip
        assert client.get(address).status_code == 200, address


def test_feed_names_claims_and_moves_with_their_changes(client, db):
    claim = make.make_published_claim("The votes \x0bwere counted & <sealed>")

    root = ET.fromstring(client.get("/feeds/claims.atom").content)
    (entry,) = root.findall(f"{ATOM}entry")
    first = {name: entry.findtext(f"{ATOM}{name}") for name in ("id", "title", "updated", "published")}
    make.publish(claim, rating="disputed")
    root = ET.fromstring(client.get("/feeds/claims.atom").content)
    (entry,) = root.findall(f"{ATOM}entry")

    assert first["title"] == "Verified: The votes were counted & <sealed>"
    assert entry.findtext(f"{ATOM}id") == first["id"]
    assert entry.findtext(f"{ATOM}published") == first["published"]
    assert entry.findtext(f"{ATOM}title", "").startswith("Disputed: ")
