"""The engine's codes in the words of the floor: why a step stands where it stands, why it cannot be planned or moved."""

from collections.abc import Sequence

from huichang.company.roles import BayKind, Skill
from huichang.engines.dayplan import values
from huichang.engines.dayplan.moving import Verdict
from huichang.engines.dayplan.reasons import Change, Why
from huichang.kernel import wording
from huichang.planning import causes
from huichang.planning.names import CHECK_SKILL, StepName
from huichang.planning.reading import Reading
from huichang.planning.states import StepKind

SKILLS: dict[str, str] = {**dict(Skill.choices), CHECK_SKILL: "终检"}
BAYS: dict[str, str] = dict(BayKind.choices)


HELD = {"customer": "等客户答复", "insurer": "等保险定损", "sublet": "等外包", "parts": "等配件"}
"""Whom an order waits for, by its code."""


def step_says(found: Reading, key: str | None) -> str:
    """A step as one calls it across the floor: the end of the plate and what is done. 别的作业 for an unknown one."""
    name = found.steps.get(key or "")
    if name is None:
        return "别的作业"
    car = found.cars.get(name.car)
    return f"{car.plate[-5:]} {name.title}" if car else name.title


def who_says(found: Reading, technician: int | None) -> str:
    """A person by name; 技师 for one who is gone."""
    person = found.crew.people.get(technician or 0)
    return person.name if person else "技师"


def bay_says(found: Reading, bay: int | None) -> str:
    """A bay by name; 工位 for one that is closed."""
    card = found.crew.bays.get(bay or 0)
    return card.name if card else "工位"


def time_says(found: Reading, minute: int) -> str:
    """A minute as people say it: 14:30 today, else 明天 09:00, else 3月4日 09:00."""
    moment, today = found.moment(minute), found.moment(found.problem.now).date()
    days = (moment.date() - today).days
    day = {0: "", 1: "明天 "}.get(days, f"{moment.month}月{moment.day}日 ")
    return f"{day}{moment:%H:%M}"


def why_says(found: Reading, why: Why | None) -> str:
    """Why a step does not begin sooner."""
    if why is None:
        return ""
    other, at = step_says(found, why.other), time_says(found, why.minute)
    return {
        "started": "已经开工",
        "after": f"要等“{other}”做完",
        "parts": ready_says(found, why.step, at),
        "arrives": f"车 {at} 才到店",
        "technician": f"{who_says(found, why.technician)}在做“{other}”，{at} 空出来",
        "bay": f"{bay_says(found, why.bay)}被“{other}”占用到 {at}",
        "setup": f"{bay_says(found, why.bay)}在“{other}”之后要清理换色，{at} 可用",
        "car": f"这台车还在做“{other}”",
        "shift": f"{who_says(found, why.technician)} {at} 上班或休息后回来",
        "closed": f"{bay_says(found, why.bay)} {at} 才可用",
        "now": "现在就可以开始",
        "choice": "有空当，让给更急的车",
    }.get(why.code, "")


def ready_says(found: Reading, key: str, at: str) -> str:
    """Why a step cannot begin before the time `at` (in words): its parts, its car, its customer."""
    name = found.steps.get(key)
    if name is not None and name.parts == "short":
        return f"{name.parts_words}，{at} 起可做"
    if name is not None and name.appointment_id is not None:
        return f"车到店接待后，{at} 可以开工"
    car = found.cars.get(name.car) if name is not None else None
    if car is not None and (held := HELD.get(car.waiting_for)):
        return f"{held}，按 {at} 起可做排"
    if car is not None and not car.told:
        return f"客户还没签字，按 {at} 起可做排"
    if name is not None and name.key in found.pinned:
        return f"固定在 {at} 之后"
    return f"{at} 起可做"


class Floor:
    """The words of a chain (`causes.Words`), out of a reading."""

    def __init__(self, found: Reading) -> None:
        self._found = found

    def step(self, key: str) -> str:
        """As `step_says`."""
        return step_says(self._found, key)

    def person(self, technician: int) -> str:
        """As `who_says`."""
        return who_says(self._found, technician)

    def bay(self, bay: int) -> str:
        """As `bay_says`."""
        return bay_says(self._found, bay)

    def clock(self, minute: int) -> str:
        """As `time_says`."""
        return time_says(self._found, minute)

    def ready(self, key: str, clock: str) -> str:
        """As `ready_says`."""
        return ready_says(self._found, key, clock)


def chain_says(found: Reading, car: str, chain: Sequence[Why]) -> tuple[str, ...]:
    """Why a car is not ready sooner, in at most three sentences."""
    own = {
        key: f"{name.title} {wording.span(name.minutes)}" if name.kind == StepKind.DRY else ""
        for key, name in found.steps.items()
        if name.car == car
    }
    return causes.told(chain, Floor(found), own)


def because(found: Reading, after: values.Plan, change: Change) -> str:
    """The reason of a line of a proposal."""
    if change.code == "refused":
        refused = next((each for each in after.refused if each.step == change.step), None)
        return refused_says(found, refused) if refused else "排不下"
    return why_says(found, change.because)


def refused_says(found: Reading, refused: values.Refused) -> str:
    """Why a step cannot be planned at all, and so what to do about it."""
    name = found.steps.get(refused.step)
    skill = SKILLS.get(refused.detail, "") or (name.skill if name else "")
    kinds = "、".join(BAYS.get(kind, kind) for kind in refused.detail.split())
    return {
        "no_skill": f"排期内没有会“{skill}”的人在岗，请调班或外包",
        "no_bay": f"没有可用的{kinds or '工位'}，请开放工位或外包",
        "too_long": f"要连续 {refused.detail} 分，没有人的班次装得下，请拆成几项",
        "no_time": "排期内的人和工位都排满了，请加班、改期或调人",
        "needs_refused": f"前面的“{step_says(found, refused.detail)}”排不下",
        "circle": "作业先后互相等待，请检查项目",
    }.get(refused.code, "排不下")


def verdict_says(found: Reading, name: StepName, verdict: Verdict) -> str:
    """Why a move is not possible, in a sentence; empty when it is."""
    if verdict.ok:
        return ""
    return {
        "unknown": "这项作业已经完成或撤下，请刷新排程。",
        "started": f"“{name.title}”已经开工，不能移动。",
        "past": "开始时间已经过了，请放到现在之后。",
        "parts": f"{_when(found, verdict.detail)}之前备件或车辆还没到，请放到之后。",
        "arrives": f"车 {_when(found, verdict.detail)} 才到店，请放到之后。",
        "after": f"要等“{step_says(found, verdict.detail)}”做完，请放到它之后。",
        "hands": "这项作业要的人数不对，请选足技师。",
        "skill": f"{who_says(found, _number(verdict.detail))}没有“{name.skill}”技能，请换一位技师。",
        "bay": "这项作业不能在这个工位做，请换工位。",
        "absent": "技师那段时间不在岗，或剩下的班次不够做完，请换时间或换人。",
        "closed": "工位那段时间不可用，请换时间或换工位。",
        "taken": f"“{step_says(found, verdict.detail)}”已经在做，不能让开，请放到它之后或换人换工位。",
    }.get(verdict.code, "不能放在这里，请换时间、技师或工位。")


def _when(found: Reading, detail: str) -> str:
    return time_says(found, _number(detail)) if detail.lstrip("-").isdigit() else "那"


def _number(detail: str) -> int:
    return int(detail) if detail.lstrip("-").isdigit() else 0
