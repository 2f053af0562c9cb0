"""The answer: which periods run, what has been counted, which rights there are, which are near (第十八 to 第二十七条)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from huichang.engines.sanbao import days
from huichang.engines.sanbao.law import ORDER_43, Law, Warnings
from huichang.engines.sanbao.values import Assembly, Car, Change, Fault, Repair, System, Use

ASSEMBLY_SAYS = {
    Assembly.ENGINE: "发动机",
    Assembly.GEARBOX: "变速器",
    Assembly.BATTERY: "动力蓄电池",
    Assembly.MOTOR: "行驶驱动电机",
}
FOUR = frozenset(str(each) for each in Assembly)


class Light(StrEnum):
    """How near a limit is: nothing, near, reached (the customer has the right)."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"


@dataclass(frozen=True, slots=True)
class Count:
    """One thing that the law counts. `repairs`: those that were counted; `sums`: the arithmetic, line by line."""

    rule: str
    article: str
    says: str
    count: int
    limit: int
    light: Light
    repairs: tuple[str, ...]
    sums: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clock:
    """A car's 三包 at a moment. `applies` is false for a car that was not bought for living; then nothing is counted."""

    law: Law
    applies: bool
    says: str
    sanbao_until: date
    sanbao_km: int
    in_sanbao: bool
    cover_until: date
    cover_km: int
    in_cover: bool
    counts: tuple[Count, ...]
    spare_car: tuple[str, ...]
    """Repairs for which a spare car or transport money is due."""

    @property
    def light(self) -> Light:
        """The worst of all counts."""
        lights = {count.light for count in self.counts}
        return next((light for light in (Light.RED, Light.AMBER) if light in lights), Light.GREEN)

    def count(self, rule: str) -> Count:
        """The count of a rule. Raises KeyError."""
        for each in self.counts:
            if each.rule == rule:
                return each
        raise KeyError(rule)


def read(
    car: Car,
    repairs: Sequence[Repair],
    *,
    now: datetime,
    km: int,
    law: Law = ORDER_43,
    warn: Warnings | None = None,
) -> Clock:
    """Count a car's repairs as of a moment and a mileage. Repairs may come in any order; one that runs ends `now`.

    Repairs count while 三包有效期 runs (days and km at the agreement to repair); with them all their time.
    """
    warn = warn or Warnings()
    sanbao_until = days.last_day(car.begins_on, months=max(car.sanbao_months or 0, law.sanbao_months))
    cover_until = days.last_day(car.begins_on, months=max(car.cover_months or 0, law.cover_months))
    sanbao_km = max(car.sanbao_km or 0, law.sanbao_km)
    cover_km = max(car.cover_km or 0, law.cover_km)
    today = now.date()
    applies = car.use == Use.FAMILY
    ordered = sorted(repairs, key=lambda each: (each.agreed_at, each.id))
    counted = [
        each
        for each in ordered
        if not each.owner_to_blame
        and car.begins_on <= each.agreed_at.date() <= sanbao_until
        and each.km <= sanbao_km
    ]
    counts: tuple[Count, ...] = ()
    spare: tuple[str, ...] = ()
    if applies:
        counts = (
            _first_days(car, ordered, law),
            _early(car, ordered, law),
            _safety(counted, law, warn),
            *_changes(counted, law, warn),
            _repair_days(counted, now, law, warn),
            *_same(counted, law, warn),
        )
        spare = tuple(
            each.id
            for each in ordered
            if not each.owner_to_blame
            and each.agreed_at.date() <= cover_until
            and each.km <= cover_km
            and days.repair_days(each.agreed_at, each.done_at or now) > law.spare_days
        )
    return Clock(
        law=law,
        applies=applies,
        says="" if applies else "这辆车不是为生活消费购买的（经营用车），不适用三包规定，按质保条款办理。",
        sanbao_until=sanbao_until,
        sanbao_km=sanbao_km,
        in_sanbao=applies and car.begins_on <= today <= sanbao_until and km <= sanbao_km,
        cover_until=cover_until,
        cover_km=cover_km,
        in_cover=car.begins_on <= today <= cover_until and km <= cover_km,
        counts=counts,
        spare_car=spare,
    )


def _changed(faults: Iterable[Fault]) -> Iterable[Change]:
    return (change for fault in faults for change in fault.changes)


def _first_days(car: Car, repairs: Iterable[Repair], law: Law) -> Count:
    """第二十二条: within 7 days one of the four, or a main part of one, has to be changed."""
    hits = [
        each
        for each in repairs
        if not each.owner_to_blame
        and days.within(car.begins_on, each.agreed_at.date(), days=law.first_days)
        and any(change.assembly or change.system in FOUR for change in _changed(each.faults))
    ]
    return Count(
        rule="first_days",
        article="第二十二条",
        says=f"{law.first_days} 日内更换发动机、变速器、动力蓄电池、行驶驱动电机或其主要零部件",
        count=len(hits),
        limit=1,
        light=Light.RED if hits else Light.GREEN,
        repairs=tuple(each.id for each in hits),
        sums=tuple(
            f"{each.agreed_at:%Y-%m-%d} 送修，距起算日 {(each.agreed_at.date() - car.begins_on).days} 日"
            for each in hits
        ),
    )


def whole_assembly(
    car: Car, repairs: Iterable[Repair], law: Law = ORDER_43
) -> tuple[tuple[Repair, Change], ...]:
    """第二十条: within 60 days or 3,000 km a main part of one of the four failed, so that the owner may have the whole changed,
    free. Each repair with the part; nothing for a car that was not bought for living."""
    if car.use != Use.FAMILY:
        return ()
    return tuple(
        (each, change)
        for each in repairs
        if not each.owner_to_blame
        and each.km <= law.early_km
        and days.within(car.begins_on, each.agreed_at.date(), days=law.early_days)
        for change in dict.fromkeys(_changed(each.faults))
        if change.assembly is None and change.system in FOUR
    )


def _early(car: Car, repairs: Iterable[Repair], law: Law) -> Count:
    """第二十三条: within 60 days or 3,000 km a dangerous failure."""
    hits = [
        each
        for each in repairs
        if not each.owner_to_blame
        and each.km <= law.early_km
        and days.within(car.begins_on, each.agreed_at.date(), days=law.early_days)
        and any(fault.early for fault in each.faults)
    ]
    return Count(
        rule="early",
        article="第二十三条",
        says=f"{law.early_days} 日或 {law.early_km:,} 公里内转向、制动失效，车身开裂，燃油泄漏或动力蓄电池起火",
        count=len(hits),
        limit=1,
        light=Light.RED if hits else Light.GREEN,
        repairs=tuple(each.id for each in hits),
        sums=tuple(
            f"{each.agreed_at:%Y-%m-%d} 送修，距起算日 {(each.agreed_at.date() - car.begins_on).days} 日，"
            f"{each.km:,} 公里"
            for each in hits
        ),
    )


def _warned(count: int, warn: int) -> Light:
    """Amber from the warning on."""
    return Light.AMBER if count >= warn else Light.GREEN


def _safety(repairs: Sequence[Repair], law: Law, warn: Warnings) -> Count:
    """第二十四条第一款第一项: repaired twice and not removed, or a new serious safety failure."""
    hits = [each for each in repairs if any(fault.is_safety for fault in each.faults)]
    done = [each for each in hits if each.done_at is not None]
    reached = len(done) >= law.safety_repairs and len(hits) > law.safety_repairs
    return Count(
        rule="safety",
        article="第二十四条第一款第一项",
        says=f"严重安全性能故障累计修理 {law.safety_repairs} 次仍未排除，或者又出现新的严重安全性能故障",
        count=len(hits),
        limit=law.safety_repairs,
        light=Light.RED if reached else _warned(len(hits), warn.safety_repairs),
        repairs=tuple(each.id for each in hits),
        sums=tuple(
            f"第 {number} 次 {each.agreed_at:%Y-%m-%d}："
            + "、".join(fault.words for fault in each.faults if fault.is_safety)
            for number, each in enumerate(hits, start=1)
        ),
    )


def _changes(repairs: Sequence[Repair], law: Law, warn: Warnings) -> Iterable[Count]:
    """第二十四条第一款第二、三项: changed twice and still not usable. An assembly and its main part are not added (第二款): not
    over several repairs, and a part that went in with its whole assembly is of the assembly."""
    assemblies: dict[Assembly, list[Repair]] = {}
    parts: dict[tuple[str, str], list[Repair]] = {}
    for each in repairs:
        changes = dict.fromkeys(_changed(each.faults))
        whole = {str(change.assembly) for change in changes if change.assembly is not None}
        for change in changes:
            if change.assembly is not None:
                assemblies.setdefault(change.assembly, []).append(each)
            elif change.system is not None and change.system not in whole:
                parts.setdefault((change.system, change.part), []).append(each)
    for assembly, hits in assemblies.items():
        yield _change_count(
            f"assembly:{assembly}",
            "第二十四条第一款第二项",
            f"{ASSEMBLY_SAYS[assembly]}累计更换 {law.assembly_changes} 次后仍不能正常使用",
            Change(assembly=assembly),
            hits,
            repairs,
            law.assembly_changes,
            warn.changes,
        )
    for (system, part), hits in parts.items():
        yield _change_count(
            f"part:{system}:{part}",
            "第二十四条第一款第三项",
            f"同一主要零部件“{part}”累计更换 {law.part_changes} 次后仍不能正常使用",
            Change(system=System(system), part=part),
            hits,
            repairs,
            law.part_changes,
            warn.changes,
        )


def _change_count(
    rule: str,
    article: str,
    says: str,
    change: Change,
    hits: Sequence[Repair],
    repairs: Sequence[Repair],
    limit: int,
    warn: int,
) -> Count:
    """`change` is what was changed in `hits`: only the problems for which that was done say whether it is usable now."""
    problems = {fault.problem for each in hits for fault in each.faults if change in fault.changes}
    last = hits[min(limit, len(hits)) - 1]
    again = [
        later
        for later in repairs
        if later.agreed_at > last.agreed_at and any(fault.problem in problems for fault in later.faults)
    ]
    reached = len(hits) >= limit and bool(again)
    return Count(
        rule=rule,
        article=article,
        says=says,
        count=len(hits),
        limit=limit,
        light=Light.RED if reached or len(hits) > limit else _warned(len(hits), warn),
        repairs=tuple(each.id for each in hits),
        sums=(
            *(f"第 {number} 次更换 {each.agreed_at:%Y-%m-%d}" for number, each in enumerate(hits, start=1)),
            *((f"更换后又为同一问题送修：{again[0].agreed_at:%Y-%m-%d}",) if reached else ()),
        ),
    )


def _repair_days(repairs: Sequence[Repair], now: datetime, law: Law, warn: Warnings) -> Count:
    """第二十四条第一款第四项, first half: each repair's days are rounded up, then added."""
    lasted = [
        (each, days.repair_days(each.agreed_at, each.done_at or now, left_out=each.left_out))
        for each in repairs
        if each.faults
    ]
    total = sum(count for _, count in lasted)
    light = (
        Light.RED if total > law.repair_days else Light.AMBER if total >= warn.repair_days else Light.GREEN
    )
    return Count(
        rule="repair_days",
        article="第二十四条第一款第四项",
        says=f"因质量问题累计修理时间超过 {law.repair_days} 日",
        count=total,
        limit=law.repair_days,
        light=light,
        repairs=tuple(each.id for each, _ in lasted),
        sums=(
            *(
                f"{each.agreed_at:%Y-%m-%d %H:%M} 至 "
                f"{f'{each.done_at:%Y-%m-%d %H:%M}' if each.done_at else '现在'}"
                + (f"，扣除 {_hours(each)} 小时（专用件运输或救援路途）" if each.left_out else "")
                + f"：{count} 日"
                for each, count in lasted
            ),
            f"合计 {' + '.join(str(count) for _, count in lasted) or '0'} = {total} 日",
        ),
    )


def _hours(repair: Repair) -> str:
    return f"{repair.left_out.total_seconds() / 3600:.1f}".removesuffix(".0")


def _same(repairs: Sequence[Repair], law: Law, warn: Warnings) -> Iterable[Count]:
    """第二十四条第一款第四项, second half: the same problem, for the fifth time."""
    problems: dict[str, list[tuple[Repair, Fault]]] = {}
    for each in repairs:
        for problem in dict.fromkeys(fault.problem for fault in each.faults):
            fault = next(fault for fault in each.faults if fault.problem == problem)
            problems.setdefault(problem, []).append((each, fault))
    for problem, hits in problems.items():
        count = len(hits)
        light = (
            Light.RED
            if count > law.same_repairs
            else Light.AMBER
            if count >= warn.same_repairs
            else Light.GREEN
        )
        yield Count(
            rule=f"same:{problem}",
            article="第二十四条第一款第四项",
            says=f"同一质量问题“{hits[0][1].words}”累计修理超过 {law.same_repairs} 次",
            count=count,
            limit=law.same_repairs,
            light=light,
            repairs=tuple(each.id for each, _ in hits),
            sums=tuple(
                f"第 {number} 次 {each.agreed_at:%Y-%m-%d}：{fault.words}"
                for number, (each, fault) in enumerate(hits, start=1)
            ),
        )
