from huichang.kernel import room


class Verdicts(room.Room):
    name = "huichang.verdicts"
    verbose_name = "审核"
