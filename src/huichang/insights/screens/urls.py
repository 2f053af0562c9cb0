"""Addresses of this room."""

from django.urls import path

from huichang.insights.screens import lane

app_name = "insights"
urlpatterns = [path("lane/", lane.show, name="lane")]
