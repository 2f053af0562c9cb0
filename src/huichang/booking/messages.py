"""What customers hear about their bookings."""

from datetime import datetime

from django.core import signing
from django.utils.timezone import localdate

from huichang.booking.models import Appointment
from huichang.company import queries as company
from huichang.kernel import wording
from huichang.kernel.refusals import Missing
from huichang.post import outbox, templates
from huichang.post.templates import Template

ASKED = templates.declare(
    "booking.asked",
    "预约已收到",
    "{name}您好，{store}已收到您的预约：{when}，{plate}。我们会尽快与您确认，点开链接看详情：",
)
CONFIRMED = templates.declare(
    "booking.confirmed",
    "预约确认",
    "{name}您好，您已预约{when}到{store}，由{adviser}接待，{plate}。如需改期请点开链接，或致电{phone}：",
)
MOVED = templates.declare(
    "booking.moved",
    "预约改期",
    "{name}您好，您的预约已改到{when}，由{adviser}接待，{plate}。如需调整请点开链接，或致电{phone}：",
)
CANCELLED = templates.declare(
    "booking.cancelled", "预约取消", "{name}您好，您{when}的预约（{plate}）已取消。需要时点开链接随时再约："
)
DAY_BEFORE = templates.declare(
    "booking.day_before",
    "预约提醒（前一天）",
    "{name}您好，提醒您{when}到{store}保养维修，由{adviser}接待，{plate}。请带好行驶证和保养手册。改期请点开链接：",
)
HOUR_BEFORE = templates.declare(
    "booking.hour_before",
    "预约提醒（前 1 小时）",
    "{name}您好，{adviser}已为您的爱车（{plate}）做好准备，{when}见。路上注意安全；如会晚到请致电{phone}。",
    urgent=True,
)
LINK = templates.declare(
    "booking.link", "预约链接", "{name}您好，点开链接就能预约{store}的保养维修，时间由您选："
)
_SALT = "booking.page"
LINK_DAYS = 90


def page_of(customer_id: int, store_id: int) -> str:
    """The address of a customer's own booking page in a store: signed, holds 90 days, shows nobody else's data."""
    return f"/c/booking/{signing.dumps([customer_id, store_id], salt=_SALT, compress=True)}/"


def whose_page(token: str) -> tuple[int, int]:
    """(customer, store) of a booking page. Raises Missing for a bent, unknown or expired address."""
    try:
        customer_id, store_id = signing.loads(token, salt=_SALT, max_age=LINK_DAYS * 86_400)
    except signing.SignatureExpired as error:
        raise Missing("这个预约链接已过期，请致电门店，我们再发一个给您。") from error
    except signing.BadSignature as error:
        raise Missing("预约链接不完整，请从短信里重新点开。") from error
    return int(customer_id), int(store_id)


def tell(
    row: Appointment, template: Template, *, at: datetime, due_at: datetime | None = None, once: str = ""
) -> None:
    """Write a message about a booking to its customer; `once` keeps a repeated job from doubling it. Three statements."""
    store = company.store_card(row.store_id)
    link = page_of(row.customer_id, row.store_id)
    outbox.write(
        store_id=row.store_id,
        customer_id=row.customer_id,
        template=template,
        about=f"booking.appointment:{row.pk}",
        values={
            "when": wording.moment(row.slot.lower, localdate(due_at or at)),
            "store": store.name,
            "phone": store.phone,
            "adviser": row.adviser.name,
            "plate": row.vehicle.plate or row.vehicle.vin[-6:],
        },
        link=link,
        due_at=due_at or at,
        once=once or None,
    )


def send_page(customer_id: int, store_id: int, *, at: datetime) -> None:
    """Send a customer the address of their booking page, at most once an hour. Three statements."""
    store = company.store_card(store_id)
    link = page_of(customer_id, store_id)
    outbox.write(
        store_id=store_id,
        customer_id=customer_id,
        template=LINK,
        about=f"customers.customer:{customer_id}",
        values={"store": store.name},
        link=link,
        due_at=at,
        once=f"booking.link:{customer_id}:{at:%Y%m%d%H}",
    )
