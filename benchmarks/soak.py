"""Takes in many articles while workers are killed, the database restarts and the broker loses everything.

    python benchmarks/soak.py [--articles 10000]

A new embedded database, a real worker of two processes, a real beat, and `manage.py ingest FOLDER` with its bar. The
worker's processes are ended by SIGKILL at a tenth, at half and at four fifths of the way, all messages are deleted at
three tenths, and PostgreSQL is broken off without writing anything out, and so started again, at six tenths. In the end
each article must be there exactly once, with all its statements, and nothing may stand on the desk. Exit status 0 then.
"""

from __future__ import annotations

import argparse
import os
import pty
import shutil
import signal
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
FOLDER = Path(tempfile.mkdtemp(prefix="soak-"))
os.environ |= {
    "DJANGO_SETTINGS_MODULE": "factcheck.settings",
    "ENV_FILE": os.devnull,
    "VAR_DIR": str(FOLDER),
    "TRIAL": "off",
    "SECRET_KEY": "protects nothing",
    "LOG_LEVEL": "ERROR",
}

import django  # noqa: E402  # the environment is set above

django.setup()

from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db import InterfaceError, OperationalError, connection  # noqa: E402
from django.db.models import Count, Sum  # noqa: E402

from claims.models import Statement  # noqa: E402
from claims.tests.articles import write_articles  # noqa: E402
from sources.models import Document, Ingestion  # noqa: E402
from sources.workflow import INGESTION_UNFINISHED  # noqa: E402

Answer = TypeVar("Answer")
CELERY = [sys.executable, "-m", "celery", "--app", "factcheck", "--quiet"]
WORKER = ["worker", "--concurrency", "2", "--without-gossip", "--without-mingle", "--without-heartbeat"]
# A run that takes longer has lost something.
SECONDS = 3 * 3600


def ask(question: Callable[[], Answer]) -> Answer:
    """Ask the database, and again while it restarts."""
    for _ in range(240):
        try:
            return question()
        except (OperationalError, InterfaceError):
            connection.close()
            time.sleep(0.5)
    raise SystemExit("The database did not come back.")


def start(arguments: list[str], log: str) -> subprocess.Popen[bytes]:
    with (FOLDER / log).open("ab") as out:
        return subprocess.Popen(
            [*CELERY, *arguments], cwd=ROOT, stdout=out, stderr=subprocess.STDOUT, start_new_session=True
        )


def ingest(folder: Path) -> tuple[subprocess.Popen[bytes], list[bytes]]:
    """Run the command as at a terminal; returns it and the pieces of what it shows there."""
    ours, its = pty.openpty()
    termios.tcsetwinsize(its, (24, 100))
    command = [sys.executable, "manage.py", "ingest", str(folder), "--outlet", "The Soak"]
    running = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.DEVNULL, stderr=its)
    os.close(its)
    shown: list[bytes] = []

    def read() -> None:
        try:
            while piece := os.read(ours, 4096):
                shown.append(piece)
        except OSError:
            return

    threading.Thread(target=read, daemon=True).start()
    return running, shown


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=10_000)
    count = parser.parse_args().articles
    call_command("migrate", verbosity=0)
    write_articles(FOLDER / "articles", count)
    began = time.monotonic()
    worker, beat = start(WORKER, "worker.log"), start(["beat"], "beat.log")
    command, shown = ingest(FOLDER / "articles")

    def kill() -> str:
        nonlocal worker
        os.killpg(worker.pid, signal.SIGKILL)
        worker.wait()
        worker = start(WORKER, "worker.log")
        return "worker killed"

    def forget() -> str:
        messages = list((Path(settings.BROKER_DIR) / "messages").iterdir())
        for message in messages:
            message.unlink(missing_ok=True)
        return f"broker emptied of {len(messages)} messages"

    def restart() -> str:
        assert settings.EMBEDDED_POSTGRES is not None
        pid = int((settings.EMBEDDED_POSTGRES.data / "postmaster.pid").read_text().split()[0])
        os.kill(pid, signal.SIGQUIT)
        return f"PostgreSQL {pid} broken off"

    mishaps = [(0.1, kill), (0.3, forget), (0.5, kill), (0.6, restart), (0.8, kill)]
    try:
        while command.poll() is None and time.monotonic() - began < SECONDS:
            done = ask(Ingestion.objects.filter(state="done").count)
            if mishaps and done >= mishaps[0][0] * count:
                said = mishaps.pop(0)[1]()
                print(f"{time.monotonic() - began:6.0f} s  {done} done: {said}", flush=True)
            time.sleep(0.5)
        seconds = time.monotonic() - began
    finally:
        for process in (worker, beat, command):
            if process.poll() is None:
                process.terminate()
                process.wait()
    bar = b"".join(shown).decode(errors="replace")
    rows = Ingestion.objects.values_list("state").annotate(Count("pk")).order_by()
    twice = Statement.objects.values("document", "start", "end").annotate(n=Count("pk")).filter(n__gt=1).count()
    facts = {
        "documents": Document.objects.count(),
        "different texts": Document.objects.values("text_digest").distinct().count(),
        "deliveries by state": dict(rows),
        "standing on the desk": Ingestion.objects.filter(state__in=INGESTION_UNFINISHED).count(),
        "duplicates": Ingestion.objects.filter(is_duplicate=True).count(),
        "statements": Statement.objects.count(),
        "statements that rows tell of": Ingestion.objects.aggregate(sum=Sum("statements_found"))["sum"],
        "statements twice": twice,
        "documents without": Document.objects.filter(statements=None).count(),
        "exit status": command.returncode,
        "bar shown": "Handing in:" in bar and "Reading:" in bar,
    }
    print(f"{count} articles in {seconds:.0f} s, {count / seconds:.0f} a second")
    for name, value in facts.items():
        print(f"  {name}: {value}")
    is_right = (
        not mishaps
        and facts["documents"] == facts["different texts"] == count
        and facts["deliveries by state"] == {"done": count}
        and facts["statements"] == facts["statements that rows tell of"]
        and not (twice or facts["documents without"] or facts["duplicates"] or command.returncode)
        and facts["bar shown"]
    )
    print(
        "Each is there exactly once, nothing stands." if is_right else f"Something is wrong. {len(mishaps)} not done."
    )
    connection.close()
    shutil.rmtree(FOLDER, ignore_errors=True)
    return 0 if is_right else 1


if __name__ == "__main__":
    sys.exit(main())
