"""Who acts, and the proof that they may."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

from huichang.kernel.refusals import NotAllowed


@dataclass(frozen=True)
class Actor:
    """Who is acting: a person, a customer behind a signed link, another system, or a nightly job.

    `grants` maps a store's id to the permissions held there. `door` is where the act came in (`screen`, `api`,
    `link`, `job`) and `address` the network address it came from; both go into the journal.
    """

    staff_id: int | None
    name: str
    grants: Mapping[int, frozenset[str]]
    store_id: int | None = None
    roles: tuple[str, ...] = ()
    door: str = "screen"
    address: str = ""

    @property
    def stores(self) -> frozenset[int]:
        """Ids of the stores in which this actor holds anything at all."""
        return frozenset(self.grants)

    @property
    def here(self) -> int:
        """The store the actor is working in now. Raises NotAllowed for an actor without any store."""
        if self.store_id is None or self.store_id not in self.grants:
            raise NotAllowed("您的账号还没有分配到任何门店，请联系系统管理员。")
        return self.store_id

    def may(self, permission: str, store_id: int | None = None) -> bool:
        """Whether the actor holds `permission` in the store (default: where they work now)."""
        where = self.store_id if store_id is None else store_id
        return where is not None and permission in self.grants.get(where, frozenset())

    def stores_where(self, permission: str) -> frozenset[int]:
        """Ids of the stores in which the actor holds `permission`."""
        return frozenset(store for store, held in self.grants.items() if permission in held)


class Subject(Protocol):
    """Anything the journal can name: a row with a table and a key."""

    pk: int


@dataclass
class Warrant:
    """One actor using one permission, for the length of one use-case."""

    actor: Actor
    permission: str
    shown_at: set[int] = field(default_factory=set, init=False)
    subject: str = field(default="", init=False)
    note: str = field(default="", init=False)

    def show_at(self, store_id: int) -> None:
        """Prove the permission at a store. Must be called for every store touched; a use-case that never does, fails.

        Raises NotAllowed when the actor's post in that store does not include the permission.
        """
        if not self.actor.may(self.permission, store_id):
            raise NotAllowed("您的岗位没有这项权限，请找有权限的同事处理，或请服务经理授权。")
        self.shown_at.add(store_id)

    def about(self, row: Subject, note: str = "") -> None:
        """Name the record that the journal entry is about; by default it is the first row locked."""
        self.subject = subject_of(row)
        self.note = note or self.note


def subject_of(row: object) -> str:
    """The journal's name of a row: `workshop.order:17`."""
    return f"{row._meta.label_lower}:{row.pk}"  # type: ignore[attr-defined]
