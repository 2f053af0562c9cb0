"""What screens and other rooms may ask about faults, help, lessons and tools. Plain values come out."""

from huichang.knowledge.queries.faults import (
    CauseCard,
    FaultCard,
    FaultHit,
    fault,
    may_see,
    search_faults,
    uses_of,
)
from huichang.knowledge.queries.help import (
    HelpCard,
    MessageCard,
    answered_help,
    help_request,
    help_requests,
    open_help,
)
from huichang.knowledge.queries.lessons import LessonCard, lesson, lessons, waiting_lessons
from huichang.knowledge.queries.tools import ToolCard, tools

__all__ = [
    "CauseCard",
    "FaultCard",
    "FaultHit",
    "HelpCard",
    "LessonCard",
    "MessageCard",
    "ToolCard",
    "answered_help",
    "fault",
    "help_request",
    "help_requests",
    "lesson",
    "lessons",
    "may_see",
    "open_help",
    "search_faults",
    "tools",
    "uses_of",
    "waiting_lessons",
]
