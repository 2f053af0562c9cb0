from huichang.kernel import room


class Knowledge(room.Room):
    name = "huichang.knowledge"
    verbose_name = "知识库"
