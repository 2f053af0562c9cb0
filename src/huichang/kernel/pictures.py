"""Photos and signatures: checked, made small, stripped of position data, kept in the database."""

import base64
import binascii
import hashlib
import io
from collections.abc import Iterable
from datetime import datetime

from django.core import signing
from django.db import connection
from PIL import Image, ImageOps, UnidentifiedImageError

from huichang.kernel.models import Picture, PictureContent
from huichang.kernel.refusals import Missing, Refused

MAX_BYTES = 12 * 1024 * 1024
MAX_SIDE = 1600
MAX_PIXELS = {"JPEG": 60_000_000, "PNG": 25_000_000, "WEBP": 25_000_000, "GIF": 25_000_000}
"""What may be opened, and how large. A JPEG is read at the size that is wanted; the others are unpacked whole, four bytes a
pixel, so that a file of a few kilobytes could fill the machine. Other kinds (EPS runs a program) are never opened."""
MAX_SIGNATURE_PIXELS = 4_000_000
Image.MAX_IMAGE_PIXELS = 60_000_000


def keep(
    content: bytes, *, store_id: int, kind: str = "photo", at: datetime, staff_id: int | None = None
) -> Picture:
    """Keep a photo: re-encoded as JPEG with its longest side ≤ 1600 px, upright, without EXIF.

    Raises Refused for what is too large (12 MB) or not a picture.
    """
    if len(content) > MAX_BYTES:
        raise Refused("照片超过 12 MB，请用手机的普通画质重拍，或压缩后再传。")
    try:
        opened = Image.open(io.BytesIO(content), formats=tuple(MAX_PIXELS))
        # A phone's JPEG with a second picture inside opens as MPO: it is read as a JPEG, too.
        if opened.width * opened.height > MAX_PIXELS.get(opened.format or "", MAX_PIXELS["JPEG"]):
            raise Refused("照片的尺寸太大，请用手机的普通画质重拍，或缩小后再传。")
        opened.draft("RGB", (MAX_SIDE, MAX_SIDE))
        image = ImageOps.exif_transpose(opened).convert("RGB")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        raise Refused("这个文件不是能打开的照片，请重新拍照或选择 JPG、PNG 图片。") from error
    image.thumbnail((MAX_SIDE, MAX_SIDE))
    out = io.BytesIO()
    image.save(out, "JPEG", quality=82)
    return store(
        out.getvalue(), "image/jpeg", image.size, store_id=store_id, kind=kind, at=at, staff_id=staff_id
    )


def from_base64(coded: Iterable[str]) -> list[bytes]:
    """Files that came as text of a JSON request: base64, with or without a data URL's head. Raises Refused."""
    try:
        return [base64.b64decode(each.rpartition(",")[2], validate=True) for each in coded]
    except ValueError as error:
        raise Refused("照片没有读到，请用 base64 编码后提交。") from error


def keep_signature(data_url: str, *, store_id: int, at: datetime, staff_id: int | None = None) -> Picture:
    """Keep a signature that came as a PNG data URL. Raises Refused when it is empty or not a picture."""
    head, _, coded = data_url.partition(",")
    if not coded or "image/png" not in head:
        raise Refused("还没有签名，请客户在屏幕上签字后再提交。")
    try:
        raw = base64.b64decode(coded, validate=True)
        if len(raw) > 600_000:
            raise Refused("签名图片过大，请清除后重新签名。")
        opened = Image.open(io.BytesIO(raw), formats=("PNG",))
        if opened.width * opened.height > MAX_SIGNATURE_PIXELS:
            raise Refused("签名图片过大，请清除后重新签名。")
        image = opened.convert("RGBA")
    except (
        binascii.Error,
        UnidentifiedImageError,
        OSError,
        ValueError,
        SyntaxError,
        Image.DecompressionBombError,
    ) as error:
        raise Refused("签名没有读到，请清除后重新签名。") from error
    if _is_blank(image):
        raise Refused("还没有签名，请客户在屏幕上签字后再提交。")
    image.thumbnail((900, 450))
    out = io.BytesIO()
    image.save(out, "PNG", optimize=True)
    return store(
        out.getvalue(), "image/png", image.size, store_id=store_id, kind="signature", at=at, staff_id=staff_id
    )


def _is_blank(image: Image.Image) -> bool:
    """Is there no stroke on it: one colour all over, seen on white paper?"""
    seen = Image.alpha_composite(Image.new("RGBA", image.size, "white"), image).convert("L")
    darkest, lightest = seen.getextrema()
    return darkest == lightest


def store(
    content: bytes,
    media_type: str,
    size: tuple[int, int],
    *,
    store_id: int,
    kind: str,
    at: datetime,
    staff_id: int | None,
) -> Picture:
    """Keep bytes that somebody has checked, once for each content; `size` in pixels, (0, 0) for what has none. Two statements."""
    digest = hashlib.sha256(content).hexdigest()
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {PictureContent._meta.db_table} (sha256, content) VALUES (%s, %s) ON CONFLICT DO NOTHING",
            [digest, content],
        )
    return Picture.objects.create(
        store_id=store_id,
        content_id=digest,
        kind=kind,
        media_type=media_type,
        width=size[0],
        height=size[1],
        taken_at=at,
        taken_by_id=staff_id,
    )


def link(picture_id: int) -> str:
    """The address under which a page shows a picture: signed, so that numbers cannot be tried."""
    return f"/picture/{signing.Signer(salt='picture').sign(str(picture_id))}/"


def links(picture_ids: Iterable[int]) -> list[str]:
    """Addresses of several pictures, in order."""
    return [link(picture_id) for picture_id in picture_ids]


def read(token: str) -> tuple[bytes, str]:
    """The bytes and media type behind a signed address. Raises Missing for a bent or unknown one."""
    try:
        pk = int(signing.Signer(salt="picture").unsign(token))
    except (signing.BadSignature, ValueError) as error:
        raise Missing("没有找到这张照片。") from error
    picture = Picture.objects.select_related("content").filter(pk=pk).first()
    if picture is None:
        raise Missing("没有找到这张照片。")
    return bytes(picture.content.content), picture.media_type


def content_of(picture_id: int | None) -> bytes | None:
    """The bytes of a picture for a printed document, or None."""
    if picture_id is None:
        return None
    picture = Picture.objects.select_related("content").filter(pk=picture_id).first()
    return bytes(picture.content.content) if picture else None
