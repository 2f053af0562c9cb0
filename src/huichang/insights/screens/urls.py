"""Addresses of this room."""

from django.urls import path

from huichang.insights.screens import files, lane, lane_wall

app_name = "insights"
urlpatterns = [
    path("files/", files.show, name="files"),
    path("lane/", lane.show, name="lane"),
    path("lane/wall/", lane_wall.show, name="lane_wall"),
]
