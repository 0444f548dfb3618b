"""Tokens: made, found, revoked; and what was answered to requests that may be sent twice."""

import datetime as dt
import hashlib
import secrets
from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from claims.models import AnsweredRequest, ApiToken
from claims.services.locks import locked, save_checked
from factcheck.base import DomainError

# So that a key is known for what it is where it should not be: in a log, in a repository.
PREFIX = "onrecord_"
# 256 bits: nothing to guess, so a plain digest protects it as well as a slow one.
KEY_BYTES = 32
LONGEST_DAYS = 366
# A write for each request would cost more than the request.
USED_AGAIN_AFTER = dt.timedelta(minutes=1)
ANSWERS_KEPT = dt.timedelta(days=1)


def _digest(key: str) -> str:
    return hashlib.sha256(key.encode()).hexdigest()


@transaction.atomic
def token_create(*, owner: User, name: str, scopes: Iterable[str], expires_on: dt.date) -> tuple[ApiToken, str]:
    """Make a token with which a program acts as `owner`. Returns it and its key, which is stored nowhere.

    It is good until the end of `expires_on`, at most LONGEST_DAYS from today.
    """
    today = timezone.localdate()
    if not today <= expires_on <= today + dt.timedelta(days=LONGEST_DAYS):
        raise DomainError("A token lasts until today at least and for a year at most.", field="expires_on")
    key = PREFIX + secrets.token_urlsafe(KEY_BYTES)
    end = dt.datetime.combine(expires_on + dt.timedelta(days=1), dt.time(), tzinfo=timezone.get_current_timezone())
    token = ApiToken(
        owner=owner,
        name=" ".join(name.split()),
        scopes=sorted(set(scopes)),
        digest=_digest(key),
        hint=key[: len(PREFIX) + 3],
        expires_at=end,
    )
    save_checked(token)
    return token, key


def token_find(key: str) -> ApiToken | None:
    """Return the token with this key, whatever its state, and note that it was used."""
    token = ApiToken.objects.select_related("owner").filter(digest=_digest(key)).first()
    if token is not None and token.state == "active":
        now = timezone.now()
        unused = Q(last_used_at__isnull=True) | Q(last_used_at__lt=now - USED_AGAIN_AFTER)
        ApiToken.objects.filter(unused, pk=token.pk).update(last_used_at=now)
    return token


@transaction.atomic
def token_revoke(*, token: ApiToken, actor: User) -> ApiToken:
    """End a token now, for good. Colleagues end their own; whoever may change tokens ends any."""
    token = locked(token)
    if token.owner_id != actor.pk and not actor.has_perm("claims.change_apitoken"):
        raise DomainError("You may only revoke tokens of your own.")
    if token.revoked_at is None:
        token.revoked_at = timezone.now()
        token.revoked_by = actor
        token.save(update_fields=["revoked_at", "revoked_by"])
    return token


def answers_forget() -> int:
    """Forget what was answered longer ago than a client may send again. Returns how many."""
    return AnsweredRequest.objects.filter(created_at__lt=timezone.now() - ANSWERS_KEPT).delete()[0]
