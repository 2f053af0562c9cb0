"""Addresses of the plan of the day."""

from django.urls import path

from huichang.planning.screens import board, next_job, proposal

app_name = "planning"
urlpatterns = [
    path("board/", board.show, name="board"),
    path("board/wall/", board.wall, name="wall"),
    path("steps/<str:key>/why/", board.why, name="why"),
    path("steps/<str:key>/try/", board.trial, name="trial"),
    path("steps/<str:key>/move/", board.move, name="move"),
    path("steps/<str:key>/pin/", board.pin, name="pin"),
    path("steps/<str:key>/unpin/", board.unpin, name="unpin"),
    path("arrangements/<int:arrangement_id>/undo/", board.undo, name="undo"),
    path("propose/", proposal.propose, name="propose"),
    path("proposals/<int:proposal_id>/", proposal.show, name="proposal"),
    path("proposals/<int:proposal_id>/accept/", proposal.accept, name="proposal.accept"),
    path("proposals/<int:proposal_id>/drop/", proposal.drop, name="proposal.drop"),
    path("changes/<int:change_id>/accept/", proposal.accept_line, name="change.accept"),
    path("next/", next_job.show, name="next"),
    path("next/take/", next_job.take, name="next.take"),
    path("pulls/<int:pull_id>/hold/", next_job.hold, name="next.hold"),
    path("pulls/<int:pull_id>/give-back/", next_job.give_back, name="next.give_back"),
    path("pulls/", next_job.record, name="pulls"),
]
