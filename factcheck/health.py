"""Two questions a supervisor or a load balancer asks."""

from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

_PLAIN = "text/plain; charset=utf-8"
_state = {"are_migrations_applied": False}


@never_cache
@require_safe
def healthz(request: HttpRequest) -> HttpResponse:
    """Whether this process is alive."""
    return HttpResponse("alive\n", content_type=_PLAIN)


@never_cache
@require_safe
def readyz(request: HttpRequest) -> HttpResponse:
    """Whether this process can serve: the database answers and has every migration of this code."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
        if not _state["are_migrations_applied"]:
            # Read once: a process whose migrations were applied keeps them until it is replaced by newer code.
            executor = MigrationExecutor(connection)
            _state["are_migrations_applied"] = not executor.migration_plan(executor.loader.graph.leaf_nodes())
    except DatabaseError:
        return HttpResponse("database unreachable\n", content_type=_PLAIN, status=503)
    if not _state["are_migrations_applied"]:
        return HttpResponse("migrations missing\n", content_type=_PLAIN, status=503)
    return HttpResponse("ready\n", content_type=_PLAIN)
