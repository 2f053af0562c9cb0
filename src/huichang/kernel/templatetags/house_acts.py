"""Acts: buttons that do one thing, sheets that ask for the little that is missing, chips for reasons."""

import uuid
from collections.abc import Iterable

from django import template
from django.template.context import RequestContext
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString, mark_safe

from huichang.kernel.templatetags import house_words

register = template.Library()
Choice = str | tuple[object, object]


@register.simple_tag
def once() -> SafeString:
    """A fresh key for a form: sent twice, it happens once."""
    return format_html('<input type="hidden" name="once" value="{}">', uuid.uuid4().hex)


def hidden(context: RequestContext, values: Iterable[tuple[str, object]]) -> SafeString:
    """The hidden fields of a form that posts: CSRF token, key, and what the act is about."""
    token = format_html(
        '<input type="hidden" name="csrfmiddlewaretoken" value="{}">', context.get("csrf_token", "")
    )
    return token + once() + format_html_join("", '<input type="hidden" name="{}" value="{}">', values)


def button_class(*, main: bool, tone: str, size: str) -> str:
    """The classes of an act's button."""
    look = (
        "btn-primary act-main"
        if main
        else {"quiet": "btn-ghost-secondary", "danger": "btn-danger-soft"}.get(tone, "")
    )
    return f"btn {look} {'btn-' + size if size else ''}".strip()


@register.simple_tag(takes_context=True)
def act(
    context: RequestContext,
    words: str,
    url: str = "",
    *,
    main: bool = False,
    icon: str = "",
    tone: str = "",
    size: str = "",
    key: str = "",
    why: str = "",
    form: str = "",
    href: str = "",
    opens: str = "",
    **values: object,
) -> SafeString:
    """One act. See docs/how/add-a-screen.md for its forms; further keywords become hidden fields."""
    face = (house_words.icon(icon) if icon else mark_safe("")) + format_html("<span>{}</span>", words)
    if key:
        face += format_html("<kbd>{}</kbd>", key)
    classes = button_class(main=main, tone=tone, size="lg" if size == "l" else "sm" if size == "s" else "")
    shortcut = format_html(' data-key="{}"', key) if key else mark_safe("")
    if why:
        return format_html(
            '<button type="button" class="{} act-blocked" aria-disabled="true" data-why="{}"{}>{}</button>',
            classes,
            why,
            shortcut,
            face,
        )
    if href:
        return format_html('<a class="{}" href="{}"{}>{}</a>', classes, href, shortcut, face)
    if opens:
        return format_html(
            '<button type="button" class="{}" data-opens="{}"{}>{}</button>', classes, opens, shortcut, face
        )
    pairs = [(name, value) for name, value in values.items() if value is not None]
    if form:
        # The first pair rides on the button itself, so that several acts can share one form.
        named = format_html(' name="{}" value="{}"', *pairs[0]) if pairs else mark_safe("")
        # htmx learns the pressed button of another form only from an explicit type.
        return format_html(
            '<button type="submit" class="{}" form="{}"{}{}>{}</button>', classes, form, named, shortcut, face
        )
    if not url:
        named = format_html(' name="{}" value="{}"', *pairs[0]) if pairs else mark_safe("")
        return format_html('<button class="{}"{}{}>{}</button>', classes, named, shortcut, face)
    return format_html(
        '<form method="post" action="{}" class="act">{}<button class="{}"{}>{}</button></form>',
        url,
        hidden(context, pairs),
        classes,
        shortcut,
        face,
    )


@register.simple_block_tag
def sheet(content: SafeString, name: str, title: str, wide: bool = False) -> SafeString:
    """A dialog over the page; on a phone it comes from the bottom. Opened by `data-opens` or an act's `opens`."""
    return format_html(
        '<dialog id="{0}" class="sheet{1}" aria-labelledby="{0}-title"><header><h2 id="{0}-title">{2}</h2>'
        '<button type="button" class="btn-bare" data-closes aria-label="关闭">{3}</button></header>'
        '<div class="sheet-body">{4}</div></dialog>',
        name,
        " sheet-wide" if wide else "",
        title,
        house_words.icon("x"),
        content,
    )


def pairs_of(choices: Iterable[Choice]) -> list[tuple[str, str]]:
    """Choices as (value, label) in text, whatever form they came in."""
    return [
        (str(choice[0]), str(choice[1])) if isinstance(choice, tuple | list) else (str(choice), str(choice))
        for choice in choices
    ]


@register.inclusion_tag("kernel/pieces/chips.html")
def chips(
    name: str,
    choices: Iterable[Choice],
    *,
    chosen: object = None,
    words: str = "",
    legend: str = "",
    several: bool = False,
    required: bool = False,
    hint: str = "",
) -> dict[str, object]:
    """Reasons and choices to touch; `words` names a text field below for what the chips do not say."""
    if chosen is None:
        picked: set[str] = set()
    elif isinstance(chosen, list | tuple | set | frozenset):
        picked = {str(value) for value in chosen}
    else:
        picked = {str(chosen)}
    return {
        "name": name,
        "options": [(value, label, value in picked) for value, label in pairs_of(choices)],
        "words": words,
        "legend": legend,
        "kind": "checkbox" if several else "radio",
        "required": required and not several,
        "hint": hint,
    }
