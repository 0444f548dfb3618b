"""Keeps the message catalogues of the public pages; needs Babel, which requirements-dev.txt names."""

import re
from argparse import ArgumentParser
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path
from typing import Any

from babel.messages.catalog import Catalog
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils.translation.template import templatize

KEYWORDS: dict[str, Any] = {
    **dict.fromkeys(("_", "gettext", "gettext_lazy", "gettext_noop", "noop"), None),
    **dict.fromkeys(("ngettext", "ngettext_lazy"), (1, 2)),
    **dict.fromkeys(("pgettext", "pgettext_lazy"), ((1, "c"), 2)),
    "npgettext": ((1, "c"), 2, 3),
}
# What readers see. The desk and the API speak English.
SOURCES = (
    "templates/*.html",
    *(f"templates/{folder}/*.html" for folder in ("public", "includes", "embed", "letters")),
    "claims/public/*.py",
    "claims/letters/*.py",
    "claims/templatetags/record.py",
)
NAME = "django"


def folder() -> Path:
    """Return where the catalogues stand."""
    return Path(settings.LOCALE_PATHS[0])


def languages() -> list[str]:
    """Return the languages that need a catalogue: all but that of the sources."""
    return [code for code, _ in settings.LANGUAGES if code != "en"]


def extracted() -> Catalog:
    """Return every message of the public pages, without translations."""
    catalog = Catalog(project=settings.SITE_NAME, charset="utf-8")
    root = Path(settings.BASE_DIR)
    for pattern in SOURCES:
        for path in sorted(root.glob(pattern)):
            for message, context, notes in _messages(path):
                catalog.add(message, context=context, auto_comments=notes)
    return catalog


def _messages(path: Path) -> Iterator[tuple[Any, str | None, list[str]]]:
    text = path.read_text()
    if path.suffix == ".html":
        # Django turns a template into calls of gettext with noise between them; the noise keeps its indentation,
        # which the tokenizer would take for Python's.
        text = re.sub("^[ \t]+", "", templatize(text), flags=re.MULTILINE)
    found = extract("python", BytesIO(text.encode()), keywords=KEYWORDS, comment_tags=["Translators:"])
    for _, message, notes, context in found:
        yield message, context, notes


def read(language: str) -> Catalog:
    """Return the catalogue of a language as it stands in its file; an empty one where there is no file yet."""
    path = folder() / language / "LC_MESSAGES" / f"{NAME}.po"
    if not path.exists():
        return Catalog(locale=language, project=settings.SITE_NAME, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language, charset="utf-8")


def compiled(catalog: Catalog) -> bytes:
    """Return a catalogue as the running product reads it."""
    out = BytesIO()
    write_mo(out, catalog)
    return out.getvalue()


def untranslated(catalog: Catalog) -> list[str]:
    """Return the messages of a catalogue that have no translation, or one that nobody has looked at."""
    return [
        str(message.id)
        for message in catalog
        if message.id
        and (message.fuzzy or not message.string or (isinstance(message.string, tuple) and not all(message.string)))
    ]


def write(catalog: Catalog, language: str) -> None:
    """Write both files of a catalogue."""
    place = folder() / language / "LC_MESSAGES"
    place.mkdir(parents=True, exist_ok=True)
    catalog.header_comment = f"# The public pages in {catalog.locale.english_name if catalog.locale else language}."
    catalog.fuzzy = False
    with (place / f"{NAME}.po").open("wb") as file:
        # Without places in the code and by the alphabet, so that moving code changes no catalogue.
        write_po(file, catalog, width=110, no_location=True, sort_output=True, ignore_obsolete=True)
    (place / f"{NAME}.mo").write_bytes(compiled(catalog))


class Command(BaseCommand):
    """Bring the catalogues up to date with the code."""

    help = (
        "Brings the message catalogues of the public pages up to date: takes in new messages, drops those that are"
        " gone, compiles. Says what is not translated yet, and then ends with status 1."
    )
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Describe the command line."""
        parser.add_argument("--check", action="store_true", help="change nothing, only say what is missing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Update or check each language."""
        template = extracted()
        missing = 0
        for language in languages():
            catalog = read(language)
            # The date of the file would change each time and tell nothing.
            template.creation_date = catalog.creation_date
            catalog.update(template, no_fuzzy_matching=True, update_header_comment=False)
            if not options["check"]:
                write(catalog, language)
            left = untranslated(catalog)
            missing += len(left)
            self.stdout.write(f"{language}: {len(catalog)} messages, {len(left)} without a translation")
            for message in left:
                self.stdout.write(f"  {message}")
        if missing:
            raise CommandError(f"{missing} messages have no translation.", returncode=1)
