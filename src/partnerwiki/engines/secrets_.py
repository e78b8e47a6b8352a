"""Keys of engines: from the environment, or from a keyring. They stand in no file of the wiki and in no message."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.util import find_spec

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

#: The keyring's name for us; the user there is the engine's name.
SERVICE = "partnerwiki"
#: Where a key is looked for, in this order. ``DEEPL_AUTH_KEY`` is what DeepL's own programs read.
VARIABLES = {
    "deepl": ("PARTNERWIKI_DEEPL_KEY", "DEEPL_AUTH_KEY"),
    "libretranslate": ("PARTNERWIKI_LIBRETRANSLATE_KEY",),
    "microsoft": ("PARTNERWIKI_MICROSOFT_KEY",),
}


@dataclass(frozen=True)
class Secret:
    """A key, empty where there is none; it does not show when the object is printed."""

    value: str = field(repr=False)


def from_environment(engine: str, environ: Mapping[str, str]) -> Secret:
    """Give the engine's key from the first variable that is set."""
    return Secret(next((key for name in VARIABLES[engine] if (key := environ.get(name, "").strip())), ""))


def from_keyring(engine: str) -> Secret:
    """Give the engine's key from the keyring, if ``partnerwiki[keyring]`` is installed."""
    if find_spec("keyring") is None:
        return Secret("")
    import keyring

    try:
        return Secret((keyring.get_password(SERVICE, engine) or "").strip())
    except Exception:  # a keyring that is locked or absent fails in its own way on each desktop
        return Secret("")


def find(engine: str, environ: Mapping[str, str]) -> Secret:
    """Give the engine's key, which is empty where there is none."""
    found = from_environment(engine, environ)
    return found if found.value else from_keyring(engine)


def needed(engine: str, environ: Mapping[str, str]) -> Secret:
    """Give the engine's key. Raises :class:`PartnerwikiError` where there is none."""
    found = find(engine, environ)
    if not found.value:
        raise _missing(engine)
    return found


def check(engine: str, environ: Mapping[str, str]) -> None:
    """Raise :class:`PartnerwikiError` where there can be no key; a keyring is not opened for that."""
    if not from_environment(engine, environ).value and find_spec("keyring") is None:
        raise _missing(engine)


def _missing(engine: str) -> PartnerwikiError:
    return PartnerwikiError(
        _("The engine '{name}' needs a key.").format(name=engine),
        mend=_("Set the environment variable {variable}, or run: keyring set {service} {name}").format(
            variable=VARIABLES[engine][0], service=SERVICE, name=engine
        ),
    )
