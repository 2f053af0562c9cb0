from huichang.kernel import room


class Post(room.Room):
    name = "huichang.post"
    verbose_name = "消息"
