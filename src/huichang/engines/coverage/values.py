"""What the answer is made of: the car, the promises about it, what is asked, and the verdict."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

WORN = ("wear", "consumable")
"""Use classes of parts that wear or are used up: a promise covers them only where it names them."""


class Verdict(StrEnum):
    """What the promise says about a line."""

    COVERED = "covered"
    NOT_COVERED = "not_covered"
    TO_JUDGE = "to_judge"


class Kind(StrEnum):
    """Who promised what."""

    VEHICLE = "vehicle"
    POWERTRAIN = "powertrain"
    BATTERY = "battery"
    WEAR = "wear"
    PART = "part"
    REPAIR = "repair"
    EXTENDED = "extended"
    GOODWILL = "goodwill"


KIND_SAYS = {
    Kind.VEHICLE: "整车担保",
    Kind.POWERTRAIN: "总成担保",
    Kind.BATTERY: "动力电池担保",
    Kind.WEAR: "易损件担保",
    Kind.PART: "备件担保",
    Kind.REPAIR: "维修质量保证",
    Kind.EXTENDED: "延保合同",
    Kind.GOODWILL: "善意政策",
}


class Start(StrEnum):
    """The day that a promise is counted from."""

    LICENCE = "licence"
    SALE = "sale"
    INVOICE = "invoice"
    FITTED = "fitted"
    CONTRACT = "contract"


START_SAYS = {
    Start.LICENCE: "行驶证日期",
    Start.SALE: "购车日期",
    Start.INVOICE: "购车发票日期",
    Start.FITTED: "装车交付日",
    Start.CONTRACT: "合同生效日",
}


class Circumstance(StrEnum):
    """What somebody has found about the fault that may end a promise (WARR-01)."""

    OUTSIDE_NETWORK = "outside_network"
    MODIFIED = "modified"
    EXTERNAL_CAUSE = "external_cause"
    MISUSE = "misuse"
    NEGLECT = "neglect"
    COSMETIC_NOT_NAMED = "cosmetic_not_named"
    INDIRECT = "indirect"
    PERSONAL = "personal"


CIRCUMSTANCE_SAYS = {
    Circumstance.OUTSIDE_NETWORK: "在特约网络以外修理过这个部位",
    Circumstance.MODIFIED: "未经认可的改装",
    Circumstance.EXTERNAL_CAUSE: "外部原因（碎石、碰撞、化学品、水浸）",
    Circumstance.MISUSE: "已知故障后继续使用或使用不当",
    Circumstance.NEGLECT: "没有按手册保养",
    Circumstance.COSMETIC_NOT_NAMED: "交车时没有指出的外观问题",
    Circumstance.INDIRECT: "间接费用（差旅、停车、食宿）",
    Circumstance.PERSONAL: "客户自行修理",
}


@dataclass(frozen=True, slots=True)
class Car:
    """A car as far as promises ask. Dates are None while nobody has read them off a paper."""

    brand: str = ""
    series: str = ""
    model: str = ""
    use: str = "family"
    energy: str = "petrol"
    sold_on: date | None = None
    licensed_on: date | None = None
    invoiced_on: date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """Up to so many months and kilometres, so many per cent are borne; None: without a limit of that kind."""

    months: int | None
    km: int | None
    percent: int


@dataclass(frozen=True, slots=True)
class Reach:
    """Which parts a promise speaks of; an empty set asks for nothing. Part numbers are without marks, in capitals."""

    systems: frozenset[str] = frozenset()
    classes: frozenset[str] = frozenset()
    parts: frozenset[str] = frozenset()
    not_systems: frozenset[str] = frozenset()
    not_parts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Terms:
    """One version of a policy. `months`, `km`: whichever first; None: without a limit of that kind.

    `voids` end the promise, `judged` leave it to a person; a circumstance in neither is left to a person too.
    `capacity`: a battery below so many per cent of its capacity is covered.
    """

    policy_id: int
    version: int
    kind: Kind
    name: str
    clause: str
    start: Start
    months: int | None = None
    km: int | None = None
    brand: str = ""
    series: frozenset[str] = frozenset()
    models: frozenset[str] = frozenset()
    uses: frozenset[str] = frozenset()
    energies: frozenset[str] = frozenset()
    sold_from: date | None = None
    sold_until: date | None = None
    reach: Reach = Reach()
    voids: frozenset[str] = frozenset()
    shares: tuple[Share, ...] = ()
    capacity: int | None = None


@dataclass(frozen=True, slots=True)
class Fitted:
    """A part that was fitted on an order and left with the car: promises of kind `part` are counted from it."""

    part_number: str
    part_name: str
    part_class: str
    system: str
    fitted_on: date
    km: int
    document: str


@dataclass(frozen=True, slots=True)
class Repaired:
    """A finished repair that is guaranteed, with its ends as the guarantee names them (both inside)."""

    system: str
    what: str
    from_on: date
    until_on: date
    until_km: int
    document: str


@dataclass(frozen=True, slots=True)
class Contract:
    """An extended contract that was bought for this car. `terms` say what it covers; its own dates say how long."""

    terms: Terms
    number: str
    from_on: date
    until_on: date
    until_km: int | None


@dataclass(frozen=True, slots=True)
class Known:
    """All that is known about a car when somebody asks."""

    car: Car
    terms: tuple[Terms, ...] = ()
    fitted: tuple[Fitted, ...] = ()
    repaired: tuple[Repaired, ...] = ()
    contracts: tuple[Contract, ...] = ()


@dataclass(frozen=True, slots=True)
class Asked:
    """A line that is asked about. `key` names it in the answer. `capacity`: the measured per cent of a battery.
    `is_new_fault`: somebody has decided that it has nothing to do with an earlier repair."""

    key: str
    part_id: int | None = None
    part_number: str = ""
    part_class: str = ""
    system: str = ""
    operation_code: str = ""
    is_wear: bool = False
    circumstance: tuple[str, ...] = ()
    capacity: int | None = None
    is_new_fault: bool = False


@dataclass(frozen=True, slots=True)
class Answer:
    """The verdict about a line. `says`: one Chinese sentence with the arithmetic. Without a promise that speaks of the
    line, `kind` is empty and there is no policy. `share_percent` is what whoever promised bears of a covered line."""

    key: str
    verdict: Verdict
    says: str
    kind: str = ""
    policy_id: int | None = None
    policy_version: int | None = None
    clause: str = ""
    until_on: date | None = None
    until_km: int | None = None
    share_percent: int = 0

    @property
    def kind_says(self) -> str:
        """Who promised, in Chinese; empty without a promise."""
        return KIND_SAYS[Kind(self.kind)] if self.kind else ""


def plain_number(text: str) -> str:
    """A part number without marks, in capitals: how promises and lines are compared.

    >>> plain_number("br-1001 a")
    'BR1001A'
    """
    return "".join(each for each in text.upper() if each.isalnum())
