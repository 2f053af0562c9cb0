"""The journal: every use-case leaves an entry, every changed row its before and after; both readable as history."""

import json
import re
from collections.abc import Hashable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cache
from typing import Any

from django.apps import apps
from django.contrib.auth import get_user_model
from django.db import connection
from django.db.models import Q
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localtime

from huichang.kernel.actor import Warrant, subject_of
from huichang.kernel.catalogue import SAYS
from huichang.kernel.fields import MoneyField, QuantityField
from huichang.kernel.models import Entry
from huichang.kernel.wording import quantity, yuan


def enter(use_case: str, warrant: Warrant) -> None:
    """Write the entry of a use-case that has just been done, in its transaction. One statement."""
    actor = warrant.actor
    store_id = actor.store_id if actor.store_id in warrant.shown_at else min(warrant.shown_at)
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Entry._meta.db_table} (use_case, store_id, staff_id, who, door, address, subject, note)"
            " VALUES (%s, %s, %s, %s, %s, %s, %s, %s)",
            [
                use_case,
                store_id,
                actor.staff_id,
                actor.name,
                actor.door,
                actor.address,
                warrant.subject,
                warrant.note,
            ],
        )


@dataclass(frozen=True)
class ChangedField:
    """One column of one row, in words: label, value before, value after."""

    label: str
    before: str
    after: str

    @property
    def is_first(self) -> bool:
        """Nothing stood there before."""
        return self.before == EMPTY

    @property
    def words(self) -> str:
        """In one line; what was empty before is not said."""
        return (
            f"{self.label}：{self.after}" if self.is_first else f"{self.label}：{self.before} → {self.after}"
        )


@dataclass(frozen=True)
class Event:
    """One line of a record's history."""

    at: datetime
    who: str
    door: str
    what: str
    note: str
    changes: Sequence[ChangedField]


_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?[+-]\d\d(?::?\d\d)?")
"""An instant as PostgreSQL writes it into JSON, alone or as an end of a range."""
_SILENT = {"id", "store_id", "version", "updated_at"}
_CHINESE = re.compile(r"[\u4e00-\u9fff]")
_SECRET = {"password"}
"""Columns of which history tells that they were changed, and not to what."""
EMPTY = "空"
_DOORS = {"screen": "", "api": "接口", "link": "车主手机页", "job": "系统"}


def history_of(rows: Mapping[str, Sequence[int]], *, limit: int = 200) -> list[Event]:
    """What happened to some rows, newest first, grouped by the use-case that did it. One statement, one more where somebody
    took another's place.

    `rows` maps a model label (`workshop.order`) to keys: a record and its children are asked for together.
    `limit` bounds the number of row changes read.
    """
    wanted = [(apps.get_model(label)._meta.db_table, pk) for label, pks in rows.items() for pk in pks]
    if not wanted:
        return []
    with connection.cursor() as cursor:
        cursor.execute(
            """
            SELECT e.id, coalesce(e.tx_at, c.tx_at), coalesce(e.who, '系统'), coalesce(e.door, 'job'),
                   coalesce(e.use_case, ''), coalesce(e.note, ''), c.kind, c.op, c.before, c.after
            FROM unnest(%s::text[], %s::bigint[]) AS w (kind, row_id)
            JOIN kernel_change c ON c.kind = w.kind AND c.row_id = w.row_id
            LEFT JOIN kernel_entry e ON e.tx_id = c.tx_id AND e.tx_at = c.tx_at
            ORDER BY c.id DESC LIMIT %s
            """,
            [[kind for kind, _ in wanted], [pk for _, pk in wanted], limit],
        )
        found = cursor.fetchall()
    events: dict[Any, Event] = {}
    read = [(*row[:8], json.loads(row[8] or "{}"), json.loads(row[9] or "{}")) for row in found]
    people = _names(read)
    for entry_id, at, who, door, use_case, note, kind, op, before, after in read:
        key = entry_id or (at, kind)
        fields = _in_words(kind, op, before, after, people)
        if key in events:
            old = events[key]
            events[key] = Event(old.at, old.who, old.door, old.what, old.note, [*fields, *old.changes])
        else:
            what = SAYS.get(use_case, use_case) or "资料导入"
            events[key] = Event(at, who, _DOORS.get(door, door), what, note, fields)
    return list(events.values())


def latest(subject: Any, *, limit: int = 3) -> list[tuple[str, str, datetime]]:
    """(who, what, when) of the last use-cases about a row, newest first: to tell somebody whose page is old."""
    entries = Entry.objects.filter(subject=subject_of(subject)).order_by("-id")[:limit]
    return [(entry.who, SAYS.get(entry.use_case, entry.use_case), entry.tx_at) for entry in entries]


def entries(
    store_id: int,
    *,
    who: str = "",
    names: Sequence[str] = (),
    before: int | None = None,
    by_people: bool = False,
    limit: int = 80,
) -> list[Entry]:
    """Entries of a store, newest first, of people whose name contains `who` or is one of `names`; `before` pages on by id;
    `by_people` leaves out what jobs did. One statement."""
    found = Entry.objects.filter(store_id=store_id).order_by("-pk")
    if by_people:
        found = found.exclude(door="job")
    if who:
        found = found.filter(Q(who__icontains=who) | Q(who__in=names))
    if before:
        found = found.filter(pk__lt=before)
    return list(found[:limit])


def told(entry: Entry) -> tuple[str, str]:
    """(what was done, about which kind of record) of an entry, in words."""
    label, _, pk = entry.subject.partition(":")
    kind = str(apps.get_model(label)._meta.verbose_name) if label else ""
    return SAYS.get(entry.use_case, entry.use_case), f"{kind} {pk}".strip()


def door(entry: Entry) -> tuple[str, str]:
    """(which door, which address) an entry came in by, in words."""
    return _DOORS.get(entry.door, entry.door), entry.address


@cache
def _columns(table: str) -> dict[str, Any]:
    model = next((m for m in apps.get_models() if m._meta.db_table == table), None)
    return {} if model is None else {str(field.column): field for field in model._meta.concrete_fields}


def _is_person(field: Any) -> bool:
    return bool(field.is_relation and field.related_model is get_user_model())


def _names(read: Sequence[tuple[Any, ...]]) -> dict[int, str]:
    """Who is meant by the keys of people in some changes. One statement, none where nobody is."""
    keys = {
        value
        for *_, kind, op, before, after in read
        if op == "U"
        for column, field in _columns(kind).items()
        if column in after and _is_person(field)
        for value in (before.get(column), after[column])
        if value is not None
    }
    if not keys:
        return {}
    return dict(get_user_model()._default_manager.filter(pk__in=keys).values_list("pk", "name"))


def _in_words(
    table: str, op: str, before: dict[str, Any], after: dict[str, Any], people: Mapping[int, str]
) -> list[ChangedField]:
    if op != "U":
        return []
    labels = _columns(table)
    changed = []
    for column, new in after.items():
        field = labels.get(column)
        if field is None or column in _SILENT or not _CHINESE.search(str(field.verbose_name)):
            continue  # what has no word for people is the machine's own: search keys, digests, keys of other rows
        if column in _SECRET:
            changed.append(ChangedField(str(field.verbose_name), "不显示", "不显示"))
            continue
        choices = dict(field.flatchoices) if field.choices else {}
        old = before.get(column)
        if _is_person(field):
            old, new = people.get(old or 0, old), people.get(new or 0, new)
        else:
            old, new = (_chosen(choices, _number(field, value)) for value in (old, new))
        changed.append(ChangedField(str(field.verbose_name), _shown(old), _shown(new)))
    return changed


def _number(field: Any, value: Any) -> Any:
    """A column of yuan or of pieces as people read it; JSON keeps one without its cents, the other with a nought behind."""
    if value is None:
        return value
    if isinstance(field, MoneyField):
        return yuan(Decimal(str(value)))
    return quantity(value) if isinstance(field, QuantityField) else value


def _chosen(choices: Mapping[Any, Any], value: Any) -> Any:
    return choices.get(value, value) if isinstance(value, Hashable) else value


def _shown(value: object) -> str:
    if value in (None, "", [], {}):
        return EMPTY
    if value is True:
        return "是"
    if value is False:
        return "否"
    if isinstance(value, dict):
        return f"{len(value)} 项"
    if isinstance(value, list) and not all(isinstance(one, str) for one in value):
        return f"{len(value)} 项"
    if isinstance(value, list):
        return "、".join(value) or EMPTY
    text = str(value)
    moments = [parse_datetime(found) for found in _MOMENT.findall(text)] if text[:1] in "[(12" else []
    said = [f"{localtime(moment):%Y-%m-%d %H:%M}" for moment in moments if moment]
    return " – ".join(said) or text
