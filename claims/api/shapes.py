"""How the API shows working rows: what is not published, for colleagues only."""

import datetime as dt
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db.models import Model, Q

from claims.models import Appearance, Claim, ClaimLink, CorrectionRequest, Event, Evidence, Statement, Topic, Verdict
from claims.public.addresses import address
from claims.public.components import OUTLET_KINDS, SPEAKER_KINDS, STATEMENT_KINDS, STATUSES
from claims.public.schema_words import (
    Json,
    day,
    flag,
    link,
    many,
    maybe,
    members,
    moment,
    number,
    one_of,
    or_null,
    public_id,
    ref,
    text,
)
from claims.services.verdicts import FAULTS_READ, faults_in
from claims.workflow import EDITABLE_VERDICTS, STATEMENT_MOVES, VERDICT_MOVES
from sources.models import Document, Ingestion, Outlet, Speaker
from sources.workflow import INGESTION_MOVES

DESK = "/api/v1/desk/"


def here(folder: str, row: Any) -> str:
    """Return the address of a working row."""
    return f"{settings.SITE_URL}{DESK}{folder}/{row.public_id}/"


def _moment(value: dt.datetime | None) -> str | None:
    return value.astimezone(dt.UTC).isoformat().replace("+00:00", "Z") if value else None


def _day(value: dt.date | None) -> str | None:
    return value.isoformat() if value else None


def _user(user: User | None) -> str | None:
    return user.get_username() if user else None


def _id(row: Any) -> str | None:
    return row.public_id if row else None


def _named(row: Speaker | Outlet | None) -> Json | None:
    return {"id": row.public_id, "name": row.name} if row else None


def claim(row: Claim) -> Json:
    """Show a claim with everything that hangs on it."""
    is_public = row.published_at is not None
    appearances = row.appearances.select_related("statement__document").defer("statement__document__text")
    evidence = row.evidence.select_related("document", "added_by").defer("document__text")
    links = ClaimLink.objects.filter(Q(claim=row) | Q(other=row)).select_related("claim", "other")
    verdicts = row.verdicts.select_related("rating", "created_by", "proposed_by", "approved_by", "claim")
    return {
        **claim_line(row),
        "public_url": f"{settings.SITE_URL}{address('claim', row.public_id, row.slug)}" if is_public else None,
        "withdrawal_reason": row.withdrawal_reason or None,
        "merged_into": _id(row.merged_into),
        "reopened_reason": row.reopened_reason or None,
        "topics": [{"id": topic.public_id, "name": topic.name} for topic in row.topics.all()],
        "appearances": [appearance(one) for one in appearances],
        "links": [_link(one) for one in links],
        "evidence": [piece_of_evidence(one) for one in evidence],
        "verdicts": [verdict(one) for one in verdicts.prefetch_related(*FAULTS_READ)],
    }


def claim_line(row: Claim) -> Json:
    """Show a claim as lists have it."""
    return {
        "id": row.public_id,
        "type": "claim",
        "url": here("claims", row),
        "version": row.version,
        "text": row.text,
        "claimant": _named(row.claimant),
        "language": row.language,
        "first_said_on": _day(row.first_said_on),
        "status": row.status,
        "priority": row.priority,
        "due_on": _day(row.due_on),
        "assigned_to": _user(row.assigned_to),
        "published_at": _moment(row.published_at),
        "withdrawn_at": _moment(row.withdrawn_at),
        "reopened_at": _moment(row.reopened_at),
        "created_at": _moment(row.created_at),
        "updated_at": _moment(row.updated_at),
    }


def _link(row: ClaimLink) -> Json:
    ends = {"claim": row.claim.public_id, "other": row.other.public_id}
    return {"kind": row.kind, **ends, "note": row.note or None}


def appearance(row: Appearance) -> Json:
    return {
        "id": row.public_id,
        "type": "appearance",
        "url": here("claims", row.claim),
        "claim": row.claim.public_id,
        "statement": row.statement.public_id,
        "exact": row.statement.exact,
        "part": row.part or None,
    }


def piece_of_evidence(row: Evidence) -> Json:
    return {
        "id": row.public_id,
        "type": "evidence",
        "url": here("claims", row.claim),
        "claim": row.claim.public_id,
        "stance": row.stance,
        "title": row.title,
        "document": _id(row.document),
        "source_url": row.url or None,
        "excerpt": row.excerpt or None,
        "accessed_on": _day(row.accessed_on),
        "archived_url": row.archived_url or None,
        "is_protected": row.is_protected,
        "added_by": _user(row.added_by),
    }


def verdict(row: Verdict) -> Json:
    return {
        "id": row.public_id,
        "type": "verdict",
        "url": here("verdicts", row),
        "version": row.version,
        "claim": row.claim.public_id,
        "state": row.state,
        "rating": row.rating.code if row.rating else None,
        "summary": row.summary,
        "known": row.known,
        "not_known": row.not_known,
        "reason_code": row.reason_code,
        "recheck_on": _day(row.recheck_on),
        "override_reason": row.override_reason,
        "correction_note": row.correction_note,
        "evidence": [one.public_id for one in row.evidence.all()],
        "required_origins": row.required_origins,
        "lacks": faults_in(
            row,
            appearances=list(row.claim.appearances.all()),
            used=list(row.evidence.all()),
            evidence=list(row.claim.evidence.all()),
        )
        if row.state in EDITABLE_VERDICTS
        else [],
        "returned_reason": row.returned_reason or None,
        "created_by": _user(row.created_by),
        "proposed_by": _user(row.proposed_by),
        "proposed_at": _moment(row.proposed_at),
        "approved_by": _user(row.approved_by),
        "approved_at": _moment(row.approved_at),
    }


def statement(row: Statement) -> Json:
    return {
        "id": row.public_id,
        "type": "statement",
        "url": here("statements", row),
        "version": row.version,
        "document": row.document.public_id,
        "start": row.start,
        "end": row.end,
        "exact": row.exact,
        "kind": row.kind,
        "speaker": _named(row.speaker),
        "suggested_speaker": row.suggested_speaker or None,
        "role_words": row.role_words or None,
        "cue": row.cue or None,
        "said_on": _day(row.said_on),
        "said_on_precision": row.said_on_precision,
        "language": row.language,
        "review_state": row.review_state,
        "authenticity": row.authenticity,
        "is_lost": row.is_lost,
        "found_by": row.found_by,
        "confidence": row.confidence,
        "doubt": row.doubt or None,
        "claims": sorted(one.public_id for one in row.claims.all()),
        "created_at": _moment(row.created_at),
        "updated_at": _moment(row.updated_at),
    }


def document(row: Document) -> Json:
    """Show a document with its text, in which the offsets of statements count."""
    return {
        **document_line(row),
        "withdrawal_note": row.withdrawal_note or None,
        "put_away_reason": row.put_away_reason or None,
        "text": row.text,
    }


def document_line(row: Document) -> Json:
    return {
        "id": row.public_id,
        "type": "document",
        "url": here("documents", row),
        "version": row.version,
        "title": row.title or None,
        "outlet": _named(row.outlet),
        "source_url": row.url or None,
        "byline": row.byline or None,
        "dateline": row.dateline or None,
        "language": row.language,
        "published_at": _moment(row.published_at),
        "published_precision": row.published_precision,
        "text_digest": row.text_digest,
        "withdrawn_at": _moment(row.withdrawn_at),
        "put_away_at": _moment(row.put_away_at),
        "created_at": _moment(row.created_at),
    }


def ingestion(row: Ingestion) -> Json:
    return {
        "id": row.public_id,
        "type": "ingestion",
        "url": here("ingestions", row),
        "state": row.state,
        "reason": row.reason or None,
        "note": row.note or None,
        "way": row.way,
        "name": row.name or None,
        "batch": row.batch,
        "source_url": row.url or None,
        "document": _id(row.document),
        "is_duplicate": row.is_duplicate,
        "is_kill": row.kill_id is not None,
        "items_found": row.items_found,
        "statements_found": row.statements_found,
        "retry_of": _id(row.retry_of),
        "created_by": _user(row.created_by),
        "created_at": _moment(row.created_at),
        "finished_at": _moment(row.finished_at),
    }


def speaker(row: Speaker) -> Json:
    return {
        "id": row.public_id,
        "type": "speaker",
        "url": here("speakers", row),
        "name": row.name,
        "kind": row.kind,
        "description": row.description or None,
        "country": row.country or None,
        "wikidata_id": row.wikidata_id or None,
        "names": [name.name for name in row.names.all()],
    }


def topic(row: Topic) -> Json:
    return {"id": row.public_id, "type": "topic", "name": row.name, "description": row.description or None}


def outlet(row: Outlet) -> Json:
    return {
        "id": row.public_id,
        "type": "outlet",
        "name": row.name,
        "kind": row.kind,
        "domain": row.domain or None,
        "country": row.country or None,
    }


def correction(row: CorrectionRequest) -> Json:
    """Show what somebody asked for; who asked is for the desk's own pages."""
    return {
        "id": row.public_id,
        "type": "correction",
        "kind": row.kind,
        "claim": _id(row.claim),
        "text": row.text,
        "source_url": row.url or None,
        "state": row.state,
        "answer": row.answer or None,
        "answered_by": _user(row.answered_by),
        "answered_at": _moment(row.answered_at),
        "created_at": _moment(row.created_at),
    }


def line(row: Event) -> Json:
    """Show a line of a history among those of all others."""
    return {
        "type": "event",
        "hash": row.hash,
        "subject": row.subject,
        "subject_id": row.subject_id,
        "url": f"{settings.SITE_URL}{DESK}{row.subject}s/{row.subject_id}/",
        "is_public": row.is_public,
        **event(row),
    }


def event(row: Event) -> Json:
    """Show a line of a history, as an answer to somebody whose version is old."""
    return {
        "number": row.number,
        "action": row.action,
        "actor": row.actor_name,
        "at": _moment(row.at),
        "reason": row.reason or None,
        "before": row.before,
        "after": row.after,
    }


# --- the version of a row ---------------------------------------------------------------------------------------------


# What has an ETag, which an edit must name.
VERSIONED = ("WorkingClaim", "WorkingStatement", "WorkingVerdict", "WorkingDocument", "WorkingEvidence")


def chain_of(row: Model) -> tuple[str, str]:
    """Return subject and id of the history that tells of a row."""
    if isinstance(row, Verdict | Evidence):
        return "claim", row.claim.public_id
    assert isinstance(row, Claim | Statement | Document)
    return row._meta.model_name or "", row.public_id


def events_of(row: Model, *, after: int = 0) -> list[Event]:
    """Return the lines of a row's history behind line `after`."""
    subject, subject_id = chain_of(row)
    return list(Event.objects.filter(subject=subject, subject_id=subject_id, number__gt=after).order_by("number"))


def version_tag(row: Any) -> str:
    """Return the ETag of a working row: its version, and the line of its history at which it stands.

    Evidence is read with its claim, and has the claim's.
    """
    subject, subject_id = chain_of(row)
    last = Event.objects.filter(subject=subject, subject_id=subject_id).order_by("-number").values("number").first()
    version = row.claim.version if isinstance(row, Evidence) else row.version
    return f'"{version}-{last["number"] if last else 0}"'


# --- the same, described ----------------------------------------------------------------------------------------------

ID = public_id("Stable id; the public address has the same.")
URL = link("Where to read it.")
VERSION = number("Rises with every change.")
WHO = maybe("User name of a colleague.")
WHEN = or_null(moment("When."))
MADE = moment("When it came into the record.")
NAMED = or_null(members("Who.", id=ID, name=text("The name.")))


def _type(kind: str) -> Json:
    return {"type": "string", "const": kind, "description": "What kind of thing this is."}


CLAIM_LINE: Json = {
    "id": ID,
    "type": _type("claim"),
    "url": URL,
    "version": VERSION,
    "text": text("The proposition."),
    "claimant": NAMED,
    "language": text("BCP 47 code."),
    "first_said_on": day("When it was first said."),
    "status": one_of(STATUSES, "What the newest approved verdict says; `unverified` before there is one."),
    "priority": number("1 low, 2 normal, 3 high, 4 urgent."),
    "due_on": day("When it is due."),
    "assigned_to": WHO,
    "published_at": WHEN,
    "withdrawn_at": WHEN,
    "reopened_at": WHEN,
    "created_at": MADE,
    "updated_at": moment("When it last changed."),
}
DOCUMENT_LINE: Json = {
    "id": ID,
    "type": _type("document"),
    "url": URL,
    "version": VERSION,
    "title": maybe("Headline."),
    "outlet": NAMED,
    "source_url": maybe("Where it was published."),
    "byline": maybe("Who wrote it."),
    "dateline": maybe("Where it was written."),
    "language": text("BCP 47 code."),
    "published_at": WHEN,
    "published_precision": one_of(("time", "day", "unknown"), "How exactly `published_at` is known."),
    "text_digest": text("SHA-256 of its text."),
    "withdrawn_at": WHEN,
    "put_away_at": WHEN,
    "created_at": MADE,
}

LINE: Json = {
    "number": number("Its place in the history."),
    "action": text("What was done."),
    "actor": text("Who."),
    "at": moment("When."),
    "reason": maybe("The reason given."),
    "before": {"type": "object", "description": "What it was."},
    "after": {"type": "object", "description": "What it became."},
}

COMPONENTS: dict[str, Json] = {
    "WorkingClaimLine": members("A claim on the desk, as lists have it.", **CLAIM_LINE),
    "WorkingClaim": members(
        "A claim on the desk, published or not.",
        **CLAIM_LINE,
        public_url=maybe("Its public page, once it has one.", format="uri"),
        withdrawal_reason=maybe("Why it was withdrawn."),
        merged_into=maybe("Id of the claim that it became part of."),
        reopened_reason=maybe("Why it came back to the desk."),
        topics=many(members("A topic.", id=ID, name=text("Its name.")), "What it is about."),
        appearances=many(ref("WorkingAppearance"), "The statements that make it."),
        links=many(
            members(
                "How two claims relate: `claim` <kind> `other`.",
                kind=one_of(tuple(ClaimLink.Kind.values), "How."),
                claim=public_id("The one."),
                other=public_id("The other."),
                note=maybe("A note on it."),
            ),
            "How it relates to other claims, from either end.",
        ),
        evidence=many(ref("WorkingEvidence"), "What speaks for, against or about it."),
        verdicts=many(ref("WorkingVerdict"), "Its verdicts, newest first."),
    ),
    "WorkingAppearance": members(
        "A statement that makes a claim.",
        id=ID,
        type=_type("appearance"),
        url=link("The claim."),
        claim=public_id("The claim."),
        statement=public_id("The statement."),
        exact=text("The words of the statement."),
        part=maybe("Those that make the claim; null for all of them."),
    ),
    "WorkingEvidence": members(
        "A piece of evidence.",
        id=ID,
        type=_type("evidence"),
        url=link("The claim."),
        claim=public_id("The claim."),
        stance=one_of(("supports", "contradicts", "context"), "Which way it speaks."),
        title=text("What it is."),
        document=maybe("Id of the document."),
        source_url=maybe("Where it is."),
        excerpt=maybe("The passage that matters."),
        accessed_on=day("When it was read."),
        archived_url=maybe("An archived copy."),
        is_protected=flag("Whether only the title becomes public."),
        added_by=WHO,
    ),
    "WorkingVerdict": members(
        "A verdict and where it stands.",
        id=ID,
        type=_type("verdict"),
        url=URL,
        version=VERSION,
        claim=public_id("The claim."),
        state=one_of(tuple(VERDICT_MOVES), "Where it stands."),
        rating=maybe("Code of the rating."),
        summary=text("The reason."),
        known=text("What is known."),
        not_known=text("What is not known."),
        reason_code=text("Why it stays unverified."),
        recheck_on=day("When the desk looks again."),
        override_reason=text("Why fewer origins are enough, or nothing that contradicts the claim is named."),
        correction_note=text("What was wrong before."),
        evidence=many(public_id("A piece of evidence."), "What it rests on."),
        required_origins=number("Independent origins that the house asks for."),
        lacks=many(text("What is lacking."), "What has still to be done before it can be proposed."),
        returned_reason=maybe("Why it came back."),
        created_by=WHO,
        proposed_by=WHO,
        proposed_at=WHEN,
        approved_by=WHO,
        approved_at=WHEN,
    ),
    "WorkingStatement": members(
        "A statement, reviewed or not.",
        id=ID,
        type=_type("statement"),
        url=URL,
        version=VERSION,
        document=public_id("The document in which it stands."),
        start=number("Offset of its first character, in code points."),
        end=number("Offset behind its last."),
        exact=text("The exact words."),
        kind=one_of(STATEMENT_KINDS, "All in quote marks, partly, or reported."),
        speaker=NAMED,
        suggested_speaker=maybe("Whom the reader took for the speaker."),
        role_words=maybe("The role as the document gave it."),
        cue=maybe("The word that reports the speech."),
        said_on=day("When it was said."),
        said_on_precision=one_of(("day", "month", "year", "unknown"), "How exactly `said_on` is known."),
        language=text("BCP 47 code."),
        review_state=one_of(tuple(STATEMENT_MOVES), "Whether somebody accepted it."),
        authenticity=one_of(("unconfirmed", "confirmed", "disputed"), "Did they say it?"),
        is_lost=flag("Whether the document changed so that the words are not in it any more."),
        found_by=text("What found it: a version of the reader, or `person`."),
        confidence={"type": "number", "minimum": 0, "maximum": 1, "description": "How sure the reader was."},
        doubt=maybe("Why the reader was unsure."),
        claims=many(public_id("A claim."), "The claims it makes."),
        created_at=MADE,
        updated_at=moment("When it last changed."),
    ),
    "WorkingDocumentLine": members("A document, as lists have it.", **DOCUMENT_LINE),
    "WorkingDocument": members(
        "A document with its whole text, for colleagues only.",
        **DOCUMENT_LINE,
        withdrawal_note=maybe("What the publisher says of the withdrawal."),
        put_away_reason=maybe("Why the desk put it away."),
        text=text("The text."),
    ),
    "WorkingIngestion": members(
        "One delivery and how it goes.",
        id=ID,
        type=_type("ingestion"),
        url=URL,
        state=one_of(tuple(INGESTION_MOVES), "How far it is."),
        reason=maybe("Why it failed."),
        note=maybe("What the sender or the reader says about it."),
        way=one_of(tuple(Ingestion.Way.values), "How it came."),
        name=maybe("File name or address."),
        batch=text("Deliveries handed in together."),
        source_url=maybe("Address of the article."),
        document=maybe("Id of the document that it became."),
        is_duplicate=flag("Whether the text was in the record already."),
        is_kill=flag("Whether the sender took an item back by it; `document` is then what was withdrawn, if anything."),
        items_found=number("How many items it held, where several; each is a delivery of the same batch."),
        statements_found=number("How many statements the document has."),
        retry_of=maybe("Id of the failed delivery that it repeats."),
        created_by=WHO,
        created_at=MADE,
        finished_at=WHEN,
    ),
    "WorkingSpeaker": members(
        "A speaker in the record, public or not.",
        id=ID,
        type=_type("speaker"),
        url=URL,
        name=text("As the house writes it."),
        kind=one_of(SPEAKER_KINDS, "What kind of speaker."),
        description=maybe("Who this is."),
        country=maybe("Two-letter code of the country they speak for."),
        wikidata_id=maybe("For example Q3874799."),
        names=many(text("A spelling."), "Every spelling and alias."),
    ),
    "WorkingTopic": members(
        "A topic, in use or not.",
        id=ID,
        type=_type("topic"),
        name=text("Its name."),
        description=maybe("What belongs to it."),
    ),
    "WorkingOutlet": members(
        "An outlet in the record, public or not.",
        id=ID,
        type=_type("outlet"),
        name=text("As the house writes it."),
        kind=one_of(OUTLET_KINDS, "What kind of outlet."),
        domain=maybe("Host of its site without www."),
        country=maybe("Two-letter code of its country."),
    ),
    "WorkingCorrection": members(
        "What a reader asked for, answered or not.",
        id=ID,
        type=_type("correction"),
        kind=one_of(tuple(CorrectionRequest.Kind.values), "A report of an error, or a claim to check."),
        claim=or_null(public_id("The claim it is about.")),
        text=text("What they wrote."),
        source_url=maybe("Where a suggested claim is made."),
        state=one_of(tuple(CorrectionRequest.State.values), "What came of it."),
        answer=maybe("The answer, which is public."),
        answered_by=WHO,
        answered_at=WHEN,
        created_at=moment("When it came in."),
    ),
    "WorkingEvent": members(
        "A line of the history of a claim, statement, speaker or document.",
        type=_type("event"),
        hash=text("Its hash, which no other line has."),
        subject=one_of(tuple(Event.Subject.values), "What it happened to."),
        subject_id=public_id("Its id."),
        url=link("Where to read what it is now."),
        is_public=flag("Whether readers see this line."),
        **LINE,
    ),
    "WorkingEventPage": members(
        "Lines in the order in which they were written.",
        results=many(ref("WorkingEvent"), "The lines."),
        next=link("What to ask for further lines, now or later."),
        has_more=flag("Whether there are any yet."),
    ),
    "Colleague": members(
        "As whom you ask.",
        username=text("User name."),
        name=text("Full name."),
        roles=many(text("A role."), "Their roles."),
        permissions=many(text("A permission."), "What may be done here: the role's, within the token's scopes."),
        token=or_null(
            members(
                "The token.",
                name=text("What it is for."),
                scopes=many(text("A scope."), "What it may be used for."),
                expires_at=moment("From then on it is refused."),
            )
        ),
    ),
    "OldVersion": {
        "allOf": [
            ref("Problem"),
            members(
                "What changed since the version that If-Match names.",
                etag=text("ETag of what the record holds now."),
                current={
                    "anyOf": [
                        ref("WorkingClaim"),
                        ref("WorkingStatement"),
                        ref("WorkingVerdict"),
                        ref("WorkingDocument"),
                    ],
                    "description": "What the record holds now.",
                },
                changed=many(
                    members("A line of the history since.", **LINE),
                    "What was done since, oldest first.",
                ),
            ),
        ]
    },
}
