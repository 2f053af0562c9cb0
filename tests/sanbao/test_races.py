"""An exchange and the papers of the car that is given for it, at the same moment."""

import pytest

from huichang.sanbao import certificates, requests
from huichang.sanbao.models import Certificate
from huichang.vehicles.models import Vehicle
from tests.interleaving import interleaved
from tests.sanbao.garage import clerk, family_car, repaired
from tests.world import NOON, TODAY, World, minutes

NEW = "LSVAL41Z892104207"


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("WARR-03")
def test_the_new_cars_certificate_is_written_by_one_after_the_other(world: World) -> None:
    car = family_car(world)
    repaired(world, car, NOON - minutes(100 * 24 * 60), hours=31 * 24, km=12_345)
    row = requests.take_request(
        world.adviser,
        world.north.pk,
        vehicle_id=car.pk,
        kind="exchange",
        words="变速器换了两次还是顿挫，要求换车",
        asked_at=NOON,
        rule="repair_days",
        at=NOON,
    )
    manager, desk = world.service_manager, clerk(world)
    requests.agree_request(manager, row.pk, km=12_345, at=NOON)
    new = Vehicle.objects.create(vin=NEW, brand="远岚", series="R5", model="远岚 R5")
    answers = interleaved(
        lambda: requests.complete_request(
            manager, row.pk, done_on=TODAY, new_vin=NEW, vin_reason="已核对车架钢印", at=NOON
        ),
        lambda: certificates.keep_certificate(
            desk, new.pk, use="family", invoice_on=TODAY, seller="北城店", at=NOON
        ),
        after="COMMIT",
    )
    assert answers is not None
    row.refresh_from_db()
    assert row.state == "done"
    assert Certificate.objects.filter(vehicle=new).count() == 1
