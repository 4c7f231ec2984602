"""Invented words in both languages: not in the catalogue, since no one but the gallery says them."""

from django.utils.translation import get_language

from gwella.core.text import Bilingual


def say(en: str, cy: str) -> str:
    """The wording of the current language."""
    return Bilingual(en, cy).in_language(get_language() or "en")


CATEGORIES = ("green", "yellow", "amber", "red")


def category_word(code: str) -> str:
    """The word of a category in the current language."""
    words = {
        "green": say("Green", "Gwyrdd"),
        "yellow": say("Yellow", "Melyn"),
        "amber": say("Amber", "Oren"),
        "red": say("Red", "Coch"),
    }
    return words.get(code, say("Not decided", "Heb ei benderfynu"))
