"""Messages to customers: written in the transaction of what they tell, sent by the worker."""

from collections.abc import Mapping
from datetime import datetime, time

from django.db import connection
from django.utils.timezone import localtime

from huichang.company import settings
from huichang.customers import queries as customers
from huichang.kernel.actor import Warrant
from huichang.kernel.refusals import OutOfTurn
from huichang.kernel.use_case import use_case
from huichang.post import permissions, rules, templates
from huichang.post.channels import CHANNELS
from huichang.post.models import Message
from huichang.post.states import MessageState

QUIET_FROM = settings.declare("post.quiet_from", "21:00", "免打扰开始")
QUIET_UNTIL = settings.declare("post.quiet_until", "08:00", "免打扰结束")
MOST_TRIES = 5


def write(
    *,
    store_id: int,
    customer_id: int,
    template: templates.Template,
    about: str,
    values: Mapping[str, str],
    link: str = "",
    due_at: datetime,
    once: str | None = None,
    channel: str = "",
    to: customers.CustomerBrief | None = None,
) -> None:
    """Put a message into the outbox: to the customer's own channel, at `due_at` or after the quiet hours.

    A customer who wants no messages gets a row in state “不发送”, so that everybody sees why nothing came. `once` is a
    key under which the store sends at most one message (a reminder that a repeated job wants again is not doubled).
    `{name}` in the words is the form of address (王先生). Two statements, one with the customer given as `to`.
    """
    person = to or customers.cards([customer_id])[customer_id]
    wanted = channel or str(person.channel)
    silent = wanted in ("none", "phone") and not template.urgent
    store_time = localtime(due_at)
    if not template.urgent:
        store_time = rules.not_in_quiet_hours(
            store_time,
            quiet_from=time.fromisoformat(settings.of(store_id, QUIET_FROM)),
            quiet_until=time.fromisoformat(settings.of(store_id, QUIET_UNTIL)),
        )
    text = templates.fill(template, store_id, {"name": person.addressed, **values})
    state = MessageState.STOPPED if silent or not person.phone else MessageState.WAITING
    problem = "" if state == MessageState.WAITING else ("客户不接收消息" if silent else "没有手机号")
    with connection.cursor() as cursor:
        cursor.execute(
            f"INSERT INTO {Message._meta.db_table} (store_id, customer_id, about, template, channel, address, text, link,"
            " state, due_at, tries, problem, once) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, 0, %s, %s)"
            " ON CONFLICT (store_id, once) DO NOTHING",
            [
                store_id,
                customer_id,
                about,
                template.key,
                wanted if wanted in CHANNELS else "sms",
                person.phone,
                text,
                link,
                str(state),
                store_time,
                problem,
                once,
            ],
        )


@use_case(permissions.SEND, "发送到期消息")
def send_due(warrant: Warrant, store_id: int, *, at: datetime, most: int = 200) -> int:
    """Send what is due, oldest first; returns how many went out. A failed message is tried again, five times in all.

    Safe to run from several workers at once: each takes other messages.
    """
    warrant.show_at(store_id)
    due = (
        Message.objects.select_for_update(skip_locked=True)
        .filter(store_id=store_id, state=MessageState.WAITING, due_at__lte=at)
        .order_by("due_at", "pk")[:most]
    )
    sent = 0
    for message in due:
        problem = CHANNELS[message.channel](message.address, message.text, message.link)
        message.tries += 1
        message.problem = problem
        if not problem:
            message.state, message.sent_at = MessageState.SENT, at
            sent += 1
        elif message.tries >= MOST_TRIES:
            message.state = MessageState.FAILED
        message.save(update_fields=["state", "sent_at", "tries", "problem"])
    return sent


@use_case(permissions.SEND, "重发消息")
def send_again(warrant: Warrant, message_id: int, *, at: datetime) -> Message:
    """Send a failed message once more, now. Raises OutOfTurn for one that did not fail."""
    message: Message = Message.objects.locked(message_id, warrant)
    if message.state != MessageState.FAILED:
        raise OutOfTurn("只有发送失败的消息才能重发。")
    message.state, message.due_at, message.tries = MessageState.WAITING, at, 0
    message.save(update_fields=["state", "due_at", "tries"])
    return message
