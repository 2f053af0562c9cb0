"""Pictures that the demo draws itself: strokes of a pen, and what a technician would have photographed."""

import base64
import hashlib
import io
import math
import random
from collections.abc import Callable
from functools import cache

from PIL import Image, ImageDraw, ImageFilter, ImageFont

WIDTH, HEIGHT = 360, 140
PHOTO, GRAIN = (800, 600), (400, 300)
Colour = tuple[int, int, int]
STEEL, RUST, RUBBER, OIL, BRICK = (150, 156, 162), (142, 84, 52), (38, 40, 43), (52, 38, 22), (176, 58, 46)


def digest(content: bytes) -> str:
    """What a picture's bytes are kept under."""
    return hashlib.sha256(content).hexdigest()


@cache
def signature(number: int) -> tuple[bytes, tuple[int, int]]:
    """A stroke that looks like somebody's name, as PNG; always the same for a number."""
    chance = random.Random(f"signature {number}")
    image = Image.new("RGBA", (WIDTH, HEIGHT), (255, 255, 255, 0))
    pen = ImageDraw.Draw(image)
    x, y = 30.0, HEIGHT / 2
    for _ in range(chance.randint(3, 5)):
        points = []
        tall, long, turn = chance.uniform(18, 46), chance.uniform(38, 80), chance.uniform(0.8, 2.4)
        for step in range(24):
            part = step / 23
            points.append(
                (
                    x + long * part,
                    y + tall * math.sin(turn * math.tau * part) * (1 - part * 0.4) + chance.gauss(0, 1.2),
                )
            )
        pen.line(points, fill=(20, 24, 40, 255), width=3, joint="curve")
        x += long * 0.82
        y += chance.uniform(-10, 10)
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return out.getvalue(), image.size


def signature_url(number: int) -> str:
    """The same stroke as a tablet sends it."""
    return "data:image/png;base64," + base64.b64encode(signature(number)[0]).decode()


def _jpeg(image: Image.Image) -> bytes:
    out = io.BytesIO()
    image.filter(ImageFilter.GaussianBlur(0.8)).save(out, "JPEG", quality=84)
    return out.getvalue()


def _ground(seed: str, colour: Colour) -> tuple[Image.Image, ImageDraw.ImageDraw, random.Random]:
    """A lit, grainy surface to draw on."""
    chance = random.Random(seed)
    noise = Image.frombytes("L", GRAIN, chance.randbytes(GRAIN[0] * GRAIN[1])).resize(PHOTO)
    light = Image.radial_gradient("L").resize(PHOTO)
    base = Image.composite(Image.new("RGB", PHOTO, (18, 20, 24)), Image.new("RGB", PHOTO, colour), light)
    image = Image.blend(base, Image.merge("RGB", (noise, noise, noise)), 0.07)
    return image, ImageDraw.Draw(image), chance


def worn_pad() -> bytes:
    """A brake pad with little lining left on its rusty plate, beside the disc."""
    image, pen, chance = _ground("pad", STEEL)
    pen.ellipse((-260, -180, 620, 700), outline=(188, 192, 196), width=70)
    for ring in range(24):
        inset = ring * 3
        shade = 150 + chance.randint(-20, 26)
        pen.ellipse((-260 + inset, -180 + inset, 620 - inset, 700 - inset), outline=(shade, shade, shade + 3))
    pen.polygon([(560, 120), (700, 100), (720, 520), (580, 500)], fill=RUST)
    pen.polygon([(536, 128), (562, 120), (582, 500), (552, 494)], fill=(58, 56, 54))
    pen.line([(536, 128), (500, 90)], fill=BRICK, width=6)
    pen.ellipse((470, 60, 510, 100), outline=BRICK, width=6)
    return _jpeg(image)


def leaking_seal() -> bytes:
    """Fresh oil that runs down from a joint."""
    image, pen, chance = _ground("leak", (110, 112, 110))
    pen.rectangle((60, 90, 740, 150), fill=(92, 94, 96))
    for bolt in range(6):
        x = 110 + bolt * 112
        pen.regular_polygon((x, 120, 24), 6, fill=(170, 172, 172), outline=(60, 60, 60))
    for _ in range(26):
        x, length = chance.randint(300, 520), chance.randint(60, 400)
        pen.line(
            [(x, 150), (x + chance.randint(-12, 12), 150 + length)], fill=OIL, width=chance.randint(6, 20)
        )
        pen.ellipse((x - 9, 140 + length, x + 12, 164 + length), fill=OIL)
    pen.ellipse((330, 140, 480, 200), outline=(214, 160, 60), width=5)
    return _jpeg(image)


def cut_tyre() -> bytes:
    """A tyre's side with a bulge and a cut."""
    image, pen, chance = _ground("tyre", (70, 72, 74))
    pen.ellipse((-120, 40, 920, 1080), fill=RUBBER)
    pen.ellipse((120, 260, 680, 840), fill=STEEL)
    for block in range(40):
        angle = math.pi + math.pi * block / 40
        x, y = 400 + 512 * math.cos(angle), 560 + 512 * math.sin(angle)
        pen.line([(x, y), (x + 26 * math.cos(angle), y + 26 * math.sin(angle))], fill=(20, 20, 22), width=14)
    pen.ellipse((470, 110, 610, 210), fill=(58, 60, 64), outline=(96, 98, 102), width=3)
    pen.line([(500, 130), (540, 160), (575, 158)], fill=(12, 12, 14), width=7)
    pen.ellipse((440, 84, 640, 236), outline=BRICK, width=6)
    for _ in range(300):
        x, y = chance.randint(0, 799), chance.randint(60, 599)
        pen.point((x, y), fill=(120, 118, 110))
    return _jpeg(image)


def scratched_door() -> bytes:
    """A painted panel with scratches."""
    image, pen, chance = _ground("door", (44, 82, 126))
    pen.line([(0, 180), (799, 150)], fill=(30, 56, 92), width=8)
    pen.rounded_rectangle((560, 210, 720, 250), 18, fill=(196, 200, 206), outline=(80, 86, 94), width=3)
    for _ in range(7):
        x, y = chance.randint(120, 300), chance.randint(300, 380)
        pen.line(
            [(x, y), (x + chance.randint(160, 300), y + chance.randint(20, 60))],
            fill=(214, 218, 222),
            width=3,
        )
    return _jpeg(image)


PHOTOS: dict[str, Callable[[], bytes]] = {
    "pad": worn_pad,
    "leak": leaking_seal,
    "tyre": cut_tyre,
    "door": scratched_door,
}


PLATE = (480, 300)


def plate_of(label: str, text: str) -> bytes:
    """A photo of a stamped plate, a display or a mark that says something: Latin letters and digits."""
    image = Image.new("RGB", PLATE, (64, 68, 72))
    pen = ImageDraw.Draw(image)
    pen.rounded_rectangle((16, 70, 464, 230), 14, fill=(196, 200, 202), outline=(120, 124, 126), width=4)
    for x, y in ((34, 88), (446, 88), (34, 212), (446, 212)):
        pen.ellipse((x - 7, y - 7, x + 7, y + 7), fill=(96, 98, 100))
    pen.text((240, 108), label, fill=(70, 74, 78), font=ImageFont.load_default(20), anchor="mm")
    pen.text((240, 160), text, fill=(24, 26, 28), font=ImageFont.load_default(34), anchor="mm")
    out = io.BytesIO()
    image.save(out, "JPEG", quality=80)
    return out.getvalue()


@cache
def photo(what: str) -> bytes:
    """One of the drawn photos, as JPEG."""
    return PHOTOS[what]()
