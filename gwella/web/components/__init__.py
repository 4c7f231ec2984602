"""The components: values that know how to draw themselves.

A view builds them (`Table(...)`, `Meter(...)`) and a template writes `{{ table }}`; marks made inside a template
have a tag of the same name (`{% category "amber" "Amber" %}`). Nothing here knows a school or reads the database.
The page `gallery` shows each of them in both languages.
"""
