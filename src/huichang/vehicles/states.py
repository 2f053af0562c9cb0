"""Words of a vehicle's file."""

from django.db.models import TextChoices


class Energy(TextChoices):
    """What drives it."""

    PETROL = "petrol", "汽油"
    DIESEL = "diesel", "柴油"
    PHEV = "phev", "插电混动"
    BEV = "bev", "纯电"


class Use(TextChoices):
    """What it is used for; 三包 covers family use only (RULES A1.4)."""

    FAMILY = "family", "家用"
    COMPANY = "company", "公务/单位"
    RIDE = "ride", "网约车"
    TAXI = "taxi", "出租"
    TRUCK = "truck", "货运"
    OTHER = "other", "其他"


class RateClass(TextChoices):
    """The class of a car that its hourly rate hangs on."""

    COMPACT = "compact", "小型与紧凑型"
    STANDARD = "standard", "中型"
    PREMIUM = "premium", "中大型与豪华"
