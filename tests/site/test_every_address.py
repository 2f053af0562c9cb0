"""Every address of the house, tried by whoever should not get in: signed out, from another store, without the right.

The list is made from the URL map; an address with a parameter that this test does not know fails, so that no new address
stays untried.
"""

from collections.abc import Iterator

import pytest
from django.apps import apps
from django.db.models import Model
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from huichang.company.models import Staff
from huichang.company.roles import Role
from huichang.kernel.models import Entry
from huichang.site.doors import OPEN_PATHS, STAFF_KEY
from tests.stories import Visiting
from tests.world import World

ROWS = {
    "order_id": "workshop.Order",
    "visit_id": "workshop.Visit",
    "job_id": "workshop.Job",
    "line_id": "workshop.Line",
    "extra_id": "workshop.ExtraWork",
    "finding_id": "workshop.Finding",
    "assignment_id": "workshop.Assignment",
    "clock_id": "workshop.Clock",
    "check_id": "workshop.QualityCheck",
    "alarm_id": "workshop.Alarm",
    "answer_id": "workshop.Answer",
    "link_id": "workshop.CustomerLink",
    "pass_id": "workshop.GatePass",
    "comeback_id": "workshop.Comeback",
    "statement_id": "billing.Statement",
    "payment_id": "billing.Payment",
    "appointment_id": "booking.Appointment",
    "preparation_id": "booking.Preparation",
    "task_id": "booking.CallTask",
    "call_id": "booking.Call",
    "hold_id": "parts.Hold",
    "pick_id": "parts.PickLine",
    "back_order_id": "parts.BackOrder",
    "bin_id": "parts.Bin",
    "purchase_id": "supply.PurchaseOrder",
    "purchase_line_id": "supply.PurchaseLine",
    "receipt_id": "supply.Receipt",
    "sale_id": "trade.Sale",
    "sale_line_id": "trade.SaleLine",
    "dispatch_id": "trade.Dispatch",
    "trade_account_id": "trade.Account",
    "ship_address_id": "trade.Address",
    "bill_id": "trade.Bill",
    "goods_return_id": "trade.GoodsReturn",
    "advice_id": "trade.Advice",
    "supplier_id": "supply.Supplier",
    "contact_id": "supply.Contact",
    "certificate_id": "supply.Certificate",
    "contract_id": "supply.Contract",
    "invoice_id": "supply.Invoice",
    "parts_claim_id": "supply.PartsClaim",
    "claim_id": "warranty.Claim",
    "outlay_id": "warranty.Outlay",
    "fault_report_id": "warranty.FaultReport",
    "approval_id": "warranty.Approval",
    "goodwill_id": "warranty.Goodwill",
    "claimed_part_id": "warranty.ClaimedPart",
    "part_scrap_id": "warranty.Scrap",
    "shipment_id": "warranty.Shipment",
    "settlement_line_id": "warranty.SettlementLine",
    "claim_check_id": "warranty.Check",
    "supplier_return_id": "supply.SupplierReturn",
    "transfer_ask_id": "supply.TransferAsk",
    "count_id": "parts.Count",
    "batch_id": "parts.Batch",
    "transfer_id": "parts.Transfer",
    "scrap_id": "parts.Scrap",
    "loan_id": "parts.Loan",
    "move_id": "parts.Move",
    "follow_up_id": "care.FollowUp",
    "due_id": "care.DueItem",
    "complaint_id": "care.Complaint",
    "message_id": "post.Message",
    "request_id": "knowledge.HelpRequest",
    "lesson_id": "knowledge.Lesson",
    "tool_id": "knowledge.Tool",
    "fault_id": "knowledge.Fault",
    "part_id": "parts.Part",
    "vehicle_id": "vehicles.Vehicle",
    "policy_id": "vehicles.Policy",
    "cover_contract_id": "vehicles.CoverContract",
    "service_campaign_id": "vehicles.Campaign",
    "vin_range_id": "vehicles.CampaignRange",
    "customer_id": "customers.Customer",
    "consent_id": "customers.Consent",
    "phone_id": "customers.Phone",
    "staff_id": "company.Staff",
    "bay_id": "company.Bay",
    "team_id": "company.Team",
    "token_id": "company.ApiToken",
    "sheet_id": "company.Sheet",
    "round_id": "parts.PriceRound",
    "term_id": "parts.ClassTerm",
    "campaign_id": "parts.Campaign",
    "floor_request_id": "parts.FloorRequest",
    "operation_id": "pricebook.Operation",
    "package_id": "pricebook.Package",
    "delivery_id": "parts.Delivery",
    "warehouse_id": "parts.Warehouse",
    "hold_request_id": "parts.HoldRequest",
    "ownership_id": "vehicles.Ownership",
    "note_id": "customers.Note",
    "record_id": "care.Complaint",
    "arrangement_id": "planning.Arrangement",
    "proposal_id": "planning.Proposal",
    "change_id": "planning.ProposedChange",
    "pull_id": "planning.Pull",
    "suggestion_id": "stocking.Suggestion",
    "asked_id": "stocking.Asked",
    "repair_id": "sanbao.Repair",
    "sanbao_fault_id": "sanbao.Fault",
    "sanbao_change_id": "sanbao.Change",
    "left_out_id": "sanbao.LeftOut",
    "spare_id": "sanbao.SpareCar",
    "exchange_id": "sanbao.Request",
    "signal_id": "network.Signal",
    "case_id": "network.Case",
    "ask_id": "network.PartsAsk",
    "verdict_id": "verdicts.Verdict",
    "rule_book_id": "verdicts.RuleBook",
    "rule_id": "verdicts.Rule",
    "published_list_id": "verdicts.PublishedList",
    "risk_id": "verdicts.Risk",
    "call_order_id": "network.CallOrder",
    "notice_id": "network.Notice",
    "code": "",
    "key": "",
    "point_id": "booking.Preparation",
    "field": "",
    "kind": "",
    "template": "",
    "level": "",
    "token": "",
}
SHARED = {
    "round_id",
    "fault_id",
    "part_id",
    "operation_id",
    "package_id",
    "supplier_id",
    "contact_id",
    "certificate_id",
    "policy_id",
    "cover_contract_id",
    "service_campaign_id",
    "vin_range_id",
}
"""What all stores of the company share: known everywhere by everybody who may see such things at all."""


def walk(patterns: list[URLPattern | URLResolver], before: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    """(route, parameter names) of every address."""
    for pattern in patterns:
        route = before + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from walk(pattern.url_patterns, route)
        else:
            yield route, tuple(pattern.pattern.converters)


ADDRESSES = sorted(
    {
        (route, names)
        for route, names in walk(get_resolver().url_patterns)
        if not route.startswith("api/") and not f"/{route}".startswith(OPEN_PATHS)
    }
)


def address(route: str, names: tuple[str, ...], keys: dict[str, int]) -> str:
    """The route with real keys in it."""
    filled = f"/{route}"
    for name in names:
        assert name in ROWS, f"teach this test which row {name} is"
        for kind in ("int", "str", "slug", "uuid", "path"):
            filled = filled.replace(f"<{kind}:{name}>", str(keys.get(name, 1)))
    return filled


def enter(client: Client, staff: Staff) -> None:
    """A session for somebody."""
    session = client.session
    session[STAFF_KEY] = staff.pk
    session.save()


@pytest.fixture
def keys(world: World) -> dict[str, int]:
    """Keys of the north's rows: one of each kind that a whole visit leaves behind, 1 where it leaves none."""
    Visiting(world).gone()
    found = {}
    for name, label in ROWS.items():
        if label:
            model: type[Model] = apps.get_model(label)
            row = model._default_manager.order_by("pk").first()
            if row is not None:
                found[name] = row.pk
    found["staff_id"] = world.staff(Role.ADVISER).pk
    return found


@pytest.mark.parametrize(("route", "names"), ADDRESSES)
def test_who_is_signed_out_is_sent_to_sign_in(
    db: None, client: Client, route: str, names: tuple[str, ...]
) -> None:
    for answer in (client.get(address(route, names, {})), client.post(address(route, names, {}))):
        assert answer.status_code == 302
        assert answer["Location"].startswith("/sign-in/?next=")


def test_another_stores_rows_do_not_exist(world: World, keys: dict[str, int], client: Client) -> None:
    enter(client, world.staff(Role.SERVICE_MANAGER, world.south))
    entries = Entry.objects.count()
    wrong = []
    for route, names in ADDRESSES:
        if not names or set(names) <= SHARED | {"vehicle_id", "kind", "token"}:
            continue
        for method in (client.get, client.post):
            answer = method(address(route, names, keys))
            status = (
                client.get(answer["Location"]).status_code
                if answer.status_code == 302
                else answer.status_code
            )
            if status not in (403, 404, 405, 409, 422):
                wrong.append(f"{method.__name__} {route}: {status}")
    assert wrong == []
    assert Entry.objects.count() == entries


def test_who_has_no_right_changes_nothing_and_sees_nothing_broken(
    world: World, keys: dict[str, int], client: Client
) -> None:
    enter(client, world.staff(Role.MARKETING_OFFICER))
    entries = Entry.objects.count()
    wrong = []
    for route, names in ADDRESSES:
        # The officer's own acts need no key of a row: out, another store, the campaigns' calls onto the own list.
        if route in ("sign-out/", "store/", "care/due/invite/"):
            continue
        where = address(route, names, keys)
        got, posted = client.get(where).status_code, client.post(where).status_code
        if got not in (200, 302, 403, 404, 405, 409, 422) or posted not in (
            200,
            302,
            303,
            403,
            404,
            405,
            409,
            422,
        ):
            wrong.append(f"{route}: {got} {posted}")
    assert wrong == []
    assert Entry.objects.exclude(door="job").count() == entries


@pytest.mark.parametrize("role", Role)
def test_every_place_in_the_rail_opens_for_its_post(world: World, client: Client, role: Role) -> None:
    from huichang.site import menu

    enter(client, world.staff(role))
    places = [*menu.places_for((role,), "/"), *menu.more_for((role,), "/")]
    opened = {place.url: client.get(place.url).status_code for place in places}
    assert set(opened.values()) == {200}, opened
