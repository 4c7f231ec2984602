"""Message catalogues by Babel: templates through Django's own `templatize`, no system gettext needed.

Two catalogues: `django` holds our own messages; `overlay` mends and completes the Welsh of what we build on.
Plain modules mark messages with `core.text.mark`.
"""

from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

PACKAGE = Path(__file__).resolve().parents[1]
LOCALE = PACKAGE / "locale"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "mark": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# Welsh has six forms: zero, one, two, few (3), many (6), other.
PLURALS = "nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n==3 ? 3 : n==6 ? 4 : 5);"
# The translator's comment on wording which is ours and which no Welsh speaker has read.
REVIEW = "needs review"
_FIXED_DATE = datetime(2020, 2, 3, tzinfo=UTC)


def found_messages() -> Catalog:
    """Every message marked in code and templates, with the files it stands in."""
    catalog = Catalog(charset="utf-8")
    for path in sorted([*PACKAGE.rglob("*.py"), *PACKAGE.rglob("templates/**/*.html"), *PACKAGE.rglob("*.txt")]):
        if "migrations" in path.parts or "locale" in path.parts:
            continue
        for _line, message, comments, context in _messages_of(path):
            catalog.add(
                message,
                locations=[(path.relative_to(PACKAGE.parent).as_posix(), 0)],
                auto_comments=comments,
                context=context,
            )
    return catalog


def _messages_of(path: Path) -> Iterator[tuple[int, str | tuple[str, ...], list[str], str | None]]:
    from django.utils.translation.template import templatize

    text = path.read_text(encoding="utf-8")
    source = text
    if path.suffix in (".html", ".txt"):
        # Templates come as Python with the page blanked out; its indentation would mean something to Python.
        source = "\n".join(line.strip() for line in templatize(text, origin=str(path)).splitlines())
    yield from extract(
        "python",
        BytesIO(source.encode()),
        keywords=KEYWORDS,
        comment_tags=["Translators:"],
        strip_comment_tags=True,
    )


def po_path(language: str) -> Path:
    """Where a language's own catalogue lies."""
    return LOCALE / language / "LC_MESSAGES" / "django.po"


def overlay_path(language: str) -> Path:
    """Where a language's overlay of other people's messages lies."""
    return LOCALE / language / "LC_MESSAGES" / "overlay.po"


def read(path: Path, language: str = "cy") -> Catalog:
    """A catalogue from its file; an empty one where there is none."""
    if not path.exists():
        return Catalog(locale=language, charset="utf-8")
    with path.open("rb") as file:
        return read_po(file, locale=language)


def collect() -> None:
    """Bring the Welsh catalogue up to the messages found: new ones come in empty, unused ones go."""
    path = po_path("cy")
    path.parent.mkdir(parents=True, exist_ok=True)
    kept = read(path)
    fresh = Catalog(locale="cy", charset="utf-8", project="Gwella", fuzzy=False, header_comment="# Gwella, Welsh.")
    for found in found_messages():
        if not found.id:
            continue
        old = kept.get(found.id, found.context)
        fresh.add(
            found.id,
            string=old.string if old else None,
            locations=sorted(set(found.locations)),
            auto_comments=found.auto_comments,
            user_comments=old.user_comments if old else [],
            context=found.context,
        )
    _write(fresh, path)


def _write(catalog: Catalog, path: Path) -> None:
    catalog.creation_date = catalog.revision_date = _FIXED_DATE
    _give_six_forms(catalog)
    with path.open("wb") as file:
        write_po(file, catalog, width=110, sort_output=True, include_lineno=False, omit_header=False)


def compile_all() -> None:
    """Compile catalogue and overlay into the one file gettext reads; ours wins."""
    for language in ("cy", "en"):
        joined = Catalog(locale=language, charset="utf-8", fuzzy=False)
        if language == "cy":
            _give_six_forms(joined)
        # A catalogue keeps the first wording it is given, so ours goes in before the overlay.
        for path in (po_path(language), overlay_path(language)):
            for message in read(path, language):
                if message.id and _is_whole(message):
                    joined.add(message.id, string=message.string, context=message.context)
        target = LOCALE / language / "LC_MESSAGES" / "django.mo"
        target.parent.mkdir(parents=True, exist_ok=True)
        with target.open("wb") as file:
            write_mo(file, joined)


def _give_six_forms(catalog: Catalog) -> None:
    # Babel's own idea of Welsh plurals has five forms and cannot be set otherwise.
    catalog.__dict__.update(_num_plurals=6, _plural_expr=PLURALS.split("plural=")[1].rstrip(";"))


def _is_whole(message: Message) -> bool:
    strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    return all(strings) and not message.fuzzy


def counts(language: str = "cy") -> dict[str, int]:
    """How many messages have their Welsh, and how many of those no Welsh speaker has read yet, in both catalogues."""
    kept = [m for path in (po_path(language), overlay_path(language)) for m in read(path, language) if m.id]
    whole = [m for m in kept if _is_whole(m)]
    return {"messages": len(whole), "needs_review": sum(REVIEW in m.user_comments for m in whole)}


def faults() -> list[str]:
    """What must not land: a Welsh message missing, fuzzy, unused, or with other fields than its English."""
    found = {(m.id, m.context) for m in found_messages() if m.id}
    kept = {(m.id, m.context): m for m in read(po_path("cy")) if m.id}
    wrong = [f"no Welsh yet: {_first(key[0])!r}" for key in sorted(found, key=str) if key not in kept]
    wrong += [f"not used any more: {_first(key[0])!r}" for key in sorted(kept, key=str) if key not in found]
    for key, message in kept.items():
        if key in found and not _is_whole(message):
            wrong.append(f"Welsh missing or fuzzy: {_first(key[0])!r}")
        wrong += [f"{error}: {_first(key[0])!r}" for error in _field_faults(message)]
    return wrong


def _first(identity: object) -> str:
    return str(identity[0] if isinstance(identity, (list, tuple)) else identity)


def _field_faults(message: Message) -> list[str]:
    """Named fields must be the same in both languages, else a page fails in one of them only."""
    import re

    fields = re.compile(r"%\((\w+)\)[sd]|\{(\w+)\}")
    ids = message.id if isinstance(message.id, (list, tuple)) else (message.id,)
    strings = message.string if isinstance(message.string, (list, tuple)) else (message.string,)
    allowed = {name for text in ids for pair in fields.findall(text) for name in pair if name}
    used = {name for text in strings if text for pair in fields.findall(text) for name in pair if name}
    needed = {name for pair in fields.findall(ids[-1]) for name in pair if name} if len(ids) == 1 else set()
    if used - allowed:
        return [f"unknown field {sorted(used - allowed)}"]
    if all(strings) and needed - used:
        return [f"field left out {sorted(needed - used)}"]
    return []
