"""What an address says by itself. Pure: nothing is asked of the record or the network."""

import re
from urllib.parse import parse_qsl, urlencode, urlsplit

_TRACKING = re.compile(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid", re.IGNORECASE)


def address_plain(url: str) -> str:
    """Return an address without what says where a reader came from or which part of the page is meant."""
    try:
        parts = urlsplit(url)
        pairs = parse_qsl(parts.query, keep_blank_values=True)
    except ValueError:
        return url
    if any(_TRACKING.fullmatch(name) for name, _ in pairs):
        parts = parts._replace(query=urlencode([pair for pair in pairs if not _TRACKING.fullmatch(pair[0])]))
    # Some sites keep the address of an article there.
    return parts.geturl() if parts.fragment.startswith(("!", "/")) else parts._replace(fragment="").geturl()


def is_front_page(url: str) -> bool:
    """Whether an address is that of a whole site, and says nothing of an article."""
    try:
        parts = urlsplit(url)
    except ValueError:
        return False
    return not parts.path.strip("/") and not parts.query and not parts.fragment
