"""Modules import only from rows above them, so that data flows one way."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

PACKAGE = Path(__file__).parent.parent / "src" / "partnerwiki"

ROWS = [  # base, catalogs, pages of one language, the project, edge
    [
        "errors",
        "messages",
        "languages",
        "warnings_",
        "config",
        "fingerprint",
        "numerals",
        "numbering",
        "speed",
        "today",
    ],
    [
        "frontmatter",
        "source_text",
        "units",
        "pofile",
        "charts",
        "catalog",
        "inline",
        "rst_inline",
        "extract",
        "segments",
        "inflection",
        "terms",
        "compounds",
        "vocabulary",
        "reading_time",
        "records",
    ],
    [
        "glossary",
        "glossary_record",
        "kept",
        "marks",
        "lookup",
        "wiki",
        "reading",
        "locale",
        "words",
        "security",
        "head",
        "history",
        "review",
        "dates",
        "clauses",
        "agreements",
        "finishing",
        "inputs",
        "contents",
        "paths",
        "dashboard",
        "partnership",
        "papers",
        "audience",
        "texts",
        "search",
        "offline",
        "html",
        "menu",
        "navigation",
        "shown",
        "stylesheets",
        "sweep",
        "builder",
    ],
    [
        "sphinx_run",
        "update",
        "status",
        "root_pages",
        "worker",
        "site",
        "warm",
        "preview",
        "scaffold",
        "checks",
        "engines",
        "drafts",
        "documents",
        "importing",
    ],
    [
        "cli",
        "cli_agreement",
        "cli_check",
        "cli_documents",
        "cli_drafting",
        "cli_drafts",
        "cli_import",
        "cli_memory",
        "cli_records",
        "terminal",
        "reference",
        "reference_records",
        "__init__",
        "__main__",
    ],
]
ROW_OF = {module: number for number, modules in enumerate(ROWS) for module in modules}


def modules() -> list[Path]:
    return [path for path in sorted(PACKAGE.rglob("*.py")) if "scaffold_files" not in path.parts]


def name_of(path: Path) -> str:
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


@pytest.mark.parametrize("path", modules(), ids=lambda path: path.relative_to(PACKAGE).as_posix())
def test_a_module_imports_only_from_its_row_and_above(path: Path) -> None:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] == "partnerwiki":
            below = (node.module or "").split(".")[1:]
            for target in below[:1] or [alias.name for alias in node.names]:
                if target in ROW_OF:
                    assert ROW_OF[target] <= ROW_OF[name_of(path)], f"{path.name}:{node.lineno} imports {target}"


def test_every_module_has_its_row() -> None:
    assert {name_of(path) for path in modules()} == set(ROW_OF)


def test_no_import_does_work_that_others_wait_for() -> None:
    """Importing the package loads no Sphinx: ``partnerwiki --help`` answers at once."""
    import subprocess
    import sys

    code = "import sys, partnerwiki.cli; sys.exit('sphinx' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
