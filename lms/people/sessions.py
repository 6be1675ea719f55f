"""Sessions as Django keeps them in the database, read with less ado."""

from typing import Any

from django.contrib.sessions.backends import db
from django.db import connection
from django.utils import timezone


class SessionStore(db.SessionStore):
    """Django's own, but for the statement that every page begins with: building it cost ten times what reading it does."""

    def load(self) -> dict[str, Any]:
        """What the session holds; nothing, and no key, if there is none or it has expired. 1 query."""
        now = connection.ops.adapt_datetimefield_value(timezone.now())
        with connection.cursor() as cursor:
            cursor.execute("SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > %s", (self.session_key, now))
            row = cursor.fetchone()
        if row is None:
            self._session_key = None
            return {}
        held: dict[str, Any] = self.decode(row[0])
        return held
