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


class Purpose(TextChoices):
    """What a customer may agree to, each apart from the others (PIPL 14, 23, 29)."""

    CONTACT = "contact", "服务联系与回访"
    MARKETING = "marketing", "活动与优惠信息"
    GROUP = "group", "集团内门店共享档案"
    INSURANCE = "insurance", "向保险公司提供"
    PHOTO = "photo", "车辆照片用于培训展示"


WORDINGS: dict[str, str] = {
    Purpose.CONTACT: "我同意本店为维修服务与我联系，包括进度通知、满意度回访和保养提醒。",
    Purpose.MARKETING: "我同意接收本店的活动和优惠信息，随时可以退订，不影响维修服务。",
    Purpose.GROUP: "我同意本店把我的档案和维修记录提供给集团内其他门店，用于在其他门店为我服务。",
    Purpose.INSURANCE: "我同意本店为理赔或续保，把必要的身份和车辆信息提供给保险公司。",
    Purpose.PHOTO: "我同意本店把隐去车牌的车辆照片用于内部培训和展示。",
}
