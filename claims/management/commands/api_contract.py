"""`manage.py api_contract`: records what the API promises, or tells what a change would break."""

from pathlib import Path
from typing import Any

import orjson
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from drf_spectacular.generators import SchemaGenerator

from claims.public.contract import broken, contract

RECORD = Path(settings.BASE_DIR) / "docs" / "api-contract.json"


class Command(BaseCommand):
    help = (
        "Compare the description of the API with the recorded contract: exit status 1 and a line for each break, such"
        " as a member or parameter that is gone or means something else. --record writes it down; refused while it"
        " breaks."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--record", action="store_true", help="add what is new to the record")

    def handle(self, *args: Any, **options: Any) -> None:
        now = contract(orjson.loads(orjson.dumps(SchemaGenerator().get_schema(request=None, public=True))))
        if RECORD.exists() and (faults := broken(orjson.loads(RECORD.read_bytes()), now)):
            for fault in faults:
                self.stderr.write(fault)
            raise CommandError(
                "Programs that rely on the API would break; see docs/api.md, What we promise.", returncode=1
            )
        if options["record"]:
            RECORD.write_bytes(orjson.dumps(now, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS) + b"\n")
        self.stdout.write(
            f"{len(now['operations'])} operations and {len(now['schemas'])} schemas keep what they promise."
        )
