"""Who else has a claim or a document open."""

import datetime as dt

from django.contrib.auth.models import User
from django.db.models import Q
from django.utils import timezone

from claims.models import Presence

# A page tells every 15 seconds that it is there; three missed calls, and it is taken for closed.
CALL_SECONDS = 15
GONE_AFTER = dt.timedelta(seconds=3 * CALL_SECONDS)


def presence_note(*, user: User, subject: str, subject_id: str) -> list[User]:
    """Note that `user` has something open, and return who else has. Written again by every call."""
    now = timezone.now()
    # What this colleague closed, or anybody left behind here, is of no use to anyone.
    gone = Q(user=user) | Q(subject=subject, subject_id=subject_id)
    Presence.objects.filter(gone, seen_at__lt=now - GONE_AFTER).delete()
    Presence.objects.bulk_create(
        [Presence(user=user, subject=subject, subject_id=subject_id, seen_at=now)],
        update_conflicts=True,
        unique_fields=["subject", "subject_id", "user"],
        update_fields=["seen_at"],
    )
    rows = Presence.objects.filter(subject=subject, subject_id=subject_id).exclude(user=user).select_related("user")
    return [row.user for row in rows.order_by("user__first_name", "user__username")]
