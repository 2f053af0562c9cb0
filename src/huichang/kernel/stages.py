"""The stages of a visit as everybody in the house calls and colours them. Order is the order of the lane (LANE-34)."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """One stage: its key in code and CSS (`--stage-<key>`), its word on every screen, its icon."""

    key: str
    word: str
    icon: str


STAGES: dict[str, Stage] = {
    stage.key: stage
    for stage in (
        Stage("booked", "已预约", "calendar-event"),
        Stage("arrived", "已到店", "map-pin"),
        Stage("checked_in", "已接车", "clipboard-check"),
        Stage("to_dispatch", "待派工", "users-group"),
        Stage("in_work", "作业中", "tool"),
        Stage("waiting", "等待中", "clock-pause"),
        Stage("to_check", "待质检", "checkup-list"),
        Stage("to_settle", "待结算", "receipt-yuan"),
        Stage("to_deliver", "待交车", "key"),
        Stage("gone", "已离店", "logout"),
        Stage("cancelled", "已取消", "ban"),
    )
}

WAITING_FOR: dict[str, tuple[str, str]] = {
    "parts": ("等配件", "package"),
    "customer": ("等客户", "user-question"),
    "insurer": ("等保险", "shield-half"),
    "sublet": ("外包中", "truck"),
}

LIGHTS: dict[str, str] = {"ok": "正常", "soon": "留意", "now": "立即处理"}
