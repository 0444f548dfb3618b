"""From the working tables to publications: the only way anything becomes public."""

from claims.publishing.checkpoints import public_lines_digest
from claims.publishing.claims import claim_preview
from claims.publishing.visibility import statements_taken_away
from claims.publishing.write import (
    mark_stale,
    publish_around_statement,
    publish_checkpoint,
    publish_claim,
    publish_correction,
    publish_documents,
    publish_merged_speakers,
    publish_scale,
    publish_topics,
    rebuild,
    refresh_stale,
    serialise,
    store_new,
)

__all__ = [
    "claim_preview",
    "mark_stale",
    "public_lines_digest",
    "publish_around_statement",
    "publish_checkpoint",
    "publish_claim",
    "publish_correction",
    "publish_documents",
    "publish_merged_speakers",
    "publish_scale",
    "publish_topics",
    "rebuild",
    "refresh_stale",
    "serialise",
    "statements_taken_away",
    "store_new",
]
