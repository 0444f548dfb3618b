"""Who said things and where, the deliveries that bring documents, and what is kept of what was online."""

from sources.models.archive import Capture, Watch
from sources.models.documents import CopyProposal, Document, Fetch, Kill, Original
from sources.models.intake import Feed, FeedEntry, Ingestion, IntakePause
from sources.models.record import Outlet, Role, Speaker, SpeakerName

__all__ = [
    "Capture",
    "CopyProposal",
    "Document",
    "Feed",
    "FeedEntry",
    "Fetch",
    "Ingestion",
    "IntakePause",
    "Kill",
    "Original",
    "Outlet",
    "Role",
    "Speaker",
    "SpeakerName",
    "Watch",
]
