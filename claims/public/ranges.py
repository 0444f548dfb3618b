"""Parts of files, by RFC 9110 (14): a download that broke off goes on, and columns of Parquet are read from afar."""

import re
from collections.abc import Iterator
from http import HTTPStatus
from pathlib import Path

from django.http import HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse

# One part of a file; several at once, and what is no range, may be answered with all of it.
RANGE = re.compile(r"bytes=(?:([0-9]{1,18})-([0-9]{0,18})|-([0-9]{1,18}))")
CHUNK = 64 * 1024


def part_of_file(request: HttpRequest, path: Path, *, size: int, etag: str, media_type: str) -> HttpResponseBase | None:
    """Return the part of a file that is asked for, or why there is none; None where all of it is to be sent."""
    asked = RANGE.fullmatch(request.headers.get("Range", "").replace(" ", ""))
    # The rest of a file that is another by now is of no use to who has the beginning.
    if request.method != "GET" or not asked or request.headers.get("If-Range", etag) != etag:
        return None
    first, last, tail = asked.groups()
    start = int(first) if first else max(0, size - int(tail))
    end = min(int(last), size - 1) if last else size - 1
    if first and last and int(last) < int(first):
        return None
    if start > end:
        response = HttpResponse(status=HTTPStatus.REQUESTED_RANGE_NOT_SATISFIABLE, content_type="text/plain")
        response["Content-Range"] = f"bytes */{size}"
        return response
    length = end - start + 1
    answer = StreamingHttpResponse(
        _bytes(path, start, length), status=HTTPStatus.PARTIAL_CONTENT, content_type=media_type
    )
    answer["Content-Range"] = f"bytes {start}-{end}/{size}"
    answer["Content-Length"] = str(length)
    return answer


def _bytes(path: Path, start: int, length: int) -> Iterator[bytes]:
    with path.open("rb") as file:
        file.seek(start)
        while length and (chunk := file.read(min(length, CHUNK))):
            length -= len(chunk)
            yield chunk
