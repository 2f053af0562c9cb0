from huichang.kernel import room


class Vehicles(room.Room):
    name = "huichang.vehicles"
    verbose_name = "车辆"
