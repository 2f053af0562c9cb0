"""Whose a row is, and how a use-case gets hold of it."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar, Self

from django.db import models

from huichang.kernel.actor import Actor, Warrant, subject_of
from huichang.kernel.refusals import Missing
from huichang.kernel.turns import wait_for_turn


class SharedQuerySet(models.QuerySet[Any, Any]):
    """Rows of the whole company."""

    def locked(self, pk: int, warrant: Warrant) -> Any:
        """The row, locked for this transaction; the permission is proved at the store the actor works in.

        Raises Missing when there is no such row.
        """
        warrant.show_at(warrant.actor.here)
        row = next(iter(self.select_for_update(of=("self",)).filter(pk=pk)), None)
        if row is None:
            raise Missing(f"没有找到这条{self.model._meta.verbose_name}记录，可能已被合并或删除。")
        warrant.subject = warrant.subject or subject_of(row)
        return row


class Shared(models.Model):
    """A row the whole company shares (a customer, a part number)."""

    journaled = True
    append_only = False
    objects = SharedQuerySet.as_manager()

    class Meta:
        abstract = True


class StoreOwnedQuerySet(models.QuerySet[Any, Any]):
    """Rows that belong to stores."""

    def seen_by(self, actor: Actor) -> Self:
        """Only rows of the stores in which the actor holds anything."""
        return self.filter(store_id__in=actor.stores)

    def held(self, pk: int) -> Any:
        """The row, locked for this transaction, or None.

        PostgreSQL locks rows only for who may change them: an append-only row is locked by its name instead.
        """
        if not self.model.append_only:
            return next(iter(self.select_for_update(of=("self",)).filter(pk=pk)), None)
        wait_for_turn(f"{self.model._meta.db_table}:{pk}")
        return next(iter(self.filter(pk=pk)), None)

    def locked(self, pk: int, warrant: Warrant) -> Any:
        """The row, locked for this transaction, its store checked against the warrant.

        Raises Missing for an unknown row and for another store's row alike, NotAllowed without the right.
        """
        row = self.seen_by(warrant.actor).held(pk)
        if row is None:
            raise Missing(f"没有找到这条{self.model._meta.verbose_name}记录，请检查链接或重新搜索。")
        warrant.show_at(row.store_id)
        warrant.subject = warrant.subject or subject_of(row)
        return row

    def all_locked(self, pks: Iterable[int], warrant: Warrant) -> Sequence[Any]:
        """Several rows, locked in the order of their keys (one global order: no deadlock).

        Raises Missing when one of them is unknown or another store's.
        """
        wanted = set(pks)
        rows = list(
            self.seen_by(warrant.actor).select_for_update(of=("self",)).filter(pk__in=wanted).order_by("pk")
        )
        if len(rows) != len(wanted):
            raise Missing(f"有的{self.model._meta.verbose_name}记录没有找到，请刷新页面后重试。")
        for store_id in {row.store_id for row in rows}:
            warrant.show_at(store_id)
        return rows


class StoreOwned(models.Model):
    """A row that belongs to one store and is invisible from every other.

    The database keeps a child in its parent's store: `guards.install` adds a composite foreign key for every
    relation between two store-owned tables.
    """

    journaled = True
    append_only = False
    set_once: ClassVar[tuple[str, ...]] = ()
    """Columns that are filled once and never changed or emptied again: a pass is used, a link is used."""
    store = models.ForeignKey("company.Store", models.PROTECT, related_name="+", verbose_name="门店")
    objects = StoreOwnedQuerySet.as_manager()

    class Meta:
        abstract = True
