"""Publishing to stores with read state (PLAT-03, WARR-30)."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection

from huichang.company import settings
from huichang.kernel import todo
from huichang.kernel.papers_in import Brought
from huichang.kernel.refusals import Missing, NotAllowed, OutOfTurn, Refused
from huichang.network import publishing, regions
from huichang.network.models import Notice, NoticeRead
from huichang.network.queries import notices
from huichang.network.states import NoticeState
from huichang.vehicles.models import Campaign, Policy, PolicyVersion
from tests.kernel.test_papers_in import pdf
from tests.warranty.claiming import JPEG
from tests.web import page, signed_in
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("WARR-30", "PLAT-03")


def policy(number: int = 1, code: str = "YL-1", months: int = 36) -> Policy:
    """A policy whose last version has this number."""
    found, _ = Policy.objects.get_or_create(code=code)
    PolicyVersion.objects.create(
        policy=found,
        number=number,
        name="整车质保",
        months=months,
        km=100_000,
        from_on=date(2026, 4, number),
        reason="延长",
        published_at=NOON,
    )
    return found


def bulletin(world: World, **said: Any) -> Notice:
    """Something for the warranty clerks of both stores."""
    values = {
        "kind": "bulletin",
        "title": "故障报告填写要求",
        "words": "请写明测量值。",
        "posts": ["warranty_clerk"],
        "store_ids": [world.north.pk, world.south.pk],
        "at": NOON,
        **said,
    }
    return publishing.publish(world.actor("network_officer"), **values)


class TestPublish:
    def test_a_bulletin_reaches_who_must_read_it(self, world: World) -> None:
        notice = bulletin(world, photos=[JPEG], read_by=TODAY)
        mine = notices.of_store(world.warranty_clerk)
        assert [(row.id, row.unread) for row in mine] == [(notice.pk, True)]
        assert [row.unread for row in notices.of_store(world.adviser)] == [False]
        waits = todo.for_actor(world.warranty_clerk, NOON)
        assert any(each.url == f"/network/notices/{notice.pk}/" for each in waits)
        assert not any(each.act == "阅读通知" for each in todo.for_actor(world.adviser, NOON))
        assert len(notices.page_of_store(world.warranty_clerk, notice.pk).photos) == 1

    def test_a_policy_says_what_it_changes_and_replaces_what_was_said(self, world: World) -> None:
        told = policy()
        first = bulletin(world, kind="policy", title="", policy_id=told.pk)
        assert (first.title, first.from_on) == ("整车质保第 1 版", date(2026, 4, 1))
        with pytest.raises(Refused, match="已经发布给门店"):
            bulletin(world, kind="policy", title="", policy_id=told.pk)
        policy(2, months=48)
        officer = world.actor("network_officer")
        assert [each.number for each in notices.to_publish(officer).versions] == [2]
        second = bulletin(world, kind="policy", title="", policy_id=told.pk)
        first.refresh_from_db()
        assert (first.state, second.supersedes_id) == (NoticeState.SUPERSEDED, first.pk)
        page = notices.page_of_store(world.warranty_clerk, second.pk)
        assert any("48" in each.after for each in page.says.changes)
        before = notices.page_of_store(world.warranty_clerk, first.pk)
        assert (before.after and before.after.id, before.row.unread) == (second.pk, False)
        assert notices.to_publish(officer).versions == []

    def test_a_campaign_names_itself(self, world: World) -> None:
        campaign = Campaign.objects.create(number="ZH-1", name="气囊", starts_on=TODAY, state="open")
        notice = bulletin(world, kind="campaign", title="", words="", campaign_id=campaign.pk)
        assert notice.title == "召回 ZH-1 气囊"
        assert notices.page_of_store(world.warranty_clerk, notice.pk).campaign_id == campaign.pk

    def test_a_campaign_that_is_still_prepared_goes_to_nobody(self, world: World) -> None:
        campaign = Campaign.objects.create(number="ZH-2", name="气囊", starts_on=TODAY)
        assert notices.to_publish(world.actor("network_officer")).campaigns == []
        with pytest.raises(Refused, match="先导入名单、开始执行"):
            bulletin(world, kind="campaign", title="", words="", campaign_id=campaign.pk)

    def test_a_pdf_is_read_by_the_store(self, world: World) -> None:
        content = pdf()
        notice = bulletin(world, words="", papers=[Brought("C:\\通报\\制动.pdf", content)])
        (paper,) = notices.page_of_store(world.warranty_clerk, notice.pk).papers
        assert (paper.name, paper.size, paper.size_says) == ("制动.pdf", len(content), "1 KB")
        clerk = signed_in(world.warranty_clerk)
        assert "制动.pdf" in page(clerk, f"/network/notices/{notice.pk}/")
        answer = clerk.get(paper.url)
        assert (answer.content, answer["Content-Type"]) == (content, "application/pdf")
        assert answer["Content-Disposition"].startswith("inline")

    def test_at_most_three_pdfs(self, world: World) -> None:
        with pytest.raises(Refused, match="最多附 3 份"):
            bulletin(world, papers=[Brought("a.pdf", pdf())] * 4)
        assert Notice.objects.count() == 0

    def test_a_form_with_another_file_is_refused_in_words(self, world: World) -> None:
        officer = signed_in(world.actor("network_officer"))
        said = {"kind": "bulletin", "title": "附件", "posts": ["warranty_clerk"], "everywhere": "on"}
        wrong = SimpleUploadedFile("制动.pdf", JPEG, "application/pdf")
        answer = officer.post("/network/published/new/", {**said, "papers": wrong})
        assert (answer.status_code, "不是 PDF 文件" in answer.content.decode()) == (422, True)
        right = SimpleUploadedFile("制动.pdf", pdf(), "application/pdf")
        assert officer.post("/network/published/new/", {**said, "papers": right}).status_code == 302
        assert Notice.objects.get().papers[0]["name"] == "制动.pdf"

    def test_a_bulletin_may_replace_another(self, world: World) -> None:
        first = bulletin(world)
        second = bulletin(world, supersedes_id=first.pk)
        first.refresh_from_db()
        assert (first.state, second.supersedes_id) == (NoticeState.SUPERSEDED, first.pk)
        with pytest.raises(OutOfTurn):
            bulletin(world, supersedes_id=first.pk)
        with pytest.raises(Missing):
            bulletin(world, supersedes_id=0 - 1)

    def test_goes_only_where_it_is_sent(self, world: World) -> None:
        notice = bulletin(world, store_ids=[world.south.pk])
        assert notices.of_store(world.warranty_clerk) == []
        with pytest.raises(Missing):
            notices.page_of_store(world.warranty_clerk, notice.pk)

    @pytest.mark.parametrize(
        ("said", "says"),
        [
            ({"kind": "x"}, "请选择发布什么"),
            ({"posts": []}, "必读岗位"),
            ({"posts": ["network_officer"]}, "必读岗位"),
            ({"store_ids": []}, "哪些门店"),
            ({"title": " "}, "标题"),
            ({"words": " "}, "内容"),
            ({"read_by": TODAY - timedelta(days=1)}, "阅读期限"),
            ({"kind": "policy"}, "担保政策"),
            ({"kind": "policy", "policy_id": 99}, "担保政策"),
            ({"kind": "campaign"}, "活动"),
            ({"photos": [b"x"] * 7}, "6 张"),
        ],
    )
    def test_refuses_what_is_missing_and_publishes_nothing(
        self, world: World, said: dict[str, Any], says: str
    ) -> None:
        with pytest.raises(Refused, match=says):
            bulletin(world, **said)
        assert not Notice.objects.exists()

    def test_knows_its_stores(self, world: World) -> None:
        with pytest.raises(Missing):
            bulletin(world, store_ids=[0])
        world.north.settings = {"network.region": "川西"}
        world.north.save()
        settings.forget()
        assert regions.by_region() == {
            "川西": [(world.north.pk, "北城店")],
            "": [(world.south.pk, "南城店")],
        }

    def test_is_the_officers(self, world: World) -> None:
        for actor in (world.warranty_clerk, world.service_manager, world.administrator):
            with pytest.raises(NotAllowed):
                publishing.publish(
                    actor,
                    kind="bulletin",
                    title="x",
                    words="x",
                    posts=["adviser"],
                    store_ids=[world.north.pk],
                    at=NOON,
                )
            with pytest.raises(NotAllowed):
                notices.published(actor)


class TestConfirmRead:
    def test_is_seen_by_the_manufacturer_by_store_and_post(self, world: World) -> None:
        world.staff("warranty_clerk", world.south)
        notice = bulletin(world)
        publishing.confirm_read(world.warranty_clerk, notice.pk, at=NOON)
        officer = world.actor("network_officer")
        row = notices.published(officer)[0]
        assert (row.read, row.asked, row.stores, row.percent) == (1, 2, 2, 50)
        page = notices.published_page(officer, notice.pk)
        assert [(each.name, each.read) for each in page.stores] == [("南城店", 0), ("北城店", 1)]
        assert page.stores[1].readers[0].read_at == NOON
        assert (page.stores[1].readers[0].post, page.behind) == ("索赔员", 1)
        assert not any(each.act == "阅读通知" for each in todo.for_actor(world.warranty_clerk, NOON))

    def test_stands_as_it_was_said_first(self, world: World) -> None:
        notice = bulletin(world)
        first = publishing.confirm_read(world.warranty_clerk, notice.pk, at=NOON)
        again = publishing.confirm_read(world.warranty_clerk, notice.pk, at=NOON + timedelta(days=1))
        assert (again.pk, again.at) == (first.pk, NOON)

    def test_is_for_what_holds_and_went_here(self, world: World) -> None:
        notice = bulletin(world, store_ids=[world.south.pk])
        with pytest.raises(Missing):
            publishing.confirm_read(world.warranty_clerk, notice.pk, at=NOON)
        other = bulletin(world)
        publishing.withdraw_notice(world.actor("network_officer"), other.pk, why="发错", at=NOON)
        with pytest.raises(OutOfTurn, match="已撤回"):
            publishing.confirm_read(world.warranty_clerk, other.pk, at=NOON)

    def test_is_kept_for_ever(self, world: World) -> None:
        notice = bulletin(world)
        publishing.confirm_read(world.warranty_clerk, notice.pk, at=NOON)
        assert NoticeRead.append_only
        assert NoticeRead.objects.get().roles == ["warranty_clerk"]


class TestRemindReaders:
    def test_tells_only_stores_that_are_behind(self, world: World) -> None:
        world.staff("warranty_clerk", world.south)
        notice, officer = bulletin(world), world.actor("network_officer")
        publishing.confirm_read(world.warranty_clerk, notice.pk, at=NOON)
        assert publishing.remind_readers(officer, notice.pk, at=NOON) == 1
        with pytest.raises(Refused, match="今天已经提醒"):
            publishing.remind_readers(officer, notice.pk, at=NOON)
        assert publishing.remind_readers(officer, notice.pk, at=NOON + timedelta(days=1)) == 1
        southern = world.actor("warranty_clerk", world.south)
        assert any(each.act == "阅读通知" and each.urgent for each in todo.for_actor(southern, NOON))

    def test_is_the_officers_and_for_what_is_out(self, world: World) -> None:
        notice, officer = bulletin(world), world.actor("network_officer")
        with pytest.raises(NotAllowed):
            publishing.remind_readers(world.service_manager, notice.pk, at=NOON)
        publishing.withdraw_notice(officer, notice.pk, why="发错", at=NOON)
        with pytest.raises(OutOfTurn):
            publishing.remind_readers(officer, notice.pk, at=NOON)


class TestWithdrawNotice:
    def test_still_stands_with_its_reason(self, world: World) -> None:
        notice = bulletin(world)
        publishing.withdraw_notice(world.actor("network_officer"), notice.pk, why="内容有误", at=NOON)
        page = notices.page_of_store(world.warranty_clerk, notice.pk)
        assert (page.row.state, page.withdrawn_words) == (NoticeState.WITHDRAWN, "内容有误")
        assert notices.of_store(world.warranty_clerk, only="unread") == []

    def test_wants_a_reason_once_by_the_officer(self, world: World) -> None:
        notice, officer = bulletin(world), world.actor("network_officer")
        with pytest.raises(Refused, match="为什么"):
            publishing.withdraw_notice(officer, notice.pk, why="", at=NOON)
        with pytest.raises(NotAllowed):
            publishing.withdraw_notice(world.warranty_clerk, notice.pk, why="x", at=NOON)
        publishing.withdraw_notice(officer, notice.pk, why="x", at=NOON)
        with pytest.raises(OutOfTurn):
            publishing.withdraw_notice(officer, notice.pk, why="x", at=NOON)


class TestFinding:
    def test_finds_by_number_title_and_initials(self, world: World) -> None:
        notice = bulletin(world)
        for text in (notice.number, "填写", "gzbg"):
            assert [row.id for row in notices.of_store(world.adviser, text=text)] == [notice.pk]
            assert [each.row.id for each in notices.published(world.actor("network_officer"), text=text)]
        assert notices.of_store(world.adviser, text="zzz") == []


@pytest.mark.django_db(transaction=True)
def test_a_version_is_published_once_by_two_at_once() -> None:
    world = World()
    told, officer = policy(), world.actor("network_officer")

    def run(_: int) -> str:
        try:
            return publishing.publish(
                officer,
                kind="policy",
                posts=["warranty_clerk"],
                store_ids=[world.north.pk],
                policy_id=told.pk,
                at=NOON,
            ).number
        except Refused as refusal:
            return str(refusal)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as pool:
        said: Iterator[str] = pool.map(run, range(2))
        found = list(said)
    assert len([each for each in found if each.startswith("TZ")]) == 1
    assert Notice.objects.count() == 1
