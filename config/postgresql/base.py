"""PostgreSQL for Django, with one option more: ``patience`` (``answering``)."""

from functools import partial
from typing import Any

import psycopg
from django.db.backends.postgresql import base

from .answering import CONNECT_SECONDS, circuit, waiting


class DatabaseWrapper(base.DatabaseWrapper):
    """With ``patience``, in seconds, nobody waits for a server that answers nobody."""

    patience: float | None = None

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        self.patience = params.pop("patience", None)
        return params

    def get_new_connection(self, conn_params: dict[str, Any]) -> Any:
        if self.patience is None:
            return super().get_new_connection(conn_params)
        with circuit.trying():
            connection = super().get_new_connection(conn_params)
        # Django connects by a function of the driver's, which has no place for a class of ours.
        setattr(connection, "wait", partial(self._wait, connection, connection.wait))  # noqa: B010
        return connection

    def _wait(self, connection: Any, wait: Any, steps: Any, *arguments: Any, **more: Any) -> Any:
        try:
            return wait(waiting(steps, self.patience or 0, self._ask), *arguments, **more)
        except psycopg.OperationalError as error:
            if error.sqlstate is None:
                connection.pgconn.finish()  # in the middle of something that nobody waits for
            raise

    def _ask(self) -> None:
        """Raise where the server gives no connection."""
        params = self.get_connection_params() | {"connect_timeout": CONNECT_SECONDS}
        with circuit.trying():
            psycopg.connect(**params).close()
