"""Addresses of the order, its extra work and its papers."""

from django.urls import URLPattern, path

from huichang.workshop.screens import extra, insured, offer, order, order_edit, orders, prints, sign

urlpatterns: list[URLPattern] = [
    path("orders/", orders.show, name="orders"),
    path("orders/<int:order_id>/", order.show, name="order"),
    path("orders/<int:order_id>/history/", order.history, name="order.history"),
    path("orders/<int:order_id>/describe/", order.describe, name="order.describe"),
    path("orders/<int:order_id>/promise/", order.set_promise, name="order.promise"),
    path("orders/<int:order_id>/tell/", order.tell, name="order.tell"),
    path("orders/<int:order_id>/wait/", order.wait, name="order.wait"),
    path("orders/<int:order_id>/resume/", order.resume, name="order.resume"),
    path("orders/<int:order_id>/cancel/", order.cancel, name="order.cancel"),
    path("orders/<int:order_id>/discount/", order.discount, name="order.discount"),
    path("orders/<int:order_id>/payer/", order.set_payer, name="order.payer"),
    path("orders/<int:order_id>/offer/", offer.show, name="offer"),
    path("orders/<int:order_id>/packages/", offer.packages, name="order.packages"),
    path("orders/<int:order_id>/jobs/", offer.add_job, name="order.jobs"),
    path("orders/<int:order_id>/package/", offer.add_package, name="order.package"),
    path("orders/<int:order_id>/sign/", sign.show, name="order.sign"),
    path("orders/<int:order_id>/honest/", sign.honest, name="order.honest"),
    path("orders/<int:order_id>/send-to-sign/", sign.send, name="order.send_to_sign"),
    path("orders/<int:order_id>/give-up/", extra.give_up, name="order.give_up"),
    path("orders/<int:order_id>/extra/", extra.new, name="extra.new"),
    path("orders/<int:order_id>/insurer/", insured.show, name="order.insurer"),
    path("orders/<int:order_id>/insurer/note/", insured.note, name="order.insurer.note"),
    path("orders/<int:order_id>/paper/", prints.order, name="order.paper"),
    path("jobs/<int:job_id>/", order_edit.job, name="job"),
    path("jobs/<int:job_id>/lines/", offer.add_lines, name="job.lines"),
    path("jobs/<int:job_id>/describe/", order_edit.describe_job, name="job.describe"),
    path("jobs/<int:job_id>/type/", order_edit.change_type, name="job.type"),
    path("jobs/<int:job_id>/remove/", order_edit.remove_job, name="job.remove"),
    path("lines/<int:line_id>/", order_edit.line, name="line"),
    path("lines/<int:line_id>/change/", order_edit.change_line, name="line.change"),
    path("lines/<int:line_id>/price/", order_edit.price_line, name="line.price"),
    path("lines/<int:line_id>/remove/", order_edit.remove_line, name="line.remove"),
    path("extras/<int:extra_id>/ask/", extra.ask, name="extra.ask"),
    path("extras/<int:extra_id>/answer/", extra.answer, name="extra.answer"),
    path("extras/<int:extra_id>/withdraw/", extra.withdraw, name="extra.withdraw"),
    path("extras/<int:extra_id>/paper/", prints.approval, name="extra.paper"),
]
