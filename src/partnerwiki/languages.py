"""What we know of languages: names, scripts, direction, tags. All of it comes from Babel (CLDR)."""

from __future__ import annotations

from functools import cache

from babel import Locale, UnknownLocaleError

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _


@cache
def _locale(code: str) -> Locale:
    try:
        return Locale.parse(code.replace("-", "_"))
    except (UnknownLocaleError, ValueError) as error:
        raise PartnerwikiError(
            _("'{code}' is not a language code.").format(code=code),
            mend=_("Use a code such as de, en, pt or pt_BR."),
        ) from error


def check_code(code: str) -> str:
    """Give ``code`` back if CLDR knows it, else raise :class:`PartnerwikiError`."""
    _locale(code)
    return code


def tag(code: str) -> str:
    """Give the BCP 47 tag for HTML's ``lang`` and ``hreflang``: ``pt_BR`` -> ``pt-BR``."""
    return code.replace("_", "-")


def direction(code: str) -> str:
    """Give ``"rtl"`` or ``"ltr"``."""
    return _locale(code).text_direction


def native_name(code: str) -> str:
    """Give the language's name in itself, for language switchers: ``de`` -> ``Deutsch``."""
    name = _locale(code).get_display_name(code.replace("-", "_")) or code
    return name[:1].upper() + name[1:]


def name_in(code: str, language: str) -> str:
    """Give the name of ``code`` in ``language``: ``("en", "de")`` -> ``Englisch``."""
    return _locale(code).get_display_name(language.replace("-", "_")) or code
