"""The door for the web server."""

import gc
import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huichang.site.settings")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

application = get_wsgi_application()
# Every address is loaded now, not by the first visitor of each worker; what is loaded is not garbage.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
