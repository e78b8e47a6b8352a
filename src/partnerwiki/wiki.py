"""What one running Sphinx build knows of the wiki: set up once, when the configuration is read."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from sphinx.application import Sphinx
from sphinx.config import Config

from partnerwiki.config import PREFIX, Options, catalog_dir, option_fields, read_options
from partnerwiki.extract import CONF, reader_strings
from partnerwiki.inline import is_safe_value
from partnerwiki.lookup import Lookup
from partnerwiki.warnings_ import Warn, warn


@dataclass(frozen=True)
class Wiki:
    """``languages[0]`` is the source of every page that does not say otherwise; ``base_url`` is that of all languages."""

    options: Options
    languages: list[str]
    lookup: Lookup
    base_url: str

    @property
    def source_language(self) -> str:
        """The default source language."""
        return self.languages[0]


def of(app: Sphinx) -> Wiki:
    """Give the wiki of a running build."""
    wiki: Wiki = app.partnerwiki  # type: ignore[attr-defined]
    return wiki


def set_up(app: Sphinx, config: Config) -> None:
    """Read the options, take the catalogs over from Sphinx, and put ``conf.py``'s texts into the page's language.

    Handler of ``config-inited``.
    """
    values = {PREFIX + option.name: config[PREFIX + option.name] for option in option_fields()}
    conf_py = Path(app.confdir) / "conf.py"
    options = read_options(values, lambda message: warn(Warn.OPTION, message, path=conf_py))
    raw = config._raw_config
    default = str(raw.get("language") or "en")
    languages = options.languages or [default]
    folder = catalog_dir(Path(app.confdir), Path(app.srcdir), raw.get("locale_dirs"))
    lookup = Lookup(folder, Path(app.doctreedir) / "catalogs", config.gettext_compact)
    config.locale_dirs = []  # Sphinx's own transform must find nothing to do
    base_url = config.html_baseurl
    if base_url and not base_url.endswith("/"):
        base_url += "/"
    app.partnerwiki = Wiki(options, languages, lookup, base_url)  # type: ignore[attr-defined]
    if options.languages and base_url:
        config.html_baseurl = f"{base_url}{config.language}/"
    if config.language != languages[0]:
        _translate_settings(config, lookup)


def _translate_settings(config: Config, lookup: Lookup) -> None:
    table = lookup.table(config.language, CONF)

    def translated(text: str) -> str:
        unit = table.units.get(text)
        return unit.msgstr if unit and unit.msgstr and is_safe_value(text, unit.msgstr) else text

    for name, value in reader_strings(config):
        option, _, key = name.partition(": ")
        if not key:
            setattr(config, option, translated(value))
        else:
            config[option] = {**config[option], key: translated(value)}
