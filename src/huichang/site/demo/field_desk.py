"""The demo's manufacturer over all stores: alarms with their cases, pre-approvals, call-back orders, what was published.

The evidence of the alarms is counted from the claims that are there; the night's round judges the same claims anew.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from random import Random

import numpy as np
from django.db.models import Sum
from django.utils.timezone import localdate

from huichang.company import queries as company
from huichang.company import settings, workdays
from huichang.company.models import Store
from huichang.company.roles import Role
from huichang.kernel.actor import Actor
from huichang.kernel.months import first_of
from huichang.network import calls, cases, publishing, watching
from huichang.network.models import Cars, NoticeRead, Round, Signal
from huichang.site.demo.field_cars import DEFECTS, Defect
from huichang.vehicles import announced
from huichang.warranty import rules
from huichang.warranty.models import Approval, Claim, ClaimedPart, ClaimLine
from huichang.warranty.states import ApprovalReason, ApprovalState, ClaimKind, ClaimState, Grade, PartState

DAY, HALF_YEAR = timedelta(days=1), 6.0
REGIONS = ("成都南区", "成都东区")
ASKS = (
    ("涉及行车安全，请尽快答复", ApprovalReason.SAFETY, 4, Grade.A),
    ("同一故障第二次出现，拟更换总成", ApprovalReason.REPEAT, 6, None),
    ("超出质保期 9 天，客户按时保养，申请善意分担", ApprovalReason.GOODWILL, 30, None),
    ("费用超过本店权限", ApprovalReason.AMOUNT, 150, None),
)
"""Pre-approvals that wait: what is said beside the fault, reason, hours ago, grade of the fault."""
SAID = (
    (ApprovalState.GRANTED, ""),
    (ApprovalState.GRANTED, "按维修方案，不更换总成"),
    (ApprovalState.GRANTED, ""),
    (ApprovalState.SENT_BACK, "缺故障件照片和测量值"),
    (ApprovalState.REFUSED, "外力损坏，不属质量问题"),
)


def fill(store_ids: Iterable[int], now: datetime) -> None:
    """The desks as of `now`."""
    stores = list(store_ids)
    found = company.people(stores[0], Role.NETWORK_OFFICER)
    officer = company.actor_of(found[0].id) if found else None
    if officer is None:
        return
    for store, region in zip(Store.objects.filter(pk__in=stores).order_by("pk"), REGIONS, strict=False):
        store.settings = {**store.settings, "network.region": region}
        store.save(update_fields=["settings"])
    settings.forget()
    _approvals(stores, officer, now)
    _signals(officer, now)
    _calls(officer, now)
    _notices(stores, officer, now)


def _approvals(stores: list[int], officer: Actor, now: datetime) -> None:
    chance, made = Random(821), []
    asked = Approval.objects.filter(state=ApprovalState.ASKED).values("claim_id")
    ready = Claim.objects.filter(state=ClaimState.READY, kind=ClaimKind.NORMAL).exclude(pk__in=asked)
    ready = ready.order_by("-asked", "pk")
    for place, (claim, (words, reason, ago, grade)) in enumerate(zip(ready, ASKS, strict=False), start=1):
        said = f"{claim.concern}。{claim.cause}；{words}。"
        made.append(
            _approval(claim, f"YS{now:%y%m%d}{800 + place:04d}", said, reason, now - timedelta(hours=ago))
        )
        claim.waits_for_word, claim.word_reasons, claim.grade = True, [reason], grade or claim.grade
        claim.save(update_fields=["waits_for_word", "word_reasons", "grade"])
    past = Claim.objects.filter(state=ClaimState.PAID, kind=ClaimKind.NORMAL, asked__gt=500).order_by("-pk")
    for place, claim in enumerate(past[: 4 * len(SAID)]):
        state, words = SAID[place % len(SAID)]
        asked_at = claim.opened_at + timedelta(minutes=40)
        row = _approval(
            claim, f"YS{asked_at:%y%m%d}{900 + place:04d}", claim.concern, ApprovalReason.AMOUNT, asked_at
        )
        row.state, row.answer_words = state, words
        row.answered_at = asked_at + timedelta(hours=chance.randint(2, 30))
        row.answered_by_id, row.from_desk = officer.staff_id, True
        if state == ApprovalState.GRANTED:
            row.granted, row.their_number = claim.asked, f"SQ{900 + place:06d}"
        made.append(row)
    Approval.objects.bulk_create(made)


def _approval(claim: Claim, number: str, words: str, reason: str, asked_at: datetime) -> Approval:
    return Approval(
        store_id=claim.store_id,
        number=number,
        claim=claim,
        reasons=[reason],
        estimate=(claim.asked * Decimal("1.2")).quantize(Decimal("1")),
        words=words,
        asked_at=asked_at,
        asked_by_id=claim.decided_by_id,
        due_at=workdays.due_at(asked_at, rules.ANSWER_WORKDAYS),
    )


def _signals(officer: Actor, now: datetime) -> None:
    """One alarm that nobody judged, one case that asks for parts, one that is closed."""
    lines = ClaimLine.objects.filter(duty="causal", code__in=[each.number for each in DEFECTS])
    told = [
        (line, line.claim)
        for line in lines.select_related("claim").order_by("pk")
        if line.claim.sold_on is not None
    ]
    series = Counter((line.claim.model, line.code) for line, _ in told)
    Round.objects.create(
        on=localdate(now) - DAY, at=now - DAY, claims=len(told), left_out=0, series=len(series)
    )
    made = [
        _signal(defect, [claim for line, claim in told if line.code == defect.number], now)
        for defect in DEFECTS
    ]
    rows = [row for row in made if row is not None]
    Signal.objects.bulk_create(rows)
    if len(rows) < len(DEFECTS):
        return
    asked, done = rows[1], rows[2]
    at = now - 20 * DAY
    case = cases.open_case(officer, asked.pk, suspicion="轴承防尘罩装配不到位，进水锈蚀；先看旧件。", at=at)
    cases.ask_stores(
        officer, case.pk, due_on=localdate(now) + 6 * DAY, words="保持原样，不要清洗", at=now - DAY
    )
    ended = cases.open_case(officer, done.pk, suspicion="极柱焊接批次问题", at=now - 75 * DAY)
    cases.close_case(
        officer,
        ended.pk,
        measure="supplier",
        finding="供应商焊接工位电流漂移，已加装在线检测；在库件已筛选。",
        at=now - 28 * DAY,
    )


def _signal(defect: Defect, claims: list[Claim], now: datetime) -> Signal | None:
    """The evidence as it can be counted by hand: claims of the window against the rate of all other months."""
    made = Counter(first_of(claim.sold_on - 45 * DAY) for claim in claims if claim.sold_on)
    bad = [claim for claim in claims if claim.sold_on and _inside(defect, claim.sold_on, now)]
    if len(bad) < 5:
        return None
    months = [first_of(claim.sold_on - 45 * DAY) for claim in bad if claim.sold_on]
    first, last = min(months), max(months)
    # Every number opens its claims: those of cars made in the months that the evidence names, whatever day they were sold.
    bad = [claim for claim in claims if claim.sold_on and first <= first_of(claim.sold_on - 45 * DAY) <= last]
    cars = dict(
        Cars.objects.filter(model=defect.model).values_list("produced_on").annotate(count=Sum("count"))
    )
    inside = sum(count for on, count in cars.items() if first <= on <= last)
    observed = sum(count for on, count in made.items() if first <= on <= last)
    rate = max(1, sum(made.values()) - observed) / max(1, sum(cars.values()) - inside)
    expected = rate * inside
    ratio, spread = observed / expected, float(np.exp(1.96 / np.sqrt(observed)))
    reported = Counter(first_of(localdate(claim.opened_at)) for claim in bad)
    stores = Counter(claim.store_id for claim in bad)
    return Signal(
        model=defect.model,
        part_code=defect.number,
        part_name=defect.name,
        raised_on=localdate(now) - 30 * DAY,
        seen_on=localdate(now) - DAY,
        score=float(observed) / 2,
        rarity=0.0004,
        first_on=first,
        last_on=last,
        since_on=min(reported),
        observed=float(observed),
        expected=expected,
        ratio=ratio,
        ratio_low=ratio / spread,
        ratio_high=ratio * spread,
        affected=len({claim.vehicle_id for claim in bad}),
        built_count=inside,
        reach=inside,
        ahead=observed * 12 / HALF_YEAR,
        ahead_low=observed * 12 / HALF_YEAR / spread,
        ahead_high=observed * 12 / HALF_YEAR * spread,
        ahead_usual=expected * 12 / HALF_YEAR,
        shape=1.0,
        months=[
            [f"{on:%Y-%m}", reported[on], round(expected / HALF_YEAR, 2)]
            for on in (first_of(min(reported), later) for later in range(int(HALF_YEAR)))
        ],
        built=[[f"{on:%Y-%m}", made[on], round(rate * count, 2)] for on, count in sorted(cars.items())],
        life=watching.life_of(np.full(36, rate / HALF_YEAR), ratio),
        stores=[
            [store_id, count, round(observed / len(stores), 1), 0.2] for store_id, count in stores.items()
        ],
        claim_ids=[claim.pk for claim in bad],
    )


def _inside(defect: Defect, sold_on: date, now: datetime) -> bool:
    nearest, farthest = defect.sold
    return first_of(now.date(), -farthest) <= sold_on < first_of(now.date(), -nearest)


def _calls(officer: Actor, now: datetime) -> None:
    """An order that one store has not sent in time."""
    rows = ClaimedPart.objects.filter(state=PartState.STORED, call_back__isnull=True)
    codes = rows.exclude(code__in=[each.number for each in DEFECTS]).values_list("code", flat=True)
    if code := next(iter(codes.order_by("-pk")), None):
        at = now - 12 * DAY
        due = localdate(now) - 2 * DAY
        order = calls.order_parts(officer, codes=[code], due_on=due, words="质量分析用", at=at)
        for ask in order.asks.all():
            calls.remind_store(officer, ask.pk, at=now - DAY)


def _notices(stores: list[int], officer: Actor, now: datetime) -> None:
    """A policy that most have read, a bulletin that nobody has, one that was replaced, one that was withdrawn."""
    clerks, managers = str(Role.WARRANTY_CLERK), str(Role.SERVICE_MANAGER)
    if versions := announced.last_versions():
        newest = max(versions, key=lambda each: (each.number, each.from_on))
        policy = publishing.publish(
            officer,
            kind="policy",
            policy_id=newest.policy_id,
            words="请索赔员和服务顾问对照新旧差别，执行日起按新版本报。",
            posts=[clerks, managers, str(Role.ADVISER)],
            store_ids=stores,
            at=now - 9 * DAY,
        )
        NoticeRead.objects.bulk_create(
            NoticeRead(
                store_id=store_id,
                notice=policy,
                staff_id=person.id,
                roles=list(person.roles),
                at=now - timedelta(days=8 - place % 5, hours=place),
            )
            for store_id in stores
            for place, person in enumerate(company.people(store_id, Role.ADVISER, Role.WARRANTY_CLERK)[1:])
        )
    before = publishing.publish(
        officer,
        title="索赔旧件包装要求",
        words="易碎件单独包装，箱外贴回运单。",
        kind="bulletin",
        posts=[clerks],
        store_ids=stores,
        at=now - 60 * DAY,
    )
    publishing.publish(
        officer,
        title="索赔旧件包装要求（修订）",
        words="易碎件单独包装并加缓冲；油液类旧件放净后用密封袋。箱外两面贴回运单，箱内放清单。",
        posts=[clerks],
        supersedes_id=before.pk,
        read_by=localdate(now) + 3 * DAY,
        kind="bulletin",
        store_ids=stores,
        at=now - 2 * DAY,
    )
    wrong = publishing.publish(
        officer,
        kind="bulletin",
        title="国庆期间回运安排",
        words="节日期间停收旧件。",
        posts=[clerks],
        store_ids=stores,
        at=now - 55 * DAY,
    )
    publishing.withdraw_notice(officer, wrong.pk, why="日期有误，按物流公司通知办", at=now - 54 * DAY)
