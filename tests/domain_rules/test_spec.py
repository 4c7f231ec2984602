"""The printed pages are those the tests would print today."""

import pytest

from tests.domain_rules.spec import FOLDER, pages, table_of


def test_printed_pages_are_up_to_date():
    on_disk = {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.md")}
    assert on_disk == pages(), "run `python -m tests.domain_rules`"


def test_every_page_says_something():
    assert all(len(text.splitlines()) > 5 for text in pages().values())


def test_a_row_of_another_length_is_noticed():
    def crooked():
        """Rule.

        | a | b |
        |---|---|
        | 1 |
        """

    with pytest.raises(AssertionError, match="another length"):
        table_of(crooked)
