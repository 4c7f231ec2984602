"""Sort keys of a language's own alphabet (Welsh: ch dd ff ng ll ph rh th), stored when a name is saved.

The collation is ICU's, through DuckDB, which carries it. A key compares as plain text.
"""

from collections.abc import Sequence

import duckdb


def sort_keys(names: Sequence[str], language: str) -> list[str]:
    """One key a name, in the order given. `language` is "en" or "cy"."""
    if not names:
        return []
    with duckdb.connect() as connection:
        rows = connection.execute(
            "select icu_sort_key(name, ?) from (select unnest(?) as name, generate_subscripts(?, 1) as place)"
            " order by place",
            [language, list(names), list(names)],
        ).fetchall()
    return [row[0] for row in rows]


def sort_key(name: str, language: str) -> str:
    """The key of one name."""
    return sort_keys([name], language)[0]
