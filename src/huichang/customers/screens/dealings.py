"""/customers/<id>/dealings/ : everything with a customer from all rooms, as a fragment that the file fetches."""

from django.http import HttpResponse
from django.shortcuts import render

from huichang.customers import queries
from huichang.kernel.cards import Event
from huichang.kernel.refusals import Missing
from huichang.kernel.web import Request


def show(request: Request, customer_id: int) -> HttpResponse:
    """The timeline, newest first."""
    if not queries.sees(request.actor, customer_id):
        raise Missing("没有找到这位客户的档案，请检查链接或重新搜索。")
    dealings = [
        Event(each.at, each.who, f"{each.kind} · {each.text}", each.more, each.icon, each.tone)
        for each in queries.timeline_of(request.actor, customer_id)
    ]
    return render(request, "customers/screens/dealings.html", {"dealings": dealings})
