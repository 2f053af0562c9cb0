"""The catalogue of the parts store's figures (FIG-02, PARTS-31): name, formula, source, owner, target, each defined once."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from huichang.company import settings
from huichang.company.roles import Role
from huichang.insights import rules
from huichang.insights.rules import Months
from huichang.kernel.refusals import Refused

MOST_TARGET = 1000
PERCENT, TIMES, MONTHS, YUAN = "%", "次/年", "个月", "元"
IDLE_FROM = settings.declare(
    "insights.idle_from",
    "6",
    "备件指标：多少个月没有出库算呆滞",
    choices={"6": "6 个月", "12": "12 个月"},
)


def _fits(value: float) -> None:
    if not 0 <= value <= MOST_TARGET:
        raise Refused(f"目标请填 0 到 {MOST_TARGET} 之间的数。")


def _target(name: str, default: float, says: str, unit: str) -> settings.Setting[float]:
    return settings.declare(f"insights.{name}", default, f"备件指标：{says}", unit=unit, fits=_fits)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One figure. `worked_out(months, month, idle_from)` gives its value; `counts` names the sum whose top and under stand
    behind it; `least` and `most` are its targets."""

    key: str
    name: str
    group: str
    unit: str
    formula: str
    source: str
    owner: Role
    worked_out: Callable[[Months, date, int], Decimal | None]
    counts: str = ""
    counts_unit: str = ""
    least: settings.Setting[float] | None = None
    most: settings.Setting[float] | None = None


SERVICE, STOCK, SELLING, BUYING, RIGHT = "供货", "库存", "销售", "采购", "账实与计划"
GROUPS = (SERVICE, STOCK, SELLING, BUYING, RIGHT)
FIGURES = (
    Figure(
        key="fill_ro",
        name="维修供货率",
        group=SERVICE,
        unit=PERCENT,
        formula="第一次要货时全部有货的工单行 ÷ 要货的工单行。缺着又取消的行也算没有供上；以后到的货不改变当时的结果。",
        source="领料单、缺件记录",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.share(month, "fill_ro"),
        counts="fill_ro",
        counts_unit="行",
        least=_target("least_fill_ro", 95.0, "维修供货率不低于", PERCENT),
    ),
    Figure(
        key="fill_counter",
        name="柜台供货率",
        group=SERVICE,
        unit=PERCENT,
        formula="第一次要货时全部有货的销售行 ÷（销售行 + 登记的缺货流失）。同一需求短期内再问只算一次，嫌贵和只问问不算。",
        source="销售单、缺件记录、缺货流失登记（柜台、电话、批发）",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.share(month, "fill_counter"),
        counts="fill_counter",
        counts_unit="行",
        least=_target("least_fill_counter", 90.0, "柜台供货率不低于", PERCENT),
    ),
    Figure(
        key="booking_ready",
        name="预约备件完成率",
        group=SERVICE,
        unit=PERCENT,
        formula="到店前备件已上预约货架的预约 ÷ 需要备件、时间已到的预约。取消的预约不算。",
        source="预约准备清单“备件上预约货架”",
        owner=Role.PARTS_CLERK,
        worked_out=lambda months, month, _: months.share(month, "booking_ready"),
        counts="booking_ready",
        counts_unit="个",
        least=_target("least_booking_ready", 95.0, "预约备件完成率不低于", PERCENT),
    ),
    Figure(
        key="value",
        name="库存金额",
        group=STOCK,
        unit=YUAN,
        formula="月末全部库存按移动平均价的金额（不含税）；本月是现在。",
        source="出入库台账",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.top(month, "value"),
    ),
    Figure(
        key="turnover",
        name="周转率",
        group=STOCK,
        unit=TIMES,
        formula="最近 12 个整月的出库成本（折成一年）÷ 这些月的月末平均库存金额。出库成本 = 维修发料 − 退料 + 销售 + 内部领用。",
        source="出入库台账",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.turnover(month),
        least=_target("least_turnover", 6.0, "周转率不低于", TIMES),
    ),
    Figure(
        key="months_of_stock",
        name="库存度",
        group=STOCK,
        unit=MONTHS,
        formula="月末库存金额 ÷ 最近 3 个整月平均每月出库成本：照现在的速度够用几个月。",
        source="出入库台账",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.months_of_stock(month),
        least=_target("least_months_of_stock", 1.5, "库存度不低于", MONTHS),
        most=_target("most_months_of_stock", 2.5, "库存度不高于", MONTHS),
    ),
    Figure(
        key="idle",
        name="呆滞占比",
        group=STOCK,
        unit=PERCENT,
        formula="呆滞库存金额 ÷ 库存金额。6 个月（设置可改 12）没有出库算呆滞，从没出过的从入库算起，24 个月以上是死库存。",
        source="出入库台账、导入的历史需求",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, idle_from: months.idle(month, idle_from),
        most=_target("most_idle", 10.0, "呆滞占比不高于", PERCENT),
    ),
    Figure(
        key="cost_out",
        name="出库成本",
        group=STOCK,
        unit=YUAN,
        formula="维修发料 − 维修退料 + 配件销售 + 内部领用，按移动平均价（不含税），含对它们的更正。",
        source="出入库台账",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.top(month, "cost_out"),
    ),
    Figure(
        key="sales",
        name="配件销售额",
        group=SELLING,
        unit=YUAN,
        formula="当月结算的工单里的配件行（反结算、客户自备的不算），加当月发出的配件销售减退货；优惠后、不含税，抹零不分到配件。",
        source="结算单、委托书明细、销售单",
        owner=Role.SERVICE_MANAGER,
        worked_out=lambda months, month, _: months.top(month, "sales"),
    ),
    Figure(
        key="margin",
        name="配件毛利率",
        group=SELLING,
        unit=PERCENT,
        formula="（配件销售额 − 这些行实际出库的成本）÷ 配件销售额。",
        source="结算单、委托书明细、销售单、出入库台账",
        owner=Role.SERVICE_MANAGER,
        worked_out=lambda months, month, _: rules.margin(
            months.top(month, "sales"), months.under(month, "sales")
        ),
        least=_target("least_margin", 25.0, "配件毛利率不低于", PERCENT),
    ),
    Figure(
        key="bought",
        name="采购入库金额",
        group=BUYING,
        unit=YUAN,
        formula="采购入库 − 退供应商 + 发票差价调整（不含税），含对它们的更正和撤销。",
        source="出入库台账",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.top(month, "bought"),
    ),
    Figure(
        key="urgent",
        name="急件占比",
        group=BUYING,
        unit=PERCENT,
        formula="急件订单（含三包急件）的行 ÷ 当月发出的全部采购行；取消的行不算。",
        source="采购单",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.share(month, "urgent"),
        counts="urgent",
        counts_unit="行",
        most=_target("most_urgent", 5.0, "急件占比不高于", PERCENT),
    ),
    Figure(
        key="urgent_cost",
        name="急件多花",
        group=BUYING,
        unit=YUAN,
        formula="急件订单的（急件价 − 常规价）× 数量 +（急件运费 − 常规运费），不含税。",
        source="采购单",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.top(month, "urgent_cost"),
    ),
    Figure(
        key="on_time",
        name="供应商按时到货率",
        group=BUYING,
        unit=PERCENT,
        formula="在承诺日（没有承诺的按预计日）前到齐的采购行 ÷ 应到的采购行。今天和以后才到期、还没到的不算。",
        source="采购单、收货单",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.share(month, "on_time"),
        counts="on_time",
        counts_unit="行",
        least=_target("least_on_time", 90.0, "供应商按时到货率不低于", PERCENT),
    ),
    Figure(
        key="count_right",
        name="盘点准确率",
        group=RIGHT,
        unit=PERCENT,
        formula="账实相符的盘点行 ÷ 当月过账的盘点行。",
        source="盘点单",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.share(month, "count_right"),
        counts="count_right",
        counts_unit="行",
        least=_target("least_count_right", 98.0, "盘点准确率不低于", PERCENT),
    ),
    Figure(
        key="count_gain",
        name="盘点盈亏",
        group=RIGHT,
        unit=YUAN,
        formula="盘盈金额 − 盘亏金额，按移动平均价。",
        source="出入库台账（盘点差异）",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: (
            months.top(month, "count_gain") - months.under(month, "count_gain")
        ),
    ),
    Figure(
        key="adopted",
        name="备货建议采纳率",
        group=RIGHT,
        unit=PERCENT,
        formula="采纳和改数采纳的备货建议 ÷ 处理过的备货建议。",
        source="备货建议",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.share(month, "adopted"),
        counts="adopted",
        counts_unit="条",
    ),
    Figure(
        key="worked",
        name="备货建议见效率",
        group=RIGHT,
        unit=PERCENT,
        formula="避免了缺货、符合预计或已处理完的建议 ÷ 采纳过、当月评价的建议。要保障的那段时间过完才评价。",
        source="备货建议的效果",
        owner=Role.PARTS_MANAGER,
        worked_out=lambda months, month, _: months.share(month, "worked"),
        counts="worked",
        counts_unit="条",
    ),
)
BY_KEY = {figure.key: figure for figure in FIGURES}
