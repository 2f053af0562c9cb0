"""What PostgreSQL keeps by itself."""

from collections.abc import Callable

import pytest
from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from huichang.booking.models import Appointment, Need
from huichang.kernel import guards
from huichang.kernel.models import Picture, PictureContent
from huichang.parts.models import Move
from tests.stories import Visiting
from tests.world import NOON, TODAY, World, minutes


def appointment(world: World) -> Appointment:
    return Appointment.objects.create(
        store=world.north,
        number="YY1",
        customer=world.wang,
        vehicle=world.car,
        adviser=world.staff("adviser"),
        slot=(NOON, NOON + minutes(15)),
        taken_at=NOON,
    )


class TestFences:
    def test_a_child_row_cannot_live_in_another_store_than_its_parent(self, world: World) -> None:
        with pytest.raises(IntegrityError, match="same_store"), transaction.atomic():
            Need.objects.create(
                store=world.south,
                appointment=appointment(world),
                on=TODAY,
                title="x",
                skill="mechanical",
                bay_kind="general",
                minutes=10,
            )
            connection.check_constraints()

    @pytest.mark.parametrize("model", guards.concrete(), ids=lambda model: model._meta.label)
    def test_every_relation_between_store_tables_has_one(self, db: None, model: type[Model]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT conname FROM pg_constraint WHERE conrelid = %s::regclass", [model._meta.db_table]
            )
            names = {name for (name,) in cursor.fetchall()}
        assert all(
            f"{model._meta.db_table}_{column}_same_store"[:63] in names for column, _ in guards.fences(model)
        )


class TestLedgers:
    def test_refuse_to_be_edited_even_by_the_owner(self, world: World) -> None:
        move = Move.objects.filter(part=world.pads).get()

        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            Move.objects.filter(pk=move.pk).update(quantity=99)
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            move.delete()

        move.refresh_from_db()
        assert move.quantity == 2


class TestWhatWasSigned:
    @pytest.mark.req("LANE-22")
    def test_stays_as_it_was_signed(self, world: World) -> None:
        Visiting(world).signed()
        rewrites: tuple[Callable[[], object], ...] = (
            lambda: Picture.objects.update(kind="photo"),
            lambda: PictureContent.objects.update(content=b""),
            lambda: PictureContent.objects.all().delete(),
        )
        for rewrite in rewrites:
            with pytest.raises(IntegrityError), transaction.atomic():
                rewrite()


class TestChanges:
    def test_are_written_down_with_before_and_after(self, world: World) -> None:
        world.car.colour = "曜石黑"
        world.car.save(update_fields=["colour"])

        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT op, before, after FROM kernel_change WHERE kind = 'vehicles_vehicle' AND row_id = %s ORDER BY id",
                [world.car.pk],
            )
            rows = cursor.fetchall()
        assert [row[0] for row in rows] == ["I", "U"]
        assert '"珍珠白"' in rows[1][1]
        assert '"曜石黑"' in rows[1][2]
