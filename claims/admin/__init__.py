"""The editors' lists, and forms for what has no page of its own on the desk.

Every save goes through a service. Claims, statements, verdicts, documents and deliveries have no
form here at all: their lists lead to `claims.desk`.
"""

from claims.admin import accounts, corrections, house, lists, programs, sources

__all__ = ["accounts", "corrections", "house", "lists", "programs", "sources"]
