"""Markup from outside: XML that expands nothing and fetches nothing, and the text of HTML fragments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

from lxml import etree, html

from .items import ReadError
from .plain import decoded

_ENTITY = re.compile(r"<!ENTITY", re.IGNORECASE)
_DECLARED = re.compile(rb"""^\s*<\?xml[^>]*?encoding\s*=\s*["']([\w.:-]+)["']""", re.IGNORECASE)
# Where declarations stand; a text that speaks of entities further down is no danger.
PROLOG = 20_000

_SILENT = frozenset("script style noscript template iframe object svg math head title select button form".split())
_BREAKING = frozenset(
    "address article aside blockquote body dd details div dl dt fieldset figcaption figure footer h1 h2 h3 h4 h5 h6"
    " header hedline hl1 hl2 hr html li main media media-caption nav ol p pre section table tbody td tfoot th thead tr"
    " ul".split()
)
_MARKUP = re.compile(
    r"""<(?:/[a-z][a-z0-9]*|[a-z][a-z0-9]*(?:\s+[\w:-]+\s*=\s*(?:"[^"]*"|'[^']*'|[^\s"'<>]+))*)\s*/?>""", re.IGNORECASE
)
# Marks that a writer set around a quotation himself.
_MARKED = ("“”", "„“", "„”", "””", "«»", "»«", "‹›", "›‹", "‘’", "‚‘", '""', "''")
_SPACE = re.compile(r"[ \t\r\n\f\v]+")


def xml_text(data: bytes, charset: str = "") -> str:
    """Return an XML file as characters without its declaration; undeclared encodings are recognised."""
    declared = _DECLARED.match(data[:400])
    # An ASCII-compatible declaration of a two-byte encoding contradicts itself.
    name = declared[1].decode("ascii") if declared else charset
    text = decoded(data, "" if name.lower().startswith(("utf-16", "utf-32")) else name, is_markup=True)
    return re.sub(r"^\s*<\?xml[^>]*?\?>", "", text, count=1)


def refuse_entities(text: str) -> None:
    """Raise ReadError where a document declares entities: nothing that newsrooms send needs them."""
    if _ENTITY.search(text[:PROLOG]):
        raise ReadError("This XML declares entities of its own, which could unfold without end; it was not read.")


def parse_xml(data: bytes, charset: str = "") -> etree._Element:
    """Parse XML without entities, network or DTD. Raises ReadError with the place of the first error."""
    text = xml_text(data, charset)
    refuse_entities(text)
    parser = etree.XMLParser(
        resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False, remove_comments=True, remove_pis=True
    )
    try:
        return etree.fromstring(text.strip().encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError) as error:
        line = getattr(error, "lineno", None)
        where = f" on line {line}" if line else ""
        raise ReadError(f"This XML is damaged{where} and could not be read.") from error


def local(element: etree._Element) -> str:
    """Return an element's name without its namespace; empty for comments and the like."""
    return element.tag.rpartition("}")[2] if isinstance(element.tag, str) else ""


def children(element: etree._Element | None, name: str) -> list[etree._Element]:
    """Return the children of that name, in whatever namespace."""
    return [] if element is None else [child for child in element if local(child) == name]


def child(element: etree._Element | None, *path: str) -> etree._Element | None:
    """Follow a path of names; None where it ends early."""
    for name in path:
        element = next(iter(children(element, name)), None)
    return element


def words(element: etree._Element | None) -> str:
    """Return the text inside an element on one line."""
    return "" if element is None else squeezed("".join(element.itertext()))


def squeezed(text: str) -> str:
    """Return text on one line, single-spaced."""
    return " ".join(text.split())


def heading_text(heading: str) -> str:
    """Return a headline on one line, which may be markup or hold signs that only look like it (`a<b`)."""
    return squeezed(fragment_text(heading) if _MARKUP.search(heading) else unescape(heading))


def fragment_text(markup: str) -> str:
    """Return the text of an HTML fragment: blocks become paragraphs, entities characters."""
    if "<" not in markup and "&" not in markup:
        return markup.strip()
    # libxml2 ends a text at a NUL.
    try:
        tree = html.fromstring(f"<div>{markup.replace(chr(0), '')}</div>".encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadError("This HTML is damaged and could not be read.") from error
    return element_text(tree)


def _parser() -> html.HTMLParser:
    return html.HTMLParser(encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True)


def html_tree(text: str) -> html.HtmlElement:
    """Parse a whole page, however careless."""
    try:
        tree = html.document_fromstring(text.replace("\0", "").encode("utf-8", "replace"), parser=_parser())
    except (etree.ParserError, etree.XMLSyntaxError, ValueError) as error:
        raise ReadError("This HTML is damaged and could not be read.") from error
    return tree


def element_text(root: etree._Element) -> str:
    """Return the text of an element of HTML or NITF, one paragraph a block."""
    write_quotation_marks(root)
    parts: list[str] = []
    silent: etree._Element | None = None
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = local(element).lower()
        if event == "start":
            if silent is None and name in _SILENT:
                silent = element
            if silent is None:
                if name in _BREAKING:
                    parts.append("\n\n")
                elif name == "br":
                    parts.append("\n")
                parts.append(_SPACE.sub(" ", element.text or ""))
        else:
            if silent is element:
                silent = None
            if silent is None and element is not root:
                if name in _BREAKING:
                    parts.append("\n\n")
                parts.append(_SPACE.sub(" ", element.tail or ""))
    return paragraphs("".join(parts))


def write_quotation_marks(root: etree._Element) -> None:
    """Put marks where `<q>` leaves them to the browser: double ones, and single ones inside of those."""
    quoted = [element for element in root.iter() if local(element).lower() == "q"]
    marks = [_marks(element) for element in quoted]
    # Those inside first: theirs stand nearer to the words.
    for element, (opening, closing) in reversed(list(zip(quoted, marks, strict=True))):
        places = list(_worded(element))
        if opening and places:
            # What white space there is stands outside of the marks.
            node, name = places[0]
            said = getattr(node, name)
            words = said.lstrip()
            setattr(node, name, said[: len(said) - len(words)] + opening + words)
            node, name = places[-1]
            said = getattr(node, name)
            words = said.rstrip()
            space = said[len(words) :] if (element.tail or "")[:1].isalnum() else ""
            setattr(node, name, words + closing + space)
    # Readers of pages end a paragraph where they stand.
    etree.strip_tags(root, *{element.tag for element in quoted})


def _marks(element: etree._Element) -> tuple[str, str]:
    said = squeezed("".join(element.itertext()))
    before, parent = element.getprevious(), element.getparent()
    ahead = (before.tail if before is not None else parent.text if parent is not None else "") or ""
    for one in (said[:1] + said[-1:], ahead[-1:] + (element.tail or "")[:1]):
        if one in _MARKED:
            return "", ""
    depth = sum(local(outer).lower() == "q" for outer in element.iterancestors())
    return ("‘", "’") if depth % 2 else ("“", "”")


def _worded(root: etree._Element) -> Iterator[tuple[etree._Element, str]]:
    """Where an element's words stand, in their order: in the `text` or the `tail` of what is inside of it."""
    for event, element in etree.iterwalk(root, events=("start", "end")):
        name = "text" if event == "start" else "tail"
        if (element is not root or event == "start") and (getattr(element, name) or "").strip():
            yield element, name


def paragraphs(text: str) -> str:
    """Return text with even white space: single spaces, one empty line between paragraphs."""
    blocks = re.split(r"\n\s*\n", text)
    lines = ("\n".join(filter(None, (" ".join(line.split(" ")).strip() for line in b.split("\n")))) for b in blocks)
    return re.sub(r" {2,}", " ", "\n\n".join(filter(None, lines)))
