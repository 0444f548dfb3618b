"""One invented story: what was said, who reported it, and what the desk made of it, step by step.

Everything follows from the seed and the number of the story. The times are invented as well, so that the same seed
gives the same record on any day.
"""

import datetime as dt
import hashlib
from dataclasses import dataclass, field
from random import Random

from django.contrib.auth.models import User

from claims.ledger import FIRST_HASH, line_hash
from claims.models import (
    Appearance,
    Attribution,
    Claim,
    ClaimLink,
    CorrectionRequest,
    Event,
    Evidence,
    Statement,
    Topic,
    Verdict,
)
from claims.sample import words
from claims.sample.cast import BEGINNING, Cast, public_id
from claims.services.claims import claim_slug
from claims.services.events import event_line, person_name
from claims.services.suggestions import statement_context
from sources.duplicates import signature
from sources.models import Document, Outlet, Role

DAYS = 12 * 365
READER = "sample"
# One story in so many is still being worked on.
AT_WORK = 20


@dataclass
class Line:
    """A chain of events in the making; `at` is the desk's clock."""

    subject: Claim | Statement
    at: dt.datetime
    events: list[Event] = field(default_factory=list)

    def add(self, cast: Cast, action: str, actor: User, *, hours: float, **values: object) -> Event:
        self.at += dt.timedelta(seconds=int(hours * 3600))
        event = Event(
            pk=cast.keys.next(Event),
            subject="claim" if isinstance(self.subject, Claim) else "statement",
            subject_id=self.subject.public_id,
            claim=self.subject if isinstance(self.subject, Claim) else None,
            number=len(self.events) + 1,
            action=action,
            actor=actor,
            actor_name=person_name(actor),
            at=self.at,
            previous_hash=self.events[-1].hash if self.events else FIRST_HASH,
            **values,
        )
        event.hash = line_hash(event_line(event))
        self.events.append(event)
        return event


@dataclass
class Told:
    """A claim of a story with all that belongs to it."""

    claim: Claim
    proposition: str
    line: Line
    topics: list[Topic] = field(default_factory=list)
    appearances: list[Appearance] = field(default_factory=list)
    evidence: list[Evidence] = field(default_factory=list)
    verdicts: list[Verdict] = field(default_factory=list)
    request: CorrectionRequest | None = None


@dataclass
class Story:
    """What one story adds to the record."""

    claims: list[Told] = field(default_factory=list)
    documents: list[Document] = field(default_factory=list)
    statements: list[Statement] = field(default_factory=list)
    attributions: list[Attribution] = field(default_factory=list)
    lines: list[Line] = field(default_factory=list)
    links: list[ClaimLink] = field(default_factory=list)


def _published(appearance: Appearance) -> dt.datetime:
    published = appearance.statement.document.published_at
    assert published is not None
    return published


def is_at_work(number: int) -> bool:
    """Whether the claims of a story have no verdict yet."""
    return number % AT_WORK == AT_WORK - 1


class Teller:
    """Makes the story with one number, with at most `most` claims."""

    def __init__(self, cast: Cast, number: int, most: int) -> None:
        self.cast, self.number = cast, number
        self.random = random = Random(f"{cast.seed}:{number}")
        self.story = Story()
        # The first stories are the oldest, one for each topic, so that a topic is as old as its first claim.
        self.topic_number = number if number < len(words.TOPICS) else random.randrange(len(words.TOPICS))
        days = 0.0 if number < len(words.TOPICS) else 1 + random.random() * DAYS
        self.at = BEGINNING + dt.timedelta(days=int(days), minutes=random.randrange(600) + number % 600)
        self.topic = cast.topics[self.topic_number]
        place, other = random.sample(words.PLACES, 2)
        self.slots = {
            "p": place,
            "q": other,
            "topic": self.topic.name.lower(),
            "weekday": f"{self.at:%A}",
            "y": str(self.at.year - random.randrange(1, 6)),
            "agency": random.choice(words.AGENCIES),
        }
        # A few speak often and most seldom.
        known = 30 + number // 20
        self.speaker = cast.speaker(int(known * random.random() ** 3))
        count = min(random.choices([1, 2, 3], [60, 30, 10])[0], most)
        self._report(count)
        for told in self.story.claims:
            self._work(told)
        self._relate()

    # --- what was said, and who published it ----------------------------------------------------------------------

    def _proposition(self) -> str:
        random = self.random
        pattern = random.choice(words.TOPICS[self.topic_number][1])
        sentence = pattern.format(
            **self.slots, n=f"{random.randrange(3, 90_000):,}", m=random.randrange(2, 99), r=random.choice(words.RARE)
        )
        return f"{sentence} in the {random.choice(words.RARE)} district" if random.random() < 0.15 else sentence

    def _report(self, count: int) -> None:
        random, cast = self.random, self.cast
        for _ in range(count):
            proposition = self._proposition()
            text = proposition[0].upper() + proposition[1:]
            claim = Claim(
                pk=cast.keys.next(Claim),
                public_id=public_id(random),
                text=text,
                slug=claim_slug(text),
                claimant=self.speaker,
                language="en",
                first_said_on=self.at.date(),
                priority=random.choice([1, 2, 2, 2, 3, 4]),
                created_at=self.at,
                updated_at=self.at,
            )
            topics = [self.topic]
            if random.random() < 0.2:
                topics.append(cast.topics[(self.topic_number + 1 + random.randrange(5)) % len(cast.topics)])
            self.story.claims.append(
                Told(claim, proposition, Line(claim, self.at), topics=sorted(topics, key=lambda topic: topic.name))
            )
        outlets = [
            cast.outlet(number)
            for number in random.sample(
                range(cast.outlet_count(self.number)), random.choices([1, 2, 3, 4], [55, 27, 13, 5])[0]
            )
        ]
        for place, outlet in enumerate(outlets):
            later = random.randrange(20, 300) if place and random.random() < 0.25 else 0
            published = self.at + dt.timedelta(days=later, minutes=7 + 50 * place)
            origin = self.story.documents[0] if place and not later and random.random() < 0.5 else None
            self._document(place, outlet, published, origin)

    def _document(self, place: int, outlet: Outlet, published: dt.datetime, origin: Document | None) -> None:
        random, cast, slots = self.random, self.cast, self.slots
        name = self.speaker.name
        spoken = [(told, random.choices(["direct", "mixed", "indirect"], [5, 2, 3])[0]) for told in self.story.claims]
        text = (
            f"{slots['p'].upper()}, {published:%d %B %Y} – {random.choice(words.LEADS).format(**slots, name=name)}\n\n"
        )
        marks: list[dict[str, object]] = []
        for told, kind in spoken:
            said, cue = random.choice(words.SAID)
            said = said.format(**slots)
            proposition = told.proposition
            if kind == "direct":
                exact = proposition[0].upper() + proposition[1:]
                before, behind = "“", f",” {name} {said}. "
            elif kind == "mixed":
                cut = (
                    proposition.index(" ", len(proposition) // 2) if " " in proposition[len(proposition) // 2 :] else 1
                )
                exact = f"{proposition[:cut]} “{proposition[cut:].strip()}”"
                before, behind = f"{name} {said} that ", ". "
            else:
                exact, before, behind = proposition, f"{name} {said} that ", ". "
            start = len(text) + len(before)
            whole = f"{before}{exact}{behind}"
            named = len(text) + (whole.index(name) if kind != "direct" else whole.index(name, len(before) + len(exact)))
            marks.append(
                {
                    "told": told, "kind": kind, "exact": exact, "start": start, "end": start + len(exact),
                    "named": named, "said": said, "cue": cue, "cue_start": named + len(name) + 1,
                }
            )  # fmt: skip
            text += whole + random.choice(words.BACKGROUND).format(**slots) + "\n\n"
        text += f"Item {self.cast.seed}-{self.number}-{place}."
        received = published + dt.timedelta(minutes=9)
        bands, sketch = signature(text)
        document = Document(
            pk=cast.keys.next(Document),
            public_id=public_id(random),
            outlet=outlet,
            url=f"https://{outlet.domain or 'outlet.example'}/{published:%Y/%m/%d}/{self.number}-{place}",
            title=f"{name} on {slots['topic']} in {slots['p']}",
            byline=f"{random.choice(words.FIRST_NAMES)[0]} {random.choice(words.SURNAMES)[0]}",
            dateline=slots["p"],
            language="en",
            published_at=published,
            published_precision="time",
            text=text,
            text_digest=hashlib.sha256(text.encode()).hexdigest(),
            origin=origin,
            bands=bands,
            sketch=sketch,
            created_at=received,
            updated_at=received,
        )
        self.story.documents.append(document)
        for mark in marks:
            self._statement(document, mark, received)

    def _statement(self, document: Document, mark: dict, received: dt.datetime) -> None:
        random, cast, speaker = self.random, self.cast, self.speaker
        precision = random.choices(["day", "month", "unknown"], [85, 10, 5])[0]
        day = self.at.date()
        said_on = {"day": day, "month": day.replace(day=1), "unknown": None}[precision]
        prefix, suffix = statement_context(document.text, mark["start"], mark["end"])
        role = self._role_held(said_on or document.published_at.date())  # type: ignore[union-attr]
        in_cyrillic = random.random() < 0.03
        statement = Statement(
            pk=cast.keys.next(Statement),
            public_id=public_id(random),
            document=document,
            start=mark["start"],
            end=mark["end"],
            exact=mark["exact"],
            prefix=prefix,
            suffix=suffix,
            kind=mark["kind"],
            speaker=speaker,
            speaker_words=speaker.name,
            speaker_start=mark["named"],
            speaker_end=mark["named"] + len(speaker.name),
            suggested_speaker=speaker.name,
            role_words=f"{role.title}" if role and random.random() < 0.5 else "",
            role=role,
            cue=mark["cue"],
            cue_start=mark["cue_start"],
            cue_end=mark["cue_start"] + len(mark["cue"]),
            said_on=said_on,
            said_on_precision=precision,
            occasion=f"Briefing in {self.slots['p']}" if random.random() < 0.3 else "",
            language="en",
            original_wording="Ми говоримо про це відкрито." if in_cyrillic else "",
            original_language="uk" if in_cyrillic else "",
            translator="The outlet" if in_cyrillic else "",
            found_by=READER,
            confidence=round(0.6 + random.random() * 0.4, 2),
            review_state="accepted",
            version=2,
            created_at=received,
        )
        line = Line(statement, received)
        line.add(
            cast,
            "statement.accepted",
            cast.desk[0],
            hours=1 + random.random() * 4,
            before={"review_state": "suggested"},
            after={"review_state": "accepted", "speaker": speaker.public_id},
        )
        if mark["kind"] == "direct" and random.random() < 0.6:
            line.add(
                cast,
                "statement.authenticity_set",
                cast.desk[1],
                hours=0.2,
                reason="The recording was heard.",
                before={"authenticity": "unconfirmed"},
                after={"authenticity": "confirmed"},
            )
            statement.authenticity = "confirmed"
            statement.version = 3
        statement.updated_at = line.at
        steps = []
        if mark["said"].startswith("told ") and not mark["said"].endswith("reporters"):
            agency = cast.outlet(words.AGENCIES.index(self.slots["agency"]))
            steps.append(
                Attribution(
                    pk=cast.keys.next(Attribution),
                    statement=statement,
                    position=1,
                    kind="told",
                    outlet=agency,
                    words=mark["said"],
                )
            )
        elif mark["cue"] == "wrote":
            steps.append(
                Attribution(
                    pk=cast.keys.next(Attribution), statement=statement, position=1, kind="posted", words=mark["said"]
                )
            )
        # Django's own place for what was fetched ahead: nothing is asked of the database for it.
        statement._prefetched_objects_cache = {"attributions": steps}  # type: ignore[attr-defined]  # noqa: SLF001
        self.story.attributions += steps
        self.story.statements.append(statement)
        self.story.lines.append(line)
        mark["told"].appearances.append(
            Appearance(
                pk=cast.keys.next(Appearance),
                public_id=public_id(random),
                claim=mark["told"].claim,
                statement=statement,
                added_by=cast.desk[0],
            )
        )

    def _role_held(self, day: dt.date) -> Role | None:
        for role in self.cast.roles(self.speaker):
            if (role.from_on is None or role.from_on <= day) and (role.until_on is None or day <= role.until_on):
                return role
        return None

    # --- what the desk made of it ---------------------------------------------------------------------------------

    def _work(self, told: Told) -> None:
        random, cast, claim, line = self.random, self.cast, told.claim, told.line
        self.story.lines.append(line)
        reporter, editor = random.sample(cast.desk, 2)
        claim.created_by = reporter
        soon = [row for row in told.appearances if _published(row) <= self.at + dt.timedelta(days=1)]
        line.at = max(appearance.statement.updated_at for appearance in soon)
        line.add(cast, "claim.drafted", reporter, hours=2 + random.random() * 20, after={"text": claim.text})
        claim.created_at = line.at
        for appearance in soon:
            self._join(told, appearance, reporter, hours=0, is_public=False)
        later = [appearance for appearance in told.appearances if appearance not in soon]
        is_open = is_at_work(self.number)
        if is_open:
            told.appearances = soon
        if is_open and random.random() < 0.5:
            claim.updated_at = line.at
            return
        status = random.choices(["verified", "disputed", "unverified"], [30, 40, 30])[0]
        self._gather(told, status, reporter)
        self._decide(told, status, reporter, None if is_open else editor)
        if is_open:
            claim.updated_at = line.at
            return
        for appearance in later:
            wait = (appearance.statement.updated_at - line.at).total_seconds() / 3600
            self._join(told, appearance, reporter, hours=max(1, wait + 3), is_public=True)
        if random.random() < 0.03:
            other = random.choice([s for s in ("disputed", "unverified") if s != status])
            if other == "disputed":
                self._gather(told, other, reporter)
            self._decide(told, other, reporter, editor, note="A figure was wrong: the page of another year was read.")
        if random.random() < 0.015:
            self._request(told, editor)
        # Only what stays public all the same: its statements are known to have been said.
        if random.random() < 0.02 and all(a.statement.authenticity == "confirmed" for a in told.appearances):
            line.add(
                cast,
                "claim.withdrawn",
                editor,
                hours=300,
                reason="The claim was about another district.",
                after={"withdrawn": True},
                is_public=True,
            )
            claim.withdrawn_at, claim.withdrawal_reason = line.at, "The claim was about another district."
            claim.version += 1
        claim.updated_at = line.at

    def _join(self, told: Told, appearance: Appearance, actor: User, *, hours: float, is_public: bool) -> None:
        statement = appearance.statement
        told.line.add(
            self.cast,
            "appearance.added",
            actor,
            hours=hours,
            after={"statement": statement.public_id, "exact": statement.exact, "part": ""},
            is_public=is_public,
        )
        appearance.created_at = told.line.at
        told.claim.version += 1

    def _gather(self, told: Told, status: str, actor: User) -> None:
        """Evidence: two origins at least for what is verified, something against what is disputed."""
        stances = {
            "verified": ["supports", "supports", "context"],
            "disputed": ["contradicts", "supports"],
            "unverified": ["context"],
        }[status]
        random, cast = self.random, self.cast
        hosts = random.sample(range(2_000), len(stances))
        for stance, host in zip(stances, hosts, strict=True):
            title, word = random.choice(words.EVIDENCE)
            document = told.appearances[0].statement.document if stance == "context" else None
            origin = document.origin or document if document else None
            name = f"{word}{host}.example"
            excerpt = (
                told.appearances[0].statement.exact if document else f"Entry {random.randrange(9_999)}: see {word}."
            )
            row = Evidence(
                pk=cast.keys.next(Evidence),
                public_id=public_id(random),
                claim=told.claim,
                stance=stance,
                document=document,
                url="" if document else f"https://{name}/{random.randrange(10**6)}",
                title=title.format(**self.slots),
                excerpt=excerpt,
                accessed_on=told.line.at.date(),
                archived_url="" if document else f"https://archive.example/{random.randrange(10**8)}",
                origin_key=f"document:{origin.public_id}" if origin else f"host:{name}",
                is_protected=document is None and random.random() < 0.02,
                added_by=actor,
            )
            told.line.add(
                cast,
                "evidence.added",
                actor,
                hours=1 + random.random() * 30,
                after={"evidence": row.public_id, "stance": stance, "title": row.title},
            )
            row.created_at = row.updated_at = told.line.at
            told.evidence.append(row)
            told.claim.version += 1

    def _decide(self, told: Told, status: str, reporter: User, editor: User | None, note: str = "") -> None:
        """A verdict, drafted and proposed; approved too where an editor is named."""
        random, cast, claim, line = self.random, self.cast, told.claim, told.line
        rating = cast.ratings[status]
        replaced = told.verdicts[-1] if told.verdicts else None
        is_open = status == "unverified"
        verdict = Verdict(
            pk=cast.keys.next(Verdict),
            public_id=public_id(random),
            claim=claim,
            state="proposed",
            rating=rating,
            summary=words.SUMMARIES[status].format(**self.slots),
            known=words.KNOWN.format(**self.slots),
            not_known=words.NOT_KNOWN.format(**self.slots) if random.random() < 0.6 else "",
            reason_code=random.choice(words.REASONS) if is_open else "",
            recheck_on=dt.date(2030, 1, 1) + dt.timedelta(days=random.randrange(1_500)) if is_open else None,
            required_origins=2,
            correction_note=note,
            created_by=reporter,
            proposed_by=reporter,
            replaces=replaced,
            version=2,
        )
        verdict._prefetched_objects_cache = {"evidence": list(told.evidence)}  # type: ignore[attr-defined]  # noqa: SLF001
        named = {"verdict": verdict.public_id}
        verdict.created_at = line.add(cast, "verdict.drafted", reporter, hours=3, after=named).at
        proposed = line.add(
            cast,
            "verdict.proposed",
            reporter,
            hours=1,
            reason=verdict.summary,
            after={**named, "rating": rating.code},
        )
        verdict.proposed_at = verdict.updated_at = proposed.at
        told.verdicts.append(verdict)
        if editor is None:
            return
        before: dict[str, object] = {}
        if replaced:
            before = {"verdict": replaced.public_id, "rating": replaced.given_rating.code, "status": claim.status}
            replaced.state = "superseded"
            replaced.version += 1
        approved = line.add(
            cast,
            "verdict.corrected" if replaced else "verdict.approved",
            editor,
            hours=1 + random.random() * 40,
            reason=note or verdict.summary,
            before=before,
            after={
                **named,
                "rating": rating.code,
                "status": rating.status,
                "proposed_by": person_name(reporter),
                "override_reason": "",
            },
            is_public=True,
        )
        verdict.state = "approved"
        verdict.version += 1
        verdict.approved_by, verdict.approved_at, verdict.updated_at = editor, approved.at, approved.at
        if replaced:
            replaced.updated_at = approved.at
        claim.current_verdict = verdict
        claim.status = rating.status
        claim.published_at = claim.published_at or approved.at
        claim.version += 1

    def _request(self, told: Told, editor: User) -> None:
        random, line = self.random, told.line
        state = random.choice(["corrected", "declined"])
        answer = "Thank you: corrected." if state == "corrected" else "The register says what we quote."
        request = CorrectionRequest(
            pk=self.cast.keys.next(CorrectionRequest),
            public_id=public_id(random),
            claim=told.claim,
            text=f"The figure for {self.slots['p']} is not the one of {self.slots['y']}.",
            state=state,
            answer=answer,
            answered_by=editor,
            created_at=line.at + dt.timedelta(hours=5),
        )
        line.add(
            self.cast,
            "correction.answered",
            editor,
            hours=30,
            reason=answer,
            after={"request": request.public_id, "state": state},
        )
        request.answered_at = request.updated_at = line.at
        told.request = request

    def _relate(self) -> None:
        """Link the second claim of a story to the first, sometimes; both are public or neither."""
        if len(self.story.claims) < 2 or is_at_work(self.number) or self.random.random() < 0.4:
            return
        first, second = self.story.claims[:2]
        if first.claim.withdrawn_at or second.claim.withdrawn_at:
            return
        kind = self.random.choice(["contradicts", "repeats", "narrows", "supports"])
        editor = self.cast.desk[3]
        at = max(first.line.at, second.line.at) + dt.timedelta(hours=1)
        link = ClaimLink(
            pk=self.cast.keys.next(ClaimLink),
            claim=first.claim,
            other=second.claim,
            kind=kind,
            created_by=editor,
            created_at=at,
        )
        for told in (first, second):
            told.line.at = at
            told.line.add(
                self.cast,
                "claim.linked",
                editor,
                hours=0,
                reason=f"“{first.claim.text}” {kind} “{second.claim.text}”",
                after={"kind": kind, "claim": first.claim.public_id, "other": second.claim.public_id},
                is_public=True,
            )
        self.story.links.append(link)


def tell(cast: Cast, number: int, most: int) -> Story:
    """Return the story with this number, with at most `most` claims."""
    return Teller(cast, number, most).story
