from huichang.kernel import room


class Post(room.Room):
    name = "huichang.post"
