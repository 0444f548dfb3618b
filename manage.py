#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line

from factcheck.embedded.errors import EmbeddedDatabaseError


def main() -> int:
    """Run the command; a setting or a database that is not right is told in one line."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
    try:
        execute_from_command_line(sys.argv)
    except (EmbeddedDatabaseError, ImproperlyConfigured) as error:
        print(error, file=sys.stderr)
        return 1
    except Exception as error:
        if isinstance(error.__cause__, EmbeddedDatabaseError):
            print(error.__cause__, file=sys.stderr)
            return 1
        raise
    return 0


if __name__ == "__main__":
    sys.exit(main())
