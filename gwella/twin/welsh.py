"""As much Welsh grammar as place names need: soft mutation, the article, and agreement of what follows a noun."""

from dataclasses import dataclass

SOFT = (
    ("ll", "l"),
    ("rh", "r"),
    ("ch", "ch"),
    ("dd", "dd"),
    ("th", "th"),
    ("ph", "ph"),
    ("p", "b"),
    ("t", "d"),
    ("c", "g"),
    ("b", "f"),
    ("d", "dd"),
    ("g", ""),
    ("m", "f"),
)
VOWELS = "aeiouwyâêîôûŵŷäëïöüáéíóú"
# After the g is gone, this w is a vowel: yr wylan, but y wennol.
VOCALIC = ("wyl", "wyb", "wyd", "ŵ", "ŵyl")


@dataclass(frozen=True, slots=True)
class Noun:
    """A noun; `gender` m or f; `plural` nouns never soften after the article."""

    word: str
    gender: str = "m"
    plural: bool = False

    @property
    def softens(self) -> bool:
        """Whether the article softens it: a feminine noun in the singular."""
        return self.gender == "f" and not self.plural


def soft(word: str) -> str:
    """The word with its first consonant softened (treiglad meddal), its capital kept."""
    for radical, softened in SOFT:
        if word.lower().startswith(radical):
            mutated = softened + word[len(radical) :]
            return mutated[:1].upper() + mutated[1:] if word[:1].isupper() else mutated
    return word


def definite(noun: Noun) -> str:
    """The noun as it stands after the article: ll and rh resist the mutation."""
    if noun.softens and not noun.word.lower().startswith(("ll", "rh")):
        return soft(noun.word)
    return noun.word


def article_before(word: str) -> str:
    """`yr` before a vowel or h, `y` before a consonant, w counting as a consonant unless it is sounded as a vowel."""
    low = word.lower()
    if low.startswith("w"):
        return "yr" if low.startswith(VOCALIC) else "y"
    return "yr" if low[0] in VOWELS or low[0] == "h" else "y"


def of_the(head: str, noun: Noun) -> str:
    """Head of the noun: `Nant y Felin`, `Maes yr Ehedydd`, and after a vowel `Cae’r Ŵyn`."""
    owner = definite(noun)
    if head[-1].lower() in "aeiouŵŷôâ":
        return f"{head}’r {owner}"
    return f"{head} {article_before(owner)} {owner}"
