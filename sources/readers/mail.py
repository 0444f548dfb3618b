"""Mail: the message itself, or the one it forwards, and the readable files attached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_bytes, policy
from email.message import EmailMessage, Message, MIMEPart

from .items import Delivery, Item, Reader, ReadError
from .markup import fragment_text, squeezed
from .moments import moment
from .plain import decoded

_FIELD = re.compile(rb"^[A-Za-z][A-Za-z0-9-]{1,40}:[ \t]", re.MULTILINE)
_KNOWN = re.compile(
    rb"^(Received|Return-Path|Delivered-To|Message-ID|MIME-Version|From|To|Date|Subject|Content-Type|X-[\w-]+):",
    re.IGNORECASE | re.MULTILINE,
)
# Where the next of a mailbox's messages begins; inside of one, a line that begins so has a sign before it.
_BETWEEN = re.compile(rb"(?<=\n)\r?\n(?=From [^\n]*\n[A-Za-z][A-Za-z0-9-]{1,40}:)")
_ESCAPED = re.compile(rb"^>(>*From )", re.MULTILINE)
_FORWARD = re.compile(
    r"^(?:-{2,} ?(?:Forwarded message|Original Message|Weitergeleitete Nachricht) ?-{2,}|Begin forwarded message:)\s*$",
    re.IGNORECASE | re.MULTILINE,
)
_INNER = re.compile(r"^>? ?\*?(From|Date|Sent|Subject|To|Cc):\*? (.*)$", re.IGNORECASE)
_PREFIX = re.compile(r"^(?:(?:fwd?|re|aw|wg|tr)\s*:\s*)+", re.IGNORECASE)
# A covering note is shorter than any article.
NOTE_WORDS = 40
MAX_ATTACHMENTS = 50
MAX_DEPTH = 3


def _recognises(delivery: Delivery) -> bool:
    head = delivery.data[:8192].replace(b"\r\n", b"\n").lstrip(b"\n")
    top = head.partition(b"\n\n")[0]
    if head.startswith(b"From ") and b"\n" in head:
        top = top.partition(b"\n")[2]
    if not _FIELD.match(top):
        return False
    names = {match.lower() for match in _KNOWN.findall(top)}
    return len(names) >= 3 and bool(names & {b"from", b"received", b"message-id"})


def _read(delivery: Delivery) -> list[Item]:
    if delivery.depth > MAX_DEPTH:
        raise ReadError("This mail holds mails inside of mails too deeply to be read.")
    data = delivery.data.lstrip(b"\r\n")
    if not data.startswith(b"From "):
        return _message(data, delivery.depth)
    messages = [_ESCAPED.sub(rb"\1", one) for one in _BETWEEN.split(data)]
    if len(messages) == 1:
        return _message(messages[0], delivery.depth)
    found: list[Item] = []
    for number, one in enumerate(messages, 1):
        try:
            found += _message(one, delivery.depth)
        except ReadError as error:
            found.append(Item(problem=f"Message {number}: {error}"))
    return found


def _message(data: bytes, depth: int) -> list[Item]:
    message = message_from_bytes(data, policy=policy.default)
    assert isinstance(message, EmailMessage)
    forwarded = [part for part in _parts(message) if part.get_content_type() == "message/rfc822"]
    found: list[Item] = []
    own = _message_item(message)
    for part in forwarded[:MAX_ATTACHMENTS]:
        inner = part.get_payload()
        for one in inner if isinstance(inner, list) else ():
            if isinstance(one, Message):
                found += _read(Delivery(one.as_bytes(), depth=depth + 1))
    attached = list(_attachments(message, depth))
    if not found and not attached:
        if not own.text:
            raise ReadError("This mail has no text and nothing attached that can be read.")
        return [own]
    # With something attached, a short text is a note to it, no copy.
    is_note = len(own.text.split()) < NOTE_WORDS
    return [*([] if is_note else [own]), *found, *attached]


def _parts(message: EmailMessage) -> Iterator[EmailMessage]:
    """The parts of a message, without those of messages inside it."""
    waiting = [message]
    while waiting:
        part = waiting.pop(0)
        yield part
        if part.is_multipart() and part.get_content_type() != "message/rfc822":
            waiting[:0] = [one for one in part.iter_parts() if isinstance(one, EmailMessage)]


def _message_item(message: EmailMessage) -> Item:
    text = _body(message)
    title, date = _header(message, "Subject"), _header(message, "Date")
    if mark := _FORWARD.search(text):
        before, after = text[: mark.start()], text[mark.end() :]
        fields, rest = _inner_fields(after)
        if fields and len(before.split()) < NOTE_WORDS:
            text = rest
            title = fields.get("subject", title)
            # Mail programs write these dates without a zone, in their own language.
            date = fields.get("date", fields.get("sent", ""))
    return Item(
        text=text,
        title=_PREFIX.sub("", title),
        published=moment(date),
        language=_header(message, "Content-Language").partition(",")[0].strip(),
        outlet=_header(message, "Organization"),
        guid=_header(message, "Message-ID").strip("<>"),
    )


def _inner_fields(text: str) -> tuple[dict[str, str], str]:
    fields: dict[str, str] = {}
    lines = text.lstrip("\n").split("\n")
    for number, line in enumerate(lines):
        match = _INNER.match(line.strip())
        if match:
            fields.setdefault(match[1].lower(), squeezed(match[2]))
        elif line.strip():
            return fields, "\n".join(lines[number:]).strip()
        elif fields and not any(_INNER.match(later.strip()) for later in lines[number + 1 : number + 3]):
            return fields, "\n".join(lines[number + 1 :]).strip()
    return fields, ""


def _header(message: EmailMessage, name: str) -> str:
    try:
        raw = next((str(value) for key, value in message.raw_items() if key.lower() == name.lower()), "")
        if not raw.isascii():
            # Against the rules, and common. A line is too short to tell its encoding by.
            charset = message.get_content_charset("us-ascii").replace("us-ascii", "cp1252")
            return squeezed(decoded(raw.encode("utf-8", "surrogateescape"), charset))
        return squeezed(str(message.get(name, "")))
    except (ReadError, ValueError, IndexError, AttributeError, TypeError):
        # The standard library's own parser stumbles over some headers of junk.
        return ""


def _body(message: EmailMessage) -> str:
    part = message.get_body(preferencelist=("plain", "html"))
    if part is None or part.get_content_disposition() == "attachment":
        return ""
    content = _content(part)
    if part.get_content_type() == "text/html":
        return fragment_text(content)
    text = content.replace("\r\n", "\n").replace("\r", "\n")
    if str(part.get_param("format", "")).lower() == "flowed":
        text = re.sub(r"(?<=\S) \n(?!>|\n)", " ", text)
    return text.strip()


def _content(part: MIMEPart) -> str:
    try:
        content = part.get_content() if part.get_content_charset() else "\ufffd"
    except (LookupError, ValueError, AttributeError, TypeError):
        content = "\ufffd"
    if isinstance(content, str) and "\ufffd" not in content:
        return content
    # Without a charset, or with a wrong one.
    payload = part.get_payload(decode=True)
    try:
        return decoded(payload, is_markup=part.get_content_type() == "text/html") if isinstance(payload, bytes) else ""
    except ReadError:
        return content if isinstance(content, str) else ""


def _attachments(message: EmailMessage, depth: int) -> Iterator[Item]:
    # Here, not at the top: what is attached may be of any format, mail included.
    from . import read_items  # noqa: PLC0415

    for number, part in enumerate(_parts(message)):
        if number > MAX_ATTACHMENTS:
            return
        if part.get_content_disposition() != "attachment" or part.is_multipart():
            continue
        payload = part.get_payload(decode=True)
        if part.get_content_maintype() in ("image", "audio", "video") or not isinstance(payload, bytes):
            continue
        try:
            yield from read_items(payload, depth=depth + 1)
        except ReadError as error:
            name = part.get_filename() or "attachment"
            yield Item(problem=f"{squeezed(name)[:100]}: {error}")


READER = Reader("mail", _recognises, _read)
