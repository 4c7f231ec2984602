"""A Chromium to test with, on any machine: `CHROMIUM`, one on PATH, or the npm package's, unpacked once into build/."""

import os
import shutil
import tarfile
import tempfile
from io import BytesIO
from pathlib import Path
from typing import Any

import brotli

ROOT = Path(__file__).resolve().parents[2]
PACKED = ROOT / "node_modules" / "@sparticuz" / "chromium" / "bin"
UNPACKED = ROOT / "build" / "chromium"
NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
# Playwright adds many of its own; these keep a container without root, screen or network quiet.
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def launch_options() -> dict[str, Any]:
    """What `playwright.chromium.launch` needs to start the browser found."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    environment: dict[str, str | float | bool] = dict(os.environ)
    if not found:
        unpack()
        found = str(UNPACKED / "chromium")
        # The package brings the libraries a bare machine lacks (nss, nspr, expat) and a font.
        libraries = str(UNPACKED / "lib")
        environment["LD_LIBRARY_PATH"] = ":".join(filter(None, [libraries, os.environ.get("LD_LIBRARY_PATH")]))
        if not Path("/etc/fonts/fonts.conf").exists():
            environment["FONTCONFIG_PATH"] = str(UNPACKED / "fonts")
    return {"executable_path": found, "args": FLAGS, "env": environment, "headless": True}


def unpack() -> None:
    """Unpack the npm package's browser, whole or not at all, so that two workers may both try."""
    if UNPACKED.exists():
        return
    UNPACKED.parent.mkdir(exist_ok=True)
    making = Path(tempfile.mkdtemp(dir=UNPACKED.parent, prefix="chromium-"))
    browser = making / "chromium"
    browser.write_bytes(brotli.decompress((PACKED / "chromium.br").read_bytes()))
    browser.chmod(0o755)
    for name in ("al2023", "swiftshader", "fonts"):
        packed = BytesIO(brotli.decompress((PACKED / f"{name}.tar.br").read_bytes()))
        with tarfile.open(fileobj=packed) as archive:
            archive.extractall(making, filter="data")
    # mkdtemp is for its owner alone; a build folder is not a secret.
    making.chmod(0o755)
    try:
        making.rename(UNPACKED)
    except OSError:
        shutil.rmtree(making)
