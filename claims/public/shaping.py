"""From public documents to what a page lists: chains as steps, evidence by stance, dates in words. Pure."""

import datetime as dt
from dataclasses import dataclass

STANCES = {
    "supports": "Supports the claim",
    "contradicts": "Contradicts the claim",
    "context": "Gives context",
}
KINDS = {
    "person": "Person",
    "organisation": "Organisation",
    "office": "Office",
    "group": "Group",
    "wire": "News agency",
    "newspaper": "Newspaper",
    "broadcaster": "Broadcaster",
    "state_media": "State media",
    "social_platform": "Social platform",
    "official": "Official",
    "direct": "Direct quotation",
    "mixed": "Partly quoted",
    "indirect": "Reported speech",
    "verified": "Verified",
    "disputed": "Disputed",
    "unverified": "Unverified",
}
AUTHENTICITY = {
    "confirmed": "Confirmed: they said it",
    "disputed": "Disputed whether they said it",
    "unconfirmed": "Not confirmed that they said it",
}
LINKS = {
    "contradicts": "Contradicts this claim",
    "supports": "This claim supports it",
    "supports_by": "Supports this claim",
    "narrows": "This claim narrows it",
    "narrows_by": "Narrows this claim",
    "repeats": "This claim repeats it",
    "repeats_by": "Repeats this claim",
}
STATUSES = ("verified", "disputed", "unverified")
# Each in full is a screen of its own; the others follow as one line each.
FULL_APPEARANCES = 8
LISTED_APPEARANCES = 200


@dataclass(frozen=True)
class Step:
    """One step of the chain by which words reached a document."""

    verb: str
    name: str = ""
    url: str = ""
    detail: str = ""
    date: str = ""
    precision: str = "unknown"


@dataclass(frozen=True)
class Said:
    """Was it said? Apart from whether it holds."""

    state: str
    answer: str
    detail: str


def chain(statement: dict) -> list[Step]:
    """Return the steps by which a statement came, from the speaker to the document."""
    speaker = statement["speaker"] or {}
    document = statement["document"]
    outlet = document["outlet"] or {}
    steps = [
        Step(
            verb="Said by",
            name=speaker.get("name") or statement["speaker_words"] or "a speaker not named",
            url=speaker.get("url", ""),
            detail=statement["occasion"] or "",
            date=statement["said_on"] or "",
            precision=statement["said_on_precision"],
        )
    ]
    for step in statement["attributions"]:
        by = step["outlet"] or step["speaker"] or {}
        verb = {"told": "Told to", "posted": "Posted on" if by else "Posted"}.get(step["kind"], f"{step['kind']} by")
        steps.append(
            Step(
                verb=verb.capitalize() if by else step["kind"].capitalize(),
                name=by.get("name", ""),
                url=by.get("url", ""),
                detail=f"“{step['words']}”" if step["words"] else "",
            )
        )
    steps.append(
        Step(
            verb="Published by",
            name=outlet.get("name", "an outlet not named"),
            url=outlet.get("url", ""),
            date=document["published_at"] or "",
            precision="day" if document["published_at"] else "unknown",
        )
    )
    return steps


def was_it_said(claim: dict) -> Said:
    """Sum up, over the statements of a claim, whether their saying is confirmed."""
    states = [appearance["statement"]["authenticity"] for appearance in claim["appearances"]]
    total, confirmed, disputed = len(states), states.count("confirmed"), states.count("disputed")
    statements = "1 statement" if total == 1 else f"{total} statements"
    if not total:
        return Said("unconfirmed", "No statement", "No statement in the record makes this claim.")
    if disputed:
        return Said("disputed", "Disputed", f"It is disputed for {disputed} of {statements} that it was said.")
    if confirmed == total:
        return Said(
            "confirmed", "Yes, confirmed", f"The saying is confirmed for {'it' if total == 1 else 'all'}: {statements}."
        )
    if confirmed:
        return Said("confirmed", f"Confirmed for {confirmed} of {total}", "The other statements stand as reported.")
    return Said(
        "unconfirmed", "Not confirmed", f"{statements.capitalize()} as reported; nobody has confirmed the saying yet."
    )


def evidence_by_stance(claim: dict) -> list[tuple[str, str, list[dict]]]:
    """Return (stance, heading, rows) for each stance that has evidence."""
    groups = [(s, label, [row for row in claim["evidence"] if row["stance"] == s]) for s, label in STANCES.items()]
    return [group for group in groups if group[2]]


def links_by_kind(claim: dict) -> tuple[list[dict], list[dict]]:
    """Return the claims that contradict a claim, and those related in another way, with words for how."""
    rows = [{**link, "label": LINKS.get(link["kind"], link["kind"])} for link in claim["links"]]
    return (
        [row for row in rows if row["kind"] == "contradicts"],
        [row for row in rows if row["kind"] != "contradicts"],
    )


def rests_on(claim: dict, document_id: str) -> bool:
    """Whether a document is open evidence of a claim, not only where it was said."""
    return any(row["document"] and row["document"]["id"] == document_id for row in claim["evidence"])


def status_counts(statuses: list[str], limit: int) -> list[tuple[str, str, int]]:
    """Return (status, label, count) over at most `limit` claims, leaving out those without any."""
    counted = statuses[:limit]
    return [(s, KINDS[s], n) for s in STATUSES if (n := counted.count(s))]


def corrections_of(claim: dict) -> list[dict]:
    """Return the public steps of a claim that correct or withdraw it, newest first."""
    return [event for event in claim["history"] if event["action"] in ("verdict.corrected", "claim.withdrawn")]


def day_of(value: str | dt.date | dt.datetime | None) -> dt.date | None:
    """Return the day of an ISO date or moment; None for what is none."""
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    try:
        return dt.date.fromisoformat((value or "")[:10])
    except ValueError:
        return None


def words_for_day(day: dt.date, precision: str = "day") -> tuple[str, str]:
    """Return a date as (machine form, words), no finer than it is known."""
    if precision == "year":
        return f"{day.year:04d}", f"{day.year}"
    if precision == "month":
        return f"{day.year:04d}-{day.month:02d}", f"{day:%B} {day.year}"
    return day.isoformat(), f"{day.day} {day:%B} {day.year}"
