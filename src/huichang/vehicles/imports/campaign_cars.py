"""Cars of recalls and service campaigns from the manufacturer's list (WARR-20): single VINs, or from one VIN to another.

A million lines in a few statements: the cells are read one by one, everything else is asked of all lines at once.
"""

import re
from collections.abc import Iterable

from huichang.company import sheet_kinds
from huichang.company.sheet_kinds import ROWS, Count, Kind, Staged, Undoing
from huichang.engines import vin as vins
from huichang.kernel.sheets import cells
from huichang.kernel.sheets.cells import Wrong
from huichang.kernel.sheets.columns import Column, Problem
from huichang.kernel.sheets.reading import Cell, plain
from huichang.vehicles import permissions
from huichang.vehicles.models import Campaign, CampaignRange, CampaignResult, CampaignVin, Vehicle
from huichang.vehicles.states import CampaignState

_CAMPAIGN, _VINS, _RANGES = (each._meta.db_table for each in (Campaign, CampaignVin, CampaignRange))
_RESULTS, _CARS = CampaignResult._meta.db_table, Vehicle._meta.db_table
_WHOLE = re.compile(r"[A-HJ-NPR-Z0-9]{17}")
_WEIGHED = [{sign: value * weight for sign, value in vins.VALUES.items()} for weight in vins.WEIGHTS]
_CHECKS = "0123456789X"


def vin_cell(cell: Cell) -> str:
    """A VIN with its check digit tried; what is wrong with it otherwise, in words."""
    text = cell if isinstance(cell, str) else plain(cell)
    if not _WHOLE.fullmatch(text):
        text = vins.normalise(text)
        if len(text) != vins.LENGTH:
            raise Wrong(f"有 {len(text)} 位，VIN 应为 17 位", "请对照厂家名单补全")
        if bad := [sign for sign in text if sign in vins.FORBIDDEN]:
            raise Wrong(
                f"含有字母 {bad[0]}，VIN 里没有 I、O、Q", f"可能应为数字 {vins.FORBIDDEN[bad[0]]}，请核对"
            )
        if not _WHOLE.fullmatch(text):
            raise Wrong("含有字母和数字以外的字符", "请核对 VIN")
    total = 0
    for place, sign in enumerate(text):
        total += _WEIGHED[place][sign]
    if _CHECKS[total % 11] != text[vins.CHECK_AT]:
        raise Wrong(
            f"第 9 位校验位应为 {_CHECKS[total % 11]}，现在是 {text[vins.CHECK_AT]}", "请对照厂家名单核对"
        )
    return text


COLUMNS = (
    Column(
        key="campaign",
        says="活动编号",
        also=("召回编号", "活动代码", "campaign", "campaign no"),
        reads=cells.code(30),
        needed=True,
        example="ZH2026-01",
    ),
    Column(
        key="vin",
        says="VIN",
        also=("车架号", "起始VIN", "起始车架号", "vin code", "vin from"),
        reads=vin_cell,
        needed=True,
        example="LSVAL41Z882104202",
    ),
    Column(
        key="vin_until",
        says="结束VIN",
        also=("结束车架号", "截止VIN", "vin to", "vin until"),
        reads=vin_cell,
        example="",
        hint="只在按范围登记时填写；前 8 位要与起始 VIN 相同",
    ),
)
_KEY = "left({0}, 8) || substr({0}, 10)"


def check(staged: Staged) -> Iterable[Problem]:
    """Known campaigns that are not closed; ranges that go forward within one model."""
    staged.run(f"ALTER TABLE {ROWS} ADD COLUMN IF NOT EXISTS campaign_id bigint")
    staged.run(
        f"UPDATE {ROWS} r SET campaign_id = c.id FROM {_CAMPAIGN} c WHERE c.number = upper(r.campaign)"
        " AND r.campaign_id IS NULL"
    )
    yield from staged.wrong(
        "campaign",
        "没有这个活动",
        "请先登记活动，或核对编号",
        f"SELECT line, campaign FROM {ROWS} WHERE campaign_id IS NULL",
    )
    yield from staged.wrong(
        "campaign",
        "活动已经结束",
        "请核对编号，确要补充请先重新执行活动",
        f"SELECT r.line, r.campaign FROM {ROWS} r JOIN {_CAMPAIGN} c ON c.id = r.campaign_id WHERE c.state = %s",
        [CampaignState.CLOSED],
    )
    if "vin_until" not in staged.has:
        return
    yield from staged.wrong(
        "vin_until",
        "两端的前 8 位不同",
        "不同车型请分开写",
        f"SELECT line, vin_until FROM {ROWS} WHERE left(vin, 8) <> left(vin_until, 8)",
    )
    yield from staged.wrong(
        "vin_until",
        "结束 VIN 小于起始 VIN",
        "请调换两端",
        f"SELECT line, vin_until FROM {ROWS} WHERE left(vin, 8) = left(vin_until, 8)"
        f' AND ({_KEY.format("vin")}) COLLATE "C" > ({_KEY.format("vin_until")}) COLLATE "C"',
    )


def counts(staged: Staged) -> list[Count]:
    """How many VINs and ranges are new, stand already, and how many of the cars are in our files."""
    ((listed, known, ranges, ours),) = staged.rows(
        f"SELECT count(*) FILTER (WHERE r.vin_until IS NULL AND v.id IS NULL),"
        f" count(*) FILTER (WHERE r.vin_until IS NULL AND v.id IS NOT NULL),"
        f" count(*) FILTER (WHERE r.vin_until IS NOT NULL), count(c.id)"
        f" FROM {ROWS} r LEFT JOIN {_VINS} v ON v.vin = r.vin AND v.campaign_id = r.campaign_id"
        f" LEFT JOIN {_CARS} c ON c.vin = r.vin AND r.vin_until IS NULL"
    )
    return [("新增 VIN", listed), ("已在名单", known), ("VIN 范围", ranges), ("其中有本店档案", ours)]


def write(staged: Staged) -> list[Count]:
    """Write the list and the ranges; the sheet's number stands with each, so that it can be taken back as a whole."""
    told = counts(staged)
    staged.tell("写入名单")
    staged.run(
        f"INSERT INTO {_VINS} (campaign_id, vin, sheet_id) SELECT campaign_id, vin, %s FROM {ROWS}"
        " WHERE vin_until IS NULL ON CONFLICT DO NOTHING",
        [staged.sheet_id],
    )
    staged.run(
        f"INSERT INTO {_RANGES} (campaign_id, vin_from, vin_until, from_key, until_key, sheet_id)"
        f" SELECT campaign_id, vin, vin_until, {_KEY.format('vin')}, {_KEY.format('vin_until')}, %s FROM {ROWS}"
        " WHERE vin_until IS NOT NULL ON CONFLICT DO NOTHING",
        [staged.sheet_id],
    )
    return told


def blocked(undoing: Undoing) -> list[str]:
    """Cars of the list about which something was done: their records are kept."""
    return [
        f"{vin} 的活动 {number} 已登记结果"
        for vin, number in undoing.rows(
            f"SELECT v.vin, c.number FROM {_VINS} v JOIN {_RESULTS} r ON r.vin = v.vin AND r.campaign_id = v.campaign_id"
            f" JOIN {_CAMPAIGN} c ON c.id = v.campaign_id WHERE v.sheet_id = %s"
            f" UNION SELECT r.vin, c.number FROM {_RANGES} g JOIN {_RESULTS} r ON r.campaign_id = g.campaign_id"
            f' AND ({_KEY.format("r.vin")}) COLLATE "C" BETWEEN g.from_key AND g.until_key'
            f" JOIN {_CAMPAIGN} c ON c.id = g.campaign_id WHERE g.sheet_id = %s ORDER BY 2, 1 LIMIT 200",
            [undoing.sheet_id, undoing.sheet_id],
        )
    ]


def undo(undoing: Undoing) -> list[Count]:
    """The list as it was before the sheet."""
    gone = undoing.run(f"DELETE FROM {_VINS} WHERE sheet_id = %s", [undoing.sheet_id])
    ranges = undoing.run(f"DELETE FROM {_RANGES} WHERE sheet_id = %s", [undoing.sheet_id])
    return [("已撤回 VIN", gone), ("已撤回范围", ranges)]


KIND = sheet_kinds.declare(
    Kind(
        key="vehicles.campaign_cars",
        says="召回和活动名单",
        explains="厂家召回或服务活动涉及的 VIN，一行一辆，或用起止 VIN 写一个范围。一次最多一百万行，错一行就一行也不写。",
        permission=permissions.RUN_CAMPAIGNS,
        icon="list-check",
        columns=COLUMNS,
        once="campaign_id, vin, vin_until",
        once_says="VIN",
        shows="vin, vin_until",
        check=check,
        counts=counts,
        write=write,
        blocked=blocked,
        undo=undo,
        leads_to="/vehicles/campaigns/",
        of_network=True,
    )
)
