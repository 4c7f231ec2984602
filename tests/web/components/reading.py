"""Reading HTML in tests: elements with their attributes, and the faults a page must not have."""

from collections import Counter
from dataclasses import dataclass, field
from html.parser import HTMLParser


@dataclass
class Element:
    """One start tag and the text up to its end."""

    tag: str
    attrs: dict[str, str]
    text: str = ""


@dataclass
class Reader(HTMLParser):
    """Every element of a piece of HTML, in order."""

    elements: list[Element] = field(default_factory=list)
    open: list[Element] = field(default_factory=list)

    def __post_init__(self) -> None:
        super().__init__(convert_charrefs=True)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        element = Element(tag, {name: value or "" for name, value in attrs})
        self.elements.append(element)
        if tag not in ("input", "br", "hr", "meta", "link", "img"):
            self.open.append(element)

    def handle_endtag(self, tag: str) -> None:
        while self.open and self.open.pop().tag != tag:
            pass

    def handle_data(self, data: str) -> None:
        for element in self.open:
            element.text += data


def read(html: object) -> list[Element]:
    """The elements of `html`, each with all its text."""
    reader = Reader()
    reader.feed(str(html))
    reader.close()
    return reader.elements


def only(html: object, tag: str, **attrs: str) -> Element:
    """The one element of that tag with those attributes."""
    found = every(html, tag, **attrs)
    assert len(found) == 1, f"{len(found)} × <{tag} {attrs}>"
    return found[0]


def every(html: object, tag: str, **attrs: str) -> list[Element]:
    """All elements of that tag with those attributes (`class_` for class: one of its names)."""
    wanted = {name.rstrip("_").replace("_", "-"): value for name, value in attrs.items()}
    return [
        element
        for element in read(html)
        if element.tag == tag
        and all(
            value in element.attrs.get(name, "").split() or value == element.attrs.get(name)
            for name, value in wanted.items()
        )
    ]


def faults(html: object) -> list[str]:
    """What the policy or a screen reader would stumble over: inline code and styles, lost and doubled ids."""
    elements = read(html)
    ids = Counter(element.attrs["id"] for element in elements if "id" in element.attrs)
    found = [f"id {name} stands {count} times" for name, count in ids.items() if count > 1]
    for element in elements:
        if element.tag == "style" or "style" in element.attrs:
            found.append(f"inline style on <{element.tag}>")
        if element.tag == "script" and "src" not in element.attrs:
            found.append("inline script")
        found += [f"{name} on <{element.tag}>" for name in element.attrs if name.startswith("on")]
        for name in ("for", "aria-describedby", "aria-labelledby", "aria-controls"):
            found += [f"{name}={one} leads nowhere" for one in element.attrs.get(name, "").split() if one not in ids]
    return found
