"""Unique pupil numbers of invented schools, by the check letter. `engine.upn` holds the rule these are tested by."""

import numpy as np
import polars as pl
from numpy.typing import NDArray

from gwella.twin.pupils.chance import Bools, Ints

LETTERS = np.frombuffer(b"ABCDEFGHJKLMNPQRTUVWXYZ", np.uint8)
WEIGHTS = np.arange(2, 14)


def allot(school: list[str], first: Ints, year: Ints, temporary: Bools) -> pl.Series:
    """A number for each pupil, from the school (place in `school`, seven digits each) that first took them in.

    `year`: calendar year of that. Serials run from 001 by school and year; a temporary number ends in a letter.
    Raises ValueError where a school takes in more than a thousand in a year.
    """
    key = first * 10_000 + year
    order = np.argsort(key, kind="stable")
    fresh = np.concatenate([[True], np.diff(key[order]) != 0])
    starts = np.flatnonzero(fresh)
    serial = np.empty(len(key), dtype=np.int64)
    serial[order] = np.arange(len(key)) - starts[np.cumsum(fresh) - 1] + 1
    if serial.max(initial=0) > 999:
        raise ValueError("more than 999 new pupils at one school in one year")
    body = np.empty((len(key), 12), dtype=np.int64)
    body[:, :7] = np.array([[int(c) for c in number] for number in school])[first]
    for place, value in ((7, year // 10), (8, year), (9, serial // 100), (10, serial // 10), (11, serial)):
        body[:, place] = value % 10
    return _written(body, temporary)


def _written(body: Ints, temporary: Bools) -> pl.Series:
    letters = np.empty((len(body), 13), dtype=np.uint8)
    letters[:, 0] = LETTERS[(body * WEIGHTS).sum(axis=1) % 23]
    letters[:, 1:] = body + ord("0")
    letters[temporary, 12] = LETTERS[body[temporary, 11]]
    text: NDArray[np.bytes_] = letters.reshape(-1).view("S13")
    return pl.Series("upn", text).cast(pl.String)
