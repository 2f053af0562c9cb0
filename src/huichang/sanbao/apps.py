from huichang.kernel import room


class Sanbao(room.Room):
    name = "huichang.sanbao"
    verbose_name = "三包"
