"""What an API token may be used for: each scope and the permissions it passes on. Pure.

A token never lets its owner do more than their role does: it acts as them, within its scopes.
"""

from claims.roles import ADMINISTRATOR, ROLES

# Name, in words, permissions; in the order of the work.
SCOPES: dict[str, tuple[str, tuple[str, ...]]] = {
    "read": (
        "read what is not published",
        tuple(
            permission
            for permission in ROLES["Administrator"]
            if ".view_" in permission and permission not in ADMINISTRATOR and not permission.endswith("_apitoken")
        ),
    ),
    "ingest": (
        "hand in copy, and put away what was handed in by mistake",
        ("sources.add_ingestion", "sources.add_outlet"),
    ),
    "review": (
        "review and mark statements, add speakers",
        ("claims.change_statement", "claims.add_statement", "sources.add_speaker", "sources.add_speakername"),
    ),
    "documents": (
        "correct documents, and mark them as withdrawn by their publisher",
        ("sources.change_document", "sources.add_outlet"),
    ),
    "claims": (
        "draft, edit, assign and link claims, join statements to them",
        (
            "claims.add_claim", "claims.change_claim", "claims.add_appearance", "claims.delete_appearance",
            "claims.add_claimlink", "claims.assign_claim",
        ),
    ),
    "evidence": ("add, correct and remove evidence", ("claims.add_evidence", "claims.delete_evidence")),
    "propose": (
        "write and propose verdicts",
        ("claims.add_verdict", "claims.change_verdict", "claims.propose_verdict", "claims.correct_verdict"),
    ),
    "approve": ("approve and return verdicts that somebody else proposed", ("claims.approve_verdict",)),
    "withdraw": ("withdraw published claims", ("claims.withdraw_claim",)),
}  # fmt: skip


def scopes_with(permission: str) -> list[str]:
    """Return the scopes that pass a permission on."""
    return [name for name, (_words, permissions) in SCOPES.items() if permission in permissions]


def passes(scopes: list[str], permission: str) -> bool:
    """Whether one of `scopes` passes a permission on."""
    return any(permission in SCOPES[name][1] for name in scopes if name in SCOPES)
