"""Feeds of claims, as Atom and as JSON Feed: all of them or those of any search, new, changed or corrected.

A feed takes the parameters of the list of claims (`q`, `status`, `speaker`, `outlet`, `topic`, `after`, `before`) and
`changes`: `all` (also when left out), `new` or `corrected`. What it cannot heed it refuses as the API does.
"""

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass, replace
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.utils.feedgenerator import Atom1Feed
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from claims.public import gathering, searching, shaping
from claims.public.addresses import address
from claims.public.asking import read_question
from claims.public.errors import BadInputError
from claims.public.forms import LABELS, ClaimFilter, claim_filter, refuse_unknown, text_of
from claims.public.languages import current, desk_language, known_language, localised_url
from claims.public.markup import Json, for_xml
from claims.public.models import Publication
from claims.public.responses import answered, public, refused
from claims.public.selectors import Entry
from claims.public.sql import Listing
from factcheck.api import InvalidParametersError, problem, refuse_unreadable

Kind = Publication.Kind
CHANGES = {
    "all": _("new, changed and corrected claims"),
    "new": _("new claims"),
    "corrected": _("corrected and withdrawn claims"),
}


@dataclass(frozen=True)
class Asked:
    """Which feed somebody reads."""

    chosen: ClaimFilter
    changes: str

    @property
    def query(self) -> str:
        """The query of the feed's own address."""
        values = {**self.chosen.values(), **({} if self.changes == "all" else {"changes": self.changes})}
        return f"?{urlencode(values)}" if values else ""

    @property
    def title(self) -> str:
        """What the feed is called."""
        narrowed = ", ".join(value for name, value in self.chosen.values().items() if name in ("q", "status"))
        title = shaping.labelled(settings.SITE_NAME, str(CHANGES[self.changes]))
        return f"{title} ({narrowed})" if narrowed else title


def _asked(request: HttpRequest) -> tuple[Asked, list[Entry]]:
    refuse_unreadable(request.META.get("QUERY_STRING", ""))
    refuse_unknown(request.GET, (*LABELS, "changes"))
    changes = text_of(request.GET, "changes") or "all"
    if changes not in CHANGES:
        raise BadInputError(gettext("There are feeds of all changes, of new and of corrected claims."), "changes")
    asked = Asked(claim_filter(request.GET), changes)
    listing = _listing(asked.chosen)
    return asked, gathering.feed_claims(listing, changes) if listing else []


def _listing(chosen: ClaimFilter) -> Listing | None:
    """Return the list that is asked for; in `q` the same conditions hold as in the search box.

    None where nobody has the name that is asked for. BadInputError where a condition cannot be understood.
    """
    what = searching.asked(read_question(chosen.q))
    if what.question.faults:
        raise BadInputError(" ".join(what.question.faults), "q")
    found, listing = what.listing(Kind.CLAIM), chosen.listing()
    return found and replace(
        found,
        status=listing.status or found.status,
        facets=listing.facets,
        said_after=listing.said_after or found.said_after,
        said_before=listing.said_before or found.said_before,
    )


def _view(make: Callable[[Asked, list[Entry]], HttpResponse]) -> Callable[..., HttpResponseBase]:
    @public
    def view(request: HttpRequest) -> HttpResponseBase:
        try:
            asked, entries = _asked(request)
        except BadInputError as error:
            return refused(request, error)
        except InvalidParametersError as error:
            return problem(request, error.status_code, str(error.detail), errors=error.errors)
        response = answered(request, lambda: make(asked, entries), entries, extra=repr(asked))
        response["Access-Control-Allow-Origin"] = "*"
        return response

    return view


def _title(claim: dict) -> str:
    if claim["is_withdrawn"]:
        return gettext("Withdrawn: %(claim)s") % {"claim": claim["text"]}
    return shaping.labelled(shaping.translated(claim["rating"]["label"]), claim["text"])


def _summary(claim: dict) -> str:
    return claim["withdrawal_reason"] or "" if claim["is_withdrawn"] else claim["verdict"]["summary"]


def _content(claim: dict) -> str:
    """Return what a reader of the feed sees: why, in which words it was said, and what was corrected."""
    parts = [format_html('<p lang="{}">{}</p>', desk_language(), _summary(claim))]
    note = claim["verdict"]["correction_note"]
    if note and not claim["is_withdrawn"]:
        heading = gettext("Correction:")
        parts.append(
            format_html('<p><strong>{}</strong> <span lang="{}">{}</span></p>', heading, desk_language(), note)
        )
    for event in () if claim["is_withdrawn"] else shaping.named_anew(claim):
        label, reason = shaping.translated(event["label"]), event["reason"]
        told = format_html('<span lang="{}">{}</span>', desk_language(), reason)
        words = format_html(shaping.labelled("{}", "{}"), label, told)
        parts.append(format_html("<p><strong>{}</strong> {}</p>", gettext("Correction:"), words))
    for appearance in claim["appearances"][:1]:
        statement = appearance["statement"]
        who = (statement["speaker"] or {}).get("name") or statement["speaker_words"] or gettext("A speaker not named")
        parts.append(
            format_html(
                '<blockquote lang="{}"><p>{}{}{}</p></blockquote><p>{}</p>',
                known_language(statement["language"]),
                *(statement[part] for part in ("before", "exact", "after")),
                who,
            )
        )
    return format_html_join("", "{}", ((part,) for part in parts))


def _language(claim: dict) -> str:
    """Return the language of what a claim says; where nobody knows it, that of the desk, which wrote the rest."""
    return known_language(claim["language"]) or desk_language()


def _status(claim: dict) -> dict[str, str]:
    """Return what became of a claim as Atom's category: of one that was withdrawn no status is told."""
    if claim["is_withdrawn"]:
        return {"term": "withdrawn", "label": gettext("Withdrawn")}
    return {"term": claim["status"], "label": shaping.translated(claim["status_label"])}


def _id(claim: dict) -> str:
    # Without language and slug, so that it never changes.
    return f"{settings.SITE_URL}{address('claim', claim['id'])}"


# --- Atom ------------------------------------------------------------------------------------------------------------


class _Atom(Atom1Feed):
    """Atom with the whole content beside the summary, and the status in a category of its own."""

    def add_item_elements(self, handler, item):
        super().add_item_elements(handler, item)
        handler.addQuickElement("content", item["content"], {"type": "html"})
        # A reader's tags have no scheme.
        handler.addQuickElement("category", "", {"scheme": f"{settings.SITE_URL}/api/docs/#status", **item["status"]})


def _atom(asked: Asked, entries: list[Entry]) -> HttpResponse:
    feed = _Atom(
        title=for_xml(asked.title),
        link=f"{settings.SITE_URL}{reverse('public:claims')}",
        description="",
        feed_url=f"{settings.SITE_URL}{reverse('public:claims-atom')}{asked.query}",
        feed_guid=f"{settings.SITE_URL}{reverse('public:claims-atom')}{asked.query}",
        author_name=settings.SITE_NAME,
        author_link=f"{settings.SITE_URL}/",
        language=current(),
    )
    for entry in entries:
        claim = entry.doc
        feed.add_item(
            title=for_xml(_title(claim)),
            link=localised_url(claim["url"]),
            unique_id=_id(claim),
            # What a feed's summary holds is read as HTML.
            description=escape(for_xml(_summary(claim))),
            content=for_xml(_content(claim)),
            pubdate=dt.datetime.fromisoformat(claim["published_at"]),
            updateddate=dt.datetime.fromisoformat(claim["modified_at"]),
            categories=[for_xml(topic["name"]) for topic in claim["topics"]],
            status=_status(claim),
        )
    return HttpResponse(feed.writeString("utf-8"), content_type="application/atom+xml; charset=utf-8")


# --- JSON Feed -------------------------------------------------------------------------------------------------------


def _json(asked: Asked, entries: list[Entry]) -> HttpResponse:
    feed = {
        "version": "https://jsonfeed.org/version/1.1",
        "title": asked.title,
        "home_page_url": f"{settings.SITE_URL}{reverse('public:claims')}",
        "feed_url": f"{settings.SITE_URL}{reverse('public:claims-json')}{asked.query}",
        "language": current(),
        "authors": [{"name": settings.SITE_NAME, "url": f"{settings.SITE_URL}/"}],
        "items": [_item(entry.doc) for entry in entries],
    }
    return HttpResponse(orjson.dumps(feed), content_type="application/feed+json")


def _item(claim: dict) -> Json:
    return {
        "id": _id(claim),
        "url": localised_url(claim["url"]),
        "title": _title(claim),
        "summary": _summary(claim),
        "content_html": _content(claim),
        "date_published": claim["published_at"],
        "date_modified": claim["modified_at"],
        "tags": [topic["name"] for topic in claim["topics"]],
        **({"language": language} if (language := _language(claim)) != current() else {}),
        # Where the whole document stands, and what a program need not read out of the title.
        "_on_record": {
            "about": f"{settings.SITE_URL}/api/docs/",
            "claim": f"{settings.SITE_URL}/api/v1/claims/{claim['id']}/",
            "status": claim["status"],
            "rating": claim["rating"]["code"],
            "is_withdrawn": claim["is_withdrawn"],
            "is_corrected": bool(claim["verdict"]["correction_note"] or shaping.named_anew(claim)),
        },
    }


atom = _view(_atom)
json = _view(_json)
