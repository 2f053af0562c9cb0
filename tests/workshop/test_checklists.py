"""Checklists, reasons and phrases as the code reads them."""

import pytest

from huichang.pricebook import queries as pricebook
from huichang.workshop import checklists, phrases, reasons
from huichang.workshop.states import CheckLevel, RepairType


@pytest.mark.req("LANE-50")
class TestChecklists:
    @pytest.mark.parametrize(
        ("repair_type", "system", "kind"),
        [
            ("rework", "brake", "rework"),
            ("repair", "brake", "brake_steering"),
            ("maintenance", "brake", "brake_steering"),
            ("repair", "hv", "electric_hv"),
            ("accident", "", "body"),
            ("paint", "paint", "paint"),
            ("first", "maintenance", "maintenance"),
            ("repair", "engine", "general"),
            ("nonsense", "", "general"),
        ],
    )
    def test_are_chosen_by_repair_type_and_system(self, repair_type: str, system: str, kind: str) -> None:
        assert checklists.kind_of(repair_type, system) == kind

    def test_have_points_at_every_level_for_every_work(self) -> None:
        for repair_type in RepairType.values:
            for system in ("", "brake", "hv", "aircon", "body"):
                for level in CheckLevel.values:
                    assert checklists.points([(repair_type, system)], level), (repair_type, system, level)

    def test_join_several_jobs_without_saying_a_thing_twice(self) -> None:
        points = checklists.points([("maintenance", "maintenance"), ("repair", "brake")], CheckLevel.FINAL)
        assert len({point.text for point in points}) == len(points)
        assert len({point.code for point in points}) == len(points)

    def test_leave_out_high_voltage_for_plain_electrics(self) -> None:
        plain = checklists.points([("repair", "electric")], CheckLevel.SELF)
        volts = checklists.points([("repair", "hv")], CheckLevel.SELF)
        assert any("断电" in point.text for point in volts)
        assert not any("断电" in point.text for point in plain)

    def test_ask_for_a_road_test_where_driving_shows_it(self) -> None:
        assert checklists.needs_road_test([("maintenance", "maintenance"), ("repair", "brake")])
        assert not checklists.needs_road_test([("maintenance", "maintenance")])


class TestReasons:
    def test_are_offered_with_their_words_and_taken_as_own_words_otherwise(self) -> None:
        assert ("meal", "用餐") in reasons.of("pause")
        assert reasons.words("pause", "meal") == "用餐"
        assert reasons.words("pause", " 停电 ") == "停电"


class TestPhrases:
    def test_begin_with_what_is_said_of_the_system(self) -> None:
        assert phrases.of("cause", "brake")[0] == "制动片磨损到限"
        assert len(set(phrases.of("cause", "brake"))) == len(phrases.of("cause", "brake"))
        assert phrases.of("correction", "unknown") == phrases.of("correction", "")

    def test_know_only_systems_of_the_price_book(self) -> None:
        known = {*pricebook.systems(), "any"}
        assert {key for part in phrases._all().values() for key in part} <= known
