from huichang.kernel import room


class Insights(room.Room):
    name = "huichang.insights"
    verbose_name = "看板"
