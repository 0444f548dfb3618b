"""Data to download: the page that names it, and the files of releases."""

from http import HTTPStatus

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponseBase
from django.utils.cache import get_conditional_response
from django.utils.http import content_disposition_header, quote_etag
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_safe

from claims.public.addresses import FOLDERS
from claims.public.editions import surroundings
from claims.public.markup import script_json
from claims.public.models import Publication
from claims.public.ranges import part_of_file
from claims.public.releases import Release, is_withheld, release_file, releases
from claims.public.responses import page, public, rendered
from claims.public.short_path import short_path

Kind = Publication.Kind
# What each type is called that the API writes as a table.
TYPES = {
    Kind.CLAIM: _("Claims"),
    Kind.STATEMENT: _("Statements"),
    Kind.SPEAKER: _("Speakers"),
    Kind.OUTLET: _("Outlets"),
    Kind.DOCUMENT: _("Documents"),
    Kind.TOPIC: _("Topics"),
    Kind.CORRECTION: _("Corrections"),
    Kind.CHECKPOINT: _("Checkpoints"),
}
# A release stays as it is, unless the law takes something in it away; then no cache may go on sending it.
AN_HOUR = "public, max-age=3600"


@public
def data(request: HttpRequest) -> HttpResponseBase:
    """What can be downloaded: every type as it stands, and the releases."""
    found = releases()
    context = {
        "types": [(label, f"/api/v1/{FOLDERS[kind]}/") for kind, label in TYPES.items()],
        "releases": found,
        "license": settings.DATA_LICENSE,
        "dataset": script_json(_dataset(found[0])) if found else "",
        "canonical": "/data/",
    }
    return page(request, "public/data.html", context, [], extra=repr(found))


def _dataset(release: Release) -> dict[str, object]:
    """Describe the newest release for engines that search for data, as schema.org has it."""
    house = surroundings()
    site = str(house["SITE_URL"])
    return {
        "@context": "https://schema.org",
        "@type": "Dataset",
        "name": release.title,
        "description": str(house["SITE_DESCRIPTION"]),
        "url": f"{site}/data/",
        "version": release.change,
        "datePublished": release.day,
        "isAccessibleForFree": True,
        "creator": {"@type": "Organization", "name": house["SITE_NAME"], "url": f"{site}/"},
        **({"license": settings.DATA_LICENSE} if settings.DATA_LICENSE else {}),
        "distribution": [
            {
                "@type": "DataDownload",
                "name": file.name,
                "encodingFormat": file.media_type.partition(";")[0],
                "contentSize": f"{file.size} B",
                "contentUrl": f"{site}/data/{release.name}/{file.name}",
            }
            for file in release.files
        ],
    }


@short_path
@require_safe
def file(request: HttpRequest, release: str, name: str) -> HttpResponseBase:
    """Send a file of a release."""
    found = release_file(release, name)
    if found is None:
        if is_withheld(release):
            return rendered("410.html", {"reason": ""}, status=HTTPStatus.GONE)
        raise Http404
    path, described = found
    etag = quote_etag(described.digest)
    media_type = described.media_type
    answer: HttpResponseBase = (
        get_conditional_response(request, etag=etag)
        or part_of_file(request, path, size=described.size, etag=etag, media_type=media_type)
        or FileResponse(path.open("rb"), as_attachment=True, filename=name, content_type=media_type)
    )
    if answer.status_code == HTTPStatus.PARTIAL_CONTENT:
        # A browser that was cut off asks for the rest, under the same name.
        answer["Content-Disposition"] = content_disposition_header(as_attachment=True, filename=name)
    answer["ETag"] = etag
    answer["Accept-Ranges"] = "bytes"
    answer["Access-Control-Expose-Headers"] = "Accept-Ranges, Content-Length, Content-Range, ETag"
    answer["Cache-Control"] = AN_HOUR
    answer["Access-Control-Allow-Origin"] = "*"
    return answer
