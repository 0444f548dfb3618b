"""kombu's filesystem transport, made safe for several processes that start, write and read at the same moment.

The original writes a message, and the table of queues, in place: a reader that comes between the creation and the
writing finds an empty file and fails. It also takes messages by way of the system's temporary folder, which may be
another disk, where a move is a copy. Here every file appears complete, by a rename, and stays on its own disk.
"""

import fcntl
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from queue import Empty
from time import time_ns
from typing import Any

from kombu.exceptions import ChannelError
from kombu.transport import TRANSPORT_ALIASES, filesystem
from kombu.utils.json import dumps, loads

_WAIT_SECONDS = 0.5


class Channel(filesystem.Channel):
    """The original's channel with its four file operations replaced."""

    def get_table(self, exchange: str) -> list[filesystem.exchange_queue_t]:
        """Return the queues bound to ``exchange``."""
        try:
            table = loads(self._exchange_file(exchange).read_text())
        except FileNotFoundError:
            return []
        except OSError as error:
            raise ChannelError(f"Cannot read the queues of {exchange!r}: {error}") from error
        return [filesystem.exchange_queue_t(*row) for row in table]

    def _queue_bind(self, exchange: str, routing_key: str | None, pattern: str | None, queue: str | None) -> None:
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table_lock(exchange):
            table = self.get_table(exchange)
            if row not in table:
                self._write(self._exchange_file(exchange), dumps([row, *table]))

    def _delete(
        self, queue: str, exchange: str, routing_key: str | None, pattern: str | None, *args: Any, **kwargs: Any
    ) -> None:
        self._purge(queue)
        row = filesystem.exchange_queue_t(routing_key or "", pattern or "", queue or "")
        with self._table_lock(exchange):
            table = self.get_table(exchange)
            if row in table:
                self._write(self._exchange_file(exchange), dumps([other for other in table if other != row]))

    # The two classes above name their arguments differently.
    def _put(self, queue: str, payload: Any, **kwargs: Any) -> None:  # type: ignore[override]
        """Put a message at the end of ``queue``; names sort by time."""
        name = f"{time_ns():020d}_{uuid.uuid4()}.{queue}.msg"
        self._write(Path(self.data_folder_out) / name, dumps(payload))

    def _get(self, queue: str, timeout: float | None = None) -> Any:
        """Take the oldest message of ``queue``; of several takers the rename lets one through."""
        folder = Path(self.data_folder_in)
        names = sorted(path.name for path in folder.iterdir())
        for name in (name for name in names if name.partition(".")[2] == f"{queue}.msg"):
            taken = Path(self.processed_folder) / name
            try:
                (folder / name).rename(taken)
            except FileNotFoundError:
                continue
            except OSError as error:
                raise ChannelError(f"Cannot take a message from {folder}: {error}") from error
            payload = loads(taken.read_text())
            taken.unlink()
            return payload
        raise Empty

    @contextmanager
    def _table_lock(self, exchange: str) -> Iterator[None]:
        """Let one process at a time change the table of ``exchange``."""
        path = self._exchange_file(exchange).with_suffix(".lock")
        try:
            descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        except OSError as error:
            raise ChannelError(f"Cannot change the queues of {exchange!r}: {error}") from error
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX)
            yield
        finally:
            os.close(descriptor)

    def _write(self, path: Path, text: str) -> None:
        """Make ``path`` appear with ``text`` in it, or not at all."""
        draft = Path(self.processed_folder) / f"{path.name}.{uuid.uuid4()}.new"
        try:
            draft.write_text(text)
            draft.rename(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise ChannelError(f"Cannot write to the queue folder {path.parent}: {error}") from error


class Transport(filesystem.Transport):
    """The original's transport with the channel above."""

    Channel = Channel

    def drain_events(self, connection: Any, timeout: float | None = None, **kwargs: Any) -> None:
        """Wait for a message; shortly, because a worker looks only between two waits whether it should end."""
        super().drain_events(connection, timeout=_WAIT_SECONDS if timeout is None else min(timeout, _WAIT_SECONDS))


def filesystem_options(folder: Path) -> dict[str, Any]:
    """Make the folders of a filesystem broker in ``folder``; return the transport's options.

    Also makes ``filesystem://`` mean the transport of this module.
    """
    TRANSPORT_ALIASES["filesystem"] = f"{__name__}:Transport"
    folders = {name: folder / name for name in ("messages", "queues", "taken")}
    for path in folders.values():
        path.mkdir(parents=True, exist_ok=True, mode=0o700)
    return {
        "data_folder_in": str(folders["messages"]),
        "data_folder_out": str(folders["messages"]),
        "control_folder": str(folders["queues"]),
        "processed_folder": str(folders["taken"]),
        "store_processed": True,
        # Seconds between two looks into the folder, of which one costs a fifth of a millisecond: a worker waits so long
        # for each message, and one message is half a second's work.
        "polling_interval": 0.05,
    }
