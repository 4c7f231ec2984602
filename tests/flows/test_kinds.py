"""Every kind of file is found in its module, under its own code."""

import pytest

from gwella.flows.kinds import KINDS


@pytest.mark.parametrize("code", list(KINDS))
def test_each_kind_has_the_code_it_is_asked_by(code: str) -> None:
    assert KINDS[code].code == code


def test_a_kind_nobody_knows_is_no_kind() -> None:
    assert "nothing" not in KINDS
    with pytest.raises(KeyError):
        KINDS["nothing"]
