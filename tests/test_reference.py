"""The handbook's reference pages: complete, the same everywhere, and not older than the code."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
import yaml

from partnerwiki import reference
from partnerwiki.checks import REGISTRY
from partnerwiki.cli import main
from partnerwiki.config import PREFIX, option_fields
from partnerwiki.reading import front_matter_messages
from partnerwiki.warnings_ import Warn

ROOT = Path(__file__).parents[1]
SCRIPT = ROOT / "scripts" / "reference.py"


@pytest.fixture
def script(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """Load the script with its pages in a folder of the test."""
    spec = importlib.util.spec_from_file_location("reference_script", SCRIPT)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    monkeypatch.setattr(module, "FOLDER", tmp_path / "reference")
    return module


def test_the_handbook_is_not_older_than_the_code() -> None:
    stale = reference.outdated(ROOT / "docs" / "source" / "reference")
    assert stale == [], "run python scripts/reference.py"


def test_everything_declared_is_described() -> None:
    pages = reference.pages()
    for option in option_fields():
        assert f"## `{PREFIX}{option.name}`\n\n{option.metadata['help']}\n" in pages["options.md"]
    for member in Warn:
        assert f"## `partnerwiki.{member.value}`\n\n{member.sentence}\n" in pages["warnings.md"]
    for name in REGISTRY:
        assert f"\n`{name}`\n: " in pages["warnings.md"]
    for name, command in main.commands.items():
        assert f"## `partnerwiki {name}`\n" in pages["commands.md"]
        for parameter in command.params:
            assert all(f"`{spelling}`" in pages["commands.md"] for spelling in parameter.opts if spelling[0] == "-")
    for name in ("engines list", "engines probe", "memory import", "memory export"):
        assert f"## `partnerwiki {name}`\n" in pages["commands.md"]


def test_help_texts_arrive_without_their_layout() -> None:
    commands = reference.pages()["commands.md"]
    assert "\b" not in commands
    assert "\\b" not in commands
    assert "Example:" not in commands
    assert "$ partnerwiki update --check  # in CI: fail if somebody forgot to\n" in commands
    assert "| `--name` `TEXT` | Required. " in commands


@pytest.mark.parametrize("key", reference.FRONT_MATTER, ids=lambda key: key.name)
def test_front_matter_is_described_as_it_works(key: reference.Key) -> None:
    data = yaml.safe_load(key.example)
    assert next(iter(data)) == key.name.split(":")[0]
    if key.name == "myst: html_meta":  # becomes an element of the page, which is listed with the text
        assert key.translated
    else:
        assert bool(list(front_matter_messages(data))) == key.translated


def test_all_modules_of_checks_are_read() -> None:
    folder = Path(reference.CHECKS[0].__file__ or "").parent
    there = {path.stem for path in folder.glob("*.py")} - {"__init__"}
    assert {module.__name__.rpartition(".")[2] for module in reference.CHECKS} == there


@pytest.mark.parametrize("environ", [{"COLUMNS": "40", "LANG": "de_DE.UTF-8"}, {"COLUMNS": "200", "LANG": "C"}])
def test_pages_do_not_depend_on_the_terminal(environ: dict[str, str], tmp_path: Path) -> None:
    code = "import sys; from pathlib import Path; from partnerwiki.reference import write; write(Path(sys.argv[1]))"
    subprocess.run([sys.executable, "-c", code, tmp_path], env={**os.environ, "PYTHONUTF8": "1", **environ}, check=True)
    assert {path.name: path.read_text(encoding="utf-8") for path in tmp_path.iterdir()} == reference.pages()


def test_the_script_writes_what_is_stale_and_nothing_else(
    script: ModuleType, capsys: pytest.CaptureFixture[str]
) -> None:
    assert script.main(["--check"]) == 1
    assert "commands.md: differs from the code" in capsys.readouterr().err
    assert not script.FOLDER.exists()
    assert script.main([]) == 0
    assert len(capsys.readouterr().out.splitlines()) == len(reference.pages())
    assert script.main(["--check"]) == 0
    (script.FOLDER / "options.md").write_text("old", encoding="utf-8")
    assert script.main(["--check"]) == 1
    assert script.main([]) == 0
    assert capsys.readouterr().out == f"{script.FOLDER / 'options.md'}\n"


def test_a_wrong_call_is_told(script: ModuleType, capsys: pytest.CaptureFixture[str]) -> None:
    assert script.main(["--chekc"]) == 2
    assert "usage" in capsys.readouterr().err
    assert not script.FOLDER.exists()


def test_the_script_is_thin() -> None:
    assert len(SCRIPT.read_text(encoding="utf-8").splitlines()) <= 40
