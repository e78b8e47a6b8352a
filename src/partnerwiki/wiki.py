"""What one running Sphinx build knows of the wiki: set up once, when the configuration is read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

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

    ``substituted`` maps translated values of ``myst_substitutions`` to their sources.
    """

    options: Options
    languages: list[str]
    lookup: Lookup
    base_url: str
    substituted: dict[str, str] = field(default_factory=dict)

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
        _translate_settings(config, lookup, of(app).substituted)


def _translate_settings(config: Config, lookup: Lookup, substituted: dict[str, str]) -> None:
    """Put ``conf.py``'s texts into the page's language; what is not safe stays in its source's, with a warning."""
    table = lookup.table(config.language, CONF)
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
            return text
        return new

    for name, value in reader_strings(config):
        option, _colon, key = name.partition(": ")
        if option == "myst_substitutions":
            new = translated(value, lambda old, new: safe_value(old, new, myst))
            config[option] = {**config[option], key: new}
            if new != value:
                substituted[new] = value
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
