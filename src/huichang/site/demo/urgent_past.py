"""Why orders of the demo's past were urgent, and what the look back found."""

from datetime import date, timedelta
from decimal import Decimal

from huichang.site.demo.chance import Chance, clock
from huichang.supply.states import Foreseen, UrgentReason

LOOKED_BACK_DAYS = 9
FOUND = {
    Foreseen.LEVEL: "下限偏低，已上调",
    Foreseen.LATE_ORDER: "周订单漏订，已补进订货清单",
    Foreseen.LATE_SUPPLIER: "供应商误期两天，月度评价已扣分",
    Foreseen.NOT_PREPARED: "预约确认后没有备货，已与预约台约定提前三天",
    Foreseen.STOCK_WRONG: "账上有、架上没有，已安排盘点",
    Foreseen.CHANCE: "事故件，无法预见",
    Foreseen.FIRST_TIME: "本店第一次需要，先不备库",
}


def why(chance: Chance, came_on: date, today: date) -> dict[str, object]:
    """What an urgent order says of itself; some days later with its analysis."""
    said: dict[str, object] = {
        "urgent_reason": chance.choice(list(UrgentReason)),
        "urgent_words": "在修车辆等件",
        "freight": Decimal(150),
        "stock_freight": Decimal(80),
    }
    if (today - came_on).days > LOOKED_BACK_DAYS:
        foreseen = chance.choice(list(Foreseen))
        said |= {
            "foreseen": foreseen,
            "foreseen_words": FOUND[foreseen],
            "foreseen_at": clock(came_on + timedelta(days=3), 16),
        }
    return said
