"""Small marks inside a line: support categories, tags, blanks, directions, two-line cells.

Green, yellow, amber and red mean a support category and nothing else, and always come with their shape; the word is
the caller's, since it belongs to a framework. A tag says a status and never borrows those colours.
"""

from dataclasses import dataclass

from django.utils.html import conditional_escape, format_html
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from gwella.web.components.base import Component, Content

# Drawn in a box of 20 by 20.
SHAPES = {
    "green": '<circle cx="10" cy="10" r="7.6"/>',
    "yellow": '<path d="M3 3h14v14H3z"/>',
    "amber": '<path d="M10 1.8 18.6 17H1.4z"/>',
    "red": '<path d="M10 .8 19.2 10 10 19.2.8 10z"/>',
    "none": '<circle cx="10" cy="10" r="7.6"/>',
}
TREND_SHAPES = {
    "better": '<path d="M8 1.5 15 14H1z" fill="currentColor"/>',
    "worse": '<path d="M8 14.5 1 2h14z" fill="currentColor"/>',
    "same": '<path d="M1 3.5h14v3H1zm0 6h14v3H1z" fill="currentColor"/>',
    "unknown": '<circle cx="8" cy="8" r="6.6" fill="none" stroke="currentColor" stroke-width="2"'
    ' stroke-dasharray="3 2.2"/>',
}
TAG_KINDS = ("urgent", "now", "todo", "done")


def shape(code: str) -> SafeString:
    """The shape of a category (or of none) as SVG without its frame, for marks and maps."""
    code = code if code in SHAPES else "none"
    return mark_safe(f'<g class="m m-{code}">{SHAPES[code]}</g>')


@dataclass(frozen=True)
class Category(Component):
    """A support category: shape, word and tint together. An empty code means not decided."""

    code: str
    label: Content = ""
    big: bool = False

    def render(self) -> SafeString:
        code = self.code if self.code in SHAPES else "none"
        return format_html(
            '<span class="cat cat--{}{}">'
            '<svg viewBox="0 0 20 20" aria-hidden="true" focusable="false">{}</svg>{}</span>',
            code,
            " cat--big" if self.big else "",
            shape(code),
            self.label or gettext("Not decided"),
        )


@dataclass(frozen=True)
class Tag(Component):
    """A status in one of four weights: urgent (ink), now (in hand), todo (outline), done (plain)."""

    kind: str
    label: Content

    def __post_init__(self) -> None:
        if self.kind not in TAG_KINDS:
            raise ValueError(f"A tag is one of {', '.join(TAG_KINDS)}, not {self.kind!r}.")

    def render(self) -> SafeString:
        return format_html('<span class="tag tag--{}">{}</span>', self.kind, self.label)


@dataclass(frozen=True)
class Blank(Component):
    """No figure, and why: a dash and the reason. Never an empty cell, never 0."""

    reason: Content

    def render(self) -> SafeString:
        return format_html('<span class="blank">{}</span>', self.reason)


@dataclass(frozen=True)
class Trend(Component):
    """A direction as arrow and word: better, worse, same, or unknown (cannot say). `label` replaces the word."""

    direction: str
    label: Content = ""

    def render(self) -> SafeString:
        words = {
            "better": gettext("Better"),
            "worse": gettext("Worse"),
            "same": gettext("Same"),
            "unknown": gettext("Cannot say"),
        }
        return format_html(
            '<span class="trend"><svg viewBox="0 0 16 16" aria-hidden="true" focusable="false">{}</svg>{}</span>',
            mark_safe(TREND_SHAPES[self.direction]),
            self.label or words[self.direction],
        )


@dataclass(frozen=True)
class Review(Component):
    """Welsh wording no Welsh speaker has read yet. Shown in the demonstration only."""

    def render(self) -> SafeString:
        return mark_safe('<span class="review" lang="cy">i’w adolygu</span>')


@dataclass(frozen=True)
class Cell(Component):
    """A value with a second line and perhaps a link: `lang` marks a name in the other language."""

    value: Content
    sub: Content = ""
    href: str = ""
    lang: str = ""
    nowrap: bool = False

    def render(self) -> SafeString:
        lang = format_html(' lang="{}"', self.lang) if self.lang else ""
        text = conditional_escape(self.value)
        if self.href:
            text = format_html('<a href="{}"{}>{}</a>', self.href, lang, text)
        elif self.lang or self.nowrap:
            text = format_html("<span{}{}>{}</span>", mark_safe(' class="nowrap"' if self.nowrap else ""), lang, text)
        return format_html("{}{}", text, format_html('<span class="sub">{}</span>', self.sub) if self.sub else "")
