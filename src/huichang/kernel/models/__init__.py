"""The kernel's own tables: the journal, keys of repeated requests, counters, pictures."""

from huichang.kernel.models.journal import Change, Entry
from huichang.kernel.models.keeping import Counter, Once, Picture, PictureContent

__all__ = ["Change", "Counter", "Entry", "Once", "Picture", "PictureContent"]
