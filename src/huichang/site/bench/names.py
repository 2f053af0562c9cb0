"""Names, plates and VINs for an archive: as many as are wanted, each of a valid form."""

import json

from huichang.engines import vin as vins
from huichang.kernel import pinyin
from huichang.site.demo.chance import Chance
from huichang.site.demo.content import HERE
from huichang.site.demo.owners import LETTERS, SERIAL, Names

POOL = 20_000
PROVINCES = "京津冀晋蒙辽吉黑沪苏浙皖闽赣鲁豫鄂湘粤桂琼渝川贵云藏陕甘青宁新"
SEED = 20_260_101


def people() -> list[tuple[str, str, str]]:
    """(name, pinyin, initials) of different people, common surnames more often."""
    names, chance = Names(json.loads((HERE / "names.json").read_text())), Chance(SEED, "archive")
    found = dict.fromkeys(names.person(chance)[0] for _ in range(POOL))
    return [(name, pinyin.full(name), pinyin.initials(name)) for name in found]


class Cars:
    """Plates and VINs that no car carries yet."""

    def __init__(self, plates: set[str], numbers: set[str]) -> None:
        self.plates, self.numbers = plates, numbers
        self.chance = Chance(SEED, "cars")
        self.serial = 0

    def plate(self) -> str:
        """An ordinary plate: five places, one or two of them letters."""
        while True:
            places = [self.chance.choice("0123456789") for _ in range(5)]
            for at in self.chance.sample(range(5), self.chance.randint(1, 2)):
                places[at] = self.chance.choice(LETTERS)
            plate = f"{self.chance.choice(PROVINCES)}{self.chance.choice(LETTERS)}{''.join(places)}"
            if plate not in self.plates:
                self.plates.add(plate)
                return plate

    def vin(self, like: str) -> str:
        """A VIN of the same series and year, with a serial number of its own and the right check digit."""
        while True:
            self.serial += 1
            plant = SERIAL[10 + self.serial // 1_000_000 % 20]
            number = str(vins.make_valid(like[:8], like[9], plant, f"{self.serial % 1_000_000:06d}"))
            if number not in self.numbers:
                self.numbers.add(number)
                return number
