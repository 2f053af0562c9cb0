"""The manufacturer's settlement list of a month (WARR-14): each line is matched with what we sent, all or nothing."""

from collections.abc import Iterable

from huichang.company import sheet_kinds
from huichang.company.sheet_kinds import ROWS, Count, Kind, Staged, Undoing, Work
from huichang.kernel.sheets import cells
from huichang.kernel.sheets.columns import Column, Problem
from huichang.warranty import matching, permissions
from huichang.warranty.matching import LINE, OUTCOME

MATCHED = matching.matched(ROWS)
COLUMNS = (
    Column(
        key="list_number",
        says="结算单号",
        also=("结算号", "清单号", "开票通知号", "statement", "settlement no"),
        reads=cells.code(40),
        needed=True,
        example="JS202610-0311",
    ),
    Column(
        key="month",
        says="结算月份",
        also=("月份", "期间", "年月", "month", "period"),
        reads=cells.month,
        sql="date",
        needed=True,
        example="2026-10",
    ),
    Column(
        key="claim_number",
        says="索赔单号",
        also=("索赔号", "申请单号", "服务站单号", "claim", "claim no"),
        reads=cells.code(40),
        needed=True,
        example="SPD2610120003",
        hint="我们上报时的单号；再次上报的带 -2、-3",
    ),
    Column(
        key="vin",
        says="车架号",
        also=("VIN", "vin code", "底盘号"),
        reads=cells.code(17),
        example="LSVAL41Z882104202",
    ),
    Column(
        key="labour",
        says="工时费",
        also=("工时", "工时金额", "labour"),
        reads=cells.money(),
        sql="numeric",
        example="200",
    ),
    Column(
        key="parts",
        says="配件费",
        also=("材料费", "配件金额", "parts"),
        reads=cells.money(),
        sql="numeric",
        example="480",
    ),
    Column(
        key="other",
        says="其他费用",
        also=("辅料及其他", "其他", "补偿费", "other"),
        reads=cells.money(),
        sql="numeric",
        example="0",
    ),
    Column(
        key="paid",
        says="结算金额",
        also=("合计", "审核金额", "批准金额", "支付金额", "paid", "amount"),
        reads=cells.money(),
        sql="numeric",
        needed=True,
        example="680",
    ),
    Column(
        key="reason",
        says="扣款原因",
        also=("扣件原因", "拒付原因", "备注", "reason"),
        reads=cells.words(120),
        example="",
    ),
)


def enter(work: Work) -> None:
    """Nobody takes over a published list meanwhile, or books a line or works on it while its list is taken back."""
    matching.hold(work.store_id)
    if isinstance(work, Undoing):
        made, params = work.touched("line", made=True)
        work.rows(
            f"SELECT l.id FROM {LINE} l JOIN {made} e ON e.row_id = l.id ORDER BY l.id FOR UPDATE OF l",
            params,
        )


def check(staged: Staged) -> Iterable[Problem]:
    """Lines that add up, are not below zero, were not read before, and name the car that we claimed for."""
    yield from staged.wrong(
        "paid",
        "工时费、配件费、其他费用之和是 {}，与结算金额不符",
        "请核对厂家的清单；分项不全时可以留空这三列",
        f"SELECT line, paid, coalesce(labour,0)+coalesce(parts,0)+coalesce(other,0) FROM {ROWS}"
        " WHERE (labour IS NOT NULL OR parts IS NOT NULL OR other IS NOT NULL)"
        " AND coalesce(labour,0)+coalesce(parts,0)+coalesce(other,0) <> paid",
    )
    yield from staged.wrong(
        "claim_number",
        "这一行在结算单 {} 里已经导入过",
        "请删去这一行，同一行不能入账两次",
        f"SELECT r.line, r.claim_number, r.list_number FROM {ROWS} r JOIN {LINE} l ON l.store_id = %s"
        " AND l.list_number = r.list_number AND l.claim_number = r.claim_number",
        [staged.store_id],
    )
    yield from staged.wrong(
        "vin",
        "车架号与索赔单的 {} 不同",
        "请核对单号是否写错",
        f"SELECT m.line, r.vin, m.our_vin FROM ({MATCHED}) m JOIN {ROWS} r ON r.line = m.line"
        " WHERE m.our_vin <> '' AND r.vin IS NOT NULL AND upper(r.vin) <> upper(m.our_vin)",
        [staged.store_id],
    )


def counts(staged: Staged) -> list[Count]:
    """How many lines are paid, cut, rejected, unknown, paid twice."""
    told = dict(
        staged.rows(
            f"SELECT {OUTCOME}, count(*) FROM ({MATCHED}) m JOIN {ROWS} r ON r.line = m.line GROUP BY 1",
            [staged.store_id],
        )
    )
    return [
        (says, told.get(key, 0))
        for key, says in (
            ("paid", "全额支付"),
            ("cut", "核减"),
            ("rejected", "拒付"),
            ("unknown", "对不上"),
            ("twice", "重复支付"),
        )
    ]


def write(staged: Staged) -> list[Count]:
    """Keep every line with what it means; claims and receivables follow when the month is booked."""
    told = counts(staged)
    staged.tell("匹配")
    staged.make(
        "line",
        matching.insert(ROWS),
        [staged.store_id, staged.at, staged.store_id],
    )
    return told


def blocked(undoing: Undoing) -> list[str]:
    """Lines that were booked or worked on."""
    rows, params = undoing.touched("line", made=True)
    return [
        f"{number} 已经入账或处理，请先撤销入账"
        for (number,) in undoing.rows(
            f"SELECT l.claim_number FROM {LINE} l JOIN {rows} e ON e.row_id = l.id"
            " WHERE l.booked_at IS NOT NULL OR l.remedied_at IS NOT NULL ORDER BY l.id",
            params,
        )
    ]


def undo(undoing: Undoing) -> list[Count]:
    """The list was never read."""
    return [("已删除", undoing.remove_made("line", LINE))]


KIND = sheet_kinds.declare(
    Kind(
        key="warranty.settlement",
        says="厂家索赔结算单",
        explains="厂家每月的索赔结算清单，一行一张索赔单。导入后逐单对上：全额支付、核减、拒付、对不上、重复支付。",
        permission=permissions.IMPORT_SETTLEMENTS,
        icon="receipt-refund",
        columns=COLUMNS,
        once="list_number, claim_number",
        once_says="索赔单号",
        enter=enter,
        check=check,
        counts=counts,
        write=write,
        blocked=blocked,
        undo=undo,
        leads_to="/warranty/settlements/",
    )
)
