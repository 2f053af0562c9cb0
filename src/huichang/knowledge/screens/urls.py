"""Addresses of this room."""

from django.urls import path

from huichang.knowledge.screens import (
    fault,
    fault_text,
    help_request,
    helping,
    lesson,
    lessons,
    search,
    tools,
)

app_name = "knowledge"
urlpatterns = [
    path("", search.show, name="search"),
    path("new/", fault_text.new, name="new"),
    path("<int:fault_id>/", fault.show, name="fault"),
    path("<int:fault_id>/rate/", fault.rate, name="fault.rate"),
    path("<int:fault_id>/text/", fault_text.change, name="fault.text"),
    path("help/", helping.show, name="help"),
    path("help/ask/", helping.ask, name="help.ask"),
    path("help/<int:request_id>/", help_request.show, name="help_request"),
    path("help/<int:request_id>/answer/", help_request.answer, name="help.answer"),
    path("help/<int:request_id>/ask-on/", help_request.ask_on, name="help.ask_on"),
    path("help/<int:request_id>/pass-on/", help_request.pass_on, name="help.pass_on"),
    path("help/<int:request_id>/close/", help_request.close, name="help.close"),
    path("help/<int:request_id>/propose/", help_request.propose, name="help.propose"),
    path("lessons/", lessons.show, name="lessons"),
    path("lessons/<int:lesson_id>/", lesson.show, name="lesson"),
    path("lessons/<int:lesson_id>/case/", lesson.take_as_case, name="lesson.case"),
    path("lessons/<int:lesson_id>/into/", lesson.take_into_case, name="lesson.into"),
    path("lessons/<int:lesson_id>/drop/", lesson.drop, name="lesson.drop"),
    path("tools/", tools.show, name="tools"),
    path("tools/take/", tools.take, name="tools.take"),
    path("tools/back/", tools.give_back, name="tools.back"),
    path("tools/new/", tools.register, name="tools.new"),
    path("tools/<int:tool_id>/calibration/", tools.calibrate, name="tools.calibration"),
]
