"""The public pages."""

import datetime as dt
from collections.abc import Callable
from urllib.parse import urlencode, urlsplit

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.template import TemplateDoesNotExist
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.public import google, markup, searching, selectors, shaping
from claims.public.addresses import FOLDERS, address
from claims.public.asking import read_question
from claims.public.errors import NotPublicError
from claims.public.figures import comparisons
from claims.public.forms import LABELS, claim_filter, cursor_of, text_of, words_of
from claims.public.languages import localised
from claims.public.models import Publication
from claims.public.queries import Found, Kept, publication_get
from claims.public.responses import kept_page, moved, page, public, rendered
from claims.public.searching import OVERVIEW
from claims.public.selectors import Entry
from claims.public.timeline import appeared_on, by_year, timeline
from factcheck.api import OUR_FAULT, problem

Kind = Publication.Kind
Answer = HttpResponseBase
# On a phone the rest of a document's statements is folded away.
STATEMENTS_AT_ONCE = 6
SEARCH_TABS = {
    "": _("Everything"),
    Kind.CLAIM: _("Claims"),
    Kind.STATEMENT: _("Statements"),
    Kind.SPEAKER: _("Speakers"),
    Kind.DOCUMENT: _("Documents"),
}


def _elsewhere(request: HttpRequest, kind: str, public_id: str, slug: str, found: Found | Kept) -> Answer | None:
    """Return the answer that what had this address has moved or gone; None where it stands."""
    if found.redirect_to:
        # Its own page adds the slug; to look that up here would cost every page a join.
        return moved(localised(address(kind, found.redirect_to)), request.META.get("QUERY_STRING", ""))
    if found.is_gone:
        tombstone = publication_get(kind, public_id)
        reason = orjson.loads(tombstone.body).get("reason", "") if tombstone else ""
        return rendered("410.html", {"reason": reason if isinstance(reason, str) and " " in reason else ""}, status=410)
    if slug != found.slug:
        return moved(localised(address(kind, public_id, found.slug)), request.META.get("QUERY_STRING", ""))
    return None


def _detail(kind: str, show: Callable[[HttpRequest, Entry], Answer]) -> Callable[..., Answer]:
    """Return the view of a thing that is shown with others."""

    @public
    def view(request: HttpRequest, public_id: str, slug: str = "") -> Answer:
        found = publication_get(kind, public_id)
        if found is None:
            raise NotPublicError
        entry = Entry(public_id, found.body, found.digest, found.modified_at)
        return _elsewhere(request, kind, public_id, slug, found) or show(request, entry)

    view.__name__ = f"{kind}_page"
    return view


def _kept(kind: str, show: Callable[[Entry], tuple[str, dict[str, object]]]) -> Callable[..., Answer]:
    """Return the view of a thing whose own document says all that its page shows."""

    @public
    def view(request: HttpRequest, public_id: str, slug: str = "") -> Answer:
        return kept_page(
            request, kind, public_id, lambda found: _elsewhere(request, kind, public_id, slug, found), show
        )

    view.__name__ = f"{kind}_page"
    return view


@public
def home(request: HttpRequest) -> HttpResponseBase:
    """What was checked lately, what is open, what was said."""
    shown = selectors.home_page()
    entries = [*shown.checked, *shown.unverified, *shown.statements]
    return page(request, "public/home.html", {"home": shown, "canonical": "/"}, entries)


# --- claims --------------------------------------------------------------------------------


@public
def claims(request: HttpRequest) -> HttpResponseBase:
    """The list of claims, narrowed by what stands in the address."""
    chosen = claim_filter(request.GET)
    shown = selectors.claims_page(chosen.listing(), cursor=cursor_of(request.GET))
    choices, names = selectors.filter_names(chosen.values())
    context = {
        "shown": shown,
        "chosen": chosen,
        "chips": chosen.chips(names),
        "choices": {kind: sorted(rows, key=lambda row: row[1].casefold()) for kind, rows in choices.items()},
        "statuses": [
            (name, str(shaping.KINDS[name]) if name else gettext("All"), chosen.address(status=name))
            for name in ("", *shaping.STATUSES)
        ],
        "next_page": shown.next and chosen.address(cursor=shown.next),
        "previous_page": shown.previous and chosen.address(cursor=shown.previous),
        "feed_query": f"?{urlencode(chosen.values())}" if chosen else "",
        "stems": markup.asked_words(chosen.q),
        "canonical": "/claims/",
        # Every combination of filters would be a page of its own to a crawler.
        "is_unlisted": bool(chosen) or bool(cursor_of(request.GET)),
    }
    return page(request, "public/claims.html", context, shown, extra=repr((choices, names)))


def _claim(entry: Entry) -> tuple[str, dict[str, object]]:
    claim = entry.doc
    contradicting, related = shaping.links_by_kind(claim)
    statements = [appearance["statement"] for appearance in claim["appearances"]]
    context = {
        "claim": claim,
        "verdict": claim["verdict"],
        "said": shaping.was_it_said(claim),
        "evidence": shaping.evidence_by_stance(claim),
        "comparisons": comparisons(claim),
        "contradicting": contradicting,
        "related": related,
        "in_full": claim["appearances"][: shaping.FULL_APPEARANCES],
        "in_short": claim["appearances"][shaping.FULL_APPEARANCES : shaping.LISTED_APPEARANCES],
        "not_listed": max(0, len(claim["appearances"]) - shaping.LISTED_APPEARANCES),
        "first": shaping.first_published(claim) or next(iter(statements), None),
        "timeline": timeline(claim),
        "ledger": sorted(
            statements[: shaping.LISTED_APPEARANCES],
            key=lambda one: appeared_on(one) or dt.date.max,
        ),
        "canonical": urlsplit(claim["url"]).path,
        "is_unlisted": claim["is_withdrawn"],
    }
    return "public/claim.html", context


claim = _kept(Kind.CLAIM, _claim)


def claim_previewed(entry: Entry, template: str) -> HttpResponse:
    """Show a claim as its page would, in a template of the desk's on top of that page; never for readers."""
    return rendered(template, {**_claim(entry)[1], "canonical": "", "is_unlisted": True})


def _statement(entry: Entry) -> tuple[str, dict[str, object]]:
    return "public/statement.html", {"statement": entry.doc, "canonical": urlsplit(entry.doc["url"]).path}


statement = _kept(Kind.STATEMENT, _statement)


# --- who, where and about what -------------------------------------------------------------


def _names(kind: str, template: str) -> Callable[..., HttpResponseBase]:
    @public
    def view(request: HttpRequest) -> HttpResponseBase:
        shown = selectors.names_page(kind, cursor=cursor_of(request.GET))
        context = {
            "shown": shown,
            **_pages(shown),
            "canonical": f"/{FOLDERS[kind]}/",
            "is_unlisted": bool(request.GET),
        }
        return page(request, template, context, shown)

    view.__name__ = f"{kind}_list"
    return view


def _pages(shown: selectors.Shown) -> dict[str, object]:
    return {
        f"{way}_page": f"?{urlencode({'cursor': cursor})}" if cursor else ""
        for way, cursor in (("next", shown.next), ("previous", shown.previous))
    }


speakers = _names(Kind.SPEAKER, "public/speakers.html")
outlets = _names(Kind.OUTLET, "public/outlets.html")
topics = _names(Kind.TOPIC, "public/topics.html")


def _speaker(request: HttpRequest, entry: Entry) -> Answer:
    shown = selectors.speaker_page(entry.public_id, cursor=cursor_of(request.GET))
    claim_years, statement_years = shown.claim_years, shown.statement_years
    context = {
        "speaker": entry.doc,
        "shown": shown,
        # Under words that make one of these a short link is enough.
        "listed": [row.public_id for row in shown.claims],
        "counts": shaping.status_counts([status for _, status in claim_years]),
        "statuses": shaping.STATUSES,
        "years": by_year(claim_years, statement_years, shaping.STATUSES),
        "counted": len(claim_years),
        "limit": selectors.COUNTED,
        **_pages(shown.statements),
        "canonical": urlsplit(entry.doc["url"]).path,
    }
    return page(
        request,
        "public/speaker.html",
        context,
        [entry, *shown.entries],
        extra=repr((claim_years, statement_years, shown.repeated, shown.contradicting)),
    )


speaker = _detail(Kind.SPEAKER, _speaker)


def _outlet(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    related = selectors.outlet_related(entry.public_id, cursor=cursor_of(request.GET))
    context = {
        "outlet": entry.doc,
        "related": related,
        **_pages(related.listed),
        "canonical": urlsplit(entry.doc["url"]).path,
    }
    return page(request, "public/outlet.html", context, [entry, *related.claims, *related.listed])


outlet = _detail(Kind.OUTLET, _outlet)


def _document(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    related = selectors.document_related(entry.public_id, cursor=cursor_of(request.GET))
    context = {
        "document": entry.doc,
        "related": related,
        "first_listed": related.listed.entries[:STATEMENTS_AT_ONCE],
        "more_listed": related.listed.entries[STATEMENTS_AT_ONCE:],
        "evidence_for": [row for row in related.claims if shaping.rests_on(row.doc, entry.public_id)],
        **_pages(related.listed),
        "canonical": urlsplit(entry.doc["url"]).path,
    }
    return page(request, "public/document.html", context, [entry, *related.claims, *related.listed])


document = _detail(Kind.DOCUMENT, _document)


def _topic(request: HttpRequest, entry: Entry) -> HttpResponseBase:
    related = selectors.topic_related(entry.public_id, cursor=cursor_of(request.GET))
    context = {
        "topic": entry.doc,
        "shown": related.claims,
        **_pages(related.claims),
        "canonical": urlsplit(entry.doc["url"]).path,
    }
    return page(request, "public/topic.html", context, [entry, *related.claims])


topic = _detail(Kind.TOPIC, _topic)


# --- search --------------------------------------------------------------------------------


@public
def search(request: HttpRequest) -> Answer:
    """One box over claims, statements, speakers and documents."""
    text, kind = words_of(request.GET), text_of(request.GET, "kind")
    what = searching.asked(read_question(text))
    found: dict[str, selectors.Shown] = {}
    if what.question and kind in OVERVIEW:
        found = {kind: searching.matches(what, kind, cursor=cursor_of(request.GET))}
    elif what.question and not kind:
        found = searching.overview(what)
    entries = [entry for shown in found.values() for entry in shown]
    # Conditions narrow claims, unless the reader looks at another kind.
    narrowed = kind or Kind.CLAIM
    first = None if cursor_of(request.GET) else found.get(narrowed)
    choices = searching.choices(what, narrowed, first) if entries else {}
    suggestions = searching.suggestions(what) if what.question and not entries else []
    context = {
        "q": text,
        "kind": kind,
        "question": what.question,
        "unknown": what.unknown,
        "is_empty": bool(what.question) and not entries,
        "suggestions": [(one, _asking(one)) for one in suggestions],
        "tabs": [
            (name, str(label), _asking(text, name), searching.count_words(found[name]) if name in found else "")
            for name, label in SEARCH_TABS.items()
            if not name or kind or (name in found and len(found[name]))
        ],
        "found": [(name, str(SEARCH_TABS[name]), shown, _asking(text, name)) for name, shown in found.items()],
        "conditions": [
            (
                str(LABELS[one.name]),
                ", ".join(what.names.get(one, [])) or one.value,
                _asking(what.question.without(one)),
            )
            for one in what.question.conditions
        ],
        "choices": [
            (
                name,
                str(LABELS[name]),
                [
                    (one, title, count, _asking(what.question.with_condition(name, title or one), narrowed))
                    for one, title, count in rows
                ],
            )
            for name in LABELS
            if (rows := choices.get(name))
        ],
        "next_page": kind in found and found[kind].next and _asking(text, kind, found[kind].next),
        "previous_page": kind in found and found[kind].previous and _asking(text, kind, found[kind].previous),
        "stems": markup.asked_words(what.question.words),
        "canonical": "/search/",
        "is_unlisted": True,
    }
    counts = [shown.matched for shown in found.values()]
    return page(request, "public/search.html", context, entries, extra=repr((what.names, counts, choices, suggestions)))


def _asking(q: str, kind: str = "", cursor: str = "") -> str:
    given = {"q": q, "kind": kind, "cursor": cursor}
    return f"?{urlencode({name: value for name, value in given.items() if value})}"


# --- the house -----------------------------------------------------------------------------


@public
def methodology(request: HttpRequest) -> HttpResponseBase:
    """How claims are checked, with the house scale as published."""
    scale = publication_get(Kind.SCALE, "scale")
    entries = [Entry("scale", scale.body, scale.digest, scale.modified_at)] if scale else []
    ratings = entries[0].doc["ratings"] if entries else []
    context = {
        "ratings": ratings,
        "has_numbers": any(r["value"] is not None for r in ratings),
        "canonical": "/methodology/",
    }
    return page(request, "public/methodology.html", context, entries)


@public
def corrections(request: HttpRequest) -> HttpResponseBase:
    """Corrected and withdrawn claims, and what became of requests."""
    shown = selectors.corrections_page(cursor=cursor_of(request.GET))
    context = {"shown": shown, **_pages(shown), "canonical": "/corrections/", "is_unlisted": bool(request.GET)}
    return page(request, "public/corrections.html", context, shown)


def _correction(entry: Entry) -> tuple[str, dict[str, object]]:
    return "public/correction.html", {"correction": entry.doc, "canonical": urlsplit(entry.doc["url"]).path}


correction = _kept(Kind.CORRECTION, _correction)


@public
def checkpoints(request: HttpRequest) -> HttpResponseBase:
    """The daily checkpoints, the newest first."""
    shown = selectors.checkpoints_page(cursor=cursor_of(request.GET))
    context = {"shown": shown, **_pages(shown), "canonical": "/checkpoints/", "is_unlisted": bool(request.GET)}
    return page(request, "public/checkpoints.html", context, shown)


def _checkpoint(entry: Entry) -> tuple[str, dict[str, object]]:
    lines = entry.doc["lines"]
    context = {
        "checkpoint": entry.doc,
        "lines": lines[: shaping.LISTED_LINES],
        "not_listed": entry.doc["line_count"] - len(lines[: shaping.LISTED_LINES]),
        "canonical": urlsplit(entry.doc["url"]).path,
    }
    return "public/checkpoint.html", context


checkpoint = _kept(Kind.CHECKPOINT, _checkpoint)


# --- when something is wrong ---------------------------------------------------------------


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Say that there is nothing public at an address."""
    return rendered("404.html", {"is_desk": _is_desk(request)}, status=404)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Say that an address could not be understood."""
    return _told_programs(request, 400, "The request cannot be read.") or rendered("400.html", {}, status=400)


def _told_programs(request: HttpRequest, status: int, words: str) -> HttpResponse | None:
    """Return an error in the shape of the interface for programs at an address; None where people read.

    Their views tell everything that reaches them; this is for what goes wrong before, such as a host that is not ours.
    """
    if request.path.startswith(("/api/", "/mcp")):
        return problem(request, status, words)
    return google.error(request, status, words) if request.path.startswith("/v1alpha1/") else None


def _is_desk(request: HttpRequest) -> bool:
    return request.path.startswith((reverse("desk:home"), reverse("admin:index")))


def permission_denied(request: HttpRequest, exception: Exception) -> HttpResponseBase:
    """Say that the reader may not see this."""
    return rendered("403.html", {}, status=403)


def form_refused(request: HttpRequest, reason: str = "") -> HttpResponseBase:
    """Say that a form was not taken, for it came without the sign that it was ours: too old, or from elsewhere."""
    return rendered("403_form.html", {}, status=403)


def server_error(request: HttpRequest) -> HttpResponseBase:
    """Say that the fault is ours. Depends on neither the database nor, at the worst, a template."""
    if told := _told_programs(request, 500, OUR_FAULT):
        return told
    try:
        return rendered("500.html", {}, status=500)
    except (TemplateDoesNotExist, OSError, ValueError):
        return HttpResponse(
            f"{settings.SITE_NAME} cannot show this page just now.\n", content_type="text/plain", status=500
        )
