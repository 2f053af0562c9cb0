"""Addresses of this room."""

from django.urls import path

from huichang.care.screens import call, calls, complaint, complaint_file, complaints, due

app_name = "care"
urlpatterns = [
    path("calls/", calls.show, name="calls"),
    path("call/<int:follow_up_id>/", call.show, name="call"),
    path("call/<int:follow_up_id>/finish/", call.finish, name="call.finish"),
    path("call/<int:follow_up_id>/missed/", call.missed, name="call.missed"),
    path("call/<int:follow_up_id>/stop/", call.stop, name="call.stop"),
    path("due/", due.show, name="due"),
    path("due/invite/", due.invite, name="due.invite"),
    path("due/<int:due_id>/refuse/", due.refuse, name="due.refuse"),
    path("due/<int:due_id>/lose/", due.lose, name="due.lose"),
    path("due/<int:due_id>/later/", due.later, name="due.later"),
    path("complaints/", complaints.show, name="complaints"),
    path("complaints/new/", complaint.new, name="complaint"),
    path("complaints/<int:complaint_id>/", complaint_file.show, name="complaint.file"),
    path("complaints/<int:complaint_id>/close/", complaints.close, name="complaint.close"),
]
