"""Each page in each language: by its address alone, complete, and kept so."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.test import Client
from django.utils import translation

from claims.management.commands import messages
from claims.tests import factories as make

OTHERS = [code for code, _ in settings.LANGUAGES if code != settings.LANGUAGE_CODE]


@pytest.mark.parametrize("language", messages.languages())
def test_catalogue_is_complete_and_compiled(language):
    template, catalog = messages.extracted(), messages.read(language)
    in_sources = {(message.id, message.context) for message in template if message.id}
    in_catalogue = {(message.id, message.context) for message in catalog if message.id}

    assert in_sources - in_catalogue == set(), "run `manage.py messages`"
    assert in_catalogue - in_sources == set(), "run `manage.py messages`"
    assert messages.untranslated(catalog) == []
    file = messages.folder() / language / "LC_MESSAGES" / "django.mo"
    assert file.read_bytes() == messages.compiled(catalog), "run `manage.py messages`"


PLACEHOLDER = re.compile(r"%\(\w+\)s|%s|%%|<[^>]*>")


@pytest.mark.parametrize("language", messages.languages())
def test_translations_keep_placeholders_and_markup(language):
    for message in messages.read(language):
        if not message.id:
            continue
        sources = [message.id] if isinstance(message.id, str) else message.id
        allowed = [sorted(PLACEHOLDER.findall(source)) for source in sources]
        for string in [message.string] if isinstance(message.string, str) else message.string:
            # A plural form may leave the number out where another of the source does.
            assert sorted(PLACEHOLDER.findall(string)) in allowed, (message.id, string)


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


def test_evidence_says_in_which_language_it_is(db, path_of):
    claim = make.make_claim("The bridge closes.")
    made = [
        make.make_document("Le pont sera fermé.", title="Le pont fermera", language="fr"),
        make.make_document("Über die Brücke.", title="Die Brücke", language="de"),
    ]
    make.make_evidence(claim, document=made[0], title=made[0].title, excerpt="Le pont sera fermé.")
    make.make_evidence(claim, document=made[1], title="What the Germans write", excerpt="Über die Brücke.")
    page = Client().get(f"/uk{path_of(make.publish(claim))}").content.decode()

    assert re.search(r'<p class="evidence-title" lang="fr" dir="auto"><a href="[^"]+">Le pont fermera<', page)
    assert '<blockquote class="excerpt" lang="fr" dir="auto"><p>Le pont' in page
    assert re.search(r'<p class="evidence-title" lang="en" dir="auto"><a href="[^"]+">What the Germans write<', page)
    assert '<blockquote class="excerpt" lang="de" dir="auto"><p>Über' in page


@pytest.mark.parametrize(
    ("shown", "names"),
    [
        ("claim", "disputed"),
        ("statement", "claim"),
        ("document", "claim"),
        ("correction", "disputed"),
        ("speaker", "claim"),
        ("corrections", "disputed"),
        ("home", "claim"),
    ],
)
def test_links_to_claims_say_in_which_language_they_are(record, path_of, shown, names):
    path = {"corrections": "/corrections/", "home": "/"}.get(shown) or path_of(record[shown])

    page = Client().get(f"/fr{path}").content.decode()

    named = record[names]
    told = [link for link in re.findall("<a [^>]*>(?:[^<]|<(?!/a>))*</a>", page) if named.text in link]
    assert told
    assert all(re.search(rf'lang="en"[^>]*>{named.text}', link) for link in told)


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


def test_language_is_added_as_the_docs_say(settings, tmp_path, capsys):
    guide = (Path(settings.BASE_DIR) / "docs" / "translating.md").read_text()
    assert "manage.py messages" in guide
    assert '("de", "Deutsch")' in guide
    assert "claims/public/locale/<code>/LC_MESSAGES/django.po" in guide
    settings.LANGUAGES = [("en", "English"), ("de", "Deutsch")]
    settings.LOCALE_PATHS = [tmp_path]

    with pytest.raises(CommandError, match="have no translation"):
        call_command("messages")
    assert "without a translation" in capsys.readouterr().out
    catalogue = messages.read("de")
    for message in catalogue:
        if message.id:
            is_one = isinstance(message.id, str)
            message.string = message.id if is_one else tuple(message.id[-1] for _ in range(catalogue.num_plurals))
    catalogue["Claims"].string = "Behauptungen"
    messages.write(catalogue, "de")
    call_command("messages")

    assert f"{len(catalogue)} messages, 0 without a translation" in capsys.readouterr().out
    with translation.override("de"):
        assert translation.gettext("Claims") == "Behauptungen"


def test_new_language_is_served_at_its_address(record, settings):
    settings.LANGUAGES = [*settings.LANGUAGES, ("de", "Deutsch")]

    page = Client().get("/de/claims/").content.decode()

    assert '<html lang="de">' in page
    assert "21. September 2022" in page


@pytest.mark.parametrize(
    ("prefix", "quoted", "end"),
    [
        ("", "“%s”", r" \d{4}\.$"),
        ("/fr", "«\u202f%s\u202f»", r" \d{4}\.$"),
        ("/uk", "«%s»", r" \d{4} р\.$"),
        ("/ru", "«%s»", r" \d{4} г\.$"),
    ],
)
def test_words_to_cite_have_the_marks_of_the_language_and_one_full_stop(record, path_of, prefix, quoted, end):
    page = Client().get(f"{prefix}{path_of(record['claim'])}").content.decode()

    (cited,) = re.findall(rf'<dd>({settings.SITE_NAME}, .*?) <span class="address">', page)
    words = re.sub("<[^>]+>", "", cited)
    assert quoted % "The votes have no legal effect" in words
    assert re.search(end, words)
    assert quoted % "told AFP" in page


def test_french_sets_a_space_before_every_colon(record, path_of):
    paths = [path_of(record[kind]) for kind in ("claim", "statement", "speaker", "document", "correction")]
    paths += ["/", "/claims/?q=votes", "/search/?q=votes", "/corrections/", "/data/", "/feeds/claims.json"]
    for path in paths:
        page = Client().get(f"/fr{path}").content.decode()
        # What is for browsers, and what the desk wrote in its own language.
        shown = re.sub(r'<script.*?</script>|<meta name="theme.*?>|lang="en"[^>]*>[^<]*', "", page, flags=re.DOTALL)
        assert re.findall(r"[^\s\d](?:</\w+>)*: [^<]{,30}", shown) == [], path
    assert "Vérifié\u00a0: " in page


def test_ukrainian_day_begins_with_no_nought(db):
    claim = make.make_claim("The bridge closes.", first_said_on=make.SAID.replace(day=8))
    make.publish(claim)

    page = Client().get("/uk/claims/").content.decode()

    assert re.search(r"<time[^>]*>8 вересня 2022 р\.</time>", page)
