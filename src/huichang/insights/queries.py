"""The live boards (FIG-01): every car where it stands, how long it waits, what is in danger."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils.timezone import localdate, localtime

from huichang.booking import timekeeping
from huichang.booking.queries import expected
from huichang.company import queries as company
from huichang.company import settings
from huichang.insights import permissions
from huichang.kernel import stages
from huichang.kernel.actor import Actor
from huichang.kernel.refusals import NotAllowed
from huichang.workshop.permissions import SEE_ALARMS
from huichang.workshop.queries import alarms, lane, plan

BOARD_STAGES = (
    "booked",
    "arrived",
    "checked_in",
    "to_dispatch",
    "in_work",
    "waiting",
    "to_check",
    "to_settle",
    "to_deliver",
)


@dataclass(frozen=True)
class BoardCar:
    """One car on the board."""

    plate: str
    plate_kind: str
    car: str
    customer: str
    adviser: str
    url: str
    file: str
    stage: str
    waiting_for: str
    ticket: str
    since: datetime | None
    promised_at: datetime | None
    ready_at: datetime | None
    booked_at: datetime | None
    waits: bool
    is_threatened: bool


@dataclass(frozen=True)
class Column:
    """One stage with its cars, those in danger first."""

    key: str
    word: str
    icon: str
    cars: tuple[BoardCar, ...]


@dataclass(frozen=True)
class LaneBoard:
    """The lane as a whole."""

    store: str
    columns: tuple[Column, ...]
    in_house: int
    waiting_customers: int
    threatened: int
    precheck: int
    delivered_today: int
    alarms: tuple[alarms.AlarmCard, ...]

    @property
    def busy(self) -> tuple[Column, ...]:
        """Columns with cars."""
        return tuple(column for column in self.columns if column.cars)


def lane_board(actor: Actor, *, at: datetime) -> LaneBoard:
    """Every car of the store by stage, with waits, promises and forecasts; alarms for those who handle them.

    Raises NotAllowed without the right. At most nine statements.
    """
    if not actor.may(permissions.SEE_BOARDS):
        raise NotAllowed("您的岗位不能查看实时看板。")
    store_id = actor.here
    cars = lane.in_house(store_id)
    ready = plan.forecasts(store_id, at=at)
    by_stage: dict[str, list[BoardCar]] = {key: [] for key in BOARD_STAGES}
    for car in cars:
        ready_at = ready.get(car.order_id) if car.order_id else None
        by_stage.setdefault(car.stage, []).append(
            BoardCar(
                car.plate,
                car.plate_kind,
                car.car,
                car.customer,
                car.adviser,
                car.url,
                car.file,
                car.stage,
                car.waiting_for,
                car.ticket,
                car.arrived_at,
                car.promised_at,
                ready_at,
                None,
                car.waits,
                bool(car.promised_at and (ready_at or at) > car.promised_at),
            )
        )
    no_show = timedelta(minutes=settings.of(store_id, timekeeping.NO_SHOW_MINUTES))
    midnight = localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
    for row in expected.due(store_id, since=midnight, until=midnight + timedelta(days=1)):
        by_stage["booked"].append(
            BoardCar(
                row.plate,
                row.plate_kind,
                "",
                row.customer,
                row.adviser,
                f"/booking/{row.id}/",
                f"/vehicles/{row.vehicle_id}/",
                "booked",
                "",
                "",
                None,
                None,
                None,
                row.starts_at,
                row.waits,
                row.starts_at + no_show < at,
            )
        )
    columns = tuple(
        Column(
            key,
            stages.STAGES[key].word,
            stages.STAGES[key].icon,
            tuple(sorted(by_stage[key], key=_by_urgency)),
        )
        for key in BOARD_STAGES
    )
    everybody = [car for column in columns for car in column.cars]
    return LaneBoard(
        company.store_card(store_id).name,
        columns,
        len(cars),
        sum(car.waits for car in everybody if car.stage != "booked"),
        sum(car.is_threatened for car in everybody if car.stage != "booked"),
        sum(car.precheck_from is not None for car in cars),
        lane.delivered_on(store_id, localdate(at)),
        tuple(alarms.waiting(actor, at=at)) if actor.may(SEE_ALARMS) else (),
    )


def _by_urgency(car: BoardCar) -> tuple[bool, bool, float]:
    moment = car.promised_at or car.booked_at or car.since
    return (not car.is_threatened, not car.waits, moment.timestamp() if moment else 0.0)
