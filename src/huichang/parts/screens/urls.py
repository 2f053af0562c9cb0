"""Addresses of this room."""

from django.urls import path

from huichang.parts.screens import (
    count_urls,
    counter,
    goods_urls,
    part,
    pick,
    places,
    receive,
    relations,
    requests,
    stock,
)

app_name = "parts"
urlpatterns = [
    *count_urls.urlpatterns,
    *goods_urls.urlpatterns,
    path("counter/", counter.show, name="counter"),
    path("counter/put-back/", counter.put_back, name="put_back"),
    path("counter/shelve/<int:appointment_id>/", counter.shelve, name="shelve"),
    path("counter/<int:order_id>/", pick.show, name="pick"),
    path("counter/<int:order_id>/issue/", pick.issue, name="issue"),
    path("counter/<int:order_id>/take-back/", pick.take_back, name="take_back"),
    path("counter/<int:order_id>/undo/", pick.undo, name="undo_issue"),
    path("counter/<int:order_id>/list.pdf", pick.paper, name="pick_paper"),
    path("requests/", requests.show, name="requests"),
    path("requests/<int:hold_request_id>/", requests.answer, name="answer_request"),
    path("stock/", stock.show, name="stock"),
    path("part/<int:part_id>/", part.show, name="part"),
    path("part/<int:part_id>/ask/<int:hold_id>/", part.ask_for_held, name="ask_for_held"),
    path("part/<int:part_id>/move/", part.move_goods, name="move_goods"),
    path("part/<int:part_id>/settle/", part.settle, name="settle_part"),
    path("part/<int:part_id>/expect/", part.expect, name="expect_parts"),
    path("part/<int:part_id>/delivery/<int:delivery_id>/", part.change_delivery, name="change_delivery"),
    path("part/<int:part_id>/price/", part.set_price, name="set_price"),
    path("part/<int:part_id>/change/", part.change, name="change_part"),
    path("part/<int:part_id>/supersede/", relations.supersede, name="supersede_part"),
    path("part/<int:part_id>/substitute/", relations.substitute, name="substitute_part"),
    path("new/", part.register, name="register_part"),
    path("receive/", receive.show, name="receive"),
    path("receive/line/", receive.line, name="receive_line"),
    path("places/", places.show, name="places"),
    path("places/warehouse/", places.add_warehouse, name="add_warehouse"),
    path("places/<int:warehouse_id>/bin/", places.add_bin, name="add_bin"),
]
