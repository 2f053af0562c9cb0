"""All that a claim is judged by, read at once for one claim or for a year of them: what checks, built in and own, look at."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count, Exists, OuterRef, Q, Subquery, Sum

from huichang.parts import queries as parts
from huichang.parts.queries import fits
from huichang.parts.states import UseClass
from huichang.vehicles import queries as vehicles
from huichang.vehicles.systems import system_says
from huichang.warranty.models import (
    Approval,
    Claim,
    ClaimedPart,
    ClaimLine,
    Evidence,
    FaultReport,
    Measurement,
    Outlay,
)
from huichang.warranty.rules import Values
from huichang.warranty.states import ApprovalState, Decision, Duty, EvidenceKind, PartState

TAKEN = (Decision.CLAIM, Decision.GOODWILL)
ZERO = Decimal(0)


@dataclass
class Dossier:
    """A claim with what hangs on it. `unstored`: names of parts whose tag was not scanned in; `unfit`: names of parts that the
    car's series does not have; `twins`: numbers of other living claims of the same car for the same causal part, with the
    days between; `granted`: what the manufacturer granted, None without its word."""

    claim: Claim
    lines: list[ClaimLine]
    photos: Counter[str] = field(default_factory=Counter)
    measurements: int = 0
    outlay: Decimal = ZERO
    has_report: bool = False
    granted: Decimal | None = None
    unstored: list[str] = field(default_factory=list)
    unfit: list[str] = field(default_factory=list)
    twins: list[tuple[str, int]] = field(default_factory=list)
    series: str = ""
    classes: dict[int, parts.PartBrief] = field(default_factory=dict)

    @property
    def taken(self) -> list[ClaimLine]:
        """Lines that are claimed."""
        return [line for line in self.lines if line.decision in TAKEN]

    @property
    def causal(self) -> ClaimLine | None:
        """What failed first."""
        return next((line for line in self.taken if line.duty == Duty.CAUSAL), None)

    def values(self, on: date) -> Values:
        """The fields of rules.FIELDS for the claim."""
        claim = self.claim
        since = claim.licensed_on or claim.sold_on
        done = claim.repaired_on or on
        labour = [line for line in self.taken if line.kind == "labour" and line.standard_minutes]
        standard = sum(line.standard_minutes for line in labour)
        over = sum(line.minutes for line in labour) - standard
        return {
            "km": Decimal(claim.km),
            "months": Decimal(vehicles.months_between(since, done)),
            "days_to_send": Decimal((on - done).days),
            "asked": self.asked,
            "asked_labour": self.sum_of("labour"),
            "asked_parts": self.sum_of("part"),
            "asked_other": self.outlay + self.asked_other_lines,
            "labour_over": Decimal(round(100 * over / standard)) if standard else ZERO,
            "photos": Decimal(sum(self.photos.values())),
            "measurements": Decimal(self.measurements),
            "printouts": Decimal(self.photos[EvidenceKind.PRINTOUT]),
            "times": Decimal(len(self.twins) + 1),
            "kind": str(claim.get_kind_display()),
            "series": f"{claim.model} {self.series}",
            "grade": claim.grade,
            "concern": claim.concern,
            "cause": claim.cause,
            "correction": claim.correction,
            "fault_code": claim.fault_code,
            "title": claim.title,
        }

    def line_values(self) -> list[Values]:
        """The fields of rules.FIELDS for each claimed line."""
        return [self._line(line) for line in self.taken]

    def _line(self, line: ClaimLine) -> Values:
        brief = self.classes.get(line.part_id or 0)
        return {
            "line.code": line.code,
            "line.name": line.name,
            "line.class": str(UseClass(brief.use_class).label) if brief and brief.use_class else "",
            "line.system": system_says(brief.system) if brief and brief.system else "",
            "line.amount": line.asked,
            "line.quantity": line.quantity,
            "line.supplier": line.supplier_code,
            "line.serial": line.serial,
            "line.is_safety": "是" if brief and brief.is_safety else "否",
        }

    def sum_of(self, kind: str) -> Decimal:
        """What is asked for lines of a kind."""
        return sum((line.asked for line in self.taken if line.kind == kind), ZERO)

    @property
    def asked_other_lines(self) -> Decimal:
        """What is asked for lines that are neither labour nor parts."""
        return sum((line.asked for line in self.taken if line.kind not in ("labour", "part")), ZERO)

    @property
    def asked(self) -> Decimal:
        """What is asked altogether."""
        return sum((line.asked for line in self.taken), ZERO) + self.outlay


TWIN_DAYS = 365


def of(claims: Sequence[Claim]) -> list[Dossier]:
    """Claims with all that they are judged by, in order. Six statements, whatever the number of claims."""
    ids = [claim.pk for claim in claims]
    found = {claim.pk: Dossier(claim, []) for claim in claims}
    for line in ClaimLine.objects.filter(claim_id__in=ids).order_by("pk"):
        found[line.claim_id].lines.append(line)
    mine = OuterRef("pk")
    spent = Outlay.objects.filter(claim=mine).values("claim").annotate(sum=Sum("amount")).values("sum")
    measured = Measurement.objects.filter(claim=mine).values("claim").annotate(n=Count("pk")).values("n")
    granted = Approval.objects.filter(claim=mine, state=ApprovalState.GRANTED).order_by("-answered_at")
    unstored = ClaimedPart.objects.filter(claim=mine, state=PartState.TAGGED).order_by("pk")
    told = Claim.objects.filter(pk__in=ids).values_list(
        "pk",
        Subquery(spent),
        Subquery(measured),
        Exists(FaultReport.objects.filter(claim=mine)),
        Subquery(granted.values("granted")[:1]),
        ArraySubquery(unstored.values("name")),
        ArraySubquery(Evidence.objects.filter(claim=mine).values("kind")),
    )
    for claim_id, outlay, measurements, has_report, word, names, kinds in told:
        each = found[claim_id]
        each.outlay, each.measurements = outlay or ZERO, measurements or 0
        each.has_report, each.granted = has_report, word
        each.unstored, each.photos = list(names), Counter(kinds)
    _parts(found)
    _twins(found)
    return list(found.values())


def _parts(found: dict[int, Dossier]) -> None:
    briefs = parts.parts({line.part_id for each in found.values() for line in each.lines if line.part_id})
    cars = vehicles.cards({each.claim.vehicle_id for each in found.values()})
    by_series: dict[str, set[int]] = {}
    for each in found.values():
        car = cars.get(each.claim.vehicle_id)
        each.series, each.classes = car.series if car else "", briefs
        by_series.setdefault(each.series, set()).update(line.part_id for line in each.taken if line.part_id)
    unfit = fits.not_fitting({series: ids for series, ids in by_series.items() if series})
    for each in found.values():
        bad = unfit.get(each.series, set())
        each.unfit = [line.name for line in each.taken if line.part_id in bad]


def _twins(found: dict[int, Dossier]) -> None:
    cars = {each.claim.vehicle_id for each in found.values()}
    others: dict[tuple[int, str], list[Claim]] = {}
    rows = (
        ClaimLine.objects.filter(claim__vehicle_id__in=cars, duty=Duty.CAUSAL, decision__in=TAKEN)
        .exclude(Q(claim__state__in=["own", "void", "inspect"]) | Q(code=""))
        .select_related("claim")
    )
    for row in rows:
        others.setdefault((row.claim.vehicle_id, row.code), []).append(row.claim)
    for each in found.values():
        if each.causal is None:
            continue
        mine = each.claim.repaired_on or each.claim.failed_on
        for other in others.get((each.claim.vehicle_id, each.causal.code), ()):
            theirs = other.repaired_on or other.failed_on
            if other.pk != each.claim.pk and mine and theirs and 0 <= (mine - theirs).days <= TWIN_DAYS:
                each.twins.append((other.number, (mine - theirs).days))
