"""The command line as its users meet it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from wikis import catalog, make_wiki, partnerwiki, tree, write

COMMANDS = (
    "init new survey update draft engines build assemble status memory check agreement documents import serve"
).split()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_help_with_an_example(tmp_path: Path, command: str) -> None:
    result = partnerwiki(tmp_path, command, "--help")
    assert result.returncode == 0
    assert f"Example:\n    partnerwiki {command}" in result.stdout


def test_the_commands_are_listed_in_the_order_of_work(tmp_path: Path) -> None:
    lines = partnerwiki(tmp_path, "--help").stdout.split("Commands:")[1].splitlines()
    assert [line.split()[0] for line in lines if line.strip()] == COMMANDS


def test_a_folder_can_be_named(tmp_path: Path) -> None:
    make_wiki(tmp_path / "wiki")
    assert partnerwiki(tmp_path, "-C", "wiki", "status").returncode == 0


def test_off_a_terminal_there_are_no_control_characters(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    for command in (["update"], ["build"], ["status"], ["check"]):
        result = partnerwiki(wiki, *command)
        assert result.returncode == 0, result.stderr
        assert "\x1b" not in result.stdout + result.stderr
        assert "\r" not in result.stdout + result.stderr


def test_a_wiki_from_nothing_to_a_site(tmp_path: Path) -> None:
    made = partnerwiki(tmp_path, "init", "neu", "--languages", "de,uk", "--name", "Musterstadt – Beispielhorod")
    assert made.returncode == 0, made.stderr
    wiki = tmp_path / "neu"
    assert partnerwiki(wiki, "update").returncode == 0
    built = partnerwiki(wiki, "build", "-W")
    assert built.returncode == 0, built.stderr
    start = (wiki / "build/site/uk/index.html").read_text(encoding="utf-8")
    assert 'lang="uk"' in start
    assert 'data-state="missing"' in start
    assert partnerwiki(wiki, "check").returncode == 0


def test_init_refuses_a_folder_that_holds_something(tmp_path: Path) -> None:
    write(tmp_path / "voll", {"notiz.txt": "wichtig"})
    result = partnerwiki(tmp_path, "init", "voll", "--languages", "de", "--name", "X", language="de_DE.UTF-8")
    assert result.returncode == 1
    assert "nicht leer" in result.stderr
    assert tree(tmp_path) == {"voll/notiz.txt": b"wichtig"}


def test_build_json_says_what_was_made(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, catalogs={"en/index": catalog({"Start": "Home"})})
    partnerwiki(wiki, "update")
    document = json.loads(partnerwiki(wiki, "build", "--json").stdout)
    assert document["published"] is True
    assert document["warnings"] == []
    assert document["languages"]["en"]["pages"] == 2
    assert document["languages"]["en"]["reviewed"] == 1


def test_status_fails_under_a_share(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, catalogs={"en/index": catalog({"Start": "Home", "Willkommen im Wiki.": ""})})
    assert partnerwiki(wiki, "status", "--fail-under", "50").returncode == 0
    result = partnerwiki(wiki, "status", "--fail-under", "51")
    assert result.returncode == 1
    assert "en" in result.stderr


def test_check_names_file_line_and_mend(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path, pages={"index.md": "# Start\n\n31. März war der Tag.\n"})
    result = partnerwiki(wiki, "check", language="de_DE.UTF-8")
    assert result.returncode == 1
    assert result.stdout.startswith("source/index.md:3: „31.“ beginnt hier eine nummerierte Liste")
    found = json.loads(partnerwiki(wiki, "check", "--json").stdout)
    assert [(f["path"], f["line"], f["check"]) for f in found] == [("source/index.md", 3, "number-at-start")]
