"""Speakers, their spellings, and who is meant by a name."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from factcheck.base import DomainError, refusal
from sources.models import Role, Speaker, SpeakerName
from sources.names import is_unnamed, name_key


@transaction.atomic
def speaker_create(
    *,
    name: str,
    kind: str = Speaker.Kind.PERSON,
    wikidata_id: str = "",
    country: str = "",
    description: str = "",
    names: Iterable[tuple[str, str]] = (),
    roles: Iterable[dict[str, object]] = (),
) -> Speaker:
    """Create a speaker with its spellings, `(name, language)` each, and its roles.

    Raises DomainError where a field is not valid or the Wikidata id is taken.
    """
    speaker = Speaker(
        name=name.strip(),
        kind=kind,
        wikidata_id=wikidata_id,
        country=country,
        description=description,
    )
    speaker_save(speaker)
    SpeakerName.objects.create(speaker=speaker, name=speaker.name)
    for spelling, language in names:
        speaker_name_add(speaker=speaker, name=spelling, language=language)
    for role in roles:
        Role.objects.create(speaker=speaker, **role)
    return speaker


def speaker_save(speaker: Speaker) -> None:
    """Save a new or changed speaker.

    Raises DomainError where a field is not valid or the Wikidata id is taken, be it since a moment ago.
    """
    try:
        speaker.clean_fields()
        _refuse_taken_wikidata_id(speaker)
        speaker.full_clean()
    except ValidationError as error:
        # Somebody may have taken it since we looked.
        _refuse_taken_wikidata_id(speaker)
        raise refusal(error) from error
    try:
        with transaction.atomic():
            speaker.save()
    except IntegrityError:
        _refuse_taken_wikidata_id(speaker)
        raise


def _refuse_taken_wikidata_id(speaker: Speaker) -> None:
    others = Speaker.objects.exclude(pk=speaker.pk).filter(wikidata_id=speaker.wikidata_id)
    if speaker.wikidata_id and others.exists():
        raise DomainError("Another speaker already has this Wikidata id.", field="wikidata_id")


def speaker_name_add(*, speaker: Speaker, name: str, language: str = "") -> SpeakerName:
    """Add a spelling or alias; one the speaker has already is returned as it is.

    Raises DomainError for one without letters, too long, or with characters that cannot be seen.
    """
    name = name.strip()
    if not name:
        raise DomainError("A spelling needs at least one letter.")
    try:
        SpeakerName(speaker=speaker, name=name, language=language).clean_fields(exclude=["key"])
    except ValidationError as error:
        raise DomainError(refusal(error).message) from error
    row, _ = SpeakerName.objects.get_or_create(speaker=speaker, name=name, defaults={"language": language})
    return row


def speaker_for_name(name: str) -> Speaker | None:
    """Return the one speaker of that name, in whatever spelling; None if none or several.

    Several speakers under one name are a question for an editor, never a guess; so is who "a spokesman" is this time.
    """
    if not name_key(name) or is_unnamed(name):
        return None
    found = list(Speaker.objects.named(name)[:2])
    return found[0] if len(found) == 1 else None


def speakers_for_names(names: Iterable[str]) -> dict[str, Speaker]:
    """Return the speakers of those names for which `speaker_for_name` would find one, in one query."""
    keys = {name: key for name in names if not is_unnamed(name) and (key := name_key(name))}
    found: dict[str, dict[int, Speaker]] = {}
    for row in SpeakerName.objects.filter(key__in=set(keys.values())).select_related("speaker"):
        found.setdefault(row.key, {})[row.speaker_id] = row.speaker
    one = {key: next(iter(speakers.values())) for key, speakers in found.items() if len(speakers) == 1}
    return {name: one[key] for name, key in keys.items() if key in one}
