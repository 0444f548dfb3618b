"""Reusable filters over the tables of sources."""

from typing import Self

from django.db import models
from django.db.models import Q

from sources.names import name_key


class SpeakerQuerySet(models.QuerySet):
    def named(self, name: str) -> Self:
        """Speakers one of whose spellings is `name`, in whatever script or transliteration."""
        return self.filter(names__key=name_key(name)).distinct()

    def name_starts(self, words: str) -> Self:
        """Speakers one of whose spellings has words that begin like `words`; for autocompletes."""
        key = name_key(words)
        return self.filter(Q(names__key__startswith=key) | Q(names__key__contains=f" {key}")).distinct()
