"""The content that ships as data: every reference resolves, every value is in its range."""

import json
import re
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

import huichang
from huichang.booking import rules
from huichang.booking.states import PreparationKind
from huichang.company.roles import BayKind, Role, Skill
from huichang.engines import vin
from huichang.parts.states import Quality, UseClass
from huichang.pricebook.states import RepairClass
from huichang.vehicles.states import Energy
from huichang.workshop.states import CheckLevel, PointState, RepairType

CONTENT = Path(huichang.__path__[0])
DTC = re.compile(r"[PBCU][0-3][0-9A-F]{3}(-?[0-9A-F]{2})?")


def content(path: str) -> dict[str, Any]:
    """One data file of the product."""
    found: dict[str, Any] = json.loads((CONTENT / path).read_text(encoding="utf-8"))
    return found


SYSTEMS = {row["code"]: row for row in content("vehicles/systems.json")["systems"]}
LABOUR = content("pricebook/starting_operations.json")
OPERATIONS = {row["code"]: row for row in LABOUR["operations"]}
PACKAGES = content("pricebook/starting_packages.json")
RATES = content("pricebook/starting_rates.json")
CATALOGUE = content("parts/starting_parts.json")
PARTS = {row["number"]: row for row in CATALOGUE["parts"]}
CARS = content("site/demo/cars.json")
SERIES = {row["code"]: row for row in CARS["series"]}
POINTS = content("workshop/inspection_points.json")
CHECKLISTS = content("workshop/checklists.json")
REASONS = content("workshop/reasons.json")
CASES = content("knowledge/starting_cases.json")["cases"]
SCRIPTS = content("care/scripts.json")
WORDS = content("booking/words.json")
NAMES = content("site/demo/names.json")


def unique(rows: list[dict[str, Any]], key: str) -> bool:
    """Whether no two rows share a key."""
    return len({row[key] for row in rows}) == len(rows)


class TestOperations:
    def test_are_enough_and_each_code_stands_once(self) -> None:
        assert len(OPERATIONS) >= 120
        assert unique(LABOUR["operations"], "code")
        assert unique(content("vehicles/systems.json")["systems"], "number")

    def test_speak_the_codes_of_the_house(self) -> None:
        actions = {action["number"] for action in LABOUR["actions"]}
        for code, row in OPERATIONS.items():
            assert re.fullmatch(r"\d{8}", code), code
            assert SYSTEMS[row["system"]]["number"] == code[:2], code
            assert code[6:] in actions, code
            assert row["skill"] in Skill.values, code
            assert row["bay_kind"] in BayKind.values, code
            assert row["repair_class"] in RepairClass.values, code
            assert set() < set(row["energy"]) <= set(Energy.values), code
            assert 5 <= row["minutes"] <= 2400, code
            assert len(row["name"]) <= 80, code
            assert code not in row["covers"], code
            assert set(row["covers"]) <= OPERATIONS.keys(), code

    def test_reach_every_system_and_skill(self) -> None:
        assert {row["system"] for row in OPERATIONS.values()} == SYSTEMS.keys()
        assert {row["skill"] for row in OPERATIONS.values()} == set(Skill.values)

    def test_explain_their_codes_as_the_rooms_do(self) -> None:
        assert {row["code"]: row["name"] for row in LABOUR["skills"]} == dict(Skill.choices)
        assert {row["code"] for row in LABOUR["bay_kinds"]} <= set(BayKind.values)
        assert {row["code"]: row["name"] for row in LABOUR["repair_classes"]} == dict(RepairClass.choices)

    def test_carry_the_guarantee_of_the_law(self) -> None:
        law = {row["code"]: (row["guarantee_km"], row["guarantee_days"]) for row in LABOUR["repair_classes"]}
        assert law == {"overhaul": (20_000, 100), "second_level": (5_000, 30), "minor": (2_000, 10)}

    def test_have_a_rate_for_every_repair_type_and_class(self) -> None:
        classes = {row["code"] for row in RATES["rate_classes"]}
        assert {row["rate_class"] for row in SERIES.values()} == classes
        rated = {(row["repair_type"], row["rate_class"]): Decimal(row["per_hour"]) for row in RATES["rates"]}
        assert rated.keys() == {(kind, one) for kind in RepairType.values for one in classes}
        assert all(50 <= rate <= 1000 for rate in rated.values())


class TestPackages:
    @pytest.mark.parametrize("package", PACKAGES["packages"], ids=lambda package: package["code"])
    def test_hold_work_and_parts_that_fit_the_car(self, package: dict[str, Any]) -> None:
        assert len(package["code"]) <= 16
        assert package["kind"] in {kind["code"] for kind in PACKAGES["kinds"]}
        assert package["repair_type"] in RepairType.values
        assert package["fits"]
        assert package["operations"]
        assert len(set(package["operations"])) == len(package["operations"])
        for series in package["fits"]:
            energy = SERIES[series]["energy"]
            for code in package["operations"]:
                assert energy in OPERATIONS[code]["energy"], f"{code} is not done on a {energy}"
            for part in package["parts"]:
                assert series in PARTS[part["number"]]["fits"], f"{part['number']} does not fit {series}"
        for part in package["parts"]:
            assert PARTS[part["number"]]["superseded_by"] is None
            quantity = Decimal(part["quantity"])
            assert 0 < quantity <= 20
            assert not PARTS[part["number"]]["whole"] or quantity == quantity.to_integral_value()
        for months in filter(None, [package["months"]]):
            assert 1 <= months <= 120
        for km in filter(None, [package["km"], *package["at_km"]]):
            assert 1_000 <= km <= 200_000

    def test_never_charge_an_operation_twice(self) -> None:
        for package in PACKAGES["packages"]:
            for code in package["operations"]:
                assert not set(OPERATIONS[code]["covers"]) & set(package["operations"]), package["code"]

    @pytest.mark.parametrize("series", SERIES)
    def test_give_every_series_a_first_and_a_regular_maintenance(self, series: str) -> None:
        kinds = {package["kind"] for package in PACKAGES["packages"] if series in package["fits"]}
        assert {"first", "regular", "fluid", "wear", "check"} <= kinds

    def test_stand_once(self) -> None:
        assert unique(PACKAGES["packages"], "code")


class TestParts:
    def test_are_enough_and_each_number_stands_once(self) -> None:
        assert len(PARTS) >= 400
        assert unique(CATALOGUE["parts"], "number")

    def test_use_every_class_and_quality_of_the_trade(self) -> None:
        assert {row["use_class"] for row in PARTS.values()} == set(UseClass.values)
        assert {row["quality"] for row in PARTS.values()} == set(Quality.values)

    def test_have_codes_prices_and_series_in_range(self) -> None:
        for number, row in PARTS.items():
            assert row["system"] in SYSTEMS, number
            assert row["tracking"] in {"none", "batch", "serial"}, number
            assert len(number) <= 40, number
            assert len(row["name"]) <= 80, number
            assert row["pack"] >= 1, number
            assert row["monthly_demand"] >= 0, number
            assert row["fits"], number
            assert set(row["fits"]) <= SERIES.keys(), number
            cost, price = Decimal(row["cost"]), Decimal(row["list_price"])
            assert 0 < cost * Decimal("1.13") < price, number
            assert price == price.quantize(Decimal("0.01")), number

    def test_name_alternatives_both_ways_and_for_a_common_car(self) -> None:
        for number, row in PARTS.items():
            for other in row["alternatives"]:
                assert number in PARTS[other]["alternatives"], (number, other)
                assert set(row["fits"]) & set(PARTS[other]["fits"]), (number, other)
                assert row["family"] == PARTS[other]["family"], (number, other)

    def test_supersede_both_ways_without_a_circle(self) -> None:
        pairs = 0
        for number, row in PARTS.items():
            if row["superseded_by"]:
                pairs += 1
                assert PARTS[row["superseded_by"]]["supersedes"] == number
            if row["supersedes"]:
                assert PARTS[row["supersedes"]]["superseded_by"] == number
            seen, walk = {number}, row["superseded_by"]
            while walk:
                assert walk not in seen
                seen.add(walk)
                walk = PARTS[walk]["superseded_by"]
        assert pairs >= 8


class TestInspectionPoints:
    pytestmark = pytest.mark.req("LANE-13")

    def test_are_walked_zone_by_zone(self) -> None:
        zones = {zone["code"]: zone["order"] for zone in POINTS["zones"]}
        orders = [zones[point["zone"]] for point in POINTS["points"]]
        assert 44 <= len(orders) <= 50
        assert orders == sorted(orders)
        assert set(orders) == set(zones.values())
        assert [point["order"] for point in POINTS["points"]] == list(range(1, len(orders) + 1))
        assert unique(POINTS["points"], "code")

    def test_know_the_states_of_the_room(self) -> None:
        assert {state["code"]: state["name"] for state in POINTS["states"]} == dict(PointState.choices)
        assert {touch["code"] for touch in POINTS["touches"]} == {"yellow", "red", "black"}

    @pytest.mark.parametrize("point", POINTS["points"], ids=lambda point: point["code"])
    def test_have_sound_thresholds_and_a_remedy_that_exists(self, point: dict[str, Any]) -> None:
        assert len(point["code"]) <= 20
        assert point["system"] in SYSTEMS
        assert point["touch"] in {"yellow", "red", "black"}
        assert point["risk"].endswith("。")
        assert len(point["risk"]) <= 300
        assert set(point["energy"]) <= set(Energy.values)
        assert set(point["remedy"]["operations"]) <= OPERATIONS.keys()
        for part in point["remedy"]["parts"]:
            assert PARTS[part["number"]]["superseded_by"] is None
            assert Decimal(part["quantity"]) > 0
        measure, wear = point["measure"], point["wear"]
        if measure is not None:
            assert measure["worse"] in {"below", "above"}
            assert measure["lowest"] <= measure["now"] <= measure["highest"]
            assert measure["lowest"] <= measure["soon"] <= measure["highest"]
            assert (measure["soon"] > measure["now"]) is (measure["worse"] == "below")
        if wear is not None:
            assert wear["by"] in {"km", "month"}
            assert wear["rate"] > 0
            assert wear["per"] > 0
            if measure is not None:
                assert (wear["new"] > measure["soon"]) is (measure["worse"] == "below")

    def test_hold_the_thresholds_that_are_law_or_custom(self) -> None:
        points = {point["code"]: point["measure"] for point in POINTS["points"]}
        assert (points["TREAD-LF"]["soon"], points["TREAD-LF"]["now"]) == (3.0, 1.6)
        assert (points["PAD-F"]["soon"], points["PAD-F"]["now"]) == (4.0, 2.0)

    @pytest.mark.parametrize("series", SERIES)
    def test_offer_each_series_the_pads_and_tyres_that_fit_it(self, series: str) -> None:
        for point in POINTS["points"]:
            if point["code"] in {"PAD-F", "PAD-R", "TREAD-LF", "TREAD-RR", "BATTERY-V", "WIPER-F"}:
                fitting = [row for row in point["remedy"]["parts"] if series in PARTS[row["number"]]["fits"]]
                assert fitting, point["code"]


class TestChecklists:
    pytestmark = pytest.mark.req("LANE-50")

    def test_exist_for_every_kind_at_every_level(self) -> None:
        kinds = {kind["code"] for kind in CHECKLISTS["kinds"]}
        written = {(row["kind"], row["level"]) for row in CHECKLISTS["checklists"]}
        assert written == {(kind, level) for kind in kinds for level in CheckLevel.values}
        assert len(CHECKLISTS["checklists"]) == len(written)

    def test_have_six_to_fourteen_points(self) -> None:
        for row in CHECKLISTS["checklists"]:
            assert 6 <= len(row["items"]) <= 14, (row["kind"], row["level"])
            assert unique(row["items"], "code")
            for item in row["items"]:
                assert set(item["only_systems"]) <= SYSTEMS.keys()

    def test_are_chosen_for_every_repair_type(self) -> None:
        reached = {kind for row in CHECKLISTS["kinds"] for kind in row["repair_types"]}
        assert reached == set(RepairType.values)
        for row in CHECKLISTS["kinds"]:
            assert set(row["systems"]) <= SYSTEMS.keys()

    def test_ask_for_a_road_test_after_work_on_brakes_and_steering(self) -> None:
        road = {row["kind"]: row["road_test"] for row in CHECKLISTS["checklists"] if row["level"] == "final"}
        assert road["brake_steering"]
        assert road["rework"]
        assert not road["paint"]


class TestFaultKnowledge:
    pytestmark = pytest.mark.req("PEOPLE-30")

    def test_starts_with_the_cases_of_the_sources(self) -> None:
        first = CASES[:4]
        assert all(case["source"].startswith("来源文献：《") for case in first)
        for case, word in zip(first, ("怠速", "高速", "刹车", "制动液"), strict=True):
            assert word in case["title"]
        assert len(CASES) >= 34
        assert unique(CASES, "title")

    @pytest.mark.parametrize("case", CASES, ids=lambda case: case["title"])
    def test_has_causes_that_add_up_and_lead_to_work(self, case: dict[str, Any]) -> None:
        assert case["system"] in SYSTEMS
        assert set(case["energy"]) <= set(Energy.values)
        assert len(case["title"]) <= 80
        assert len(case["models_range"]) <= 120
        assert 0 < len(case["source"]) <= 120
        assert len(case["sayings"]) >= 3
        assert all(DTC.fullmatch(code) for code in case["codes"])
        assert sum(Decimal(cause["likelihood"]) for cause in case["causes"]) == 1
        for cause in case["causes"]:
            assert Decimal(cause["likelihood"]) > 0
            assert cause["check"]
            assert cause["remedy"]
            assert cause["operations"]
            assert set(cause["operations"]) <= OPERATIONS.keys()
            assert cause["minutes"] == sum(OPERATIONS[code]["minutes"] for code in cause["operations"])
            assert all(PARTS[number]["superseded_by"] is None for number in cause["parts"])


class TestReasons:
    @pytest.mark.parametrize("group", REASONS)
    def test_are_short_chips_with_a_code_each(self, group: str) -> None:
        assert unique(REASONS[group], "code")
        assert all(1 < len(row["text"]) <= 20 for row in REASONS[group])

    def test_serve_every_place_that_asks_why(self) -> None:
        assert REASONS.keys() >= {
            "decline",
            "pause",
            "waiting_parts",
            "waiting_customer",
            "waiting_insurer",
            "waiting_sublet",
            "check_failed",
            "order_cancel",
            "mileage_lower",
            "vin_override",
            "precheck_cause",
            "precheck_action",
        }


class TestCars:
    def test_make_valid_vins(self) -> None:
        for row in SERIES.values():
            number = vin.make_valid(row["first8"], "T", "1", "000123")
            assert number.doubts() == ()
            brands = {brand["code"]: brand["wmi"] for brand in CARS["brands"]}
            assert number.wmi == brands[row["brand"]]
        assert len({row["first8"] for row in SERIES.values()}) == len(SERIES) == 12

    def test_share_the_market_among_them(self) -> None:
        assert sum(Decimal(str(row["share"])) for row in SERIES.values()) == 1

    def test_carry_the_tyre_that_the_store_sells(self) -> None:
        for code, row in SERIES.items():
            assert row["energy"] in Energy.values
            assert any(row["tyre"] in part["name"] and code in part["fits"] for part in PARTS.values()), code
            assert len(row["colours"]) >= 4


class TestNames:
    def test_are_enough_for_a_town(self) -> None:
        assert len(NAMES["companies"]) == len(set(NAMES["companies"])) == 60
        assert all(row["weight"] > 0 for row in NAMES["surnames"] + NAMES["districts"])
        assert {(row["sex"], row["decade"]) for row in NAMES["given"]} == {
            (sex, decade) for sex in ("male", "female") for decade in (1960, 1970, 1980, 1990, 2000)
        }
        for row in NAMES["given"]:
            assert min(len(row["names"]), len(row["single"]) * 3, len(row["first"]) * 3) >= 15


class TestCallScripts:
    def test_exist_for_every_repair_type_and_begin_openly(self) -> None:
        assert sorted(row["repair_type"] for row in SCRIPTS["scripts"]) == sorted(RepairType.values)
        steps = {step["code"] for step in SCRIPTS["steps"]}
        for row in SCRIPTS["scripts"]:
            assert "怎么样" in row["open_question"] or "总体" in row["open_question"]
            assert 2 <= row["due_after_days"] <= 5
            assert {question["step"] for question in row["questions"]} <= steps
            assert {question["kind"] for question in row["questions"]} <= {"yes_no", "text", "scale"}
            assert row["closing"]

    def test_teach_to_ask_listen_check_and_sum_up(self) -> None:
        assert [row["code"] for row in SCRIPTS["guidelines"]] == ["ask", "listen", "check", "sum_up"]


class TestBookingWords:
    def test_prepare_every_point_with_an_owner_and_a_time(self) -> None:
        assert [row["kind"] for row in WORDS["preparation"]] == list(PreparationKind.values)
        for row in WORDS["preparation"]:
            assert row["owner_role"] in Role.values
            assert rules.read_due(row["due"])

    def test_are_chips_with_a_code_each(self) -> None:
        for group, rows in WORDS.items():
            if group != "preparation":
                assert unique(rows, "code"), group
                assert all(len(row["text"]) <= 40 for row in rows), group
