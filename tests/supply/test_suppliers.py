"""Suppliers with people and papers (PARTS-20)."""

from datetime import timedelta

import pytest

from huichang.kernel.refusals import Changed, Missing, NotAllowed, Refused
from huichang.supply import queries, suppliers
from huichang.supply.models import Certificate, Contact, Supplier
from huichang.supply.states import Standing
from huichang.supply.suppliers import Particulars, Person
from tests.supply import buying
from tests.supply.test_receiving import JPEG
from tests.world import NOON, TODAY, World

pytestmark = pytest.mark.req("PARTS-20")


class TestRegisterSupplier:
    def test_is_found_by_name_pinyin_and_initials(self, world: World) -> None:
        made = suppliers.register_supplier(
            world.parts_manager, code=" g7 ", words=Particulars(name="博安润滑成都总代理")
        )
        assert (made.code, made.standing) == ("G7", Standing.TRIAL)
        for text in ("G7", "润滑", "barh", "boanrunhua"):
            assert [row.id for row in queries.supplier_list(world.parts_clerk, on=TODAY, text=text)] == [
                made.pk
            ]
        assert queries.supplier_list(world.parts_clerk, on=TODAY, text="xyz") == []

    def test_knows_codes_names_and_credit_codes(self, world: World) -> None:
        buying.supplier()
        wrong = {
            "编码": ("", Particulars(name="甲")),
            "已经是": ("g001", Particulars(name="甲")),
            "已经登记": ("G2", Particulars(name="远岚配件中心")),
            "名称": ("G2", Particulars(name=" ")),
            "18 位": ("G2", Particulars(name="甲", tax_number="123")),
            "类型": ("G2", Particulars(name="甲", kind="shop")),
        }
        for words, (code, particulars) in wrong.items():
            with pytest.raises(Refused, match=words):
                suppliers.register_supplier(world.parts_manager, code=code, words=particulars)

    def test_is_not_for_clerks(self, world: World) -> None:
        for actor in (world.parts_clerk, world.stranger):
            with pytest.raises(NotAllowed):
                suppliers.register_supplier(actor, code="G2", words=Particulars(name="甲"))


class TestChangeSupplier:
    def test_changes_words_and_search_keys(self, world: World) -> None:
        of = buying.supplier()
        suppliers.change_supplier(world.parts_manager, of.pk, words=Particulars(name="川盛制动"), seen=1)
        of.refresh_from_db()
        assert (of.initials, of.version) == ("cszd", 2)
        with pytest.raises(Changed):
            suppliers.change_supplier(world.parts_manager, of.pk, words=Particulars(name="甲"), seen=1)

    def test_not_by_clerks_nor_unknown(self, world: World) -> None:
        with pytest.raises(NotAllowed):
            suppliers.change_supplier(world.parts_clerk, buying.supplier().pk, words=Particulars(name="甲"))
        with pytest.raises(Missing):
            suppliers.change_supplier(world.parts_manager, 0, words=Particulars(name="甲"))


class TestQualifySupplier:
    def test_wants_a_licence_that_holds(self, world: World) -> None:
        of = buying.supplier(standing=Standing.TRIAL)
        with pytest.raises(Refused, match="营业执照"):
            suppliers.qualify_supplier(world.parts_manager, of.pk, standing="qualified", why="", at=NOON)
        Certificate.objects.create(supplier=of, kind="licence", number="9151", until_on=TODAY)
        suppliers.qualify_supplier(world.parts_manager, of.pk, standing="qualified", why="", at=NOON)
        of.refresh_from_db()
        assert of.standing == Standing.QUALIFIED

    def test_asks_why_one_is_blocked(self, world: World) -> None:
        of = buying.supplier()
        with pytest.raises(Refused, match="写明原因"):
            suppliers.qualify_supplier(world.parts_manager, of.pk, standing="blocked", why=" ", at=NOON)
        with pytest.raises(Refused, match="列表"):
            suppliers.qualify_supplier(world.parts_manager, of.pk, standing="good", why="", at=NOON)
        with pytest.raises(NotAllowed):
            suppliers.qualify_supplier(world.parts_clerk, of.pk, standing="blocked", why="假货", at=NOON)


class TestKeepContact:
    def test_writes_down_and_changes(self, world: World) -> None:
        of = buying.supplier()
        kept = suppliers.keep_contact(
            world.parts_manager, of.pk, person=Person(name="唐敏", phone="028-85550101", is_urgent=True)
        )
        suppliers.keep_contact(
            world.parts_manager, of.pk, person=Person(name="吕强", phone="13900001111"), contact_id=kept.pk
        )
        assert Contact.objects.get().name == "吕强"

    def test_wants_name_and_phone(self, world: World) -> None:
        of = buying.supplier()
        for words, person in (
            ("姓名", Person(name="", phone="13900001111")),
            ("电话", Person(name="甲", phone="123")),
        ):
            with pytest.raises(Refused, match=words):
                suppliers.keep_contact(world.parts_manager, of.pk, person=person)
        right = Person(name="甲", phone="13900001111")
        with pytest.raises(NotAllowed):
            suppliers.keep_contact(world.parts_clerk, of.pk, person=right)
        with pytest.raises(Missing):
            suppliers.keep_contact(world.parts_manager, of.pk, person=right, contact_id=0)


class TestDropContact:
    def test_removes_somebody(self, world: World) -> None:
        of = buying.supplier()
        kept = Contact.objects.create(supplier=of, name="甲", phone="13900001111")
        with pytest.raises(NotAllowed):
            suppliers.drop_contact(world.parts_clerk, of.pk, contact_id=kept.pk)
        suppliers.drop_contact(world.parts_manager, of.pk, contact_id=kept.pk)
        assert not Contact.objects.exists()


class TestKeepCertificate:
    def keep(self, world: World, of: Supplier, days: int | None, *, number: str = "SQ-1") -> Certificate:
        return suppliers.keep_certificate(
            world.parts_manager,
            of.pk,
            kind="authorisation",
            number=number,
            until_on=None if days is None else TODAY + timedelta(days=days),
            picture=JPEG,
            at=NOON,
        )

    def test_is_warned_of_before_it_ends(self, world: World) -> None:
        of = buying.supplier()
        kept = self.keep(world, of, 30)
        assert kept.picture is not None
        page = queries.supplier_page(world.parts_clerk, of.pk, on=TODAY)
        assert [each.light for each in page.certificates] == ["soon"]
        self.keep(world, of, None)
        page = queries.supplier_page(world.parts_clerk, of.pk, on=TODAY)
        assert [(each.light, each.until_on) for each in page.certificates] == [("ok", None)]

    def test_refuses_what_is_over_or_has_no_number(self, world: World) -> None:
        of = buying.supplier()
        with pytest.raises(Refused, match="已经过期"):
            self.keep(world, of, -1)
        with pytest.raises(Refused, match="证号"):
            self.keep(world, of, 1, number=" ")
        with pytest.raises(Refused, match="列表"):
            suppliers.keep_certificate(
                world.parts_manager, of.pk, kind="x", number="1", until_on=None, at=NOON
            )
        with pytest.raises(NotAllowed):
            suppliers.keep_certificate(
                world.parts_clerk, of.pk, kind="licence", number="1", until_on=None, at=NOON
            )


class TestDropCertificate:
    def test_removes_a_paper(self, world: World) -> None:
        of = buying.supplier()
        kept = Certificate.objects.create(supplier=of, kind="licence", number="1")
        with pytest.raises(NotAllowed):
            suppliers.drop_certificate(world.parts_clerk, of.pk, certificate_id=kept.pk)
        suppliers.drop_certificate(world.parts_manager, of.pk, certificate_id=kept.pk)
        assert not Certificate.objects.exists()
