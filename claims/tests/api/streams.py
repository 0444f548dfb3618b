"""How a stream is watched: its size, its first byte, and the memory that the server takes for it."""

import threading
import time
from typing import NamedTuple
from urllib.request import urlopen

import psutil
from django.db import connection

BLOCK = 1 << 18


class Streamed(NamedTuple):
    """What a stream was like: its size, seconds to the first byte and to the last, and what memory grew by."""

    size: int
    lines: int
    first: float
    seconds: float
    grown_mb: float


def fill(claims: int) -> None:
    """Copy the one public claim until there are so many; their order is that of their ids."""
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO claims_publication (kind, public_id, slug, title, status, facets, sort_at, said_on,"
            " first_published_at, modified_at, body, digest, search, change_number, is_gone, redirect_to, is_stale)"
            " SELECT kind, lpad(n::text, 10, '0'), slug, title, status, facets, sort_at - n * interval '1 minute',"
            " said_on, first_published_at, modified_at, body, digest, search, 1000000 + n, false, '', false"
            " FROM claims_publication, generate_series(1, %s) AS n WHERE kind = 'claim'",
            [claims - 1],
        )
        cursor.execute("ANALYZE claims_publication")


def memory_mb(process: psutil.Process) -> float:
    """Return what a process and its children hold."""
    return sum(one.memory_info().rss for one in [process, *process.children(recursive=True)]) / 1e6


def streamed(address: str, process: psutil.Process) -> Streamed:
    """Read an address to its end, looking at the server's memory all the while."""
    before, highest, ended = memory_mb(process), 0.0, threading.Event()

    def watch() -> None:
        nonlocal highest
        while not ended.wait(0.02):
            highest = max(highest, memory_mb(process))

    watching = threading.Thread(target=watch)
    watching.start()
    began = time.perf_counter()
    try:
        with urlopen(address) as response:
            first = response.read(1)
            to_first = time.perf_counter() - began
            size, lines = len(first), first.count(b"\n")
            while block := response.read(BLOCK):
                size += len(block)
                lines += block.count(b"\n")
    finally:
        ended.set()
        watching.join()
    return Streamed(size, lines, to_first, time.perf_counter() - began, max(0.0, highest - before))
