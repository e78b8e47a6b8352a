"""The day of the build."""

from __future__ import annotations

import datetime as dt
import os

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _


def today() -> dt.date:
    """Give the day of the build (UTC), or the one that ``SOURCE_DATE_EPOCH`` says, so that a build can be repeated.

    The variable holds seconds since 1970 (https://reproducible-builds.org/specs/source-date-epoch/). Raises
    :class:`PartnerwikiError` for anything else.
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        now = dt.datetime.fromtimestamp(int(epoch), dt.UTC) if epoch else dt.datetime.now(dt.UTC)
    except (ValueError, OverflowError, OSError):
        raise PartnerwikiError(
            _("The variable SOURCE_DATE_EPOCH holds no day: it has to be seconds since 1970."),
            mend=_("Set it to the output of 'date +%s', or unset it."),
        ) from None
    return now.date()
