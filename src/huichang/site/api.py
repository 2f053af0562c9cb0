"""The API of the whole house: every room's router under its own name, with an OpenAPI page at /api/docs."""

from importlib import import_module

from django.conf import settings
from ninja import NinjaAPI

api = NinjaAPI(
    title="回厂 Huichang",
    version="1.0",
    description="到店全过程的每一步都可以通过接口完成；与屏幕走同样的业务规则。POST 须带 Idempotency-Key。",
    docs_url="/docs",
)
for room in reversed(settings.ROOMS):
    api.add_router(f"/{room}", import_module(f"huichang.{room}.api").router)
