"""Records of knowledge whose history is read on their pages (PLAT-11)."""

from huichang.kernel.records import declare
from huichang.knowledge import permissions

declare("knowledge.helprequest", permissions.SEE_KNOWLEDGE, {"knowledge.helpmessage": "request"})
declare("knowledge.lesson", permissions.SEE_KNOWLEDGE)
declare("knowledge.fault", permissions.SEE_KNOWLEDGE, {"knowledge.cause": "fault"})
declare("knowledge.tool", permissions.SEE_KNOWLEDGE, {"knowledge.toolloan": "tool"})
