"""Addresses of this room."""

from django.urls import path

from huichang.insights.screens import files, lane, lane_wall, parts, parts_lines, parts_stores

app_name = "insights"
urlpatterns = [
    path("files/", files.show, name="files"),
    path("lane/", lane.show, name="lane"),
    path("lane/wall/", lane_wall.show, name="lane_wall"),
    path("parts/", parts.show, name="parts"),
    path("parts/sheet.xlsx", parts.sheet, name="parts_sheet"),
    path("parts/stores/", parts_stores.show, name="parts_stores"),
    path("parts/<str:key>/", parts_lines.show, name="parts_lines"),
    path("parts/<str:key>/lines.xlsx", parts_lines.sheet, name="parts_lines_sheet"),
]
