"""Addresses of the workshop floor: dispatch, bench, checks, delivery, the wall."""

from django.urls import URLPattern, path

from huichang.workshop.screens import bench, delivery, dispatch, floor_prints, inspection, telling, wall

work: list[URLPattern] = [
    path("dispatch/", dispatch.show, name="dispatch"),
    path("dispatch/job/<int:job_id>/", dispatch.choose, name="dispatch.choose"),
    path("dispatch/job/<int:job_id>/assign/", dispatch.assign, name="dispatch.assign"),
    path("dispatch/assignment/<int:assignment_id>/reassign/", dispatch.reassign, name="dispatch.reassign"),
    path("dispatch/assignment/<int:assignment_id>/release/", dispatch.release, name="dispatch.release"),
    path("bench/", bench.show, name="bench"),
    path("bench/<int:job_id>/", bench.show, name="bench.job"),
    path("bench/<int:job_id>/start/", bench.start, name="bench.start"),
    path("bench/<int:job_id>/pause/", bench.pause, name="bench.pause"),
    path("bench/<int:job_id>/finishing/", bench.finishing, name="bench.finishing"),
    path("bench/<int:job_id>/finish/", bench.finish, name="bench.finish"),
    path("bench/<int:job_id>/help/", bench.ask_help, name="bench.ask_help"),
    path("bench/order/<int:order_id>/found/", bench.found, name="bench.found"),
    path("bench/order/<int:order_id>/part/", bench.ask_part, name="bench.ask_part"),
    path("bench/tools/take/", bench.take_tool, name="bench.take_tool"),
    path("bench/tools/give/", bench.give_tool, name="bench.give_tool"),
    path("inspection/", inspection.show, name="inspection"),
    path("inspection/<int:order_id>/", inspection.check, name="inspection.check"),
    path("inspection/<int:order_id>/pass/", inspection.pass_final, name="inspection.pass"),
    path("inspection/fail/", inspection.fail_final, name="inspection.fail"),
    path("inspection/peer/<int:job_id>/", inspection.peer, name="inspection.peer"),
    path("inspection/peer/<int:job_id>/pass/", inspection.pass_peer, name="inspection.peer.pass"),
    path("inspection/peer/fail/", inspection.fail_peer, name="inspection.peer.fail"),
    path("inspection/<int:order_id>/park/", inspection.park, name="inspection.park"),
    path("inspection/<int:order_id>/washed/", inspection.washed, name="inspection.washed"),
    path("delivery/", delivery.show, name="delivery"),
    path("delivery/<int:order_id>/", delivery.car, name="delivery.car"),
    path("delivery/<int:order_id>/deliver/", delivery.deliver, name="delivery.deliver"),
    path("wall/", wall.show, name="wall"),
    path("delivery/<int:order_id>/renew/", delivery.renew, name="delivery.renew"),
    path("orders/<int:order_id>/dispatch-slip/", floor_prints.dispatch_slip, name="order.dispatch_slip"),
    path("orders/<int:order_id>/quality-check/", floor_prints.quality_check, name="order.quality_check"),
    path("orders/<int:order_id>/certificate/", floor_prints.certificate, name="order.certificate"),
    path("orders/<int:order_id>/gate-pass/", floor_prints.gate_pass, name="order.gate_pass"),
    path("orders/<int:order_id>/told/", telling.told, name="order.told"),
]
