"""The press of packs: plain data in, tagged PDF out, in this process or in several. No Django here, since each process
of the press imports this module anew.
"""

import datetime
import hashlib
import io
import json
import multiprocessing
from collections import deque
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, TypeVar

from gwella.documents.paper import TEMPLATES, CannotPrint, Press, find_fonts

TEMPLATE = "packs/pack.typ"
_LAYOUT = ("packs/pack.typ", "packs/chart.typ", "look.typ")
PROCESSES = 2
# Packs handed out to each process before the first is taken back.
_AHEAD = 3

Key = TypeVar("Key")
Data = Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Made:
    """A pack's file and how many pages it has."""

    pdf: bytes
    pages: int


def fingerprint(editions: Mapping[str, Data], dated: datetime.date) -> str:
    """The hash of everything a pack's editions say, of their date and layout: the same makes the same files."""
    said = json.dumps([editions, dated.isoformat(), _layout()], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(said.encode()).hexdigest()


@cache
def _layout() -> tuple[str, ...]:
    return tuple(hashlib.sha256((TEMPLATES / name).read_bytes()).hexdigest() for name in _LAYOUT)


def render_pack(data: Data, *, dated: datetime.date, font_dir: Path | None = None) -> Made:
    """One pack as a PDF/UA-1 file. Raises `FontsMissing`, `CannotPrint`."""
    return _print(Press(TEMPLATE, font_dir), data, dated)


def render_many(
    packs: Iterable[tuple[Key, tuple[Data, datetime.date]]],
    *,
    processes: int = PROCESSES,
    font_dir: Path | None = None,
) -> Iterator[tuple[Key, Made | CannotPrint]]:
    """Packs (what they say, and their date) with their keys, in order, each as soon as it is made.

    `packs` is read only a few ahead, so that a nation's packs need no more memory than a school's. One that cannot be
    printed comes with the reason and holds nobody back.

    With one process everything is done here; with more, each has a press of its own. Raises `FontsMissing`.
    """
    find_fonts(font_dir)
    if processes == 1:
        _start(font_dir)
        yield from ((key, _work(data, dated)) for key, (data, dated) in packs)
        return
    # Spawned, not forked: a copy of this process would hold its database connections too.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context, initializer=_start, initargs=(font_dir,)) as pool:
        waiting: deque[tuple[Key, Future[Made | CannotPrint]]] = deque()
        try:
            for key, (data, dated) in packs:
                waiting.append((key, pool.submit(_work, data, dated)))
                if len(waiting) > processes * _AHEAD:
                    yield _next(waiting)
            while waiting:
                yield _next(waiting)
        finally:
            for _key, future in waiting:
                future.cancel()


def _next(waiting: "deque[tuple[Key, Future[Made | CannotPrint]]]") -> tuple[Key, Made | CannotPrint]:
    key, future = waiting.popleft()
    return key, future.result()


def _print(press: Press, data: Data, dated: datetime.date) -> Made:
    import pypdf  # slow to load, and only printing asks for it

    pdf = press.print(data, dated)
    return Made(pdf, len(pypdf.PdfReader(io.BytesIO(pdf)).pages))


# The press of this process, once it is started.
_kept: list[Press] = []


def _start(font_dir: Path | None) -> None:
    _kept[:] = [Press(TEMPLATE, font_dir)]


def _work(data: Data, dated: datetime.date) -> Made | CannotPrint:
    try:
        return _print(_kept[0], data, dated)
    except CannotPrint as error:
        # Without its cause, which cannot be carried between processes.
        return CannotPrint(str(error))
