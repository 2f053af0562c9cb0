"""Addresses of counting, and of what comes back by scan."""

from django.urls import path

from huichang.parts.screens import count, count_round, counter_wall, counts, gains, returns

urlpatterns = [
    path("counter/wall/", counter_wall.show, name="counter_wall"),
    path("counter/<int:order_id>/return/", returns.show, name="returns"),
    path("counts/", counts.show, name="counts"),
    path("counts/plan/", counts.plan, name="plan_count"),
    path("counts/gains/", gains.show, name="gains"),
    path("counts/<int:count_id>/", count.show, name="count"),
    path("counts/<int:count_id>/give/", count.give, name="give_bins"),
    path("counts/<int:count_id>/hand-in/", count.hand_in, name="hand_in_count"),
    path("counts/<int:count_id>/explain/", count.explain, name="explain_count"),
    path("counts/<int:count_id>/post/", count.post, name="post_count"),
    path("counts/<int:count_id>/drop/", count.drop, name="drop_count"),
    path("counts/<int:count_id>/sheet.pdf", count.sheet, name="count_sheet"),
    path("counts/<int:count_id>/report.pdf", count.report, name="count_report"),
    path("counts/<int:count_id>/round/", count_round.show, name="count_round"),
    path("counts/<int:count_id>/scan/", count_round.scan, name="count_scan"),
    path("counts/<int:count_id>/bins/<int:bin_id>/", count_round.at_bin, name="count_bin"),
    path("counts/<int:count_id>/bins/<int:bin_id>/say/", count_round.say, name="count_say"),
    path("counts/<int:count_id>/bins/<int:bin_id>/empty/", count_round.empty, name="count_empty"),
]
