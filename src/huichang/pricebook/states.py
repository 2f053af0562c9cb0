"""Words of the price book."""

from django.db.models import TextChoices

from huichang.vehicles.states import RateClass as RateClass


class RepairClass(TextChoices):
    """The class that the guarantee of the repair hangs on (RULES A2.1, law)."""

    OVERHAUL = "overhaul", "整车或总成修理"
    SECOND_LEVEL = "second_level", "二级维护"
    MINOR = "minor", "一级维护、小修、专项修理"


class PackageKind(TextChoices):
    """What a package is for."""

    FIRST = "first", "首次保养"
    REGULAR = "regular", "定期保养"
    FLUID = "fluid", "油液更换"
    CARE = "care", "清洗与调整"
    WEAR = "wear", "易损件更换"
    CHECK = "check", "检查"
