"""What screens show of promises about cars: policies with their versions, drafts, a car's covers, answers that were kept."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.utils.timezone import localdate

from huichang.company import manufacturer
from huichang.engines.coverage.listing import Cover
from huichang.engines.coverage.values import CIRCUMSTANCE_SAYS, Circumstance, Kind
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.vehicles import cover_answers, permissions, policies_in_force, queries
from huichang.vehicles.models import CoverContract, KeptAnswer, Policy, PolicyDraft, PolicyVersion, Vehicle
from huichang.vehicles.models.coverage import PolicyTerms
from huichang.vehicles.queries import VehicleBrief
from huichang.vehicles.states import CoverKind, CoverStart, Energy, PartClass, Use
from huichang.vehicles.systems import system_says

SHOWN = 60


@dataclass(frozen=True)
class Field:
    """One thing that a policy says, in words."""

    label: str
    says: str


@dataclass(frozen=True)
class PolicyRow:
    """A policy in the list: what holds today, what is to come, whether somebody is writing."""

    id: int
    code: str
    name: str
    kind_says: str
    brand: str
    limit_says: str
    clause: str
    version: int | None
    from_on: date | None
    next_version: int | None
    next_on: date | None
    is_withdrawn: bool
    has_draft: bool


@dataclass(frozen=True)
class Change:
    """What a version says otherwise than the one before."""

    label: str
    before: str
    after: str


@dataclass(frozen=True)
class VersionCard:
    """A published version with what it changed."""

    number: int
    name: str
    from_on: date
    reason: str
    by: str
    at: datetime
    is_withdrawn: bool
    holds: bool
    fields: tuple[Field, ...]
    changes: tuple[Change, ...]

    @property
    def key(self) -> str:
        """Its number in text."""
        return str(self.number)

    @property
    def standing(self) -> str:
        """Whether it holds, in words."""
        return ("停用中" if self.is_withdrawn else "执行中") if self.holds else ""


@dataclass(frozen=True)
class PolicyPage:
    """A policy whole. `draft`: what somebody is writing, with what it would change; `terms`: the same as form values."""

    id: int
    code: str
    name: str
    versions: tuple[VersionCard, ...]
    draft: tuple[Field, ...]
    draft_changes: tuple[Change, ...]
    draft_version: int | None
    draft_from_on: date | None
    terms: dict[str, Any]

    @property
    def has_draft(self) -> bool:
        """Somebody is writing the next version."""
        return self.draft_version is not None


@dataclass(frozen=True)
class ContractCard:
    """An extended contract of a car."""

    id: int
    number: str
    policy: str
    bought_on: date
    from_on: date
    until_on: date
    until_km: int | None
    price: Decimal | None
    ended_on: date | None
    ended_reason: str

    @property
    def key(self) -> str:
        """Its id in text, as sheets carry it."""
        return str(self.id)


@dataclass(frozen=True)
class KeptCard:
    """An answer that somebody acted on."""

    at: datetime
    by: str
    verdict_says: str
    says: str
    clause: str
    policy: str
    order_id: int | None


@dataclass(frozen=True)
class CarCovers:
    """A car's promises with what is left of each, its contracts, and what was answered about it."""

    car: VehicleBrief
    on: date
    km: int
    covers: tuple[Cover, ...]
    contracts: tuple[ContractCard, ...]
    kept: tuple[KeptCard, ...]
    lacks: tuple[str, ...]

    @property
    def headline(self) -> str:
        """How many of them run."""
        return f"{sum(each.holds for each in self.covers)} 条在期限内"


def policies(actor: Actor, *, on: date, words: str = "", kind: str = "", brand: str = "") -> list[PolicyRow]:
    """Policies, by their names: what holds on a day; drafts for those who may publish them. Three statements. Raises
    NotAllowed."""
    _may_see(actor)
    rows: dict[int, list[PolicyVersion]] = {}
    for version in PolicyVersion.objects.select_related("policy").order_by("policy__code", "number"):
        rows.setdefault(version.policy_id, []).append(version)
    written = PolicyDraft.objects.select_related("policy") if sees_drafts(actor) else ()
    drafts = {each.policy_id: each for each in written}
    found = [_row(versions[0].policy, versions, drafts.get(pk), on) for pk, versions in rows.items()]
    found += [_row(each.policy, [], each, on) for pk, each in drafts.items() if pk not in rows]
    wanted = words.strip().upper()
    initials = {pk: versions[-1].initials.upper() for pk, versions in rows.items()}
    initials |= {pk: each.initials.upper() for pk, each in drafts.items()}
    return [
        each
        for each in sorted(found, key=lambda one: (one.brand, one.code))
        if (not kind or each.kind_says == CoverKind(kind).label)
        and (not brand or each.brand == brand)
        and (
            not wanted
            or wanted in each.code
            or wanted in each.name.upper()
            or wanted in initials.get(each.id, "")
        )
    ]


def brands() -> list[str]:
    """The brands that policies are made for. One statement."""
    return sorted(set(PolicyVersion.objects.exclude(brand="").values_list("brand", flat=True)))


def policy_page(actor: Actor, policy_id: int, *, on: date) -> PolicyPage:
    """A policy with all its versions, and the draft for those who may publish it. Four statements. Raises Missing (also for
    what was never published), NotAllowed."""
    _may_see(actor)
    policy = Policy.objects.filter(pk=policy_id).first()
    if policy is None:
        raise Missing("没有找到这条担保政策，请检查链接。")
    versions = list(
        PolicyVersion.objects.filter(policy=policy).select_related("published_by").order_by("number")
    )
    seen = sees_drafts(actor)
    if not versions and not seen:
        raise Missing("没有找到这条担保政策，请检查链接。")
    draft = PolicyDraft.objects.filter(policy=policy).first() if seen else None
    holding = _holding(versions, on)
    cards, before = [], None
    for each in versions:
        cards.append(
            VersionCard(
                each.number,
                each.name,
                each.from_on,
                each.reason,
                each.published_by.name if each.published_by else "导入",
                each.published_at,
                each.is_withdrawn,
                holding is not None and each.pk == holding.pk,
                fields_of(each),
                changes(before, each) if before is not None else (),
            )
        )
        before = each
    latest: PolicyTerms | None = draft or before
    return PolicyPage(
        policy.pk,
        policy.code,
        latest.name if latest else policy.code,
        tuple(reversed(cards)),
        fields_of(draft) if draft else (),
        changes(before, draft) if draft and before else (),
        draft.version if draft else None,
        draft.from_on if draft else None,
        {field.name: getattr(latest, field.name) for field in PolicyTerms._meta.fields} if latest else {},
    )


def car_covers(actor: Actor, vehicle_id: int, *, at: datetime) -> CarCovers:
    """Who promised what about a car. Seven statements. Raises Missing, NotAllowed."""
    _may_see(actor)
    row = Vehicle.objects.filter(pk=vehicle_id).first()
    if row is None:
        raise Missing("没有找到这辆车的档案。")
    on, km = localdate(at), row.odometer
    found = cover_answers.covers(vehicle_id, on=on, km=km, store_id=actor.here)
    contracts = (
        CoverContract.objects.filter(vehicle_id=vehicle_id).select_related("policy").order_by("-from_on")
    )
    kept = (
        KeptAnswer.objects.seen_by(actor)
        .filter(vehicle_id=vehicle_id)
        .select_related("by", "policy")
        .order_by("-pk")[:20]
    )
    return CarCovers(
        queries.brief(row),
        on,
        km,
        tuple(found),
        tuple(
            ContractCard(
                each.pk,
                each.number,
                each.policy.code,
                each.bought_on,
                each.from_on,
                each.until_on,
                each.until_km,
                each.price,
                each.ended_on,
                each.ended_reason,
            )
            for each in contracts
        ),
        tuple(
            KeptCard(
                each.at,
                each.by.name if each.by else "",
                each.get_verdict_display(),
                each.says,
                each.clause,
                f"{each.policy.code} 第 {each.policy_version} 版" if each.policy else "",
                each.order_id,
            )
            for each in kept
        ),
        tuple(dict.fromkeys(each.lacks for each in found if each.lacks)),
    )


def sold_policies(*, on: date) -> list[tuple[int, str]]:
    """Extended contracts that may be sold on a day: (policy's id, its name). One statement."""
    return [
        (each.policy_id, each.name)
        for each in policies_in_force.in_force(None, on=on)
        if each.kind == Kind.EXTENDED
    ]


def fields_of(row: PolicyTerms) -> tuple[Field, ...]:
    """What a row of terms says, in words; what it leaves open is left out."""
    said = [
        ("名称", row.name),
        ("种类", CoverKind(row.kind).label),
        ("品牌", row.brand or "所有品牌"),
        ("车系", "、".join(row.series)),
        ("车型", "、".join(row.car_models)),
        ("使用性质", "、".join(Use(each).label for each in row.uses)),
        ("动力", "、".join(Energy(each).label for each in row.energies)),
        ("购车日期", _days(row.sold_from, row.sold_until)),
        ("系统", "、".join(system_says(each) for each in row.systems)),
        ("配件用途", "、".join(PartClass(each).label for each in row.part_classes)),
        ("配件编码", "、".join(row.parts)),
        ("不含系统", "、".join(system_says(each) for each in row.not_systems)),
        ("不含配件", "、".join(row.not_parts)),
        ("起算", CoverStart(row.start).label),
        ("期限", limit_says(row)),
        ("分担", "；".join(_share(each) for each in row.shares)),
        ("容量限值", f"{row.capacity}%" if row.capacity else ""),
        ("不予担保", "、".join(CIRCUMSTANCE_SAYS[Circumstance(each)] for each in row.voids)),
        ("条款", row.clause),
        ("执行日期", f"{row.from_on:%Y-%m-%d}"),
        ("停用", "停用" if row.is_withdrawn else ""),
    ]
    return tuple(Field(label, says) for label, says in said if says)


def changes(before: PolicyTerms, after: PolicyTerms) -> tuple[Change, ...]:
    """What one row of terms says otherwise than another."""
    was = {each.label: each.says for each in fields_of(before)}
    now = {each.label: each.says for each in fields_of(after)}
    return tuple(
        Change(label, was.get(label, "不限"), now.get(label, "不限"))
        for label in dict.fromkeys([*was, *now])
        if was.get(label) != now.get(label)
    )


def limit_says(row: PolicyTerms) -> str:
    """`36 个月或 60,000 公里，先到为准`."""
    parts = [f"{row.months} 个月"] if row.months else []
    parts += [f"{row.km:,} 公里"] if row.km else []
    if not parts:
        return "按分担" if row.shares else ""
    return f"{' 或 '.join(parts)}，先到为准" if len(parts) == 2 else parts[0]


def _share(each: dict[str, Any]) -> str:
    upto = [f"{each['months']} 个月"] if each.get("months") else []
    upto += [f"{each['km']:,} 公里"] if each.get("km") else []
    return f"{'、'.join(upto)}内 {each['percent']}%"


def _days(since: date | None, until: date | None) -> str:
    if since is None and until is None:
        return ""
    return (f"{since:%Y-%m-%d} 起" if since else "") + (f"至 {until:%Y-%m-%d}" if until else "")


def _row(policy: Policy, versions: Iterable[PolicyVersion], draft: PolicyDraft | None, on: date) -> PolicyRow:
    every = list(versions)
    holding = _holding(every, on)
    ahead = [each for each in every if each.from_on > on]
    shown: PolicyTerms | None = holding or (ahead[0] if ahead else draft)
    assert shown is not None
    return PolicyRow(
        policy.pk,
        policy.code,
        shown.name,
        CoverKind(shown.kind).label,
        shown.brand,
        limit_says(shown),
        shown.clause,
        holding.number if holding else None,
        holding.from_on if holding else None,
        ahead[-1].number if ahead else None,
        ahead[-1].from_on if ahead else None,
        holding.is_withdrawn if holding else False,
        draft is not None,
    )


def _holding(versions: Iterable[PolicyVersion], on: date) -> PolicyVersion | None:
    in_time = [each for each in versions if each.from_on <= on]
    return max(in_time, key=lambda each: (each.from_on, each.number), default=None)


def sees_drafts(actor: Actor) -> bool:
    """Whether somebody reads what is not published yet: only who may publish it. At most one statement."""
    return actor.may(permissions.WRITE_POLICIES) and manufacturer.may_speak(actor)


def _may_see(actor: Actor) -> None:
    if not actor.may(permissions.SEE_COVER):
        raise NotAllowed("您的岗位不能查看担保政策，请找索赔员。")
