"""A claim told step by step: every step goes on where the one before left off (`Claiming(world).sent()`)."""

import io
from datetime import date, datetime
from decimal import Decimal

from PIL import Image

from huichang.billing import statements
from huichang.engines.coverage.values import Answer, Asked, Verdict
from huichang.vehicles import cover_answers
from huichang.warranty import claims, inspecting, keeping, reports, splitting
from huichang.warranty.inspecting import Diagnosis, Judged
from huichang.warranty.models import Claim, ClaimedPart, ClaimLine, Submission
from huichang.warranty.reports import Told
from huichang.warranty.states import Decision, Duty, EvidenceKind
from huichang.workshop.models import Job
from tests.stories import Visiting
from tests.world import TODAY, World


def _jpeg() -> bytes:
    out = io.BytesIO()
    Image.new("RGB", (40, 30), (120, 90, 60)).save(out, "JPEG")
    return out.getvalue()


JPEG = _jpeg()
SERVICED = date(2026, 3, 2)


def covered(verdict: Verdict = Verdict.COVERED, share: int = 100) -> object:
    """An answer of the cover for every line, whatever was asked."""

    def answers(
        vehicle_id: int, *, on: date, km: int, asked: list[Asked], store_id: int | None = None
    ) -> list[Answer]:
        says = "自 2023-05-06 起 36 个月或 100,000 公里，里程 45,210 公里在内。"
        return [
            Answer(each.key, verdict, says, "vehicle", clause="整车质保 第 3 条", share_percent=share)
            for each in asked
        ]

    return answers


class Claiming:
    """The brake job of a visit, claimed: one hour of labour (200 yuan) and pads (480 yuan)."""

    def __init__(self, world: World, visiting: Visiting | None = None) -> None:
        self.world = world
        self.visiting = visiting or Visiting(world)
        self.claim: Claim

    @property
    def at(self) -> datetime:
        """Now in the story."""
        return self.visiting.at

    @property
    def job(self) -> Job:
        """The job that is claimed."""
        return self.visiting.jobs[0]

    @property
    def lines(self) -> list[ClaimLine]:
        """Lines of the claim."""
        return list(self.claim.lines.order_by("pk"))

    @property
    def part(self) -> ClaimedPart:
        """The pads that came off."""
        return ClaimedPart.objects.get(claim=self.claim)

    def asked(self) -> "Claiming":
        """The adviser asks for an inspection of the brake job, quoted and not signed."""
        self.visiting.quoted()
        return self.split()

    def split(self) -> "Claiming":
        """The adviser asks, wherever the visit stands."""
        self.claim = splitting.ask_inspection(
            self.world.adviser,
            self.job.pk,
            order_id=self.visiting.order.pk,
            words="客户说上月开始异响",
            at=self.visiting.later(1),
        )
        return self

    def proved(self) -> "Claiming":
        """Photos of all that is needed, and one measurement."""
        inspecting.add_evidence(
            self.world.warranty_clerk,
            self.claim.pk,
            photos={str(kind): [JPEG] for kind in EvidenceKind},
            measured=[inspecting.Measured("前制动片厚度", "1.8 mm", "≥ 3 mm")],
            at=self.visiting.later(1),
        )
        return self

    def judged(self, decision: str = Decision.CLAIM, why: str = "") -> list[Judged]:
        """The same decision for every line; the pads are causal."""
        return [
            Judged(
                row.pk,
                decision,
                why=why,
                duty=Duty.CAUSAL if row.part_id else Duty.SECONDARY,
                supplier_code="BOSCH01",
            )
            for row in self.lines
        ]

    def decided(self, decision: str = Decision.CLAIM, why: str = "") -> "Claiming":
        """Inspected: every line has its decision."""
        self.proved()
        self.claim = inspecting.decide_claim(
            self.world.warranty_clerk,
            self.claim.pk,
            judged=self.judged(decision, why),
            found=Diagnosis(concern="制动异响", cause="摩擦片脱层，测量 1.8 mm", verdict="属零部件质量"),
            at=self.visiting.later(2),
        )
        return self

    def registered(self) -> "Claiming":
        """The car's data as on its papers."""
        self.claim = inspecting.register_vehicle(
            self.world.warranty_clerk,
            self.claim.pk,
            vin=self.world.car.vin,
            km=45_210,
            km_at_sale=12,
            sold_on=date(2023, 5, 1),
            licensed_on=date(2023, 5, 6),
            at=self.visiting.later(1),
        )
        return self

    def repaired(self) -> "Claiming":
        """Signed, worked on, checked."""
        self.asked().decided().registered()
        self.work()
        return self

    def work(self) -> None:
        """From the customer's signature to the final check, on the order as it stands."""
        story = self.visiting
        quoted, story.quoted = story.quoted, lambda: story  # type: ignore[method-assign]
        story.checked()
        story.quoted = quoted  # type: ignore[method-assign]
        self.claim.refresh_from_db()

    def stored(self) -> "Claiming":
        """The part lies in the claimed-parts store."""
        keeping.store_part(self.world.warranty_clerk, self.part.tag, place="SP-01", at=self.visiting.later(1))
        return self

    def reported(self, **said: object) -> "Claiming":
        """The fault report is written."""
        told = {
            "topic": "前制动片早期脱层",
            "failed_on": TODAY,
            "complaint": "刹车有异响",
            "analysis": "拆检前制动片，内侧摩擦片脱层",
            "measure": "更换前制动片，试车正常",
            **said,
        }
        reports.write_report(
            self.world.warranty_clerk,
            self.claim.pk,
            told=Told(**told),
            at=self.visiting.later(1),  # type: ignore[arg-type]
        )
        return self

    def ready(self) -> "Claiming":
        """Nothing stops the claim any more."""
        self.repaired().stored().reported()
        return self

    def sent(self) -> "Claiming":
        """With the manufacturer."""
        self.ready()
        self.send()
        return self

    def send(self, **said: str) -> Submission:
        """It goes out."""
        found = claims.send_claim(self.world.warranty_clerk, self.claim.pk, at=self.visiting.later(1), **said)
        self.claim.refresh_from_db()
        return found

    def settled(self) -> "Claiming":
        """The order's statements are made: the customer's and the manufacturer's."""
        statements.settle(self.world.cashier, self.visiting.order.pk, at=self.visiting.later(3))
        return self


AMOUNT = Decimal("680.00")
"""What the claim of the story asks."""
__all__ = ["AMOUNT", "JPEG", "Claiming", "cover_answers", "covered"]
