"""What programs look for at an address of its own."""

import time_machine
from django.conf import settings as house

from claims.checks import security_contact_is_an_address


def test_icon_is_found_without_reading_a_page(client, db):
    answer = client.get("/favicon.ico")

    assert answer.status_code == 302
    assert answer["Location"].endswith(".svg")
    assert f'href="{answer["Location"]}"' in client.get("/methodology/").content.decode()


def test_nobody_to_tell_is_nothing_at_the_address(client, db):
    assert house.SECURITY_CONTACT == []
    assert client.get("/.well-known/security.txt").status_code == 404


@time_machine.travel("2026-03-01T10:20Z", tick=False)
def test_whom_to_tell_of_a_hole_stands_as_the_standard_has_it(client, settings):
    settings.SECURITY_CONTACT = ["mailto:security@desk.example", "https://desk.example/report"]
    answer = client.get("/.well-known/security.txt")

    assert answer["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.content.decode().splitlines() == [
        "Contact: mailto:security@desk.example",
        "Contact: https://desk.example/report",
        "Expires: 2026-08-28T00:00:00Z",
        "Preferred-Languages: en",
        f"Canonical: {settings.SITE_URL}/.well-known/security.txt",
    ]
    assert security_contact_is_an_address() == []


def test_contact_that_is_no_address_is_refused_at_the_start(settings):
    settings.SECURITY_CONTACT = [
        "security@desk.example",
        "http://desk.example/",
        "mailto:a@desk.example\nExpires: never",
    ]

    assert [error.id for error in security_contact_is_an_address()] == ["claims.E003"] * 3
