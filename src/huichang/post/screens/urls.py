"""Addresses of this room."""

from django.urls import path

from huichang.post.screens import outbox

app_name = "post"
urlpatterns = [
    path("outbox/", outbox.show, name="outbox"),
    path("outbox/<int:message_id>/again/", outbox.send_again, name="send_again"),
]
