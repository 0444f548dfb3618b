"""Every ClaimReview of the site in one file, for those who gather fact checks, such as Data Commons.

`/feeds/claimreview.json` is a schema.org DataFeed, `/feeds/claimreview.jsonl` one ClaimReview a line. Both are written
while they are sent, so that their length costs no memory.
"""

from collections.abc import Callable, Iterator

import orjson
from django.conf import settings
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.utils import translation
from django.views.decorators.http import require_safe

from claims.public import gathering, markup
from claims.public.errors import BadInputError
from claims.public.forms import refuse_unknown
from claims.public.queries import changes_counted
from claims.public.responses import answered, refused
from claims.public.short_path import short_path


def _sent(request: HttpRequest, make: Callable[[], Iterator[bytes]], content_type: str, extra: str) -> HttpResponseBase:
    try:
        refuse_unknown(request.GET, ())
    except BadInputError as error:
        return refused(request, error)
    # Nothing that the file holds changes without a public change.
    response = answered(
        request,
        lambda: StreamingHttpResponse(make(), content_type=content_type),  # type: ignore[arg-type, return-value]
        [],
        extra=f"{extra} {changes_counted()}",
    )
    response["Access-Control-Allow-Origin"] = "*"
    return response


@short_path
@require_safe
def data_feed(request: HttpRequest) -> HttpResponseBase:
    """All reviews as one schema.org DataFeed."""
    return _sent(request, _feed, "application/ld+json", "feed")


@short_path
@require_safe
def lines(request: HttpRequest) -> HttpResponseBase:
    """All reviews, one a line."""
    return _sent(request, _lines, "application/x-ndjson; charset=utf-8", "lines")


def review_of(claim: dict) -> markup.Json | None:
    """Return the ClaimReview of a claim in the language of the record; None for a withdrawn one."""
    house = markup.House(settings.SITE_NAME, settings.SITE_URL, settings.DATA_LICENSE)
    # Programs ask outside the pages of any language, and a generator runs outside the request.
    with translation.override(settings.LANGUAGE_CODE):
        return markup.claim_review(claim, house)


def _reviews() -> Iterator[tuple[dict, markup.Json]]:
    for claim in gathering.claims_all():
        review = review_of(claim)
        if review is not None:
            yield claim, review


def _lines() -> Iterator[bytes]:
    for _, review in _reviews():
        yield orjson.dumps(review) + b"\n"


def _feed() -> Iterator[bytes]:
    newest = gathering.claims_changed_at()
    head = {"@context": "https://schema.org", "@type": "DataFeed", "name": settings.SITE_NAME}
    if newest:
        head["dateModified"] = newest.strftime("%Y-%m-%dT%H:%M:%SZ")
    yield orjson.dumps(head)[:-1] + b',"dataFeedElement":['
    separator = b"\n"
    for claim, review in _reviews():
        item = {
            "@type": "DataFeedItem",
            "dateCreated": claim["published_at"],
            "dateModified": claim["modified_at"],
            "url": claim["url"],
            "item": [review],
        }
        yield separator + orjson.dumps(item)
        separator = b",\n"
    yield b"\n]}\n"
