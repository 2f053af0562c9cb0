from huichang.kernel import room


class Warranty(room.Room):
    name = "huichang.warranty"
    verbose_name = "索赔"
