from huichang.kernel import room


class Network(room.Room):
    name = "huichang.network"
    verbose_name = "厂家"
