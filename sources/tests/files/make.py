"""Wrote the files of this folder that no editor of text can write: `python sources/tests/files/make.py`."""

import io
import zipfile
import zlib
from email.message import EmailMessage
from pathlib import Path

HERE = Path(__file__).parent
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def pdf(pages, *, title="", language="", image=False):
    """A PDF of lines `(x, y, words)`; byte 0x01 is the fi ligature."""
    objects = []

    def add(body):
        objects.append(body if isinstance(body, bytes) else body.encode("latin-1"))
        return len(objects)

    add("")
    add("")
    font = add(
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding << /Type /Encoding /BaseEncoding"
        " /WinAnsiEncoding /Differences [1 /fi] >> >>"
    )
    picture = 0
    if image:
        data = zlib.compress(b"\xff" * 100 * 100)
        picture = add(
            b"<< /Type /XObject /Subtype /Image /Width 100 /Height 100 /ColorSpace /DeviceGray /BitsPerComponent 8"
            b" /Filter /FlateDecode /Length %d >>\nstream\n" % len(data) + data + b"\nendstream"
        )
    kids = []
    for lines in pages:
        content = b"".join(
            b"BT /F1 10 Tf %d %d Td (%s) Tj ET\n"
            % (x, y, words.encode("cp1252").replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)"))
            for x, y, words in lines
        )
        if image:
            content += b"q 500 0 0 700 50 50 cm /Im1 Do Q\n"
        stream = add(b"<< /Length %d >>\nstream\n" % len(content) + content + b"endstream")
        images = f"/XObject << /Im1 {picture} 0 R >>" if picture else ""
        kids.append(
            add(
                f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {stream} 0 R"
                f" /Resources << /Font << /F1 {font} 0 R >> {images} >> >>"
            )
        )
    lang = f"/Lang ({language})" if language else ""
    objects[0] = f"<< /Type /Catalog /Pages 2 0 R {lang} >>".encode()
    objects[1] = f"<< /Type /Pages /Kids [{' '.join(f'{k} 0 R' for k in kids)}] /Count {len(kids)} >>".encode()
    info = add(f"<< /Title ({title}) /CreationDate (D:20220101000000Z) >>")
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, 1):
        places.append(len(out))
        out += b"%d 0 obj\n" % number + body + b"\nendobj\n"
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    return out + b"trailer << /Size %d /Root 1 0 R /Info %d 0 R >>\nstartxref\n%d\n%%%%EOF\n" % (
        len(objects) + 1,
        info,
        start,
    )


def lines(x, y, words, step=12):
    return [(x, y - step * n, line) for n, line in enumerate(words.split("\n"))]


def docx(body, core=""):
    HERE.mkdir(exist_ok=True)
    return {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "word/document.xml": f'<?xml version="1.0" encoding="UTF-8"?><w:document {W}><w:body>{body}</w:body></w:document>',
        "word/comments.xml": f"<w:comments {W}><w:comment><w:p><w:r><w:t>Check this!</w:t></w:r></w:p></w:comment></w:comments>",
        **({"docProps/core.xml": core} if core else {}),
    }


def zipped(parts):
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for path, text in parts.items():
            archive.writestr(zipfile.ZipInfo(path, (2022, 9, 21, 0, 0, 0)), text)
    return packed.getvalue()


def save_zip(name, parts):
    (HERE / name).write_bytes(zipped(parts))


def run(text, *, inside="w:r"):
    return f'<w:r><w:t xml:space="preserve">{text}</w:t></w:r>'


def paragraph(*runs, style=""):
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


def main():
    (HERE / "columns.pdf").write_bytes(
        pdf(
            [
                lines(
                    50,
                    700,
                    "The premier said the talks had\nfailed. “We shall not nego-\ntiate under fire,” Ana Horvat\nsaid in Zagreb. She named no\ndate and left the hall before",
                )
                + lines(
                    320,
                    700,
                    "any question was put to her.\n“The of\x01ce is closed,” her\nspokesman Ivo Babic said.\nOfficials said nothing more\non that day.",
                )
                + [(290, 40, "Page 1 of 1")],
            ],
            title="Talks in Zagreb fail",
            language="en-GB",
        )
    )
    numbered = [(50, 700 - 24 * n, str(n + 1)) for n in range(10)]
    said = [
        "P R O C E E D I N G S", "MR. HORVAT: Thank you. I was", "there that night, and I saw the",
        "trucks leave at ten.", "MS. BABIC: Were they marked?", "MR. HORVAT: “None of them was", "marked,” as I told the police.",
        "MS. BABIC: Thank you. That is", "all I wished to know.", "(Recess.)",
    ]  # fmt: skip
    (HERE / "transcript.pdf").write_bytes(
        pdf([numbered + [(90, 700 - 24 * n, words) for n, words in enumerate(said)]], title="Microsoft Word - x.doc")
    )
    (HERE / "scan.pdf").write_bytes(pdf([[]], image=True))
    save_zip(
        "report.docx",
        docx(
            paragraph(run("Ministers meet in Vienna"), style="Title")
            + paragraph(
                run("“We "), '<w:del w:id="1" w:author="x"><w:r><w:delText>may</w:delText></w:r></w:del>',
                f'<w:ins w:id="2" w:author="x">{run("will")}</w:ins>', run(" sign on Friday,” "),
                f"<w:hyperlink>{run('Minister Eva Gruber')}</w:hyperlink>", run(" said."),
            )
            + f"<w:tbl><w:tr><w:tc>{paragraph(run('Votes for'))}</w:tc><w:tc>{paragraph(run('27'))}</w:tc></w:tr></w:tbl>",
            '<?xml version="1.0"?><cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/'
            'core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>draft 3</dc:title>'
            "<dc:language>en-GB</dc:language></cp:coreProperties>",
        ),
    )  # fmt: skip
    save_zip("sheet.xlsx", {"[Content_Types].xml": "<Types/>", "xl/workbook.xml": "<workbook/>"})
    inner = EmailMessage()
    inner["From"], inner["To"] = "Press Office <press@ministry.example>", "desk@paper.example"
    inner["Subject"], inner["Date"] = "Statement on the border", "Thu, 22 Sep 2022 09:15:00 +0200"
    inner["Message-ID"], inner["Organization"] = "<b1@ministry.example>", "Ministry of the Interior"
    inner.set_content("“The border stays open,” Minister Eva Gruber said on Thursday.\n\nMore will follow.\n")
    inner["Content-Language"] = "en"
    outer = EmailMessage()
    outer["From"], outer["To"] = "Colleague <c@paper.example>", "desk@paper.example"
    outer["Subject"], outer["Date"] = "Fwd: Statement on the border", "Thu, 22 Sep 2022 11:00:00 +0200"
    outer["Message-ID"] = "<a1@paper.example>"
    outer.set_content("FYI, this came in.\n")
    outer.add_attachment(inner)
    (HERE / "forwarded.eml").write_bytes(outer.as_bytes())
    page = EmailMessage()
    page["From"], page["To"] = "news@agency.example", "desk@paper.example"
    page["Subject"], page["Date"] = "Grain deal holds", "Fri, 23 Sep 2022 06:00:00 +0000"
    page["Message-ID"] = "<c1@agency.example>"
    page.set_content(
        "<html><head><style>p{color:red}</style></head><body><h1>Grain deal holds</h1><p>&ldquo;The ships will sail"
        "&rdquo;, <b>Osman Demir</b> said&nbsp;in Istanbul.</p><p>Rates fell.</p></body></html>",
        subtype="html", charset="iso-8859-9", cte="quoted-printable",
    )  # fmt: skip
    (HERE / "html_only.eml").write_bytes(page.as_bytes())


if __name__ == "__main__":
    main()
