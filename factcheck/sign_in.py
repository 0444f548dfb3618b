"""Signing in, with a brake on guessing: who is wrong too often waits.

Counted in this process, as the requests of the API are: with several web processes there are that many times as many
tries. A colleague is shut out by nobody elsewhere: what counts is the name together with where it is tried from.
"""

import math
import threading
import time
from collections import deque
from typing import Any

from django.core.exceptions import ValidationError
from rest_framework.throttling import BaseThrottle
from unfold.forms import AuthenticationForm

from factcheck.api import network

# So long a wrong password counts, in seconds.
REMEMBERED = 15 * 60
# So many of one name from one place, and so many from one place whatever the name.
OF_A_NAME = 10
OF_A_PLACE = 60
# Places and names beyond these are forgotten, oldest first: nobody fills the memory by guessing.
KEPT = 10_000


class _Failures:
    """When somebody was wrong lately, by whom."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._times: dict[tuple[str, ...], deque[float]] = {}

    def wait(self, whom: tuple[str, ...], most: int) -> float:
        """Return for how many seconds there are too many; 0 where one more may be tried."""
        with self._lock:
            times = self._times.get(whom, deque())
            while times and times[0] <= time.monotonic() - REMEMBERED:
                times.popleft()
            return times[-most] + REMEMBERED - time.monotonic() if len(times) >= most else 0

    def add(self, whom: tuple[str, ...]) -> None:
        with self._lock:
            times = self._times.pop(whom, deque(maxlen=OF_A_PLACE))
            times.append(time.monotonic())
            self._times[whom] = times
            while len(self._times) > KEPT:
                del self._times[next(iter(self._times))]

    def forget(self, whom: tuple[str, ...]) -> None:
        with self._lock:
            self._times.pop(whom, None)


failures = _Failures()


class SignInForm(AuthenticationForm):
    """Name and password. After too many wrong ones neither is looked at for a while."""

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError where they are wrong, or were too often."""
        place = network(BaseThrottle().get_ident(self.request))
        name = str(self.cleaned_data.get("username", "")).casefold()[:150]
        counted = {(place, name): OF_A_NAME, (place,): OF_A_PLACE}
        wait = max(failures.wait(whom, most) for whom, most in counted.items())
        if wait > 0:
            minutes = math.ceil(wait / 60)
            raise ValidationError(
                f"Too many wrong passwords. Try again in {minutes} minute{'' if minutes == 1 else 's'}, or ask an"
                " administrator for a new one.",
                code="too_many",
            )
        try:
            cleaned: dict[str, Any] = super().clean()
        except ValidationError:
            for whom in counted:
                failures.add(whom)
            raise
        failures.forget((place, name))
        return cleaned
