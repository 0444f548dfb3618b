"""From public documents to what a page lists: chains as steps, evidence by stance, dates in words.

Words are those of the language of the page. Publications hold none of them but labels in English: `translated` finds
what those are called in the language of the page.
"""

import datetime as dt
import itertools
import re
from dataclasses import dataclass

from django.utils.formats import date_format
from django.utils.translation import gettext, ngettext, pgettext
from django.utils.translation import gettext_lazy as _
from django.utils.translation import gettext_noop as noop

# --- what things are called ------------------------------------------------------------------------------------------

STANCES = {
    "supports": _("Supports the claim"),
    "contradicts": _("Contradicts the claim"),
    "context": _("Gives context"),
}
KINDS = {
    "person": _("Person"),
    "organisation": _("Organisation"),
    "office": _("Office"),
    "group": _("Group"),
    "wire": _("News agency"),
    "newspaper": _("Newspaper"),
    "broadcaster": _("Broadcaster"),
    "state_media": _("State media"),
    "social_platform": _("Social platform"),
    "official": _("Official"),
    "unknown": _("Kind not known"),
    "direct": _("Direct quotation"),
    "mixed": _("Partly quoted"),
    "indirect": _("Reported speech"),
    "verified": _("Verified"),
    "disputed": _("Disputed"),
    "unverified": _("Unverified"),
}
AUTHENTICITY = {
    "confirmed": _("Confirmed: they said it"),
    "disputed": _("Disputed whether they said it"),
    "unconfirmed": _("Not confirmed that they said it"),
}
# The same behind a name in a list, where what is confirmed needs no word.
IN_LISTS = {"unconfirmed": _("saying not confirmed"), "disputed": _("saying disputed")}
LINKS = {
    "contradicts": _("Contradicts this claim"),
    "supports": _("This claim supports it"),
    "supports_by": _("Supports this claim"),
    "narrows": _("This claim narrows it"),
    "narrows_by": _("Narrows this claim"),
    "repeats": _("This claim repeats it"),
    "repeats_by": _("Repeats this claim"),
}
EVENTS = {
    "verdict.approved": noop("Verdict published"),
    "verdict.corrected": noop("Verdict corrected"),
    "claim.withdrawn": noop("Claim withdrawn"),
    "claim.edited": noop("Details changed"),
    "claim.linked": noop("Related claim added"),
    "claim.unlinked": noop("Related claim taken out"),
    "statement.reattributed": noop("Words given to another speaker"),
    "statement.respanned": noop("Words marked anew"),
    "statement.authenticity_set": noop("Whether it was said"),
    "claim.merged": noop("Claim merged into another"),
    "claim.took_in": noop("Another claim merged into this one"),
    "claim.unmerged": noop("Merge undone"),
    "appearance.added": noop("Statement added"),
    "appearance.removed": noop("Statement removed"),
    "appearance.part_set": noop("Words that make the claim changed"),
    "source.changed": noop("Source changed"),
    "source.edited": noop("Details of a source changed"),
    "source.withdrawn": noop("Source withdrawn"),
    "source.restored": noop("Source not withdrawn after all"),
}
# Why a verdict stays open, as the record words it.
REASONS = (
    noop("The place or the documents cannot be reached"),
    noop("Only one independent source"),
    noop("Credible sources conflict"),
    noop("Evidence is expected later"),
    noop("It concerns something that has not happened yet"),
)
# Ratings that newsrooms give beyond the three, and what the shipped ones mean.
RATINGS = (
    noop("False"),
    noop("Misleading"),
    noop("Missing context"),
    noop("Evidence from independent origins supports the claim."),
    noop("Credible sources contradict the claim or each other."),
    noop("Somebody looked, and the evidence does not decide it yet."),
)
# What came of a reader's request, by its kind and state.
ANSWERS = {
    ("error", "corrected"): _("Report of an error: corrected"),
    ("error", "declined"): _("Report of an error: declined"),
    ("suggestion", "taken_up"): _("Suggested claim: taken up"),
    ("suggestion", "declined"): _("Suggested claim: declined"),
}
# Ends before the next sentence; not behind a single letter or a short form such as "U.S.".
SENTENCE = re.compile(r".{20,}?[^\W\d_]{3,}[.!?…]+[”»\")]*(?=\s+\S)")
STATUSES = ("verified", "disputed", "unverified")
# Each in full is a screen of its own; the others follow as one line each.
FULL_APPEARANCES = 8
LISTED_APPEARANCES = 200
LISTED_LINES = 200


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


@dataclass(frozen=True)
class Reports:
    """The documents in which a claim was found."""

    count: int
    # Whether the outlet of each is known.
    are_named: bool


def translated(label: str | None) -> str:
    """Return a label of a publication in the language of the page; as it stands where no catalogue has it."""
    return gettext(label) if label else ""


def in_quotes(words: str) -> str:
    """Return words in the quotation marks of the page's language."""
    return gettext("“%s”") % words


def _verb(kind: str, *, is_named: bool) -> str:
    verbs = {
        "told": (_("Told to"), _("Told")),
        "reported": (_("Reported by"), _("Reported")),
        "posted": (_("Posted on"), _("Posted")),
        "published": (_("Published by"), _("Published")),
        "quoted": (_("Quoted by"), _("Quoted")),
    }
    return str(verbs[kind][0 if is_named else 1]) if kind in verbs else kind.capitalize()


def chain(statement: dict) -> list[Step]:
    """Return the steps by which a statement came, from the speaker to the document."""
    speaker = statement["speaker"] or {}
    document = statement["document"]
    outlet = document["outlet"] or {}
    steps = [
        Step(
            verb=gettext("Said by"),
            name=speaker.get("name") or statement["speaker_words"] or gettext("a speaker not named"),
            url=speaker.get("url", ""),
            detail=statement["occasion"] or "",
            date=statement["said_on"] or "",
            precision=statement["said_on_precision"],
        )
    ]
    for step in statement["attributions"]:
        by = step["outlet"] or step["speaker"] or {}
        steps.append(
            Step(
                verb=_verb(step["kind"], is_named=bool(by)),
                name=by.get("name", ""),
                url=by.get("url", ""),
                detail=in_quotes(step["words"]) if step["words"] else "",
            )
        )
    steps.append(
        Step(
            verb=gettext("Published by"),
            name=outlet.get("name") or gettext("an outlet not named"),
            url=outlet.get("url", ""),
            date=document["published_at"] or "",
            precision="day" if document["published_at"] else "unknown",
        )
    )
    return steps


def doubt_in_lists(claim: dict) -> str:
    """Return in a few words that nobody confirmed that the claimant said it; empty where somebody did.

    Where no statement is the claimant's own, those of others tell.
    """
    statements = [appearance["statement"] for appearance in claim["appearances"]]
    claimant = (claim["claimant"] or {}).get("id")
    own = [row for row in statements if (row["speaker"] or {}).get("id") == claimant] or statements
    states = {row["authenticity"] for row in own}
    state = next((one for one in ("disputed", "confirmed", "unconfirmed") if one in states), "")
    return str(IN_LISTS.get(state, ""))


def was_it_said(claim: dict) -> Said:
    """Sum up, over the statements of a claim, whether their saying is confirmed."""
    states = [appearance["statement"]["authenticity"] for appearance in claim["appearances"]]
    total, confirmed, disputed = len(states), states.count("confirmed"), states.count("disputed")
    counts = {"total": total, "confirmed": confirmed, "disputed": disputed}
    if not total:
        return Said("unconfirmed", gettext("No statement"), gettext("No statement in the record makes this claim."))
    if disputed:
        detail = ngettext(
            "Whether it was said is disputed for the only statement.",
            "Whether it was said is disputed for %(disputed)s of %(total)s statements.",
            total,
        )
        return Said("disputed", gettext("Disputed"), detail % counts)
    if confirmed == total == 2:
        detail = gettext("The saying is confirmed for both statements.")
        return Said("confirmed", gettext("Yes, confirmed"), detail)
    if confirmed == total:
        detail = ngettext(
            "The saying is confirmed for the only statement.",
            "The saying is confirmed for all %(total)s statements.",
            total,
        )
        return Said("confirmed", gettext("Yes, confirmed"), detail % counts)
    if confirmed:
        return Said(
            "confirmed",
            gettext("Confirmed for %(confirmed)s of %(total)s") % counts,
            gettext("The other statements stand as reported."),
        )
    detail = ngettext(
        "One statement as reported; nobody has confirmed the saying yet.",
        "%(total)s statements as reported; nobody has confirmed the saying yet.",
        total,
    )
    return Said("unconfirmed", gettext("Not confirmed"), detail % counts)


def first_published(claim: dict) -> dict | None:
    """Return the statement of a claim that was published first, of those whose document has a day."""
    statements = [appearance["statement"] for appearance in claim["appearances"]]
    dated = [one for one in statements if one["document"]["published_at"]]
    return min(dated, key=lambda one: one["document"]["published_at"], default=None)


def reports_of(claim: dict) -> Reports:
    """Return in how many documents a claim was found, and whether the outlet of each is named."""
    documents = {document["id"]: document for a in claim["appearances"] if (document := a["statement"]["document"])}
    return Reports(len(documents), all(document["outlet"] for document in documents.values()))


def headline(document: dict) -> str:
    """Return the title of a document; of one without, whose report it is, from where and of which day."""
    if document["title"]:
        return document["title"]
    day = day_of(document["published_at"])
    outlet = document["outlet"]["name"] if document["outlet"] else gettext("Report")
    return ", ".join(part for part in (outlet, document["dateline"], day and words_for_day(day)[1]) if part)


def first_sentence(text: str | None) -> str:
    """Return the first sentence of a text, or the text where none ends early."""
    line = " ".join((text or "").split())
    found = SENTENCE.match(line)
    return found[0] if found else line


def evidence_by_stance(claim: dict) -> list[tuple[str, str, list[dict]]]:
    """Return (stance, heading, rows) for each stance that has evidence."""
    groups = [(s, str(label), [row for row in claim["evidence"] if row["stance"] == s]) for s, label in STANCES.items()]
    return [group for group in groups if group[2]]


def links_by_kind(claim: dict) -> tuple[list[dict], list[dict]]:
    """Return the claims that contradict a claim, and those related in another way, with words for how."""
    rows = [{**link, "label": str(LINKS.get(link["kind"], link["kind"]))} for link in claim["links"]]
    return (
        [row for row in rows if row["kind"] == "contradicts"],
        [row for row in rows if row["kind"] != "contradicts"],
    )


def rests_on(claim: dict, document_id: str) -> bool:
    """Whether a document is open evidence of a claim, not only where it was said."""
    return any(row["document"] and row["document"]["id"] == document_id for row in claim["evidence"])


def status_counts(statuses: list[str]) -> list[tuple[str, str, int]]:
    """Return (status, label, count), leaving out those without any."""
    return [(s, str(KINDS[s]), n) for s in STATUSES if (n := statuses.count(s))]


def corrections_of(claim: dict) -> list[dict]:
    """Return the public steps of a claim that correct or withdraw it, newest first.

    A correction of its verdict has with it the labels of the ratings before and after, as `was` and `now`.
    """
    decided = [verdict for verdict in [claim["verdict"], *claim["earlier_verdicts"]] if verdict]
    turns = [
        {"was": before["rating"]["label"], "now": verdict["rating"]["label"]}
        for verdict, before in itertools.pairwise(decided)
        if verdict["correction_note"]
    ]
    left = iter(turns)
    # A claim that the worker has still to write anew does not tell which lines are corrections.
    told = ("verdict.corrected", "claim.withdrawn")
    steps = [event for event in claim["history"] if event.get("is_correction") or event["action"] in told]
    return [{**event, **next(left, {})} if event["action"] == "verdict.corrected" else event for event in steps]


def named_anew(claim: dict) -> list[dict]:
    """Return the public steps that put right who said it or in which words, newest first."""
    return [step for step in corrections_of(claim) if not step["action"].startswith(("verdict.", "claim.withdrawn"))]


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


def colon() -> str:
    """Return what stands between a label and its words in the page's language; the space behind it not included."""
    # Translators: French sets a no-break space before it.
    return pgettext("between a label and its words", ":")


def labelled(label: str, words: str) -> str:
    """Return words behind their label, or behind whoever said them."""
    return f"{label}{colon()} {words}"


def words_for_day(day: dt.date, precision: str = "day") -> tuple[str, str]:
    """Return a date as (machine form, words of the page's language), no finer than it is known."""
    if precision == "year":
        return f"{day.year:04d}", f"{day.year}"
    if precision == "month":
        return f"{day.year:04d}-{day.month:02d}", date_format(day, "YEAR_MONTH_FORMAT")
    return day.isoformat(), date_format(day, "DATE_FORMAT")
