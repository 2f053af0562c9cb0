"""The pages of the claim desk: what they show, what they cost, what they do."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from huichang.kernel import finder, todo
from huichang.site.doors import STAFF_KEY
from huichang.verdicts import deciding, publishing, risks
from huichang.verdicts.models import PublishedList, Risk, Rule, RuleBook, Verdict, VerdictCut
from huichang.verdicts.states import BookState, ListState, Ruling, VerdictState
from huichang.warranty.models import CallBack, SettlementLine
from tests.verdicts.auditing import GENEROUS, Auditing
from tests.verdicts.test_publishing import MONTH

pytestmark = pytest.mark.req("WARR-30")


def enter(client: Client, desk: Auditing, role: str = "network_officer") -> Client:
    session = client.session
    session[STAFF_KEY] = desk.world.staff(role).pk
    session.save()
    return client


def opened(client: Client, address: str) -> str:
    """The page, at no more than twelve statements with those of the shell."""
    with CaptureQueriesContext(connection) as spent:
        answer = client.get(address)
    assert answer.status_code == 200, address
    assert len(spent) <= 12, [each["sql"][:120] for each in spent]
    return answer.content.decode()


PAGES = ("desk", "rules", "months", "stores")


class TestDesk:
    def test_says_what_to_do_when_nothing_is_there(self, desk: Auditing, client: Client) -> None:
        enter(client, desk)
        for page in PAGES:
            assert "还没有" in opened(client, f"/verdicts/{page}/")

    def test_lists_what_waits_and_finds_it(self, desk: Auditing, client: Client) -> None:
        verdict = desk.on_the_desk()
        enter(client, desk)
        page = opened(client, "/verdicts/desk/")
        assert f"/verdicts/claims/{verdict.pk}/" in page
        assert "总费用 680 元，限 500" in page
        for query in ("q=8F6K2", "q=104202", f"q={verdict.number[-6:]}", "q=qzdp", "q=wjg", "least=680"):
            assert verdict.number in opened(client, f"/verdicts/desk/?{query}"), query
        for query in ("q=zzzz", "least=680.01", "why=抽检", f"store={desk.world.south.pk}", "only=sample"):
            assert verdict.number not in opened(client, f"/verdicts/desk/?{query}"), query
        assert client.get("/verdicts/desk/?least=x").status_code == 422

    def test_is_not_for_the_store(self, desk: Auditing, client: Client) -> None:
        verdict = desk.on_the_desk()
        enter(client, desk, "warranty_clerk")
        for page in (*PAGES, f"claims/{verdict.pk}"):
            assert client.get(f"/verdicts/{page}/").status_code == 403, page

    def test_has_all_judged_by_one_button(self, desk: Auditing, client: Client) -> None:
        desk.sent().ruled(GENEROUS)
        enter(client, desk).post("/verdicts/desk/judge/")
        assert "正在自动审核" in opened(client, "/verdicts/desk/")

    def test_opens_the_oldest(self, desk: Auditing, client: Client) -> None:
        verdict = desk.on_the_desk()
        enter(client, desk)
        assert client.get("/verdicts/desk/next/")["Location"] == f"/verdicts/claims/{verdict.pk}/"
        deciding.accept_claim(desk.officer, verdict.pk, at=desk.at)
        assert client.get("/verdicts/desk/next/")["Location"] == "/verdicts/desk/"

    def test_is_in_what_is_to_be_done_and_in_the_search(self, desk: Auditing) -> None:
        verdict = desk.on_the_desk()
        assert any(each.act == "审核索赔" for each in todo.for_actor(desk.officer, desk.at))
        assert any(each.url.endswith(f"/{verdict.pk}/") for each in finder.find(desk.officer, verdict.number))
        clerk = desk.world.warranty_clerk
        assert not any("verdicts" in each.url for each in finder.find(clerk, verdict.number))


class TestClaim:
    def test_shows_what_the_store_sent(self, desk: Auditing, client: Client) -> None:
        verdict = desk.on_the_desk()
        page = opened(enter(client, desk), f"/verdicts/claims/{verdict.pk}/")
        for said in (
            "摩擦片脱层",
            "前制动片厚度",
            "整车质保 第 3 条",
            desk.claiming.part.tag,
            "小额自动通过",
        ):
            assert said in page or said == "小额自动通过", said
        assert client.get("/verdicts/claims/0/").status_code == 404

    def test_is_accepted_and_taken_back(self, desk: Auditing, client: Client) -> None:
        verdict = desk.on_the_desk()
        enter(client, desk).post(f"/verdicts/claims/{verdict.pk}/accept/", {"once": "a"})
        assert desk.verdict.ruling == Ruling.ACCEPT
        client.post(f"/verdicts/claims/{verdict.pk}/accept/", {"once": "a"})
        assert client.post(f"/verdicts/claims/{verdict.pk}/accept/").status_code == 409
        assert "撤回决定" in opened(client, f"/verdicts/claims/{verdict.pk}/")
        client.post(f"/verdicts/claims/{verdict.pk}/take-back/")
        assert desk.verdict.state == VerdictState.WAITING

    def test_is_cut(self, desk: Auditing, client: Client) -> None:
        verdict = desk.on_the_desk()
        pads = next(row.pk for row in desk.claiming.lines if row.kind == "part")
        where = f"/verdicts/claims/{verdict.pk}/cut/"
        enter(client, desk)
        assert client.post(where, {f"cut-{pads}": "x"}).status_code == 422
        assert client.post(where, {"cut-moon": "3"}).status_code == 422
        client.post(where, {f"cut-{pads}": "80", f"reason-{pads}": "wrong_supplier", "cut-besides": ""})
        assert VerdictCut.objects.get().amount == 80
        assert "供应商代码错误" in opened(client, f"/verdicts/claims/{verdict.pk}/")

    def test_is_rejected_sent_back_and_its_part_asked_for(self, desk: Auditing, client: Client) -> None:
        verdict = desk.on_the_desk()
        where = f"/verdicts/claims/{verdict.pk}/"
        enter(client, desk).post(f"{where}ask-part/", {"due_on": "2099-01-01"})
        assert CallBack.objects.count() == 1
        client.post(f"{where}reject/", {"reason": "no_part"})
        assert desk.verdict.ruling == Ruling.REJECT
        client.post(f"{where}take-back/")
        client.post(f"{where}send-back/", {"words": "补照片"})
        assert desk.verdict.state == VerdictState.RETURNED
        assert "退回补充" in opened(client, where)


class TestRules:
    def test_are_written_tried_and_published(self, desk: Auditing, client: Client) -> None:
        desk.sent()
        enter(client, desk).post("/verdicts/rules/begin/")
        book = RuleBook.objects.get()
        where = f"/verdicts/rules/{book.pk}/"
        assert "还没有规则" in opened(client, where)
        assert 'name="limit-total"' in opened(client, f"{where}?new")
        told = {"name": "小额", "does": "accept", "limit-total": "900", "models": "R5，R7"}
        client.post(f"{where}rule/", told)
        rule = Rule.objects.get()
        assert rule.models_of == ["R5", "R7"]
        assert 'value="900"' in opened(client, f"{where}?rule={rule.pk}")
        client.post(f"{where}rule/{rule.pk}/", {**told, "limit-total": "950"})
        client.post(f"{where}try/", {"months": "6", "until": "2026-02-01"})
        assert "为止的 6 个月的 0 笔上报" in opened(client, where)
        client.post(f"{where}try/", {"months": "6"})
        page = opened(client, where)
        assert "试算结果" in page
        assert "≤ 950 元" in page
        client.post(f"{where}publish/", {"from_on": "2099-01-01", "reason": "首次"})
        book.refresh_from_db()
        assert book.state == BookState.PUBLISHED
        assert "第 1 版" in opened(client, "/verdicts/rules/")

    def test_are_dropped(self, desk: Auditing, client: Client) -> None:
        enter(client, desk).post("/verdicts/rules/begin/")
        book = RuleBook.objects.get()
        client.post(f"/verdicts/rules/{book.pk}/rule/", {"name": "x", "does": "accept", "limit-total": "9"})
        client.post(f"/verdicts/rules/{book.pk}/rule/{Rule.objects.get().pk}/drop/")
        assert not Rule.objects.exists()
        client.post(f"/verdicts/rules/{book.pk}/drop/")
        assert client.get("/verdicts/rules/0/").status_code == 404


class TestMonthsAndLists:
    def test_are_published_taken_over_and_downloaded(self, desk: Auditing, client: Client) -> None:
        deciding.accept_claim(desk.officer, desk.on_the_desk().pk, at=desk.at)
        enter(client, desk)
        assert "发布 1 张" in opened(client, "/verdicts/months/")
        here = desk.world.north.pk
        assert client.post("/verdicts/months/publish/", {"month": "", "store": here}).status_code == 422
        client.post("/verdicts/months/publish/", {"month": "2026-03", "store": here})
        made = PublishedList.objects.get()
        assert made.number in opened(client, "/verdicts/months/")
        enter(client, desk, "warranty_clerk")
        assert any(each.act == "接收结算单" for each in todo.for_actor(desk.world.warranty_clerk, desk.at))
        assert made.number in opened(client, "/verdicts/lists/")
        assert desk.claim.number in opened(client, f"/verdicts/lists/{made.pk}/")
        assert client.get(f"/verdicts/lists/{made.pk}/list.xlsx").content[:2] == b"PK"
        client.post(f"/verdicts/lists/{made.pk}/take/")
        made.refresh_from_db()
        assert (made.state, SettlementLine.objects.count()) == (ListState.TAKEN, 1)
        assert "通过 ¥680.00" in opened(client, f"/warranty/claims/{desk.claim.pk}/")

    def test_say_what_is_not_there(self, desk: Auditing, client: Client) -> None:
        assert "还没有在这里" in opened(enter(client, desk, "warranty_clerk"), "/verdicts/lists/")
        assert enter(client, desk, "adviser").get("/verdicts/lists/").status_code == 403

    def test_are_no_other_stores(self, desk: Auditing, client: Client) -> None:
        deciding.accept_claim(desk.officer, desk.on_the_desk().pk, at=desk.at)
        made = publishing.publish_month(desk.officer, desk.world.north.pk, month=MONTH, at=desk.at)
        session = client.session
        session[STAFF_KEY] = desk.world.staff("warranty_clerk", desk.world.south).pk
        session.save()
        assert client.get(f"/verdicts/lists/{made.pk}/").status_code == 404
        assert client.get(f"/verdicts/lists/{made.pk}/list.xlsx").status_code == 404
        assert client.post(f"/verdicts/lists/{made.pk}/take/").status_code == 404


class TestStores:
    def test_are_scored_and_opened(self, desk: Auditing, client: Client) -> None:
        desk.on_the_desk()
        risks.score_stores(desk.officer, desk.world.north.pk, at=desk.at + timedelta(hours=1))
        row = Risk.objects.get()
        enter(client, desk)
        assert "北城店" in opened(client, "/verdicts/stores/")
        page = opened(client, f"/verdicts/stores/{row.pk}/?reason=frequency")
        assert desk.claim.number in page
        assert "每百次进厂的索赔" in page
        client.post("/verdicts/stores/score/")
        assert Verdict.objects.count() == 1
