"""What the public templates need beyond Django's own tags."""

import datetime as dt
from urllib.parse import urlsplit

from django import template
from django.conf import settings
from django.template.loader_tags import BLOCK_CONTEXT_KEY
from django.utils.formats import number_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext

from claims.public import cards, markup, shaping
from claims.public.addresses import address
from claims.public.languages import known_language, localised, localised_url
from claims.public.queries import Named
from claims.public.selectors import Entry

register = template.Library()


@register.filter
def path(url: str | None) -> str:
    """Return the path of one of our own addresses, so that links stay on the reader's host and in their language."""
    return localised(urlsplit(url or "").path)


@register.filter
def web_link(url: str | None) -> str:
    """Return an address on the web, or nothing where following it could run something."""
    return markup.web_link(url)


@register.filter
def host(url: str | None) -> str:
    """Return the host of an address without www."""
    return (urlsplit(markup.web_link(url)).hostname or "").removeprefix("www.")


@register.filter
def kind_label(kind: str | None) -> str:
    """Return a stored kind or status in words."""
    return str(shaping.KINDS.get(kind or "", kind or ""))


@register.filter
def translated(label: str | None) -> str:
    """Return a label of a publication in the language of the page."""
    return shaping.translated(label)


@register.filter
def number(value: int) -> str:
    """Return a count as the page's language writes it."""
    return number_format(value, force_grouping=True)


@register.filter
def authenticity_label(state: str) -> str:
    """Return in words whether the saying is confirmed."""
    return str(shaping.AUTHENTICITY.get(state, state))


@register.filter
def stance_label(stance: str) -> str:
    """Return in words what evidence says about a claim."""
    return str(shaping.STANCES.get(stance, stance))


@register.filter
def answer_label(request: dict) -> str:
    """Return in words what came of a reader's request."""
    return str(shaping.ANSWERS.get((request.get("kind", "error"), request["state"]), request["state"]))


@register.filter
def in_quotes(text: str) -> str:
    """Return a text in the quotation marks of the page's language."""
    return shaping.in_quotes(text)


@register.simple_tag
def colon() -> str:
    """Return what stands between a label and its words."""
    return shaping.colon()


@register.filter
def lines(text: str | None) -> list[str]:
    """Return the paragraphs of a text."""
    return [line.strip() for line in (text or "").splitlines() if line.strip()]


@register.filter
def first_sentence(text: str | None) -> str:
    """Return the first sentence of a text."""
    return shaping.first_sentence(text)


@register.filter
def headline(document: dict) -> str:
    """Return what a document goes by."""
    return shaping.headline(document)


@register.filter
def lang(code: str | None) -> SafeString | str:
    """Return the attribute for words in a language; nothing where nobody knows it."""
    return format_html(' lang="{}"', known) if (known := known_language(code)) else ""


@register.filter
def chain(statement: dict) -> list[shaping.Step]:
    """Return the steps by which a statement came."""
    return shaping.chain(statement)


@register.filter
def reports(claim: dict) -> shaping.Reports:
    """Return in how many reports a claim was found, and whether the outlet of each is named."""
    return shaping.reports_of(claim)


@register.filter
def doubt(claim: dict) -> str:
    """Return in a few words that nobody confirmed that the claimant said it."""
    return shaping.doubt_in_lists(claim)


@register.filter
def corrections(claim: dict) -> list[dict]:
    """Return the steps that correct or withdraw a claim."""
    return shaping.corrections_of(claim)


@register.simple_tag
def when(value: str | dt.date | None, precision: str = "day", *, otherwise: str = "") -> SafeString:
    """Return a date as a time element, no finer than it is known."""
    day = shaping.day_of(value)
    if day is None or precision == "unknown":
        return format_html("{}", otherwise or gettext("date not known"))
    machine, words = shaping.words_for_day(day, precision)
    return format_html('<time datetime="{}">{}</time>', machine, words)


@register.simple_tag
def when_words(day: dt.date) -> str:
    """Return a day in words alone, where no element may stand."""
    return shaping.words_for_day(day)[1]


@register.simple_tag
def moment(value: str | None) -> SafeString:
    """Return a moment in UTC as a time element."""
    try:
        parsed = dt.datetime.fromisoformat(value or "")
    except ValueError:
        return SafeString("")
    _, words = shaping.words_for_day(parsed.date())
    return format_html('<time datetime="{}">{}, {} UTC</time>', value, words, f"{parsed:%H:%M}")


@register.simple_tag
def spot(statement: dict) -> str:
    """Return the address of the original, at the statement's words."""
    return markup.text_fragment(statement["document"]["source_url"], statement["exact"], statement["before"])


@register.simple_tag(takes_context=True)
def hit(context: template.Context, text: str | None) -> SafeString:
    """Return text escaped, with what was searched for marked."""
    return markup.highlighted(text or "", context.get("stems") or frozenset())


@register.simple_tag(takes_context=True)
def row(context: template.Context, entry: Entry) -> SafeString:
    """Return the row of a publication in a list, with what was searched for marked."""
    return markup.marked(bytes(entry.html or b"").decode(), context.get("stems") or frozenset())


@register.simple_tag
def claim_address(claim: Named) -> str:
    """Return the path of a claim that another page names."""
    return localised(address("claim", claim.public_id, claim.slug))


@register.simple_tag
def short_address(claim: dict) -> str:
    """Return the path of a claim without its words."""
    return localised(address("claim", claim["id"]))


@register.simple_tag
def quoted(text: str, language: str) -> SafeString:
    """Return words in their own language, in the quotation marks of the page's."""
    words = format_html('<span{} dir="auto">{}</span>', lang(language), text)
    return format_html(shaping.in_quotes("{}"), words)


@register.simple_tag
def part_of(exact: str, part: str) -> SafeString:
    """Return words with that part of them set off that makes the claim."""
    before, found, after = exact.partition(part)
    return format_html("{}<strong>{}</strong>{}", before, found, after)


@register.inclusion_tag("includes/status.html")
def status(name: str, label: str = "", *, size: str = "small") -> dict[str, str]:
    """Draw a status: its shape and its words."""
    return {"name": name, "label": shaping.translated(label) or str(shaping.KINDS.get(name, name)), "size": size}


def _script(data: markup.Json | None) -> SafeString:
    if data is None:
        return SafeString("")
    return format_html('<script type="application/ld+json">{}</script>', markup.script_json(data))


@register.simple_tag
def claim_review(claim: dict) -> SafeString:
    """Return the ClaimReview of a claim for search engines; nothing for a withdrawn one."""
    return _script(
        markup.claim_review(claim, markup.House(settings.SITE_NAME, settings.SITE_URL, settings.DATA_LICENSE))
    )


@register.simple_tag
def picture_url(claim: dict) -> str:
    """Return the address of the share picture of a claim."""
    return cards.picture_url(claim)


@register.simple_tag
def oembed_url(claim: dict) -> str:
    """Return where oEmbed tells about a claim."""
    return cards.oembed_url(localised_url(claim["url"]))


@register.simple_tag
def embed_code(claim: dict) -> str:
    """Return the element that embeds a claim on another site."""
    return cards.iframe(claim, *cards.CARD_SIZE)


@register.simple_tag(takes_context=True)
def same(context: template.Context, block: str) -> SafeString:
    """Return what a block of the page holds, where the page says it a second time."""
    assert context.render_context is not None
    rendered: SafeString = context.render_context[BLOCK_CONTEXT_KEY].get_block(block).nodelist.render(context)
    return rendered


@register.simple_tag
def speaker_profile(speaker: dict) -> SafeString:
    """Return a speaker as search engines know persons and organisations; nothing for a group."""
    return _script(markup.speaker_profile(speaker))


@register.simple_tag
def quotation(statement: dict) -> SafeString:
    """Return the Quotation of a statement that was confirmed; nothing for another."""
    return _script(markup.quotation(statement))
