"""What an address answered, as a WARC file that any web archive's tools read: written, read again, checked. Pure.

A file holds a note on who wrote it, the request, the answer, and for a page the text as it was read (a *conversion*).
The body is kept unpacked: headers that speak of its packing are kept under names that begin with
``X-Archive-Orig-``, as web archives do. The same answer always gives the same bytes.
"""

from __future__ import annotations

import base64
import datetime as dt
import gzip
import hashlib
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from urllib.parse import urlsplit

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.statusandheaders import StatusAndHeaders
from warcio.warcwriter import WARCWriter

# They describe how the body was packed for its journey, and it is kept unpacked.
JOURNEY = ("content-encoding", "transfer-encoding", "content-length")
RENAMED = "X-Archive-Orig-"
# Names the records of a file by what is in them, so that writing it again gives the same names.
NAMES = uuid.UUID("6e1a3f0a-6f0e-4f52-9f5e-0b1a5a3d8c11")


@dataclass(frozen=True, slots=True)
class Answer:
    """What an address answered; `body` is unpacked, `text` what a reader made of a page, if it is one."""

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: dt.datetime
    text: str = ""


def payload_digest(body: bytes) -> str:
    """Return the digest of a body as WARC files name it: ``sha256:`` and base 32."""
    return "sha256:" + base64.b32encode(hashlib.sha256(body).digest()).decode()


def write(answer: Answer, *, software: str, user_agent: str) -> bytes:
    """Return the file; each record is packed by itself, as the standard recommends."""
    out = BytesIO()
    writer = WARCWriter(out, gzip=True, warc_version="1.1")
    about = {"software": software, "format": "WARC File Format 1.1", "http-header-user-agent": user_agent}
    info = "".join(f"{name}: {value}\r\n" for name, value in about.items()).encode()
    key = f"{answer.url} {answer.fetched_at.isoformat()} {hashlib.sha256(answer.body).hexdigest()}"
    when = answer.fetched_at.astimezone(dt.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")

    def add(kind: str, *, body: bytes, http: StatusAndHeaders | None = None, **more: str) -> None:
        headers = {
            "WARC-Record-ID": _record_id(key, kind),
            "WARC-Date": when,
            **{f"WARC-{name.replace('_', '-')}": value for name, value in more.items()},
        }
        if kind in ("response", "conversion"):
            headers["WARC-Payload-Digest"] = payload_digest(body)
        content = {"warcinfo": "application/warc-fields", "conversion": "text/plain; charset=utf-8"}.get(kind, "")
        record = writer.create_warc_record(
            "" if kind == "warcinfo" else answer.final_url,
            kind,
            payload=BytesIO(body),
            length=len(body),
            http_headers=http,
            warc_headers_dict=headers,
            warc_content_type=content,
        )
        writer.write_record(record)

    parts = urlsplit(answer.final_url)
    target = f"{parts.path or '/'}{'?' + parts.query if parts.query else ''}"
    asked = StatusAndHeaders(
        f"GET {target} HTTP/1.1", [("Host", parts.netloc), ("User-Agent", user_agent)], is_http_request=True
    )
    answered = StatusAndHeaders(_status_line(answer.status), list(_kept(answer)), protocol="HTTP/1.1")
    response = _record_id(key, "response")
    add("warcinfo", body=info)
    add("request", body=b"", http=asked, Concurrent_To=response)
    add("response", body=answer.body, http=answered)
    if answer.url != answer.final_url:
        add("metadata", body=f"via: {answer.url}\r\n".encode(), Concurrent_To=response)
    if answer.text:
        add("conversion", body=answer.text.encode("utf-8", "replace"), Refers_To=response)
    return out.getvalue()


def read(data: bytes) -> Answer:
    """Return the answer that a file keeps. Raises ValueError, with the fault in words, for what is no whole file."""
    if faults := check(data):
        raise ValueError(faults[0])
    url = final_url = text = ""
    status, body, when = 0, b"", dt.datetime.min.replace(tzinfo=dt.UTC)
    headers: tuple[tuple[str, str], ...] = ()
    for record in ArchiveIterator(BytesIO(data)):
        content = record.content_stream().read()
        if record.rec_type == "response":
            final_url = record.rec_headers.get_header("WARC-Target-URI")
            status, body = int(record.http_headers.get_statuscode()), content
            headers = tuple(_original(record.http_headers.headers))
            when = dt.datetime.fromisoformat(record.rec_headers.get_header("WARC-Date"))
        elif record.rec_type == "metadata":
            url = content.decode().partition("via: ")[2].strip()
        elif record.rec_type == "conversion":
            text = content.decode()
    return Answer(url or final_url, final_url, status, headers, body, when, text)


def check(data: bytes) -> list[str]:
    """Return what is wrong with a file, in words: nothing where every record is whole and equals its own digest."""
    faults: list[str] = []
    kinds: list[str] = []
    try:
        for record in ArchiveIterator(BytesIO(data), check_digests=True):
            stream = record.content_stream()
            while stream.read(64 * 1024):
                pass
            kinds.append(record.rec_type)
            if record.digest_checker.passed is False:
                faults.append(f"the {record.rec_type} record does not equal its digest")
    except (ArchiveLoadFailed, EOFError, OSError, ValueError, gzip.BadGzipFile) as error:
        faults.append(f"it cannot be read: {' '.join(str(error).split())[:200]}")
    if not faults and kinds.count("response") != 1:
        faults.append("it holds no answer" if "response" not in kinds else "it holds several answers")
    return faults


def _record_id(key: str, kind: str) -> str:
    return f"<urn:uuid:{uuid.uuid5(NAMES, f'{kind} {key}')}>"


def _status_line(status: int) -> str:
    try:
        return f"{status} {HTTPStatus(status).phrase}"
    except ValueError:
        return f"{status} Unknown"


def _kept(answer: Answer) -> Iterable[tuple[str, str]]:
    for name, value in answer.headers:
        one_line = " ".join(value.split())
        yield (f"{RENAMED}{name}" if name.lower() in JOURNEY else name), one_line
    yield "Content-Length", str(len(answer.body))


def _original(headers: Iterable[tuple[str, str]]) -> Iterable[tuple[str, str]]:
    for name, value in headers:
        if name.lower() != "content-length":
            yield name.removeprefix(RENAMED), value
