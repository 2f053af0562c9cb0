"""The stock that a store begins with comes out of a spreadsheet: tried, mended, written, taken back, and not taken back any
more once goods have moved. Then goods that came are put away with a phone."""

import re
from decimal import Decimal

import pytest
from playwright.sync_api import FilePayload, Page, expect

from huichang.company.models import Sheet
from huichang.parts import proving, receiving, scanning
from huichang.parts.models import Bin, BinStock, Part, Stock
from huichang.parts.states import Place
from tests import sheets as made
from tests.clock import Clock
from tests.journeys import hands
from tests.journeys.conftest import OpenAs
from tests.parts import storeroom
from tests.world import World

ONE = re.compile(r"/company/sheets/\d+/$")
HEAD = ["配件编码", "货位", "数量", "单位成本"]


def file(name: str, rows: made.Rows) -> FilePayload:
    """A spreadsheet on somebody's desk."""
    return {"name": name, "mimeType": "text/csv", "buffer": made.csv(rows)}


def worked(world: World, clock: Clock, page: Page, step: str) -> None:
    """The worker does what is queued, and the page is looked at again."""
    made.work(world.parts_manager, Sheet.objects.latest("pk").pk, step, at=clock.now)
    page.reload()


@pytest.mark.req("PARTS-10")
@pytest.mark.req("PARTS-01")
def test_tried_mended_written_taken_back_and_kept_once_goods_moved(
    world: World, clock: Clock, open_as: OpenAs
) -> None:
    new = Part.objects.create(number="NW-1", name="新件", initials="xj")
    page = open_as(world.parts_manager, "/company/sheets/")
    bad = [HEAD, ["NW-1", "A-01-1", "1.5", "10"], ["XX-404", "A-01-1", "2", "10"], ["NW-1", "Q-99", "2", ""]]
    stock = page.locator("#kind-partsstock")
    stock.locator("input[type=file]").set_input_files(file("期初.csv", bad))
    hands.act(stock, "上传")
    expect(page).to_have_url(ONE)
    worked(world, clock, page, "check")
    expect(page.locator("main")).to_contain_text("配件目录里没有这个编码")
    expect(page.locator("main")).to_contain_text("没有这个货位")
    expect(page.locator("main")).to_contain_text("什么都没有导入")
    hands.look(page, "sheet-wrong")

    good = [HEAD, ["NW-1", "A-01-1", "4", "10"], ["NW-1", "B-02-3", "2", "10"]]
    mended = page.locator("#mended")
    mended.locator("input[type=file]").set_input_files(file("期初-改好.csv", good))
    hands.act(mended, "上传改好的文件")
    expect(page.locator("#sheet-work")).to_be_visible()
    worked(world, clock, page, "check")
    expect(page.locator("main")).to_contain_text("检查通过，没有错误")
    hands.look(page, "sheet-ready")
    for _ in range(2):
        hands.act(page.locator("body"), "导入")
        expect(page.locator("#sheet-work")).to_be_visible()
        worked(world, clock, page, "write")
        assert Stock.objects.get(store=world.north, part=new).on_hand == 6
        if Sheet.objects.filter(state="undone").exists():
            break
        hands.act(page.locator("body"), "撤销这次导入")
        expect(page.locator("#sheet-work")).to_be_visible()
        worked(world, clock, page, "undo")
        expect(page.locator("main")).to_contain_text("已冲回")
        assert Stock.objects.get(store=world.north, part=new).on_hand == 0
        page.goto(page.url.rsplit("/", 2)[0] + "/")
        stock = page.locator("#kind-partsstock")
        stock.locator("input[type=file]").set_input_files(file("期初-再来.csv", good))
        hands.act(stock, "上传")
        expect(page).to_have_url(ONE)
        worked(world, clock, page, "check")

    receiving.receive_parts(
        world.parts_manager,
        store_id=world.north.pk,
        document="S1",
        supplier="供应商",
        lines=[receiving.Received(new.pk, Decimal(1), Decimal(10))],
        at=clock.now,
    )
    hands.act(page.locator("body"), "撤销这次导入")
    hands.refused(page, "NW-1 新件 导入后已有 1 笔出入库，请用盘点更正")
    assert Stock.objects.get(store=world.north, part=new).on_hand == 7
    assert proving.prove(world.north.pk)[1] == []


@pytest.mark.req("PARTS-11")
@pytest.mark.req("PARTS-20")
def test_what_came_is_put_away_with_a_phone(world: World, clock: Clock, open_as: OpenAs) -> None:
    source = storeroom.place(world, "收货区", Place.RECEIVING, "SH-1")
    spare: Bin = Bin.objects.create(store=world.north, warehouse=world.main, code="C-01-1", walk=30)
    storeroom.receive(world, world.pads, 2, bin=source)
    phone = open_as(world.parts_clerk, "/parts/put-away/", size="phone")
    expect(phone.locator(".put-lines")).to_contain_text("A-01-1")
    hands.look(phone, "put-away")
    hands.scan(phone, "ZZ-404")
    hands.refused(phone, "没有编码为“ZZ-404”的配件或货位")
    phone.goto(phone.url)
    hands.scan(phone, scanning.label_of_part("BR-1001"))
    expect(phone.locator(".put-where")).to_contain_text("A-01-1")
    hands.look(phone, "put-away-part")
    phone.get_by_role("button", name="A-01-1 放不下了，换一个").tap()
    expect(phone.locator(".put-where")).to_contain_text("C-01-1")
    hands.scan(phone, scanning.label_of_bin("C-01-1"))
    expect(phone.locator(".scan-done")).to_contain_text("放到了 C-01-1")
    assert BinStock.objects.get(bin=spare, part=world.pads).quantity == 2
    hands.look(phone, "put-away-done")
    phone.get_by_role("button", name="撤销").tap()
    expect(phone.locator(".put-lines")).to_contain_text("BR-1001")
    assert BinStock.objects.get(bin=source, part=world.pads).quantity == 2
    assert proving.prove(world.north.pk)[1] == []
