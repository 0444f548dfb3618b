"""Fetching from real servers on this machine; loopback is allowed to the tests by a parameter and to nobody else."""

import gzip
import ipaddress
import socket
import threading
import time
import tracemalloc
import zlib
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from sources.fetch import FetchError, Limits, charset_of, fetch, is_public
from sources.services.fetches import user_agent

HERE = ipaddress.ip_address("127.0.0.1")
ZEROS = 1_000_000_000


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *args):
        pass

    def do_GET(self):
        self.server.seen.append((self.path, dict(self.headers)))
        self.server.answers[self.path.partition("?")[0]](self)

    def answer(self, status, body=b"", **headers):
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)


@pytest.fixture
def server():
    running = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    running.daemon_threads = True
    running.seen, running.answers = [], {}
    running.url = f"http://127.0.0.1:{running.server_port}"
    threading.Thread(target=running.serve_forever, args=[0.01], daemon=True).start()
    yield running
    running.shutdown()
    running.server_close()


def get(url, **options):
    return fetch(url, user_agent="Test/1", **{"allows": lambda address: address == HERE, **options})


def redirect_to(place):
    return lambda handler: handler.answer(302, Location=place)


def test_a_page_comes_with_its_headers_and_final_address(server):
    server.answers["/old"] = redirect_to("/new?a=1")
    server.answers["/new"] = lambda h: h.answer(200, "Zoë".encode("latin-1"), Content_Type="text/html; charset=latin-1")
    got = get(f"{server.url}/old")
    assert (got.status, got.body, charset_of(got.headers)) == (200, "Zoë".encode("latin-1"), "latin-1")
    assert got.final_url == f"{server.url}/new?a=1"
    assert server.seen[0][1]["User-Agent"] == "Test/1"


def test_a_packed_page_is_unpacked(server):
    server.answers["/"] = lambda h: h.answer(200, gzip.compress(b"words " * 100), Content_Encoding="gzip")
    assert get(server.url).body == b"words " * 100


def test_what_did_not_change_is_not_sent_again(server):
    server.answers["/"] = lambda h: h.answer(304)
    got = get(server.url, etag='"abc"', last_modified="Wed, 21 Sep 2022 07:28:00 GMT")
    assert (got.status, got.body) == (304, b"")
    sent = server.seen[0][1]
    assert (sent["If-None-Match"], sent["If-Modified-Since"]) == ('"abc"', "Wed, 21 Sep 2022 07:28:00 GMT")


@pytest.mark.parametrize(
    "place",
    [
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.2]/",
        "http://[fe80::1]/",
        "http://[fd00:ec2::254]/",
        "http://10.0.0.1/",
        "http://192.168.1.1/",
        "http://172.16.0.1/",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://[64:ff9b::7f00:1]/",
        "http://[2002:7f00:1::]/",
    ],
)
def test_no_redirect_leads_inside(server, place):
    server.answers["/"] = redirect_to(place)
    with pytest.raises(FetchError, match="not on the public internet"):
        get(server.url, allows=lambda address: address == HERE or is_public(address))


@pytest.mark.parametrize("host", ["2130706433", "0x7f000001", "0177.0.0.1", "127.1", "0x7f.1", "127.0.0.01"])
def test_numbers_in_disguise_are_refused(server, host):
    server.answers["/"] = redirect_to(f"http://{host}:{server.server_port}/secret")
    with pytest.raises(FetchError, match="written in an unusual way"):
        get(server.url)
    assert [path for path, _ in server.seen] == ["/"]


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("file:///etc/passwd", "Only addresses"),
        ("ftp://example.com/", "Only addresses"),
        ("gopher://example.com/", "Only addresses"),
        ("javascript:alert(1)", "Only addresses"),
        ("http://user:secret@example.com/", "user name or password"),
        ("http:///nowhere", "not a web address"),
        ("http://exa mple.com/", "not a web address"),
        ("http://example.com:99999/", "not a web address"),
        ("http://[::1", "not a web address"),
        ("http://a..b/", "no host named"),
    ],
)
def test_other_addresses_are_refused(url, said):
    with pytest.raises(FetchError, match=said):
        get(url)


def test_loopback_is_refused_to_everyone_but_tests(server):
    server.answers["/"] = lambda h: h.answer(200, b"secret")
    with pytest.raises(FetchError, match=r"127\.0\.0\.1, which is not on the public internet"):
        fetch(server.url, user_agent="Test/1")
    assert server.seen == []


def test_a_name_that_changes_its_answer_leads_nowhere(server):
    """Public at the first question, inside at the second: what is connected to is what was judged."""
    asked = []

    def resolver(host, port):
        asked.append(host)
        return [(socket.AF_INET, ("127.0.0.1" if len(asked) == 1 else "127.0.0.2", server.server_port))]

    server.answers["/"] = redirect_to("http://rebind.example/inside")
    with pytest.raises(FetchError, match=r"127\.0\.0\.2, which is not"):
        get("http://rebind.example/", resolver=resolver)
    assert asked == ["rebind.example", "rebind.example"]
    assert [path for path, _ in server.seen] == ["/"]


def test_a_name_is_asked_for_once_a_hop(server):
    asked = []

    def resolver(host, port):
        asked.append(host)
        return [(socket.AF_INET, ("127.0.0.1", server.server_port))]

    server.answers["/"] = lambda h: h.answer(200, b"words")
    assert get("http://name.example/", resolver=resolver).body == b"words"
    assert asked == ["name.example"]
    assert server.seen[0][1]["Host"] == "name.example"


def test_one_inner_address_among_outer_ones_is_refused(server):
    places = [(socket.AF_INET, ("127.0.0.1", server.server_port)), (socket.AF_INET, ("10.0.0.1", 80))]
    with pytest.raises(FetchError, match=r"10\.0\.0\.1"):
        get("http://mixed.example/", resolver=lambda host, port: places)
    assert server.seen == []


def test_an_endless_redirect_ends(server):
    server.answers["/"] = redirect_to("/")
    with pytest.raises(FetchError, match="after 5 redirects"):
        get(server.url)
    assert len(server.seen) == 6


def test_a_body_that_drips_is_given_up_in_time(server):
    def drip(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "100000")
        handler.end_headers()
        for _ in range(100):
            try:
                handler.wfile.write(b"x")
                handler.wfile.flush()
            except OSError:
                return
            time.sleep(0.1)

    server.answers["/"] = drip
    began = time.monotonic()
    with pytest.raises(FetchError, match="more than 1 seconds"):
        get(server.url, limits=Limits(seconds=1))
    assert time.monotonic() - began < 2


def test_headers_that_drip_are_given_up_in_time():
    listener = socket.create_server(("127.0.0.1", 0))

    def drip():
        client, _ = listener.accept()
        with client:
            for _ in range(100):
                try:
                    client.send(b"H")
                except OSError:
                    return
                time.sleep(0.1)

    thread = threading.Thread(target=drip, daemon=True)
    thread.start()
    began = time.monotonic()
    with pytest.raises(FetchError, match="more than 1 seconds"):
        get(f"http://127.0.0.1:{listener.getsockname()[1]}/", limits=Limits(seconds=1))
    assert time.monotonic() - began < 2
    thread.join(5)
    listener.close()


def zeros_packed():
    packer = zlib.compressobj(1, wbits=31)
    piece = b"\0" * 10_000_000
    return b"".join(packer.compress(piece) for _ in range(ZEROS // len(piece))) + packer.flush()


def test_a_gigabyte_of_zeros_is_given_up_small(server):
    packed = zeros_packed()
    assert len(packed) < 5_000_000
    server.answers["/"] = lambda h: h.answer(200, packed, Content_Encoding="gzip")
    tracemalloc.start()
    try:
        with pytest.raises(FetchError, match="larger than 21 MB"):
            get(server.url)
        assert tracemalloc.get_traced_memory()[1] < 100_000_000
    finally:
        tracemalloc.stop()


def test_what_announces_too_much_is_not_waited_for(server):
    def large(handler):
        handler.send_response(200)
        handler.send_header("Content-Length", "100000000")
        handler.end_headers()

    server.answers["/"] = large
    with pytest.raises(FetchError, match="larger than 21 MB"):
        get(server.url)


def test_what_never_ends_is_given_up(server):
    def endless(handler):
        handler.send_response(200)
        handler.send_header("Transfer-Encoding", "chunked")
        handler.end_headers()
        with_suppressed = b"%x\r\n%s\r\n" % (65536, b"x" * 65536)
        try:
            while True:
                handler.wfile.write(with_suppressed)
        except OSError:
            pass

    server.answers["/"] = endless
    with pytest.raises(FetchError, match="larger than 1 MB"):
        get(server.url, limits=Limits(size=1_000_000))


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        (lambda h: h.answer(404), "answered 404 Not Found"),
        (lambda h: h.answer(500), "answered 500"),
        (lambda h: h.answer(204), "answered 204, which is no page"),
        (lambda h: h.answer(200, b"x", Content_Encoding="br"), "packed as br"),
        (lambda h: h.answer(200, b"not gzip at all", Content_Encoding="gzip"), "could not be read"),
        (lambda h: h.answer(200, gzip.compress(b"words" * 99)[:-12], Content_Encoding="gzip"), "broke off"),
        (lambda h: h.wfile.write(b"junk\r\n\r\n"), "could not be read"),
    ],
)
def test_bad_answers_are_told_apart(server, answer, said):
    def close(handler):
        handler.close_connection = True
        answer(handler)

    server.answers["/"] = close
    with pytest.raises(FetchError, match=said):
        get(server.url)


def test_nobody_there_is_said_so():
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    with pytest.raises(FetchError, match="could not be reached"):
        get(f"http://127.0.0.1:{port}/")


@pytest.mark.parametrize("address", ["8.8.8.8", "93.184.216.34", "2606:4700::1111"])
def test_the_public_internet_is_public(address):
    assert is_public(ipaddress.ip_address(address))


@pytest.mark.parametrize(("name", "sent"), [("On Record", "OnRecord"), ("Слово", "Slovo"), ("言葉", "OnRecord")])
def test_a_house_is_named_in_letters_that_a_header_holds(settings, name, sent):
    settings.SITE_NAME = name
    assert user_agent().startswith(f"{sent}/1.0 (+")
    assert user_agent().isascii()
