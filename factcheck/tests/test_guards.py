"""Guards over the whole product. The parts have finer tests of their own; these fail when a part is forgotten."""

import datetime as dt
from collections.abc import Iterator
from io import StringIO
from pathlib import Path

import pytest
import time_machine
from django.apps import apps
from django.conf import settings
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from claims.models import CorrectionRequest
from claims.public.gathering import SITEMAP_SIZE
from claims.public.models import Publication
from claims.public.parts import PARTS
from claims.services.links import claim_link
from claims.services.reviews import statement_reject
from claims.services.verdicts import verdict_propose, verdict_return
from claims.tests.desk.test_permissions import DESK, LISTS
from claims.tests.desk_api.test_permissions import TABLE as API
from claims.tests.factories import (
    make_answered_correction,
    make_claim,
    make_document,
    make_evidence,
    make_outlet,
    make_published_claim,
    make_speaker,
    make_statement,
    make_topic,
    make_user,
    make_verdict,
)

MARKER = "xyzzymarker"
NOON = dt.datetime(2030, 1, 1, 12, tzinfo=dt.UTC)

# Addresses that anybody may open, each with the kind of publication whose id it takes.
PUBLIC: dict[str, str] = {
    **dict.fromkeys(
        (
            "healthz", "readyz", "api:index", "api:scale", "api:changes", "api:schema", "api:docs", "api:nothing",
            "public:home", "public:claims", "public:speakers", "public:outlets", "public:topics", "public:search",
            "google:search", "google:image-search", "google:pages", "google:nothing",
            "public:methodology", "public:corrections", "public:checkpoints", "public:data",
            "public:claims-atom", "public:claims-json", "machines:oembed",
            "machines:claimreview", "machines:claimreview-lines", "machines:sitemap", "machines:sitemap-pages",
            "machines:sitemap-news", "machines:robots", "machines:mcp",
            "machines:favicon", "machines:security", "letters:report", "letters:suggest",
        ),
        "",
    ),
    **{f"api:{kind}-list": "" for kind in Publication.Kind.values if kind != "scale"},
    **{f"api:{kind}-{part.name}": kind for kind, given in PARTS.items() for part in given},
    **{f"api:{kind}-detail": kind for kind in Publication.Kind.values if kind != "scale"},
    **{
        f"public:{kind}": kind
        for kind in ("claim", "statement", "speaker", "outlet", "document", "topic", "correction", "checkpoint")
    },
    # Takes the number of a part of the sitemap.
    "machines:sitemap-part": "",
    # Takes the name of a release and of a file.
    "machines:release-file": "",
    **dict.fromkeys(("public:embed", "public:picture", "letters:report-claim", "letters:sent"), "claim"),
    **{f"public:{kind}-short": kind for kind in ("claim", "speaker", "outlet", "topic")},
}  # fmt: skip
# What Django's admin site brings: a login before all of them, and no row of the record in any of them.
ADMIN_SITE = {
    "index", "login", "logout", "password_change", "password_change_done", "autocomplete", "jsi18n", "view_on_site",
    "app_list", "search", "auth_user_password_change",
    # Shows what the browser brings along, and nothing of the record.
    "claims_apitoken_secret", "claims_webhook_secret",
}  # fmt: skip


def names(resolver: URLResolver, namespace: str = "") -> Iterator[str]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            yield from names(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{namespace}{entry.name}"


def test_every_address_is_in_a_permission_table():
    known = {
        *PUBLIC,
        *(f"desk:{name}" for name, _, _ in DESK),
        *(f"desk-api:{name}" for name, _, _ in API),
        *(f"admin:{name}" for name in ADMIN_SITE),
        *(f"admin:{model}_{act}" for model, _ in LISTS for act in ("changelist", "add", "history", "delete", "change")),
    }
    assert set(names(get_resolver())) - known == set()
    assert {name for name in PUBLIC if name not in set(names(get_resolver()))} == set()


def test_no_migration_is_missing(db):
    out = StringIO()
    call_command("makemigrations", check_changes=True, dry_run=True, stdout=out)
    assert "No changes detected" in out.getvalue()


@pytest.fixture
def shown(db):
    """A public claim with something behind every public address."""
    claim = make_published_claim("A public claim", topics=[make_topic("Shown")])
    make_answered_correction(claim)
    return claim


@pytest.fixture
def hidden(shown):
    """An unpublished claim with the marker in every field, beside public things that it touches."""
    return work_unpublished(shown)


def work_unpublished(shown):
    """Do much on the desk that touches a public claim, and publish nothing; return what nobody may see."""
    reporter, editor = make_user("Reporter", first_name=MARKER), make_user("Editor")
    public_speaker = shown.claimant
    speaker = make_speaker(f"{MARKER} Person", description=MARKER, names=[(f"{MARKER} alias", "uk")])
    outlet = make_outlet(f"{MARKER} Paper", domain=f"{MARKER}.example")
    topic = make_topic(f"{MARKER} topic", slug=MARKER)
    document = make_document(
        f"“{MARKER} words,” {MARKER} Person said. “More {MARKER},” {public_speaker.name} said.",
        outlet=outlet,
        title=f"{MARKER} headline",
        byline=MARKER,
        url=f"https://{MARKER}.example/a",
    )
    statement = make_statement(f"{MARKER} words", speaker=speaker, document=document)
    second = make_statement(f"More {MARKER}", speaker=public_speaker, document=document)
    claim = make_claim(
        f"{MARKER} holds", actor=reporter, statements=[statement, second], topics=[topic], claimant=speaker
    )
    for number in range(2):
        make_evidence(
            claim, actor=reporter, title=f"{MARKER} paper", excerpt=MARKER, url=f"https://{MARKER}{number}.example"
        )
    verdict = make_verdict(claim, actor=reporter, summary=MARKER, known=MARKER, not_known=MARKER)
    verdict = verdict_propose(verdict=verdict, actor=reporter, reason=MARKER)
    verdict_return(verdict=verdict, actor=editor, reason=MARKER)
    claim_link(claim=shown, other=claim, kind="contradicts", actor=editor, note=MARKER)
    rejected = make_statement(f"{MARKER} again", speaker=public_speaker)
    statement_reject(statement=rejected, actor=editor, reason=MARKER)
    # A correction of the public claim, not yet decided.
    make_evidence(shown, title=f"{MARKER} new", excerpt=MARKER)
    make_verdict(shown, rating="disputed", summary=MARKER, correction_note=MARKER)
    CorrectionRequest.objects.create(claim=shown, text=MARKER, contact=f"{MARKER}@example.org")
    return [claim, statement, second, speaker, outlet, topic, document, rejected]


def addresses() -> Iterator[str]:
    for name, kind in PUBLIC.items():
        taking = ("api:nothing", "machines:oembed", "machines:mcp", "machines:sitemap-part", "machines:release-file")
        # These two read no row.
        if name in (*taking, "machines:favicon", "machines:security") or name.startswith("google:"):
            continue
        if not kind:
            yield reverse(name)
            continue
        for row in Publication.objects.filter(kind=kind):
            try:
                yield reverse(name, args=[row.public_id])
            except NoReverseMatch:
                yield reverse(name, args=[row.public_id, row.slug])
    numbers = Publication.objects.values_list("change_number", flat=True)
    yield from {reverse("machines:sitemap-part", args=[number // SITEMAP_SIZE]) for number in numbers}
    for claim in Publication.objects.filter(kind="claim"):
        yield f"{reverse('machines:oembed')}?url={settings.SITE_URL}/claims/{claim.public_id}/"
    for word in (MARKER, "words", "public"):
        yield f"/search/?q={word}"
        yield f"/fr/claims/?q={word}"
        yield f"/feeds/claims.atom?q={word}"
        yield f"/feeds/claims.json?q={word}"
        yield f"/claims/?q={word}"
        yield f"/api/v1/claims/?q={word}&total=true"
        yield f"/api/v1/statements/?q={word}"
        yield f"/v1alpha1/claims:search?query={word}"


def test_the_marker_of_an_unpublished_claim_is_found_nowhere(hidden):
    client = Client()
    seen = 0
    for address in addresses():
        response = client.get(address, follow=True)
        assert response.status_code == 200, address
        body = b"".join(response.streaming_content) if response.streaming else response.content
        # Asked for by name it is repeated in the form and in links to the next page, and nowhere else.
        text = body.decode(errors="replace")
        asked = f"q={MARKER}" in address or f"query={MARKER}" in address
        if not asked:
            assert MARKER not in text.lower(), address
        for row in hidden:
            assert row.public_id not in text, (address, row)
        assert asked or MARKER not in str(response.headers).lower(), address
        seen += 1
    assert seen > 40


def answer(client: Client, address: str) -> tuple:
    """Return all that an answer tells, at one moment of a day: status, body, headers."""
    with time_machine.travel(NOON, tick=False):
        response = client.get(address)
    body = b"".join(response.streaming_content) if response.streaming else response.content
    return response.status_code, body, dict(response.headers)


def test_unpublished_work_changes_no_public_answer(shown, settings):
    """Not a count, an ETag, a change number, a cursor or an error."""
    settings.API_REQUESTS_PER_MINUTE = 0
    client = Client()
    everywhere = [
        # Forms hold a token that is drawn anew each time.
        *(address for address in addresses() if not address.startswith(("/report/", "/suggest/"))),
        "/api/v1/claims/?total=true",
        "/api/v1/statements/?total=true",
        "/api/v1/speakers/?format=csv",
        "/api/v1/changes/?format=atom",
        "/api/v1/changes/?since=999999",
        "/api/v1/claims/zzzzzzzzz0/",
        "/v1alpha1/claims:search?query=public",
    ]
    # A page that is made for the first time may say so in its headers, so each is asked for twice.
    before = {address: answer(client, address) and answer(client, address) for address in everywhere}
    work_unpublished(shown)
    for address in everywhere:
        assert answer(client, address) == before[address], address


def test_an_unpublished_id_costs_what_an_unknown_one_does(hidden):
    """The same questions to the same tables, so that no clock tells one from the other."""
    client = Client()
    folders = ("claims", "statements", "statements", "speakers", "outlets", "topics", "documents", "statements")
    for row, folder in zip(hidden, folders, strict=True):
        for prefix in ("/", "/api/v1/"):
            asked = []
            for public_id in (row.public_id, "zzzzzzzzz0", row.public_id):
                with CaptureQueriesContext(connection) as queries:
                    client.get(f"{prefix}{folder}/{public_id}/")
                asked.append([query["sql"].replace(public_id, "…") for query in queries])
            assert asked[1] == asked[2], (prefix, folder)
            assert all("claims_publication" in sql for sql in asked[1]), asked[1]


def test_the_address_of_an_unpublished_thing_is_no_address(hidden):
    client = Client(raise_request_exception=False)
    for row in hidden:
        for folder in ("claims", "statements", "speakers", "outlets", "topics", "documents", "corrections"):
            for prefix in ("/", "/api/v1/"):
                answer = client.get(f"{prefix}{folder}/{row.public_id}/")
                assert answer.status_code == 404
                assert MARKER not in answer.content.decode()


def test_every_decision_has_a_number_of_its_own():
    files = sorted((Path(settings.BASE_DIR) / "docs" / "decisions").glob("*.md"))
    numbers = [int(path.name.partition("-")[0]) for path in files]
    assert numbers == list(range(1, len(files) + 1))
    for path, number in zip(files, numbers, strict=True):
        assert path.read_text(encoding="utf-8").startswith(f"# {number}. "), path.name


def test_data_model_names_every_table():
    text = (Path(settings.BASE_DIR) / "docs" / "data-model.md").read_text(encoding="utf-8").lower()
    missing = [
        model.__name__
        for app in ("claims", "sources")
        for model in apps.get_app_config(app).get_models()
        if model.__name__.lower() not in text.replace(" ", "")
    ]
    assert missing == []
