"""`manage.py seed`: the sample record, made by the real worker and through the services."""

import datetime as dt
import time
import tomllib
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from tqdm import tqdm

from claims.models import Claim, ClaimLink, Evidence, Rating, Statement, Topic
from claims.services.claims import claim_draft
from claims.services.evidence import evidence_add
from claims.services.ingestion import ingestion_submit
from claims.services.links import claim_link
from claims.services.reviews import statement_accept, statement_authenticity_set, statement_reattribute
from claims.services.spans import statement_add
from claims.services.verdicts import verdict_approve, verdict_draft, verdict_propose
from factcheck.base import DomainError
from sources.models import Document, Ingestion, Speaker
from sources.services.outlets import outlet_get_or_create
from sources.services.speakers import speaker_create

SEEDS = Path(settings.BASE_DIR) / "seeds"
REPORTS = ("referendums", "mobilisation")
# The worker reads a report in well under a second; after this long none is running.
PATIENCE = 60


class Command(BaseCommand):
    help = "Fill an empty record with the two sample reports and their claims. Safe to repeat."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reporter", default="reporter", help="login that drafts and proposes")
        parser.add_argument("--editor", default="editor", help="login that approves")

    def handle(self, *args: Any, **options: Any) -> None:
        self.reporter = self._login(options["reporter"])
        self.editor = self._login(options["editor"])
        with (SEEDS / "record.toml").open("rb") as file:
            record = tomllib.load(file)
        with (SEEDS / "claims.toml").open("rb") as file:
            wanted: list[dict[str, Any]] = tomllib.load(file)["claims"]
        try:
            self._record(record)
            self.documents = self._reports()
            self.claims: dict[str, Claim] = {}
            made = 0
            for claim in tqdm(wanted, desc="Claims", unit="claim", disable=None, leave=False):
                made += self._claim(claim)
            for claim in wanted:
                self._links(claim)
        except DomainError as error:
            raise CommandError(error.message) from error
        if made:
            self.stdout.write(f"The sample record is there: {made} claims from {len(REPORTS)} reports.")
        else:
            self.stdout.write("The sample record was there already; nothing was added.")

    @staticmethod
    def _login(name: str) -> User:
        user = User.objects.filter(username=name, is_active=True).first()
        if user is None:
            raise CommandError(f"There is no login “{name}”. Make the demo logins first: manage.py demo_logins")
        return user

    def _record(self, record: dict[str, Any]) -> None:
        for row in record["outlets"]:
            outlet = outlet_get_or_create(name=row["name"])
            if not outlet.domain:
                for field in ("kind", "domain", "country"):
                    setattr(outlet, field, row[field])
                outlet.full_clean()
                outlet.save()
        for row in record["topics"]:
            Topic.objects.get_or_create(slug=row["slug"], defaults=row)
        for row in record["speakers"]:
            if not Speaker.objects.filter(name=row["name"]).exists():
                speaker_create(**row)

    def _reports(self) -> dict[str, Document]:
        """Hand the reports to the worker and wait until it has read them."""
        waiting: dict[str, Ingestion] = {}
        found: dict[str, Document] = {}
        for name in REPORTS:
            data = (SEEDS / "reports" / f"{name}.txt").read_bytes()
            earlier = Ingestion.objects.filter(name=f"{name}.txt", state=Ingestion.State.DONE).last()
            if earlier and earlier.document and earlier.original and bytes(earlier.original.data) == data:
                found[name] = earlier.document
            else:
                waiting[name] = ingestion_submit(
                    data=data, way=Ingestion.Way.COMMAND, name=f"{name}.txt", actor=self.reporter
                )
        deadline = time.monotonic() + PATIENCE
        while waiting:
            for name, ingestion in list(waiting.items()):
                ingestion.refresh_from_db()
                if ingestion.state == Ingestion.State.FAILED:
                    raise CommandError(f"{ingestion.name} could not be read: {ingestion.reason}")
                if ingestion.state == Ingestion.State.DONE and ingestion.document:
                    found[name] = ingestion.document
                    del waiting[name]
            if waiting and time.monotonic() > deadline:
                raise CommandError(
                    f"No worker took up the reports within {PATIENCE} seconds. They are queued and nothing"
                    " is lost: start the worker (make run) and run this again."
                )
            if waiting:
                time.sleep(0.2)
        return found

    @transaction.atomic
    def _claim(self, wanted: dict[str, Any]) -> bool:
        """Make one claim, unless it is there. Returns whether it was made."""
        existing = Claim.objects.filter(text=wanted["text"]).first()
        if existing:
            self.claims[wanted["key"]] = existing
            return False
        statements = [self._statement(row) for row in wanted["appearances"]]
        claim = claim_draft(
            text=wanted["text"],
            actor=self.reporter,
            claimant=Speaker.objects.get(name=wanted["claimant"]),
            statements=statements,
            topics=Topic.objects.filter(slug__in=wanted["topics"]),
            first_said_on=wanted.get("first_said_on"),
        )
        self.claims[wanted["key"]] = claim
        for row in wanted.get("evidence", ()):
            evidence_add(
                claim=claim,
                actor=self.reporter,
                stance=row["stance"],
                title=row["title"],
                document=self.documents[row["report"]] if "report" in row else None,
                url=row.get("url", ""),
                excerpt=row.get("excerpt", ""),
                # Showing the product asks nothing of other people's servers.
                keep_copy=False,
            )
        self._verdict(claim, wanted["verdict"])
        if "correction" in wanted:
            self._verdict(claim, wanted["correction"])
        return True

    def _links(self, wanted: dict[str, Any]) -> None:
        """Link a claim to others; those that are linked already stay as they are."""
        claim = self.claims[wanted["key"]]
        for link in wanted.get("links", ()):
            other = self.claims[link["other"]]
            linked = Q(claim=claim, other=other) | Q(claim=other, other=claim)
            if not ClaimLink.objects.filter(linked, kind=link["kind"]).exists():
                claim_link(claim=claim, other=other, kind=link["kind"], actor=self.editor)

    def _statement(self, wanted: dict[str, Any]) -> Statement:
        """Bring one statement to “accepted, said by”, as an editor would."""
        document = self.documents[wanted["report"]]
        speaker = Speaker.objects.get(name=wanted["speaker"])
        start = document.text.find(wanted["words"])
        if start < 0:
            raise CommandError(f"“{wanted['words']}” is not in {wanted['report']}.txt.")
        end = start + len(wanted["words"])
        around = document.statements.filter(start__lte=start, end__gte=end)
        statement = around.filter(speaker=speaker).first() or around.first()
        if statement is None or (wanted.get("add") and statement.speaker_id != speaker.pk):
            return statement_add(
                document=document,
                actor=self.reporter,
                start=start,
                end=end,
                speaker=speaker,
                kind=wanted.get("kind", Statement.Kind.INDIRECT),
            )
        if statement.speaker_id != speaker.pk:
            statement = statement_reattribute(
                statement=statement, actor=self.reporter, speaker=speaker, reason="As the report says."
            )
        if statement.review_state != Statement.Review.ACCEPTED:
            statement = statement_accept(statement=statement, actor=self.reporter)
        quoted = "The words stand in quote marks and were spoken or posted in public."
        reason = wanted.get("confirmed") or (quoted if statement.kind == Statement.Kind.DIRECT else "")
        if reason and statement.authenticity != Statement.Authenticity.CONFIRMED:
            statement = statement_authenticity_set(
                statement=statement,
                actor=self.editor,
                authenticity=Statement.Authenticity.CONFIRMED,
                reason=reason,
            )
        return statement

    def _verdict(self, claim: Claim, wanted: dict[str, Any]) -> None:
        recheck_on: dt.date | None = None
        if "recheck_in_days" in wanted:
            recheck_on = timezone.localdate() + dt.timedelta(days=wanted["recheck_in_days"])
        verdict = verdict_draft(
            claim=claim,
            actor=self.reporter,
            rating=Rating.objects.get(code=wanted["rating"]) if "rating" in wanted else None,
            summary=wanted.get("summary", ""),
            known=wanted.get("known", ""),
            not_known=wanted.get("not_known", ""),
            reason_code=wanted.get("reason_code", ""),
            recheck_on=recheck_on,
            correction_note=wanted.get("correction_note", ""),
            evidence=Evidence.objects.filter(claim=claim),
        )
        state = wanted.get("state", "approved")
        if state == "draft":
            return
        verdict = verdict_propose(verdict=verdict, actor=self.reporter)
        if state == "approved":
            verdict_approve(verdict=verdict, actor=self.editor)
