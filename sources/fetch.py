"""Fetches an address without letting it lead anywhere it should not.

Only http and https; only public addresses, judged on the very address that is connected to, once for each hop, so
that neither a redirect nor a name that changes its answer leads inside; bounded in time, size and hops. No proxy of
the environment is used: it would connect on its own judgement.
"""

from __future__ import annotations

import datetime as dt
import email.message
import http.client
import ipaddress
import re
import socket
import ssl
import threading
import time
import zlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as FutureTimeout
from contextlib import suppress
from dataclasses import dataclass
from urllib.parse import SplitResult, quote, urljoin, urlsplit

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
# What getaddrinfo answers: family, and where to connect to.
Place = tuple[int, tuple[object, ...]]

REDIRECTS = (301, 302, 303, 307, 308)
CHUNK = 64 * 1024
# NAT64 and 6to4 carry an IPv4 address inside.
_NAT64 = ipaddress.ip_network("64:ff9b::/96")
_NAT64_LOCAL = ipaddress.ip_network("64:ff9b:1::/48")
# Whole or hexadecimal or octal numbers that inet_aton takes for an address.
_ODD_NUMBER = re.compile(r"(?:0x[0-9a-f]*|\d+)(?:\.(?:0x[0-9a-f]*|\d+)){0,3}\.?", re.IGNORECASE)


class FetchError(Exception):
    """An address was not fetched. The message is one sentence an editor understands."""

    def __init__(self, message: str, *, status: int = 0) -> None:
        super().__init__(message)
        self.status = status


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one fetch may take, redirects included."""

    seconds: float = 30
    connect_seconds: float = 10
    # Of the body as sent and, again, unpacked.
    size: int = 20 * 1024 * 1024
    redirects: int = 5


@dataclass(frozen=True, slots=True)
class Fetched:
    """What an address answered; `body` is unpacked."""

    url: str
    final_url: str
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    fetched_at: dt.datetime

    def header(self, name: str) -> str:
        """Return the first header of that name; empty if there is none."""
        return next((value for key, value in self.headers if key.lower() == name.lower()), "")


def charset_of(headers: Iterable[Sequence[str]]) -> str:
    """Return the encoding that a Content-Type among `headers` names; empty if none does."""
    message = email.message.Message()
    message["Content-Type"] = next((value for name, value in headers if name.lower() == "content-type"), "")
    found = message.get_param("charset", "")
    return found if isinstance(found, str) else ""


def is_public(address: Address) -> bool:
    """Whether an address is on the public internet, whatever it is wrapped in."""
    if isinstance(address, ipaddress.IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo[1] if address.teredo else None)
        if inner is None and address in _NAT64:
            inner = ipaddress.IPv4Address(int(address) & 0xFFFFFFFF)
        if inner is not None:
            return is_public(inner)
        if address in _NAT64_LOCAL or address.is_site_local:
            return False
    return address.is_global and not (address.is_multicast or address.is_reserved or address.is_unspecified)


def resolve(host: str, port: int) -> list[Place]:
    """Return where a host is, by the system's resolver."""
    return [(row[0], row[4]) for row in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def fetch(
    url: str,
    *,
    user_agent: str,
    etag: str = "",
    last_modified: str = "",
    limits: Limits = Limits(),
    resolver: Callable[[str, int], list[Place]] = resolve,
    allows: Callable[[Address], bool] = is_public,
) -> Fetched:
    """Fetch an address, following redirects. Raises FetchError and nothing else.

    With `etag` or `last_modified` the answer may be 304, without a body. `resolver` and `allows` are for tests,
    whose servers are on this machine.
    """
    deadline = time.monotonic() + limits.seconds
    headers = {"User-Agent": user_agent, "Accept": "*/*", "Accept-Encoding": "gzip", "Connection": "close"}
    if etag:
        headers["If-None-Match"] = etag
    if last_modified:
        headers["If-Modified-Since"] = last_modified
    address = url
    for _ in range(limits.redirects + 1):
        hop = _Hop(address, deadline, limits, resolver, allows)
        status, answered, body = hop.ask("GET", headers)
        location = next((value for key, value in answered if key.lower() == "location"), "")
        if status in REDIRECTS and location:
            address = urljoin(address, location)
            continue
        if status >= 400:
            phrase = http.client.responses.get(status, "")
            raise FetchError(f"{hop.host} answered {status} {phrase}".strip() + ".", status=status)
        if status not in (200, 203, 304):
            raise FetchError(f"{hop.host} answered {status}, which is no page.", status=status)
        return Fetched(url, address, status, answered, body, dt.datetime.now(dt.UTC))
    raise FetchError(f"This address leads on and on: after {limits.redirects} redirects it was given up.")


def post(
    url: str,
    body: bytes,
    *,
    headers: Mapping[str, str],
    limits: Limits = Limits(),
    resolver: Callable[[str, int], list[Place]] = resolve,
    allows: Callable[[Address], bool] = is_public,
) -> int:
    """Send bytes to an address. Returns the status of the answer, which is not read; raises FetchError otherwise.

    A redirect is an answer like others and is not followed.
    """
    hop = _Hop(url, time.monotonic() + limits.seconds, limits, resolver, allows)
    return hop.ask("POST", {**headers, "Connection": "close"}, body)[0]


def require_outside(url: str, *, allows: Callable[[Address], bool] = is_public) -> None:
    """Refuse an address that leads inside by what is written in it. Raises FetchError.

    What a name leads to is judged whenever it is connected to: it may be another place then.
    """
    host = (_checked(url).hostname or "").rstrip(".")
    is_local = host == "localhost" or host.endswith(".localhost")
    try:
        is_allowed = allows(ipaddress.ip_address("127.0.0.1" if is_local else host.partition("%")[0]))
    except ValueError:
        return
    if not is_allowed:
        raise FetchError(f"{host} is not on the public internet.")


class _Hop:
    """One request to one host."""

    def __init__(
        self,
        url: str,
        deadline: float,
        limits: Limits,
        resolver: Callable[[str, int], list[Place]],
        allows: Callable[[Address], bool],
    ) -> None:
        self.deadline, self.limits, self.resolver, self.allows = deadline, limits, resolver, allows
        self.parts = _checked(url)
        host = self.parts.hostname or ""
        self.host = host
        self.port = self.parts.port or (443 if self.parts.scheme == "https" else 80)
        self.is_late = False
        self.open: socket.socket | None = None

    def ask(
        self, method: str, headers: Mapping[str, str], sent: bytes | None = None
    ) -> tuple[int, tuple[tuple[str, str], ...], bytes]:
        # Time limits of a socket begin anew with each byte; this one does not.
        watch = threading.Timer(max(0.0, self._left()), self._end)
        watch.daemon = True
        watch.start()
        connection = http.client.HTTPConnection(self.host, self.port)
        try:
            connection.sock = self._connected_or_said()
            connection.request(method, _path(self.parts), sent, headers={"Host": _host_header(self.parts), **headers})
            response = connection.getresponse()
            answered = tuple(response.getheaders())
            is_empty = method == "POST" or response.status in (*REDIRECTS, 304) or response.status >= 400
            body = b"" if is_empty else self._body(response)
            if self.is_late:
                raise self._late()
            return response.status, answered, body
        except (OSError, http.client.HTTPException, ValueError, zlib.error) as error:
            if self.is_late or isinstance(error, TimeoutError):
                raise self._late() from error
            raise FetchError(f"{self.host} answered in a way that could not be read.") from error
        finally:
            watch.cancel()
            connection.close()

    def _connected_or_said(self) -> socket.socket:
        try:
            return self._connected()
        except OSError as error:
            if self.is_late:
                raise self._late() from error
            if isinstance(error, ssl.SSLCertVerificationError):
                raise FetchError(f"{self.host} could not be reached safely: its certificate is not valid.") from error
            raise FetchError(f"{self.host} could not be reached.") from error

    def _connected(self) -> socket.socket:
        error: OSError | None = None
        for family, place in self._places():
            plain = self.open = socket.socket(family, socket.SOCK_STREAM)
            try:
                plain.settimeout(max(0.1, min(self.limits.connect_seconds, self._left())))
                plain.connect(place)
                # What answers must be what was judged.
                self._require_allowed(str(plain.getpeername()[0]))
                plain.settimeout(max(0.1, self._left()))
                if self.parts.scheme != "https":
                    return plain
                secured = ssl.create_default_context().wrap_socket(plain, server_hostname=self.host)
                # The plain socket has handed itself over; what is to be shut down is the new one.
                self.open = secured
                return secured
            except ssl.SSLError:
                plain.close()
                raise
            except OSError as failed:
                plain.close()
                error = failed
            except FetchError:
                plain.close()
                raise
        if self._left() <= 0:
            raise self._late()
        raise error or OSError("no address")

    def _places(self) -> list[Place]:
        pool = ThreadPoolExecutor(1)
        try:
            waiting = pool.submit(self.resolver, self.host, self.port)
            places = waiting.result(timeout=max(0.1, min(self.limits.connect_seconds, self._left())))
        except FutureTimeout as error:
            raise FetchError(f"The name {self.host} took too long to be found.") from error
        except (OSError, UnicodeError) as error:
            raise FetchError(f"There is no host named {self.host}.") from error
        finally:
            pool.shutdown(wait=False)
        # One inner address among outer ones is a trap, not an accident.
        for _, place in places:
            self._require_allowed(str(place[0]))
        return places

    def _require_allowed(self, literal: str) -> None:
        try:
            allowed = self.allows(ipaddress.ip_address(literal.partition("%")[0]))
        except ValueError:
            allowed = False
        if not allowed:
            raise FetchError(f"{self.host} is at {literal}, which is not on the public internet; it was not fetched.")

    def _body(self, response: http.client.HTTPResponse) -> bytes:
        encoding = response.getheader("Content-Encoding", "").strip().lower()
        if encoding not in ("", "identity", "gzip", "x-gzip", "deflate"):
            raise FetchError(f"{self.host} sent its answer packed as {encoding[:20]}, which was not asked for.")
        unpack = zlib.decompressobj(wbits=47) if encoding not in ("", "identity") else None
        announced = response.getheader("Content-Length", "")
        if announced.isdigit() and int(announced) > self.limits.size:
            raise self._large()
        got, body = 0, bytearray()
        while piece := response.read1(CHUNK):
            got += len(piece)
            # Never more at once than may still come.
            body += unpack.decompress(piece, self.limits.size + 1 - len(body)) if unpack else piece
            if got > self.limits.size or len(body) > self.limits.size:
                raise self._large()
            if self._left() <= 0:
                raise self._late()
        if announced.isdigit() and got < int(announced) and not self.is_late:
            raise FetchError(f"{self.host} broke off in the middle of its answer.")
        if unpack is not None and not unpack.eof:
            raise FetchError(f"{self.host} broke off in the middle of its answer.")
        return bytes(body)

    def _left(self) -> float:
        return self.deadline - time.monotonic()

    def _end(self) -> None:
        self.is_late = True
        if self.open is not None:
            with suppress(OSError):
                self.open.shutdown(socket.SHUT_RDWR)

    def _late(self) -> FetchError:
        return FetchError(f"{self.host} took more than {self.limits.seconds:g} seconds to answer; it was given up.")

    def _large(self) -> FetchError:
        return FetchError(f"The answer of {self.host} is larger than {self.limits.size / 1e6:.0f} MB; it was given up.")


def _checked(url: str) -> SplitResult:
    try:
        parts = urlsplit(url.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError as error:
        raise FetchError("This is not a web address.") from error
    if parts.scheme not in ("http", "https"):
        raise FetchError("Only addresses that begin with http:// or https:// are fetched.")
    if not host or port == 0 or any(char.isspace() or ord(char) < 32 for char in url.strip()):
        raise FetchError("This is not a web address.")
    if parts.username is not None or parts.password is not None:
        raise FetchError("Addresses with a user name or password in them are not fetched.")
    if _ODD_NUMBER.fullmatch(host):
        try:
            ipaddress.IPv4Address(host)
        except ValueError as error:
            raise FetchError(f"{host} is a number written in an unusual way; it was not fetched.") from error
    if ":" not in host:
        try:
            host = host.encode("idna").decode("ascii")
        except UnicodeError as error:
            raise FetchError(f"There is no host named {host[:100]}.") from error
        location = f"{host}:{port}" if port else host
        parts = parts._replace(netloc=location)
    return parts


def _path(parts: SplitResult) -> str:
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    query = quote(parts.query, safe="/%:@!$&'()*+,;=~-._?")
    return f"{path}?{query}" if query else path


def _host_header(parts: SplitResult) -> str:
    return parts.netloc.rpartition("@")[2]
