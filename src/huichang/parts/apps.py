from huichang.kernel import room


class Parts(room.Room):
    name = "huichang.parts"
    verbose_name = "备件"
