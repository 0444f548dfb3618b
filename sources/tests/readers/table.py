"""Every format and every trap: a file, and what its items must say.

`exact` stands at `start` of the text, in code points. `None` for a field means that the item does not say.
"""

import datetime as dt
from dataclasses import dataclass
from pathlib import Path

FILES = Path(__file__).resolve().parents[1] / "files"
BASE = "https://paper.example/feed"


@dataclass(frozen=True)
class Row:
    file: str
    title: str | None
    published: str | None
    language: str | None
    outlet: str | None
    start: int
    exact: str
    item: int = 0
    byline: str | None = None
    dateline: str | None = None
    dispatch: str | None = None
    url: str | None = None
    guid: str | None = None
    version: str | None = None
    #: Whether the extraction reads the language, so that the words must come out as a suggested statement.
    is_read: bool = True

    @property
    def data(self):
        return (FILES / self.file).read_bytes()


MONDAY = "“We shall vote on Monday,”"
TIME = "2022-09-21T12:05:00+00:00"
ROWS = [
    # Hard line breaks inside the quotation, a wire's dateline, what the copy says of itself read by the extraction.
    Row(
        "plain_wire.txt", None, None, None, None, 200,
        "“We shall vote on Monday, and no one in this world will\nstop us,”",
        dispatch="Reuters",
    ),
    # An agency's header and trailer around the copy, Windows line ends, a dash in its encoding.
    Row(
        "plain_header.txt", None, None, None, None, 195,
        '"We shall\nvote on Monday and no one in this world will stop us,"', dispatch="AP",
    ),
    Row("plain_koi8.txt", None, None, None, None, 27, '"Мы сделаем это"', is_read=False),
    # JSON-LD in a comment, with a comment and a raw line break, in a graph; a copyright year that is no date.
    Row(
        "article.html", "Premier rules out talks", TIME, "en-GB", "The Paper", 201, MONDAY, byline="Marta Kovac",
        url="https://paper.example/2022/09/21/premier-rules-out-talks",
    ),
    # An AMP copy: the address is the canonical one, not what its JSON-LD calls its page; a control character in that.
    Row(
        "amp.html", "Harbour closed", "2022-09-23T06:00:00+00:00", "en-IE", "The Paper", 124,
        "“No ship will sail today,”", byline="Nora Byrne", url="https://paper.example/2022/harbour",
    ),
    # A date before computers stays the date it is.
    Row("bare.html", "Old cutting", "1907-03-02", None, None, 0, '"The fleet sails at dawn,"'),
    # Broken JSON-LD: the meta tags speak.
    Row(
        "windows1251.html", "Заявление", "2022-09-21T06:00:00+00:00", None, None, 0, "«Мы не отступим»", is_read=False
    ),
    # The whole article rather than its summary; a relative link; a guid that is no address.
    Row(
        "feed.rss", "Grain deal & ships", "2022-09-23T06:00:00+00:00", "en-GB", "The Paper", 0,
        "“The ships will sail,”", byline="Marta Kovac", url="https://paper.example/2022/grain", guid="paper:1",
    ),
    # No date, and a CDATA section that never ends.
    Row(
        "feed.rss", "No date here", None, "en-GB", "The Paper", 0, "“I name no day,”", item=1,
        url="https://paper.example/2022/nodate", guid="https://paper.example/?p=2",
    ),
    Row(
        "undeclared_koi8.rss", "Указ подписан", "2022-09-21T06:00:00+00:00", "ru", "Агентство", 0,
        '"Указ подписан сегодня"', url="https://paper.example/news/17", guid="tag:17", is_read=False,
    ),
    Row(
        "feed.atom", "Border stays open", "2022-09-22T07:15:00+00:00", "en", "Ministry of the Interior", 0,
        "“The border stays open,”", byline="Press Office", url="https://ministry.example/border",
        guid="urn:uuid:1225c695", version="2022-09-22T10:15:00+02:00",
    ),
    Row(
        "feed.json", "Vote on Monday", TIME, "en", "The Paper", 0, MONDAY, byline="Marta Kovac",
        url="https://paper.example/9", guid="9",
    ),
    Row(
        "ninjs1.json", "Premier rules out talks", TIME, "en", "Example Agency", 0, MONDAY, byline="Marta Kovac",
        dateline="Zagreb", guid="tag:agency.example,2022:newsml_1", version="2",
    ),
    # The main headline and the main body, not the first; the agency of a dateline.
    Row(
        "ninjs2.json", "Premier rules out talks", TIME, "en-US", "Example Agency", 15, MONDAY, byline="Marta Kovac",
        dispatch="AFP", url="https://agency.example/items/2", guid="https://agency.example/items/2", version="1",
    ),
    # Roles and content types of version 3; the headline once more within the body.
    Row(
        "ninjs3.json", "Premier rules out talks", TIME, "en-GB", "Example Agency", 34, MONDAY, byline="Marta Kovac",
        url="https://agency.example/items/3", guid="https://agency.example/items/3", version="7",
    ),
    Row(
        "newsml_message.xml", "Premier rules out talks", TIME, "en-GB", "Example Agency", 0, MONDAY,
        byline="Marta Kovac", dateline="ZAGREB, Sept 21", guid="urn:newsml:agency.example:20220921:1", version="4",
    ),
    # Without the namespace, and NITF inside.
    Row(
        "newsml_bare.xml", "Grenze bleibt offen", "2022-09-22T07:15:00+00:00", "de", "Example Agency", 0,
        "„Die Grenze bleibt offen“", byline="Von Eva Huber", dateline="WIEN",
        guid="urn:newsml:agency.example:20220922:7", version="1", is_read=False,
    ),
    Row(
        "story.nitf.xml", "Premier rules out talks", TIME, "en", "Example Agency", 0, '"We shall vote on Monday,"',
        byline="By Marta Kovac", dateline="ZAGREB", guid="EXA-20220921-1", version="2",
    ),
    # The mail inside the mail is the copy, not the colleague's note around it.
    Row(
        "forwarded.eml", "Statement on the border", "2022-09-22T07:15:00+00:00", "en", "Ministry of the Interior", 0,
        "“The border stays open,”", guid="b1@ministry.example",
    ),
    Row(
        "forwarded_inline.eml", "Harvest figures", "2022-09-22T14:20:00+00:00", None, None, 0,
        "“The harvest is the smallest in ten years,”", guid="d1@paper.example",
    ),
    # A subject in two encodings, a text in a third, the same text as HTML in a fourth.
    Row(
        "mixed.eml", "Граница stays open – Gruber", "2022-09-22T07:15:00+00:00", None, None, 0,
        "“The border stays open – for all,”", guid="e1@ministry.example",
    ),
    Row(
        "html_only.eml", "Grain deal holds", "2022-09-23T06:00:00+00:00", None, None, 18, "“The ships will sail”",
        guid="c1@agency.example",
    ),
    # Two columns, a word broken at the line's end, a ligature, a page number; the file's own date is no publication.
    Row(
        "columns.pdf", "Talks in Zagreb fail", None, "en-GB", None, 39, "“We shall not negotiate under fire,”"
    ),
    Row("columns.pdf", "Talks in Zagreb fail", None, "en-GB", None, 175, "“The office is closed,”"),
    # Line numbers; the title that a program wrote.
    Row("transcript.pdf", None, None, None, None, 148, "“None of them was marked,”", is_read=False),
    # Tracked changes, a hyperlink, a table, a comment.
    Row("report.docx", "Ministers meet in Vienna", None, "en-GB", None, 26, "“We will sign on Friday,”"),
    # A byte order mark, semicolons, both kinds of marks, narration in the cell, a day without a year.
    Row(
        "statements.csv", "Premier rules out talks", "2022-09-21", None, "The Paper", 0, MONDAY,
        url="https://paper.example/1",
    ),
    Row(
        "statements.csv", "Premier rules out talks", "2022-09-21", None, "The Paper", 48, '"The list is false"',
        url="https://paper.example/1",
    ),
    Row("statements.csv", None, None, None, None, 0, "The border stays open", item=1),
    Row(
        "articles.jsonl", "Vote on Monday", "2022-09-21", "en", "The Paper", 0, MONDAY,
        url="https://paper.example/a1", guid="a1",
    ),
    Row("articles.jsonl", None, None, None, None, 0, "“The border stays open,”", item=1, guid="a2"),
]  # fmt: skip

# What cannot be read, and the words that say why.
REFUSED = [
    ("scan.pdf", "This PDF is a scan"),
    ("sheet.xlsx", "Excel workbook"),
    ("outlook.msg", "old Word, Excel or Outlook file"),
    ("wrong.csv", "no column for the words said and who said them; its columns are: id, amount, currency"),
    ("newsml_package.xml", "names 2 items but holds none"),
    ("laughs.xml", "declares entities"),
]

# What takes an item back.
KILLS = ["ninjs3_canceled.json"]
# What is read and not taken in, and the words that say why.
KEPT_OUT = [
    ("ninjs2_no_body.json", "The item has no text."),
    ("newsml_withheld.xml", "The sender withholds this item"),
    ("newsml_embargoed.xml", "under embargo until 01 January 2190"),
]


def moment_of(item):
    """An item's time as the table writes it."""
    if item.published.at is None:
        return None
    return item.published.at.isoformat() if item.published.precision == "time" else str(item.published.at.date())


def day_of(value):
    return dt.date.fromisoformat(value[:10]) if value else None
