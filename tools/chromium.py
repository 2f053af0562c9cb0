"""Finds the Chromium for the browser tests, and gets one where there is none."""

import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
EXECUTABLE = "HUICHANG_CHROMIUM"
FLAGS = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)


class NoChromium(RuntimeError):
    """There is no browser and none could be installed; the message says what to do."""


def find() -> Path | None:
    """The browser of this machine: named by HUICHANG_CHROMIUM, on the path, or Playwright's own."""
    if named := os.environ.get(EXECUTABLE):
        return Path(named)
    for name in NAMES:
        if found := shutil.which(name):
            return Path(found)
    return _playwrights()


def find_or_install() -> Path:
    """As `find`; where there is none, install it. Raises NoChromium."""
    if found := find():
        return found
    print("  … 没有找到 Chromium，正在安装（浏览器测试需要）", flush=True)
    if os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update", "-qq"], env=quiet, capture_output=True)
        install = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", "chromium"]
        subprocess.run(install, env=quiet, capture_output=True)
    if find() is None:
        subprocess.run([sys.executable, "-m", "playwright", "install", "chromium"], capture_output=True)
    if found := find():
        return found
    raise NoChromium(
        "没有 Chromium，浏览器测试不能运行：请先安装 chromium（Debian：sudo apt-get install chromium），"
        f"或用环境变量 {EXECUTABLE} 指出浏览器的位置。"
    )


def fonts(folder: Path) -> Path:
    """Write a fontconfig file into `folder` that names the Chinese font of the font package."""
    package = find_spec("manimgx_fonts_cjk")
    assert package is not None
    assert package.submodule_search_locations
    file = folder / "fonts.conf"
    file.write_text(
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "fonts.dtd">\n<fontconfig>\n'
        f"  <dir>{package.submodule_search_locations[0]}</dir>\n"
        '  <dir prefix="default">/usr/share/fonts</dir>\n'
        f"  <cachedir>{folder / 'cache'}</cachedir>\n"
        "  <alias><family>sans-serif</family><prefer><family>Noto Sans CJK SC</family></prefer></alias>\n"
        "</fontconfig>\n",
        encoding="utf-8",
    )
    return file


def _playwrights() -> Path | None:
    # In a process of its own: Playwright leaves an event loop behind in the one that asks.
    question = (
        "from playwright.sync_api import sync_playwright\n"
        "with sync_playwright() as playwright: print(playwright.chromium.executable_path)"
    )
    asked = subprocess.run([sys.executable, "-c", question], capture_output=True, text=True)
    path = Path(asked.stdout.strip() or "missing")
    return path if path.exists() else None
