"""Message templates: declared by the rooms that send them, in their own words; a store may change the words."""

from collections.abc import Mapping
from dataclasses import dataclass
from string import Formatter

from huichang.company import settings


@dataclass(frozen=True)
class Template:
    """One kind of message: its key, what it is for, its words with `{fields}`.

    `urgent` ones (the customer waits for it) ignore quiet hours.
    """

    key: str
    says: str
    words: str
    urgent: bool = False

    @property
    def fields(self) -> frozenset[str]:
        """Names of the fields that the words use."""
        return frozenset(name for _, name, _, _ in Formatter().parse(self.words) if name)


DECLARED: dict[str, Template] = {}


def declare(key: str, says: str, words: str, *, urgent: bool = False) -> Template:
    """Declare a template; its words become a setting of each store (`post.words.<key>`)."""
    template = Template(key, says, words, urgent)
    DECLARED[key] = template
    settings.declare(f"post.words.{key}", words, f"消息模板：{says}")
    return template


def fill(template: Template, store_id: int, values: Mapping[str, str]) -> str:
    """The message's text for a store. Fields that the store's own words use wrongly fall back to the declared words."""
    words = settings.of(
        store_id, settings.Setting(f"post.words.{template.key}", template.words, template.says)
    )
    try:
        return words.format_map(values)
    except (KeyError, ValueError, IndexError):
        return template.words.format_map(values)
