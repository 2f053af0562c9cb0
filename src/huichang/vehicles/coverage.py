"""Writing policies (WARR-01): a draft is worked on, tried on cars and published; what is published is never rewritten.

Where the manufacturer's people work in this house, only they write policies: everybody else gets NotAllowed.
"""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.utils.timezone import localdate

from huichang.company import manufacturer
from huichang.engines.coverage.values import CIRCUMSTANCE_SAYS
from huichang.kernel import freshness, pinyin
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.turns import wait_for_turn
from huichang.kernel.use_case import use_case
from huichang.vehicles import kinds, permissions
from huichang.vehicles.models import Policy, PolicyDraft, PolicyVersion
from huichang.vehicles.models.coverage import PolicyTerms
from huichang.vehicles.states import CoverKind, CoverStart, Energy, PartClass, Use
from huichang.vehicles.systems import systems

TERMS = tuple(field.name for field in PolicyTerms._meta.fields)
"""What a policy says, by the names of its fields."""
MOST_MONTHS, MOST_KM = 600, 2_000_000
_LISTS: Mapping[str, tuple[str, ...] | None] = {
    "series": None,
    "car_models": None,
    "uses": tuple(Use.values),
    "energies": tuple(Energy.values),
    "systems": tuple(systems()),
    "part_classes": tuple(PartClass.values),
    "parts": None,
    "not_systems": tuple(systems()),
    "not_parts": None,
    "voids": tuple(CIRCUMSTANCE_SAYS),
}


@use_case(permissions.WRITE_POLICIES, "起草担保政策")
def begin_policy(warrant: Warrant, /, *, code: str, terms: Mapping[str, Any], at: datetime) -> Policy:
    """A new policy by its number, as a draft that says nothing yet to anybody.

    Raises Refused for a number that is taken, and as `write_terms` does.
    """
    warrant.show_at(warrant.actor.here)
    manufacturer.must_speak(warrant.actor, "质保政策")
    number = code.strip().upper()
    if not number:
        raise Refused("请填写政策编号，例如 YL-ZC-2024。", fields=("code",))
    wait_for_turn(f"vehicles.policy:{number}")
    if Policy.objects.filter(code=number).exists():
        raise Refused(f"编号 {number} 已经有政策了，请打开它修订，或换一个编号。", fields=("code",))
    kinds.check(Policy, "code", number)
    policy = Policy.objects.create(code=number)
    draft = PolicyDraft(policy=policy)
    write_terms(draft, terms)
    draft.save()
    warrant.about(policy, draft.name)
    return policy


@use_case(permissions.WRITE_POLICIES, "修改政策草稿")
def write_draft(
    warrant: Warrant, policy_id: int, *, terms: Mapping[str, Any], seen: int | None = None, at: datetime
) -> PolicyDraft:
    """What the policy is to say from some day on; a policy without a draft gets one from its last version.

    Raises Missing, Changed on an old page, and Refused as `write_terms` does.
    """
    policy: Policy = Policy.objects.locked(policy_id, warrant)
    manufacturer.must_speak(warrant.actor, "质保政策")
    draft = PolicyDraft.objects.select_for_update(of=("self",)).filter(policy=policy).first()
    if draft is None:
        draft = _copied(policy)
    else:
        freshness.check(draft, seen)
        freshness.bump(draft)
    write_terms(draft, terms)
    draft.save()
    warrant.note = draft.name
    return draft


@use_case(permissions.WRITE_POLICIES, "放弃政策草稿")
def drop_draft(warrant: Warrant, policy_id: int, *, at: datetime) -> None:
    """The draft is given up. Raises Missing without one; a policy that was never published goes with it."""
    policy: Policy = Policy.objects.locked(policy_id, warrant)
    manufacturer.must_speak(warrant.actor, "质保政策")
    draft = PolicyDraft.objects.filter(policy=policy).first()
    if draft is None:
        raise Missing("这条政策没有草稿，不用放弃。")
    warrant.about(policy, draft.name)
    draft.delete()
    if not PolicyVersion.objects.filter(policy=policy).exists():
        policy.delete()


@use_case(permissions.WRITE_POLICIES, "发布担保政策")
def publish_policy(
    warrant: Warrant, policy_id: int, *, reason: str = "", seen: int | None = None, at: datetime
) -> PolicyVersion:
    """The draft becomes the next version, from its day on; earlier versions stay as they were and answer for their days.

    Raises Missing without a draft, Refused when nothing has changed, when the day lies before today (answers have been
    given for it), and when the terms are not complete.
    """
    policy: Policy = Policy.objects.locked(policy_id, warrant)
    manufacturer.must_speak(warrant.actor, "质保政策")
    draft = PolicyDraft.objects.select_for_update(of=("self",)).filter(policy=policy).first()
    if draft is None:
        raise Missing("这条政策没有要发布的草稿，请先修订。")
    freshness.check(draft, seen)
    version = _publish(policy, draft, reason=reason, by=warrant.actor.staff_id, at=at)
    warrant.about(policy, f"{version.name} 第 {version.number} 版，{version.from_on:%Y-%m-%d} 起执行")
    return version


@use_case(permissions.WRITE_POLICIES, "发布全部政策草稿")
def publish_drafts(warrant: Warrant, /, *, reason: str, at: datetime) -> list[PolicyVersion]:
    """All drafts at once, after a sheet was brought in and looked at: all of them or none.

    Raises Missing without a draft, and Refused as `publish_policy` does, naming the policy.
    """
    warrant.show_at(warrant.actor.here)
    manufacturer.must_speak(warrant.actor, "质保政策")
    drafts = list(
        PolicyDraft.objects.select_for_update(of=("self",)).select_related("policy").order_by("policy__code")
    )
    if not drafts:
        raise Missing("没有要发布的草稿。")
    made = []
    for draft in drafts:
        try:
            made.append(_publish(draft.policy, draft, reason=reason, by=warrant.actor.staff_id, at=at))
        except Refused as refusal:
            raise Refused(f"{draft.policy.code} {draft.name}：{refusal}", fields=refusal.fields) from refusal
    warrant.note = f"{len(made)} 条：{reason.strip()}"[:200]
    return made


def _publish(
    policy: Policy, draft: PolicyDraft, *, reason: str, by: int | None, at: datetime
) -> PolicyVersion:
    _check_complete(draft)
    last = PolicyVersion.objects.filter(policy=policy).order_by("-number").first()
    if last is not None:
        _check_next(draft, last, reason, localdate(at))
    kinds.check(PolicyVersion, "reason", reason)
    version = PolicyVersion.objects.create(
        policy=policy,
        number=last.number + 1 if last else 1,
        reason=reason.strip(),
        published_by_id=by,
        published_at=at,
        **{name: getattr(draft, name) for name in TERMS},
    )
    draft.delete()
    return version


def drafted(said: Mapping[str, Any]) -> PolicyDraft:
    """Terms as somebody is typing them, to be tried on a car; nothing is kept. Raises Refused as `write_terms` does."""
    draft = PolicyDraft()
    write_terms(draft, said)
    return draft


def write_terms(row: PolicyTerms, said: Mapping[str, Any]) -> None:
    """Set what a policy says. Raises Refused for a name that is empty, codes that nobody knows, limits beyond sense,
    shares that do not grow in age and fall in per cent."""
    for name, value in said.items():
        if name not in TERMS or name == "initials":
            raise Refused(f"担保政策没有“{name}”这一项。")
        kinds.check(type(row), name, value)
        setattr(row, name, value)
    row.name = row.name.strip()[:60]
    row.initials = pinyin.initials(row.name)[:60]
    row.clause = row.clause.strip()[:200]
    if not row.name:
        raise Refused("请填写政策名称。", fields=("name",))
    if row.kind not in CoverKind.values or row.start not in CoverStart.values:
        raise Refused("请选择政策的种类和起算日期。", fields=("kind",))
    for name, codes in _LISTS.items():
        given = kinds.texts(getattr(row, name), name)
        if codes is not None and (strange := [each for each in given if each not in codes]):
            raise Refused(f"“{strange[0]}”不在可选项里，请重新选择。", fields=(name,))
        setattr(row, name, list(dict.fromkeys(given)))
    for name, most, unit in (("months", MOST_MONTHS, "个月"), ("km", MOST_KM, "公里")):
        limit = getattr(row, name)
        if limit is not None and not 0 < limit <= most:
            raise Refused(f"期限要在 1 到 {most:,} {unit}之间，不限请留空。", fields=(name,))
    if row.capacity is not None and not 0 < row.capacity < 100:
        raise Refused("电池容量限值要在 1% 到 99% 之间。", fields=("capacity",))
    if row.sold_from and row.sold_until and row.sold_until < row.sold_from:
        raise Refused("购车日期的止日不能早于起日，请核对。", fields=("sold_until",))
    _check_shares(row)


def _check_shares(row: PolicyTerms) -> None:
    before: dict[str, Any] | None = None
    for each in row.shares:
        if not _is_share(each):
            raise Refused("每一档分担要有月数、公里数和比例，都填整数。", fields=("shares",))
        if not 0 < each["percent"] <= 100:
            raise Refused("承担比例要在 1% 到 100% 之间。", fields=("shares",))
        if each.get("months") is None and each.get("km") is None:
            raise Refused("每一档分担要有月数或公里数。", fields=("shares",))
        if before is not None:
            grows = (each.get("months") or MOST_MONTHS) >= (before.get("months") or 0) and (
                each.get("km") or MOST_KM
            ) >= (before.get("km") or 0)
            if not grows or each["percent"] >= before["percent"]:
                raise Refused("分担要按时间、里程从小到大写，比例逐档降低。", fields=("shares",))
        before = each


def _is_share(each: object) -> bool:
    if not isinstance(each, dict) or set(each) - {"months", "km", "percent"}:
        return False
    limits = (each.get("months"), each.get("km"))
    numbers = [number for number in (*limits, each.get("percent", "")) if number is not None]
    return all(type(number) is int and 0 <= number <= MOST_KM for number in numbers)


def _check_complete(draft: PolicyDraft) -> None:
    if draft.months is None and draft.km is None and not draft.shares:
        raise Refused("月数、公里数或分担至少要有一项，否则没有期限。", fields=("months",))
    if not draft.clause:
        raise Refused("请写明条款出处，例如“质量担保手册第 2.1 条”。", fields=("clause",))
    if (draft.kind == CoverKind.PART) != (draft.start == CoverStart.FITTED):
        raise Refused("备件担保从装车交付日起算，其他政策不从装车交付日起算。", fields=("start",))
    if (draft.kind == CoverKind.EXTENDED) != (draft.start == CoverStart.CONTRACT):
        raise Refused("延保合同从合同生效日起算，其他政策不从合同生效日起算。", fields=("start",))
    if draft.kind == CoverKind.WEAR and not (draft.systems or draft.part_classes or draft.parts):
        raise Refused("易损件担保要写明系统、配件用途或配件编码。", fields=("parts",))


def _check_next(draft: PolicyDraft, last: PolicyVersion, reason: str, today: date) -> None:
    if all(getattr(draft, name) == getattr(last, name) for name in TERMS if name != "from_on"):
        raise Refused(f"内容和第 {last.number} 版一样，不用发布；要放弃修订请点“放弃草稿”。")
    if not reason.strip():
        raise Refused("请写明这次修订了什么，门店会看到。", fields=("reason",))
    if draft.from_on < today:
        raise Refused("新版本的执行日期不能早于今天：过去的结论已经按旧版给出。", fields=("from_on",))
    if draft.from_on < last.from_on:
        raise Refused(
            f"第 {last.number} 版从 {last.from_on:%Y-%m-%d} 起执行，新版本不能更早。", fields=("from_on",)
        )


def _copied(policy: Policy) -> PolicyDraft:
    last = PolicyVersion.objects.filter(policy=policy).order_by("-number").first()
    if last is None:
        raise Missing("没有找到这条政策的内容，请重新起草。")
    return PolicyDraft(policy=policy, **{name: getattr(last, name) for name in TERMS})
