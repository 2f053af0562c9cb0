"""Printed documents of claims."""

from huichang.warranty.papers.form import Form, FormLine, FormTable
from huichang.warranty.papers.tag import Tag

__all__ = ["Form", "FormLine", "FormTable", "Tag"]
