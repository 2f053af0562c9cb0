"""What the tests of printed documents have in common: a store, a car, people, a signature, a photo."""

import io
import re
import shutil
import subprocess
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal
from functools import cache
from zoneinfo import ZoneInfo

import pytest
from PIL import Image, ImageDraw

from huichang.kernel.papers import Signed, StoreHead
from huichang.workshop import papers as workshop

LONG = "新疆维吾尔自治区伊犁哈萨克自治州霍尔果斯口岸国际物流与冷链运输服务有限责任公司车辆管理中心第三分公司"
NAME = "阿卜杜热合曼·买买提吐尔逊·艾力肯江·伊布拉依木"
WORDY = "更换前副车架总成含稳定杆连杆与下摆臂橡胶衬套（四轮定位、转向角传感器标定、扭力复核）"
CODE = "LR-5QD-698-151-AF-ZZ-2026-EXTENDED-0001"


def at(day: int, hour: int, minute: int = 0) -> datetime:
    """A moment of November 2026 in the store's time."""
    return datetime(2026, 11, day, hour, minute, tzinfo=ZoneInfo("Asia/Shanghai"))


@cache
def stroke() -> bytes:
    """A signature as it comes from a tablet: a line on nothing."""
    image = Image.new("RGBA", (600, 220))
    points = [(40 + 26 * i, 110 + (70 if i % 3 else -60) * (1 if i % 2 else -1)) for i in range(20)]
    ImageDraw.Draw(image).line(points, fill=(20, 30, 60, 255), width=7, joint="curve")
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@cache
def photo(tone: int) -> bytes:
    """A photo of 1600 × 1200, as `kernel.pictures` keeps them."""
    image = Image.radial_gradient("L").resize((1600, 1200)).point(lambda v: min(255, v // 2 + tone))
    out = io.BytesIO()
    image.convert("RGB").save(out, "JPEG", quality=82)
    return out.getvalue()


STORE = StoreHead(
    name="宁波江北晨辉汽车销售服务有限公司",
    address="浙江省宁波市江北区洪塘街道北环西路 1188 号",
    phone="0574-8765 4321",
    credit_code="91330205MA2CHTLX1K",
    filing_no="浙甬330205001188",
    contact="沈立群",
    rescue_phone="400-800-1188",
)
LONG_STORE = replace(STORE, name=LONG, address=LONG + "院内东侧综合楼一层", logo=photo(60))
SIGNED = Signed(name="欧阳震华", at=at(21, 9, 31), way="平板签字", image=stroke())
ADVISER = Signed(name="周敏", at=at(21, 9, 30), way="平板签字")
QR = "https://huichang.example/workshop/order/2611210123/"
CAR = workshop.Car(
    plate="浙BD12345",
    vin="LSVAL41Z882104202",
    model="大众 迈腾 2024 款 380TSI 尊贵型",
    colour="极地白",
    engine_no="CUF123456",
    engine_model="EA888",
    mileage_km=45_210,
    fuel_eighths=5,
    sold_on=date(2024, 5, 12),
    coverage="整车质保至 2027-05-12",
)
LONG_CAR = replace(
    CAR,
    model=WORDY,
    coverage="动力总成延保至 2031-05-12 或 200,000 km",
    fuel_eighths=None,
    charge_percent=76,
    engine_no=CODE,
    colour=NAME,
)
BARE_CAR = workshop.Car(plate="", vin="LSVAL41Z882104202", model="大众 迈腾")
PARTY = workshop.Party(
    owner="欧阳震华",
    phone="138 0574 1234",
    sender="李娜",
    sender_phone="139 0574 5678",
    address="宁波市海曙区中山西路 88 弄 6 号 1203 室",
)
LONG_PARTY = workshop.Party(
    owner=NAME, phone="13805741234", sender=NAME, sender_phone="13905745678", company=LONG, address=LONG
)
BARE_PARTY = workshop.Party(owner="欧阳震华", phone="13805741234")
CONCERNS = (
    workshop.Concern(
        no="1",
        words="低速刹车有吱吱的响声，早上第一脚特别明显",
        cause="前制动片磨损至 2 mm",
        correction="更换前制动片，清洁卡钳导向销",
    ),
    workshop.Concern(no="2", words="到四万五千公里保养", correction="更换机油机滤"),
)
LONG_CONCERN = workshop.Concern(
    no="3", words=("高速上有风噪，" + WORDY) * 4, cause=WORDY * 2, correction=WORDY
)
CHANGE = workshop.Change(
    at=at(21, 11, 3),
    content="前制动盘磨损超限，更换一对",
    amount=Decimal("1280"),
    promised_at=at(21, 18),
    answer="同意",
    way="手机页面",
    by="欧阳震华",
)
TERMS = (
    "托修方应在接车前自行取走车内贵重物品；未取走且未登记的，承修方不承担保管责任。",
    "路试由本店持证人员进行，里程一般不超过 10 公里。",
    "接到提车通知后 3 日内请提车并结清费用。",
)


def pages(pdf: bytes) -> int:
    """How many pages a PDF has."""
    assert pdf.startswith(b"%PDF")
    return len(re.findall(rb"/Type ?/Page\b", pdf))


def words(pdf: bytes) -> str:
    """The text of a PDF without spaces, as poppler reads it; the test is left out where there is no poppler."""
    if shutil.which("pdftotext") is None:
        pytest.skip("needs pdftotext to read a PDF")
    read = subprocess.run(["pdftotext", "-layout", "-", "-"], input=pdf, capture_output=True, check=True)
    return "".join(read.stdout.decode().split())
