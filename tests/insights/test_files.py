"""How complete the files are, by adviser."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta

import pytest
from django.utils.timezone import now

from huichang.company.roles import Role
from huichang.customers.models import Customer
from huichang.insights import files
from huichang.kernel.refusals import NotAllowed
from tests.stories import Visiting
from tests.web import page, signed_in
from tests.world import World


@pytest.mark.req("CARE-01")
class TestFileQuality:
    def test_is_the_last_advisers_with_what_is_missing(self, world: World) -> None:
        story = Visiting(world).opened()
        quality = files.file_quality(world.service_manager, at=story.at)
        (row,) = quality.advisers
        assert (row.adviser, row.many, row.thin) == (world.adviser.name, 1, 1)
        assert row.score == quality.score == quality.thinnest[0].score
        assert quality.thinnest[0].missing[0] in dict(row.missing)

    def test_rises_with_what_is_filled_in(self, world: World) -> None:
        story = Visiting(world).opened()
        before = files.file_quality(world.service_manager, at=story.at).score
        Customer.objects.filter(pk=world.wang.pk).update(
            address="北城大道1号", wechat="wjg", birthday="1980-01-01"
        )
        assert files.file_quality(world.service_manager, at=story.at).score == before + 20

    def test_forgets_who_has_not_come_for_long(self, world: World) -> None:
        story = Visiting(world).opened()
        later = story.at + timedelta(days=files.DAYS + 1)
        assert files.file_quality(world.service_manager, at=later).many == 0

    def test_lists_the_thin_files_of_one_adviser(self, world: World) -> None:
        story = Visiting(world).opened()
        mine, nobodys = (
            files.file_quality(world.service_manager, at=story.at, adviser_id=pk).thinnest
            for pk in (world.staff("adviser").pk, 0)
        )
        assert ([file.name for file in mine], nobodys) == (["王建国"], ())

    def test_belongs_to_the_store(self, world: World) -> None:
        story = Visiting(world).opened()
        assert files.file_quality(world.southern_manager, at=story.at).advisers == ()

    def test_is_not_for_the_technician(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            files.file_quality(world.technician, at=now())

    def test_costs_three_statements(
        self, world: World, django_assert_max_num_queries: Callable[[int], AbstractContextManager[object]]
    ) -> None:
        story = Visiting(world).opened()
        manager = world.service_manager
        with django_assert_max_num_queries(3):
            files.file_quality(manager, at=story.at)


def test_the_page_leads_to_the_files(world: World) -> None:
    Visiting(world, at=now()).opened()
    text = page(signed_in(world.service_manager), f"/insights/files/?adviser={world.staff('adviser').pk}")
    assert f'href="/customers/{world.wang.pk}/"' in text
    assert "/insights/files/" in page(signed_in(world.adviser), "/customers/")
    assert "/insights/files/" not in page(signed_in(world.actor(Role.MARKETING_OFFICER)), "/customers/")
