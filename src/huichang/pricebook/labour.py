"""Labour operations and the hourly rates that a store publishes."""

from collections.abc import Sequence
from datetime import date, datetime

from django.utils.timezone import localdate

from huichang.kernel import pinyin
from huichang.kernel.actor import Warrant
from huichang.kernel.money import Money
from huichang.kernel.refusals import Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.pricebook import permissions, queries
from huichang.pricebook.models import LabourRate, Operation
from huichang.pricebook.states import RateClass, RepairClass

CHANGEABLE = frozenset(
    {
        "name",
        "system",
        "skill",
        "bay_kind",
        "minutes",
        "repair_class",
        "energies",
        "road_test",
        "covers",
        "words",
    }
)


@use_case(permissions.MANAGE_PRICES, "新增工时项目")
def add_operation(
    warrant: Warrant,
    *,
    code: str,
    name: str,
    system: str,
    skill: str,
    bay_kind: str,
    minutes: int,
    repair_class: str = RepairClass.MINOR,
    energies: Sequence[str] = (),
    road_test: bool = False,
    covers: Sequence[str] = (),
    words: str = "",
) -> Operation:
    """A labour operation with its standard time in minutes, for every store.

    Raises Refused for a code in use, an unknown system or no time.
    """
    warrant.show_at(warrant.actor.here)
    code = code.strip().upper()
    _refuse_bad(name, system, minutes)
    if not code:
        raise Refused("请填写工时代码。")
    wait_for_turn(f"pricebook.operation:{code}")
    if Operation.objects.filter(code=code).exists():
        raise Refused(f"工时代码 {code} 已经存在，请打开原项目修改或换一个代码。")
    operation = Operation.objects.create(
        code=code,
        name=name.strip(),
        initials=pinyin.initials(name.strip())[:80],
        system=system,
        skill=skill,
        bay_kind=bay_kind,
        minutes=minutes,
        repair_class=repair_class,
        energies=list(energies),
        road_test=road_test,
        covers=list(covers),
        words=words.strip(),
    )
    warrant.about(operation, f"{code} {name}"[:200])
    return operation


@use_case(permissions.MANAGE_PRICES, "修改工时项目")
def change_operation(warrant: Warrant, operation_id: int, /, **changes: object) -> Operation:
    """Change an operation's words, time or class; orders already written keep theirs. Raises Refused for bad values."""
    operation: Operation = Operation.objects.locked(operation_id, warrant)
    if unknown := set(changes) - CHANGEABLE:
        raise TypeError(f"an operation has no {', '.join(sorted(unknown))} to change")
    for name, value in changes.items():
        setattr(operation, name, value)
    _refuse_bad(operation.name, operation.system, operation.minutes)
    operation.name = operation.name.strip()
    operation.initials = pinyin.initials(operation.name)[:80]
    operation.save(update_fields=[*changes, "name", "initials"])
    return operation


@use_case(permissions.MANAGE_PRICES, "停用工时项目")
def close_operation(warrant: Warrant, operation_id: int) -> Operation:
    """The operation is no longer offered; orders that have it keep it."""
    operation: Operation = Operation.objects.locked(operation_id, warrant)
    operation.is_active = False
    operation.save(update_fields=["is_active"])
    return operation


@use_case(permissions.MANAGE_PRICES, "恢复工时项目")
def reopen_operation(warrant: Warrant, operation_id: int) -> Operation:
    """The operation is offered again."""
    operation: Operation = Operation.objects.locked(operation_id, warrant)
    operation.is_active = True
    operation.save(update_fields=["is_active"])
    return operation


def _refuse_bad(name: str, system: str, minutes: int) -> None:
    if not name.strip():
        raise Refused("请填写工时项目的名称。")
    if system not in queries.systems():
        raise Refused("请选择工时项目所属的系统。")
    if not 1 <= minutes <= 6000:
        raise Refused("标准工时要在 1 到 6,000 分钟之间，请重新填写。")


@use_case(permissions.MANAGE_PRICES, "公布工时单价")
def publish_rate(
    warrant: Warrant,
    store_id: int,
    *,
    repair_type: str,
    rate_class: str,
    per_hour: Money,
    from_on: date,
    at: datetime,
) -> LabourRate:
    """Yuan per hour, tax included, for a repair type and class of car from a day on. Earlier ones stay on record.

    Raises Refused for a day in the past, a price of nothing, an unknown class, or a second price for the same day.
    """
    warrant.show_at(store_id)
    if rate_class not in RateClass.values:
        raise Refused("请选择车辆等级：小型与紧凑型、中型、中大型与豪华。")
    if per_hour <= 0:
        raise Refused("工时单价要大于 0 元，请重新填写。")
    if from_on < localdate(at):
        raise Refused("公布的价格只能从今天或以后开始，已经发生的工单不改价。")
    rate, is_new = LabourRate.objects.get_or_create(
        store_id=store_id,
        repair_type=repair_type,
        rate_class=rate_class,
        from_on=from_on,
        defaults={"per_hour": per_hour},
    )
    if not is_new:
        if from_on == localdate(at):
            raise Refused("今天已经公布过这个单价，请从明天起公布新的单价。")
        rate.per_hour = per_hour
        rate.save(update_fields=["per_hour"])
    warrant.about(rate, f"{repair_type} {rate_class} {per_hour}")
    return rate
