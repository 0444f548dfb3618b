"""Files that unfold to more than a machine has: each ends in words, soon, and small."""

import io
import subprocess
import sys
import time
import tracemalloc
import zipfile
import zlib

import pytest

from sources.readers import ReadError, pdf_layout, read_items
from sources.tests.files.make import pdf

GIGABYTE = 1_000_000_000
ALLOWED = 300_000_000


def packed(size, wbits=15, head=b""):
    packer = zlib.compressobj(1, wbits=wbits)
    piece = b"\0" * 10_000_000
    return packer.compress(head) + b"".join(packer.compress(piece) for _ in range(size // len(piece))) + packer.flush()


def pdf_bomb():
    """A page whose content unfolds to a gigabyte."""
    data = packed(GIGABYTE)
    stream = b"<< /Filter /FlateDecode /Length %d >>\nstream\n%s\nendstream" % (len(data), data)
    whole = pdf([[(50, 700, "Words before.")]])
    start = whole.index(b"<< /Length")
    end = whole.index(b"endstream") + len(b"endstream")
    # The table of places is wrong now; readers repair that.
    return whole[:start] + stream + whole[end:]


def docx_bomb():
    out = io.BytesIO()
    body = b"<w:document xmlns:w='x'><w:body>" + b" " * 200_000_000 + b"</w:body></w:document>"
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as archive:
        archive.writestr("word/document.xml", body)
    return out.getvalue()


def laughs():
    lines = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 10))
    return (
        f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a0 "ha">{lines}]><rss><channel><title>&a9;</title></channel></rss>'
    )


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (pdf_bomb, "This PDF|Reading this PDF"),
        (docx_bomb, "unfolds to more"),
        (lambda: laughs().encode(), "declares entities"),
        (lambda: laughs().encode("utf-16"), "declares entities"),
        (lambda: packed(GIGABYTE, wbits=31), "compressed file"),
        (lambda: b"[" * 1_000_000, "JSON|damaged|no words"),
        (lambda: b'{"uri": "x", "bodies": ' + b"[" * 100_000 + b"]" * 100_000 + b"}", "JSON|damaged"),
        (lambda: b"<rss>" + b"<a>" * 100_000, "never closed"),
    ],
    ids=["pdf", "docx", "laughs", "laughs in utf-16", "gzip", "deep list", "deep item", "deep feed"],
)
def test_what_unfolds_without_end_is_refused_small_and_soon(make, said):
    data = make()
    began = time.monotonic()
    tracemalloc.start()
    try:
        with pytest.raises(ReadError, match=said):
            read_items(data)
        assert tracemalloc.get_traced_memory()[1] < ALLOWED
    finally:
        tracemalloc.stop()
    assert time.monotonic() - began < 90


def test_the_process_that_reads_a_pdf_stays_small(tmp_path):
    # Measured from a small process: a child begins with the size of the one that started it.
    (tmp_path / "bomb.pdf").write_bytes(pdf_bomb())
    code = (
        "import resource, subprocess, sys; subprocess.run([sys.executable, sys.argv[1]], stdin=open(sys.argv[2], 'rb'),"
        " capture_output=True); print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, pdf_layout.__file__, str(tmp_path / "bomb.pdf")],
        capture_output=True,
        check=True,
        text=True,
    )
    print(f"reading a PDF bomb took {int(done.stdout) / 1e6:.0f} MB")
    assert int(done.stdout) < ALLOWED


def test_a_page_without_end_is_cut_where_the_parser_stops():
    began = time.monotonic()
    try:
        items = read_items(b"<div>" * 200_000 + b"words")
    except ReadError:
        items = []
    assert len(items) <= 1
    assert time.monotonic() - began < 30
