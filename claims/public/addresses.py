"""The public address of each kind of publication. Pure, because the writer needs it too."""

FOLDERS = {
    "claim": "claims",
    "statement": "statements",
    "speaker": "speakers",
    "outlet": "outlets",
    "document": "documents",
    "topic": "topics",
    "correction": "corrections",
    "checkpoint": "checkpoints",
}


def address(kind: str, public_id: str, slug: str = "") -> str:
    """Return the path of a publication, such as /claims/0123456789/the-slug/."""
    tail = f"{slug}/" if slug else ""
    return f"/{FOLDERS[kind]}/{public_id}/{tail}"
