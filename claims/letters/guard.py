"""Keeps machines from writing to the desk, without cookies, riddles or anybody else's service.

A form carries a signed token with the time it was made. Sent within moments, or a day later, it is shown again; sent
twice it counts once. A field that people do not see must stay empty. Senders are told apart for a day, by a keyed
digest that names nobody.
"""

import hashlib
import secrets
from dataclasses import dataclass

from django.conf import settings
from django.core import signing
from django.http import HttpRequest
from django.utils import timezone
from django.utils.crypto import salted_hmac
from rest_framework.request import Request
from rest_framework.throttling import BaseThrottle

from factcheck.api import network

SALT = "claims.letters"
# Nobody reads the form and writes a sentence in less.
LEAST_SECONDS = 3
MOST_SECONDS = 24 * 3600


@dataclass(frozen=True)
class Token:
    """What the form that was sent says of itself."""

    digest: str
    is_stale: bool = False
    is_hasty: bool = False


def token_make() -> str:
    """Return a new token for a form."""
    return signing.dumps([secrets.token_hex(8), int(timezone.now().timestamp())], salt=SALT)


def token_read(text: str) -> Token | None:
    """Return what a token says; None for one that nobody here made."""
    try:
        _, made = signing.loads(text, salt=SALT)
    except (signing.BadSignature, ValueError):
        return None
    age = timezone.now().timestamp() - made
    return Token(
        digest=hashlib.sha256(text.encode()).hexdigest(), is_stale=age > MOST_SECONDS, is_hasty=age < LEAST_SECONDS
    )


def sender(request: HttpRequest) -> str:
    """Return what tells senders of one day apart."""
    address = network(BaseThrottle().get_ident(Request(request)) or "")
    return salted_hmac(
        SALT, f"{timezone.now():%Y-%m-%d} {address}", secret=settings.SECRET_KEY, algorithm="sha256"
    ).hexdigest()
