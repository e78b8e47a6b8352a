"""What one running Sphinx build knows of the wiki: set up once, when the configuration is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from weakref import WeakKeyDictionary

from myst_parser.config.main import MdParserConfig
from sphinx.application import Sphinx
from sphinx.config import Config

from partnerwiki.config import PREFIX, Options, catalog_dir, option_fields, read_options
from partnerwiki.extract import CONF, reader_strings
from partnerwiki.inline import clean, safe_html, safe_value
from partnerwiki.lookup import Lookup
from partnerwiki.messages import _
from partnerwiki.warnings_ import Warn, warn


@dataclass(frozen=True)
class Wiki:
    """``languages[0]`` is the source of every page that does not say otherwise; ``base_url`` is that of all languages.

    ``substituted`` maps translated values of ``myst_substitutions`` to their sources, ``refused`` holds values of
    which no translation may be used.
    """

    options: Options
    languages: list[str]
    lookup: Lookup
    base_url: str
    substituted: dict[str, str] = field(default_factory=dict)
    refused: set[str] = field(default_factory=set)

    @property
    def source_language(self) -> str:
        """The default source language."""
        return self.languages[0]


#: A running build's wiki by its configuration, which handlers and transforms alike have at hand.
_WIKIS: WeakKeyDictionary[Config, Wiki] = WeakKeyDictionary()


def of(config: Config) -> Wiki:
    """Give the wiki of a running build."""
    return _WIKIS[config]


def ignore_translations(config: Config) -> None:
    """Have a build see no catalog at all: extraction wants every page as it was written."""
    wiki = _WIKIS[config]
    nowhere = wiki.lookup.cache / "none"
    _WIKIS[config] = replace(wiki, lookup=Lookup(nowhere, nowhere, wiki.lookup.compact))


def renew(app: Sphinx) -> None:
    """Forget catalogs that were read for the build before. Handler of ``partnerwiki-again``."""
    wiki = _WIKIS[app.config]
    lookup = Lookup(wiki.lookup.folder, wiki.lookup.cache, wiki.lookup.compact)
    _WIKIS[app.config] = replace(wiki, lookup=lookup)


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
    for name in ("html_copy_source", "html_show_sourcelink"):
        if name not in raw:  # readers get pages; their source is in the repository
            config[name] = False
    config.locale_dirs = []  # Sphinx's own transform must find nothing to do
    base_url = config.html_baseurl
    if base_url and not base_url.endswith("/"):
        base_url += "/"
    wiki = _WIKIS[config] = Wiki(options, languages, lookup, base_url)
    if options.languages and base_url:
        config.html_baseurl = f"{base_url}{config.language}/"
    if config.language != languages[0]:
        _translate_settings(config, wiki)


def _translate_settings(config: Config, wiki: Wiki) -> None:
    """Put ``conf.py``'s texts into the page's language; what is not safe stays in its source's, with a warning."""
    table = wiki.lookup.table(config.language, CONF)
    myst = _myst_config(config)

    def translated(text: str, safe: Callable[[str, str], str]) -> str:
        unit = table.units.get(text)
        new = clean(unit.msgstr) if unit else ""
        if unit is None or not new.strip():
            return text
        new = safe(text, new)
        if not new:
            warn(
                Warn.REFUSED,
                _("This translation has other markup than its source."),
                path=table.path,
                line=unit.line,
            )
            wiki.refused.add(text)
            return text
        return new

    for name, value in reader_strings(config):
        option, _colon, key = name.partition(": ")
        if option == "myst_substitutions":
            new = translated(value, lambda old, new: safe_value(old, new, myst))
            config[option] = {**config[option], key: new}
            if new != value:
                wiki.substituted[new] = value
        elif key:
            config[option] = {**config[option], key: translated(value, safe_html)}
        else:
            setattr(config, option, translated(value, safe_html))


def _myst_config(config: Config) -> MdParserConfig:
    """Give MyST's configuration, which MyST itself reads later; with a bad value MyST reports it and uses its own."""
    values = {
        name: config[f"myst_{name}"]
        for name, _default, option in MdParserConfig().as_triple()
        if "sphinx" not in option.metadata.get("omit", [])
    }
    try:
        return MdParserConfig(**values)
    except (TypeError, ValueError):
        return MdParserConfig()
