"""Changes to speakers, outlets, topics and the house scale, and what they make stale.

These rows belong to `sources` or to the house, but publications show them, so whoever changes one
marks those publications in the same transaction.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django.contrib.auth.models import User
from django.db import models, transaction

from claims.models import Rating, Topic
from claims.publishing import mark_stale, publish_scale
from claims.services.events import event_record
from claims.services.locks import locked, save_checked
from factcheck.base import DomainError
from sources.models import Outlet, Role, Speaker, SpeakerName
from sources.services import speaker_create, speaker_name_add


@transaction.atomic
def speaker_enter(
    *,
    actor: User,
    names: Iterable[SpeakerName] = (),
    roles: Iterable[Role] = (),
    **fields: Any,
) -> Speaker:
    """Bring a speaker into the record, with further spellings and roles that are not saved yet."""
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
) -> Speaker:
    """Change a speaker's fields, and save new or changed spellings and roles.

    A new name becomes one more spelling, so that both are found.
    """
    speaker = locked(speaker)
    if speaker.merged_into:
        raise DomainError(f"This speaker was merged into {speaker.merged_into}. Edit that one, or undo the merge.")
    before = {field: getattr(speaker, field) for field in changes}
    for field, value in changes.items():
        setattr(speaker, field, value)
    save_checked(speaker)
    if "name" in changes:
        speaker_name_add(speaker=speaker, name=speaker.name)
    after: dict[str, object] = dict(changes)
    if spelled := _names_and_roles(speaker, names, roles):
        after["also"] = spelled
    if not after:
        return speaker
    event_record(subject=speaker, action="speaker.edited", actor=actor, before=before, after=after)
    mark_stale(f"speaker:{speaker.public_id}")
    return speaker


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
