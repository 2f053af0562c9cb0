"""The steps of the check-in in walking order, the covers and the belongings (LANE-12). Pure."""

from dataclasses import dataclass

from huichang.workshop import points

COVERS_STEP, IDENTITY_STEP, LEVEL_STEP = "covers", "identity", "level"
DAMAGE_STEP, BELONGINGS_STEP, SIGN_STEP = "damage", "belongings", "sign"
COVERS = (("seat", "座椅套"), ("wheel", "方向盘套"), ("mat", "脚垫"))
BELONGINGS = (
    ("key", "车钥匙"),
    ("licence", "行驶证"),
    ("driver_licence", "驾驶证"),
    ("manuals", "随车资料"),
    ("toolbox", "随车工具"),
    ("jack", "千斤顶"),
    ("spare", "备胎"),
    ("triangle", "三角警示牌"),
    ("extinguisher", "灭火器"),
    ("recorder", "行车记录仪"),
    ("etc", "ETC 设备"),
    ("child_seat", "儿童座椅"),
    ("umbrella", "雨伞"),
    ("glasses", "眼镜"),
    ("charger", "充电枪/充电线"),
    ("fuel_card", "加油卡/充值卡"),
)


@dataclass(frozen=True)
class WalkStep:
    """One step: its key, its word, and the zone of the car it walks (None for the others)."""

    key: str
    word: str
    zone: points.Zone | None = None


def steps_of(energy: str) -> tuple[WalkStep, ...]:
    """All steps for a car, in the order in which one walks round it; what the customer looks at stands first."""
    zones = tuple(WalkStep(zone.code, zone.name, zone) for zone in points.for_car(energy) if zone.points)
    return (
        WalkStep(COVERS_STEP, "防护"),
        WalkStep(IDENTITY_STEP, "车辆"),
        WalkStep(LEVEL_STEP, "电量" if energy == "bev" else "油量"),
        WalkStep(DAMAGE_STEP, "外观"),
        *zones,
        WalkStep(BELONGINGS_STEP, "物品"),
        WalkStep(SIGN_STEP, "签字"),
    )
