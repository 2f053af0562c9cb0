"""The door for the web server."""

import gc
import os
import signal

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "huichang.site.settings")

from django.core.wsgi import get_wsgi_application
from django.urls import get_resolver

from huichang.site.postgres import end_with

if os.environ.get("HUICHANG_SUPERVISED"):
    end_with(os.getppid())
    # A worker begins with its server's own handler, which would swallow a request to stop while we load.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
application = get_wsgi_application()
# Every address is loaded now, not by the first visitor of each worker; what is loaded is not garbage.
_ = get_resolver().url_patterns
gc.collect()
gc.freeze()
