"""Django's PostgreSQL backend on the embedded server: makes sure that it runs before the first connection."""

from typing import Any

from django.conf import settings
from django.db.backends.postgresql import base
from django.db.utils import OperationalError
from django.utils.asyncio import async_unsafe

from factcheck.embedded.errors import EmbeddedDatabaseError
from factcheck.embedded.server import ensure_running


class DatabaseWrapper(base.DatabaseWrapper):
    """A connection that starts the embedded server when it does not run."""

    _is_server_known = False

    @async_unsafe
    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        """Connect; the second try is for a server that was stopped behind this process's back."""
        if not DatabaseWrapper._is_server_known:
            self._ensure_server()
        try:
            return super().get_new_connection(conn_params)
        except self.Database.OperationalError:
            self._ensure_server()
            return super().get_new_connection(conn_params)

    def _ensure_server(self) -> None:
        assert settings.EMBEDDED_POSTGRES is not None
        try:
            ensure_running(settings.EMBEDDED_POSTGRES)
        except EmbeddedDatabaseError as error:
            raise OperationalError(str(error)) from error
        DatabaseWrapper._is_server_known = True
