"""The handbook's reference pages, rendered from what the code declares: options, commands, records and so on.

``scripts/reference.py`` writes them to ``docs/source/reference/``. The pages depend on the code alone: not on the
terminal, the locale or the date.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

import click

from partnerwiki.checks import REGISTRY, catalogs, glossary, privacy
from partnerwiki.checks import agreements as agreement_checks
from partnerwiki.checks import pages as page_checks
from partnerwiki.checks import records as record_checks
from partnerwiki.cli import main
from partnerwiki.config import PREFIX, default_of, option_fields
from partnerwiki.pofile import write_atomically
from partnerwiki.records import schema
from partnerwiki.reference_records import blocks as record_blocks
from partnerwiki.warnings_ import Warn

#: Modules that register checks when they are imported.
CHECKS = (agreement_checks, catalogs, page_checks, glossary, privacy, record_checks)

NOTICE = "% Made by scripts/reference.py from the code. Change the sentences there."


@dataclass(frozen=True)
class Key:
    """One key of a page's front matter: ``translated`` says whether its value goes to the catalog."""

    name: str
    example: str
    help: str
    translated: bool = False


#: The keys that a page's first lines may hold.
FRONT_MATTER = (
    Key(
        "language",
        "language: de",
        "The language in which the page is written, one of `partnerwiki_languages`. Without it, the first language of "
        "that list. Catalogs exist for every other language.",
    ),
    Key(
        "title",
        "title: Meetings of the steering group",
        "The title in the browser's tab and in search results, where it should differ from the page's heading.",
        translated=True,
    ),
    Key(
        "description",
        "description: When the steering group meets and who takes the minutes.",
        "One or two sentences on what the page offers. Search engines and shared links show them.",
        translated=True,
    ),
    Key(
        "myst: substitutions",
        "myst:\n  substitutions:\n    office: the coordination office",
        "Texts that the page repeats; `{{ office }}` shows one. A value of several paragraphs or with a directive is "
        "not translated.",
        translated=True,
    ),
    Key(
        "myst: html_meta",
        'myst:\n  html_meta:\n    "keywords": school, exchange',
        "Further entries for search engines. Keywords and description are translated, all others stay as they are.",
        translated=True,
    ),
    Key(
        "translate",
        "translate: contract",
        "How far the text of the page may go for a [machine draft](../draft.md): `none`, `local`, `contract` or `any`. "
        "Without it, what `partnerwiki_translate` says.",
    ),
    Key(
        "visibility",
        "visibility: internal",
        "`public`, `internal` or `confidential`. An internal page goes to services under contract at most, a "
        "confidential one to programs on your own machine at most. It does not hide the page from readers.",
    ),
    Key(
        "review_due",
        "review_due: 2027-06-30",
        "The day by which somebody should look at the page again. The dashboard of each language lists what is overdue "
        "and what is due soon.",
    ),
    Key(
        "document",
        "document: {paper: a5, at_most: 1}",
        "The page has [documents](../documents.md): in each language and side by side. `true` is enough; `paper`, "
        "`landscape`, `at_most` and `pages` ask for other sheets and for further pages in the same file. The page of "
        "an agreement's record has documents without this key.",
    ),
    Key(
        "numbering",
        "numbering: §",
        "Sections and the lists in them are [clauses](../agreements.md) with numbers: `§`, `Art.` or `I.`.",
    ),
    Key(
        "orphan",
        "orphan: true",
        "The page stands in no table of contents on purpose; no warning then.",
    ),
    Key(
        "tocdepth",
        "tocdepth: 2",
        "How many levels of headings the list of contents beside the text shows.",
    ),
)


@dataclass(frozen=True)
class Setting:
    """An option of Sphinx or of the theme that this package reads, and what it makes of it."""

    name: str
    help: str


#: Options that others declare and that mean something more here.
SETTINGS = (
    Setting("language", "The default source language; the same code as the first of `partnerwiki_languages`."),
    Setting("project", "The wiki's name. It is translated in the catalog `_conf`."),
    Setting("html_title", "The title above the menu. It is translated in the catalog `_conf`."),
    Setting(
        "html_baseurl",
        "The address of the whole site, without a language. Canonical links, `sitemap.xml` and the links of the page "
        "`404.html` are made from it. `--base-url` overrides it.",
    ),
    Setting(
        "html_theme_options",
        "`footer_pages` lists the pages that every page's footer links to, such as imprint and privacy. `announcement` "
        "is a line above every page; it is translated in the catalog `_conf`.",
    ),
    Setting("myst_substitutions", "Texts for the whole wiki. They are translated in the catalog `_conf`."),
    Setting(
        "locale_dirs",
        "The folder of catalogs that a project brings along. Without it, catalogs are in `locales/` beside `conf.py`.",
    ),
    Setting(
        "gettext_compact",
        "How catalogs made by other tools are named. Catalogs made here are always one for each page.",
    ),
)


def pages() -> dict[str, str]:
    """Give file name and Markdown of every reference page."""
    return {
        "options.md": _page("Options of conf.py", _options()),
        "front-matter.md": _page("Front matter", _front_matter()),
        "warnings.md": _page("Warnings", _warnings()),
        "commands.md": _page("Commands", _commands()),
        "records.md": _page("Records", record_blocks()),
        "records.schema.json": schema.rendered("en"),
    }


def write(folder: Path) -> list[Path]:
    """Write the pages that differ from what ``folder`` holds; give their paths."""
    stale = outdated(folder)
    for path in stale:
        write_atomically(path, pages()[path.name].encode("utf-8"))
    return stale


def outdated(folder: Path) -> list[Path]:
    """Give the paths below ``folder`` whose content is missing or not what the code says now."""
    return [
        folder / name
        for name, text in pages().items()
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != text
    ]


def _page(title: str, blocks: Iterable[str]) -> str:
    return "\n\n".join([NOTICE, f"# {title}", *blocks]) + "\n"


def _options() -> Iterator[str]:
    yield (
        "These options are set in `conf.py`. A value that cannot be used stops the commands with a sentence that "
        "names it."
    )
    for option in option_fields():
        yield f"## `{PREFIX}{option.name}`"
        yield option.metadata["help"]
        yield f"Default: `{_python(default_of(option))}`"
    yield "## Options of others"
    yield "Sphinx, MyST and the theme declare these. They are read here, too."
    yield from _definitions((f"`{setting.name}`", setting.help) for setting in SETTINGS)


def _front_matter() -> Iterator[str]:
    yield (
        "A page may begin with a few lines between two lines of `---`. All keys are optional. What is marked as "
        "translated stands in the page's catalog."
    )
    yield _table(
        ("Key", "Translated", "Meaning"),
        ((f"`{key.name}`", "yes" if key.translated else "no", key.help) for key in FRONT_MATTER),
    )
    for key in FRONT_MATTER:
        yield f"## `{key.name}`"
        yield _code("yaml", key.example)


def _warnings() -> Iterator[str]:
    yield (
        "A warning of the type `partnerwiki` names the file and the line that it is about; for a translation this is "
        "the line in the catalog. `partnerwiki build -W` publishes nothing while there is one. Sphinx and MyST have "
        "warnings of their own, which are listed in their handbooks."
    )
    for member in Warn:
        yield f"## `partnerwiki.{member.value}`"
        yield member.sentence
    yield "## What `partnerwiki check` finds"
    yield "The name in square brackets at the end of a finding is that of the check."
    yield from _definitions((f"`{name}`", _sentence(function)) for name, function in sorted(REGISTRY.items()))
    yield "## Silence a warning"
    yield (
        "People sometimes point a link to a page in their own language on purpose. Then the warning about it may be "
        "silenced in `conf.py`:"
    )
    yield _code("python", f'suppress_warnings = ["partnerwiki.{Warn.MARKUP.value}"]')


def _sentence(function: Callable[..., object]) -> str:
    """Give the first paragraph of a docstring, whose sentences are ours and in Markdown but for doubled backticks."""
    return " ".join((function.__doc__ or "").split("\n\n")[0].split()).replace("``", "`")


def _commands() -> Iterator[str]:
    yield (
        "The exit status is 0 when all went well, 1 for bad input or findings, 2 for a call that the command does not "
        "know, and 130 after Ctrl-C. Messages are German or English, as the system's language says."
    )
    for name, command in _tree(main, "partnerwiki"):
        yield f"## `{name}`"
        yield from _command(command, name)


def _tree(command: click.Command, name: str) -> Iterator[tuple[str, click.Command]]:
    """Give a command and all below it, each with the words that call it."""
    yield name, command
    if isinstance(command, click.Group):
        context = click.Context(command, info_name=name)
        for word in command.list_commands(context):
            below = command.get_command(context, word)
            if below is not None:
                yield from _tree(below, f"{name} {word}")


def _command(command: click.Command, name: str) -> Iterator[str]:
    text, *example = re.split(r"^\s*(?:\x08|\\b)$", command.help or "", flags=re.MULTILINE)  # click's "leave as it is"
    yield " ".join(text.split())
    context = click.Context(command, info_name=name)
    yield _code("text", " ".join([name, *command.collect_usage_pieces(context)]))
    options = [param for param in command.params if isinstance(param, click.Option) and not param.hidden]
    if options:
        yield _table(("Option", "Meaning"), ((_spelling(option, context), _meaning(option)) for option in options))
    lines = [line.strip() for part in example for line in part.splitlines()]
    calls = [_console(line) for line in lines if line and line != "Example:"]
    if calls:
        yield _code("console", "\n".join(calls))


def _spelling(option: click.Option, context: click.Context) -> str:
    names = ", ".join(f"`{name}`" for name in sorted(option.opts, key=len))
    return names if option.is_flag else f"{names} `{option.make_metavar(context)}`"


def _meaning(option: click.Option) -> str:
    parts = ["Required."] if option.required else []
    parts.append(option.help or "")
    if option.show_default:
        parts.append(f"Default: `{option.default}`.")
    return " ".join(parts)


def _console(line: str) -> str:
    """Turn a line of a help text's example into one of a console: what follows two blanks is a remark."""
    call, _blanks, remark = (part.strip() for part in re.split(r"(\s{2,}|$)", line, maxsplit=1))
    return f"$ {call}  # {remark}" if remark else f"$ {call}"


def _python(value: object) -> str:
    """Give a Python literal as people write it, in double quotes."""
    return f'"{value}"' if isinstance(value, str) else repr(value)


def _code(language: str, text: str) -> str:
    return f"```{{code-block}} {language}\n{text}\n```"


def _definitions(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    for term, text in pairs:
        yield f"{term}\n: {text}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", r"\|") for cell in line) + " |" for line in lines)
