"""Bytes as they were received: how many are taken, and keeping them once for each content."""

import hashlib
import math
from collections.abc import Iterable
from pathlib import Path

from django.conf import settings

from factcheck.base import DomainError, OversizedError
from sources.bulk import batched
from sources.models import Original
from sources.querysets import originals_add

# Rows that are written at once.
BATCH = 500
MIB = 1024 * 1024


def size_require(size: int) -> None:
    """Raise OversizedError for more bytes than the house takes at once."""
    limit = settings.INGEST_MAX_BYTES
    if size > limit:
        # Rounded up, and the limit down: what is over by a little is never told as the same.
        most, over = math.floor(limit * 10 / MIB) / 10, math.ceil(size * 10 / MIB) / 10
        raise OversizedError(f"This is {over:,.1f} MiB; at most {most:g} MiB are taken at once.")


def bytes_require(data: bytes) -> None:
    """Raise DomainError for what is empty or larger than the house takes at once."""
    size_require(len(data))
    if not data.strip():
        raise DomainError("The text is empty.")


def file_read(path: Path) -> bytes:
    """Read a file. Raises DomainError for one that is too large, before any of it is in memory; OSError as usual."""
    size_require(path.stat().st_size)
    return path.read_bytes()


def originals_store(contents: Iterable[bytes]) -> dict[str, int]:
    """Keep bytes as received, once for each content. Returns the row of each digest."""
    packed = {hashlib.sha256(data).hexdigest(): data for data in contents}
    # Always in one order: two that store the same pieces must not wait for each other.
    for digests in batched(sorted(packed), BATCH):
        originals_add([(digest, packed[digest]) for digest in digests])
    return dict(Original.objects.filter(digest__in=packed).values_list("digest", "pk"))
