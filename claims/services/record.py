"""Changes to speakers, outlets, topics and the house scale, and what they make stale.

These rows belong to `sources` or to the house, but publications show them, so whoever changes one
marks those publications in the same transaction.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from django.contrib.auth.models import User
from django.db import connection, models, transaction

from claims.models import Event, Rating, Topic
from claims.publishing import mark_stale, publish_scale
from claims.services.events import event_record
from claims.services.locks import locked, save_checked
from factcheck.base import DomainError
from sources.models import Outlet, Role, Speaker, SpeakerName
from sources.names import name_key
from sources.services.speakers import speaker_create, speaker_name_add, speaker_save


class NamesakeError(DomainError):
    """Speakers of the record are called like a new one; `known` are they."""

    def __init__(self, known: list[Speaker]) -> None:
        several = "Several speakers are" if len(known) > 1 else "A speaker is"
        super().__init__(f"{several} called {known[0]} already.", field="name")
        self.known = known


# So many of one name are shown to whoever brings another.
SHOWN_KNOWN = 10
# First half of the key of the advisory locks that new names take; the second is the name.
NAME_SPACE = 5_703


@transaction.atomic
def speaker_enter(
    *,
    actor: User,
    names: Iterable[SpeakerName] = (),
    roles: Iterable[Role] = (),
    is_namesake: bool = True,
    **fields: Any,
) -> Speaker:
    """Bring a speaker into the record, with further spellings and roles that are not saved yet.

    With `is_namesake` False, raises NamesakeError where the record has somebody of this name. A name is taken by one
    at a time, so that of two who bring the same one the second is told.
    """
    key = name_key(fields["name"])
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s, hashtext(%s))", [NAME_SPACE, key])
    if not is_namesake and key and (known := list(Speaker.objects.named(fields["name"]).order_by("pk")[:SHOWN_KNOWN])):
        raise NamesakeError(known)
    speaker = speaker_create(**fields)
    _names_and_roles(speaker, names, roles)
    event_record(
        subject=speaker,
        action="speaker.created",
        actor=actor,
        after={"name": speaker.name, "kind": speaker.kind},
    )
    return speaker


@transaction.atomic
def speaker_edit(
    *,
    speaker: Speaker,
    actor: User,
    changes: Mapping[str, str],
    names: Iterable[SpeakerName] = (),
    roles: Iterable[Role] = (),
    removed: Sequence[SpeakerName] = (),
) -> Speaker:
    """Change a speaker's fields, save new or changed spellings and roles, and remove spellings that were wrong.

    A new name becomes one more spelling, so that both are found. DomainError where the name itself is to be removed.
    """
    speaker = locked(speaker)
    if speaker.merged_into:
        raise DomainError(f"This speaker was merged into {speaker.merged_into}. Edit that one, or undo the merge.")
    before: dict[str, object] = {field: getattr(speaker, field) for field in changes}
    for field, value in changes.items():
        setattr(speaker, field, value)
    speaker_save(speaker)
    if removed:
        before["also"] = _names_remove(speaker, removed)
    if "name" in changes:
        speaker_name_add(speaker=speaker, name=speaker.name)
    after: dict[str, object] = dict(changes)
    if spelled := _names_and_roles(speaker, names, roles):
        after["also"] = spelled
    if not after and not removed:
        return speaker
    event_record(subject=speaker, action="speaker.edited", actor=actor, before=before, after=after)
    mark_stale(f"speaker:{speaker.public_id}")
    return speaker


@transaction.atomic
def speaker_take_back(*, speaker: Speaker, actor: User) -> bool:
    """Take a speaker out of the record whom an act brought in that is taken back. Returns whether they are out.

    They stay where anything names them, anybody edited them, or somebody has them in hand at this moment.
    """
    row = Speaker.objects.select_for_update(skip_locked=True, of=("self",)).filter(pk=speaker.pk).first()
    if row is None or Event.objects.filter(subject="speaker", subject_id=row.public_id).count() != 1:
        return False
    try:
        with transaction.atomic():
            row.delete()
    except models.ProtectedError:
        return False
    event_record(subject=row, action="speaker.taken_back", actor=actor, before={"name": row.name, "kind": row.kind})
    return True


def _names_remove(speaker: Speaker, removed: Sequence[SpeakerName]) -> list[str]:
    if any(row.name == speaker.name for row in removed):
        raise DomainError(f"“{speaker.name}” is the speaker's own name. Give them another before you remove it.")
    SpeakerName.objects.filter(speaker=speaker, pk__in=[row.pk for row in removed]).delete()
    return [row.name for row in removed]


def _names_and_roles(speaker: Speaker, names: Iterable[SpeakerName], roles: Iterable[Role]) -> list[str]:
    saved = []
    for name in names:
        if not name.pk:
            speaker_name_add(speaker=speaker, name=name.name, language=name.language)
        else:
            save_checked(name)
        saved.append(name.name)
    for role in roles:
        role.speaker = speaker
        save_checked(role)
        saved.append(str(role))
    return saved


def _save_and_mark(row: models.Model, facet: str) -> None:
    save_checked(row)
    # A new row is in no publication yet, so nothing is found to mark.
    mark_stale(facet)


@transaction.atomic
def outlet_save(*, outlet: Outlet) -> Outlet:
    """Save a new or changed outlet."""
    _save_and_mark(outlet, f"outlet:{outlet.public_id}")
    return outlet


@transaction.atomic
def topic_save(*, topic: Topic) -> Topic:
    """Save a new or changed topic."""
    _save_and_mark(topic, f"topic:{topic.public_id}")
    return topic


@transaction.atomic
def rating_save(*, rating: Rating) -> Rating:
    """Save a new or changed step of the house scale; its code and status never change."""
    _save_and_mark(rating, f"rating:{rating.code}")
    publish_scale()
    return rating
