"""Small words and looks of the desk's pages."""

import datetime as dt
import re

from django import template
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from claims.desk.marks import Segment
from claims.desk.selectors import EVENT_WORDS, Room, document_name, is_denied
from claims.desk.wording import all_of
from claims.models import Event, Evidence, Statement
from sources.models import Ingestion

register = template.Library()
register.filter(document_name)
register.filter(all_of)

# A shape for each state, so that nothing is told by colour alone.
STATE_LOOKS = {
    "suggested": ("open", "○"),
    "accepted": ("good", "✓"),
    "rejected": ("muted", "✕"),
    "unconfirmed": ("open", "○"),
    "confirmed": ("good", "✓"),
    "disputed": ("bad", "≠"),
    "verified": ("good", "✓"),
    "unverified": ("open", "?"),
    "draft": ("muted", "✎"),
    "proposed": ("wait", "◐"),
    "returned": ("bad", "↩"),
    "approved": ("good", "✓"),
    "superseded": ("muted", "–"),
    "queued": ("muted", "○"),
    "reading": ("wait", "◐"),
    "extracting": ("wait", "◐"),
    "done": ("good", "✓"),
    "failed": ("bad", "!"),
    "retried": ("muted", "↻"),
    "waiting": ("wait", "◐"),
    "stored": ("good", "✓"),
    "same": ("good", "✓"),
    "edited": ("wait", "✎"),
    "gone": ("bad", "✕"),
    "unreachable": ("bad", "!"),
    "split": ("open", "≠"),
    "supports": ("good", "+"),
    "contradicts": ("bad", "−"),
    "context": ("open", "○"),
    "direct": ("direct", "“”"),
    "mixed": ("mixed", "“…"),
    "indirect": ("indirect", "…"),
}
NOTHING = "–"
SURE = 0.85
FAIRLY_SURE = 0.6


register.filter(is_denied)


@register.filter
def words_before(statement: Statement) -> str:
    """What stands just before a statement in its paragraph: "She denied " turns what follows round."""
    words = statement.prefix.rpartition("\n")[2]
    # Its first word may be cut in two.
    return f"… {words.partition(' ')[2]}" if words == statement.prefix and statement.start > len(words) else words


@register.filter
def words_after(statement: Statement) -> str:
    """What stands just after a statement in its paragraph, where its sentence goes on."""
    words = statement.suffix.partition("\n")[0]
    if statement.exact.rstrip().endswith((".", "!", "?", ".”", '."', "!”", "?”")):
        return ""
    end = re.search(r"[.!?…][\"”’»]*(?:\s|$)", words)
    if end is not None:
        return words[: end.end()].rstrip()
    return f"{words.rpartition(' ')[0]} …" if words == statement.suffix and " " in words else words


@register.inclusion_tag("admin/desk/includes/badge.html")
def badge(value: str, label: str = "") -> dict[str, str]:
    """A state as a word with a shape and a colour."""
    look, sign = STATE_LOOKS.get(value, ("muted", "·"))
    return {"look": look, "sign": sign, "label": label or value.capitalize()}


SIGNS = {"accepted": "✓", "rejected": "✕"}


@register.simple_tag
def marked_text(room: Room, at: str = "") -> SafeString:
    """The part of the text that a room shows, each statement in it a link to its card. Adds no character of its own."""
    return format_html_join("", "{}", ((_segment(room, segment, at),) for segment in room.segments))


def _segment(room: Room, segment: Segment, at: str) -> str | SafeString:
    if not segment.marks:
        return segment.text
    mark = segment.marks[-1]
    looks = ["said", f"said--{mark.kind}", f"said--{mark.state}"]
    looks += ["said--here"] if mark.key == at else []
    looks += ["said--nested"] if len(segment.marks) > 1 else []
    tag = " ".join(f"{begun.number}{SIGNS.get(begun.state, '')}" for begun in segment.begins)
    return format_html(
        '<a class="{}" href="{}#s-{}" data-key="{}"{}>{}</a>',
        " ".join(looks),
        "" if room.part_of[mark.key] == room.part else f"?at={mark.key}",
        mark.key,
        mark.key,
        format_html(' data-tag="{}"', tag) if tag else "",
        segment.text,
    )


@register.filter
def sureness(confidence: float) -> str:
    """The reader's confidence in words."""
    words = "sure" if confidence >= SURE else "fairly sure" if confidence >= FAIRLY_SURE else "unsure"
    return f"{words} ({confidence:.0%})"


@register.filter
def said_when(statement: Statement) -> str:
    """The day, month or year in which it was said, as precisely as known."""
    day, precision = statement.said_on, statement.said_on_precision
    if day is None:
        return ""
    if precision == Statement.Precision.MONTH:
        return f"{day:%B %Y}"
    return f"{day.year}" if precision == Statement.Precision.YEAR else f"{day.day} {day:%B %Y}"


@register.filter
def event_words(event: Event) -> str:
    return EVENT_WORDS.get(event.action, event.action)


@register.filter
def event_details(event: Event) -> list[tuple[str, str, str]]:
    """What an event changed: (field, before, after), in the order of its names; ids as links, see `with_names`."""
    names = sorted({*event.before, *event.after})
    known: dict[str, str] = getattr(event, "names", {})
    rows = [
        (name.replace("_", " "), _said(event.before.get(name), known), _said(event.after.get(name), known))
        for name in names
    ]
    return [row for row in rows if row[1:] != (NOTHING, NOTHING)]


def _said(value: object, known: dict[str, str]) -> str:
    if value is None or value == "" or value == []:
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list):
        return format_html_join(", ", "{}", ((known.get(str(one), one),) for one in value))
    return known.get(str(value), str(value))


_LABELS = {
    "url": "Address",
    "excerpt": "The passage that matters",
    "stance": "What it does to the claim",
    "document": "Document in the record",
    "file_from": "Who made the file",
    "recheck_on": "Look again on",
}


@register.filter
def label(name: str) -> str:
    """Return the name of a field in words, as the forms call it."""
    return _LABELS.get(name) or name.replace("_", " ").capitalize()


@register.filter
def get(mapping: dict, key: str) -> object:
    return mapping.get(key)


@register.filter
def origin_words(evidence: Evidence) -> str:
    """Where evidence comes from, in the end."""
    kind, _, name = evidence.origin_key.partition(":")
    if evidence.file_from:
        return evidence.file_from
    if kind == "host":
        return name or "an address without a host"
    document = evidence.document
    if document is not None and name != document.public_id:
        return "the dispatch it republishes"
    return str(document.outlet) if document is not None and document.outlet else "this document"


@register.filter
def age(moment: dt.datetime | None) -> str:
    """How long ago something was, roughly: minutes, hours or days."""
    if moment is None:
        return ""
    seconds = max(0, int((timezone.now() - moment).total_seconds()))
    for size, unit in ((86_400, "day"), (3_600, "hour"), (60, "minute")):
        if count := seconds // size:
            return f"{count} {unit}{'' if count == 1 else 's'} ago"
    return "just now"


@register.filter
def delivery_name(ingestion: Ingestion) -> str:
    """What a delivery is called: its document's headline, its file, its address, or how it came."""
    if ingestion.document is not None and ingestion.document.title:
        return ingestion.document.title
    return ingestion.title or ingestion.name or ingestion.url or f"{ingestion.get_way_display()} text"


@register.simple_tag(takes_context=True)
def list_named(context: template.Context) -> dict[str, str] | None:
    """Return what the menu calls the list that a page of the admin belongs to, and where it is; else None."""
    if (opts := context.get("opts")) is None:
        return None
    link = reverse(f"admin:{opts.app_label}_{opts.model_name}_changelist")
    items = (item for group in context.get("sidebar_navigation") or () for item in group["items"])
    title = next((item["title"] for item in items if item["link"] == link), str(opts.verbose_name_plural))
    return {"title": title, "link": link}
