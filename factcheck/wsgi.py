"""The web process's entry point."""

import os
from importlib import import_module

from django.core.wsgi import get_wsgi_application

from factcheck.leash import end_with_leashed_parent

# The server's own process may be killed alone; this one would keep the port.
end_with_leashed_parent()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "factcheck.settings")
# The web process serves many short requests from a few threads, so it alone keeps a pool of connections.
os.environ.setdefault("DATABASE_POOL", "on")

_django = get_wsgi_application()
# Known only once the apps are loaded.
application = import_module("claims.public.hot").HotReads(_django)
