"""What may be done with messages."""

from huichang.company.access import permission
from huichang.company.roles import Role

SEE_OUTBOX = permission(
    "post.see_outbox",
    "查看消息发件箱",
    Role.CARE_AGENT,
    Role.ADVISER,
    Role.SERVICE_MANAGER,
    Role.ADMINISTRATOR,
)
SEND = permission("post.send", "发送与重发消息", Role.CARE_AGENT, Role.SERVICE_MANAGER, Role.ADMINISTRATOR)
EDIT_TEMPLATES = permission("post.edit_templates", "修改消息模板", Role.SERVICE_MANAGER, Role.ADMINISTRATOR)
