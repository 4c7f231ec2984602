"""Build what the browser fetches: styles, script, fonts and icon, out of `assets/` and the installed packages."""

import shutil
import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
ASSETS = ROOT / "assets"
PACKAGES = ROOT / "node_modules"
FONT_FILES = PACKAGES / "@fontsource-variable" / "source-sans-3" / "files"
# Latin for English, latin-ext for Ŵ ŵ Ŷ ŷ. The browser fetches the second only where one of them stands.
SUBSETS = ("latin", "latin-ext")


class AssetsMissing(Exception):
    """A package that holds styles or fonts is not installed."""


def build_assets(node: str, out: Path) -> None:
    """Write `gwella.css`, the scripts, `favicon.svg` and `fonts/` into `out`, using the `node` at that path.

    Raises `AssetsMissing` where the npm packages are absent, and `subprocess.CalledProcessError` where the
    styles do not compile.
    """
    sass = PACKAGES / "sass" / "sass.js"
    for needed in (sass, FONT_FILES):
        if not needed.exists():
            raise AssetsMissing(f"{needed.relative_to(ROOT)} is missing: run `make setup`.")
    (out / "fonts").mkdir(parents=True, exist_ok=True)
    for subset in SUBSETS:
        shutil.copyfile(
            FONT_FILES / f"source-sans-3-{subset}-wght-normal.woff2",
            out / "fonts" / f"source-sans-3-{subset}.woff2",
        )
    for script in sorted(ASSETS.glob("*.js")):
        shutil.copyfile(script, out / script.name)
    shutil.copyfile(ASSETS / "icons" / "favicon.svg", out / "favicon.svg")
    _compile_styles(node, sass, out / "gwella.css")


def _compile_styles(node: str, sass: Path, target: Path) -> None:
    subprocess.run(
        [
            *(node, str(sass), "--no-source-map", "--style=compressed", "--quiet-deps"),
            *(f"--load-path={PACKAGES}", str(ASSETS / "gwella.scss"), str(target)),
        ],
        check=True,
    )
