"""``python -m factcheck.leash PROGRAM …``: become PROGRAM, and be told to end when the process that started it is gone.

So nothing is left behind, and no port stays taken, when the supervisor is killed. On systems without such a signal the
program runs all the same.
"""

import ctypes
import os
import signal
import sys

_PR_SET_PDEATHSIG = 1
_LEASHED = "ONRECORD_LEASHED"


def end_with_parent(number: signal.Signals = signal.SIGTERM) -> None:
    """Have the kernel send this process the signal when its parent dies; lasts through ``exec``."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, int(number))


def end_with_leashed_parent() -> None:
    """In a child that a leashed program made by forking: be on the leash too."""
    if os.environ.get(_LEASHED):
        end_with_parent()


if __name__ == "__main__":
    end_with_parent()
    os.environ[_LEASHED] = "1"
    os.execvp(sys.argv[1], sys.argv[1:])  # noqa: S606 - the supervisor's own list of programs
