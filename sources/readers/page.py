"""A web page with one article."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import urljoin, urlsplit

import trafilatura
from lxml import etree, html

from .items import UNKNOWN, Delivery, Item, Moment, Reader, ReadError
from .markup import element_text, html_tree, paragraphs, squeezed, write_quotation_marks
from .moments import moment
from .plain import decoded

_STARTS = re.compile(
    rb"^(?:\xef\xbb\xbf)?\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*<(?:!doctype\s+html|html|head|body|article|main)\b",
    re.IGNORECASE | re.DOTALL,
)
_TAGS = re.compile(rb"<(p|div|h1|section|span|blockquote)(?:\s[^<>]*)?>.*?</\1>", re.IGNORECASE | re.DOTALL)
# All of it in one element.
_WHOLE = re.compile(rb"<(p|div|section|blockquote)(?:\s[^<>]*)?>.*</\1>", re.IGNORECASE | re.DOTALL)
_CHARSET = re.compile(rb"""<meta[^>]+charset\s*=\s*["']?\s*([\w.:-]+)""", re.IGNORECASE)
_CONTROLS = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]")
_COMMENTS = re.compile(r"^\s*//[^\n]*$|/\*.*?\*/", re.MULTILINE | re.DOTALL)
_ARTICLE = re.compile(r"(?:Article|BlogPosting|LiveBlogPosting|Report)$")
# A page is not deeper than this for a reader's sake; programs recurse over it.
MAX_DEPTH = 400
MAX_LD_BYTES = 1_000_000


def _recognises(delivery: Delivery) -> bool:
    head = delivery.head
    return bool(_STARTS.match(head)) or len(_TAGS.findall(head)) >= 2 or bool(_WHOLE.fullmatch(delivery.data.strip()))


def _read(delivery: Delivery) -> list[Item]:
    tree = html_tree(_page_text(delivery))
    if _depth(tree) > MAX_DEPTH:
        raise ReadError("This page is nested too deeply to be an article.")
    write_quotation_marks(tree)
    named = (_link(tree, "canonical"), _meta(tree, "og:url"))
    base = _first(delivery.url, *reversed(named))
    facts = _LinkedData(tree, base, [*named, delivery.url])
    text = _article_text(tree) or facts.body
    if not any(char.isalnum() for char in text):
        raise ReadError("No article could be found on this page.")
    canonical = _first(*named, facts.url)
    return [
        Item(
            text=text,
            title=_first(facts.title, _meta(tree, "og:title"), _words(tree, "//h1"), _words(tree, "//title")),
            byline=_first(facts.byline, _meta(tree, "author"), _words(tree, "//*[@rel='author']")),
            dateline=facts.dateline,
            published=_published(tree, facts),
            language=_first(
                tree.get("lang", ""), tree.get("{http://www.w3.org/XML/1998/namespace}lang", ""), facts.language
            ),
            url=_web_address(_joined(base, canonical) if canonical else ""),
            outlet=_first(facts.outlet, _meta(tree, "og:site_name")),
        )
    ]


def _page_text(delivery: Delivery) -> str:
    declared = _CHARSET.search(delivery.head)
    name = delivery.charset or (declared[1].decode("ascii") if declared else "")
    return decoded(delivery.data, name, is_markup=True)


def _depth(tree: html.HtmlElement) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def _article_text(tree: html.HtmlElement) -> str:
    # It works on a copy: what it takes away is still wanted by the metadata.
    copy = html.document_fromstring(html.tostring(tree, encoding="unicode"))
    found = trafilatura.extract(copy, include_comments=False, include_tables=True, with_metadata=False)
    if found and any(char.isalnum() for char in found):
        return paragraphs(re.sub(r"\n+", "\n\n", found))
    for path in ("//article", "//main", "//body"):
        for element in tree.xpath(path)[:1]:
            if text := element_text(element):
                return text
    return ""


def _published(tree: html.HtmlElement, facts: _LinkedData) -> Moment:
    # In the order of trust. What a program found elsewhere on the page would be a guess.
    metas = ("article:published_time", "datePublished", "date", "dc.date", "DC.date.issued", "parsely-pub-date")
    times = tree.xpath("//article//time[@datetime][@pubdate or @itemprop='datePublished']/@datetime")
    if not times:
        times = tree.xpath("//article//header//time[@datetime]/@datetime")
    for value in (facts.published, *(_meta(tree, name) for name in metas), *times[:1]):
        if (found := moment(value)) != UNKNOWN:
            return found
    return UNKNOWN


def _meta(tree: html.HtmlElement, name: str) -> str:
    for attribute in ("property", "name", "itemprop"):
        for value in tree.xpath(f"//meta[@{attribute}=$name]/@content", name=name)[:1]:
            return squeezed(value)
    return ""


def _link(tree: html.HtmlElement, relation: str) -> str:
    return next((value.strip() for value in tree.xpath("//link[@rel=$relation]/@href", relation=relation)), "")


def _words(tree: html.HtmlElement, path: str) -> str:
    found = tree.xpath(path)
    # Two elements of a kind name two things, and neither is known to be the article's.
    return squeezed(found[0].text_content()) if len(found) == 1 else ""


def _first(*values: str) -> str:
    return next((value.strip() for value in values if value and value.strip()), "")


def _joined(base: str, address: str) -> str:
    try:
        return urljoin(base, address)
    except ValueError:
        return ""


def _web_address(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return address if parts.scheme in ("http", "https") and parts.hostname else ""


class _LinkedData:
    """What the page's JSON-LD says of its article, as far as it can be parsed and is sure to be of this page."""

    def __init__(self, tree: html.HtmlElement, base: str, addresses: list[str]) -> None:
        values = list(_ld_values(tree))
        named = (*tree.xpath("//title|//h1"), *tree.xpath("//meta[@property='og:title']"))
        self._titles = [_letters(one.get("content") or one.text_content()) for one in named]
        # What others name by its id only.
        self._nodes: dict[str, dict[str, Any]] = {}
        for node in _dicts(values):
            name = node.get("@id")
            if isinstance(name, str) and len(node) > 1 and ("name" in node or name not in self._nodes):
                self._nodes[name] = node
        article = self._article([node for value in values for node in _flat(value)], base, addresses)
        self.title = _text(article.get("headline")) or _text(article.get("name"))
        self.byline = ", ".join(self._names(article.get("author")))
        self.dateline = _text(article.get("dateline"))
        self.published = _text(article.get("datePublished"))
        self.language = next(iter(_strings(article.get("inLanguage"))), "")
        self.outlet = next(iter(self._names(article.get("publisher"))), "")
        body = article.get("articleBody")
        self.body = paragraphs(body) if isinstance(body, str) else ""
        page = article.get("mainEntityOfPage")
        page = page.get("@id") if isinstance(page, dict) else page
        self.url = _text(article.get("url")) or _text(page)

    def _article(self, nodes: list[dict[str, Any]], base: str, addresses: list[str]) -> dict[str, Any]:
        """The article that this page is, or the only one there is; of several, pages name others that they lead to."""
        # Said twice is said once.
        articles = {_key(node): node for node in nodes if _is_article(node)}
        for address in filter(None, (_same(base, address) for address in addresses)):
            for node in articles.values():
                if address in {_same(base, one) for one in self._addresses(node)}:
                    return node
        # One that says that it stands elsewhere is meant only where the page bears its headline.
        known = any(_same(base, address) for address in addresses)
        titled = {key for key, node in articles.items() if self._is_titled(node)}
        foreign = {key for key, node in articles.items() if known and any(self._addresses(node))} - titled
        main = {_key(self._meant(one)) for node in nodes for one in _many(node.get("mainEntity"))}
        for some in ((articles.keys() & main) - foreign, articles.keys() if len(articles) == 1 else titled):
            if len(some) == 1 and not some & foreign:
                return articles[next(iter(some))]
        return {}

    def _is_titled(self, article: dict[str, Any]) -> bool:
        """Whether the page bears an article's headline, whatever stands between its letters."""
        said = _letters(_text(article.get("headline")) or _text(article.get("name")))
        return bool(said) and any(said in title for title in self._titles)

    def _addresses(self, article: dict[str, Any]) -> Iterator[str]:
        pages = _many(article.get("mainEntityOfPage"))
        for one in (*_many(article.get("url")), *pages, *map(self._meant, pages), article):
            if isinstance(one, str):
                yield one
            elif isinstance(one, dict):
                yield from _strings(one.get("url"))
                # What begins with a # is a place on whatever page it stands on, that of another article as well.
                yield from (name for name in _strings(one.get("@id")) if not name.startswith("#"))

    def _meant(self, value: Any) -> Any:
        """The node that a reference names; what is no reference, and one that leads nowhere, is itself."""
        name = value.get("@id") if isinstance(value, dict) and "name" not in value else value
        return self._nodes.get(name, value) if isinstance(name, str) else value

    def _names(self, value: Any) -> list[str]:
        many = [self._meant(one) for one in _many(value)]
        found = [_text(one.get("name")) if isinstance(one, dict) else _text(one) for one in many]
        return [name for name in found if name and not name.startswith(("http", "#"))]


def _letters(text: str) -> str:
    return "".join(filter(str.isalnum, text.casefold()))


def _key(node: Any) -> str:
    try:
        return json.dumps(node, sort_keys=True)
    except RecursionError:
        # Nested as deep as could just be read.
        return str(id(node))


def _is_article(node: dict[str, Any]) -> bool:
    return any(_ARTICLE.search(kind) for kind in _strings(node.get("@type")))


def _same(base: str, address: str) -> str:
    """An address as far as it tells pages apart: without scheme, `www.`, the place on the page and a last slash."""
    try:
        parts = urlsplit(_joined(base, address.strip()))
        host = (parts.hostname or "").removeprefix("www.")
    except ValueError:
        return ""
    return f"{host}{parts.path.rstrip('/')}?{parts.query}" if host else ""


def _ld_values(tree: html.HtmlElement) -> Iterator[Any]:
    for script in tree.xpath("//script[@type='application/ld+json']/text()"):
        yield _tolerant_json(str(script)[:MAX_LD_BYTES])


def _dicts(values: list[Any]) -> Iterator[dict[str, Any]]:
    """Every object, however deep inside of others."""
    left = list(values)
    while left:
        value = left.pop()
        if isinstance(value, dict):
            yield value
            left.extend(value.values())
        elif isinstance(value, list):
            left.extend(value)


def _flat(value: Any, depth: int = 0) -> Iterator[dict[str, Any]]:
    if depth > 6:
        return
    if isinstance(value, list):
        for one in value:
            yield from _flat(one, depth + 1)
    elif isinstance(value, dict):
        yield value
        yield from _flat(value.get("@graph"), depth + 1)
        yield from _flat(value.get("mainEntity"), depth + 1)


def _tolerant_json(text: str) -> Any:
    """Parse JSON as pages hold it: wrapped in comments or CDATA, with comments and control characters inside."""
    text = re.sub(r"<!--|-->|/\*\s*<!\[CDATA\[\s*\*/|/\*\s*\]\]>\s*\*/|<!\[CDATA\[|\]\]>", "", text)
    for attempt in (text, _CONTROLS.sub(" ", text), _COMMENTS.sub("", _CONTROLS.sub(" ", text))):
        try:
            return json.loads(attempt.strip().rstrip(";"), strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _text(value: Any) -> str:
    return squeezed(html.fromstring(f"<p>{value}</p>").text_content()) if isinstance(value, str) and value else ""


def _many(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _strings(value: Any) -> list[str]:
    return [one for one in _many(value) if isinstance(one, str)]


READER = Reader("web page", _recognises, _read)
