"""What is written in the log."""

import logging
import re

# In an address or between quotes, letters in a row that nobody types: a secret link, or a proof. File names have a dot after them.
_SECRET = re.compile(r"(?<=[/'\"])[A-Za-z0-9_:-]{40,}(?![A-Za-z0-9_:.-])")


class DiscreetFormatter(logging.Formatter):
    """Writes a record, traceback and all, with «…» where a secret link would stand: whoever reads the log must not be able to open what it opens."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without secrets."""
        return _SECRET.sub("…", super().format(record))
