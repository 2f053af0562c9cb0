"""Tables of fault knowledge, help and tools."""

from huichang.knowledge.models.faults import Cause, Fault, FaultUse, Lesson
from huichang.knowledge.models.help import HelpMessage, HelpRequest, Tool, ToolLoan

__all__ = ["Cause", "Fault", "FaultUse", "HelpMessage", "HelpRequest", "Lesson", "Tool", "ToolLoan"]
