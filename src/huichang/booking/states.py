"""What an appointment, its preparation and a call can be."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class AppointmentState(TextChoices):
    """The life of a booking."""

    ASKED = "asked", "待确认"
    CONFIRMED = "confirmed", "已确认"
    ARRIVED = "arrived", "已到店"
    MISSED = "missed", "未到店"
    CANCELLED = "cancelled", "已取消"


OPEN_STATES = ("asked", "confirmed")

APPOINTMENT = Flow(
    {"confirm": "确认预约", "arrive": "登记到店", "miss": "记为未到店", "cancel": "取消预约", "move": "改期"},
    confirm=(AppointmentState.ASKED, AppointmentState.CONFIRMED),
    arrive=(
        (AppointmentState.ASKED, AppointmentState.CONFIRMED, AppointmentState.MISSED),
        AppointmentState.ARRIVED,
    ),
    miss=((AppointmentState.ASKED, AppointmentState.CONFIRMED), AppointmentState.MISSED),
    cancel=(
        (AppointmentState.ASKED, AppointmentState.CONFIRMED, AppointmentState.MISSED),
        AppointmentState.CANCELLED,
    ),
    move=(
        (AppointmentState.ASKED, AppointmentState.CONFIRMED, AppointmentState.MISSED),
        AppointmentState.CONFIRMED,
    ),
)


class PreparationKind(TextChoices):
    """The points of a preparation (LANE-05)."""

    ORDER = "order", "预开委托书"
    HISTORY = "history", "查阅维修历史"
    PARTS = "parts", "备件上预约货架"
    PEOPLE = "people", "预排技师和工位"
    TOOLS = "tools", "专用工具和资料"
    ADVISER = "adviser", "通知服务顾问"
    CLERK = "clerk", "通知备件员"


class CallOutcome(TextChoices):
    """What became of a call on the booking line (LANE-09)."""

    ANSWERED = "answered", "已接听"
    BUSY = "busy", "占线"
    LOST = "lost", "漏接"


class BookedFor(TextChoices):
    """Why a car is booked: the repair types of the visit that can be foreseen on the phone."""

    FIRST_MAINTENANCE = "first", "首保"
    MAINTENANCE = "maintenance", "例保"
    REPAIR = "repair", "一般维修"
    WARRANTY = "warranty", "保修索赔"
    RECALL = "recall", "召回/服务活动"
    BODY = "body", "钣金"
    PAINT = "paint", "喷漆"
    ACCIDENT = "accident", "事故"
    REWORK = "rework", "返修"


class CameBy(TextChoices):
    """How the booking reached us."""

    PHONE = "phone", "电话"
    PAGE = "page", "手机页"
    COUNTER = "counter", "到店"
    CARE = "care", "回访招揽"


class CallWhy(TextChoices):
    """Why somebody must be called."""

    LOST = "lost", "漏接回拨"
    MISSED = "missed", "未到店"
    MOVE = "move", "需要改期"
    OTHER = "other", "其他"
