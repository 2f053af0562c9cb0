"""Two people at the price list at once."""

import pytest

from huichang.pricebook import labour
from huichang.pricebook.models import Operation
from tests.interleaving import interleaved
from tests.world import World


@pytest.mark.django_db(transaction=True)
def test_an_operation_code_is_taken_once(world: World) -> None:
    actor = world.service_manager

    def add() -> object:
        return labour.add_operation(
            actor,
            code="NEW01",
            name="新项目",
            system="brake",
            skill="mechanical",
            bay_kind="general",
            minutes=30,
        )

    answers = interleaved(add, add, after="COMMIT")
    assert answers is not None
    assert "工时代码 NEW01 已经存在" in str(answers[1])
    assert Operation.objects.filter(code="NEW01").count() == 1
