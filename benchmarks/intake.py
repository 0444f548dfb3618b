"""How fast deliveries become documents with statements, and what of it is not extraction.

    python benchmarks/intake.py [--articles 2000] [--workers 1 2] [--profile]

For each number of workers: a new embedded database, the articles handed in as `manage.py ingest` does, then a real
worker of so many processes from its first to its last delivery. Prints the seconds of each part and two figures:

outside extraction   (handing in + work of one worker - extraction within that work) / (handing in + work)
gain of two workers  articles a second of two worker processes / of one

The first by the clock and by the processor seconds of worker and database, which other work on the machine disturbs
less. Extraction is clocked in the worker itself (`benchmarks/clocked.py`): the same texts read by themselves, with the
processor's caches to the reader alone, take a tenth to a quarter less, as the line before shows.
"""

from __future__ import annotations

import argparse
import cProfile
import io
import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")

import django  # noqa: E402  # the path is set above

django.setup()

import psutil  # noqa: E402
from django.conf import settings  # noqa: E402
from django.core.management import call_command  # noqa: E402
from django.db.models import Max, Min  # noqa: E402

from claims.extraction import read  # noqa: E402
from claims.services.ingestion import ingestions_process  # noqa: E402
from claims.tests.articles import article, write_articles  # noqa: E402
from sources.models import Document, Ingestion  # noqa: E402


def measure_reader(count: int) -> dict[str, float]:
    """The bare reader, the same texts, one process."""
    texts = [article(number) for number in range(count)]
    read(texts[0])
    began, cpu = time.perf_counter(), time.process_time()
    for text in texts:
        read(text)
    return {"seconds": time.perf_counter() - began, "cpu": time.process_time() - cpu}


def measure_intake(count: int, workers: int, *, is_profiled: bool) -> dict[str, float]:
    """One run in the database of the settings, which is new."""
    call_command("migrate", verbosity=0)
    folder = Path(settings.VAR_DIR) / "articles"
    write_articles(folder, count)
    postgres = psutil.Process(int((settings.EMBEDDED_POSTGRES.data / "postmaster.pid").read_text().split()[0]))

    def database_cpu() -> float:
        ended = postgres.cpu_times()
        living = [process.cpu_times() for process in (postgres, *postgres.children())]
        return ended.children_user + ended.children_system + sum(one.user + one.system for one in living)

    at_first, cpu, began = database_cpu(), time.process_time(), time.perf_counter()
    call_command("ingest", str(folder), no_wait=True, verbosity=0, stdout=io.StringIO())
    handing_in = time.perf_counter() - began
    handing_in_cpu = time.process_time() - cpu + database_cpu() - at_first
    waiting = Ingestion.objects.exclude(state="done")
    database = database_cpu()
    if is_profiled:
        profile = cProfile.Profile()
        pks = list(waiting.values_list("pk", flat=True).order_by("pk"))
        cpu, began = time.process_time(), time.perf_counter()
        profile.enable()
        for start in range(0, count, 200):
            ingestions_process(pks[start : start + 200])
        profile.disable()
        profile.dump_stats(ROOT / "var" / "intake.prof")
        work, work_cpu = time.perf_counter() - began, time.process_time() - cpu
    else:
        command = [sys.executable, "-m", "celery", "--app", "factcheck", "--quiet", "worker"]
        command += ["--include", "benchmarks.clocked"]
        options = ["--concurrency", str(workers), "--without-gossip", "--without-mingle", "--without-heartbeat"]
        worker = psutil.Popen([*command, *options], cwd=ROOT, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

        def worker_cpu() -> float:
            times = [one.cpu_times() for one in (worker, *worker.children(recursive=True))]
            return sum(one.user + one.system for one in times)

        # Its start is no part of the work.
        while not Ingestion.objects.filter(claimed_at__isnull=False).exists():
            time.sleep(0.05)
        started, work_cpu = worker_cpu(), 0.0
        while waiting.exists():
            time.sleep(1)
            work_cpu = worker_cpu() - started
        span = Ingestion.objects.aggregate(first=Min("claimed_at"), last=Max("finished_at"))
        work = (span["last"] - span["first"]).total_seconds()
        worker.terminate()
        worker.wait()
    noted = [json.loads(path.read_text()) for path in Path(settings.VAR_DIR).glob("extraction-*.json")]
    assert Document.objects.count() == count
    return {
        "handing_in": handing_in,
        "handing_in_cpu": handing_in_cpu,
        "work": work,
        "work_cpu": work_cpu,
        "database_cpu": database_cpu() - database,
        "extraction": sum(one["seconds"] for one in noted),
        "extraction_cpu": sum(one["cpu"] for one in noted),
    }


def _in_new_database(*arguments: str) -> dict[str, float]:
    """Run this file again on a database of its own; returns what it measured."""
    folder = Path(tempfile.mkdtemp(prefix="intake-"))
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "factcheck.settings",
        "ENV_FILE": os.devnull,
        "VAR_DIR": str(folder),
        "TRIAL": "off",
        "SECRET_KEY": "measures nothing worth protecting",
        "LOG_LEVEL": "ERROR",
    }
    try:
        done = subprocess.run(
            [sys.executable, __file__, *arguments], env=environment, cwd=ROOT, check=True, stdout=subprocess.PIPE
        )
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    return json.loads(done.stdout.splitlines()[-1])


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=2000)
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2])
    parser.add_argument("--profile", action="store_true", help="in this process, by cProfile, into var/intake.prof")
    parser.add_argument("--json", action="store_true", help="the figures once more, as a last line of JSON")
    parser.add_argument("--part", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part == "reader":
        print(json.dumps(measure_reader(options.articles)))
        return
    if options.part == "intake":
        print(json.dumps(measure_intake(options.articles, options.workers[0], is_profiled=options.profile)))
        return
    count = ("--articles", str(options.articles))
    reader = _in_new_database("--part", "reader", *count)
    print(f"{options.articles} articles; reader alone {reader['seconds']:.1f} s ({reader['cpu']:.1f} s of processor)")
    runs: dict[int, dict[str, float]] = {}
    figures: dict[str, float] = {}
    for workers in options.workers:
        profiled = ("--profile",) if options.profile else ()
        run = runs[workers] = _in_new_database("--part", "intake", *count, "--workers", str(workers), *profiled)
        whole, whole_cpu = (
            run["handing_in"] + run["work"],
            run["handing_in_cpu"] + run["work_cpu"] + run["database_cpu"],
        )
        print(
            f"{workers} worker(s): handing in {run['handing_in']:.1f} s, work {run['work']:.1f} s,"
            f" {options.articles / run['work']:.0f} articles a second; processor: handing in"
            f" {run['handing_in_cpu']:.1f} s, worker {run['work_cpu']:.1f} s, of which extraction"
            f" {run['extraction_cpu']:.1f} s, database {run['database_cpu']:.1f} s"
        )
        if workers == 1 and not options.profile:
            figures["outside"] = 1 - run["extraction"] / whole
            figures["outside_cpu"] = 1 - run["extraction_cpu"] / whole_cpu
            print(
                f"outside extraction: {figures['outside']:.1%} by the clock,"
                f" {figures['outside_cpu']:.1%} of the processor's time"
            )
    if {1, 2} <= runs.keys():
        figures["gain"] = runs[1]["work"] / runs[2]["work"]
        print(f"gain of two workers: {figures['gain']:.2f} times one")
    if options.json:
        print(json.dumps(figures))


if __name__ == "__main__":
    main()
