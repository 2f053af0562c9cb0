from huichang.kernel import room


class Stocking(room.Room):
    name = "huichang.stocking"
    verbose_name = "备货"
