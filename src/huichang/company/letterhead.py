"""What every printed document carries of the store: its head with the logo, and its terms (PLAT-23)."""

import io
from datetime import datetime

from PIL import Image, UnidentifiedImageError

from huichang.company import permissions, settings
from huichang.company.models import Store
from huichang.company.settings import Setting
from huichang.kernel import pictures
from huichang.kernel.actor import Warrant
from huichang.kernel.papers import StoreHead
from huichang.kernel.use_case import use_case

LOGO = "company.logo"
"""Where the store's own values keep the id of its logo."""


def head(store_id: int) -> StoreHead:
    """The store as its documents show it. One statement when it has a logo."""
    store = settings.store_row(store_id)
    return StoreHead(
        name=store.legal_name or store.name,
        address=store.address,
        phone=store.phone,
        credit_code=store.credit_code,
        filing_no=store.licence,
        logo=pictures.content_of(store.settings.get(LOGO)),
    )


def terms(store_id: int, setting: Setting[str]) -> tuple[str, ...]:
    """The store's terms on a document: one a line, as it wrote them itself or as the house words them."""
    lines = settings.of(store_id, setting).splitlines()
    return tuple(line.strip() for line in lines if line.strip())


@use_case(permissions.MANAGE_SETTINGS, "更换门店标志")
def set_logo(warrant: Warrant, store_id: int, *, content: bytes | None, at: datetime) -> None:
    """The logo on the store's documents from now on; None takes it away. Raises Refused for what is no picture."""
    warrant.show_at(store_id)
    store = Store.objects.select_for_update().get(pk=store_id)
    kept = dict(store.settings)
    if content is None:
        kept.pop(LOGO, None)
    else:
        kept[LOGO] = pictures.keep(
            _on_white(content), store_id=store_id, kind="logo", at=at, staff_id=warrant.actor.staff_id
        ).pk
    store.settings = kept
    store.save(update_fields=["settings"])
    warrant.about(store, note="更换标志" if content is not None else "撤下标志")
    settings.forget(store_id)


def _on_white(content: bytes) -> bytes:
    """A logo that can be seen through stands on white; what is no picture stays as it is, to be refused."""
    try:
        opened = Image.open(io.BytesIO(content), formats=("PNG", "WEBP", "GIF"))
        if opened.width * opened.height > pictures.MAX_PIXELS["PNG"]:
            return content
        image = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, Image.DecompressionBombError):
        return content
    ground = Image.new("RGBA", image.size, "white")
    out = io.BytesIO()
    Image.alpha_composite(ground, image).convert("RGB").save(out, "PNG")
    return out.getvalue()
