"""Addresses of this room."""

from django.urls import URLPattern

from huichang.workshop.screens import order_urls
from huichang.workshop.screens.lane_urls import lane
from huichang.workshop.screens.work_urls import work

app_name = "workshop"
urlpatterns: list[URLPattern] = [*lane, *order_urls.urlpatterns, *work]
