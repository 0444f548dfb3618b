"""The reading API: sends stored publications, byte for byte.

One thing costs one indexed query, a page of a list one as well; nothing is parsed or built on the way.
"""

import datetime as dt
import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from http import HTTPStatus
from typing import Any
from urllib.parse import urlencode

import orjson
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.urls import Resolver404, resolve, reverse
from django.utils.encoding import force_bytes, iri_to_uri
from django.views.decorators.csrf import csrf_exempt
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.renderers import (
    OpenApiJsonRenderer,
    OpenApiJsonRenderer2,
    OpenApiYamlRenderer,
    OpenApiYamlRenderer2,
)
from drf_spectacular.utils import extend_schema, extend_schema_view
from drf_spectacular.views import SpectacularSwaggerSplitView
from rest_framework.exceptions import NotAcceptable
from rest_framework.renderers import BaseRenderer
from rest_framework.request import Request

from claims.public import filters, formats, news, parts, schema
from claims.public.addresses import FOLDERS
from claims.public.datafeed import review_of
from claims.public.models import Publication
from claims.public.queries import (
    Change,
    Found,
    changes_counted,
    publication_get,
    publications_bodies,
    publications_changed,
    publications_news,
    publications_page,
    publications_total,
)
from claims.public.responses import CACHE_CONTROL
from claims.public.sql import PAGE_SIZE, BadCursorError, Listing, Page
from factcheck.api import (
    AddressThrottle,
    GoneError,
    InvalidParametersError,
    JsonRenderer,
    PublicView,
    StateError,
    conditional,
    problem,
    share,
)

Kind = Publication.Kind
# RFC 8631: where the description of this service is.
SERVICE_LINKS = '</api/schema/>; rel="service-desc"; type="application/json", </api/docs/>; rel="service-doc"'
FORMAT = filters.Parameter("format", "json or yaml", {"type": "string"}, str)
# Documents read at a time where a whole list is sent: a few megabytes.
STEP = 500


class Index(PublicView):
    """Where everything is."""

    @schema.INDEX
    def get(self, request: Request) -> HttpResponseBase:
        filters.read((), request.query_params)
        here = request.build_absolute_uri
        body = orjson.dumps(
            {
                "name": settings.SITE_NAME,
                "version": "v1",
                **{folder: here(reverse(f"api:{kind}-list")) for kind, folder in FOLDERS.items()},
                "scale": here(reverse("api:scale")),
                "changes": here(reverse("api:changes")),
                "schema": here(reverse("api:schema")),
                "docs": here(reverse("api:docs")),
            }
        )
        digest = hashlib.sha256(body).hexdigest()
        return conditional(request, body, digest=digest, headers={"Link": SERVICE_LINKS})


class _Lines(BaseRenderer):
    """Names a format that a view sends itself."""

    charset = None
    render_style = "binary"

    def render(self, data: Any, *_negotiated: Any) -> bytes:
        return orjson.dumps(data)


class JsonLinesRenderer(_Lines):
    media_type = "application/x-ndjson"
    format = "jsonl"


class JsonLinesOtherRenderer(_Lines):
    media_type = "application/jsonl"
    format = "jsonl"


class CsvRenderer(_Lines):
    media_type = "text/csv"
    format = "csv"


class AnnotationRenderer(_Lines):
    media_type = "application/ld+json"
    format = "annotation"


class ClaimReviewRenderer(_Lines):
    media_type = "application/ld+json"
    format = "claimreview"


class ProvenanceRenderer(_Lines):
    media_type = "application/ld+json"
    format = "prov"


class AtomRenderer(_Lines):
    media_type = news.ATOM
    format = "atom"


class JsonFeedRenderer(_Lines):
    media_type = news.JSON_FEED
    format = "jsonfeed"


class FormatView(PublicView):
    """A view whose format is a parameter like others: a bad one is refused by name."""

    def perform_content_negotiation(self, request: Request, force: bool = False) -> Any:
        try:
            return super().perform_content_negotiation(request, force)
        except NotAcceptable:
            # Who names a format in the address means it, whatever the program sends along.
            for renderer in self.get_renderers():
                if renderer.format == request.query_params.get("format"):
                    return renderer, renderer.media_type
            raise
        except Http404:
            formats = ", ".join(dict.fromkeys(renderer.format for renderer in self.renderer_classes))
            raise InvalidParametersError([("format", f"Not one of: {formats}.")]) from None


class PublicationDetail(FormatView):
    """One publication at its address."""

    kind: Kind
    # What its address is called among those of its kind.
    place = "detail"

    def get(self, request: Request, public_id: str) -> HttpResponseBase:
        parameters = filters.of_detail(self.kind) if self.kind in filters.FIELDS else ()
        values = filters.read(parameters, request.query_params)
        found = _standing(self.kind, public_id)
        if found.redirect_to:
            return self._moved(request, found.redirect_to)
        body, digest, content_type = found.body, found.digest, "application/json"
        if request.accepted_renderer.format != "json":
            _only_json(values, "expand", "fields")
        if members := _names(values, "expand"):
            (body,) = _expanded([body], self.kind, members)
            digest = f"{digest}-{hashlib.sha256(body).hexdigest()[:16]}"
        if request.accepted_renderer.format == "annotation":
            content_type = 'application/ld+json; profile="http://www.w3.org/ns/anno.jsonld"'
            body, digest = orjson.dumps(formats.annotation(orjson.loads(body))), f"{digest}-annotation"
        elif request.accepted_renderer.format == "claimreview":
            content_type = 'application/ld+json; profile="https://schema.org/"'
            review = review_of(orjson.loads(body))
            if review is None:
                raise NotAcceptable("A withdrawn claim has no ClaimReview.")
            # Names of the house and of its scale stand in it besides what the document holds.
            body = orjson.dumps(review)
            digest = hashlib.sha256(body).hexdigest()
        elif request.accepted_renderer.format == "prov":
            content_type = 'application/ld+json; profile="http://www.w3.org/ns/prov#"'
            body, digest = orjson.dumps(parts.provenance(orjson.loads(body))), f"{digest}-prov"
        elif fields := _fields(values):
            body = formats.chosen(body, fields)
            digest = f"{digest}-{hashlib.sha256(body).hexdigest()[:16]}"
        modified_at = found.modified_at
        return conditional(request, body, digest=digest, modified_at=modified_at, content_type=content_type)

    def _moved(self, request: Request, public_id: str) -> HttpResponseBase:
        """Lead to the same of what it was merged into: the same part, in the same form."""
        address = request.build_absolute_uri(reverse(f"api:{self.kind}-{self.place}", args=[public_id]))
        if query := request.META.get("QUERY_STRING"):
            address = f"{address}?{iri_to_uri(query)}"
        body = orjson.dumps({"merged_into": public_id, "location": address})
        return HttpResponse(
            body,
            status=HTTPStatus.MOVED_PERMANENTLY,
            content_type="application/json",
            # A merge may be undone.
            headers={"Location": address, "Cache-Control": CACHE_CONTROL},
        )


def _standing(kind: Kind, public_id: str) -> Found:
    """Return the publication at an address, or what it was merged into; else the error that says what became of it."""
    found = publication_get(kind, public_id)
    if found is None:
        raise Http404
    if found.is_gone and not found.redirect_to:
        # The tombstone says no more than that; what it held is gone with it.
        raise GoneError(id=public_id, kind=kind, reason=orjson.loads(found.body).get("reason", "not_public"))
    return found


def _expanded(bodies: list[bytes], kind: Kind, members: tuple[str, ...]) -> list[bytes]:
    """Put whole documents in place of those that documents name; one query for each kind of them."""
    documents = [orjson.loads(body) for body in bodies]
    whole = {
        other: {key: orjson.loads(row.body) for key, row in publications_bodies(other, sorted(ids)).items()}
        for other, ids in parts.named(documents, kind, members).items()
    }
    return [orjson.dumps(parts.expanded(document, kind, members, whole)) for document in documents]


class PublicationPart(PublicationDetail):
    """One part of a publication, as a list of its own."""

    part: parts.Part

    def get(self, request: Request, public_id: str) -> HttpResponseBase:
        filters.read((), request.query_params)
        found = _standing(self.kind, public_id)
        if found.redirect_to:
            return self._moved(request, found.redirect_to)
        rows = self.part.take(orjson.loads(found.body))
        body = orjson.dumps({"results": rows, "next": None, "previous": None})
        return conditional(request, body, digest=f"{found.digest}-{self.part.name}", modified_at=found.modified_at)


class PublicationList(FormatView):
    """A list of publications of one kind."""

    kind: Kind
    renderer_classes = (JsonRenderer, JsonLinesRenderer, JsonLinesOtherRenderer, CsvRenderer)

    def get(self, request: Request) -> HttpResponseBase:
        values = filters.read(filters.FILTERS[self.kind], request.query_params)
        wanted = filters.listing(self.kind, values)
        is_json = request.accepted_renderer.format == "json"
        if not is_json:
            _only_json(values, "total", "expand")
        # A page of what was asked for; the whole list in longer steps where none was.
        is_whole = not is_json and not {"cursor", "page_size"} & values.keys()
        size = STEP if is_whole else int(str(values.get("page_size", PAGE_SIZE)))
        try:
            page = publications_page(wanted, cursor=str(values.get("cursor", "")), size=size)
        except BadCursorError as error:
            fault = "Not a cursor of this list; follow `next` and `previous`."
            raise InvalidParametersError([("cursor", fault)]) from error
        if not is_json:
            return self._lines(request, wanted, page, _fields(values), is_whole=is_whole)
        if members := _names(values, "expand"):
            bodies = _expanded([row.body for row in page.rows], self.kind, members)
            # Named by what is sent: another document in it may change while this one does not.
            rows = [
                row._replace(body=body, digest=hashlib.sha256(body).hexdigest())
                for row, body in zip(page.rows, bodies, strict=True)
            ]
            page = replace(page, rows=rows)
        total = publications_total(wanted) if values.get("total") else None
        return send_page(request, page, total, _fields(values))

    def _lines(
        self, request: Request, wanted: Listing, page: Page, fields: tuple[str, ...], *, is_whole: bool
    ) -> HttpResponseBase:
        """Send documents as lines, page by page: however long the list, one page of it is held."""
        renderer = request.accepted_renderer
        shown = formats.columns(self.kind, fields)

        def chunks() -> Iterator[bytes]:
            if renderer.format == "csv":
                yield formats.header(shown).encode()
            current = page
            while current.rows:
                bodies = [row.body for row in current.rows]
                if renderer.format == "csv":
                    yield formats.table(bodies, shown).encode()
                else:
                    lines = [formats.chosen(body, fields) for body in bodies] if fields else bodies
                    yield b"\n".join(lines) + b"\n"
                if not is_whole or not current.next:
                    return
                current = publications_page(wanted, cursor=current.next, size=STEP)

        content_type = f"{renderer.media_type}; charset=utf-8"
        if renderer.format == "csv":
            content_type += "; header=present"
        headers = {"Cache-Control": CACHE_CONTROL}
        headers["Content-Disposition"] = f'inline; filename="{FOLDERS[self.kind]}.{renderer.format}"'
        if not is_whole:
            links = {"next": _neighbour(request, page.next), "previous": _neighbour(request, page.previous)}
            headers |= _link_header(links)
        if is_whole:
            # How long it is nobody knows before it is made.
            sent = iter(()) if request.method == "HEAD" else chunks()
            return StreamingHttpResponse(sent, content_type=content_type, headers=headers)
        body = b"".join(chunks())
        digest = hashlib.sha256(body).hexdigest()
        return conditional(request, body, digest=digest, content_type=content_type, headers=headers)


def _only_json(values: Mapping[str, object], *names: str) -> None:
    if faults := [(name, "Only with format=json.") for name in names if values.get(name)]:
        raise InvalidParametersError(faults)


def _fields(values: Mapping[str, object]) -> tuple[str, ...]:
    return _names(values, "fields")


def _names(values: Mapping[str, object], parameter: str) -> tuple[str, ...]:
    names = values.get(parameter, ())
    return names if isinstance(names, tuple) else ()


class Scale(PublicationDetail):
    """The house scale, of which there is one."""

    kind = Kind.SCALE

    @schema.SCALE
    def get(self, request: Request, public_id: str = "scale") -> HttpResponseBase:
        return super().get(request, public_id)


class Changes(FormatView):
    """Every public change, for those who keep a copy; the newest of them as a feed."""

    renderer_classes = (JsonRenderer, AtomRenderer, JsonFeedRenderer)

    @schema.CHANGE_LIST
    def get(self, request: Request) -> HttpResponseBase:
        values = filters.read(filters.CHANGES, request.query_params)
        since, size = int(str(values.get("since", -1))), int(str(values.get("page_size", PAGE_SIZE)))
        if request.accepted_renderer.format != "json":
            return self._feed(request, since, size)
        rows = publications_changed(since, size + 1)
        if not rows and since > changes_counted():
            # A record restored from a backup: whoever goes on would miss what comes now.
            raise StateError("This number is ahead of the record. Begin anew, without `since`.")
        shown = rows[:size]
        query = {**request.query_params.dict(), "since": str(shown[-1].number if shown else max(since, 0))}
        address = f"{request.build_absolute_uri(request.path)}?{urlencode(query)}"
        tail = orjson.dumps({"next": address, "has_more": len(rows) > size})
        body = b"".join((b'{"results":[', b",".join(_change(row) for row in shown), b"],", tail[1:]))
        return conditional(
            request,
            body,
            digest=hashlib.sha256(body).hexdigest(),
            modified_at=max((row.changed_at for row in shown), default=None),
            headers=_link_header({"next": address, "previous": None}),
        )

    @staticmethod
    def _feed(request: Request, since: int, size: int) -> HttpResponseBase:
        made = {"atom": news.atom, "jsonfeed": news.json_feed}[request.accepted_renderer.format]
        changes = publications_news(since, size)
        # A feed keeps its id, whichever of its names the site is asked by.
        page = f"{settings.SITE_URL}{request.path}"
        body = made(changes, f"{settings.SITE_URL}{request.get_full_path()}", page)
        return conditional(
            request,
            body,
            digest=hashlib.sha256(body).hexdigest(),
            modified_at=max((change.changed_at for change in changes), default=None),
            content_type=f"{request.accepted_renderer.media_type}; charset=utf-8",
        )


def _change(row: Change) -> bytes:
    head = orjson.dumps(
        {
            "number": row.number,
            "type": row.kind,
            "id": row.public_id,
            "is_gone": row.is_gone,
            "merged_into": row.redirect_to or None,
            "modified_at": row.changed_at.astimezone(dt.UTC).isoformat().replace("+00:00", "Z"),
        }
    )
    return head[:-1] + b',"document":' + row.body + b"}"


def send_page(
    request: HttpRequest | Request, page: Page, total: tuple[int, bool] | None, fields: tuple[str, ...] = ()
) -> HttpResponseBase:
    """Join stored bodies to one answer, without reading them unless only some members are wanted."""
    links = {"next": _neighbour(request, page.next), "previous": _neighbour(request, page.previous)}
    tail = orjson.dumps({**links, **({"total": total[0], "total_is_exact": total[1]} if total else {})})
    bodies = [formats.chosen(row.body, fields) if fields else row.body for row in page.rows]
    body = b"".join((b'{"results":[', b",".join(bodies), b"],", tail[1:]))
    chosen = ",".join(fields).encode()
    digest = hashlib.sha256("".join([row.digest for row in page.rows]).encode() + tail + chosen).hexdigest()
    modified_at = max((row.modified_at for row in page.rows), default=None)
    return conditional(request, body, digest=digest, modified_at=modified_at, headers=_link_header(links))


def _neighbour(request: HttpRequest | Request, cursor: str) -> str | None:
    if not cursor:
        return None
    query = {name: value for name, value in request.GET.items() if name != "cursor"}
    return f"{request.build_absolute_uri(request.path)}?{urlencode({**query, 'cursor': cursor})}"


def _link_header(links: Mapping[str, str | None]) -> dict[str, str]:
    shown = ", ".join(
        f'<{address}>; rel="{relation}"'
        for relation, address in (("next", links["next"]), ("prev", links["previous"]))
        if address
    )
    return {"Link": shown} if shown else {}


@csrf_exempt
def nothing_here(request: HttpRequest, **_rest: Any) -> HttpResponse:
    """Answer for every address under /api/ that is none; /api/ itself leads to the manual."""
    if request.method == "OPTIONS":
        return share(HttpResponse(status=HTTPStatus.NO_CONTENT))
    if request.path == reverse("api:nothing") and request.method in ("GET", "HEAD"):
        return share(HttpResponse(status=HTTPStatus.FOUND, headers={"Location": reverse("api:docs")}))
    if not request.path.endswith("/") and request.method in ("GET", "HEAD"):
        try:
            match = resolve(f"{request.path_info}/")
        except Resolver404:
            match = None
        if match and match.func is not nothing_here:
            query = request.META.get("QUERY_STRING", "")
            location = request.path + "/" + (f"?{query}" if query else "")
            return share(HttpResponse(status=HTTPStatus.MOVED_PERMANENTLY, headers={"Location": location}))
    return problem(request, HTTPStatus.NOT_FOUND, "There is nothing at this address.")


# --- the description of all this --------------------------------------------------------------------------------------


class OpenApiView(FormatView):
    """The description of this API, OpenAPI 3.1, as JSON or YAML."""

    renderer_classes = (OpenApiJsonRenderer2, OpenApiJsonRenderer, OpenApiYamlRenderer2, OpenApiYamlRenderer)
    # It does not change while the process lives.
    _rendered: dict[str, bytes] = {}

    @extend_schema(exclude=True)
    def get(self, request: Request) -> HttpResponseBase:
        filters.read((FORMAT,), request.query_params)
        renderer = request.accepted_renderer
        if renderer.media_type not in self._rendered:
            described = SchemaGenerator().get_schema(request=request, public=True)
            self._rendered[renderer.media_type] = force_bytes(renderer.render(described, renderer_context={}))
        body = self._rendered[renderer.media_type]
        digest = hashlib.sha256(body).hexdigest()
        return conditional(request, body, digest=digest, content_type=f"{renderer.media_type}; charset=utf-8")


class DocsView(SpectacularSwaggerSplitView):
    """A page to read the description and to try it out."""

    authentication_classes = ()
    permission_classes = ()
    throttle_classes = (AddressThrottle,)
    http_method_names = ["get", "head", "options"]
    options = PublicView.options
    url_name = "api:schema"
    template_name = "api/docs.html"


SHAPES = {Kind.STATEMENT: (AnnotationRenderer,), Kind.CLAIM: (ClaimReviewRenderer, ProvenanceRenderer)}


def _part_view(kind: Kind, part: parts.Part) -> type[PublicationPart]:
    view = type(
        f"{kind.label}{part.name.title()}", (PublicationPart,), {"kind": kind, "part": part, "place": part.name}
    )
    return extend_schema_view(get=schema.describe_part(kind, part))(view)


def _views(kind: Kind) -> tuple[type[PublicationList], type[PublicationDetail]]:
    listed = type(f"{kind.label}List", (PublicationList,), {"kind": kind, "__doc__": f"A list of {kind}s."})
    one = type(
        f"{kind.label}Detail",
        (PublicationDetail,),
        {
            "kind": kind,
            "renderer_classes": (JsonRenderer, *SHAPES.get(kind, ())),
            "__doc__": f"One {kind}.",
        },
    )
    return (
        extend_schema_view(get=schema.describe_list(kind))(listed),
        extend_schema_view(get=schema.describe_detail(kind))(one),
    )


VIEWS = {kind: _views(kind) for kind in filters.FILTERS}
PARTS = {(kind, part.name): _part_view(kind, part) for kind, given in parts.PARTS.items() for part in given}
