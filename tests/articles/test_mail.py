"""Mails and mailboxes: subject, sender, date and text, however they were encoded, attached or forwarded."""

from __future__ import annotations

import mailbox
from contextlib import suppress
from email.message import EmailMessage
from pathlib import Path

import pytest

from wenxun.articles import read_bytes, read_file
from wenxun.errors import ArticleError
from wenxun.models import Article, SkippedInput


def mail(subject: str = "渡口的雾", text: str = "清晨的雾还没有散。") -> EmailMessage:
    message = EmailMessage()
    message["Subject"] = subject
    message["From"] = "张三 <a@b.example>"
    message["Date"] = "Mon, 01 Mar 2021 12:00:00 +0800"
    message.set_content(text)
    return message


@pytest.mark.parametrize("transfer", ["base64", "quoted-printable", "8bit"])
@pytest.mark.parametrize("charset", ["utf-8", "gb2312", "gb18030", "big5"])
def test_a_mail_is_read_in_whatever_encoding_it_was_sent(charset: str, transfer: str) -> None:
    text = "渡口" if charset == "big5" else "清晨的雾还没有散。"
    message = mail("渡口的标题" * 9)
    message.set_content(text, charset=charset, cte=transfer)
    article = read_bytes(message.as_bytes(), "a.eml")
    assert (article.title, article.text) == ("渡口的标题" * 9, text)
    assert (article.authors, article.published) == (("张三",), "2021-03-01T12:00:00+08:00")


def test_a_subject_in_bytes_that_nobody_encoded_is_read() -> None:
    article = read_bytes("Subject: 渡口\nFrom: 张三\n\n清晨的雾还没有散。\n".encode("gbk"), "a.eml")
    assert (article.title, article.authors, article.text) == ("渡口", ("张三",), "清晨的雾还没有散。")


def test_an_encoded_word_cut_inside_a_character_is_joined() -> None:
    article = read_bytes(b"Subject: =?gb2312?Q?=B6=C9=BF?=\n =?gb2312?Q?=DA?=\n\nx\n", "a.eml")
    assert article.title == "渡口"


def test_of_plain_text_and_html_the_html_is_read_and_attachments_are_counted() -> None:
    message = mail(text="请用能看网页的程序。")
    message.add_alternative("<html><head><title>x</title></head><body><p>清晨的<b>雾</b></p></body></html>", "html")
    message.add_attachment(b"x", maintype="application", subtype="pdf", filename="报告.pdf")
    article = read_bytes(message.as_bytes(), "a.eml")
    assert (article.title, article.text) == ("渡口的雾", "清晨的雾")
    assert article.fields["attachments"] == ("报告.pdf",)
    assert article.cleaned["attachments"] == 1


@pytest.mark.parametrize(
    "named",
    [
        b"Content-Disposition: attachment; filename*=utf-8''%E6%8A%A5%E5%91%8A.pdf",
        b"Content-Disposition: attachment;\n filename*0*=utf-8''%E6%8A%A5%E5;\n filename*1*=%91%8A.pdf",
        b'Content-Disposition: attachment; filename="=?gb2312?B?sai45i5wZGY=?="',
        b"Content-Disposition: attachment; filename*=gb18030''%B1%A8%B8%E6.pdf",
        'Content-Disposition: attachment; filename="报告.pdf"'.encode(),
        'Content-Disposition: attachment; filename="报告.pdf"'.encode("gbk"),
        'Content-Disposition: attachment\nContent-Type: application/pdf; name="报告.pdf"'.encode("gbk"),
    ],
)
def test_the_name_of_an_attached_file_is_read_however_it_was_sent(named: bytes) -> None:
    head = b"Subject: x\nFrom: a@b.example\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=b\n\n"
    text = b"--b\nContent-Type: text/plain\n\nabc\n--b\n"
    article = read_bytes(head + text + named + b"\n\nAAAA\n--b--\n", "a.eml")
    assert article.fields["attachments"] == ("报告.pdf",)


@pytest.mark.parametrize(
    ("form", "sent", "text"),
    [
        ("format=flowed; delsp=yes", "清晨的雾 \n还没有散。\n", "清晨的雾还没有散。"),
        ("format=flowed; DelSp=Yes", "the ferry  \nleaves.\n", "the ferry leaves."),
        ("format=flowed", "the ferry \nleaves.\n", "the ferry leaves."),
        ("format=flowed", "leaves.\n-- \nme\nand you\n", "leaves.\n-- \nme\nand you"),
    ],
)
def test_lines_that_flow_are_joined_as_their_sender_says(form: str, sent: str, text: str) -> None:
    head = f"Subject: x\nFrom: a@b.example\nContent-Type: text/plain; charset=utf-8; {form}\n\n"
    assert read_bytes((head + sent).encode(), "a.eml").text == text


def test_a_mail_that_came_with_another_is_read_below_it() -> None:
    message = mail("转发", "见下。")
    message.add_attachment(mail())
    article = read_bytes(message.as_bytes(), "a.eml")
    assert [(section.path, section.text) for section in article.sections] == [
        ((), "见下。"), (("渡口的雾",), "清晨的雾还没有散。")
    ]  # fmt: skip


def test_a_mail_without_a_suffix_is_known_by_its_head_and_an_article_is_none() -> None:
    assert read_bytes(mail().as_bytes(), "1614571200.M1.host").format == "mail"
    assert read_bytes("Date: 2021-03-01\n\n清晨的雾。".encode(), "a.txt").format == "text"


def test_a_mailbox_gives_an_article_a_mail(tmp_path: Path) -> None:
    box = mailbox.mbox(str(tmp_path / "a.mbox"))
    box.add(mail(text="见附件。\n\nFrom 开头的行。\n"))
    box.add(mail("第二封"))
    box.add(b"\n")
    box.close()
    found = list(read_file(tmp_path / "a.mbox"))
    assert [each.id for each in found if isinstance(each, Article)] == ["a/1", "a/2"]
    assert [each.title for each in found if isinstance(each, Article)] == ["渡口的雾", "第二封"]
    assert isinstance(found[0], Article) and found[0].text.endswith("From 开头的行。")
    assert [each.path for each in found if isinstance(each, SkippedInput)] == [f"{tmp_path / 'a.mbox'}:3"]


def test_a_mail_of_a_mailbox_that_is_too_long_is_named(tmp_path: Path) -> None:
    path = tmp_path / "a.mbox"
    start = "From a@b Mon Mar  1 12:00:00 2021\nSubject: 甲\n\n"
    path.write_text(f"{start}{'文' * 999}\n\n{start}乙\n", encoding="utf-8")
    first, second = read_file(path, max_bytes=1_000)
    assert isinstance(first, SkippedInput) and first.reason == "too-large"
    assert isinstance(second, Article) and second.text == "乙"


@pytest.mark.parametrize(
    "data",
    [
        b"Content-Type: multipart/mixed; boundary=b\n\n--b\n" * 3_000,
        b"Content-Type: message/rfc822\n\n" * 2_000 + b"x",
        b"Subject: " + b"=?utf-8?B?" * 20_000 + b"\n\nx",
        b"From: " + b"<" * 50_000 + b"\n\nx",
        b"From: " + b"(" * 50_000 + b"\n\nx",
        b"Date: " + b"9" * 50_000 + b"\n\nx",
        b"Content-Type: text/plain; " + b'a="' * 20_000 + b"\n\nx",
    ],
    ids=range(7),
)
def test_a_hostile_mail_comes_to_an_end(data: bytes) -> None:
    with suppress(ArticleError):
        read_bytes(data, "a.eml")


@pytest.mark.parametrize("data", [b"", b"\n\n", b"From: a@b\n\n\n"])
def test_a_mail_without_subject_and_text_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(ArticleError) as caught:
        read_bytes(data, "a.eml")
    assert caught.value.reason == "empty"


@pytest.mark.parametrize("suffix", ["emlx", "partial.emlx"])
def test_a_mail_of_apple_mail_is_read_without_what_the_program_notes(suffix: str) -> None:
    mail = "Subject: 渡口\nFrom: 张三 <a@example.org>\nContent-Type: text/plain; charset=utf-8\n\n雾还没散。\n".encode()
    data = b"%d      \n%s<?xml version='1.0'?><plist><dict><key>flags</key></dict></plist>" % (len(mail), mail)
    article = read_bytes(data, f"1.{suffix}")
    assert (article.title, article.authors, article.text) == ("渡口", ("张三",), "雾还没散。")
    assert read_bytes(mail, "1.emlx").text == "雾还没散。"
