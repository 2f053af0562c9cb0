"""Copies what the pages use out of node_modules into static/vendor, and draws the icon sprite.

An allow list, because the packages hold thousands of files more than are served. Standard library only: this
runs before anything is installed.
"""

import re
import shutil
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ROOT / "node_modules"
SERVED = ROOT / "src" / "huichang" / "site" / "static" / "vendor"
ICONS = ROOT / "tools" / "icons.txt"

# Name under static/vendor → file of the package.
FILES = {
    "tabler.min.css": "@tabler/core/dist/css/tabler.min.css",
    "signature_pad.umd.min.js": "signature_pad/dist/signature_pad.umd.min.js",
    "echarts.min.js": "echarts/dist/echarts.simple.min.js",
    "zxing_reader.js": "zxing-wasm/dist/iife/reader/index.js",
    "zxing_reader.wasm": "zxing-wasm/dist/reader/zxing_reader.wasm",
}
# The maps are not served, and a reference to a missing file stops the hashing of the static files.
_MAP = re.compile(rb"(?m)^(?://|/\*)# sourceMappingURL=.*$\n?")
_DRAWING = re.compile(r"<svg[^>]*>(.*)</svg>", re.DOTALL)
_BACKGROUND = re.compile(r'<path stroke="none" d="M0 0h24v24H0z" fill="none"\s*/>')


def icon_names() -> list[str]:
    """The icons of the sprite, in the order of the list."""
    lines = (line.strip() for line in ICONS.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line and not line.startswith("#")]


def sprite(drawings: Path) -> str:
    """One SVG file of symbols, each under its icon's name. Raises FileNotFoundError for an unknown icon."""
    symbols = []
    for name in icon_names():
        found = _DRAWING.search((drawings / f"{name}.svg").read_text(encoding="utf-8"))
        if found is None:
            raise ValueError(f"{name}.svg is not a drawing")
        lines = re.sub(r"\s+", " ", _BACKGROUND.sub("", found[1])).strip()
        symbols.append(
            # Colour and weight of the line come from the page (class `icon`), so none stand here.
            f'<symbol id="{name}" viewBox="0 0 24 24">{lines}</symbol>'
        )
    return '<svg xmlns="http://www.w3.org/2000/svg">\n' + "\n".join(symbols) + "\n</svg>\n"


def copy() -> None:
    """Make static/vendor anew."""
    making = SERVED.with_name("vendor.new")
    shutil.rmtree(making, ignore_errors=True)
    making.mkdir(parents=True)
    for name, source in FILES.items():
        content = (PACKAGES / source).read_bytes()
        (making / name).write_bytes(content if name.endswith(".wasm") else _MAP.sub(b"", content))
    drawn = sprite(PACKAGES / "@tabler" / "icons" / "icons" / "outline")
    (making / "icons.svg").write_text(drawn, encoding="utf-8")
    shutil.rmtree(SERVED, ignore_errors=True)
    making.rename(SERVED)
