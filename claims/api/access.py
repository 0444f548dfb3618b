"""Who asks, what they may do, and how often."""

from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from rest_framework.authentication import BaseAuthentication, SessionAuthentication
from rest_framework.exceptions import AuthenticationFailed, PermissionDenied
from rest_framework.permissions import BasePermission
from rest_framework.request import Request
from rest_framework.views import APIView

from claims.desk.acts import act_words, refusal
from claims.models import ApiToken
from claims.scopes import passes, scopes_with
from claims.services.tokens import token_find
from factcheck.api import CountingThrottle


class TokenAuthentication(BaseAuthentication):
    """`Authorization: Bearer …`, or `Token …` as REST framework's clients send it."""

    def authenticate(self, request: Request) -> tuple[User, ApiToken] | None:
        scheme, _, key = request.headers.get("Authorization", "").strip().partition(" ")
        if scheme.lower() not in ("bearer", "token"):
            return None
        token = token_find(key.strip())
        if token is None:
            raise AuthenticationFailed("This token is not known.")
        if token.state == "revoked":
            raise AuthenticationFailed("This token was revoked.")
        if token.state == "expired":
            raise AuthenticationFailed(f"This token expired on {token.expires_at:%Y-%m-%d}.")
        if not (token.owner.is_active and token.owner.is_staff):
            raise AuthenticationFailed("The account of this token is closed.")
        return token.owner, token

    def authenticate_header(self, request: Request) -> str:
        return 'Bearer realm="api"'


AUTHENTICATION = (TokenAuthentication, SessionAuthentication)


class MayAct(BasePermission):
    """Whether the asker's role, and the token's scopes, hold what the operation takes; refused in words.

    Asked before anything is looked up, so that a refusal tells nothing of what there is.
    """

    def has_permission(self, request: Request, view: Any) -> bool:
        user = request.user
        if not user.is_authenticated:
            return False
        if not (user.is_active and user.is_staff):
            raise PermissionDenied("Your account has no place on the desk.")
        for permission in view.operation(request).permissions:
            require(request, permission)
        return True


def may(request: Request, permission: str) -> bool:
    """Whether the asker's role, and the token's scopes, hold a permission that the operation does not need."""
    token = request.auth
    is_passed = not isinstance(token, ApiToken) or passes(token.scopes, permission)
    return is_passed and request.user.has_perm(permission)


def require(request: Request, permission: str) -> None:
    """Refuse, in words, whoever may not do what a permission lets them do."""
    if not request.user.has_perm(permission):
        raise PermissionDenied(refusal(permission))
    token = request.auth
    if isinstance(token, ApiToken) and not passes(token.scopes, permission):
        scopes = " or ".join(scopes_with(permission)) or "for this"
        raise PermissionDenied(f"This token may not {act_words(permission)}: it has no scope {scopes}.")


class ColleagueThrottle(CountingThrottle):
    """So many requests a minute as one colleague, settings.API_WRITES_PER_MINUTE; 0 is no limit."""

    policy = "desk"

    def limit(self) -> int:
        return settings.API_WRITES_PER_MINUTE

    def whom(self, request: Request, view: APIView) -> str:
        return str(request.user.pk)
