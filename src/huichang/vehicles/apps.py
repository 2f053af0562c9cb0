from huichang.kernel import room


class Vehicles(room.Room):
    name = "huichang.vehicles"
