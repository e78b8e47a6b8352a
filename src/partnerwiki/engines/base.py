"""What adapters of engines have in common: their settings, and how an answer is judged."""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal
from ipaddress import ip_address
from urllib.parse import urlsplit

from partnerwiki.engines import SHAPES, Error, Estimate, Privacy, Result, Settings, Trouble
from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

#: An answer may be so many times as long as the text, and some characters more for texts of one word.
_LONGEST, _SPARE = 10, 200
_PAGE = re.compile(r"<!doctype|<(?:html|head|body|script)\b", re.IGNORECASE)
#: Plain addresses only: where two programs read one in two ways, a text may go where nobody looked.
_ADDRESS = re.compile(r"https?://(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::\d{1,5})?(?:/[\w.~%/-]*)?", re.ASCII)


class Adapter:
    """An engine's properties; see :class:`partnerwiki.engines.Engine`.

    ``price`` is the list price of a million characters (None: not known) in ``currency``.
    """

    name: str
    version: str = "default"
    privacy: Privacy = Privacy.LOCAL
    max_chars: int = 5000
    batch: int = 1
    shapes: tuple[str, ...] = ("brackets", "letters", "tag")
    natural: bool = True
    price: Decimal | None = Decimal(0)
    currency: str = "EUR"

    def __init__(self, settings: Settings) -> None:
        if model := settings.text("model"):
            self.version = model
        self.shapes = _shapes(settings, self.shapes)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.name}/{self.version}>"

    def estimate(self, characters: int) -> Estimate:
        """Give the list price of sending that many characters, taxes and monthly fees left out."""
        cost = None if self.price is None else (self.price * characters / 1_000_000).quantize(Decimal("0.01"))
        return Estimate(characters, cost, self.currency)


def _shapes(settings: Settings, default: tuple[str, ...]) -> tuple[str, ...]:
    given = settings.values.get("shapes")
    if given is None:
        return default  # an empty list says that the engine carries none
    names = tuple(given) if isinstance(given, list | tuple) else (given,)
    for name in names:
        if name not in SHAPES:
            raise PartnerwikiError(
                _("There is no marker shape '{name}'.").format(name=name),
                mend=_("Shapes are: {names}.").format(names=", ".join(SHAPES)),
            )
    return names


def address(settings: Settings, default: str) -> str:
    """Give the engine's address without a slash at its end: ``url`` of the settings, or ``default``."""
    url = settings.text("url", default)
    if not _ADDRESS.fullmatch(url):
        # it is not shown: people put passwords into addresses
        raise PartnerwikiError(
            _("The 'url' of an engine in partnerwiki_engines cannot be used."),
            mend=_("Use an address such as http://127.0.0.1:5000, without user name, '?' and '#'."),
        )
    return url.rstrip("/")


def is_loopback(url: str) -> bool:
    """Say whether an address names this machine by its loopback interface (127.0.0.0/8, ::1, localhost)."""
    host = urlsplit(url).hostname or ""
    try:
        return host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        return False


def privacy(settings: Settings, usual: Privacy) -> Privacy:
    """Give what ``privacy`` of the settings says, or else the ``usual``. No setting makes an engine local."""
    return {"contract": Privacy.CONTRACT, "public": Privacy.PUBLIC}.get(settings.text("privacy"), usual)


def unsupported(texts: Sequence[str]) -> list[Result | Error]:
    """Give the answer for a pair of languages that an engine does not translate between; it is final."""
    return [Error(Trouble.UNSUPPORTED, passing=False) for _text in texts]


def has_letters(text: str) -> bool:
    """Say whether there is anything to translate."""
    return any(character.isalpha() for character in text)


def judged(text: str, answer: object) -> Result | Error:
    """Give an answer as a result with the space around the text, or say what is wrong with it.

    A text without letters is its own translation, whatever came back.
    """
    if not has_letters(text):
        return Result(text)
    if not isinstance(answer, str):
        return Error(Trouble.EMPTY if answer is None else Trouble.MALFORMED)
    if not answer.strip():
        return Error(Trouble.EMPTY)
    if len(answer) > _SPARE + _LONGEST * len(text):
        return Error(Trouble.TOO_LARGE)
    if _PAGE.search(answer) and not _PAGE.search(text):
        return Error(Trouble.ERROR_PAGE)
    if any("\ud800" <= character <= "\udfff" for character in answer):  # JSON may hold half a character
        return Error(Trouble.MALFORMED)
    before, after = text.split(text.strip(), 1)
    return Result(before + answer.strip() + after)
