"""/knowledge/<id>/ : one symptom, its causes by likelihood, how to check, what to do, what it costs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localdate, now
from django.views.decorators.http import require_POST

from huichang.kernel import toasts
from huichang.kernel.web import Request, number_of
from huichang.knowledge import faults, permissions, queries, remedies
from huichang.pricebook import queries as pricebook
from huichang.vehicles import queries as vehicles

REPAIR = "repair"


@dataclass(frozen=True)
class Work:
    """A labour operation of a remedy with its price; None when no rate is published."""

    code: str
    name: str
    minutes: int
    amount: Decimal | None


@dataclass(frozen=True)
class Remedy:
    """A cause with what its remedy takes."""

    cause: queries.CauseCard
    work: tuple[Work, ...]
    parts: tuple[remedies.RemedyPart, ...]

    @property
    def labour(self) -> Decimal | None:
        """Yuan for all its work; None when a price is missing."""
        amounts = [each.amount for each in self.work]
        return None if not amounts or None in amounts else sum(filter(None, amounts), Decimal(0))


def show(request: Request, fault_id: int) -> HttpResponse:
    """The case. With `?vehicle=` prices and parts are those of that car."""
    queries.may_see(request.actor)
    card = queries.fault(fault_id)
    asked = request.GET.get("vehicle", "")
    vehicle_id = number_of(asked)
    car = vehicles.cards([vehicle_id]).get(vehicle_id) if vehicle_id else None
    faults.count_use(
        fault_id,
        store_id=request.actor.here,
        staff_id=request.actor.staff_id,
        where=request.GET.get("from", "search")[:20],
        at=now(),
    )
    return render(
        request,
        "knowledge/screens/fault.html",
        {
            "fault": card,
            "car": car,
            "remedies": _remedies(
                card,
                request.actor.here,
                car.series if car else "",
                car.rate_class if car else "standard",
                localdate(),
            ),
            "may_rate": request.actor.may(permissions.RATE_KNOWLEDGE),
            "may_write": request.actor.may(permissions.WRITE_KNOWLEDGE),
            "may_ask": request.actor.may(permissions.ASK_HELP),
        },
    )


def _remedies(card: queries.FaultCard, store_id: int, series: str, rate_class: str, on: date) -> list[Remedy]:
    operations = pricebook.operations_by_code({code for cause in card.causes for code in cause.operations})
    prices = pricebook.quoted(
        [(operation.id, REPAIR) for operation in operations.values()],
        store_id=store_id,
        rate_class=rate_class,
        on=on,
    )
    found = remedies.parts_of(
        [number for cause in card.causes for number in cause.parts], series=series, store_id=store_id, on=on
    )
    parts = {part.number: part for part in found}
    made = []
    for cause in card.causes:
        work = []
        for code in cause.operations:
            if operation := operations.get(code):
                quoted = prices.get((operation.id, REPAIR))
                work.append(Work(code, operation.name, operation.minutes, quoted.amount if quoted else None))
        fitting = tuple(parts[number] for number in cause.parts if number in parts)
        made.append(Remedy(cause, tuple(work), fitting))
    return made


@require_POST
def rate(request: Request, fault_id: int) -> HttpResponse:
    """It helped, or it did not."""
    helped = request.POST.get("helped") == "yes"
    faults.rate_fault(request.actor, fault_id, helped=helped, at=now())
    toasts.told(request, "谢谢，已记下“有帮助”" if helped else "已记下“没帮助”，欢迎向技术经理求助")
    return redirect("knowledge:fault", fault_id)
