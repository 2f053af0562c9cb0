"""Addresses of this room."""

from django.urls import path

from huichang.verdicts.screens import book, claim, desk, lists, months, rules, store, stores

app_name = "verdicts"
urlpatterns = [
    path("desk/", desk.show, name="desk"),
    path("desk/judge/", desk.judge, name="judge"),
    path("desk/next/", desk.go_on, name="next"),
    path("claims/<int:verdict_id>/", claim.show, name="claim"),
    path("claims/<int:verdict_id>/accept/", claim.accept, name="accept"),
    path("claims/<int:verdict_id>/cut/", claim.cut, name="cut"),
    path("claims/<int:verdict_id>/reject/", claim.reject, name="reject"),
    path("claims/<int:verdict_id>/send-back/", claim.send_back, name="send_back"),
    path("claims/<int:verdict_id>/ask-part/", claim.ask_part, name="ask_part"),
    path("claims/<int:verdict_id>/take-back/", claim.take_back, name="take_back"),
    path("rules/", rules.show, name="rules"),
    path("rules/begin/", rules.begin, name="begin_book"),
    path("rules/<int:rule_book_id>/", book.show, name="book"),
    path("rules/<int:rule_book_id>/rule/", book.save, name="save_rule"),
    path("rules/<int:rule_book_id>/rule/<int:rule_id>/", book.save, name="change_rule"),
    path("rules/<int:rule_book_id>/rule/<int:rule_id>/drop/", book.drop_rule, name="drop_rule"),
    path("rules/<int:rule_book_id>/try/", book.try_out, name="try_book"),
    path("rules/<int:rule_book_id>/publish/", book.publish, name="publish_book"),
    path("rules/<int:rule_book_id>/drop/", book.drop, name="drop_book"),
    path("months/", months.show, name="months"),
    path("months/publish/", months.publish, name="publish_month"),
    path("stores/", stores.show, name="stores"),
    path("stores/score/", stores.score, name="score"),
    path("stores/<int:risk_id>/", store.show, name="store"),
    path("lists/", lists.show, name="lists"),
    path("lists/<int:published_list_id>/", lists.one, name="list"),
    path("lists/<int:published_list_id>/take/", lists.take, name="take_list"),
    path("lists/<int:published_list_id>/list.xlsx", lists.sheet, name="list_sheet"),
]
