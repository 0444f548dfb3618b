"""What can go wrong with the embedded database, as sentences for the person at the terminal."""

import errno
import shutil
from pathlib import Path

# A first start needs about 50 MB for the cluster and 64 MB for its write-ahead log.
NEEDED_BYTES = 256 * 1024 * 1024


class EmbeddedDatabaseError(Exception):
    """The embedded database cannot be used; the message says why and what to do."""


def disk_full(path: Path) -> EmbeddedDatabaseError:
    """The error for a disk that has no room for ``path``."""
    return EmbeddedDatabaseError(
        f"There is no room left on the disk that holds {path}. Free at least {NEEDED_BYTES // 2**20} MB and start "
        "again; nothing that was saved is lost."
    )


def require_disk_space(path: Path) -> None:
    """Raise when the disk that holds ``path`` is too full for the database to start."""
    existing = path
    while not existing.exists():
        existing = existing.parent
    if shutil.disk_usage(existing).free < NEEDED_BYTES:
        raise disk_full(path)


def from_os_error(error: OSError, path: Path) -> EmbeddedDatabaseError:
    """Turn an operating system's refusal to use ``path`` into a sentence."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return disk_full(path)
    if isinstance(error, PermissionError):
        return EmbeddedDatabaseError(
            f"{error.filename or path} belongs to another user. Run the program as that user, or as root, or remove "
            f"the folder {path} to begin with an empty database."
        )
    return EmbeddedDatabaseError(f"The embedded database cannot use {path}: {error}.")
