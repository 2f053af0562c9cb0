from huichang.kernel import room


class Planning(room.Room):
    name = "huichang.planning"
    verbose_name = "排程"
