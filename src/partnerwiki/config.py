"""The options of ``conf.py``, each declared once, and what they mean for a project on disk.

Registration with Sphinx, validation and the reference page of the handbook all loop over :func:`option_fields`.
"""

from __future__ import annotations

import dataclasses
import hashlib
import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from partnerwiki.errors import PartnerwikiError
from partnerwiki.languages import check_code
from partnerwiki.messages import _

PREFIX = "partnerwiki_"

#: How far the text of a page may go (see :mod:`partnerwiki.drafts.policy`), from nowhere to anywhere.
PERMISSIONS = ("none", "local", "contract", "any")
#: The settings that an engine may have in ``partnerwiki_engines``, and what their values are.
ENGINE_SETTINGS: dict[str, Callable[[Any], bool]] = {
    "url": lambda value: isinstance(value, str) and bool(re.match(r"https?://[^/@\s]+", value)),
    "model": lambda value: isinstance(value, str) and bool(re.fullmatch(r"[\w.+-]+", value)),
    "privacy": lambda value: value in ("contract", "public"),
    "formality": lambda value: value in ("more", "less"),
    "region": lambda value: isinstance(value, str),
    "timeout": lambda value: type(value) in (int, float) and 0 < value <= 600,
    "shapes": lambda value: isinstance(value, list | tuple) and all(isinstance(item, str) for item in value),
}


def _languages(value: object) -> list[str]:
    if not isinstance(value, list | tuple) or not all(isinstance(item, str) for item in value):
        raise ValueError(_('a list of language codes is needed, such as ["de", "en"]'))
    for code in value:
        try:
            check_code(code)
        except PartnerwikiError as error:
            raise ValueError(error.message) from error
    if len(set(value)) != len(value):
        raise ValueError(_("a language is listed twice"))
    return list(value)


def _text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError(_("a text is needed"))
    return value


def _pivot(value: object) -> str:
    text = _text(value)
    if text:
        _languages([text])
    return text


def _domain(value: object) -> str:
    text = _text(value)
    if text and not re.fullmatch(r"(?!-)[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+", text):
        raise ValueError(_("a host name is needed, without https:// and without a path"))
    return text


def _permission(value: object) -> str:
    if value not in PERMISSIONS:
        raise ValueError(_("one of {names} is needed").format(names=", ".join(PERMISSIONS)))
    return str(value)


def _repository(value: object) -> str:
    if value not in ("public", "private"):
        raise ValueError(_("one of {names} is needed").format(names="public, private"))
    return str(value)


def _engines(value: object) -> dict[str, dict[str, Any]]:
    if not isinstance(value, dict) or not all(isinstance(item, dict) for item in value.values()):
        raise ValueError(
            _('settings by engine are needed, such as {"libretranslate": {"url": "http://127.0.0.1:5000"}}')
        )
    for name, settings in value.items():
        for key, given in settings.items():
            check = ENGINE_SETTINGS.get(key)
            if check is None:
                known = ", ".join(ENGINE_SETTINGS)
                raise ValueError(
                    _("{name}: there is no setting '{key}', only {known}").format(name=name, key=key, known=known)
                )
            if not check(given):
                raise ValueError(_("{name}: this value of '{key}' cannot be used").format(name=name, key=key))
    return {str(name): dict(settings) for name, settings in value.items()}


def _edit_url(value: object) -> str:
    text = _text(value)
    if text and (not re.match(r"https?://[^/@\s]+/", text) or "{path}" not in text):
        raise ValueError(_("an address with {path} is needed").format(path="{path}"))
    return text


def _corrections(value: object) -> list[str] | dict[str, list[str]]:
    if isinstance(value, dict):
        return {code: _addresses(given) for code, given in value.items() if _languages([code])}
    return _addresses(value)


def _addresses(value: object) -> list[str]:
    for entry in value if isinstance(value, list | tuple) else [None]:
        is_mail = isinstance(entry, str) and re.fullmatch(r"mailto:[^@\s?&]+@[^@\s?&]+", entry)
        is_page = isinstance(entry, str) and re.match(r"https?://[^/@\s]+/", entry) and "{body}" in entry
        if not is_mail and not is_page:
            raise ValueError(
                _("a list of mailto: addresses and of addresses with {body} is needed").format(body="{body}")
            )
    return list(value) if isinstance(value, list | tuple) else []


def option(default: Any, check: Callable[[object], Any], help: str, rebuild: str = "env") -> Any:
    """Declare one option: its default, the function that checks a value (ValueError says what is wrong), its help."""
    metadata = {"check": check, "help": help, "rebuild": rebuild}
    if isinstance(default, list | dict):
        return field(default_factory=default.copy, metadata=metadata)
    return field(default=default, metadata=metadata)


def _documents(value: Any) -> dict[str, str]:
    if not isinstance(value, dict) or not all(isinstance(text, str) and text.isprintable() for text in value.values()):
        raise ValueError(_("a dictionary of texts is needed"))
    for name in value:
        if name not in ("logo", "color", "word"):
            raise ValueError(_("'{name}' is not one of {names}").format(name=name, names="logo, color, word"))
    if "color" in value:
        _dark(value["color"])
    return dict(value)


def _dark(color: str) -> None:
    """Refuse what is no colour, and one that readers cannot make out on white paper (WCAG 2.1, 1.4.3)."""
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", color):
        raise ValueError(_("'{color}' is no colour such as #0a4b78").format(color=color))
    parts = [int(color[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    luminance = 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
    if 1.05 / (luminance + 0.05) < 4.5:
        raise ValueError(_("'{color}' is too pale on white paper: choose a darker one").format(color=color))


@dataclass(frozen=True)
class Options:
    """The values of ``partnerwiki_*`` in ``conf.py``, checked."""

    languages: list[str] = option(
        [],
        _languages,
        "The languages of the wiki. The first is the language of every page that does not say otherwise and must equal "
        "`language`. Empty means: only `language`.",
    )
    engine: str = option(
        "memory",
        _text,
        "The engine that drafts missing translations. `memory` uses what is already translated and needs no network.",
        "",
    )
    pivot: str = option(
        "",
        _pivot,
        "A language through which drafts go where its translation has been reviewed, such as `en`. Empty: none.",
        "",
    )
    translate: str = option(
        "local",
        _permission,
        "How far the text of a page may go to be translated, where the page does not say otherwise: `none` (not at "
        "all), `local` (programs on this machine), `contract` (services with a contract on data processing), `any`.",
        "",
    )
    engines: dict[str, dict[str, Any]] = option(
        {},
        _engines,
        "Settings of engines by name, such as "
        '`{"libretranslate": {"url": "http://127.0.0.1:5000", "model": "argos-1.9"}}`. Keys never stand here, only in '
        "the environment or a keyring.",
        "",
    )
    domain: str = option(
        "",
        _domain,
        "The site's own host name, such as `wiki.musterstadt.example`. Written to the file `CNAME`, which GitHub Pages "
        "reads where it publishes a branch; where a workflow publishes, the name is set in the repository's settings.",
        "",
    )
    edit_url: str = option(
        "",
        _edit_url,
        "Where a file of the wiki is edited, with `{path}` for its path from the folder of `conf.py`, such as "
        "`https://github.com/musterstadt/partnerwiki/edit/main/{path}`. Pages link to their source in it, translations "
        "to their catalog. Empty: no link.",
    )
    repository: str = option(
        "public",
        _repository,
        "Who may read the repository of the wiki: `public` or `private`. `partnerwiki check privacy` warns of internal "
        "records and pages in a public one: whoever reads the repository reads them, its history included.",
        "",
    )
    corrections: list[str] | dict[str, list[str]] = option(
        [],
        _corrections,
        "Where readers send a suggested correction: a list of `mailto:` addresses and of addresses with `{title}` and "
        "`{body}`, such as `https://github.com/musterstadt/partnerwiki/issues/new?title={title}&body={body}`; or such "
        "a list for each language. Empty: readers can copy their suggestion.",
    )
    documents: dict[str, str] = option(
        {},
        _documents,
        'How documents look: `{"logo": "source/_static/arms.svg", "color": "#0a4b78", "word": "office/own.docx"}`. '
        "`logo` stands on the first sheet, `color` is that of titles, `word` gives Word documents its styles. Paths "
        "begin at the folder of `conf.py`.",
        "",
    )


def option_fields() -> Iterator[dataclasses.Field[Any]]:
    """Give the declared options in the order of the reference page."""
    yield from fields(Options)


def default_of(declared: dataclasses.Field[Any]) -> Any:
    """Give an option's default value."""
    if declared.default_factory is not dataclasses.MISSING:
        return declared.default_factory()
    return declared.default


def read_options(values: Mapping[str, Any], complain: Callable[[str], None]) -> Options:
    """Check the ``partnerwiki_*`` entries of ``values``.

    A bad value is named to ``complain`` and replaced by its default, for that entry alone.
    """
    checked: dict[str, Any] = {}
    for declared in option_fields():
        name = PREFIX + declared.name
        if name not in values:
            continue
        try:
            checked[declared.name] = declared.metadata["check"](values[name])
        except ValueError as error:
            complain(_("{name} in conf.py: {error}.").format(name=name, error=error))
    return Options(**checked)


@dataclass(frozen=True)
class Project:
    """A wiki on disk: where things lie and which languages it has.

    ``confdir`` holds ``conf.py``; ``srcdir`` the pages; ``catalogs`` the folder of ``<lang>/LC_MESSAGES``; ``build``
    all output. ``languages[0]`` is the default source language. ``base_url`` ends in ``/`` or is empty.
    ``compact`` is Sphinx's ``gettext_compact``: how catalogs made by others may be named. ``myst_extensions`` are the
    syntax extensions that pages may use. ``settings`` is a fingerprint of ``conf.py`` and of what it says.
    ``is_internal`` says that the site is for the partners' staff alone.
    """

    confdir: Path
    srcdir: Path
    catalogs: Path
    languages: list[str]
    options: Options
    title: str
    base_url: str
    compact: bool | str
    myst_extensions: tuple[str, ...] = ()
    settings: str = ""
    is_internal: bool = False

    @property
    def build(self) -> Path:
        """The folder of all output; that of the internal site lies apart."""
        return self.confdir / "build" / "internal" if self.is_internal else self.confdir / "build"

    @property
    def site(self) -> Path:
        """The finished site."""
        return self.build / "site"

    def shown(self, path: Path) -> str:
        """Give a path as messages show it: relative to the wiki's folder."""
        path = path.resolve()
        return path.relative_to(self.confdir).as_posix() if path.is_relative_to(self.confdir) else str(path)

    def catalog_path(self, language: str, docname: str) -> Path:
        """Give the path of the catalog of one page in one language."""
        return self.catalogs / language / "LC_MESSAGES" / f"{docname}.po"


def asked_languages(project: Project, codes: str | None) -> list[str]:
    """Read ``de,en`` as given on the command line, each once; without codes all languages are meant.

    Raises :class:`PartnerwikiError` for a language that the wiki does not have.
    """
    given = [code.strip() for code in (codes or "").split(",") if code.strip()]
    asked = list(dict.fromkeys(given)) or project.languages
    for code in asked:
        if code not in project.languages:
            raise PartnerwikiError(
                _("'{code}' is not among the wiki's languages: {languages}.").format(
                    code=code, languages=", ".join(project.languages)
                ),
                mend=_("Add it to partnerwiki_languages in conf.py, or write one of these."),
            )
    return asked


def source_dir(confdir: Path) -> Path:
    """Give the folder of the pages: ``source/`` beside ``conf.py`` where there is one, else that of ``conf.py``."""
    source = confdir / "source"
    return source if source.is_dir() else confdir


def catalog_dir(confdir: Path, srcdir: Path, locale_dirs: object) -> Path:
    """Give the folder of the catalogs.

    That is ``locales/`` beside ``conf.py``. A project that came with ``locale_dirs`` keeps its own folder: Sphinx reads
    those paths from the source folder, sphinx-intl from ``conf.py``'s, so both are looked at and the first that exists
    is taken.
    """
    if isinstance(locale_dirs, list | tuple):
        for entry in locale_dirs:
            for base in (srcdir, confdir):
                folder = (base / str(entry)).resolve()
                if folder.is_dir():
                    return folder
    return confdir / "locales"


def load_project(folder: Path, *, base_url: str | None = None, internal: bool = False) -> Project:
    """Read ``conf.py`` in ``folder``.

    Raises :class:`PartnerwikiError` where there is none, where it cannot be run, or where languages disagree.
    ``base_url`` overrides ``html_baseurl``; ``internal`` asks for the internal site.
    """
    from sphinx.config import eval_config_file
    from sphinx.errors import ConfigError
    from sphinx.util.tags import Tags

    confdir = folder.resolve()
    conf_py = confdir / "conf.py"
    if not conf_py.is_file():
        raise PartnerwikiError(
            _("There is no conf.py in {folder}.").format(folder=confdir),
            mend=_(
                "Run the command in the wiki's folder, name it with -C DIR, or make a wiki with 'partnerwiki init'."
            ),
        )
    try:
        raw = eval_config_file(conf_py, Tags())
    except ConfigError as error:
        raise PartnerwikiError(
            _("conf.py cannot be read: {error}").format(error=str(error).strip().splitlines()[-1]),
            path=conf_py,
            mend=_("Mend the line that Python names."),
        ) from error
    problems: list[str] = []
    options = read_options(raw, problems.append)
    if problems:
        raise PartnerwikiError(problems[0], path=conf_py, mend=_("Correct the value; the handbook lists all options."))
    default = raw.get("language") or "en"
    languages = options.languages or [default]
    if languages[0] != default:
        raise PartnerwikiError(
            _("language is '{language}', but partnerwiki_languages begins with '{first}'.").format(
                language=default, first=languages[0]
            ),
            path=conf_py,
            mend=_("Put the same code into both: the first language is the default source language."),
        )
    srcdir = source_dir(confdir)
    url = raw.get("html_baseurl", "") if base_url is None else base_url
    return Project(
        confdir=confdir,
        srcdir=srcdir,
        catalogs=catalog_dir(confdir, srcdir, raw.get("locale_dirs")),
        languages=languages,
        options=options,
        title=str(raw.get("html_title") or raw.get("project") or confdir.name),
        base_url=url if not url or url.endswith("/") else url + "/",
        compact=raw.get("gettext_compact", True),
        myst_extensions=tuple(raw.get("myst_enable_extensions", ())),
        settings=_fingerprint(conf_py, raw),
        is_internal=internal,
    )


def _fingerprint(conf_py: Path, raw: Mapping[str, Any]) -> str:
    """Give a SHA-256 (hex) over ``conf.py`` and its values, which may come from the environment."""
    said = {name: repr(value) for name, value in sorted(raw.items()) if not name.startswith("__")}
    # functions and modules show where they lie in memory; what they do stands in files
    plain = {name: text for name, text in said.items() if " at 0x" not in text and not text.startswith("<module")}
    return hashlib.sha256(repr((conf_py.read_bytes(), plain)).encode("utf-8")).hexdigest()
