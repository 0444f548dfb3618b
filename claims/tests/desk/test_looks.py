"""Every page of the desk in a real browser: nothing that axe finds, nothing wider than the screen.

In both themes, wide and on a phone, with a record that has something of everything and with an empty one. One page
is used for all addresses, because making a browser costs more than asking it.
"""

import datetime as dt
from collections.abc import Iterable
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.contrib.auth.models import User
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import Page

from claims.desk.queues import QUEUES, home
from claims.models import Claim, CorrectionRequest, Statement, Webhook, WebhookDelivery
from claims.services.claims import claim_reopen
from claims.services.links import claim_link
from claims.services.merges import claims_merge
from claims.services.putting_away import document_put_away
from claims.services.talk import comment_add
from claims.services.tokens import token_create
from claims.services.verdicts import verdict_propose, verdict_return
from claims.services.versions import document_replaced, document_withdraw
from claims.services.withdrawals import claim_withdraw
from claims.tests import factories as make
from sources.models import Capture, CopyProposal, Ingestion, Watch
from sources.services.ingestions import ingestion_create, ingestion_fail

Look = tuple[str, int]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
OPTIONS = {"runOnly": {"type": "tag", "values": RULES}, "resultTypes": ["violations"]}
LOOKS: tuple[Look, ...] = (("light", 1280), ("dark", 1280), ("light", 360), ("dark", 360))
# With light and dark, wide and narrow once each.
CROSSED: tuple[Look, ...] = (("light", 1280), ("dark", 360))
TEXT = (
    "KYIV: She spoke.\n\n“We will rebuild,” she said. “No child waits,” she added. “Not so sure,” others said. "
    "They would “never” give in, he said. The bridge was closed, officials said.\n"
)
# The admin's scripts go on after the page is loaded.
READY = "new Promise(done => window.django?.jQuery ? django.jQuery(() => setTimeout(done)) : done())"
LONG = "https://paper.example/2022/09/23/" + "a-very-long-address-without-any-space-" * 4

pytestmark = pytest.mark.django_db(transaction=True)


def desk(name: str, *args: str) -> str:
    return reverse(f"desk:{name}", args=args)


def queues() -> list[str]:
    return [f"{desk('home')}?queue={queue.key}" for queue in QUEUES]


# The pages of a desk that holds nothing.
EMPTY = (
    "copy", "ingestions", "archive", "online", "copies", "claim-add", "merges", "duplicates", "notifications",
    "figures", "roles",
)  # fmt: skip
LISTS = (
    "sources_document", "sources_speaker", "sources_outlet", "sources_feed", "claims_statement", "claims_claim",
    "claims_verdict", "claims_event", "claims_topic", "claims_rating", "claims_correctionrequest", "claims_apitoken",
    "claims_webhook", "claims_webhookdelivery", "auth_user", "auth_group",
)  # fmt: skip
FORMS = ("sources_speaker", "sources_outlet", "sources_feed", "claims_topic", "claims_rating", "claims_apitoken",
         "claims_webhook", "auth_user")  # fmt: skip


@pytest.fixture
def me(transactional_db: None) -> User:
    return make.make_user("Administrator", first_name="Ada", last_name="Administrator")


@pytest.fixture
def colleagues_page(new_page: Any, me: User, live_server: Any) -> Page:
    """A page on which `me` is logged in."""
    client = Client()
    client.force_login(me)
    page = new_page(reduced_motion="reduce")
    name = settings.SESSION_COOKIE_NAME
    page.context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": live_server.url}])
    return page


def suggest(document: Any, exact: str, kind: str = "direct", **fields: Any) -> Statement:
    start = document.text.index(exact)
    values = {"suggested_speaker": "Oleg Synegubov", "found_by": "test/1", "confidence": 0.4, **fields}
    return Statement.objects.create(document=document, start=start, end=start + len(exact), exact=exact, kind=kind,
                                    **values)  # fmt: skip


def make_room(me: User) -> dict[str, str]:
    """Documents with every kind of statement, in every state, and one that replaces another."""
    anna = make.make_speaker("Anna Petrenko", names=[("Анна Петренко", "uk")])
    document = make.make_document(TEXT, dateline="KYIV", byline="A Reporter")
    suggest(document, "“No child waits,”", doubt="two people are named", speaker_words="she")
    suggest(document, "“Not so sure,”", speaker=anna, confidence=0.9)
    suggest(document, "They would “never” give in", "mixed", alternatives=["Anna Petrenko", "Oleg Synegubov"])
    suggest(document, "The bridge was closed", "indirect", review_state="rejected")
    said = make.make_statement("“We will rebuild,”", document=document, speaker=anna)
    old = make.make_document(f"{'An opening that nobody changed. ' * 40}“We will never leave,” said Ivan Petrenko.")
    resting = make.make_statement("We will never leave", document=old)
    make.publish(make.make_claim("They stay", statements=[resting]))
    new = make.make_document(old.text.replace("never", "not"), url=old.url, outlet=old.outlet, replaces=old)
    document_replaced(new=new)
    for number, outcome in enumerate(("edited", "gone", "unreachable")):
        watched = new if outcome == "edited" else make.make_document(url=f"{LONG}{number}")
        now = timezone.now()
        Watch.objects.update_or_create(
            document=watched,
            defaults={"outcome": outcome, "looked_at": now, "due_at": now, "reason": "It answered 404 Not Found."},
        )
        CopyProposal.objects.create(document=watched, origin=document, score=0.5)
    comment_add(to=document, author=make.make_user(), text=f"Look at this, @{me.username}.")
    away, withdrawn = make.make_document(TEXT), make.make_document()
    suggest(away, "“Not so sure,”", speaker=anna, confidence=0.9)
    document_put_away(document=away, actor=me, reason=f"Meant for another desk: {LONG}")
    document_withdraw(document=withdrawn, actor=me, note="They rang us.")
    return {
        "room": desk("document", document.public_id),
        "room at a statement": f"{desk('document', document.public_id)}?at=next",
        "room of a lost statement": desk("document", old.public_id),
        "room without statements": desk("document", make.make_document().public_id),
        "room of what is put away": desk("document", away.public_id),
        "document that its publisher withdrew": desk("document-edit", withdrawn.public_id),
        "what the reader would say now": desk("document-reading", document.public_id),
        "what changed": desk("document-changes", new.public_id),
        "comments on a document": desk("talk", "document", document.public_id),
        "comments on a statement": desk("talk", "statement", said.public_id),
        "joining": desk("statement-join", said.public_id),
        "drafting": f"{desk('claim-add')}?statement={said.public_id}",
        "speaker": reverse("admin:sources_speaker_change", args=[anna.pk]),
        "merging a speaker": f"{desk('merge', 'speaker', make.make_speaker('A. P.').public_id)}?into=Anna Petrenko",
    }


def make_claims(me: User) -> dict[str, str]:
    """A claim for each queue, and for each state that a claim desk can be in."""
    told = make.make_user("Reporter", first_name="Rosa", last_name="Reporter")
    topic = make.make_topic("Schools")
    mine = make.make_claim("The schools will be rebuilt", actor=me, topics=[topic], priority=4)
    Claim.objects.filter(pk=mine.pk).update(assigned_to=me)
    make.make_evidence(mine, url=LONG, excerpt="Word for word.")
    make.make_evidence(mine, url="", file=b"%PDF", file_name="plan.pdf", file_from="A ministry", is_protected=True)
    make.make_evidence(mine, url="", document=make.make_document(), stance="contradicts")
    mine_draft = make.make_verdict(mine, actor=me, summary="", known="One plan.", not_known="Who pays.")
    back = verdict_propose(verdict=make.make_verdict(make.make_claim("It came back"), actor=me), actor=me)
    verdict_return(verdict=back, actor=make.make_user("Editor"), reason="The second source is thin.")
    waits = verdict_propose(verdict=make.make_verdict(make.make_claim("It waits")), actor=told)
    own = verdict_propose(verdict=make.make_verdict(make.make_claim("It waits for others")), actor=me)
    standing = make.publish(make.make_claim("It stands", statements=[make.make_statement() for _ in range(2)]))
    verdict_propose(verdict=make.make_verdict(standing, rating="disputed", summary="Two records speak against it."),
                    actor=told)  # fmt: skip
    claim_link(claim=standing, other=mine, kind="contradicts", actor=me, note="In the same speech.")
    changed = make.make_published_claim("Its source changed")
    claim_reopen(claim=changed, actor=None, reason="The page has other words.")
    due = make.make_published_claim("Its day has come", rating="unverified")
    claim_reopen(claim=due, actor=None, why=Claim.Reopened.RECHECK, reason="The day of the recheck has come.")
    gone = make.make_published_claim("It was withdrawn")
    claim_withdraw(claim=gone, actor=make.make_user("Standards editor"), reason="Joined by mistake.")
    same, kept = make.make_claim("One and the same"), make.make_claim("One and the same thing")
    claims_merge(claim=same, into=kept, actor=make.make_user("Standards editor"), reason="One claim.")
    asked = CorrectionRequest.objects.create(claim=standing, text="The date is wrong.")
    comment_add(to=mine, author=told, text=f"@{me.username} have a look.\n{LONG}")
    assert mine_draft.state == "draft"
    return {
        "claim with a draft": desk("claim", mine.public_id),
        "claim without evidence": desk("claim", make.make_claim("Nothing is known yet").public_id),
        "claim that waits": desk("claim", waits.claim.public_id),
        "claim that waits for others": desk("claim", own.claim.public_id),
        "claim that came back": desk("claim", back.claim.public_id),
        "claim with a correction": desk("claim", standing.public_id),
        "claim that was reopened": desk("claim", changed.public_id),
        "claim that was withdrawn": desk("claim", gone.public_id),
        "claim that was merged": desk("claim", same.public_id),
        "history": desk("claim-history", standing.public_id),
        "withdrawing": desk("claim-withdraw", standing.public_id),
        "merging a claim": f"{desk('merge', 'claim', kept.public_id)}?into={standing.public_id}",
        "comments on a claim": desk("talk", "claim", mine.public_id),
        "correction request": reverse("admin:claims_correctionrequest_change", args=[asked.pk]),
        "topic": reverse("admin:claims_topic_change", args=[topic.pk]),
        "list with filters": f"{desk('home')}?queue=open&priority=4&topic={topic.slug}&assigned=me",
    }


def make_house(me: User) -> dict[str, str]:
    """Deliveries, copies that are kept, tokens and webhooks."""
    delivery = ingestion_create(data=b"Words.", way=Ingestion.Way.PASTE, actor=me, batch="0123456789")
    ingestion_fail(ingestion=delivery, reason="The file is password-protected. Hand it in without one.")
    ingestion_create(data=b"More words.", way=Ingestion.Way.FILE, name="report.docx", batch="0123456789")
    for state, reason in (("waiting", ""), ("failed", "It answered 404 Not Found.")):
        Capture.objects.create(url=f"{LONG}{state}", state=state, reason=reason, due_at=timezone.now())
    token, _key = token_create(
        owner=me, name="Wire importer", scopes=["ingest", "read"], expires_on=timezone.localdate() + dt.timedelta(30)
    )
    hook = Webhook.objects.create(
        name="Partner", url="https://partner.example/hook", kinds=["claim"], secret="whsec_x", created_by=me
    )
    message = WebhookDelivery.objects.create(
        webhook=hook, message_id="msg_1", payload='{"type": "claim"}', state="failed",
        attempts=[{"at": timezone.now().isoformat(), "seconds": 0.2, "status": 500, "fault": "It answered 500."}],
    )  # fmt: skip
    return {
        "batch": f"{desk('ingestions')}?batch=0123456789",
        "failed copies": f"{desk('archive')}?state=failed",
        "copies seen": f"{desk('copies')}?state=confirmed",
        "changes seen": f"{desk('online')}?state=seen",
        "token": reverse("admin:claims_apitoken_change", args=[token.pk]),
        "webhook": reverse("admin:claims_webhook_change", args=[hook.pk]),
        "message to a webhook": reverse("admin:claims_webhookdelivery_change", args=[message.pk]),
        "colleague": reverse("admin:auth_user_change", args=[me.pk]),
        "role": reverse("admin:auth_group_change", args=[me.groups.get().pk]),
    }


def lists_and_forms() -> list[str]:
    return [
        *map(desk, EMPTY),
        *(reverse(f"admin:{model}_changelist") for model in LISTS),
        *(reverse(f"admin:{model}_add") for model in FORMS),
    ]


def faults_here(page: Page, looks: Iterable[Look], name: str) -> list[Any]:
    """Return what axe finds on the page that is open, everything in it unfolded, and what is wider than the screen."""
    found = []
    page.evaluate("document.querySelectorAll('main details, #content details').forEach((one) => (one.open = true))")
    for theme, width in looks:
        page.emulate_media(color_scheme=theme, reduced_motion="reduce")
        # As the switch of the page does it.
        page.evaluate("theme => document.documentElement.classList.toggle('dark', theme === 'dark')", theme)
        page.set_viewport_size({"width": width, "height": 900})
        violations = Axe().run(page, options=OPTIONS).response["violations"]
        found += [
            (name, theme, width, one["id"], one["nodes"][0]["html"][:200], one["nodes"][0]["failureSummary"][:300])
            for one in violations
        ]
        if page.evaluate("document.documentElement.scrollWidth > innerWidth"):
            found.append((name, theme, width, "wider than the screen"))
    return found


def faults(page: Page, addresses: dict[str, str] | list[str], looks: Iterable[Look]) -> str:
    """Return what is wrong with the pages at `addresses`, one fault a line."""
    named = addresses if isinstance(addresses, dict) else {address: address for address in addresses}
    found: list[Any] = []
    for name, address in named.items():
        answer = page.goto(address)
        assert answer is not None
        assert answer.status == 200, (name, answer.status)
        page.evaluate(READY)
        found += faults_here(page, looks, name)
    return "\n".join(map(str, found))


def test_home_room_and_claim_desk_in_every_look(colleagues_page, me):
    rooms, claims = make_room(me), make_claims(me)
    make_house(me)
    assert {one.queue.key for one in home(me).standings if one.count} == {queue.key for queue in QUEUES}
    pages = {
        name: address
        for name, address in {**rooms, **claims}.items()
        if name.startswith(("room", "claim with", "claim that waits"))
    }

    assert faults(colleagues_page, [desk("home"), *pages.values()], LOOKS) == ""
    assert faults(colleagues_page, queues(), CROSSED) == ""


def test_dialogs_and_refusals(colleagues_page, me):
    """What comes over a page, or in its place, when something is unclear or somebody else was first."""
    page = colleagues_page
    document = make.make_document(TEXT)
    clash = suggest(document, "“Not so sure,”")
    claim = make.make_claim("The schools will be rebuilt", actor=me)
    found = []

    page.goto(desk("document", document.public_id))
    Statement.objects.filter(pk=clash.pk).update(version=7, speaker=make.make_speaker("Oleg"))
    page.locator(f"#s-{clash.public_id}").get_by_role("button", name="Accept statement").click()
    page.get_by_role("dialog").get_by_role("heading", name="is not in the record").wait_for()
    found += faults_here(page, CROSSED, "who is meant")
    page.get_by_role("button", name="Add and go on").click()
    page.locator("[data-act=settle]").wait_for()
    found += faults_here(page, CROSSED, "second to act on a statement")
    page.keyboard.press("?")
    page.get_by_role("heading", name="Shortcuts").wait_for()
    found += faults_here(page, CROSSED, "shortcuts")

    page.goto(desk("claim", claim.public_id))
    Claim.objects.filter(pk=claim.pk).update(version=7, language="uk", priority=4)
    page.locator("summary", has_text="Edit the claim").click()
    page.get_by_role("textbox", name="The claim").fill("The schools will be rebuilt soon")
    page.get_by_role("button", name="Save the claim").click()
    page.locator(".desk-conflict").wait_for()
    found += faults_here(page, CROSSED, "second to save a claim")

    Session.objects.all().delete()
    page.goto(desk("claim-add"))
    found += faults_here(page, CROSSED, "login")

    assert "\n".join(map(str, found)) == ""


def test_every_other_page_of_a_full_desk(colleagues_page, me):
    addresses = {**make_room(me), **make_claims(me), **make_house(me)}

    assert faults(colleagues_page, addresses, CROSSED) == ""
    assert faults(colleagues_page, lists_and_forms(), CROSSED) == ""


def test_pages_of_an_empty_desk(colleagues_page):
    lists = ("claims_claim", "claims_statement", "claims_webhook")
    addresses = [*map(desk, EMPTY), *(reverse(f"admin:{model}_changelist") for model in lists)]

    assert faults(colleagues_page, [desk("home")], LOOKS) == ""
    assert faults(colleagues_page, [*queues()[1:], *addresses], CROSSED) == ""
