"""Who may do what: the four roles of a desk and their Django permissions. Pure.

The migration that makes the groups, the table in the editors' guide and the permission test all
read this. A role holds everything that the role before it holds.
"""

REPORTER = (
    "sources.view_speaker", "sources.add_speaker", "sources.change_speaker",
    "sources.view_speakername", "sources.add_speakername", "sources.change_speakername",
    "sources.view_role", "sources.add_role", "sources.change_role",
    "sources.view_outlet", "sources.add_outlet",
    "sources.view_document", "sources.view_ingestion", "sources.add_ingestion",
    "sources.view_feed",
    "sources.view_capture", "sources.view_copyproposal", "sources.view_watch", "sources.change_watch",
    "claims.view_statement", "claims.add_statement", "claims.change_statement",
    "claims.view_attribution", "claims.view_topic",
    "claims.view_claim", "claims.add_claim", "claims.change_claim",
    "claims.view_appearance", "claims.add_appearance", "claims.delete_appearance",
    "claims.view_claimlink", "claims.add_claimlink",
    "claims.view_evidence", "claims.add_evidence", "claims.delete_evidence",
    "claims.view_rating",
    "claims.view_verdict", "claims.add_verdict", "claims.change_verdict", "claims.propose_verdict",
    "claims.view_event", "claims.view_correctionrequest",
    "claims.view_apitoken", "claims.add_apitoken",
    "claims.view_comment", "claims.add_comment",
)  # fmt: skip
EDITOR = (
    "sources.change_document", "sources.change_outlet", "sources.change_copyproposal",
    "sources.add_feed", "sources.change_feed",
    "claims.add_topic", "claims.change_topic",
    "claims.assign_claim", "claims.approve_verdict", "claims.change_correctionrequest",
)  # fmt: skip
STANDARDS_EDITOR = (
    "claims.correct_verdict", "claims.withdraw_claim", "claims.merge_claim", "sources.merge_speaker",
    "claims.add_rating", "claims.change_rating",
)  # fmt: skip
ADMINISTRATOR = (
    "auth.view_user", "auth.add_user", "auth.change_user", "auth.view_group", "auth.change_group",
    "claims.change_apitoken",
    "claims.view_webhook", "claims.add_webhook", "claims.change_webhook", "claims.view_webhookdelivery",
)  # fmt: skip

ROLES: dict[str, tuple[str, ...]] = {
    "Reporter": REPORTER,
    "Editor": REPORTER + EDITOR,
    "Standards editor": REPORTER + EDITOR + STANDARDS_EDITOR,
    "Administrator": REPORTER + EDITOR + STANDARDS_EDITOR + ADMINISTRATOR,
}
