"""Makes the virtual environment in ``.venv`` and keeps it in step with the pinned requirements.

Run by the Makefile with whatever Python the machine has, so this file needs no package and must be readable by an old
Python, if only to be told that it is too old. Does nothing, quickly, when nothing changed.
"""

import argparse
import errno
import fcntl
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

OLDEST = (3, 11)
NEWEST_TRIED = 14
ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
CONSTRAINTS = ROOT / "constraints.txt"


class Stop(Exception):  # noqa: N818 - not an error of this program
    """The environment cannot be made; the message says why and what to do."""


def main() -> int:
    """Do what the command line asks; a sentence on standard error and status 1 when it cannot be done."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--dev", action="store_true", help="also what tests and checks need")
    parser.add_argument("--browser", action="store_true", help="also a Chromium, when the system has none")
    parser.add_argument("--freeze", action="store_true", help="write constraints.txt anew from the requirements")
    options = parser.parse_args()
    try:
        with (ROOT / ".venv.lock").open("w") as lock:
            # `make run` and `make test` may be started together on a fresh clone.
            fcntl.flock(lock, fcntl.LOCK_EX)
            if options.freeze:
                freeze()
                return 0
            make_environment()
            install("requirements-dev.txt" if options.dev else "requirements.txt")
            if options.browser:
                ensure_browser()
    except Stop as reason:
        print(reason, file=sys.stderr)
        return 1
    except OSError as error:
        print(sentence_about(error), file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("Stopped; the next run goes on from here.", file=sys.stderr)
        return 130
    return 0


def sentence_about(error: OSError) -> str:
    """Say what an operating system's refusal means here."""
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return "There is no room left on the disk. Free about 1 GB and start again."
    if isinstance(error, PermissionError):
        return (
            f"{error.filename} belongs to another user. Run this as that user, or as root, or in a clone of your own."
        )
    return f"The environment could not be made: {error}."


def find_python() -> str:
    """Return a Python that is new enough: this one, or the newest on the path."""
    if sys.version_info >= OLDEST:
        return sys.executable
    for minor in range(NEWEST_TRIED, OLDEST[1] - 1, -1):
        if found := shutil.which(f"python3.{minor}"):
            return found
    raise Stop(
        f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; {sys.executable} is {sys.version.split()[0]}. Install "
        "one, or name one: PYTHON=/path/to/python3.12 make run"
    )


def make_environment() -> None:
    """Make ``.venv`` unless there is a whole one."""
    if PYTHON.exists() and succeeds(PYTHON, "-m", "pip", "--version"):
        return
    shutil.rmtree(VENV, ignore_errors=True)
    python = find_python()
    if not succeeds(python, "-c", "import ensurepip, venv"):
        raise Stop(
            "This Python cannot make virtual environments. Install its venv package "
            "(Debian, Ubuntu: `apt-get install python3-venv`) and start again."
        )
    say("Making the virtual environment in .venv")
    call(python, "-m", "venv", VENV)


def install(requirements: str) -> None:
    """Install the pinned packages, unless just these are installed already."""
    wanted = "".join((ROOT / name).read_text() for name in wanted_files(requirements))
    stamp = VENV / f"installed-{requirements}"
    if stamp.exists() and stamp.read_text() == wanted:
        return
    say(f"Installing the packages of {requirements} (about a minute, once)")
    # Gone while half done: an installation that was broken off is begun again.
    stamp.unlink(missing_ok=True)
    call(PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement", ROOT / requirements)
    stamp.write_text(wanted)


def wanted_files(requirements: str) -> list[str]:
    """Return the files that decide what ``requirements`` installs."""
    names = ["constraints.txt", "requirements.txt", "requirements-dev.txt"]
    return names if requirements == names[2] else names[:2]


def ensure_browser() -> None:
    """Fetch Playwright's Chromium when the machine has none."""
    code = "import sys, factcheck.browser as b; sys.exit(not b.chromium_path(b.playwrights_own()))"
    if succeeds(PYTHON, "-c", code):
        return
    say("Fetching a Chromium for the browser tests")
    if not succeeds(PYTHON, "-m", "playwright", "install", "chromium"):
        raise Stop(
            "The browser tests need Chromium, and Playwright's own could not be fetched. Install one (Debian, Ubuntu: "
            "`apt-get install chromium`), or name one: CHROMIUM_PATH=/path/to/chromium make test"
        )


def freeze() -> None:
    """Write down the exact version of everything that the requirements bring, as resolved today."""
    say("Resolving the requirements in an environment of their own")
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for file in ("requirements.txt", "requirements-dev.txt"):
            lines = (ROOT / file).read_text().splitlines()
            (folder / file).write_text("\n".join(line for line in lines if not line.startswith("-c ")))
        call(find_python(), "-m", "venv", folder / "venv")
        python = folder / "venv" / "bin" / "python"
        call(python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "-r", folder / file)
        frozen = subprocess.run([python, "-m", "pip", "freeze"], check=True, capture_output=True, text=True).stdout
    CONSTRAINTS.write_text("# Written by `make freeze`: everything that requirements-dev.txt brings.\n" + frozen)


def call(*command: "str | Path") -> None:
    """Run a program that prints for itself; raise with what it was for when it fails."""
    done = subprocess.run([str(part) for part in command], cwd=ROOT, check=False, stderr=subprocess.PIPE, text=True)
    if done.returncode == 0:
        return
    if "No space left on device" in done.stderr or "Disk quota exceeded" in done.stderr:
        raise OSError(errno.ENOSPC, "No space left on device")
    sys.stderr.write(done.stderr)
    raise Stop("The packages could not be installed; the lines above say why. Start again when that is mended.")


def succeeds(*command: "str | Path") -> bool:
    """Whether a program, run without a word, ends well."""
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    return (
        subprocess.run([str(part) for part in command], check=False, capture_output=True, env=environment).returncode
        == 0
    )


def say(step: str) -> None:
    """Tell the person at the terminal what takes time now."""
    print(f"  {step} …", flush=True)


if __name__ == "__main__":
    sys.exit(main())
