"""Answering requests: an operation of the table, run with everything that all of them share."""

import codecs
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

import orjson
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.utils.cache import patch_vary_headers
from django.views.decorators.csrf import csrf_exempt
from rest_framework import exceptions
from rest_framework.parsers import BaseParser, MultiPartParser
from rest_framework.request import Request
from rest_framework.views import APIView

from claims.api import bodies, shapes
from claims.api.access import AUTHENTICATION, ColleagueThrottle, MayAct
from claims.api.operations import Call, Operation, Show, found
from claims.models import AnsweredRequest
from claims.public import filters
from claims.services.record import NamesakeError
from factcheck.api import (
    AddressThrottle,
    InvalidBodyError,
    InvalidParametersError,
    JsonRenderer,
    WeighedNegotiation,
    problem,
    refuse_unreadable,
    tell_limits,
)
from factcheck.base import ConflictError

# Longer than any body of an act; deliveries may be as long as the house takes.
BODY_LIMIT = 1024 * 1024
ETAG = re.compile(r'"([0-9]{1,9})-([0-9]{1,9})"')
KEY = re.compile(r"[!-~]{1,255}")
# So much of a member's name is told.
NAME_SHOWN = 100


# Rows that are edited, whose ETag an edit must name.
SHOWN: Mapping[str, Show] = {
    "WorkingClaim": shapes.claim,
    "WorkingStatement": shapes.statement,
    "WorkingVerdict": shapes.verdict,
    "WorkingDocument": shapes.document,
}


class TooLargeError(exceptions.APIException):
    status_code = HTTPStatus.REQUEST_ENTITY_TOO_LARGE
    default_detail = "The body is larger than is taken at once."


class NoLengthError(exceptions.APIException):
    """A body in pieces: the server that answers is given none of it, so the request would be done without."""

    status_code = HTTPStatus.LENGTH_REQUIRED
    default_detail = "Send the body whole, with a Content-Length; pieces (Transfer-Encoding: chunked) are not read."


class NoVersionError(exceptions.APIException):
    status_code = HTTPStatus.PRECONDITION_REQUIRED
    default_detail = (
        "Say with If-Match which version you have seen: the ETag of the row under /api/v1/desk/, or * for any."
    )


class ReusedKeyError(exceptions.APIException):
    status_code = HTTPStatus.UNPROCESSABLE_ENTITY
    default_detail = "This Idempotency-Key went with another request. Use a new one for each thing to be done."


class JsonParser(BaseParser):
    media_type = "application/json"

    def parse(self, stream: Any, media_type: str | None = None, parser_context: Any = None) -> Any:
        try:
            # A byte order mark is no part of the text (RFC 8259, 8.1).
            data = stream.read().removeprefix(codecs.BOM_UTF8)
            body = orjson.loads(data)
        except ValueError as error:
            raise InvalidBodyError([("", "Not JSON in UTF-8.")]) from error
        try:
            json.loads(data, object_pairs_hook=_once_each, parse_int=str, parse_float=str)
        except RecursionError as error:
            raise InvalidBodyError([("", "Nested too deeply.")]) from error
        return body


def _once_each(members: list[tuple[str, object]]) -> None:
    """Refuse an object that names a member twice: orjson takes the last, other readers the first (RFC 8259, 4)."""
    seen: set[str] = set()
    for name, _ in members:
        if name in seen:
            raise InvalidBodyError([("", f"Given more than once in one object: {name[:NAME_SHOWN]}.")])
        seen.add(name)


class _OneFormat(WeighedNegotiation):
    """JSON; `format` is a parameter like others that are none, and refused by name."""

    format_parameter = None


class OperationView(APIView):
    """All operations at one address that are not the public's reading."""

    operations: Mapping[str, Operation]
    authentication_classes = AUTHENTICATION
    permission_classes = (MayAct,)
    throttle_classes = (ColleagueThrottle,)
    parser_classes = (JsonParser, MultiPartParser)
    renderer_classes = (JsonRenderer,)
    content_negotiation_class = _OneFormat
    metadata_class = None

    def operation(self, request: Request) -> Operation | None:
        """Return what a request asks for; reading the head of something is reading it."""
        return self.operations.get("GET" if request.method == "HEAD" else str(request.method))

    @property
    def allowed_methods(self) -> list[str]:
        return [*self.operations, *(["HEAD"] if "GET" in self.operations else [])]

    def initial(self, request: Request, *args: Any, **kwargs: Any) -> None:
        if self.operation(request) is None:
            raise exceptions.MethodNotAllowed(str(request.method))
        # Counted before anything is looked up, the token included.
        by_address = AddressThrottle()
        if not by_address.allow_request(request, self):
            self.throttled(request, by_address.wait())
        super().initial(request, *args, **kwargs)
        refuse_unreadable(request.META.get("QUERY_STRING", ""))

    def finalize_response(self, request: Request, response: Any, *args: Any, **kwargs: Any) -> Any:
        response = super().finalize_response(request, response, *args, **kwargs)
        if response.status_code != HTTPStatus.METHOD_NOT_ALLOWED:
            # More may be allowed at this address, to readers.
            del response["Allow"]
        response["Cache-Control"] = "no-store"
        patch_vary_headers(response, ["Authorization", "Cookie"])
        tell_limits(request, response)
        return response

    def read(self, request: Request, public_id: str = "") -> HttpResponseBase:
        operation = self.operations["GET"]
        data = filters.read(operation.parameters, request.query_params)
        row = found(operation.find(public_id)) if operation.find else None
        answer = operation.run(Call(request, row, data, None))
        if isinstance(answer, dict):
            return _json(answer)
        # A row with a version.
        return _json(SHOWN[operation.component](answer), headers={"ETag": shapes.version_tag(answer)})

    def write(self, request: Request, public_id: str = "") -> HttpResponseBase:
        operation = self.operations[str(request.method)]
        filters.read((), request.query_params)
        key = _key(request)
        version, line = _version(request) if operation.needs_version else (None, 0)
        data, file = _body(request, operation)
        try:
            with transaction.atomic():
                answered = _answered(request, key, data, file) if key else None
                if answered is not None and answered.status:
                    return _again(answered)
                row = found(operation.find(public_id)) if operation.find else None
                response = self._done(operation, operation.run(Call(request, row, data, version, file)))
                if answered is not None:
                    answered.status = response.status_code
                    answered.headers = {name: response[name] for name in ("ETag", "Location") if name in response}
                    answered.body = response.content.decode()
                    answered.save()
                return response
        except ConflictError as error:
            return self._old_version(request, operation, public_id, error, line)
        except NamesakeError as error:
            detail = f'{error.message} Use that one, or say with "namesake": true that this is somebody else.'
            errors = [{"pointer": "/name", "detail": error.message}]
            candidates = [shapes.speaker(speaker) for speaker in error.known]
            return problem(request, HTTPStatus.CONFLICT, detail, errors=errors, candidates=candidates)

    def _done(self, operation: Operation, row: Any) -> HttpResponse:
        """Show the row that was written, as it now is."""
        assert operation.show is not None
        row.refresh_from_db()
        shown = operation.show(row)
        headers = {}
        if operation.component in shapes.VERSIONED:
            headers["ETag"] = shapes.version_tag(row)
        if operation.status in (HTTPStatus.CREATED, HTTPStatus.ACCEPTED):
            headers["Location"] = shown["url"]
        return _json(shown, status=operation.status, headers=headers)

    def _old_version(
        self, request: Request, operation: Operation, public_id: str, error: ConflictError, line: int
    ) -> HttpResponse:
        assert operation.find is not None
        assert operation.show is not None
        row = found(operation.find(public_id))
        return problem(
            request,
            HTTPStatus.PRECONDITION_FAILED,
            error.message,
            etag=shapes.version_tag(row),
            current=operation.show(row),
            changed=[shapes.event(one) for one in shapes.events_of(row, after=line)],
        )


def _again(answered: AnsweredRequest) -> HttpResponse:
    headers = {**answered.headers, "Idempotency-Replayed": "true"}
    return HttpResponse(answered.body, status=answered.status, content_type="application/json", headers=headers)


def _json(shown: object, *, status: int = HTTPStatus.OK, headers: Mapping[str, str] | None = None) -> HttpResponse:
    return HttpResponse(orjson.dumps(shown), status=status, content_type="application/json", headers=headers)


# --- reading a request ------------------------------------------------------------------------------------------------


def _key(request: Request) -> str:
    key = request.headers.get("Idempotency-Key", "")
    if "Idempotency-Key" in request.headers and not KEY.fullmatch(key):
        raise InvalidParametersError([("Idempotency-Key", "Up to 255 visible ASCII characters.")])
    return key


def _version(request: Request) -> tuple[int | None, int]:
    """Return version and line of history that If-Match names; no version where it says that any will do."""
    given = request.headers.get("If-Match")
    if given is None:
        raise NoVersionError
    if given.strip() == "*":
        return None, 0
    match = ETAG.fullmatch(given.strip())
    if not match:
        fault = "Not the ETag of a working row; take it from the row's address under /api/v1/desk/."
        raise InvalidParametersError([("If-Match", fault)])
    return int(match[1]), int(match[2])


def _body(request: Request, operation: Operation) -> tuple[dict[str, Any], Any]:
    """Return the body of a request, checked, and the file that came with it."""
    if request.headers.get("Transfer-Encoding"):
        raise NoLengthError
    length = request.META.get("CONTENT_LENGTH") or "0"
    limit = settings.DATA_UPLOAD_MAX_MEMORY_SIZE if operation.file_body else BODY_LIMIT
    if not length.isdecimal() or int(length) > limit:
        raise TooLargeError
    is_form = str(request.content_type).partition(";")[0].strip().lower() == "multipart/form-data"
    if is_form and operation.file_body is None:
        raise exceptions.UnsupportedMediaType("multipart/form-data")
    sent = request.data
    if not is_form:
        # Without a body REST framework gives an empty form.
        sent = sent if int(length) else {}
        return bodies.checked(operation.body or bodies.body(), sent), None
    files = [(name, file) for name, several in request.FILES.lists() for file in several]
    if len(files) != 1 or files[0][0] != "file":
        raise InvalidBodyError([("/file", "Send exactly one file, under this name.")])
    fields = dict(request.POST.lists())
    if twice := [name for name, values in fields.items() if len(values) > 1]:
        raise InvalidBodyError([(f"/{name[:60]}", "Given more than once.") for name in twice])
    data = bodies.checked(bodies.DELIVERY_FILE_FACTS, {name: values[0] for name, values in fields.items()})
    return data, files[0][1]


def _answered(request: Request, key: str, data: Mapping[str, Any], file: Any) -> AnsweredRequest:
    """Return what stands under an idempotency key, made now where nothing does.

    Whoever comes second waits here until the first has committed. What is refused is rolled back with its key, for it
    did nothing and may be sent again.
    """
    version = request.headers.get("If-Match", "")
    digest = hashlib.sha256(f"{request.method} {request.path}\n{version}\n".encode())
    digest.update(orjson.dumps(dict(data), option=orjson.OPT_SORT_KEYS))
    if file is not None:
        for chunk in file.chunks():
            digest.update(chunk)
        file.seek(0)
    fingerprint = digest.hexdigest()
    user = request.user
    assert isinstance(user, User)
    answered, is_new = AnsweredRequest.objects.get_or_create(user=user, key=key, defaults={"fingerprint": fingerprint})
    if not is_new and answered.fingerprint != fingerprint:
        raise ReusedKeyError
    return answered


# --- one address, two kinds of askers ---------------------------------------------------------------------------------


def by_method(
    reading: Callable[..., HttpResponseBase], writing: Callable[..., HttpResponseBase], methods: tuple[str, ...]
) -> Callable[..., HttpResponseBase]:
    """Return a view that has publications read by `reading` and everything in `methods` done by `writing`.

    A reader's request goes the same way as at addresses where nothing can be written, with or without a token.
    """

    def view(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method in methods:
            return writing(request, *args, **kwargs)
        response = reading(request, *args, **kwargs)
        if response.status_code == HTTPStatus.METHOD_NOT_ALLOWED or request.method == "OPTIONS":
            response["Allow"] = f"{response['Allow']}, {', '.join(methods)}"
        return response

    return csrf_exempt(view)
