"""A framework in words, in either language; what is ours says so."""

import pytest

from gwella.frameworks import available, load
from gwella.frameworks.show import as_text, sections

CODES = available()


@pytest.mark.parametrize("code", CODES)
@pytest.mark.parametrize("language", ["en", "cy"])
def test_every_framework_can_be_read(code, language):
    text = as_text(load(code), language)
    assert load(code).name.in_language(language) in text
    assert "{" not in text
    assert "Stated(" not in text


def rows(code, language="en", translate=lambda message: message):
    return {row.label: row for section in sections(load(code), language, translate) for row in section.rows}


def test_ours_is_said_to_be_not_official():
    found = rows("wales-2014")
    assert (found["Red"].value, found["Red"].status) != ("25", "official")
    without = found["School without a category"]
    assert (without.value, without.status, without.is_ours, without.source) == ("4", "not the official value", True, "")
    official = found["Standards group 1, A"]
    assert (official.value, official.status, official.is_ours) == ("Green", "official", False)
    assert official.source.startswith("Official publications")


def test_alternatives_and_caps_are_written_out():
    found = rows("wales-2014")
    assert found["Standards group 1, B"].value == "Yellow; with a reason also: Green"
    cap = next(row for label, row in found.items() if label.startswith("minimum for pupils"))
    assert cap.value == "below 27.2 %, at best improvement capacity: C, support category: Yellow"


def test_in_welsh():
    found = rows("wales-2017", "cy")
    assert found["Gwyrdd"].value == "4"
    assert "Melyn" in found


def test_labels_pass_through_the_translator():
    seen = []

    def exclaim(message):
        seen.append(message)
        return message + "!"

    titles = [section.title for section in sections(load("wales-2014"), "en", exclaim)]
    assert "Days a year, at most!" in titles
    assert "not the official value" in seen
    assert "November" in seen


def test_welsh_not_yet_read_is_told_to_those_who_read_welsh():
    assert "not yet read by a Welsh speaker" in as_text(load("wales-2017"), "cy")
    assert "not yet read by a Welsh speaker" not in as_text(load("wales-2017"), "en")


def test_parts_a_framework_has_not_are_left_out():
    titles = [section.title for section in sections(load("banding-2011"), "en")]
    assert "Banding" in titles
    assert "From group and capacity to category" not in titles
