"""Policies from a sheet: drafts first, published together."""

import pytest

from huichang.company import sheet_cards
from huichang.kernel.refusals import Missing, NotAllowed, Refused
from huichang.vehicles import coverage
from huichang.vehicles.models import Policy, PolicyDraft, PolicyVersion
from tests.sheets import tried, undone, written
from tests.vehicles.promises import published
from tests.world import NOON, World

pytestmark = pytest.mark.req("WARR-01")
KIND = "vehicles.policies"
HEAD = [
    "政策编号",
    "名称",
    "种类",
    "品牌",
    "车系",
    "系统",
    "起算",
    "月数",
    "公里数",
    "不予担保",
    "条款",
    "执行日期",
]
WHOLE = [
    "YL-01",
    "整车担保",
    "整车",
    "远岚",
    "R5、T3",
    "",
    "行驶证",
    "36",
    "60000",
    "未经认可的改装",
    "第 2 条",
    "2026-03-02",
]
ENGINE = [
    "YL-02",
    "总成担保",
    "总成",
    "远岚",
    "",
    "发动机、变速器",
    "行驶证日期",
    "60",
    "100000",
    "",
    "第 3 条",
    "",
]


class TestPolicies:
    @pytest.mark.req("WARR-30")
    def test_come_from_the_manufacturer_alone_where_its_people_work(self, world: World) -> None:
        world.staff("network_officer", world.south)
        with pytest.raises(NotAllowed, match="由厂家发布"):
            tried(world.warranty_clerk, KIND, [HEAD, WHOLE])
        assert KIND not in {each.key for each in sheet_cards.kinds(world.warranty_clerk)}
        assert KIND in {each.key for each in sheet_cards.kinds(world.actor("network_officer", world.south))}

    def test_come_as_drafts_and_are_published_together(self, world: World) -> None:
        page = written(world.warranty_clerk, KIND, [HEAD, WHOLE, ENGINE])
        assert dict(page.counts) == {"新政策草稿": 2, "修订草稿": 0}
        draft = PolicyDraft.objects.get(policy__code="YL-01")
        assert (draft.series, draft.voids, draft.start) == (["R5", "T3"], ["modified"], "licence")
        assert PolicyVersion.objects.count() == 0
        made = coverage.publish_drafts(world.warranty_clerk, reason="厂家 2026 版", at=NOON)
        assert [(each.policy.code, each.number) for each in made] == [("YL-01", 1), ("YL-02", 1)]
        assert made[1].systems == ["engine", "transmission"]
        with pytest.raises(Missing):
            coverage.publish_drafts(world.warranty_clerk, reason="", at=NOON)
        with pytest.raises(NotAllowed):
            coverage.publish_drafts(world.adviser, reason="", at=NOON)

    def test_a_known_policy_gets_its_next_version(self, world: World) -> None:
        published(world, "YL-01")
        page = written(world.warranty_clerk, KIND, [HEAD, [*WHOLE[:7], "48", *WHOLE[8:]]])
        assert dict(page.counts) == {"新政策草稿": 0, "修订草稿": 1}
        with pytest.raises(Refused, match="YL-01"):
            coverage.publish_drafts(world.warranty_clerk, reason="", at=NOON)
        (version,) = coverage.publish_drafts(world.warranty_clerk, reason="延长到 48 个月", at=NOON)
        assert (version.number, version.months) == (2, 48)

    def test_wrong_lines_are_named(self, world: World) -> None:
        page = tried(
            world.warranty_clerk,
            KIND,
            [
                HEAD,
                [*WHOLE[:7], "", "", *WHOLE[9:]],
                ["YL-03", "备件", "备件", "", "", "", "行驶证", "12", "", "", "第 1 条", ""],
                ["YL-04", "整车", "整车", "", "", "方向", "行驶证", "12", "", "", "第 1 条", ""],
                ENGINE,
                ENGINE,
            ],
        )
        said = {each.line: each.says for each in page.problems}
        assert "至少填一个" in said[2]
        assert "装车交付日" in said[3]
        assert "没有“方向”" in said[4]
        assert "重复" in said[6]

    def test_is_taken_back_until_it_is_published(self, world: World) -> None:
        page = written(world.warranty_clerk, KIND, [HEAD, WHOLE])
        undone(world.warranty_clerk, page)
        assert Policy.objects.count() == 0
        page = written(world.warranty_clerk, KIND, [HEAD, WHOLE])
        coverage.publish_drafts(world.warranty_clerk, reason="", at=NOON)
        with pytest.raises(Refused):
            undone(world.warranty_clerk, page)
