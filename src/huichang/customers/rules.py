"""Pure rules of the customers' files."""

DOUBLE_SURNAMES = frozenset(
    "欧阳 太史 端木 上官 司马 东方 独孤 南宫 万俟 闻人 夏侯 诸葛 尉迟 公羊 赫连 澹台 皇甫 宗政 濮阳 公冶 太叔 申屠 公孙 慕容 仲孙 钟离 "
    "长孙 宇文 司徒 鲜于 司空 令狐".split()
)


def surname(name: str) -> str:
    """The surname of a Chinese name: two characters for a double surname, otherwise one."""
    return name[:2] if name[:2] in DOUBLE_SURNAMES and len(name) > 2 else name[:1]


def addressed(name: str, kind: str, sex: str) -> str:
    """How to address a customer in writing: 王先生, 欧阳女士; a firm or an unknown sex by the whole name."""
    if kind == "company" or sex not in ("male", "female"):
        return name
    return surname(name) + ("先生" if sex == "male" else "女士")
