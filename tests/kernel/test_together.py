"""Many questions in one statement: the rows are those that each queryset would have read by itself."""

from decimal import Decimal
from typing import Any

import pytest
from django.contrib.auth.models import Permission
from django.db.models import Count, Exists, F, OuterRef, QuerySet, Sum
from django.db.models.functions import TruncDate

from huichang.kernel import together
from huichang.parts.models import BinStock, Move, Part, Stock
from huichang.parts.queries import counter
from huichang.vehicles.models import Vehicle
from tests.parts import storeroom
from tests.world import NOON, World


def questions(world: World) -> list[QuerySet[Any, Any]]:
    """Instances with what lies behind them, values, tuples, flat values, sums, days, slices, and nothing."""
    stock = Stock.objects.filter(part=OuterRef("pk"), on_hand__gt=0)
    return [
        Part.objects.order_by("number"),
        BinStock.objects.select_related("part", "bin__warehouse").order_by("pk"),
        Part.objects.annotate(there=Exists(stock)).filter(there=True).order_by("-number")[:2],
        Stock.objects.order_by("pk").values("part__name", "on_hand", "value"),
        Stock.objects.order_by("pk").values_list("part_id", flat=True),
        Move.objects.order_by().values_list("kind").annotate(many=Count("pk"), all=Sum("quantity")),
        Move.objects.order_by("pk").values_list(TruncDate("at"), F("at"), "quantity"),
        Part.objects.none(),
        Part.objects.filter(number="没有"),
        Vehicle.objects.order_by("pk"),
        counter.waiting(world.north.pk),
    ]


class TestRead:
    def test_makes_the_same_rows_in_one_statement(self, world: World) -> None:
        storeroom.ask(world, (world.pads, 99), plate="川A'%s\"66")
        expected = [list(each) for each in questions(world)]
        with storeroom.at_most(1):
            found = together.read(questions(world))
            said = [row.part.name + row.bin.warehouse.name for row in found[1]]
        assert found == expected
        assert said
        assert [vars(row).keys() for rows in found for row in rows if hasattr(row, "pk")] == [
            vars(row).keys() for rows in expected for row in rows if hasattr(row, "pk")
        ]
        for mine, theirs in zip(found, expected, strict=True):
            for a, b in zip(mine, theirs, strict=True):
                if hasattr(a, "pk"):
                    for field in a._meta.concrete_fields:
                        one, other = getattr(a, field.attname), getattr(b, field.attname)
                        assert (type(one), one) == (type(other), other), field

    def test_asks_nothing_when_nothing_can_be_there(self, world: World) -> None:
        with storeroom.at_most(0):
            assert together.read([]) == []
            assert together.read([Part.objects.none(), Permission.objects.none()]) == [[], []]

    def test_does_not_guess_at_lengths_of_time(self, world: World) -> None:
        rows = Move.objects.order_by().values_list(F("at") - F("at"))
        with pytest.raises(TypeError, match="DurationField"):
            together.read([rows])

    def test_keeps_cents(self, world: World) -> None:
        Stock.objects.filter(part=world.pads).update(value=Decimal("123456789.10"))
        ((value,),) = together.read(
            [Stock.objects.filter(part=world.pads, store=world.north).values_list("value", flat=True)]
        )
        assert str(value) == "123456789.10"
        assert NOON.tzinfo is not None
