"""Addresses of this room."""

from django.urls import path

from huichang.sanbao.screens import (
    car,
    cars,
    components,
    desk,
    fault,
    numbers,
    prints,
    repair,
    request,
    requests,
    spares,
)

app_name = "sanbao"
urlpatterns = [
    path("cars/", cars.show, name="cars"),
    path("cars/calculate/", cars.calculate, name="calculate"),
    path("cars/<int:vehicle_id>/", car.show, name="car"),
    path("cars/<int:vehicle_id>/certificate/", car.certificate, name="certificate"),
    path("cars/<int:vehicle_id>/returned/", car.returned, name="returned"),
    path("cars/<int:vehicle_id>/request/", car.ask, name="ask"),
    path("cars/<int:vehicle_id>/calculation.pdf", prints.calculation, name="calculation"),
    path("desk/", desk.show, name="desk"),
    path("faults/<int:sanbao_fault_id>/", fault.show, name="fault"),
    path("faults/<int:sanbao_fault_id>/judge/", fault.judge, name="judge"),
    path("changes/<int:sanbao_change_id>/judge/", fault.judge_change, name="judge_change"),
    path("repairs/<int:repair_id>/", repair.show, name="repair"),
    path("repairs/<int:repair_id>/leave-out/", repair.leave_out, name="leave_out"),
    path("repairs/<int:repair_id>/blame/", repair.blame, name="blame"),
    path("repairs/<int:repair_id>/spare/", repair.spare, name="spare"),
    path("repairs/<int:repair_id>/record.pdf", prints.record, name="record"),
    path("left-outs/<int:left_out_id>/count/", repair.count_again, name="count_again"),
    path("spares/", spares.show, name="spares"),
    path("spares/<int:spare_id>/back/", repair.spare_back, name="spare_back"),
    path("requests/", requests.show, name="requests"),
    path("requests/<int:exchange_id>/", request.show, name="request"),
    path("requests/<int:exchange_id>/agree/", request.agree, name="agree"),
    path("requests/<int:exchange_id>/refuse/", request.refuse, name="refuse"),
    path("requests/<int:exchange_id>/reconsider/", request.reconsider, name="reconsider"),
    path("requests/<int:exchange_id>/withdraw/", request.withdraw, name="withdraw"),
    path("requests/<int:exchange_id>/turn/", request.turn, name="turn"),
    path("requests/<int:exchange_id>/complete/", request.complete, name="complete"),
    path("requests/<int:exchange_id>/letter.pdf", prints.letter, name="letter"),
    path("numbers/", numbers.show, name="numbers"),
    path("numbers/publish/", numbers.publish, name="publish"),
    path("components/", components.show, name="components"),
    path("components/publish/", components.publish, name="components_publish"),
]
