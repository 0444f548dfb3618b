"""No bytes make a reader raise anything but its own error. `FUZZ_EXAMPLES=100000` runs it for long."""

import io
import os
import zipfile

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sources.readers import READERS, Delivery, ReadError, read_items
from sources.readers.pdf_layout import read as read_pdf
from sources.tests.readers.table import FILES

BOUND = settings(
    max_examples=int(os.environ.get("FUZZ_EXAMPLES", "60")),
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
TEXTS = sorted(
    path for path in FILES.iterdir() if path.is_file() and path.suffix not in (".py", ".pdf", ".docx", ".xlsx")
)
PIECES = [
    b"<",
    b">",
    b"]]>",
    b"&#0;",
    b"&amp;",
    b"\0",
    b"\xff\xfe",
    b'"',
    b"{",
    b"[",
    b"]",
    b"\r\n",
    b"\xed\xa0\x80",
    b"\\ud800",
]


@st.composite
def mutated(draw, data):
    """A file with a few places cut, doubled or overwritten."""
    for _ in range(draw(st.integers(1, 6))):
        at = draw(st.integers(0, len(data)))
        length = draw(st.integers(0, 40))
        what = draw(st.sampled_from(["cut", "double", "put", "bytes", "end"]))
        if what == "cut":
            data = data[:at] + data[at + length :]
        elif what == "double":
            data = data[:at] + data[at : at + length] * 3 + data[at + length :]
        elif what == "put":
            data = data[:at] + draw(st.sampled_from(PIECES)) + data[at:]
        elif what == "bytes":
            data = data[:at] + draw(st.binary(max_size=8)) + data[at + length :]
        else:
            data = data[:at]
    return data


def check(data):
    try:
        items = read_items(data)
    except ReadError:
        return
    for item in items:
        assert "\0" not in item.text
        # PostgreSQL and JSON take whole characters only.
        item.text.encode()
        item.title.encode()
        for said in item.statements:
            assert 0 <= said.start < said.end <= len(item.text)


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
@BOUND
@given(data=st.data())
def test_mutated_files_are_read_or_refused(path, data):
    check(data.draw(mutated(path.read_bytes())))


@BOUND
@given(st.binary(max_size=400))
def test_any_bytes_are_read_or_refused(data):
    if b"%PDF-" not in data:
        check(data)


@pytest.mark.parametrize("reader", READERS[1:], ids=lambda reader: reader.name)
@BOUND
@given(data=st.one_of(st.binary(max_size=200), st.text(max_size=200).map(lambda text: text.encode("utf-8", "replace"))))
def test_recognising_never_fails(reader, data):
    reader.recognises(Delivery(data))


@pytest.mark.parametrize("name", ["columns.pdf", "transcript.pdf", "scan.pdf"])
@BOUND
@given(data=st.data())
def test_mutated_pdfs_end_in_a_result_or_an_exception_of_the_child(name, data):
    # The process around it turns whatever it raises into one word; here only that it ends and gives text.
    try:
        found = read_pdf(data.draw(mutated((FILES / name).read_bytes())))
    except Exception:  # noqa: BLE001 - that is the point
        return
    assert isinstance(found.get("text", ""), str)


@BOUND
@given(data=st.data())
def test_mutated_word_documents_are_read_or_refused(data):
    with zipfile.ZipFile(FILES / "report.docx") as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    body = data.draw(mutated(parts["word/document.xml"]))
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, part in parts.items():
            archive.writestr(name, body if name == "word/document.xml" else part)
    check(packed.getvalue())
    check(data.draw(mutated((FILES / "report.docx").read_bytes())))
