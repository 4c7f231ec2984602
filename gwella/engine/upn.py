"""Unique pupil numbers: the check letter, temporary numbers, and many at once.

A number is a check letter and twelve characters: council (3), establishment (4), year of allotting (2), serial (3).
The check letter is the remainder by 23 of the sum of each character's value times its weight, 2 to 13, written in an
alphabet without I, O and S. A temporary number has a letter of that alphabet for its last character, worth its
place in it. Rule: Department for Education, *Unique Pupil Numbers: a guide for schools and local authorities*;
Wales keeps the same one. Council codes are not held against a list: Welsh ones are 660 to 681, English ones others,
and both change.
"""

import numpy as np
from numpy.typing import NDArray

ALPHABET = "ABCDEFGHJKLMNPQRTUVWXYZ"
DIGITS = "0123456789"
WEIGHTS = tuple(range(2, 14))


def check_letter(rest: str) -> str:
    """The letter before the twelve characters `rest`: twelve digits, or eleven and a letter for a temporary number.

    Raises ValueError where `rest` is anything else.
    """
    if len(rest) != 12 or any(c not in DIGITS for c in rest[:11]) or rest[11] not in DIGITS + ALPHABET:
        raise ValueError("twelve digits, or eleven and a letter of the check alphabet")
    values = [*map(int, rest[:11]), ALPHABET.index(rest[11]) if rest[11] in ALPHABET else int(rest[11])]
    return ALPHABET[sum(w * v for w, v in zip(WEIGHTS, values, strict=True)) % 23]


def is_valid(upn: str) -> bool:
    """Whether `upn` is thirteen characters whose check letter is right, permanent or temporary; no spaces, capitals."""
    try:
        return len(upn) == 13 and upn[0] == check_letter(upn[1:])
    except ValueError:
        return False


def is_temporary(upn: str) -> bool:
    """Whether `upn` is a valid temporary number: its last character is a letter."""
    return is_valid(upn) and upn[-1] in ALPHABET


def valid(upns: NDArray[np.bytes_]) -> NDArray[np.bool_]:
    """`is_valid` of many numbers at once: shape (n,), text as ASCII bytes of any width; false where not thirteen long.

    Bytes are those of `np.char.encode` or of an `S` array; longer texts are refused, not cut.
    """
    if not len(upns):
        return np.zeros(0, dtype=np.bool_)
    whole = np.strings.str_len(upns) == 13
    letters = np.ascontiguousarray(upns.astype("S13")).view(np.uint8).reshape(-1, 13)
    places = np.full(256, 255, dtype=np.int64)
    places[np.frombuffer(ALPHABET.encode(), np.uint8)] = np.arange(23)
    digits = letters[:, 1:].astype(np.int64) - ord("0")
    temporary = places[letters[:, 12]] < 23
    digits[:, 11] = np.where(temporary, places[letters[:, 12]], digits[:, 11])
    plain = ((digits[:, :11] >= 0) & (digits[:, :11] <= 9)).all(axis=1)
    last = temporary | ((digits[:, 11] >= 0) & (digits[:, 11] <= 9))
    found: NDArray[np.bool_] = whole & plain & last & ((digits @ np.array(WEIGHTS)) % 23 == places[letters[:, 0]])
    return found
