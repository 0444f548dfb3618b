"""`manage.py api_examples`: records the examples of the API's description from the sample record."""

import datetime as dt
from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.test import Client
from django.test.utils import override_settings

from claims.management.calls import BAD_CALL
from claims.models import Claim, CorrectionRequest, Statement, Topic
from claims.public.addresses import FOLDERS
from claims.public.queries import publication_get, publications_page
from claims.public.sql import Listing
from claims.services.corrections import correction_answer, correction_request
from claims.services.history import checkpoint_take
from factcheck.base import new_public_id
from sources.models import Document, Ingestion, Speaker
from sources.services.documents import document_store
from sources.services.ingestions import ingestion_create, ingestion_fail

Json = dict[str, Any]
PUBLIC = Path(settings.BASE_DIR) / "claims" / "public" / "examples.json"
DESK = Path(settings.BASE_DIR) / "claims" / "api" / "examples.json"
# Nobody's house, so that an example is not taken for a working address.
SITE = "https://record.example"
PAGE = "page_size=1"
NEEDED = 3


class Command(BaseCommand):
    help = (
        "Record the examples of the API's description anew, from a record that `manage.py seed` filled and the demo"
        f" logins of `make run`, with SITE_URL={SITE}. All that is done for it on the desk is undone."
    )

    def handle(self, *args: Any, **options: Any) -> None:
        if settings.SITE_URL != SITE:
            raise CommandError(f"Set SITE_URL to {SITE}, and publish the seeds under it.", returncode=BAD_CALL)
        with transaction.atomic(), override_settings(ALLOWED_HOSTS=["*"], API_WRITES_PER_MINUTE=0):
            checkpoint_take()
            _letter_answered()
            public, desk = public_examples(), desk_examples()
            transaction.set_rollback(True)
        for path, examples in ((PUBLIC, public), (DESK, desk)):
            path.write_bytes(orjson.dumps(examples, option=orjson.OPT_INDENT_2) + b"\n")
            self.stdout.write(f"Wrote {len(examples)} examples to {path.relative_to(settings.BASE_DIR)}.")


def _letter_answered() -> None:
    """Answer a reader's letter: the seeds have none, and readers see what came of it."""
    letter = correction_request(
        claim_id=_first(Claim.objects.filter(published_at__isnull=False), "published claim").public_id,
        kind="error",
        text="The vote is said to have lasted four days; it lasted five.",
        token=new_public_id(),
        sender="",
    )
    editor = _first(User.objects.filter(username="editor"), "colleague called editor")
    answer = "The reports differ, and both are named now."
    correction_answer(request=letter, actor=editor, state=CorrectionRequest.State.CORRECTED, answer=answer)


def public_examples() -> Json:
    """Return a public document of each kind: the first of its list."""
    examples = {}
    for kind in FOLDERS:
        rows = publications_page(Listing(kind), size=1).rows
        if not rows:
            raise CommandError(f"There is no public {kind} to show: run `manage.py seed` first.")
        examples[kind] = orjson.loads(rows[0].body)
    scale = publication_get("scale", "scale")
    if scale is None:
        raise CommandError("The house scale is not published: run `manage.py rebuild_publications`.")
    return {**examples, "scale": orjson.loads(scale.body)}


def _first(rows: Any, what: str) -> Any:
    row = rows.order_by("pk").first()
    if row is None:
        raise CommandError(f"There is no {what} to show: run `manage.py seed` first.")
    return row


class Desk:
    """Asks as colleagues do, and keeps what was asked and answered."""

    def __init__(self) -> None:
        self.examples: Json = {}
        self.clients: dict[str, Client] = {}
        for username in ("reporter", "editor", "standards"):
            client = self.clients[username] = Client(SERVER_NAME=SITE.removeprefix("https://"))
            client.force_login(_first(User.objects.filter(username=username), f"colleague called {username}"))

    def ask(self, who: str, name: str, method: str, path: str, body: Json | None = None) -> Json:
        """Do one operation and keep it under its name; what has none is a step on the way."""
        answer = self.clients[who].generic(
            method,
            f"/api/v1/{path}",
            b"" if body is None else orjson.dumps(body),
            content_type="application/json",
            secure=True,
            headers={"If-Match": "*"},
        )
        if answer.status_code >= 400:
            raise CommandError(f"{method} {path} answered {answer.status_code}: {answer.content.decode()}")
        given = {} if body is None else {"request": body}
        shown: Json = orjson.loads(answer.content)
        if name:
            self.examples[name] = {**given, "response": shown}
        return shown


def desk_examples() -> Json:
    """Return a request and an answer of every operation on the desk; call it in a transaction that is undone."""
    desk = Desk()
    rows = list(Statement.objects.filter(review_state="suggested").select_related("document").order_by("pk")[:NEEDED])
    if len(rows) < NEEDED:
        raise CommandError(f"{NEEDED} suggested statements are needed: run `manage.py seed` first.")
    _deliveries(desk, rows[0].document)
    _statements(desk, rows)
    claim = _claims(desk, rows[0].public_id, rows[1].public_id)
    _verdicts(desk, claim)
    desk.ask("reporter", "desk_self", "GET", "desk/")
    correction_request(kind="error", text="The day is wrong: it was a Tuesday.", token=new_public_id(), sender="")
    for folder in ("topics", "outlets", "corrections", "events"):
        desk.ask("reporter", f"desk_{folder}", "GET", f"desk/{folder}/?{PAGE}")
    for folder in ("claims", "statements", "verdicts", "documents", "ingestions", "speakers"):
        page = desk.ask("reporter", f"desk_{folder}", "GET", f"desk/{folder}/?{PAGE}")
        one = page["results"][0]["id"]
        desk.ask("reporter", f"desk_{folder.removesuffix('s')}", "GET", f"desk/{folder}/{one}/")
    return desk.examples


def _deliveries(desk: Desk, document: Document) -> None:
    desk.ask("reporter", "ingestion_create", "POST", "ingestions/", {"text": document.text, "outlet": "AFP"})
    failed = ingestion_fail(
        ingestion=ingestion_create(data=b"Words.", way=Ingestion.Way.PASTE), reason="This file could not be read."
    )
    desk.ask("reporter", "ingestion_retry", "POST", f"ingestions/{failed.public_id}/retry/")
    apart = document_store(text="“The bridge is shut,” Anna Bridgekeeper told AFP.", outlet=None)[0].public_id
    mistaken = {"reason": "Handed in for another desk."}
    desk.ask("reporter", "document_put_away", "POST", f"documents/{apart}/put-away/", mistaken)
    desk.ask("reporter", "document_take_up", "POST", f"documents/{apart}/take-up/")
    facts = {"title": "Bridge shut", "published_on": "2022-09-22"}
    desk.ask("editor", "document_edit", "PATCH", f"documents/{apart}/", facts)
    why = {"reason": "The agency took the report back."}
    desk.ask("editor", "document_withdraw", "POST", f"documents/{apart}/withdraw/", why)
    wrong = {"reason": "That was another report of theirs."}
    desk.ask("editor", "document_restore", "POST", f"documents/{apart}/restore/", wrong)


def _statements(desk: Desk, rows: list[Statement]) -> None:
    accepted, other, third = (row.public_id for row in rows)
    ask, speaker = desk.ask, _first(Speaker.objects, "speaker").public_id
    new = {"name": "Yevhen Yenin", "kind": "person", "description": "Ukrainian official."}
    if Speaker.objects.filter(name=new["name"]).exists():
        new["name"] = "Yevhen Yenin (another)"
    added = ask("reporter", "speaker_create", "POST", "speakers/", new)
    last = Statement.objects.filter(document=rows[0].document).order_by("-end").values_list("end", flat=True)[0]
    start = min(last, len(rows[0].document.text) - 2)
    marked = {"document": rows[0].document.public_id, "start": start, "end": len(rows[0].document.text)}
    ask("reporter", "statement_create", "POST", "statements/", {**marked, "speaker": speaker,
        "kind": "indirect", "said_on": "2022-09-22"})  # fmt: skip
    ask("reporter", "statement_accept", "POST", f"statements/{accepted}/accept/", {"speaker": speaker})
    ask("reporter", "", "POST", f"statements/{other}/accept/", {"speaker": speaker})
    reason = {"reason": "The report's own words, nobody's."}
    ask("reporter", "statement_reject", "POST", f"statements/{third}/reject/", reason)
    ask("reporter", "statement_reopen", "POST", f"statements/{third}/reopen/")
    to = {"speaker": added["id"], "reason": "The report names them in the next sentence."}
    ask("reporter", "statement_reattribute", "POST", f"statements/{third}/reattribute/", to)
    # All but the last word.
    span = {"start": rows[2].start, "end": rows[2].start + len(rows[2].exact.rpartition(" ")[0])}
    ask("reporter", "statement_respan", "POST", f"statements/{third}/respan/", span)
    seen = {"authenticity": "confirmed", "reason": "The broadcast was seen."}
    ask("editor", "statement_authenticity", "POST", f"statements/{accepted}/authenticity/", seen)


def _claims(desk: Desk, statement: str, other: str) -> str:
    """Draft a claim and all that hangs on it; return its id."""
    ask = desk.ask
    topic = _first(Topic.objects, "topic").public_id
    draft = {"text": "The referendums were held under the eyes of soldiers", "statements": [statement],
             "topics": [topic], "language": "en", "priority": 2}  # fmt: skip
    claim = ask("reporter", "claim_create", "POST", "claims/", draft)["id"]
    ask("reporter", "claim_edit", "PATCH", f"claims/{claim}/", {"priority": 3, "due_on": "2022-09-30"})
    ask("reporter", "claim_drop", "POST", f"claims/{claim}/drop/", {"reason": "Nobody can check this yet."})
    ask("reporter", "claim_take_up", "POST", f"claims/{claim}/take-up/")
    ask("editor", "claim_assign", "POST", f"claims/{claim}/assign/", {"to": "reporter"})
    published = _first(Claim.objects.filter(published_at__isnull=False), "published claim").public_id
    link = {"other": published, "kind": "repeats", "note": "The same words a day later."}
    ask("reporter", "claim_link", "POST", f"claims/{claim}/links/", link)
    wrong = {"other": published, "kind": "repeats", "reason": "The two speak of two days."}
    ask("reporter", "claim_unlink", "POST", f"claims/{claim}/links/remove/", wrong)
    joined = ask("reporter", "appearance_create", "POST", f"claims/{claim}/appearances/", {"statement": other})
    gone = {"reason": "These words make another claim."}
    ask("reporter", "appearance_remove", "POST", f"appearances/{joined['id']}/remove/", gone)
    for number, title in enumerate(("Report of the observers", "Photographs of the day")):
        paper = {"stance": "supports", "title": title, "url": f"https://observers{number or ''}.example/report",
                 "excerpt": "Armed men went from door to door.", "accessed_on": "2022-09-30"}  # fmt: skip
        added = ask("reporter", "evidence_create", "POST", f"claims/{claim}/evidence/", paper)
    mended = {"title": "Photographs of that day"}
    ask("reporter", "evidence_edit", "PATCH", f"evidence/{added['id']}/", mended)
    ask(
        "reporter", "evidence_remove", "POST", f"evidence/{added['id']}/remove/", {"reason": "It shows another region."}
    )
    return claim


def _verdicts(desk: Desk, claim: str) -> None:
    """Take a verdict all its ways, publish it, and withdraw the claim."""
    ask = desk.ask
    recheck_on = (dt.date.today() + dt.timedelta(days=30)).isoformat()  # noqa: DTZ011 - any day to come
    draft = {"rating": "unverified", "summary": "Only one source could be reached.", "reason_code": "one_source",
             "recheck_on": recheck_on}  # fmt: skip
    verdict = ask("reporter", "verdict_create", "POST", f"claims/{claim}/verdicts/", draft)["id"]
    known = {"known": "Observers of one organisation saw it.", "not_known": "How often it happened."}
    ask("reporter", "verdict_edit", "PATCH", f"verdicts/{verdict}/", known)
    ask(
        "reporter", "verdict_propose", "POST", f"verdicts/{verdict}/propose/", {"reason": "One source, stated as such."}
    )
    ask("reporter", "verdict_take_back", "POST", f"verdicts/{verdict}/take-back/")
    ask("reporter", "", "POST", f"verdicts/{verdict}/propose/", {"reason": "One source, stated as such."})
    ask("editor", "verdict_return", "POST", f"verdicts/{verdict}/return/", {"reason": "Name the organisation."})
    ask("reporter", "", "POST", f"verdicts/{verdict}/propose/", {"reason": "Named."})
    ask("editor", "verdict_approve", "POST", f"verdicts/{verdict}/approve/", {"reason": "Read the report."})
    again = ask("standards", "", "POST", f"claims/{claim}/verdicts/", {**draft, "correction_note": "A new report."})
    gone = {"reason": "Nothing new was found."}
    ask("standards", "verdict_discard", "POST", f"verdicts/{again['id']}/discard/", gone)
    ask("standards", "claim_withdraw", "POST", f"claims/{claim}/withdraw/", {"reason": "It repeats another claim."})
