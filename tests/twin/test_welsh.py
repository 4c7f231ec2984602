"""Soft mutation and the article, against forms any grammar of Welsh gives."""

import pytest

from gwella.twin.welsh import Noun, article_before, of_the, soft


@pytest.mark.parametrize(
    ("radical", "softened"),
    [
        ("Pioden", "Bioden"), ("Tylluan", "Dylluan"), ("Cornchwiglen", "Gornchwiglen"), ("Bedwen", "Fedwen"),
        ("Drudwen", "Ddrudwen"), ("Gwennol", "Wennol"), ("Gŵydd", "Ŵydd"), ("Melin", "Felin"), ("Llan", "Lan"),
        ("Rhwyf", "Rwyf"), ("Chwarel", "Chwarel"), ("Ysgol", "Ysgol"), ("pont", "bont"), ("gardd", "ardd"),
    ],
)  # fmt: skip
def test_soft_mutation(radical: str, softened: str) -> None:
    assert soft(radical) == softened


@pytest.mark.parametrize(
    ("word", "article"),
    [
        ("Wennol", "y"), ("Wiwer", "y"), ("Wawr", "y"), ("Wylan", "yr"), ("Ŵydd", "yr"), ("Ŷd", "yr"),
        ("Ŵyn", "yr"), ("Ehedydd", "yr"), ("Haul", "yr"), ("Felin", "y"), ("Ysgol", "yr"), ("Ebol", "yr"),
    ],
)  # fmt: skip
def test_the_article(word: str, article: str) -> None:
    assert article_before(word) == article


@pytest.mark.parametrize(
    ("head", "noun", "name"),
    [
        ("Nant", Noun("Melin", "f"), "Nant y Felin"),
        ("Maes", Noun("Ehedydd"), "Maes yr Ehedydd"),
        ("Bryn", Noun("Gwennol", "f"), "Bryn y Wennol"),
        ("Llwyn", Noun("Gwylan", "f"), "Llwyn yr Wylan"),
        ("Cae", Noun("Ŵyn", plural=True), "Cae’r Ŵyn"),
        ("Bro", Noun("Briallen", "f"), "Bro’r Friallen"),
        ("Heol", Noun("Rhwyf", "f"), "Heol y Rhwyf"),  # rh and ll resist after the article
        ("Heol", Noun("Llan", "f"), "Heol y Llan"),
        ("Trem", Noun("Goleudy"), "Trem y Goleudy"),
        ("Tir", Noun("Mefus", plural=True), "Tir y Mefus"),
        ("Glan", Noun("Odyn", "f"), "Glan yr Odyn"),
    ],
)
def test_names_of_the_form_a_of_the_b(head: str, noun: Noun, name: str) -> None:
    assert of_the(head, noun) == name
