"""The publication of a topic."""

from claims.models import Topic
from claims.publishing.drafts import Draft, Kind
from claims.publishing.references import topic_ref
from claims.publishing.visibility import published_claims


def topic_draft_publication(topic: Topic) -> Draft | None:
    """The publication of a topic that a published claim has."""
    first = published_claims().filter(topics=topic).order_by("published_at").first()
    if first is None or first.published_at is None:
        return None
    return Draft(
        kind=Kind.TOPIC,
        public_id=topic.public_id,
        slug=topic.slug,
        title=topic.name,
        body={**topic_ref(topic), "type": "topic", "description": topic.description or None},
        sort_at=first.published_at,
        first_published_at=first.published_at,
        modified_at=first.published_at,
        search=(topic.name, "", "", topic.description),
    )
