"""A letter as e-mail: the same facts in plain text, Welsh first, the PDF attached. No Django here, and no clock.

What is sent by SMTP goes through the mail backend of the application; here a message is only made, or put
into a folder where a demonstration can be looked at.
"""

import datetime
import os
import re
import tempfile
from collections.abc import Sequence
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, parseaddr
from pathlib import Path

from gwella.documents.letters.letter import Letter
from gwella.documents.letters.parts import Part, compose_all

_RULE = "-" * 60


def compose_mail(
    letter: Letter,
    *,
    to: Sequence[str],
    sender: str,
    pdf: bytes,
    cc: Sequence[str] = (),
    reply_to: str = "",
    at: datetime.datetime | None = None,
) -> EmailMessage:
    """The letter as a message with its PDF attached.

    `to`, `cc`, `sender` and `reply_to` are addresses, plain or `Name <address>`; answers go to the service's
    address unless `reply_to` names another. The subject names neither school nor person nor category, since
    subjects are read over shoulders. The same letter to the same reader keeps its Message-ID, so that a second
    sending can be told. `at` becomes the Date header. Raises ValueError for an address that is none.
    """
    parts = compose_all(letter)
    message = EmailMessage(policy=SMTP)
    message["Subject"] = " / ".join(part.subject for part in parts)
    message["From"] = _address(sender)
    message["To"] = ", ".join(map(_address, to))
    if cc:
        message["Cc"] = ", ".join(map(_address, cc))
    message["Reply-To"] = _address(reply_to or letter.service.email)
    message["Message-ID"] = _message_id(letter, sender)
    if at:
        message["Date"] = format_datetime(at)
    message.set_content(f"\n\n{_RULE}\n\n".join(_plain(part) for part in parts), cte="quoted-printable")
    message.add_attachment(pdf, maintype="application", subtype="pdf", filename=f"{_file_stem(letter.reference)}.pdf")
    # Last: adding an attachment moves headers named Content-* from the message into its first part.
    message["Content-Language"] = ", ".join(letter.languages)
    return message


def write_to_folder(message: EmailMessage, folder: Path) -> Path:
    """The message as an .eml file in `folder`, whole or not at all; the same message replaces itself.

    The name is made from the Message-ID. Raises OSError where the folder cannot be written.
    """
    folder.mkdir(parents=True, exist_ok=True)
    target = folder / f"{_file_stem(str(message['Message-ID']).strip('<>').partition('@')[0])}.eml"
    handle, draft = tempfile.mkstemp(dir=folder, prefix=".", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(message.as_bytes(policy=SMTP))
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(draft, target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    return target


def _address(text: str) -> str:
    address = parseaddr(text)[1]
    if "@" not in address or any(c in text for c in "\r\n"):
        raise ValueError(f"not an e-mail address: {text!r}")
    return text


def _file_stem(text: str) -> str:
    return re.sub(r"[^A-Za-z0-9_.-]+", "-", text).strip("-.") or "letter"


def _message_id(letter: Letter, sender: str) -> str:
    domain = parseaddr(sender)[1].rpartition("@")[2]
    return f"<{_file_stem(letter.reference)}.{letter.recipient.role}@{domain}>"


def _plain(part: Part) -> str:
    """One language of the letter as plain text; label and value on one line."""
    facts = []
    for fact in part.facts:
        facts.append(f"{fact.label}: {fact.value}")
        facts += [f"  {note}" for note in fact.notes]
    blocks = [part.subject, part.reference, part.greeting, part.opening, "\n".join(facts)]
    if part.other:
        blocks.insert(0, part.below)
    for section in part.sections:
        blocks.append("\n".join((section.heading, *section.paragraphs)))
        if section.lines:
            blocks.append("\n".join(f"{line.label} {line.value}" for line in section.lines))
    blocks += [part.attached, part.closing, "\n".join((*part.signatory, part.letterhead[0]))]
    if part.copies:
        blocks.append(f"{part.copies_label} {'; '.join(part.copies)}")
    return "\n\n".join((*blocks, *part.footer))
