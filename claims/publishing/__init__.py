"""From the working tables to publications: the only way anything becomes public."""

from claims.publishing.write import (
    mark_stale,
    publish_around_statement,
    publish_claim,
    publish_correction,
    publish_scale,
    publish_topics,
    rebuild,
    refresh_stale,
    store_new,
)

__all__ = [
    "mark_stale",
    "publish_around_statement",
    "publish_claim",
    "publish_correction",
    "publish_scale",
    "publish_topics",
    "rebuild",
    "refresh_stale",
    "store_new",
]
