"""Addresses of this room."""

from django.urls import path

from huichang.stocking.screens import desk, effect, idle, lost, outlook

app_name = "stocking"
urlpatterns = [
    path("desk/", desk.show, name="desk"),
    path("desk/accept/", desk.accept, name="accept"),
    path("desk/calculate/", desk.calculate, name="calculate"),
    path("idle/", idle.show, name="idle"),
    path("idle/drop/", idle.drop, name="drop_idle"),
    path("idle/<int:suggestion_id>/begin/", idle.begin, name="begin_idle"),
    path("effect/", effect.show, name="effect"),
    path("part/<int:part_id>/", outlook.show, name="outlook"),
    path("suggestion/<int:suggestion_id>/accept/", outlook.accept, name="accept_one"),
    path("suggestion/<int:suggestion_id>/change/", outlook.change, name="change"),
    path("suggestion/<int:suggestion_id>/drop/", outlook.drop, name="drop"),
    path("suggestion/<int:suggestion_id>/reopen/", outlook.reopen, name="reopen"),
    path("lost/", lost.show, name="lost"),
    path("lost/record/", lost.record, name="record_lost"),
    path("lost/<int:asked_id>/withdraw/", lost.withdraw, name="withdraw_lost"),
]
