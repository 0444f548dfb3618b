"""Everything that can be done through the desk's part of the API.

Addresses, permissions, the description and the permission test all go by this table.
"""

from claims.api import reading, writing
from claims.api.operations import ENTERED, Operation

__all__ = ["OPERATIONS", "reading", "writing"]

OPERATIONS: tuple[Operation, ...] = tuple(ENTERED)
