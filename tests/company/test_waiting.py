"""What a store still lacks stands on its administrator's work place."""

from huichang.company import first_start, waiting
from huichang.company import queries as company
from huichang.kernel import todo
from tests.company.test_first_start import WORDS
from tests.world import NOON, World


def test_a_new_house_tells_what_to_do_first(db: None) -> None:
    _, staff_id = first_start.open_house(**WORDS)
    actor = company.actor_of(staff_id)
    assert actor is not None
    assert [item.act for item in todo.for_actor(actor, NOON)] == ["新增员工", "登记工位"]


def test_a_working_store_hears_nothing(world: World) -> None:
    world.staff("adviser")
    world.staff("technician")
    found = todo.for_actor(world.actor("administrator"), NOON)
    assert not {item.url for item in found} & {"/company/people/", "/company/store/", "/company/shifts/"}


class TestLacking:
    def test_a_new_store_lacks_everything(self, db: None) -> None:
        store_id, _ = first_start.open_house(**WORDS)
        assert waiting.lacking(store_id, on=NOON.date()) == waiting.Lacking(True, True, True)

    def test_a_working_store_lacks_nothing(self, world: World) -> None:
        world.staff("adviser")
        world.staff("technician")
        assert waiting.lacking(world.north.pk, on=NOON.date()) == waiting.Lacking(False, False, False)
