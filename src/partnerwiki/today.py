"""The day of the build."""

from __future__ import annotations

import datetime as dt
import os


def today() -> dt.date:
    """Give the day of the build (UTC), or the one that ``SOURCE_DATE_EPOCH`` says, so that a build can be repeated."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    now = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch else dt.datetime.now(dt.UTC)
    return now.date()
