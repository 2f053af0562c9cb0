from huichang.kernel import room


class Site(room.Room):
    name = "huichang.site"

    def ready(self) -> None:
        """The site declares nothing by being imported; its urls load the screens."""
