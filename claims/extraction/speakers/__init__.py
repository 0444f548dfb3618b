"""Who a phrase refers to: a name, a title, "he", "who", "the Florida senator"."""

from .answers import Answer
from .resolver import Resolver

__all__ = ["Answer", "Resolver"]
