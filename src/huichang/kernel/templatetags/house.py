"""The pieces that every template has without loading anything (settings: `builtins`). Sheet: docs/how/add-a-screen.md."""

from django import template

from huichang.kernel.templatetags import house_acts, house_fields, house_shows, house_words

register = template.Library()
for shelf in (house_words, house_acts, house_fields, house_shows):
    register.tags.update(shelf.register.tags)
    register.filters.update(shelf.register.filters)
