"""`manage.py reread`: what the reader of today would change about documents that were read before."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from tqdm import tqdm

from claims.extraction import Change
from claims.management.calls import BAD_CALL
from claims.services.rereading import CHANGES, document_reread, document_rereading
from factcheck.base import DomainError
from sources.models import Document

EXCERPT = 70


def change_line(change: Change) -> str:
    """One change in one line: what kind, the words, and before and after where that is the speaker."""
    quote, known = change.quote, change.known
    place = f"{quote.start}-{quote.end}" if quote else f"{known.start}-{known.end}" if known else ""
    words = " ".join(quote.text.split()) if quote else ""
    words = f" “{words[:EXCERPT]}{'…' if len(words) > EXCERPT else ''}”" if words else ""
    who = f" · {quote.speaker or 'nobody named'}" if quote else ""
    if change.kind == "speaker" and known:
        who = f" · {known.speaker or 'nobody named'} → {(quote.speaker if quote else None) or 'nobody named'}"
    return f"  {CHANGES[change.kind]}: {place}{words}{who}"


class Command(BaseCommand):
    help = (
        "Read documents again and show what would change. With --apply the suggestions that nobody decided on are "
        "brought up to date; what a person decided is never touched."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "documents", nargs="*", metavar="ID", help="public ids of documents; without any, all but those put away"
        )
        parser.add_argument("--apply", action="store_true", help="write the changes (default: only show them)")
        parser.add_argument("--brief", action="store_true", help="one line a document, without the changes")

    def handle(self, *args: Any, **options: Any) -> None:
        rows = Document.objects.order_by("pk")
        wanted = options["documents"]
        if wanted:
            rows = rows.filter(public_id__in=wanted)
            missing = sorted(set(wanted) - set(rows.values_list("public_id", flat=True)))
            if missing:
                raise CommandError(f"No such document: {', '.join(missing)}", returncode=BAD_CALL)
        else:
            rows = rows.filter(put_away_at=None)
        keys = list(rows.values_list("pk", flat=True))
        changed = total = broken = 0
        for key in tqdm(keys, unit="document", disable=None, leave=False):
            document = Document.objects.get(pk=key)
            try:
                found = document_reread(document=document) if options["apply"] else document_rereading(document)
            except DomainError as error:
                broken += 1
                self.stderr.write(f"{document.public_id}: {error}")
                continue
            if not found.changes:
                continue
            changed += 1
            total += len(found.changes)
            stays = f"; {found.decided} decided, untouched" if found.decided else ""
            self.stdout.write(
                f"{document.public_id} {document.title or document.text[:EXCERPT].strip()}: {found.summary}{stays}"
            )
            if not options["brief"]:
                for change in found.changes:
                    self.stdout.write(change_line(change))
        done = "written" if options["apply"] else "would be written (--apply writes them)"
        self.stdout.write(
            f"{len(keys)} document{'s'[: len(keys) != 1]} read, {changed} differ: {total} changes {done}."
        )
        if broken:
            raise CommandError(f"{broken} documents could not be read.")
