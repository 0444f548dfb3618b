"""What the house decides for itself: its topics and its scale."""

from collections.abc import Sequence
from typing import Any

from django.contrib import admin
from django.http import HttpRequest

from claims.admin.base import SavedByService
from claims.models import Rating, Topic
from claims.services.record import rating_save, topic_save


@admin.register(Topic)
class TopicAdmin(SavedByService):
    service = staticmethod(lambda topic: topic_save(topic=topic))
    list_display = ("name", "slug", "description")
    search_fields = ("name",)
    fields = ("name", "slug", "description")
    prepopulated_fields = {"slug": ("name",)}

    def get_prepopulated_fields(self, request: HttpRequest, obj: Any = None) -> dict[str, Sequence[str]]:
        # The slug is an address once readers have it.
        return {} if obj else {"slug": ("name",)}


@admin.register(Rating)
class RatingAdmin(SavedByService):
    service = staticmethod(lambda rating: rating_save(rating=rating))
    list_display = ("label", "status", "value", "description", "position")
    fields = ("code", "label", "status", "value", "description", "position")

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Sequence[str]:
        return ("code", "status") if obj else ()
