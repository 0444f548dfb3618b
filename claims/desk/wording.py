"""How the desk puts numbers into words."""


def all_of(count: int) -> str:
    """Return how several things are named together: "both", "all 3"."""
    return "both" if count == 2 else f"all {count}"
