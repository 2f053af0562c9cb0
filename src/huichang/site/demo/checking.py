"""Quality checks and what they guarantee, as technicians and inspectors would have kept them."""

import json
from datetime import date, datetime
from functools import cache

from huichang.company.roles import Role
from huichang.site.demo.chance import Chance
from huichang.site.demo.floor import Place
from huichang.site.demo.people import Crew
from huichang.site.demo.rows import Rows
from huichang.site.demo.wishes import Work
from huichang.workshop import checklists
from huichang.workshop.models import Guarantee, QualityCheck
from huichang.workshop.rules import guarantee_ends, guarantee_term
from huichang.workshop.states import CheckLevel

PEER_KINDS = frozenset({"rework", "brake_steering", "electric_hv"})
CAUSES = ("紧固不到位", "故障现象未消除", "有渗漏", "清洁不合格", "记录不完整", "客户设置未恢复")
ROAD_TESTS = ("路试正常，故障现象已消失。", "路试 5 公里，制动、转向正常。", "路试无异响，仪表无故障灯。")


@cache
def _items(work: tuple[tuple[str, str], ...], level: str) -> str:
    found = [{"code": point.code, "text": point.text, "ok": True} for point in checklists.points(work, level)]
    return json.dumps(found, ensure_ascii=False)


class Checks:
    """The quality desk of one store."""

    def __init__(self, rows: Rows, crew: Crew, chance: Chance) -> None:
        self.rows, self.crew, self.chance, self.store = rows, crew, chance, crew.site.id

    def of_job(self, order_id: int, job_id: int, work: Work, place: Place) -> None:
        """The technician's own check, and a colleague's where the work asks for it."""
        kind = ((work.repair_type, work.system),)
        self._keep(order_id, CheckLevel.SELF, place.person.id, place.end, _items(kind, "self"), job_id)
        if checklists.kind_of(work.repair_type, work.system) in PEER_KINDS:
            others = [p for p in self.crew.by_role[Role.TEAM_LEADER] if p.id != place.person.id]
            at = place.end + self.chance.wait(2, 6)
            self._keep(order_id, CheckLevel.PEER, others[0].id, at, _items(kind, "peer"), job_id)

    def fail(self, order_id: int, job_id: int, work: Work, place: Place, at: datetime) -> None:
        """The inspector sends a job back."""
        self.rows.add(
            QualityCheck,
            store_id=self.store,
            order_id=order_id,
            job_id=job_id,
            level=CheckLevel.FINAL,
            by_id=self._inspector(at),
            at=at,
            passed=False,
            cause=f"{self.chance.choice(CAUSES)}（作业质量）",
            responsible_id=place.person.id,
            note=f"{work.title}：请返工后重新报检",
        )

    def passes(self, order_id: int, works: list[Work], place: Place, km: int, at: datetime) -> int:
        """The final check, with a test drive where the work asks for one. Returns the odometer after it."""
        kinds = tuple((work.repair_type, work.system) for work in works)
        road_test, until = {}, km
        if checklists.needs_road_test(kinds):
            until = km + self.chance.randint(3, 8)
            road_test = {
                "technician_id": place.person.id,
                "from_km": km,
                "to_km": until,
                "result": self.chance.choice(ROAD_TESTS),
            }
        self.rows.add(
            QualityCheck,
            store_id=self.store,
            order_id=order_id,
            level=CheckLevel.FINAL,
            by_id=self._inspector(at),
            at=at,
            passed=True,
            items=_items(kinds, "final"),
            road_test=road_test,
        )
        return until

    def guarantee(
        self, order_id: int, job_id: int, vehicle_id: int, work: Work, km: int, on: date
    ) -> tuple[int, int]:
        """The guarantee of a job from the day on which the car leaves; returns its key and last kilometre."""
        term = guarantee_term(work.repair_class, on=on)
        until_on, until_km = guarantee_ends(term, from_on=on, odometer=km)
        key = self.rows.add(
            Guarantee,
            store_id=self.store,
            order_id=order_id,
            job_id=job_id,
            vehicle_id=vehicle_id,
            system=work.system,
            days=term.days,
            km=term.km,
            from_on=on,
            until_on=until_on,
            until_km=until_km,
        )
        return key, until_km

    def _inspector(self, at: datetime) -> int:
        return self.crew.on(Role.INSPECTOR, at.date())[0].id

    def _keep(self, order_id: int, level: CheckLevel, by: int, at: datetime, items: str, job_id: int) -> None:
        self.rows.add(
            QualityCheck,
            store_id=self.store,
            order_id=order_id,
            job_id=job_id,
            level=level,
            by_id=by,
            at=at,
            passed=True,
            items=items,
        )
