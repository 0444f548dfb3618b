"""A claim on other people's pages: the card they embed, how they find it (oEmbed), and the picture networks show.

Each is made of the claim's publication at the time of asking, so that an embedded card follows the verdict.
"""

import functools
import hashlib
import re
from base64 import b64encode
from pathlib import Path
from urllib.parse import quote, urlencode, urlsplit

from django.conf import settings
from django.core.cache import caches
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.template import loader
from django.urls import reverse
from django.utils import translation
from django.utils.html import format_html
from django.utils.safestring import mark_safe
from django.utils.translation import gettext
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.gzip import gzip_page
from django.views.decorators.http import require_safe

from claims.public import shaping
from claims.public.editions import surroundings
from claims.public.languages import current, language_of, localised_url
from claims.public.models import Publication
from claims.public.pictures import FORM, SIZE, Card, share_picture
from claims.public.queries import publication_get
from claims.public.responses import answered, moved
from claims.public.selectors import Entry
from claims.public.short_path import short_path
from factcheck.base import ID_ALPHABET, ID_LENGTH

Kind = Publication.Kind
STYLE = Path(__file__).resolve().parent.parent / "static" / "claims" / "embed.css"
# Room for a claim of ordinary length with its summary; the card itself adapts to whatever it is given.
CARD_SIZE = (600, 320)
# In less width than this the words need as many pixels more of height.
AMPLE = 480
# How long a site that embeds may keep what oEmbed told it; the card itself is always asked for anew.
CACHE_AGE = 3600
CLAIM_PATH = re.compile(rf"/(?:embed/)?claims/([{ID_ALPHABET}]{{{ID_LENGTH}}})/(?:[\w-]+/)?")


# --- the card to embed -----------------------------------------------------------------------------------------------


@short_path
@xframe_options_exempt
@require_safe
@gzip_page
def embed(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """A small page about a claim, to be framed anywhere. Sets no cookie and asks for nothing further."""
    found = publication_get(Kind.CLAIM, public_id)
    if found is None:
        return _framed("embed/nothing.html", {"is_gone": False}, status=404)
    if found.redirect_to:
        return moved(reverse("public:embed", args=[found.redirect_to]))
    if found.is_gone:
        return _framed("embed/nothing.html", {"is_gone": True}, status=410)
    entry = Entry(public_id, found.body, found.digest, found.modified_at)
    return answered(request, lambda: _framed("embed/claim.html", _card_context(entry.doc)), [entry])


def _card_context(claim: dict) -> dict[str, object]:
    verdicts = (row for row in [claim["verdict"], *claim["earlier_verdicts"]] if row["correction_note"])
    corrected = [*(row["approved_at"] for row in verdicts), *(step["at"] for step in shaping.named_anew(claim))]
    return {
        "claim": claim,
        "verdict": claim["verdict"],
        "said": shaping.was_it_said(claim),
        "corrected_at": max(corrected, default=None),
        "address": localised_url(claim["url"]),
    }


@functools.cache
def _style() -> tuple[str, str]:
    """Return the style of the card and what the content policy calls it."""
    text = STYLE.read_text()
    return text, f"'sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


def _framed(template: str, context: dict[str, object], *, status: int = 200) -> HttpResponse:
    style, allowed = _style()
    # A file of ours, held to its digest by the policy below.
    given = {**surroundings(), "style": mark_safe(style), **context}  # noqa: S308
    response = HttpResponse(loader.get_template(template).render(given), status=status)
    response["Content-Language"] = current()
    # Nothing about who may frame it: `frame-ancestors *` would shut out pages of applications and files.
    response["Content-Security-Policy"] = (
        f"default-src 'none'; style-src {allowed}; base-uri 'none'; form-action 'none'"
    )
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    # The page to be found is the claim's own.
    response["X-Robots-Tag"] = "noindex"
    return response


def iframe(claim: dict, width: int, height: int, *, may_grow: bool = True) -> str:
    """Return the element that embeds a claim; on a narrow screen it grows higher, where it may."""
    grown = f";height:max({height}px,calc({height + AMPLE}px - 100vw))" if may_grow else ""
    return format_html(
        '<iframe src="{}" title="{}" width="{}" height="{}" style="border:0;max-width:100%{}" loading="lazy"></iframe>',
        settings.SITE_URL + reverse("public:embed", args=[claim["id"]]),
        gettext("%(site)s on the claim “%(claim)s”") % {"site": settings.SITE_NAME, "claim": claim["text"]},
        width,
        height,
        grown,
    )


# --- oEmbed ----------------------------------------------------------------------------------------------------------


@short_path
@require_safe
def oembed(request: HttpRequest) -> HttpResponseBase:
    """Tell a site how to embed the claim at `url`, by the rules of oembed.com; other arguments are ignored."""
    asked = request.GET
    if asked.get("format", "json") != "json":
        return _told({"error": "Only JSON is offered: format=json."}, status=501)
    if not asked.get("url"):
        return _told({"error": "Say which claim: url=…"}, status=400)
    try:
        width = min(CARD_SIZE[0], _maximum(asked.get("maxwidth"), CARD_SIZE[0]))
        room = CARD_SIZE[1] + max(0, AMPLE - width)
        height = min(room, _maximum(asked.get("maxheight"), room))
    except ValueError:
        return _told({"error": "maxwidth and maxheight are whole numbers of pixels, at least 1."}, status=400)
    language, public_id = _claim_at(asked["url"])
    found = publication_get(Kind.CLAIM, public_id) if public_id else None
    if found and found.redirect_to:
        found = publication_get(Kind.CLAIM, found.redirect_to)
    if found is None or found.is_gone or found.redirect_to:
        return _told({"error": "There is no public claim at this address."}, status=404)
    entry = Entry(public_id, found.body, found.digest, found.modified_at)
    with translation.override(language):
        return answered(
            request, lambda: _told(_rich(entry.doc, asked, width, height)), [entry], extra=f"{width}x{height}"
        )


def _maximum(text: str | None, room: int) -> int:
    if text is None:
        return room
    if not (text.isascii() and text.isdigit() and len(text) < 10 and int(text)):
        raise ValueError
    return int(text)


def _claim_at(url: str) -> tuple[str, str]:
    """Return the language and the id of the claim whose page, short address or card `url` is; empty where none is."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return "", ""
    own = urlsplit(settings.SITE_URL)
    if parts.scheme not in ("http", "https") or parts.netloc.removeprefix("www.") != own.netloc.removeprefix("www."):
        return "", ""
    language = language_of(parts.path)
    path = parts.path if language == settings.LANGUAGE_CODE else parts.path.removeprefix(f"/{language}")
    match = CLAIM_PATH.fullmatch(path if path.endswith("/") else f"{path}/")
    return (language, match[1]) if match else ("", "")


def _rich(claim: dict, asked: object, width: int, height: int) -> dict[str, object]:
    speaker = claim["claimant"]
    data = {
        "version": "1.0",
        "type": "rich",
        "title": claim["text"],
        "author_name": speaker["name"] if speaker else None,
        "author_url": localised_url(speaker["url"]) if speaker else None,
        "provider_name": settings.SITE_NAME,
        "provider_url": f"{settings.SITE_URL}/",
        "cache_age": CACHE_AGE,
        "width": width,
        "height": height,
        # What is given a height keeps to it; what was given a width is as high as that needs.
        "html": iframe(claim, width, height, may_grow=not {"maxwidth", "maxheight"} & set(asked)),  # type: ignore[call-overload]
    }
    if width == CARD_SIZE[0] and height == CARD_SIZE[1] and not {"maxwidth", "maxheight"} & set(asked):  # type: ignore[call-overload]
        # A thumbnail must respect the maxima as well, and this one has one size only.
        data |= {"thumbnail_url": picture_url(claim), "thumbnail_width": SIZE[0], "thumbnail_height": SIZE[1]}
    return {name: value for name, value in data.items() if value is not None}


def _told(data: dict[str, object], *, status: int = 200) -> JsonResponse:
    response = JsonResponse(data, status=status, json_dumps_params={"ensure_ascii": False})
    response["Access-Control-Allow-Origin"] = "*"
    return response


def oembed_url(url: str) -> str:
    """Return where oEmbed tells about a page of ours; what pages link for discovery."""
    return (
        f"{settings.SITE_URL}{reverse('machines:oembed')}?{urlencode({'url': url, 'format': 'json'}, quote_via=quote)}"
    )


# --- the picture -----------------------------------------------------------------------------------------------------


@short_path
@require_safe
def picture(request: HttpRequest, public_id: str) -> HttpResponseBase:
    """The share picture of a claim in the language of the address. Drawn once for each verdict and language."""
    found = publication_get(Kind.CLAIM, public_id)
    if found and found.redirect_to:
        return moved(reverse("public:picture", args=[found.redirect_to]))
    if found is None or found.is_gone:
        return HttpResponse(status=410 if found else 404, content_type="text/plain; charset=utf-8")
    entry = Entry(public_id, found.body, found.digest, found.modified_at)
    response = answered(request, lambda: _drawn(entry), [entry])
    response["Cross-Origin-Resource-Policy"] = "cross-origin"
    return response


def _drawn(entry: Entry) -> HttpResponse:
    pictures = caches["pictures"]
    card = _picture_of(entry.doc)
    key = hashlib.sha256(f"{FORM}{card}".encode()).hexdigest()
    png = pictures.get(key)
    if png is None:
        png = share_picture(card)
        pictures.set(key, png)
    return HttpResponse(png, content_type="image/png")


def _picture_of(claim: dict) -> Card:
    is_withdrawn = claim["is_withdrawn"]
    day = shaping.day_of(claim["checked_at"])
    said = shaping.day_of(claim["first_said_on"])
    footer = [
        gettext("said %(day)s") % {"day": shaping.words_for_day(said)[1]} if said else "",
        gettext("checked %(day)s") % {"day": shaping.words_for_day(day)[1]} if day else "",
    ]
    return Card(
        status="withdrawn" if is_withdrawn else claim["status"],
        label=gettext("No verdict stands") if is_withdrawn else shaping.translated(claim["rating"]["label"]),
        text=claim["text"],
        claimant=claim["claimant"]["name"] if claim["claimant"] else "",
        footer=" · ".join(part for part in footer if part),
        site=settings.SITE_NAME,
    )


def picture_url(claim: dict) -> str:
    """Return the address of a claim's picture; it changes with the claim, because networks keep what they fetched."""
    version = hashlib.sha256(f"{claim['modified_at']}{claim['status']}{claim['is_withdrawn']}".encode()).hexdigest()[:8]
    return f"{settings.SITE_URL}{reverse('public:picture', args=[claim['id']])}?v={version}"
