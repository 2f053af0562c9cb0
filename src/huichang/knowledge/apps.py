from huichang.kernel import room


class Knowledge(room.Room):
    name = "huichang.knowledge"
