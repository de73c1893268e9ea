"""Lines of the server's own log: when, in UTC, how grave, from where, and what."""

import logging
from datetime import UTC, datetime


class Told(logging.Formatter):
    """``2025-08-07T12:00:00Z WARNING lockgate.web: …``; line breaks within are shown and break nothing."""

    def __init__(self) -> None:
        super().__init__("%(asctime)s %(levelname)s %(name)s: %(message)s")

    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: ARG002, N802 - logging's
        """When it was told, in UTC."""
        return f"{datetime.fromtimestamp(record.created, UTC):%Y-%m-%dT%H:%M:%SZ}"

    def formatMessage(self, record: logging.LogRecord) -> str:  # noqa: N802 - logging's name
        """The line, without a line break that somebody wrote."""
        return super().formatMessage(record).replace("\r", "\\r").replace("\n", "\\n")
