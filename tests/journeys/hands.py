"""What hands do at a screen: sign, scan, take a photo, enter a plate; and pictures of the screens when they are wanted.

With HUICHANG_SHOTS naming a folder, every `look` keeps a picture of the whole page there.
"""

import io
import os
import re
from pathlib import Path
from typing import cast

from PIL import Image, ImageDraw
from playwright.sync_api import FilePayload, Locator, Page, expect


def look(page: Page, name: str) -> None:
    """No screen is wider than the glass; keeps a picture of the page when pictures are wanted."""
    page.evaluate("document.fonts.ready")
    wide = cast(int, page.evaluate("document.documentElement.scrollWidth - innerWidth"))
    folder = os.environ.get("HUICHANG_SHOTS")
    if folder:
        Path(folder).mkdir(parents=True, exist_ok=True)
        page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)
    assert wide <= 0, f"{page.url} is {wide} px wider than the glass"


def settled(page: Page) -> None:
    """Nothing that the page has asked for is under way."""
    expect(page.locator(".htmx-request")).to_have_count(0)


def sign(within: Page | Locator, *, name: str = "signature") -> None:
    """A name is written with the finger."""
    paper = within.locator(f"hc-signature:has(input[name={name}]) canvas")
    paper.scroll_into_view_if_needed()
    box = paper.bounding_box()
    assert box is not None
    mouse = paper.page.mouse
    mouse.move(box["x"] + 40, box["y"] + box["height"] / 2)
    mouse.down()
    for step in range(1, 9):
        mouse.move(box["x"] + 40 + step * 20, box["y"] + box["height"] / 2 + (step % 3 - 1) * 20)
    mouse.up()
    expect(within.locator(f"input[name={name}]")).to_have_value(re.compile("^data:image/png;base64,"))


def photo(words: str = "photo") -> FilePayload:
    """A picture as a phone takes it, larger than the house keeps them."""
    image = Image.new("RGB", (2000, 1500), (94, 112, 131))
    drawn = ImageDraw.Draw(image)
    drawn.ellipse((600, 300, 1400, 1100), fill=(52, 58, 66), outline=(180, 190, 200), width=30)
    drawn.line((420, 900, 1560, 640), fill=(196, 64, 48), width=26)
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return {"name": f"{words}.jpg", "mimeType": "image/jpeg", "buffer": out.getvalue()}


def take_photo(within: Page | Locator, *photos: FilePayload) -> None:
    """Photos are chosen and shown."""
    within.locator("hc-photos [data-picker]").set_input_files(list(photos) or [photo()])
    expect(within.locator("hc-photos .photo-one")).to_have_count(len(photos) or 1)


def scan(page: Page, code: str) -> None:
    """A scanner types wherever the focus is, and ends with Enter."""
    page.keyboard.type(code)
    expect(page.locator("hc-scan input[name=code]").first).to_have_value(code)
    page.keyboard.press("Enter")


def enter_plate(page: Page, text: str) -> None:
    """A plate by its own keys, after the province and letter that stand there already."""
    for key in text:
        page.locator(f".keys-letters [data-type='{key}']").tap()


def chip(within: Page | Locator, words: str) -> None:
    """One of several chips is chosen."""
    within.locator("label.chip").filter(has_text=words).first.click()


def act(within: Page | Locator, words: str) -> None:
    """The act of that name is pressed."""
    within.get_by_role("button", name=words, exact=True).click()


def told(page: Page, words: str) -> None:
    """The house says what was done."""
    expect(page.locator("#toasts")).to_contain_text(words)


def refused(page: Page, words: str) -> None:
    """The house says no, and why."""
    expect(page.locator("#refusal").get_by_role("alert")).to_contain_text(words)


def keys(page: Page, digits: str) -> None:
    """A number by the keys of its field, from empty."""
    page.locator(".keys-numbers [data-clear]").tap()
    for digit in digits:
        page.locator(f".keys-numbers [data-type='{digit}']").tap()


def add(within: Locator, letters: str, code: str) -> None:
    """Quoting: a few letters in the search that adds (`within` a job, extra work or the card for new jobs), the hit with
    that code."""
    box = within.locator(":scope > .adder")
    search = box.get_by_role("combobox")
    search.click()
    search.press_sequentially(letters)
    found = box.get_by_role("option").filter(has_text=code)
    expect(found).to_be_visible()
    found.click()
    expect(search).to_have_value("")


def scan_code(page: Page, code: str) -> None:
    """A scanner reads a long code while another field has the focus."""
    page.keyboard.type(code)
    page.keyboard.press("Enter")
