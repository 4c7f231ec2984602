"""The letter as e-mail."""

import datetime
import email
import email.policy
from email.message import EmailMessage

import pytest

from gwella.documents.mail import compose_mail, write_to_folder
from tests.documents.cast import letter

PDF = b"%PDF-1.7 pretended"


def make(**changes: object) -> EmailMessage:
    how = {
        "to": ["Lowri Prydderch <head@ysgol.example>"],
        "cc": ["clerk@ysgol.example"],
        "sender": "Gwella <no-reply@gwella.example>",
        "pdf": PDF,
        "at": datetime.datetime(2020, 2, 3, 9, tzinfo=datetime.UTC),
    }
    return compose_mail(letter(**changes), **how)


def text(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


def test_welsh_first_then_english_and_the_letter_attached():
    told = text(make())
    assert told.startswith("English below")
    for fact in (
        "Arweinydd system: Angharad Morris",
        "Categori cymorth: Oren",
        "Uchafswm diwrnodau: 15\n  Nid yw’n addewid.",
        "Ymweliad cyntaf: 4 i 14 Chwefror 2020",
        "Ateb erbyn: 17 Chwefror 2020",
        "System leader: Angharad Morris",
        "Support category: Amber",
        "Ceiling of days: 15\n  It is not a promise.",
        "First visit: 4 to 14 February 2020",
        "Answer by: 17 February 2020",
        "Demonstration: every school, person and figure is invented.",
    ):
        assert fact in told
    assert told.index("Arweinydd") < told.index("System leader")
    (attached,) = make().iter_attachments()
    assert attached.get_content() == PDF
    assert attached.get_filename() == "ALL-2020-014.pdf"
    assert attached.get_content_type() == "application/pdf"


def test_headers():
    message = make()
    assert message["Content-Language"] == "cy, en"
    assert message["Reply-To"] == "letters@gwella.example"
    assert message["Cc"] == "clerk@ysgol.example"
    assert message["Message-ID"] == "<ALL-2020-014.head@gwella.example>"
    assert message["Date"] == "Mon, 03 Feb 2020 09:00:00 +0000"
    for private in ("Nant", "Prydderch", "Oren", "Amber"):
        assert private not in message["Subject"]


@pytest.mark.parametrize(("language", "there", "absent"), [("cy", "Oren", "Amber"), ("en", "Amber", "Oren")])
def test_one_language_alone(language, there, absent):
    message = make(languages=(language,))
    assert message["Content-Language"] == language
    assert " / " not in message["Subject"]
    assert there in text(message)
    assert absent not in text(message)


@pytest.mark.parametrize("bad", ["", "nobody", "a@b.example\r\nBcc: c@d.example"])
def test_an_address_that_is_none(bad):
    with pytest.raises(ValueError, match="not an e-mail address"):
        compose_mail(letter(), to=[bad], sender="no-reply@gwella.example", pdf=PDF)


def test_the_folder_holds_whole_messages_once(tmp_path):
    folder = tmp_path / "post"
    first = write_to_folder(make(), folder)
    assert write_to_folder(make(), folder) == first
    assert [path.name for path in folder.iterdir()] == ["ALL-2020-014.head.eml"]
    back = email.message_from_bytes(first.read_bytes(), policy=email.policy.default)
    assert back["Subject"] == make()["Subject"]
    assert text(back) == text(make())


def test_a_folder_that_cannot_be_written_leaves_nothing(tmp_path, monkeypatch):
    def full(*_: object) -> None:
        raise OSError("disk full")

    monkeypatch.setattr("gwella.documents.mail.os.replace", full)
    with pytest.raises(OSError, match="disk full"):
        write_to_folder(make(), tmp_path)
    assert list(tmp_path.iterdir()) == []
