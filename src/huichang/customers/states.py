"""Words of a customer's file."""

from django.db.models import TextChoices


class Kind(TextChoices):
    """A person or a firm."""

    PERSON = "person", "个人"
    COMPANY = "company", "单位"


class Sex(TextChoices):
    """For the form of address."""

    MALE = "male", "男"
    FEMALE = "female", "女"
    UNKNOWN = "unknown", "未知"


class BoardName(TextChoices):
    """What the welcome board may show of this customer (LANE-07)."""

    PLATE = "plate", "只显示车牌（隐去中间）"
    SURNAME = "surname", "姓氏 + 先生/女士"
    NAME = "name", "姓名"


class Channel(TextChoices):
    """How the customer wants to hear from us."""

    SMS = "sms", "短信"
    WECHAT = "wechat", "微信"
    PHONE = "phone", "电话"
    NONE = "none", "不接收"
