"""Who said things and where, the deliveries that bring documents, and what is kept of what was online."""

from sources.models.archive import Capture, Watch
from sources.models.record import (
    CopyProposal,
    Document,
    Fetch,
    Ingestion,
    Original,
    Outlet,
    Role,
    Speaker,
    SpeakerName,
)

__all__ = [
    "Capture",
    "CopyProposal",
    "Document",
    "Fetch",
    "Ingestion",
    "Original",
    "Outlet",
    "Role",
    "Speaker",
    "SpeakerName",
    "Watch",
]
