"""The components, as templates use them. Built in: no template loads it."""

from collections.abc import Sequence
from typing import Any

from django import template
from django.forms import BoundField
from django.template import Context
from django.template.loader import render_to_string
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from gwella.web.components import forms, marks, navigation
from gwella.web.components.days import days as days_text
from gwella.web.components.lists import Empty

register = template.Library()

# ---- marks in a line


@register.simple_tag
def category(code: str | None, label: Any = "", big: bool = False) -> SafeString:
    """`{% category "amber" _("Amber") %}`: shape, word and tint. No code: not decided."""
    return marks.Category(code or "", label, big).render()


@register.simple_tag
def tag(kind: str, label: Any) -> SafeString:
    """`{% tag "urgent" text %}`: a status; urgent, now, todo or done."""
    return marks.Tag(kind, label).render()


@register.simple_tag
def blank(reason: Any) -> SafeString:
    """`{% blank _("too few pupils") %}`: a dash and the reason."""
    return marks.Blank(reason).render()


@register.simple_tag
def trend(direction: str, label: Any = "") -> SafeString:
    """`{% trend "better" %}`: better, worse, same or unknown, as arrow and word."""
    return marks.Trend(direction, label).render()


@register.simple_tag
def review() -> SafeString:
    """Welsh wording nobody has read yet."""
    return marks.Review().render()


@register.filter
def days(value: Any) -> str:
    """Days in the reader's format: 12, 2.5."""
    return days_text(value)


# ---- parts of a page


@register.inclusion_tag("components/masthead.html")
def masthead(
    title: Any,
    *,
    caption: Any = "",
    lead: Any = "",
    crumbs: Sequence[navigation.Crumb] = (),
    tabs: navigation.Tabs | None = None,
    lang: str = "",
) -> dict[str, Any]:
    """Where the page is (crumbs, caption), its h1, one lead sentence; with tabs it is tinted."""
    return {
        "title": title,
        "caption": caption,
        "lead": lead,
        "crumbs": crumbs,
        "tabs": tabs,
        "lang": lang,
        "band": tabs is not None,
    }


@register.simple_block_tag(end_name="endsection")
def section(
    content: str, heading: Any, *, link: Any = "", href: str = "", note: Any = "", id: str = "", flush: bool = False
) -> SafeString:
    """A block under a ruled heading, with a link or a note at its right; `flush` where a list or table follows."""
    return SafeString(
        render_to_string(
            "components/section.html",
            {
                "content": content,
                "heading": heading,
                "link": link,
                "href": href,
                "note": note,
                "id": id,
                "flush": flush,
            },
        )
    )


@register.simple_block_tag(end_name="endfold")
def fold(content: str, label: Any, open: bool = False) -> SafeString:
    """Detail behind a native fold; printing opens it."""
    return format_html(
        '<details class="fold"{}><summary>{}</summary>{}</details>', mark_safe(" open" if open else ""), label, content
    )


@register.simple_block_tag(end_name="endnotice")
def notice(content: str, heading: Any = "") -> SafeString:
    """One thing that helps or must be known. Not more than one on a page."""
    head = format_html("<h2>{}</h2>", heading) if heading else ""
    return format_html('<div class="notice">{}{}</div>', head, content)


@register.simple_block_tag(end_name="endinset")
def inset(content: str) -> SafeString:
    """An aside with a small action. Not for warnings."""
    return format_html('<div class="inset small">{}</div>', content)


@register.simple_tag
def empty_state(heading: Any, text: Any, *, link: Any = "", href: str = "") -> SafeString:
    """A screen with nothing on it yet: says so, and what to do next."""
    return Empty(heading, text, (link, href) if href else None).render()


# ---- forms


@register.simple_tag
def field(bound: BoundField, **wishes: Any) -> SafeString:
    """`{% field form.name size="m" width=20 %}`: one field with label, hint and error. See `field_html`."""
    return forms.field_html(bound, **wishes)


@register.simple_tag
def errors(*given: Any) -> SafeString:
    """`{% errors form %}`: what is wrong, linked, at the head of the page; nothing when all is well."""
    return forms.summary_html(*given)


@register.simple_tag
def submit(label: Any, *, secondary: bool = False, name: str = "", value: str = "") -> SafeString:
    """`{% submit _("Save") %}`: the form's button."""
    return forms.button_html(label, secondary=secondary, name=name, value=value)


@register.simple_tag
def button_link(label: Any, href: str, *, secondary: bool = True) -> SafeString:
    """A link that looks like a button, for a step of the work."""
    return forms.button_html(label, secondary=secondary, href=href)


# ---- the frame


@register.simple_tag(takes_context=True)
def other_language_url(context: Context) -> str:
    """This page in the other language, with its query."""
    return navigation.other_language_address(context.get("request"))
