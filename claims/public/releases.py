"""Dated releases: whole exports that stay as they are, to be downloaded and cited.

`manage.py export --release` writes them. A release is a folder that is named by the day and the number of the newest
change it holds; the file of checksums in it is written last, so what has one is whole, and is not written again.
"""

import hashlib
import heapq
import mmap
import re
import tempfile
from bisect import bisect_left
from contextlib import ExitStack
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import orjson
from django.conf import settings

from factcheck.base import ID_LENGTH

SUMS = "SHA256SUMS"
PACKAGE = "datapackage.json"
DICTIONARY = "data-dictionary.csv"
MEDIA_TYPES = {
    "csv": "text/csv",
    "jsonl": "application/x-ndjson",
    "parquet": "application/vnd.apache.parquet",
    "json": "application/json",
}
FORMS = ("csv", "jsonl", "parquet")
BESIDE = (DICTIONARY, PACKAGE, SUMS)
# No checksum names it and no address leads to it.
IDS = ".ids"
# A line of the list of what stands in a release; so many are sorted in memory at once, about 100 MB.
LINE = ID_LENGTH + 1
RUN = 1_000_000
_ID = re.compile(rb"(?<![0-9A-Za-z])[0-9a-z]{%d}(?![0-9A-Za-z])" % ID_LENGTH)
_NAME = re.compile(r"\d{4}-\d{2}-\d{2}-\d+")


@dataclass(frozen=True)
class File:
    """A file of a release; `digest` is its SHA-256, `size` in bytes."""

    name: str
    size: int
    digest: str

    @property
    def media_type(self) -> str:
        """What it is sent as."""
        return MEDIA_TYPES.get(self.name.rpartition(".")[2], "text/plain; charset=utf-8")


@dataclass(frozen=True)
class Release:
    """A release: its name in addresses, the state of the record that it holds, and the words to cite it by."""

    name: str
    day: str
    change: str
    title: str
    citation: str
    files: tuple[File, ...]

    @property
    def tables(self) -> list[tuple[str, list[File | None]]]:
        """The name of each table, with its file in each of FORMS; None in a form that it does not come in."""
        by_name = {file.name: file for file in self.files}
        names = sorted({name.rpartition(".")[0] for name in by_name if name not in BESIDE})
        return [(name, [by_name.get(f"{name}.{form}") for form in FORMS]) for name in names]

    @property
    def beside(self) -> list[File]:
        """What comes with the tables."""
        return [file for file in self.files if file.name in BESIDE]

    @property
    def size(self) -> int:
        """All bytes together."""
        return sum(file.size for file in self.files)


def release_name(day: str, change: int) -> str:
    """Return what the release of a state of the record is called."""
    return f"{day}-{change}"


def releases() -> list[Release]:
    """Return all releases, the newest first."""
    root = Path(settings.RELEASES_ROOT)
    if not root.is_dir():
        return []
    whole = [folder for folder in root.iterdir() if _NAME.fullmatch(folder.name) and (folder / SUMS).is_file()]
    return sorted((_read(folder) for folder in whole), key=lambda one: (one.day, int(one.change)), reverse=True)


def release_file(name: str, file_name: str) -> tuple[Path, File] | None:
    """Return where a file of a release lies, and what it is; None for what no release names."""
    folder = _folder(name)
    if not _NAME.fullmatch(name) or not (folder / SUMS).is_file():
        return None
    found = next((file for file in _read(folder).files if file.name == file_name), None)
    return (folder / file_name, found) if found else None


def releases_holding(*public_ids: str) -> list[Release]:
    """Return the releases in which something with one of these ids stands, the newest first."""
    keys = sorted({public_id.encode() for public_id in public_ids})
    return [one for one in releases() if keys and _names(ids_listed(_folder(one.name)), keys)]


def _names(ids: Path, keys: list[bytes]) -> bool:
    """Whether one of these words stands in a sorted list of lines that are equally long."""
    if not ids.stat().st_size:
        return False
    with ids.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        lines = range(len(data) // LINE)
        for key in keys:
            at = bisect_left(lines, key, key=lambda number: data[number * LINE : number * LINE + ID_LENGTH])
            if data[at * LINE : at * LINE + ID_LENGTH] == key:
                return True
    return False


def ids_listed(folder: Path) -> Path:
    """Return the file in a release of all words in it that may be ids, sorted; it is made where there is none yet.

    A release stays as it is, so its texts are read from end to end once and not at each question.
    """
    ids = folder / IDS
    if ids.is_file():
        return ids
    with tempfile.TemporaryDirectory(prefix=".", dir=folder) as beside:
        runs: list[Path] = []
        seen: set[bytes] = set()

        def put_away() -> None:
            runs.append(Path(beside) / str(len(runs)))
            runs[-1].write_bytes(b"".join(word + b"\n" for word in sorted(seen)))
            seen.clear()

        for path in folder.iterdir():
            if path.suffix not in (".csv", ".jsonl") or not path.stat().st_size:
                continue
            with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
                for found in _ID.finditer(data):
                    seen.add(found[0])
                    if len(seen) >= RUN:
                        put_away()
        put_away()
        whole = Path(beside) / "ids"
        with ExitStack() as stack, whole.open("wb") as sorted_:
            merged = heapq.merge(*(stack.enter_context(run.open("rb")) for run in runs))
            sorted_.writelines(line for line, _ in groupby(merged))
        return whole.replace(ids)


def releases_withhold(*public_ids: str) -> list[str]:
    """Take the releases in which something with one of these ids stands away from readers; return their names.

    Their folders stay with the house, under a name that no address leads to.
    """
    held = [one.name for one in releases_holding(*public_ids)]
    for name in held:
        _folder(name).replace(_withheld(name))
    return held


def is_withheld(name: str) -> bool:
    """Whether a release of this name was there for readers and was taken away."""
    return bool(_NAME.fullmatch(name)) and _withheld(name).is_dir()


def _folder(name: str) -> Path:
    return Path(settings.RELEASES_ROOT) / name


def _withheld(name: str) -> Path:
    return _folder(f".withheld-{name}")


@lru_cache(maxsize=100)
def _read(folder: Path) -> Release:
    """Read what a release is; it stays as it is, so once is enough."""
    written = (folder / SUMS).read_bytes()
    sums = [line.split("  ", 1) for line in written.decode().splitlines()]
    sums.append([hashlib.sha256(written).hexdigest(), SUMS])
    package = orjson.loads((folder / PACKAGE).read_bytes())
    day, _, change = folder.name.rpartition("-")
    files = [File(name, (folder / name).stat().st_size, digest) for digest, name in sums]
    return Release(folder.name, day, change, package["title"], package["citation"], tuple(files))
