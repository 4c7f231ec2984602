"""What every component can do: become HTML wherever a template writes it."""

from typing import Any, ClassVar

from django.template.loader import render_to_string
from django.utils.html import conditional_escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

# Anything a template can write: text (escaped), a number (in the reader's format) or another component.
Content = Any


class Component:
    """A value with a template of its own, which sees it as `c`."""

    template: ClassVar[str]

    def render(self) -> SafeString:
        """The component as HTML."""
        return mark_safe(render_to_string(self.template, {"c": self}).strip())

    def __str__(self) -> str:
        return self.render()

    def __html__(self) -> SafeString:
        return self.render()


def html(content: Content) -> SafeString:
    """Any content as escaped HTML. Nothing (`None` or "") becomes a blank with its reason: no cell is ever empty."""
    from gwella.web.components.marks import Blank

    if content is None or content == "":
        return Blank(gettext("not recorded")).render()
    return SafeString(conditional_escape(content))
