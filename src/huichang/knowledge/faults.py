"""Fault knowledge (PEOPLE-30): loaded, written, used, and judged by those who used it."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

from django.db import connection, transaction
from django.db.models import Q

from huichang.kernel import freshness, pinyin
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import Missing, Refused
from huichang.kernel.use_case import use_case
from huichang.knowledge import permissions, rules
from huichang.knowledge.models import Cause, Fault, FaultUse
from huichang.pricebook import queries as pricebook

SAME_USE_MINUTES = 240
"""Opening a case again within so many minutes is the same use."""


@dataclass(frozen=True)
class CauseText:
    """A cause as somebody writes it. `weight` is its chance against the others (any positive number); with `id` it
    replaces a cause that is there. `operations` and `parts` are codes; `minutes` follows from the operations."""

    name: str
    weight: Decimal
    check_how: str = ""
    remedy: str = ""
    operations: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    id: int | None = None


@dataclass(frozen=True)
class FaultText:
    """A case as somebody writes it."""

    title: str
    system: str
    causes: tuple[CauseText, ...]
    sayings: tuple[str, ...] = ()
    codes: tuple[str, ...] = ()
    energies: tuple[str, ...] = ()
    description: str = ""
    models_range: str = ""
    advice: str = ""
    source: str = ""


@transaction.atomic
def load_starting_content() -> int:
    """Put the starting cases into the tables; may run again: a case that is there is left alone. Returns how many."""
    content = json.loads((Path(__file__).parent / "starting_cases.json").read_text(encoding="utf-8"))["cases"]
    there = set(Fault.objects.values_list("title", flat=True))
    new: list[dict[str, Any]] = [each for each in content if each["title"] not in there]
    faults = Fault.objects.bulk_create(
        Fault(
            title=each["title"],
            system=each["system"],
            energies=each["energy"],
            description=each["description"],
            sayings=each["sayings"],
            codes=each["codes"],
            models_range=each["models_range"],
            advice=each["advice"],
            source=each["source"],
            words=words_of(
                each["title"], each["sayings"], [cause["name"] for cause in each["causes"]], each["codes"]
            ),
            is_reviewed="待技术经理复核" not in each["source"],
        )
        for each in new
    )
    Cause.objects.bulk_create(
        Cause(
            fault=fault,
            name=cause["name"],
            likelihood=Decimal(cause["likelihood"]),
            check_how=cause["check"],
            remedy=cause["remedy"],
            operations=cause["operations"],
            parts=cause["parts"],
            minutes=cause["minutes"],
        )
        for fault, each in zip(faults, new, strict=True)
        for cause in each["causes"]
    )
    return len(content)


def words_of(title: str, sayings: Sequence[str], causes: Iterable[str], codes: Iterable[str]) -> str:
    """What searches look through: everything said about a fault, with the pinyin of its title and sayings."""
    keys = [key for text in (title, *sayings) for key in (pinyin.initials(text), pinyin.full(text))]
    return rules.searchable(title, sayings, causes, codes, dict.fromkeys(rules.latin(key) for key in keys))


def count_use(fault_id: int, *, store_id: int, staff_id: int | None, where: str, at: datetime) -> None:
    """The case was opened at `where` (search, booking, job …). The same person within four hours counts once.

    One statement; measuring is not an act of the business and leaves no journal entry.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            f'INSERT INTO {FaultUse._meta.db_table} (fault_id, store_id, staff_id, "where", at)'
            " SELECT %s, %s, %s, %s, %s WHERE NOT EXISTS ("
            f"  SELECT 1 FROM {FaultUse._meta.db_table} u WHERE u.fault_id = %s AND u.store_id = %s"
            "   AND u.staff_id IS NOT DISTINCT FROM %s AND u.at > %s - make_interval(mins => %s))",
            [fault_id, store_id, staff_id, where, at, fault_id, store_id, staff_id, at, SAME_USE_MINUTES],
        )


@use_case(permissions.RATE_KNOWLEDGE, "评价故障知识")
def rate_fault(
    warrant: Warrant, fault_id: int, *, helped: bool, where: str = "search", at: datetime
) -> FaultUse:
    """Whether the case helped, as the person who used it says; a second answer replaces the first. Raises Missing."""
    fault = _found(fault_id)
    store_id = warrant.actor.here
    warrant.show_at(store_id)
    mine = Q(staff_id=warrant.actor.staff_id) if warrant.actor.staff_id else Q(staff__isnull=True)
    use = FaultUse.objects.filter(mine, store_id=store_id, fault=fault).order_by("-at").first()
    if use is None or (at - use.at).total_seconds() > SAME_USE_MINUTES * 60:
        use = FaultUse(store_id=store_id, fault=fault, staff_id=warrant.actor.staff_id, where=where, at=at)
    use.helped = helped
    use.save()
    warrant.about(fault, note="有帮助" if helped else "没帮助")
    return use


@use_case(permissions.WRITE_KNOWLEDGE, "编写故障知识")
def write_fault(
    warrant: Warrant, fault_id: int | None, *, text: FaultText, at: datetime, seen: int | None = None
) -> Fault:
    """A new case (`fault_id` None), or a new text for one that is there; either counts as reviewed.

    Causes that the new text no longer names go. Likelihoods are the weights scaled to add up to 1. Raises Missing,
    Changed on an old page, Refused for a title that another case has, for no causes, and for unknown labour codes.
    """
    if fault_id is None:
        warrant.show_at(warrant.actor.here)
        fault = Fault(source=text.source or f"本店编写（{warrant.actor.name}，{at:%Y-%m}）")
    else:
        fault = Fault.objects.locked(fault_id, warrant)
        freshness.check(fault, seen)
        freshness.bump(fault)
        fault.source = text.source or fault.source
    write(fault, text)
    warrant.about(fault)
    return fault


def write(fault: Fault, text: FaultText) -> None:
    """Put a text into a case and its causes. Raises Refused (see `write_fault`)."""
    title = text.title.strip()
    if not title:
        raise Refused("请填写现象，例如“冷车怠速抖动”。")
    if Fault.objects.filter(title=title).exclude(pk=fault.pk).exists():
        raise Refused(f"已经有“{title}”这个现象了，请打开它，把新的原因加进去。")
    if text.system not in pricebook.systems():
        raise Refused("请选择所属系统。")
    causes = [cause for cause in text.causes if cause.name.strip()]
    if not causes:
        raise Refused("请至少写一个可能的原因，以及怎么检查、怎么处理。")
    if len({cause.name.strip() for cause in causes}) < len(causes):
        raise Refused("有两个原因写得一样，请合并成一个。")
    if any(cause.weight <= 0 for cause in causes):
        raise Refused("每个原因的可能性都要大于 0；不再考虑的原因请删去。")
    minutes = _minutes_of(causes)
    fault.title, fault.system = title[:80], text.system
    fault.sayings = [saying.strip() for saying in text.sayings if saying.strip()]
    fault.codes = [code.strip().upper() for code in text.codes if code.strip()]
    fault.energies = list(text.energies)
    fault.description, fault.advice = text.description.strip(), text.advice.strip()
    fault.models_range = text.models_range.strip()[:120]
    fault.words = words_of(fault.title, fault.sayings, [cause.name for cause in causes], fault.codes)
    fault.is_reviewed = True
    fault.save()
    there = {
        cause.pk: cause for cause in Cause.objects.select_for_update().filter(fault=fault).order_by("pk")
    }
    shares = rules.to_one([cause.weight for cause in causes])
    kept = {cause.id for cause in causes if cause.id in there}
    Cause.objects.filter(fault=fault).exclude(pk__in=kept).delete()
    for cause, share in zip(causes, shares, strict=True):
        row = there.get(cause.id or 0) or Cause(fault=fault)
        row.name, row.likelihood = cause.name.strip()[:120], share
        row.check_how, row.remedy = cause.check_how.strip(), cause.remedy.strip()
        row.operations, row.parts = list(cause.operations), list(cause.parts)
        row.minutes = sum(minutes[code] for code in cause.operations)
        row.save()


def _minutes_of(causes: Iterable[CauseText]) -> dict[str, int]:
    wanted = {code for cause in causes for code in cause.operations}
    found = pricebook.operations_by_code(wanted)
    if unknown := sorted(wanted - found.keys()):
        raise Refused(f"价目里没有工时代码 {'、'.join(unknown)}，请核对后再保存。")
    return {code: operation.minutes for code, operation in found.items()}


def _found(fault_id: int) -> Fault:
    fault: Fault | None = Fault.objects.filter(pk=fault_id).first()
    if fault is None:
        raise Missing("没有找到这条故障知识，可能已被合并，请重新搜索。")
    return fault
