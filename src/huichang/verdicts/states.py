"""States of verdicts, of books of rules, and the words for what rules do."""

from django.db.models import TextChoices

from huichang.kernel.flow import Flow


class VerdictState(TextChoices):
    """Where a verdict stands."""

    WAITING = "waiting", "待审"
    DECIDED = "decided", "已决定"
    RETURNED = "returned", "已退回补充"
    PUBLISHED = "published", "已发布"


VERDICT = Flow(
    {"decide": "决定", "send_back": "退回补充", "take_back": "撤回决定", "publish": "发布"},
    decide=(VerdictState.WAITING, VerdictState.DECIDED),
    send_back=(VerdictState.WAITING, VerdictState.RETURNED),
    take_back=((VerdictState.DECIDED, VerdictState.RETURNED), VerdictState.WAITING),
    publish=(VerdictState.DECIDED, VerdictState.PUBLISHED),
)


class Ruling(TextChoices):
    """What a verdict says."""

    ACCEPT = "accept", "通过"
    CUT = "cut", "核减"
    REJECT = "reject", "拒付"
    RETURN = "return", "退回补充"


PAYABLE = (Ruling.ACCEPT, Ruling.CUT, Ruling.REJECT)
"""What stands in a month's list."""


class Does(TextChoices):
    """What a rule does. The first accepts a claim within its limits; the others act on one beyond any of theirs."""

    ACCEPT = "accept", "不超过限值：自动通过"
    PERSON = "person", "超过限值：转人工"
    CUT = "cut", "超过限值：核减到限值"
    REJECT = "reject", "超过限值：拒付"


class BookState(TextChoices):
    """The life of a version of the rules."""

    DRAFT = "draft", "草稿"
    PUBLISHED = "published", "已发布"
    DROPPED = "dropped", "已放弃"


BOOK = Flow(
    {"change": "修改", "publish": "发布", "drop": "放弃"},
    change=(BookState.DRAFT, BookState.DRAFT),
    publish=(BookState.DRAFT, BookState.PUBLISHED),
    drop=(BookState.DRAFT, BookState.DROPPED),
)


class ListState(TextChoices):
    """The life of a published list at its store."""

    PUBLISHED = "published", "厂家已发布"
    TAKEN = "taken", "门店已接收"


LIST = Flow({"take": "接收"}, take=(ListState.PUBLISHED, ListState.TAKEN))


class Reason(TextChoices):
    """What a store's risk score is made of."""

    FREQUENCY = "frequency", "每百次进厂的索赔"
    AMOUNT = "amount", "同车型同配件的平均金额"
    TURNED_DOWN = "turned_down", "被核减和拒付"
    LATE = "late", "逾期上报"
    REPEAT = "repeat", "同车同件再次索赔"
    PARTS = "parts", "旧件缺失和被扣"
    PHOTOS = "photos", "缺少照片"
