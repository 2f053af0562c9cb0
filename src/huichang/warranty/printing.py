"""Claims, tags, fault reports, shipments and scrap records as printed documents (RULES D12, D14, D15)."""

from datetime import date, datetime

from django.utils.timezone import localdate, localtime

from huichang.company import letterhead
from huichang.kernel import pictures, wording
from huichang.kernel.actor import Actor
from huichang.kernel.papers import StoreHead
from huichang.kernel.refusals import Missing
from huichang.warranty.papers import Form, FormLine, FormTable, Tag
from huichang.warranty.queries import keeping, page, reading, words

UNKNOWN = "—"


def _day(on: date | None) -> str:
    return f"{on:%Y-%m-%d}" if on else UNKNOWN


def _moment(at: datetime | None) -> str:
    return f"{localtime(at):%Y-%m-%d %H:%M}" if at else UNKNOWN


def _lines(*pairs: tuple[str, object]) -> tuple[FormLine, ...]:
    return tuple(
        FormLine(label=label, says=str(says) if says not in ("", None) else UNKNOWN) for label, says in pairs
    )


def _head(actor: Actor) -> StoreHead:
    return letterhead.head(reading.store_for(actor))


def tag_paper(actor: Actor, part_id: int, *, at: datetime, url: str) -> Tag:
    """The tag of a part. Four statements. Raises Missing."""
    head = _head(actor)
    part = keeping.part_page(actor, part_id, on=localdate(at))
    row, facts = page.claim_head(actor, part.row.claim_id, on=localdate(at))
    return Tag(
        store=head,
        no=part.row.tag,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        claim=part.row.claim_number,
        code=part.row.code,
        name=part.row.name,
        quantity=part.row.quantity,
        supplier_code=part.row.supplier_code or UNKNOWN,
        store_name=head.name,
        model=row.model,
        vin=row.vin,
        engine_number=facts.engine_number or UNKNOWN,
        sold_on=facts.sold_on,
        repaired_on=facts.repaired_on,
        km=facts.km,
        concern=facts.concern,
        cause=facts.cause,
        correction=facts.correction,
    )


def claim_paper(actor: Actor, claim_id: int, *, at: datetime, url: str) -> Form:
    """索赔申请单 (RULES D12). Nine statements. Raises Missing."""
    shown = page.claim_page(actor, claim_id, on=localdate(at))
    row, facts = shown.row, shown.facts
    taken = [line for line in shown.lines if line.decision in ("claim", "goodwill")]
    parts, labour = (
        [line for line in taken if line.kind == "part"],
        [line for line in taken if line.kind == "labour"],
    )
    others = [line for line in taken if line.kind not in ("part", "labour")]
    approval = next((each for each in shown.approvals if each.state == "granted"), None)
    return Form(
        store=_head(actor),
        no=row.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        title="索赔申请单",
        plate=row.plate,
        particulars=_lines(
            ("工单号", row.order_number),
            ("索赔类型", row.kind_says),
            ("预授权号", approval.number if approval else ""),
            ("车牌", row.plate),
            ("车架号", row.vin),
            ("发动机号", facts.engine_number),
            ("车型", row.model),
            ("里程", f"{facts.km:,} 公里"),
            ("送修人", facts.customer),
            ("购车日期", _day(facts.sold_on)),
            ("行驶证日期", _day(facts.licensed_on)),
            ("活动代码", facts.campaign_code),
            ("故障日期", _day(facts.failed_on)),
            ("维修日期", _day(facts.repaired_on)),
            ("故障代码", facts.fault_code),
            ("故障性质", facts.nature_says),
            ("故障属性", facts.grade_says),
            ("状态", row.state_says),
        ),
        words=_lines(
            ("故障现象", facts.concern),
            ("原因分析及处理结果", f"{facts.cause}；{facts.correction}"),
            ("质保依据", "；".join(dict.fromkeys(f"{line.clause} {line.says}".strip() for line in taken))),
        ),
        tables=(
            FormTable(
                title="配件",
                head=("新件代码", "名称", "旧件代码", "供应商", "数量", "责任", "方式", "回运", "金额"),
                widths=(26, 0, 26, 18, 12, 16, 12, 12, 20),
                rows=tuple(
                    (
                        line.code,
                        line.name,
                        line.old_code,
                        line.supplier_code,
                        wording.quantity(line.quantity),
                        line.duty_says[:3],
                        line.way_says,
                        "回运" if line.goes_back else "不回运",
                        f"{line.asked:,.2f}",
                    )
                    for line in parts
                ),
                right=(4, 8),
            ),
            FormTable(
                title="工时",
                head=("代码", "名称", "工时", "标准", "金额"),
                widths=(30, 0, 18, 18, 24),
                rows=tuple(
                    (
                        line.code,
                        line.name,
                        f"{line.minutes / 60:.2f}",
                        f"{line.standard_minutes / 60:.2f}",
                        f"{line.asked:,.2f}",
                    )
                    for line in labour
                ),
                right=(2, 3, 4),
            ),
            FormTable(
                title="辅料、外出和补偿",
                head=("类别", "内容", "金额"),
                widths=(34, 0, 24),
                rows=(
                    *((line.kind_says, line.name, f"{line.asked:,.2f}") for line in others),
                    *((each.kind_says, each.name, f"{each.amount:,.2f}") for each in shown.outlays),
                ),
                right=(2,),
                closing=f"申请合计 ¥{shown.asked_now:,.2f}",
            ),
        ),
        signers=("索赔员", "服务经理", "厂家审核"),
    )


def report_paper(actor: Actor, report_id: int, *, at: datetime, url: str) -> Form:
    """故障报告 (RULES D14). Three statements. Raises Missing."""
    card = words.report_card(actor, report_id=report_id)
    if card is None:
        raise Missing("没有找到这份故障报告，请检查链接。")
    row = card.row
    served = {True: "是", False: "否", None: ""}[card.serviced_in_time]
    return Form(
        store=_head(actor),
        no=row.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        title="重大故障报告" if row.grade == "A" else "故障报告",
        plate=row.plate,
        particulars=_lines(
            ("填报人", row.written_by),
            ("填报时间", _moment(row.written_at)),
            ("故障属性", row.grade_says),
            ("车型", row.model),
            ("车牌", row.plate),
            ("车架号", card.vin),
            ("发动机号", card.engine_number),
            ("变速器号", card.gearbox_number),
            ("里程", f"{row.km:,} 公里"),
            ("生产日期", _day(card.made_on)),
            ("购车日期", _day(card.sold_on)),
            ("故障日期", _day(card.failed_on)),
            ("维修日期", _day(card.repaired_on)),
            ("用途", card.use),
            ("用户", card.customer),
            ("按时保养", served),
            ("故障出现时", card.conditions_say),
            ("车速", card.speed),
            ("转速", card.revs),
            ("路面", card.road),
            ("天气", card.weather),
            ("油液泄漏", card.leaks),
            ("同车同故障", f"第 {card.nth} 次"),
            ("批量", "是" if card.in_batches else "否"),
            ("故障代码", card.fault_code),
            ("主故障件", row.failed_part),
            ("供应商代码", card.supplier_code),
        ),
        words=_lines(
            ("主题", row.topic + (f"（{'、'.join(row.dangers)}）" if row.dangers else "")),
            ("客户抱怨", card.complaint),
            ("检查步骤及原因分析", card.analysis),
            ("措施及结果", card.measure),
            ("建议", card.advice),
        ),
        signers=("填报人", "服务经理"),
    )


def shipment_paper(actor: Actor, shipment_id: int, *, at: datetime, url: str) -> Form:
    """旧件回运清单 (RULES D15). Four statements. Raises Missing."""
    shown = keeping.shipment_page(actor, shipment_id, on=localdate(at))
    return Form(
        store=_head(actor),
        no=shown.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        title="索赔旧件回运清单",
        particulars=_lines(
            ("回运类型", shown.kind_says),
            ("发运时间", _moment(shown.sent_at)),
            ("承运和运单号", shown.carrier),
            ("箱数", len({part.box for part in shown.parts})),
            ("件数", len(shown.parts)),
            ("开单人", shown.opened_by),
        ),
        tables=(
            FormTable(
                title="明细",
                head=("箱号", "标签", "索赔单", "配件编码", "名称", "供应商", "数量", "签收 / 扣件"),
                widths=(12, 28, 30, 28, 0, 18, 12, 26),
                rows=tuple(
                    (
                        str(part.box or UNKNOWN),
                        part.tag,
                        part.claim_number,
                        part.code,
                        part.name,
                        part.supplier_code or UNKNOWN,
                        wording.quantity(part.quantity),
                        part.deduction_says,
                    )
                    for part in shown.parts
                ),
                right=(6,),
            ),
        ),
        signers=("发运人", "承运人", "签收：包装、故障卡、清单"),
    )


def scrap_paper(actor: Actor, scrap_id: int, *, at: datetime, url: str) -> Form:
    """旧件报废记录. Three statements, and one for each photo. Raises Missing."""
    found = keeping.scraps(actor, on=localdate(at), scrap_id=scrap_id)
    if not found:
        raise Missing("没有找到这份报废记录，请检查链接。")
    row = found[0]
    photos = [content for each in row.photo_ids if (content := pictures.content_of(each))]
    return Form(
        store=_head(actor),
        no=row.number,
        qr=url,
        printed_at=at,
        printed_by=actor.name,
        title="索赔旧件报废记录",
        particulars=_lines(
            ("厂家指令", row.instruction),
            ("报废时间", _moment(row.at)),
            ("销毁方式", row.how),
            ("经手人", row.by),
            ("见证人", row.witness),
            ("件数", len(row.parts)),
        ),
        tables=(
            FormTable(
                title="旧件",
                head=("标签", "索赔单", "配件编码", "名称", "数量"),
                widths=(34, 36, 34, 0, 16),
                rows=tuple(
                    (part.tag, part.claim_number, part.code, part.name, wording.quantity(part.quantity))
                    for part in row.parts
                ),
                right=(4,),
            ),
        ),
        photos=tuple(photos),
        signers=("经手人", "见证人"),
    )
