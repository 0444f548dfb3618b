"""One login for each role, for trying the product out."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from django.contrib.auth import get_user_model
from django.contrib.auth.models import Group
from django.db import transaction

# user name, group, the name that stands in the history
LOGINS = (
    ("reporter", "Reporter", "Rosa Reporter"),
    ("editor", "Editor", "Edith Editor"),
    ("standards", "Standards editor", "Stan Standards"),
    ("administrator", "Administrator", "Ada Administrator"),
)
# Letters that cannot be taken for each other.
_LETTERS = "abcdefghjkmnpqrstuvwxyz"


@dataclass(frozen=True)
class DemoLogin:
    """A demo login; ``password`` is empty when somebody has changed it since."""

    username: str
    password: str
    role: str


class RoleMissing(Exception):  # noqa: N818 - what is missing says it all
    """The groups that stand for the roles are not there."""


@transaction.atomic
def ensure_demo_logins(kept: Path) -> list[DemoLogin]:
    """Make the demo logins that are missing; return all of them, with their passwords as kept in the file ``kept``.

    Each installation draws its own passwords, once; a login that exists is left as it is unless the file is lost.
    """
    groups = {group.name: group for group in Group.objects.filter(name__in=[role for _, role, _ in LOGINS])}
    missing = [role for _, role, _ in LOGINS if role not in groups]
    if missing:
        raise RoleMissing(f"There is no group {', '.join(missing)}; run `manage.py migrate`.")
    known: dict[str, dict[str, str]] = json.loads(kept.read_text()) if kept.exists() else {}
    logins = []
    for username, role, name in LOGINS:
        user = get_user_model().objects.filter(username=username).first()
        entry = known.get(username)
        if user is None or entry is None:
            password = "-".join("".join(secrets.choice(_LETTERS) for _ in range(4)) for _ in range(3))
            first, last = name.split()
            user = user or get_user_model()(
                username=username, first_name=first, last_name=last, email=f"{username}@example.org"
            )
            user.is_staff = True
            user.set_password(password)
            user.save()
            user.groups.add(groups[role])
            entry = known[username] = {"password": password, "hash": user.password}
        # The hash tells without hashing anew, which takes its time by design, whether the password is still this one.
        logins.append(DemoLogin(username, entry["password"] if entry["hash"] == user.password else "", role))
    draft = kept.with_suffix(".new")
    descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as file:
        json.dump(known, file, indent=1)
    draft.replace(kept)
    return logins


def describe(logins: list[DemoLogin]) -> list[str]:
    """Return one line for each login, in columns."""
    return [f"{login.username:<15}{login.password or '(as you changed it)':<20}{login.role}" for login in logins]
