import datetime as dt
import json

import pytest

from sources import readers
from sources.readers import ReadError, pdf_layout, read_items
from sources.readers.agencies import dispatch_of
from sources.readers.items import Item, Reader
from sources.readers.moments import moment
from sources.readers.packed import pack, unpack
from sources.tests.files.make import W, docx, lines, paragraph, pdf, run, zipped
from sources.tests.readers.table import BASE, FILES, KEPT_OUT, KILLS, REFUSED, ROWS, moment_of

FIELDS = ("title", "language", "outlet", "byline", "dateline", "dispatch", "url", "guid", "version")


@pytest.mark.parametrize("row", ROWS, ids=lambda row: f"{row.file}-{row.item}-{row.start}")
def test_each_format_says_what_it_knows_and_nothing_else(row):
    item = read_items(row.data, url=BASE)[row.item]
    assert item.problem == ""
    assert {name: getattr(item, name) or None for name in FIELDS} == {name: getattr(row, name) for name in FIELDS}
    assert moment_of(item) == row.published
    assert item.text[row.start : row.start + len(row.exact)] == row.exact


@pytest.mark.parametrize(("file", "said"), REFUSED)
def test_what_cannot_be_read_is_refused_in_words(file, said):
    with pytest.raises(ReadError, match=said):
        read_items((FILES / file).read_bytes())


def test_every_file_of_the_folder_is_in_a_table():
    known = (
        {row.file for row in ROWS} | {name for name, _ in (*REFUSED, *KEPT_OUT)} | {*KILLS, "__init__.py", "make.py"}
    )
    assert {path.name for path in FILES.iterdir() if path.is_file()} == known


def test_a_file_is_judged_by_content_whatever_its_name_was():
    pdf = (FILES / "columns.pdf").read_bytes()
    assert readers.reader_of(readers.Delivery(pdf)).name == "PDF"
    assert readers.reader_of(readers.Delivery(b"A plain report. It rained.")).name == "plain text"


def test_kills_and_holds_are_told_apart():
    killed = read_items((FILES / "ninjs3_canceled.json").read_bytes())[0]
    assert (killed.status, killed.guid, killed.version) == ("canceled", "https://agency.example/items/2", "3")
    assert killed.note == "KILL: the quote was invented."
    usable, canceled = read_items((FILES / "newsml_message.xml").read_bytes())
    assert (usable.status, canceled.status, canceled.problem) == ("usable", "canceled", "")
    assert usable.note == "Corrects the day of the vote."


def test_a_table_names_who_spoke_and_when_where_the_year_is_known():
    first = read_items((FILES / "statements.csv").read_bytes())[0]
    given = [(first.text[s.start : s.end], s.speaker, s.said_on) for s in first.statements]
    assert given == [
        ("“We shall vote on Monday,”", "Ana Horvat", dt.date(2022, 9, 21)),
        ('"The list is false"', "Ivo Babic", None),
    ]


def test_a_bad_line_costs_the_others_nothing():
    items = read_items((FILES / "articles.jsonl").read_bytes())
    assert [item.problem for item in items] == ["", "", "Line 3 is not JSON."]


def test_comments_and_struck_words_of_a_word_document_are_not_its_text():
    item = read_items((FILES / "report.docx").read_bytes())[0]
    assert "Check this" not in item.text
    assert "may" not in item.text
    assert "Votes for" in item.text
    assert item.note


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("2022-09-21T14:05:00+02:00", "2022-09-21T12:05:00+00:00"),
        ("2022-09-21 12:05:00 UTC", "2022-09-21T12:05:00+00:00"),
        ("20220921T140500+0200", "2022-09-21T12:05:00+00:00"),
        ("Wed, 21 Sep 2022 09:00:00 GMT", "2022-09-21T09:00:00+00:00"),
        # Without a zone it is known to the day only.
        ("2022-09-21T14:05:00", "2022-09-21"),
        ("20220921", "2022-09-21"),
        ("21 September 2022", "2022-09-21"),
        ("Sept. 21, 2022", "2022-09-21"),
        ("21/09/2022", "2022-09-21"),
        ("09/21/2022", "2022-09-21"),
        ("1907-03-02", "1907-03-02"),
        # Two readings, no year, no date: unknown.
        ("03/04/2022", None),
        ("26-Dec", None),
        ("0001-01-01T00:00:00Z", None),
        ("1970-01-01T00:00:00Z", None),
        ("9999-12-31T23:59:59-14:00", None),
        ("yesterday", None),
        ("", None),
    ],
)
def test_times_are_read_as_far_as_they_are_told(written, expected):
    assert moment_of(Item(published=moment(written))) == expected


@pytest.mark.parametrize(
    ("text", "byline", "expected"),
    [
        ("KYIV, Sept 21 (Reuters) - It began.", "", "Reuters"),
        ("KYIV (AP) — It began.", "", "AP"),
        ("It began.", "Agence France-Presse", "AFP"),
        ("It began.", "By Ana Kovac and AFP", "AFP"),
        ("It began.\n\n© AFP", "", "AFP"),
        ("It began.\n\n(dpa)", "", "dpa"),
        ("It began.\n\nWith agencies", "", "agencies"),
        ("It began, he told AFP in Kyiv.", "", ""),
        ("The ship (AP Moller) left.", "", ""),
        ("(Reuters) - It began.", "", "Reuters"),
        ("Sept 21 (Reuters) - It began.", "", "Reuters"),
        ("EN ROUTE TO TEL AVIV, Sept 21 (Reuters) - It began.", "", "Reuters"),
        ("Talks fail\n\nWASHINGTON, D.C. (AP) -- It began.", "", "AP"),
        ("KYIV, Ukraine (AP) — It began.", "", "AP"),
        ("Stockholm, 21 september (TT) - It began.", "", "TT"),
        ("Frankfurt am Main (dpa) - It began.", "", "dpa"),
        ("北京 (AFP) - It began.", "", "AFP"),
        # No dateline.
        ("Senator Bob Casey (PA) - a Democrat - left.", "", ""),
        ("It rained. Bob Casey (PA) - a Democrat - left.", "", ""),
        ("Those who went to the paper (Reuters) - all of them - left.", "", ""),
        ("It began when the woman from Bloomberg, who knew it (Bloomberg) - left.", "", ""),
        # No agency.
        ("KYIV (pa) - It began.", "", ""),
        ("KYIV (Ap) - It began.\n\npa", "tt", ""),
        ("It began.\n\nDPA", "", "dpa"),
    ],
)
def test_the_agency_is_what_the_copy_names(text, byline, expected):
    assert dispatch_of(text, byline) == expected


def test_a_house_adds_a_reader_by_entry_point(monkeypatch):
    house = Reader(
        "house format", lambda delivery: delivery.data.startswith(b"%%HOUSE"), lambda _: [Item(text="Read.")]
    )

    class Point:
        def load(self):
            return house

    monkeypatch.setattr(readers, "entry_points", lambda group: [Point()] if group == "onrecord.readers" else [])
    readers._readers.cache_clear()
    try:
        assert read_items(b"%%HOUSE anything")[0].text == "Read."
    finally:
        readers._readers.cache_clear()


def test_a_reader_that_trips_gives_the_readers_own_error(monkeypatch):
    def trip(_):
        raise KeyError("inside")

    monkeypatch.setattr(readers, "_readers", lambda: (Reader("thing", lambda _: True, trip),))
    with pytest.raises(ReadError, match="This thing is damaged"):
        read_items(b"words")


def test_words_of_a_table_keep_their_lines():
    data = b'quote,speaker\r\n"We have no plan\r\nto leave.",Ann Lee\r\n"Nor I.",Bob Ray\r\n'
    first, second = read_items(data)
    assert (first.text, second.text) == ("We have no plan\nto leave.", "Nor I.")


@pytest.mark.parametrize(
    "title",
    ["about:blank", "Microsoft Word - talks.doc", "Untitled-1", "Untitled Document", "talks_final.docx", "scan001.tiff",
     "https://paper.example/talks", "www.paper.example/talks", "PowerPoint Presentation", "- -", "Document1"],
)  # fmt: skip
def test_what_a_program_called_a_pdf_is_no_headline(title):
    assert pdf_layout.read(pdf([lines(50, 700, "Talks in Zagreb fail")], title=title))["title"] == ""


@pytest.mark.parametrize("title", ["Talks in Zagreb fail", "U.S. talks fail", "Untitled works sold", "Printers strike"])
def test_what_somebody_called_a_pdf_is_its_headline(title):
    assert pdf_layout.read(pdf([lines(50, 700, "Words.")], title=title))["title"] == title


def test_rows_of_a_table_without_words_are_told_by_their_lines():
    data = b'quote,speaker,title\n"We go,\nnow.",Ann Lee,One\n,Bob Ray,One\n\n,,\n"Nor I.",,Two\n'
    items = read_items(data)
    assert [item.text for item in items] == ["We go,\nnow.", "Nor I."]
    assert {item.left_out for item in items} == {"1 row without words was left out: line 4."}
    many = b"quote,speaker\nYes.,Ann\n" + b",Bob\n" * 9
    (item,) = read_items(many)
    assert item.left_out == "9 rows without words were left out: lines 3, 4, 5, 6, 7 and others."
    # It is the delivery's, so that an item is the same whatever came beside it.
    assert unpack(pack(item)).left_out == ""
    assert read_items(b"quote,speaker\nYes.,Ann\nNo.,Bob\n")[0].left_out == ""


def test_a_table_whose_quote_mark_nothing_closes_is_refused():
    with pytest.raises(ReadError, match="closed nowhere"):
        read_items(b'quote,speaker\n"I left it open,Ann Lee\nMe too,Bob Ray\n')


@pytest.mark.parametrize("status", ["embargoed", "withheld"])
def test_nitf_that_its_sender_holds_back_is_not_for_use(status):
    head = f'<nitf><head><docdata management-status="{status}"/></head>'
    (item,) = read_items(f"{head}<body><body.content><p>Words.</p></body.content></body></nitf>".encode())
    assert item.status == "withheld"


HTML = (
    "<html lang='en'><head><title>T</title></head><body><article><h1>Vote</h1><p>“We shall vote on Monday,” Ana Horvat"
    " told reporters in the town hall, and left it at that for the evening.</p><p>Others disagreed with her in the"
    " hours that followed, and said so.</p></article></body></html>"
)
NINJS = {"uri": "urn:1", "headline": "Vote", "body_text": "“We shall vote,” Ana Horvat said.", "pubstatus": "usable"}


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-8-sig"])
@pytest.mark.parametrize(
    ("text", "reader", "words"),
    [
        (HTML, "web page", "“We shall vote on Monday,” Ana Horvat told"),
        (json.dumps(NINJS, ensure_ascii=False), "ninjs", "“We shall vote,”"),
        ('{"text": "“We shall vote,” she said."}\n{"text": "More."}', "articles as JSON lines", "“We shall vote,”"),
        ("“We shall vote,” Ana Horvat said.", "plain text", "“We shall vote,”"),
        ("speaker;quote\nAna Horvat;“We shall vote,”", "table of statements", "“We shall vote,”"),
    ],
)
def test_two_bytes_a_character_are_read_as_one(encoding, text, reader, words):
    items = read_items(text.encode(encoding))
    assert words in items[0].text
    assert not items[0].text.startswith("\ufeff")
    assert [item.text for item in items] == [item.text for item in read_items(text.encode())]
    assert readers.reader_of(readers.Delivery(text.encode())).name == reader


@pytest.mark.parametrize(
    "data",
    [
        json.dumps(NINJS)[:-20].encode(),
        b'[{"text": "It rained, officials said.", "gu',
        b'{"uri": "urn:1",\n "headline": "Vo',
    ],
)
def test_json_that_is_cut_short_is_no_text(data):
    with pytest.raises(ReadError, match="cut short"):
        read_items(data)


def test_a_text_may_begin_with_a_bracket():
    assert read_items(b"[Updated at 14:00] It rained, officials said.")[0].text.startswith("[Updated")
    assert read_items(b'{"No," she said, and left.}')[0].text.startswith('{"No')


MAIL = b"From: desk@agency.example\nTo: b@paper.example\nSubject: %s\nDate: Wed, 21 Sep 2022 12:05:00 +0000\n"


def test_each_message_of_a_mailbox_is_an_item():
    one = b"From desk Wed Sep 21 12:05:00 2022\n" + MAIL % b"One" + b"\nIt rained.\n\n>From the roof it ran.\n\n"
    two = b"From desk Wed Sep 21 12:06:00 2022\n" + MAIL % b"Two" + b"\nIt snowed.\n\nFrom here on it froze.\n"
    items = read_items(one + two)
    assert [item.title for item in items] == ["One", "Two"]
    assert items[1].text == "It snowed.\n\nFrom here on it froze."


@pytest.mark.parametrize("encoding", ["utf-8", "cp1252"])
def test_mail_without_a_charset_keeps_its_letters(encoding):
    text = "“Café Müller stays open,” Zoë said."
    for kind in (b"", b"Content-Type: text/plain\n", b"Content-Type: text/plain; charset=us-ascii\n"):
        item = read_items(MAIL % "Café".encode(encoding) + kind + b"\n" + text.encode(encoding))[0]
        assert (item.text, item.title) == (text, "Café")


def test_mail_in_an_encoding_of_seven_bits_is_read_as_it_says():
    head = MAIL % b"One" + b"Content-Type: text/plain; charset=iso-2022-jp\n\n"
    assert read_items(head + "投票は月曜日だ".encode("iso-2022-jp"))[0].text == "投票は月曜日だ"


def test_ninjs_may_come_one_a_line():
    data = "\n".join(json.dumps({**NINJS, "uri": f"urn:{n}"}) for n in (1, 2)).encode()
    assert [(item.guid, item.title) for item in read_items(data)] == [("urn:1", "Vote"), ("urn:2", "Vote")]


def test_a_feed_may_say_last_what_it_is():
    entries = [{"id": "1", "title": "Vote", "content_text": "It rained, officials said. " * 300}]
    data = json.dumps({"title": "Paper", "items": entries, "version": "https://jsonfeed.org/version/1.1"}).encode()
    assert read_items(data)[0].title == "Vote"


def test_a_fragment_of_one_element_is_markup():
    assert read_items("<p class='x'>“We shall vote,” Ana Horvat said.</p>\n".encode())[0].text == (
        "“We shall vote,” Ana Horvat said."
    )
    assert read_items(b"<p> is a tag, she said. It ends with </b>.")[0].text.startswith("<p> is")


@pytest.mark.parametrize(
    ("heading", "said"),
    [
        ("what if a<b and c>d?", "what if a<b and c>d?"),
        ("Profit &gt; loss at <em>The Paper</em>", "Profit > loss at The Paper"),
        ("Ham &amp; eggs", "Ham & eggs"),
    ],
)
def test_a_headline_loses_no_words(heading, said):
    assert read_items(json.dumps({**NINJS, "headline": heading}).encode())[0].title == said


def pdf_text(*pages):
    return pdf_layout.read(pdf(pages))["text"]


def transcript(said, *, first=1, step=12, top=700):
    """Lines of a transcript; of those that begin with a tilde the number is left out."""
    numbers, words, number = [], [], first
    for n, line in enumerate(said.split("\n")):
        if not line.startswith("~"):
            numbers.append((60 if number < 10 else 54, top - step * n, str(number)))
            number += 1
        words.append((85, top - step * n, line.lstrip("~")))
    return numbers + words


SWORN = (
    "~2 MAY 2019\nQ. What did it cost?\nA. We spent 40 million euros\non 12 ships and 3\ntrucks.\n"
    "7 of them were lost.\nA. 20 remained."
)


@pytest.mark.parametrize("step", [12, 24])
def test_of_the_numbers_of_a_transcript_only_those_of_its_lines_go(step):
    assert pdf_text(transcript(SWORN, step=step)).split() == SWORN.lstrip("~").split()


def test_line_numbers_at_the_edge_of_a_page_are_line_numbers():
    assert pdf_text(transcript(SWORN, top=810, step=30)).split() == SWORN.lstrip("~").split()


def test_each_page_of_a_transcript_counts_anew_and_the_last_may_be_short():
    text = pdf_text(transcript(SWORN), transcript(SWORN), transcript("A. I saw 2.\n(Recess.)"))
    assert text.split() == [*SWORN.lstrip("~").split() * 2, *"A. I saw 2. (Recess.)".split()]


@pytest.mark.parametrize(
    "points",
    [
        # Points of several lines.
        "\n".join(f"{n}   The ministry asks that the vote\n     be held again in June." for n in range(1, 8)),
        # A table of ranks on a page of prose.
        "\n".join(["The ministry asks that the vote be held."] * 14 + [f"{n}   Split" for n in range(1, 7)]),
        # No sequence.
        "\n".join(f"{n}   ships sailed." for n in (4, 12, 9, 30, 2, 17)),
    ],
)
def test_numbers_that_are_not_of_lines_stay(points):
    assert pdf_text(lines(50, 700, points)).split() == points.split()


def feed_of(*entries, head="<title>Paper</title><language>en-GB</language>"):
    namespaces = "xmlns:media='http://search.yahoo.com/mrss/' xmlns:dc='http://purl.org/dc/elements/1.1/'"
    items = "".join(f"<item><title>Vote</title>{entry}</item>" for entry in entries)
    return read_items(f"<rss version='2.0' {namespaces}><channel>{head}{items}</channel></rss>".encode())


SAID_OF_PICTURE = "<media:title>Harbour</media:title><media:description type='html'>A ship.</media:description>"


@pytest.mark.parametrize(
    "entry",
    [
        f"<description>It rained.</description><media:content url='a.jpg'/>{SAID_OF_PICTURE}",
        f"<description>It rained.</description><media:group>{SAID_OF_PICTURE}</media:group>",
        f"<media:content url='a.jpg'>{SAID_OF_PICTURE}</media:content><description>It rained.</description>",
        (
            "<description>It rained.</description>"
            "<m:description xmlns:m='http://search.yahoo.com/mrss/'>A ship.</m:description>"
        ),
    ],
)
def test_what_is_said_of_a_picture_is_not_the_entry(entry):
    (item,) = feed_of(entry)
    assert (item.title, item.text) == ("Vote", "It rained.")


def test_an_entry_with_words_of_a_picture_alone_has_no_text():
    for picture in ("url='a.jpg'", "url='a' medium='image'", "url='a' type='image/webp'"):
        (item,) = feed_of(f"<media:content {picture}/>{SAID_OF_PICTURE}")
        assert (item.text, item.problem) == ("", "The entry has no text.")


def test_an_entry_names_its_language_before_its_feed_does():
    items = feed_of(
        "<description>Padala je kiša.</description><dc:language>hr</dc:language>",
        "<description>It rained.</description>",
        "<description xml:lang='fr'>Il pleut.</description>",
    )
    assert [item.language for item in items] == ["hr", "en-GB", "fr"]


@pytest.mark.parametrize(
    "name", ["Marks &amp; Sons News", "Marks &amp;amp; Sons News", "Marks &lt;b>&amp;amp;&lt;/b> Sons News"]
)
def test_the_title_of_a_feed_is_a_name_without_markup(name):
    entry = "<summary>It rained.</summary>"
    atom = f"<feed xmlns='http://www.w3.org/2005/Atom'><title type='html'>{name}</title><entry>{entry}</entry></feed>"
    assert read_items(atom.encode())[0].outlet == "Marks & Sons News"
    assert feed_of("<description>It rained.</description>", head=f"<title>{name}</title>")[0].outlet == (
        "Marks & Sons News"
    )


PAGE = "https://paper.example/vote"


def page_of(*values, head=f"<link rel='canonical' href='{PAGE}'>", url=""):
    """A page with JSON-LD, and the one item that is read on it."""
    scripts = "".join(f"<script type='application/ld+json'>{json.dumps(value)}</script>" for value in values)
    (item,) = read_items(HTML.replace("<title>T</title>", head + scripts).encode(), url=url)
    return item


def story(name, **more):
    return {
        "@type": "NewsArticle", "headline": name, "author": {"name": f"Author of {name}"},
        "datePublished": "2022-09-21", **more,
    }  # fmt: skip


OTHER = story("Other", url="https://paper.example/other")
THIS = [
    story("This", url=PAGE),
    story("This", url="http://www.paper.example/vote/#top"),
    story("This", url="/vote"),
    story("This", mainEntityOfPage=PAGE),
    story("This", mainEntityOfPage={"@type": "WebPage", "@id": f"{PAGE}#webpage"}),
    story("This", **{"@id": f"{PAGE}#article"}),
    {"@type": "WebPage", "url": PAGE, "mainEntity": story("This")},
]


@pytest.mark.parametrize("this", THIS)
def test_of_several_articles_in_a_page_the_pages_own_is_meant(this):
    for graph in ([OTHER, this], [this, OTHER], [OTHER, story("Third"), this]):
        for item in (page_of({"@graph": graph}), page_of(*graph)):
            assert (item.title, item.byline, moment_of(item)) == ("This", "Author of This", "2022-09-21")
    assert page_of(OTHER, this, head="", url=PAGE).title == "This"


def test_of_several_articles_none_of_which_is_the_pages_own_nothing_is_said():
    for graph in ([OTHER, story("Third")], [story("A", **{"@id": "#1"}), story("B", **{"@id": "#2"})]):
        item = page_of({"@graph": graph}, url=PAGE)
        assert (item.title, item.byline, moment_of(item), item.url) == ("Vote", "", None, PAGE)


def test_the_only_article_of_a_page_is_its_own_unless_it_stands_elsewhere_under_another_headline():
    assert page_of(story("Third")).title == "Third"
    assert page_of(story("Third"), story("Third")).title == "Third"
    assert page_of(OTHER).title == "Vote"


def test_who_wrote_and_published_a_page_may_be_named_by_reference():
    person, house = {"@id": "#ana", "@type": "Person", "name": "Ana Kos"}, {"@id": "#house", "name": "The Paper"}
    mine = story("This", url=PAGE, author=[{"@id": "#ana"}, {"@id": "#nobody"}], publisher={"@id": "#house"})
    for values in ([{"@graph": [mine, person, house]}], [house, mine, {"@type": "WebPage", "creator": person}]):
        item = page_of(*values)
        assert (item.byline, item.outlet) == ("Ana Kos", "The Paper")
    assert page_of(story("This", author="#ana"), person).byline == "Ana Kos"


def test_a_page_whose_article_is_named_by_reference():
    page = {"@type": "WebPage", "mainEntity": {"@id": "#this"}}
    assert page_of({"@graph": [OTHER, story("This", **{"@id": "#this"}), page]}).title == "This"


@pytest.mark.parametrize("odd", [5, True, {"a": 1}, [[5], None], "http://[", None])
def test_odd_values_in_json_ld_cost_the_page_nothing(odd):
    for name in ("@id", "@type", "url", "author", "mainEntityOfPage", "mainEntity", "publisher", "inLanguage"):
        assert page_of(story("This", **{name: odd}), OTHER).text.startswith("Vote")


def test_json_ld_as_deep_as_can_be_read_costs_the_page_nothing():
    head = HTML.replace("<title>T</title>", "<script type='application/ld+json'>{%s}</script>")
    for depth in range(850, 1010):
        node = '"@type": "Article", "headline": "Vote", "a": ' + "[" * depth + "]" * depth
        assert read_items(head.replace("%s", node).encode())[0].title == "Vote"


AROUND = "<p>Others disagreed with her in the hours that followed, and said so to all who would listen.</p>"


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("told them: <q>We will leave in June</q>, and left.", "told them: “We will leave in June”, and left."),
        ("said: <q>He asked <q>when</q> and <q>how</q> I go.</q>", "said: “He asked ‘when’ and ‘how’ I go.”"),
        ("said: <q><q>When</q> was all.</q>", "said: “‘When’ was all.”"),
        ("said: <q> We will <b>leave </b></q>.", "said: “We will leave”."),
        # Marks that stand there are not set again.
        ("said: <q>“We will leave”</q>.", "said: “We will leave”."),
        ("said: «<q>We will leave</q>».", "said: «We will leave»."),
        ("said: <q>“Go” and “leave”</q>.", "said: “Go” and “leave”."),
        ("said nothing<q></q>.", "said nothing."),
    ],
)
def test_the_marks_of_a_quotation_that_a_browser_would_set_are_set(written, said):
    copy = f"<p>She {written}</p>{AROUND}"
    page = read_items(f"<html><body><article>{copy}</article></body></html>".encode())
    nitf = read_items(f"<nitf><body><body.content>{copy}</body.content></body></nitf>".encode())
    feed = feed_of(f"<description><![CDATA[{copy}]]></description>")
    assert [item.text.split("\n")[0] for (item,) in (page, nitf, feed)] == [f"She {said}"] * 3


def test_a_short_page_is_not_broken_at_a_quotation():
    (item,) = read_items(b"<div><p>She told them: <q>We will leave in June</q>, and left.</p></div>")
    assert item.text == "She told them: “We will leave in June”, and left."


def test_a_quotation_in_a_headline_has_its_marks():
    page = read_items(HTML.replace("<title>T</title>", "").replace(">Vote<", "><q>Vote</q> now<").encode())
    nitf = read_items(
        b"<nitf xmlns='urn:n'><body><body.head><hedline><hl1><q>Vote</q> now</hl1></hedline></body.head>"
        b"<body.content><p>It rained.</p></body.content></body></nitf>"
    )
    ninjs = read_items(json.dumps({**NINJS, "headline": "<q>Vote</q> now"}).encode())
    assert [item.title for (item,) in (page, nitf, ninjs)] == ["“Vote” now"] * 3


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("an anti-\nEuropean vote", "an anti-European vote"),
        ("the Franco-\nGerman talks", "the Franco-German talks"),
        ("in 2019-\n2020 and Covid-\n19", "in 2019-2020 and Covid-19"),
        ("a 20-\nyear-old and a U.S.-\nled force", "a 20-year-old and a U.S.-led force"),
        # The document writes the compound, or both of its halves, elsewhere.
        ("is well-\nknown; a well-known man", "is well-known; a well-known man"),
        ("was state-\nsponsored. The state\nsponsored it.", "was state-sponsored. The state sponsored it."),
        ("The may-\nor may or may not", "The mayor may or may not"),
        ("it is of-\nten ten of", "it is often ten of"),
        # It writes the word as one, or knows no half of it.
        ("the infor-\nmation", "the information"),
        ("a news-\npaper; the newspaper has news on paper", "a newspaper; the newspaper has news on paper"),
        ("Mc-\nDonald, or McDonald", "McDonald, or McDonald"),
        ("some-\ntimes, in some other times", "sometimes, in some other times"),
        # A half that stands at another line's end is no word.
        ("a pro-\nmise and a pro-\nduct. A mise, a duct.", "a promise and a product. A mise, a duct."),
        # A half that waits for the other, a dash, and words broken off.
        ("two-\nand three-year terms, or two", "two- and three-year terms, or two"),
        ("he left -\nZagreb knew", "he left - Zagreb knew"),
        ("Q. Did you go-\nA. No.", "Q. Did you go- A. No."),
        ("I was going to-\nMR. HORVAT: No.", "I was going to- MR. HORVAT: No."),
    ],
)
def test_a_hyphen_at_the_end_of_a_line_of_a_pdf_stays_where_it_is_the_words_own(written, read):
    assert pdf_text(lines(50, 700, written)) == read


@pytest.mark.parametrize(
    ("sources", "expected"),
    [
        ({"infosources": [{"name": "AFP"}]}, "AFP"),
        ({"infosources": [5, {"name": "Ministry"}, {"name": "Agence France-Presse", "role": "x"}]}, "AFP"),
        ({"infoSources": [{"name": "Reuters"}]}, "Reuters"),
        ({"infosource": {"name": "dpa"}}, "dpa"),
        ({"infosource": "AP"}, "AP"),
        ({"infosources": [{"name": "Ministry"}]}, ""),
        ({"infosources": {"AFP": 1}}, ""),
    ],
)
def test_the_source_of_a_ninjs_item_is_its_dispatch_where_it_is_an_agency(sources, expected):
    assert read_items(json.dumps({**NINJS, **sources}).encode())[0].dispatch == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("AFP/Getty, Jane Doe", "AFP"),
        ("Jane Doe via Reuters", "Reuters"),
        ("Associated Press", "AP"),
        ("Jane Doe", ""),
        ("Jane Doe/Pa", ""),
    ],
)
def test_a_credit_line_names_a_dispatch_where_an_agency_is_in_it(line, expected):
    content = "<contentSet><inlineData contenttype='text/plain'>It rained.</inlineData></contentSet>"
    meta = f"<contentMeta><creditline>{line}</creditline></contentMeta>"
    assert read_items(f"<newsItem guid='urn:1'>{meta}{content}</newsItem>".encode())[0].dispatch == expected


@pytest.mark.parametrize(
    ("bad", "problem"),
    [
        ({"uri": "urn:2", "type": "picture", "headline": "Ana Horvat"}, "The item has no text."),
        ({"uri": "urn:2", "bodies": 5, "headlines": {"a": 1}, "infoSources": 1}, "The item has no text."),
        ({"name": "something"}, "Number 2 of this list is no ninjs item."),
        ("words", "Number 2 of this list is no ninjs item."),
    ],
)
def test_a_bad_item_of_a_ninjs_list_costs_the_others_nothing(bad, problem):
    items = read_items(json.dumps([NINJS, bad, NINJS]).encode())
    assert [item.problem for item in items] == ["", problem, ""]
    assert items[2].text == "“We shall vote,” Ana Horvat said."


BOX = {"uri": "urn:2", "type": "text", "headline": "Box", "body_text": "It rained."}


@pytest.mark.parametrize(
    "along",
    [
        {"box": BOX, "photo": {"uri": "urn:3", "type": "picture", "body_text": "A ship."}, "bad": 5},
        [BOX, {"uri": "urn:4", "type": "text", "headline": "Named only"}],
        {"package": {"type": "composite", "associations": {"box": BOX}}},
    ],
)
def test_a_text_that_a_ninjs_item_takes_along_is_an_item(along):
    one = {**NINJS, "associations": along}
    lines = json.dumps({**NINJS, "uri": "urn:0"}) + "\n" + json.dumps(one)
    for items in (read_items(json.dumps(one).encode()), read_items(lines.encode())[1:]):
        assert [(item.guid, item.title, item.text) for item in items[1:]] == [("urn:2", "Box", "It rained.")]


def test_a_text_that_is_taken_along_is_held_with_its_item_and_not_killed_with_it():
    held = {**NINJS, "associations": {"box": BOX}, "embargoed": "2190-01-01T00:00:00Z", "pubstatus": "withheld"}
    assert [item.status for item in read_items(json.dumps(held).encode())] == ["withheld"] * 2
    assert all(item.embargoed_until for item in read_items(json.dumps(held).encode()))
    killed = {**held, "pubstatus": "canceled"}
    assert [item.guid for item in read_items(json.dumps(killed).encode())] == ["urn:1"]


@pytest.mark.parametrize(
    ("field", "byline"),
    [
        ({"authors": 5}, ""),
        ({"authors": [5, {"name": 5}, {"name": "Ana"}]}, "Ana"),
        ({"authors": {"name": "Ana"}}, "Ana"),
        ({"authors": [], "author": "Ana"}, "Ana"),
        ({"title": [1], "url": {}, "language": 5, "date_published": {}, "summary": 1, "date_modified": 1}, ""),
    ],
)
def test_an_odd_field_of_a_json_feed_costs_nothing_else(field, byline):
    entries = [{"id": "1", "content_text": "It rained.", **field}, 5, {"id": "2", "content_text": "It snowed."}]
    data = {"version": "https://jsonfeed.org/version/1.1", "title": "Paper", "items": entries}
    items = read_items(json.dumps(data).encode())
    assert [item.text for item in items] == ["It rained.", "", "It snowed."]
    assert [item.problem for item in items] == ["", "The entry is no JSON object.", ""]
    assert items[0].byline == byline


def word(body, **parts):
    documents = docx(body)
    for name, content in parts.items():
        documents[f"word/{name}.xml"] = f"<w:{name} {W}>{content}</w:{name}>"
    return read_items(zipped(documents))[0]


def marked(text, properties):
    return run(text).replace("<w:r>", f"<w:r><w:rPr>{properties}</w:rPr>")


HIDDEN = "".join(
    f"<w:style w:styleId='{name}'>{based}<w:rPr>{switch}</w:rPr></w:style>"
    for name, based, switch in (
        ("Secret", "", "<w:vanish/>"),
        ("Inner", "<w:basedOn w:val='Secret'/>", "<w:b/>"),
        ("Open", "<w:basedOn w:val='Secret'/>", "<w:vanish w:val='0'/>"),
        ("Round", "<w:basedOn w:val='Round'/>", ""),
    )
)


@pytest.mark.parametrize(
    ("properties", "style", "is_read"),
    [
        ("<w:vanish/>", "", False),
        ("<w:vanish w:val='true'/>", "", False),
        ("<w:rStyle w:val='Secret'/>", "", False),
        ("<w:b/>", "Inner", False),
        ("<w:vanish w:val='0'/>", "Secret", True),
        ("<w:vanish w:val='false'/>", "", True),
        ("<w:rStyle w:val='Open'/>", "Round", True),
        ("<w:rStyle w:val='Nowhere'/>", "Nowhere", True),
    ],
)
def test_what_a_word_document_hides_is_not_its_text(properties, style, is_read):
    item = word(paragraph(run("It rained.")) + paragraph(marked("Ask first.", properties), style=style), styles=HIDDEN)
    assert item.text == ("It rained.\n\nAsk first." if is_read else "It rained.")
    assert item.note == ("" if is_read else "Hidden text was left out.")


def test_a_paragraph_whose_end_alone_is_hidden_is_read():
    end = "<w:p><w:pPr><w:rPr><w:vanish/></w:rPr></w:pPr>"
    assert word(paragraph(run("It rained.")).replace("<w:p>", end)).text == "It rained."


def test_notes_of_a_word_document_stand_at_its_end():
    def note(number, *runs):
        return f"<w:footnote w:id='{number}'>{paragraph(*runs)}</w:footnote>"

    def reference(number, kind="footnote"):
        return f"<w:r><w:{kind}Reference w:id='{number}'/></w:r>"

    body = paragraph(
        run("It rained."), reference(3), run(" It snowed."), reference(2), reference(1, "endnote"), reference(9),
        f"<w:del>{reference(4)}</w:del>",
    )  # fmt: skip
    footnotes = (
        "<w:footnote w:type='separator' w:id='-1'><w:p><w:r><w:t>---</w:t></w:r></w:p></w:footnote>"
        + note(2, run("In Split."))
        + note(3, run("“All day,” she said."), marked("Ask first.", "<w:vanish/>"))
        + note(4, run("Struck out."))
    )
    endnotes = note(1, run("Later.")).replace("footnote", "endnote")
    item = word(body, footnotes=footnotes, endnotes=endnotes)
    assert item.text == "It rained. It snowed.\n\n“All day,” she said.\n\nIn Split.\n\nLater."
    assert item.note == (
        "Tracked changes were read as if accepted. Hidden text was left out. Footnotes were put at the end."
    )


def test_a_message_without_words_costs_the_mailbox_nothing():
    one, two, three = (
        b"From desk Wed Sep 21 12:05:00 2022\n" + MAIL % name + b"\n" + body + b"\n\n"
        for name, body in ((b"One", b"It rained.\n>From the roof it ran."), (b"Two", b""), (b"Three", b"It snowed."))
    )
    items = read_items(one + two + three)
    assert [item.title for item in items] == ["One", "", "Three"]
    assert items[0].text == "It rained.\nFrom the roof it ran."
    assert items[1].problem == "Message 2: This mail has no text and nothing attached that can be read."


VIDEO = """<feed xmlns="http://www.w3.org/2005/Atom" xmlns:media="http://search.yahoo.com/mrss/"><title>Videos</title>
<entry><id>yt:1</id><title>The speech</title><media:group><media:title>The speech</media:title>
<media:description>The President said “we will not stop” in his remarks.</media:description></media:group></entry>
<entry><id>yt:2</id><title>A report</title><content>It rained, officials said.</content>
<media:group><media:description>A photo.</media:description></media:group></entry></feed>"""


def test_a_video_says_what_stands_with_it():
    assert [item.text for item in read_items(VIDEO.encode())] == [
        "The President said “we will not stop” in his remarks.",
        "It rained, officials said.",
    ]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Washington, D.C. (AP) — It rained.", "AP"),
        ("Kabul, Afghanistan (AP) — It rained.", "AP"),
        ("Los Angeles (AP) — It rained.", "AP"),
        ("London (PA) - It rained.", "PA"),
        ("Stockholm (TT) - It rained.", "TT"),
        ("PARIS, Sept 23 (AFP) - It rained.", "AFP"),
        ("Senator Bob Casey (PA) - a Democrat - spoke.", ""),
    ],
)
def test_a_dateline_names_its_agency(line, found):
    assert dispatch_of(line) == found


TITLED = """<html><head><title>Vote on Monday</title><link rel="canonical" href="https://paper.example/real">
<script type="application/ld+json">%s</script></head><body><article><h1>Vote on Monday</h1>
<p>“We shall vote on Monday,” Ana Horvat told reporters in the town hall, and left it at that for the evening.</p>
<p>Others disagreed with her in the hours that followed, and said so on all squares of the town.</p></article></body>"""
UNPLACED = {"@type": "NewsArticle", "headline": "Vote on Monday", "author": "Jane", "datePublished": "2022-01-01"}
ELSEWHERE = {"@type": "NewsArticle", "headline": "Other", "url": "https://paper.example/other", "author": "Nobody"}


@pytest.mark.parametrize(
    ("articles", "byline"),
    [
        ([ELSEWHERE], ""),
        ([ELSEWHERE, UNPLACED], "Jane"),
        ([{**UNPLACED, "url": "https://amp.paper.example/x"}], "Jane"),
    ],
)
def test_an_article_that_stands_elsewhere_says_nothing_of_this_page(articles, byline):
    (item,) = read_items((TITLED % json.dumps(articles)).encode(), url="https://paper.example/real")
    assert (item.title, item.byline) == ("Vote on Monday", byline)


def test_spaces_within_a_quotation_element_stay_between_the_words():
    text = read_items(b"<p>He said:<q> I will stay </q>and left.</p><p>It rained.</p>")[0].text
    assert text.startswith("He said: “I will stay” and left.")


def test_an_ampersand_that_is_no_entity_stays_as_it_was_written():
    data = (
        b"<rss version='2.0'><channel><title>News</title><item><title>AT&T profits rise</title><description>R&D pays,"
        b" said Q&A, Inc. of A&amp;B. &#8220;Yes&#8221; &ndash; no.</description></item></channel></rss>"
    )
    (item,) = read_items(data)
    assert item.title == "AT&T profits rise"
    assert item.text == "R&D pays, said Q&A, Inc. of A&B. “Yes” – no."
