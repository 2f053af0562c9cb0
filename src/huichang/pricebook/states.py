"""Words of the price book."""

from django.db.models import TextChoices


class RepairClass(TextChoices):
    """The class that the guarantee of the repair hangs on (RULES A2.1, law)."""

    OVERHAUL = "overhaul", "整车或总成修理"
    SECOND_LEVEL = "second_level", "二级维护"
    MINOR = "minor", "一级维护、小修、专项修理"
