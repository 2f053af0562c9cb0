"""Huichang (回厂): the after-sales department of an automobile dealership, as software.

Start reading at ARCHITECTURE.md, then `.importlinter` (the stack of rooms), then `workshop/__init__.py`.
"""
