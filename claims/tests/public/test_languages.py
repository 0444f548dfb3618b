"""Each page in each language: by its address alone, complete, and kept so."""

import re

import pytest
from django.conf import settings
from django.test import Client

OTHERS = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@pytest.mark.parametrize("language", OTHERS)
def test_page_speaks_the_language_of_its_address_and_links_within_it(record, path_of, language):
    path = path_of(record["claim"])
    page = Client().get(f"/{language}{path}").content.decode()

    assert f'<html lang="{language}">' in page
    assert f'<link rel="canonical" href="{settings.SITE_URL}/{language}{path}">' in page
    inside = [a for a in re.findall(r'<a[^>]* href="(/[^"]*)"', page) if not a.startswith(("/api/", "/feeds/"))]
    switch = re.search(r'<nav class="languages".*?</nav>', page, re.DOTALL).group()
    foreign = [a for a in inside if not a.startswith(f"/{language}/") and f'"{a}"' not in switch]
    assert foreign == []
    # What the desk and the speaker said stays in their languages, and says so.
    assert 'lang="en" dir="auto">The votes have no legal effect' in page
    assert '<p class="summary" dir="auto" lang="en">' in page


def test_every_language_names_the_others(record, path_of):
    path = path_of(record["claim"])
    found = {}
    for prefix in ("", *(f"/{code}" for code in OTHERS)):
        page = Client().get(f"{prefix}{path}").content.decode()
        found[prefix] = set(re.findall(r'<link rel="alternate" hreflang="([\w-]+)" href="([^"]+)">', page))

    expected = {(code, f"{settings.SITE_URL}/{code}{path}") for code in OTHERS}
    expected |= {("en", f"{settings.SITE_URL}{path}"), ("x-default", f"{settings.SITE_URL}{path}")}
    assert all(links == expected for links in found.values())


def test_neither_cookie_nor_browser_chooses_the_language(record):
    answer = Client(headers={"Accept-Language": "fr"}).get("/claims/", headers={"Cookie": "django_language=uk"})

    assert answer["Content-Language"] == "en"
    assert b'<html lang="en">' in answer.content
    assert "Accept-Language" not in answer.get("Vary", "")
    assert "Cookie" not in answer.get("Vary", "")


def test_pages_of_two_languages_are_two_pages_to_caches(record):
    english, french = Client().get("/claims/"), Client().get("/fr/claims/")

    assert english["ETag"] != french["ETag"]
    assert Client().get("/fr/claims/", headers={"If-None-Match": french["ETag"]}).status_code == 304
    assert Client().get("/fr/claims/", headers={"If-None-Match": english["ETag"]}).status_code == 200


@pytest.mark.parametrize("address", ["/en/", "/de/claims/", "/fr", "/uk/nothing/"])
def test_what_is_no_address_in_a_language_is_none(db, address):
    # `/fr` lacks its slash and is sent on.
    assert Client().get(address).status_code == (301 if address == "/fr" else 404)


def test_a_page_that_is_not_there_says_so_in_the_language_of_the_address(db):
    assert '<html lang="uk">' in Client().get("/uk/nothing/").content.decode()


def test_moved_addresses_stay_in_their_language(record):
    claim = record["claim"]
    answer = Client().get(f"/ru/claims/{claim.public_id}/")

    assert answer.status_code == 301
    assert answer["Location"] == f"/ru/claims/{claim.public_id}/{claim.slug}/"


def test_right_to_left_language_turns_the_page_round(record, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("ar", "العربية")]

    page = Client().get("/ar/claims/").content.decode()

    assert '<html lang="ar" dir="rtl">' in page
    assert '<a href="/ar/claims/" lang="ar" hreflang="ar" aria-current="true">العربية</a>' in page


@pytest.mark.parametrize(
    ("language", "day"), [("fr", "21 septembre 2022"), ("uk", "21 вересня 2022 р."), ("ru", "21 сентября 2022 г.")]
)
def test_dates_follow_the_language(record, language, day):
    assert f'<time datetime="2022-09-21">{day}</time>' in Client().get(f"/{language}/claims/").content.decode()
