"""A repeated request happens once."""

import threading
import uuid

import pytest
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.test import RequestFactory

from huichang.company.models import Team
from huichang.kernel.actor import Actor
from huichang.kernel.models import Once
from huichang.kernel.once import HappensOnce
from huichang.kernel.refusals import Refused
from huichang.kernel.web import RefusalsBecomeAnswers
from tests.world import World


def post(key: str, actor: Actor, **values: str) -> HttpRequest:
    request = RequestFactory().post("/somewhere/", {"once": key, **values})
    request.actor = actor  # type: ignore[attr-defined]
    return request


def door(world: World, *, fails: bool = False) -> RefusalsBecomeAnswers:
    def view(request: HttpRequest) -> HttpResponse:
        Team.objects.create(store=world.north, name=request.POST.get("name", "二组"))
        if fails:
            raise Refused("不行")
        return HttpResponse("done", status=201)

    return RefusalsBecomeAnswers(HappensOnce(RefusalsBecomeAnswers(view)))


@pytest.mark.req("PLAT-12")
class TestHappensOnce:
    def test_the_second_press_gets_the_first_answer_and_changes_nothing(self, world: World) -> None:
        enter, key = door(world), uuid.uuid4().hex
        first, second = enter(post(key, world.adviser)), enter(post(key, world.adviser))

        assert (first.status_code, second.status_code, second["X-Replayed"]) == (201, 201, "1")
        assert Team.objects.filter(name="二组").count() == 1

    def test_a_refused_one_leaves_nothing_and_may_be_tried_again(self, world: World) -> None:
        key = uuid.uuid4().hex
        answer = door(world, fails=True)(post(key, world.adviser))

        assert answer.status_code == 422
        assert not Team.objects.filter(name="二组").exists()
        assert door(world)(post(key, world.adviser)).status_code == 201

    def test_another_persons_key_is_another_key(self, world: World) -> None:
        enter, key = door(world), uuid.uuid4().hex
        enter(post(key, world.adviser, name="甲"))
        enter(post(key, world.cashier, name="乙"))

        assert Team.objects.filter(name__in=["甲", "乙"]).count() == 2

    def test_the_same_key_with_another_content_is_refused(self, world: World) -> None:
        enter, key = door(world), uuid.uuid4().hex
        enter(post(key, world.adviser, name="甲"))

        assert enter(post(key, world.adviser, name="乙")).status_code == 422


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("PLAT-12")
def test_two_presses_at_the_same_moment_do_it_once() -> None:
    world = World()
    enter, key, actor = door(world), uuid.uuid4().hex, world.adviser
    answers: list[int] = []
    together = threading.Barrier(2)

    def press() -> None:
        together.wait()
        answers.append(enter(post(key, actor)).status_code)
        connection.close()

    presses = [threading.Thread(target=press) for _ in range(2)]
    for thread in presses:
        thread.start()
    for thread in presses:
        thread.join()

    assert answers == [201, 201]
    assert Team.objects.filter(name="二组").count() == 1
    assert Once.objects.count() == 1
