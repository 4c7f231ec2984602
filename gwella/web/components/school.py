"""The head of every page of a school."""

from collections.abc import Sequence
from dataclasses import dataclass

from gwella.web.components.base import Component, Content
from gwella.web.components.lists import Fact
from gwella.web.components.marks import Category
from gwella.web.components.navigation import Crumb, Tabs


@dataclass(frozen=True)
class Standing(Component):
    """Category and days behind one click, since screens are shared in heads' offices.

    The fold starts as the person left it (`open`): the script posts `open=0|1` to `remember` when it is used.
    """

    template = "components/standing.html"
    category: Category
    facts: Sequence[Fact]
    open: bool = False
    remember: str = ""


@dataclass(frozen=True)
class SchoolHeader(Component):
    """The masthead of a school: names in both languages, facts over their labels, standing, parts.

    `lang` is the language of `name`; the other name is marked with the other one.
    """

    template = "components/school_header.html"
    name: str
    name_other: str
    lang: str
    facts: Sequence[Fact]
    crumbs: Sequence[Crumb] = ()
    standing: Standing | None = None
    tabs: Tabs | None = None
    notice: Content = ""

    @property
    def other_lang(self) -> str:
        return "en" if self.lang == "cy" else "cy"

    @property
    def has_other_name(self) -> bool:
        return bool(self.name_other) and self.name_other != self.name
