"""A PostgreSQL server that comes with the requirements and lives in ``var/``.

It is used when no ``DATABASE_URL`` is set. Four parts:

``server``  what every process uses: where the server is, and "make sure that it runs"
``keeper``  the one process that owns the server: starts it, stops it when nobody uses it any more
``base``    the Django database backend: Django's own, which asks ``server`` before it connects
``errors``  what can go wrong, as sentences

Every process that uses the database holds a shared lock on one file for as long as it lives. The keeper waits for the
exclusive lock on the same file, so it gets it, and stops the server, exactly when the last user is gone, however that
user ended. Nothing has to be counted, and nothing goes stale: the kernel drops the locks of a killed process.
"""
