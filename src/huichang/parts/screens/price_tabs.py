"""The price pages stand side by side as tabs."""

from huichang.kernel.cards import Tab

PAGES = (
    ("/parts/prices/", "价格公示"),
    ("/parts/prices/rounds/", "调价"),
    ("/parts/prices/matrix/", "加价矩阵"),
    ("/parts/prices/terms/", "客户类别与活动"),
    ("/parts/prices/floors/", "底价申请"),
)


def tabs(path: str) -> list[Tab]:
    """All of them; the one of `path` is shown."""
    under = max((url for url, _ in PAGES if path.startswith(url)), key=len, default="")
    return [Tab(label, url, url == under) for url, label in PAGES]
