"""Addresses of the shell itself: sign-in, work place, search, pictures."""

from django.urls import path

from huichang.site.screens import first, gallery, history, home, search, sign_in, small

urlpatterns = [
    path("", home.show, name="home"),
    path("first/", first.show, name="first"),
    path("sign-in/", sign_in.show, name="sign_in"),
    path("sign-out/", sign_in.leave, name="sign_out"),
    path("store/", sign_in.change_store, name="change_store"),
    path("search/", search.show, name="search"),
    path("history/<str:kind>/<int:record_id>/", history.show, name="history"),
    path("picture/<str:token>/", small.picture, name="picture"),
    path("alarms/count/", small.alarm_count, name="alarm_count"),
    path("health/", small.health, name="health"),
    path("gallery/", gallery.gallery, name="gallery"),
]
