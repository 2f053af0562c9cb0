"""The readable history of every business record (PLAT-11): rooms say what belongs to a record, one page piece shows it."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from django.apps import apps

from huichang.kernel import journal
from huichang.kernel.actor import Actor
from huichang.kernel.cards import Event
from huichang.kernel.refusals import Missing, NotAllowed
from huichang.kernel.rows import StoreOwned

MOST_FIELDS = 8
"""Changed fields told of one act: the rest stays in the journal."""


@dataclass(frozen=True)
class Kind:
    """A kind of record: its table's label, who may read its history, and the tables that hang on it with the field that
    names the record. `known`: whether the asker's store has to do with a record that all stores share. `seen_by`: whether the
    asker may know of this very record (it is not published yet)."""

    label: str
    permission: str
    children: Mapping[str, str] = field(default_factory=dict)
    known: Callable[[int, int], bool] | None = None
    seen_by: Callable[[Actor, int], bool] | None = None


KINDS: dict[str, Kind] = {}


def declare(
    label: str,
    permission: str,
    children: Mapping[str, str] | None = None,
    known: Callable[[int, int], bool] | None = None,
    seen_by: Callable[[Actor, int], bool] | None = None,
) -> None:
    """Make the history of a kind of record readable on its page: `{% history "care.followup" call.id %}`.

    `known` gets the keys of a shared record and of the asker's store; without it the record is everybody's. `seen_by` gets the
    asker and the record's key.
    """
    KINDS[label] = Kind(label, permission, children or {}, known, seen_by)


def history(actor: Actor, label: str, pk: int) -> list[Event]:
    """What happened to a record and to what hangs on it, newest first, in words.

    Raises Missing for an unknown kind or record and for another store's, NotAllowed without the right to see such records.
    Two statements, one for each table that hangs on it, and one more where people are named.
    """
    kind = KINDS.get(label)
    if kind is None:
        raise Missing("没有找到这条记录，请检查链接。")
    model = apps.get_model(label)
    is_owned = issubclass(model, StoreOwned)
    found = model._default_manager.filter(pk=pk).values_list("store_id" if is_owned else "pk").first()
    store_id = found[0] if found and is_owned else actor.here
    strange = store_id not in actor.stores or (kind.known is not None and not kind.known(pk, store_id))
    if found is None or strange:
        raise Missing("没有找到这条记录，请检查链接。")
    if not actor.may(kind.permission, store_id):
        raise NotAllowed("您的岗位不能查看这条记录的经过，请找服务经理。")
    if kind.seen_by is not None and not kind.seen_by(actor, pk):
        raise Missing("没有找到这条记录，请检查链接。")
    rows = {label: [pk]}
    for child, names_it in kind.children.items():
        hangs = apps.get_model(child)
        where = {"store_id": store_id} if issubclass(hangs, StoreOwned) else {}
        rows[child] = list(
            hangs._default_manager.filter(**{names_it: pk}, **where).values_list("pk", flat=True)
        )
    return told(journal.history_of(rows))


def told(events: Iterable[journal.Event]) -> list[Event]:
    """Journal events as a page shows them: who (and by which door), what, and each changed field before and after."""
    return [
        Event(
            event.at,
            f"{event.who}（{event.door}）" if event.door not in ("", event.who) else event.who,
            event.what,
            "\n".join(
                part
                for part in (
                    event.note,
                    *(change.words for change in event.changes[:MOST_FIELDS]),
                )
                if part
            ),
        )
        for event in events
    ]
