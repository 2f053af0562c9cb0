"""The posts (岗位) of a store and the words for skills and bays."""

from django.db.models import TextChoices


class Role(TextChoices):
    """A post; a person holds posts in stores (`Grant`)."""

    GREETER = "greeter", "引导员"
    CARE_AGENT = "care_agent", "客服专员"
    ADVISER = "adviser", "服务顾问"
    DISPATCHER = "dispatcher", "车间调度"
    TECHNICIAN = "technician", "维修技师"
    TEAM_LEADER = "team_leader", "维修组长"
    INSPECTOR = "inspector", "质检员"
    TECHNICAL_MANAGER = "technical_manager", "技术经理"
    PARTS_CLERK = "parts_clerk", "备件员"
    PARTS_MANAGER = "parts_manager", "备件经理"
    WARRANTY_CLERK = "warranty_clerk", "索赔员"
    CASHIER = "cashier", "收银员"
    INSURANCE_AGENT = "insurance_agent", "保险专员"
    MARKETING_OFFICER = "marketing_officer", "市场专员"
    SERVICE_MANAGER = "service_manager", "服务经理"
    GENERAL_MANAGER = "general_manager", "总经理"
    NETWORK_OFFICER = "network_officer", "集团督导"
    ADMINISTRATOR = "administrator", "系统管理员"


class Skill(TextChoices):
    """What a technician can do; labour operations ask for one of these."""

    MECHANICAL = "mechanical", "机电"
    ELECTRICAL = "electrical", "电器"
    HIGH_VOLTAGE = "high_voltage", "高压"
    AIRCON = "aircon", "空调"
    ALIGNMENT = "alignment", "四轮定位"
    BODY = "body", "钣金"
    PAINT = "paint", "喷漆"
    WASH = "wash", "洗美"


class BayKind(TextChoices):
    """What a bay (工位) is fitted for."""

    GENERAL = "general", "机电工位"
    ALIGNMENT = "alignment", "四轮定位工位"
    HIGH_VOLTAGE = "high_voltage", "高压工位"
    BODY = "body", "钣金工位"
    PAINT = "paint", "喷漆工位"
    WASH = "wash", "洗车工位"
    PRECHECK = "precheck", "预检工位"
    FINISHED = "finished", "竣工车位"


WORK_BAYS = (
    BayKind.GENERAL,
    BayKind.ALIGNMENT,
    BayKind.HIGH_VOLTAGE,
    BayKind.BODY,
    BayKind.PAINT,
    BayKind.WASH,
)
"""Bays in which something is done to a car, in the order of the boards."""
