"""What each permission lets somebody do, in editors' words: for the pages, the refusals and the guide. Pure."""

from django.contrib.auth.models import Group

from claims.roles import ROLES

# Each act and the permissions it takes, in the order of the work. Together they are all that the roles hold.
ACTS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "read documents, statements, claims, evidence, verdicts and their history",
        (
            "sources.view_speaker", "sources.view_speakername", "sources.view_role", "sources.view_outlet",
            "sources.view_document", "sources.view_ingestion", "sources.view_capture", "sources.view_copyproposal",
            "sources.view_watch", "sources.view_feed", "claims.view_statement", "claims.view_attribution",
            "claims.view_topic", "claims.view_claim", "claims.view_appearance", "claims.view_claimlink",
            "claims.view_evidence", "claims.view_rating", "claims.view_verdict", "claims.view_event",
            "claims.view_correctionrequest",
        ),
    ),
    ("hand in copy, try a failed delivery again, and put away what was handed in by mistake",
     ("sources.add_ingestion",)),
    ("take a change that was found online off the desk", ("sources.change_watch",)),
    ("review statements: accept, reject, give to another speaker, undo", ("claims.change_statement",)),
    ("mark a statement that the reader missed", ("claims.add_statement",)),
    ("add speakers, with their names and roles",
     ("sources.add_speaker", "sources.add_speakername", "sources.add_role")),
    ("edit speakers, their names and roles",
     ("sources.change_speaker", "sources.change_speakername", "sources.change_role")),
    ("add outlets", ("sources.add_outlet",)),
    ("read and write comments on claims, statements and documents", ("claims.view_comment", "claims.add_comment")),
    ("draft claims", ("claims.add_claim",)),
    ("edit claims, put away what is not pursued, take one that nobody works on, and give back one's own",
     ("claims.change_claim",)),
    ("join statements to claims and take them out", ("claims.add_appearance", "claims.delete_appearance")),
    ("link claims to each other", ("claims.add_claimlink",)),
    ("add, correct and remove evidence", ("claims.add_evidence", "claims.delete_evidence")),
    ("draft and edit verdicts", ("claims.add_verdict", "claims.change_verdict")),
    ("propose verdicts", ("claims.propose_verdict",)),
    ("approve and return verdicts of others, and change whom published claims name and in which words",
     ("claims.approve_verdict",)),
    ("assign claims", ("claims.assign_claim",)),
    ("edit outlets", ("sources.change_outlet",)),
    ("correct the outlet, day, headline and address of documents", ("sources.change_document",)),
    ("watch feeds, and stop watching them", ("sources.add_feed", "sources.change_feed")),
    ("say whether two documents are copies of one dispatch", ("sources.change_copyproposal",)),
    ("add and edit topics", ("claims.add_topic", "claims.change_topic")),
    ("answer correction requests", ("claims.change_correctionrequest",)),
    ("correct approved verdicts", ("claims.correct_verdict",)),
    ("withdraw published claims", ("claims.withdraw_claim",)),
    ("merge claims, and undo it", ("claims.merge_claim",)),
    ("merge speakers, and undo it", ("sources.merge_speaker",)),
    ("change the house scale", ("claims.add_rating", "claims.change_rating")),
    ("make and revoke API tokens of one's own", ("claims.view_apitoken", "claims.add_apitoken")),
    ("see and revoke everybody's API tokens", ("claims.change_apitoken",)),
    ("manage webhooks and send their messages again",
     ("claims.view_webhook", "claims.add_webhook", "claims.change_webhook", "claims.view_webhookdelivery")),
    ("manage users and groups",
     ("auth.view_user", "auth.add_user", "auth.change_user", "auth.view_group", "auth.change_group")),
)  # fmt: skip


def act_words(permission: str) -> str:
    """Return what a permission lets somebody do, as in “approve verdicts”."""
    return next((words for words, permissions in ACTS if permission in permissions), "do this")


def roles_with(permission: str) -> list[str]:
    """Return who may do it here, whatever roles come with: those that every house has first."""
    app, codename = permission.split(".")
    here = {"permissions__content_type__app_label": app, "permissions__codename": codename}
    names = set(Group.objects.filter(**here).values_list("name", flat=True))
    return [*(name for name in ROLES if name in names), *sorted(names - set(ROLES))]


def refusal(permission: str) -> str:
    """Return why somebody is refused who lacks a permission, and whom to ask."""
    sentence = f"Your account may not {act_words(permission)}."
    roles = roles_with(permission)
    if not roles:
        return sentence
    return f"{sentence} Ask somebody with the role {_either(roles)}."


def _either(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} or {names[-1]}"


def role_table() -> str:
    """Return the table of roles and acts, in Markdown, as the editors' guide shows it."""
    lines = [f"| May | {' | '.join(ROLES)} |", f"|---|{':---:|' * len(ROLES)}"]
    for words, permissions in ACTS:
        cells = ("yes" if set(permissions) <= set(held) else "–" for held in ROLES.values())
        lines.append(f"| {words} | {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"
