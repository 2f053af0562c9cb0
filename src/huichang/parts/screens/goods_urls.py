"""Addresses of batches, transfers, write-offs, loans, corrections, and the stock of a day."""

from django.urls import path

from huichang.parts.screens import (
    batch,
    batches,
    correct,
    loans,
    promise,
    relations,
    scraps,
    stock_at,
    transfer,
    transfers,
)

urlpatterns = [
    path("batches/", batches.show, name="batches"),
    path("batches/name/<int:part_id>/", batches.name_stock, name="name_stock"),
    path("batches/<int:batch_id>/", batch.show, name="batch"),
    path("batches/<int:batch_id>/check/", batch.check, name="check_batch"),
    path("batches/<int:batch_id>/stop/", batch.stop, name="stop_batch"),
    path("batches/<int:batch_id>/resume/", batch.resume, name="resume_batch"),
    path("batches/<int:batch_id>/prolong/", batch.prolong, name="prolong_batch"),
    path("transfers/", transfers.show, name="transfers"),
    path("transfers/send/", transfers.send, name="send_transfer"),
    path("transfers/<int:transfer_id>/", transfer.show, name="transfer"),
    path("transfers/<int:transfer_id>/receive/", transfer.receive, name="receive_transfer"),
    path("transfers/<int:transfer_id>/recall/", transfer.recall, name="recall_transfer"),
    path("transfers/<int:transfer_id>/settle/", transfer.settle, name="settle_transfer"),
    path("scraps/", scraps.show, name="scraps"),
    path("scraps/ask/<int:part_id>/", scraps.ask, name="ask_scrap"),
    path("scraps/<int:scrap_id>/", scraps.answer, name="answer_scrap"),
    path("loans/", loans.show, name="loans"),
    path("loans/lend/<int:part_id>/", loans.lend, name="lend_goods"),
    path("loans/borrow/<int:part_id>/", loans.borrow, name="borrow_goods"),
    path("loans/use/<int:part_id>/", loans.use, name="use_internally"),
    path("loans/<int:loan_id>/back/", loans.back, name="end_loan"),
    path("stock/at/", stock_at.show, name="stock_at"),
    path("stock/at/export/", stock_at.export, name="stock_at_export"),
    path("part/<int:part_id>/tie/", relations.tie, name="tie_part"),
    path("holds/<int:hold_id>/rank/", promise.rank, name="rank_hold"),
    path("holds/<int:hold_id>/prolong/", promise.prolong, name="prolong_hold"),
    path("holds/<int:hold_id>/release/", promise.release, name="release_hold"),
    path("ledger/<int:move_id>/correct/", correct.correct, name="correct_move"),
]
