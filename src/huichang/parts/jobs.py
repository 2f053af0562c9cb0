"""What happens by itself in the parts store."""

import logging
from datetime import datetime

from huichang.kernel import jobs
from huichang.kernel.actor import Actor
from huichang.parts import batches, catalogue, counting_plans, holds, ledger, permissions

log = logging.getLogger(__name__)


@jobs.every("10 2 * * *", says="核对库存台账", as_whom="夜间核对", permissions=[permissions.PROVE_LEDGER])
def prove_ledger(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Every running total against the sum of its ledger; what does not agree is kept with the proof and logged."""
    proof = ledger.prove_ledger(actor, store_id, at=at)
    for said in proof.wrong:
        log.error("stock ledger of store %s: %s", store_id, said)


@jobs.every(
    "*/10 * * * *", says="释放到期的预约备件", as_whom="预留管理", permissions=[permissions.RELEASE_HOLDS]
)
def release_expired_holds(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Parts of bookings that nobody came for are free again at closing time (LANE-06)."""
    holds.release_expired_holds(actor, store_id, at=at)


@jobs.every(
    "40 2 * * *", says="计算配件 ABC/XYZ 分类", as_whom="夜间核对", permissions=[permissions.KEEP_CATALOGUE]
)
def classify_parts(actor: Actor, store_id: int, *, at: datetime) -> None:
    """Classes from what was used in the last twelve months."""
    catalogue.classify_parts(actor, store_id, at=at)


@jobs.every("5 0 * * *", says="冻结过期批次", as_whom="夜间核对", permissions=[permissions.STOP_BATCHES])
def expire_batches(actor: Actor, store_id: int, *, at: datetime) -> None:
    """What is over its day is blocked before the counter opens; whoever was promised it waits anew."""
    batches.expire_batches(actor, store_id, at=at)


@jobs.every(
    "30 6 * * *", says="提出当天的循环盘点", as_whom="循环盘点", permissions=[permissions.PLAN_COUNTS]
)
def propose_count(actor: Actor, store_id: int, *, at: datetime) -> None:
    """The list of the day by class, before the store opens."""
    counting_plans.propose_count(actor, store_id, at=at)
