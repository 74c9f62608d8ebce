"""Small documents of every kind, made by code: what the tests of their readers read."""

from __future__ import annotations

import gzip
import io
from collections.abc import Mapping, Sequence
from email.mime.multipart import MIMEMultipart
from email.mime.text import MIMEText
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_R = 'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_DC = 'xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
_OPENDOCUMENT = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "text", "table", "style", "meta")
)


def zipped(parts: Mapping[str, str | bytes]) -> bytes:
    """A ZIP file; a part called ``mimetype`` is stored as it is."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content, ZIP_STORED if name.endswith("mimetype") else ZIP_DEFLATED)
    return stream.getvalue()


# --- DOCX -----------------------------------------------------------------------------------------

DOCX_STYLES = f"""<w:styles {_W}>
<w:style w:styleId="1"><w:name w:val="heading 1"/><w:pPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:styleId="2"><w:name w:val="标题 2"/></w:style>
<w:style w:styleId="a"><w:name w:val="章"/><w:basedOn w:val="1"/></w:style>
<w:style w:styleId="t"><w:name w:val="Title"/></w:style>
<w:style w:styleId="q"><w:name w:val="Quote"/></w:style>
<w:style w:styleId="m"><w:name w:val="toc 1"/></w:style>
</w:styles>"""
DOCX_NUMBERING = f"""<w:numbering {_W}>
<w:abstractNum w:abstractNumId="0"><w:lvl w:ilvl="0"><w:numFmt w:val="decimal"/></w:lvl>
<w:lvl w:ilvl="1"><w:numFmt w:val="bullet"/></w:lvl></w:abstractNum>
<w:num w:numId="5"><w:abstractNumId w:val="0"/></w:num></w:numbering>"""


def docx_paragraph(text: str, *, style: str = "", properties: str = "") -> str:
    """A paragraph of a Word document; ``text`` may hold runs of its own."""
    named = f'<w:pStyle w:val="{style}"/>' if style else ""
    run = text if text.startswith("<") else f"<w:r><w:t>{text}</w:t></w:r>"
    return f"<w:p><w:pPr>{named}{properties}</w:pPr>{run}</w:p>"


def docx(body: str, *, core: str = "", **parts: str) -> bytes:
    """A Word document; ``parts`` are further ones of the folder ``word``."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "word/document.xml": f"<w:document {_W} {_R}><w:body>{body}<w:sectPr/></w:body></w:document>",
        "word/styles.xml": DOCX_STYLES,
        "word/numbering.xml": DOCX_NUMBERING,
        "docProps/core.xml": f"<p {_DC}>{core}</p>",
    }
    files |= {f"word/{name}.xml": f"<w:{name} {_W}>{content}</w:{name}>" for name, content in parts.items()}
    return zipped(files)


# --- ODT ------------------------------------------------------------------------------------------


def odt(body: str, *, meta: str = "", styles: str = "", named: str = "", manifest: str = "<m/>") -> bytes:
    """An OpenDocument text; ``styles`` are its own, ``named`` those with names."""
    return zipped(
        {
            "mimetype": "application/vnd.oasis.opendocument.text",
            "content.xml": f'<office:document-content {_OPENDOCUMENT} xmlns:xlink="http://www.w3.org/1999/xlink">'
            f"<office:automatic-styles>{styles}</office:automatic-styles>"
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
            "styles.xml": f"<office:document-styles {_OPENDOCUMENT}>{named}</office:document-styles>",
            "meta.xml": f"<office:document-meta {_OPENDOCUMENT} {_DC}>{meta}</office:document-meta>",
            "META-INF/manifest.xml": manifest,
        }
    )


# --- slides and workbooks -------------------------------------------------------------------------

_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def relations(**targets: str) -> str:
    """What a part of an Office document refers to: ``kind_number="part"``; an address is outside of it."""
    pieces: list[str] = []
    for name, target in targets.items():
        mode = ' TargetMode="External"' if "://" in target else ""
        kind = name.partition("_")[0]
        pieces.append(f'<Relationship Id="{name}" Type="{_OFFICE}/{kind}" Target="{target}"{mode}/>')
    return f"<Relationships>{''.join(pieces)}</Relationships>"


def shape(*paragraphs: str, place: str | None = None) -> str:
    """A box of text on a slide; ``place`` is the kind of text that it is for, "" for points."""
    named = "" if place is None else f'<p:nvSpPr><p:nvPr><p:ph type="{place}"/></p:nvPr></p:nvSpPr>'
    named = named.replace(' type=""', "")
    texts = (p if p.startswith("<") else f"<a:p><a:r><a:t>{p}</a:t></a:r></a:p>" for p in paragraphs)
    return f"<p:sp>{named}<p:txBody>{''.join(texts)}</p:txBody></p:sp>"


def pptx(*slides: str, core: str = "", links: str = "", **parts: str) -> bytes:
    """A presentation of slides (their shapes). Each slide refers to ``links``, of `relations`; names of ``parts`` have
    ``__`` for a slash.
    """
    names = [f"slides/{number}.xml" for number in range(len(slides), 0, -1)]  # their order is no name's
    order = "".join(f'<p:sldId id="256" r:id="slide_{n}"/>' for n in range(len(slides)))
    spaces = f'xmlns:p="urn:p" xmlns:a="urn:a" xmlns:c="urn:c" xmlns:r="{_OFFICE}"'
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": relations(officeDocument="ppt/presentation.xml"),
        "ppt/presentation.xml": f"<p:presentation {spaces}><p:sldIdLst>{order}</p:sldIdLst></p:presentation>",
        "ppt/_rels/presentation.xml.rels": relations(**{f"slide_{n}": name for n, name in enumerate(names)}),
        "docProps/core.xml": f"<p {_DC}>{core}</p>",
    }
    for name, shapes in zip(names, slides, strict=True):
        files[f"ppt/{name}"] = f"<p:sld {spaces}><p:cSld><p:spTree>{shapes}</p:spTree></p:cSld></p:sld>"
        files[f"ppt/slides/_rels/{name.rpartition('/')[2]}.rels"] = links
    files |= {f"ppt/{name.replace('__', '/')}.xml": f"<x {spaces}>{text}</x>" for name, text in parts.items()}
    return zipped({name: content for name, content in files.items() if content})


def xlsx(sheets: Mapping[str, str], *, texts: Sequence[str] = (), formats: str = "", book: str = "") -> bytes:
    """A workbook of sheets (their rows) by name; ``formats`` are the inside of its styles."""
    numbered = list(enumerate(sheets.items()))
    listed = "".join(f'<sheet name="{name}" sheetId="1" r:id="worksheet_{n}"/>' for n, (name, _) in numbered)
    shared = "".join(text if text.startswith("<si>") else f"<si><t>{text}</t></si>" for text in texts)
    targets = {f"worksheet_{n}": f"/xl/worksheets/{n}.xml" for n, _ in numbered}
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "xl/workbook.xml": f'<workbook xmlns:r="{_OFFICE}">{book}<sheets>{listed}</sheets></workbook>',
        "xl/_rels/workbook.xml.rels": relations(**targets, sharedStrings="texts.xml", styles="styles.xml"),
        "xl/texts.xml": f"<sst>{shared}</sst>",
        "xl/styles.xml": f"<styleSheet>{formats}</styleSheet>",
    }
    files |= {f"xl/worksheets/{n}.xml": f"<w><sheetData>{rows}</sheetData></w>" for n, (_, rows) in numbered}
    return zipped(files)


def opendocument(kind: str, body: str) -> bytes:
    """An OpenDocument of a ``kind``: ``presentation``, ``spreadsheet``."""
    names = ("office", "text", "table", "draw", "presentation")
    spaces = " ".join(f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"' for name in names)
    content = f"<office:body><office:{kind}>{body}</office:{kind}></office:body>"
    return zipped(
        {
            "mimetype": f"application/vnd.oasis.opendocument.{kind}",
            "content.xml": f"<office:document-content {spaces}>{content}</office:document-content>",
        }
    )


# --- EPUB -----------------------------------------------------------------------------------------


def epub(
    pages: Mapping[str, str], *, nav: str = "", ncx: str = "", metadata: str = "", folder: str = "", **parts: str
) -> bytes:
    """A book of pages (the insides of their bodies) by name; ``nav`` is the inside of its list of contents."""
    items = "".join(f'<item id="{name}" href="{name}" media-type="application/xhtml+xml"/>' for name in pages)
    spine = "".join(f'<itemref idref="{name}"/>' for name in pages)
    if nav:
        items += '<item id="nav" href="nav.xhtml" properties="nav" media-type="application/xhtml+xml"/>'
        spine = f'<itemref idref="nav"/>{spine}'
    if ncx:
        items += '<item id="ncx" href="toc.ncx" media-type="application/x-dtbncx+xml"/>'
    files: dict[str, str | bytes] = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container><rootfiles><rootfile full-path="b/c.opf"/></rootfiles></container>',
        "b/c.opf": f'<package xmlns="http://www.idpf.org/2007/opf"><metadata {_DC}>{metadata}</metadata>'
        f"<manifest>{items}</manifest><spine>{spine}</spine></package>",
        "b/nav.xhtml": f'<html><body><nav epub:type="toc"><ol>{nav}</ol></nav></body></html>',
        "b/toc.ncx": '<!DOCTYPE ncx PUBLIC "-//NISO//DTD ncx 2005-1//EN" "http://www.daisy.org/ncx.dtd">'
        f"<ncx><navMap>{ncx}</navMap></ncx>",
    }
    files |= {f"b/{name}": f"<html><body>{page}</body></html>" for name, page in pages.items()}
    files |= parts
    return zipped({f"{folder}{name}": content for name, content in files.items()})


# --- PDF ------------------------------------------------------------------------------------------

PLACED = tuple[float, float, float, str]
"""A line of a page: its left edge and height in points, the size of its letters, its text."""


def pdf(
    pages: Sequence[Sequence[PLACED]],
    *,
    outline: Sequence[tuple[str, int, float]] = (),
    title: str = "",
    date: str = "",
    is_encrypted: bool = False,
    annotations: Sequence[tuple[str, str]] = (),
) -> bytes:
    """A PDF in a font that no file holds. ``outline`` has titles, numbers of pages from 0, and heights;
    ``annotations`` the kinds and texts of what is typed onto the first page.
    """
    first_page, first_entry = 7, 7 + 2 * len(pages)
    last_entry = first_entry + len(outline) - 1
    kids = " ".join(f"{first_page + 2 * n} 0 R" for n in range(len(pages)))
    shown = f"/Outlines << /First {first_entry} 0 R /Last {last_entry} 0 R >>" if outline else ""
    objects = [
        f"<< /Type /Catalog /Pages 2 0 R {shown} >>".encode(),
        f"<< /Type /Pages /Kids [{kids}] /Count {len(pages)} >>".encode(),
        b"<< /Type /Font /Subtype /Type0 /BaseFont /STSong-Light /Encoding /UniGB-UTF16-H /DescendantFonts [4 0 R] >>",
        b"<< /Type /Font /Subtype /CIDFontType0 /BaseFont /STSong-Light /DW 1000 /FontDescriptor 5 0 R"
        b" /CIDSystemInfo << /Registry (Adobe) /Ordering (GB1) /Supplement 4 >> >>",
        b"<< /Type /FontDescriptor /FontName /STSong-Light /Flags 4 /Ascent 880 /Descent -120 >>",
        f"<< /Title <{_text_string(title)}> /CreationDate (D:{date}) >>".encode(),
    ]
    for number, lines in enumerate(pages):
        drawn = "".join(f"BT /F {size} Tf {x} {y} Td <{_utf16(text)}> Tj ET\n" for x, y, size, text in lines).encode()
        page = (
            "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Resources << /Font << /F 3 0 R >> >> /Contents"
            f" {first_page + 2 * number + 1} 0 R"
        )
        first = last_entry + 1
        typed = " ".join(f"{first + 2 * place} 0 R" for place in range(len(annotations) if number == 0 else 0))
        page += f" /Annots [{typed}] >>" if typed else " >>"
        objects += [page.encode(), b"<< /Length %d >>\nstream\n%bendstream" % (len(drawn), drawn)]
    for place, (name, page_number, height) in enumerate(outline):
        following = f"/Next {first_entry + place + 1} 0 R" if place + 1 < len(outline) else ""
        target = f"[{first_page + 2 * page_number} 0 R /XYZ 0 {height} 0]"
        objects.append(f"<< /Title <{_text_string(name)}> /Dest {target} /Parent 1 0 R {following} >>".encode())
    for place, (kind, text) in enumerate(annotations):
        shown = f"BT /F 12 Tf 0 5 Td <{_utf16(text)}> Tj ET".encode()
        box = f"[60 {300 - 40 * place} 560 {320 - 40 * place}]"
        appearance = f"{last_entry + 2 + 2 * place} 0 R"
        objects += [
            f"<< /Type /Annot /Subtype /{kind} /Rect {box} /F 4 /AP << /N {appearance} >> >>".encode(),
            b"<< /Type /XObject /Subtype /Form /BBox [0 0 500 20] /Resources << /Font << /F 3 0 R >> >> /Length %d >>\n"
            b"stream\n%b\nendstream" % (len(shown), shown),
        ]
    lock = f"<< /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >>"
    return _pdf_of(objects, f"/ID [<00> <00>] /Encrypt {lock}" if is_encrypted else "")


def _utf16(text: str) -> str:
    return text.encode("utf-16-be").hex()


def _text_string(text: str) -> str:
    return "feff" + _utf16(text)


def _pdf_of(objects: Sequence[bytes], further: str) -> bytes:
    data = b"%PDF-1.5\n"
    places: list[int] = []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n%b\nendobj\n" % (number, content)
    entries = "".join(f"{place:010} 00000 n \n" for place in places)
    count = len(objects) + 1
    trailer = f"<< /Size {count} /Root 1 0 R /Info 6 0 R {further} >>"
    end = f"xref\n0 {count}\n0000000000 65535 f \n{entries}trailer\n{trailer}\n"
    return data + f"{end}startxref\n{len(data)}\n%%EOF".encode()


# --- RTF, MHTML, WARC -----------------------------------------------------------------------------


def rtf(body: str, *, info: str = "") -> bytes:
    """An RTF document in code page 936, with styles of headings."""
    styles = r"{\stylesheet{\s0 Normal;}{\s1\b heading 1;}{\s2 Heading 2;}{\s3 footer;}}"
    return rf"{{\rtf1\ansi\ansicpg936{{\fonttbl{{\f0 SimSun;}}}}{styles}{{\info{info}}}{body}}}".encode("latin-1")


def rtf_text(text: str) -> str:
    """Text as RTF writes it in code page 936."""
    return "".join(rf"\'{byte:02x}" for byte in text.encode("gbk"))


def mhtml(*pages: str, subject: str = "", charset: str = "utf-8") -> bytes:
    """A page as Chromium saves it, with its frames."""
    message = MIMEMultipart("related", type="text/html")
    message["From"] = "<Saved by Blink>"
    message["Subject"] = subject
    message["Snapshot-Content-Location"] = "https://example.org/文"
    for page in pages:
        message.attach(MIMEText(page, "html", charset))
    content = message.as_bytes()
    first, rest = content.split(b"From: <Saved by Blink>\n", 1)
    return b"From: <Saved by Blink>\n" + first + rest


def warc(pages: Mapping[str, tuple[str, bytes]], *, is_packed: bool = True) -> bytes:
    """A web archive of answers: type and content by address."""
    records: list[bytes] = []
    for url, (kind, content) in pages.items():
        answer = f"HTTP/1.1 200 OK\r\nContent-Type: {kind}\r\n\r\n".encode() + content
        head = (
            f"WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: {url}\r\nContent-Type: application/http;"
            f" msgtype=response\r\nContent-Length: {len(answer)}\r\n\r\n"
        )
        record = head.encode() + answer + b"\r\n\r\n"
        records.append(gzip.compress(record) if is_packed else record)
    return b"".join(records)
