"""Options are checked one by one, and conf.py's mistakes are told plainly."""

from __future__ import annotations

from pathlib import Path

import pytest
from wikis import CONF, make_wiki, partnerwiki

from partnerwiki.config import Options, catalog_dir, load_project, read_options
from partnerwiki.errors import PartnerwikiError


def read(**values: object) -> tuple[Options, list[str]]:
    problems: list[str] = []
    return read_options({f"partnerwiki_{name}": value for name, value in values.items()}, problems.append), problems


def test_a_bad_value_falls_back_for_that_option_alone() -> None:
    options, problems = read(languages="de", domain="wiki.example")
    assert options == Options(domain="wiki.example")
    assert len(problems) == 1
    assert problems[0].startswith("partnerwiki_languages in conf.py: ")


@pytest.mark.parametrize(
    "values",
    [
        {"languages": ["de", "de"]},
        {"languages": ["de", "zz_top"]},
        {"languages": [1]},
        {"domain": "https://wiki.example"},
        {"domain": "wiki.example/path"},
        {"pivot": "klingon!"},
        {"engine": None},
    ],
)
def test_bad_values_are_named(values: dict[str, object]) -> None:
    assert len(read(**values)[1]) == 1


def test_base_url_ends_in_a_slash_and_can_be_overridden(tmp_path: Path) -> None:
    wiki = make_wiki(tmp_path)
    assert load_project(wiki).base_url == "https://wiki.example/repo/"
    assert load_project(wiki, base_url="https://x.example").base_url == "https://x.example/"


def test_catalogs_stay_where_the_project_has_them(tmp_path: Path) -> None:
    (tmp_path / "source").mkdir()
    (tmp_path / "translations").mkdir()
    assert catalog_dir(tmp_path, tmp_path / "source", ["../translations"]) == tmp_path / "translations"
    assert catalog_dir(tmp_path, tmp_path / "source", ["translations"]) == tmp_path / "translations"
    assert catalog_dir(tmp_path, tmp_path / "source", None) == tmp_path / "locales"


@pytest.mark.parametrize(
    ("conf", "named"),
    [
        ("language = 'de'\npartnerwiki_languages = ['en', 'de']\n", "partnerwiki_languages"),
        ("language = 'de'\npartnerwiki_languages = 'de'\n", "partnerwiki_languages"),
        ("this is no python\n", "conf.py"),
        ("1 / 0\n", "ZeroDivisionError"),
        ("import nothing_of_that_name\n", "nothing_of_that_name"),
    ],
)
@pytest.mark.parametrize(("language", "word"), [("en_GB.UTF-8", "Error:"), ("de_DE.UTF-8", "Fehler:")])
def test_a_broken_conf_py_is_told_without_a_traceback(
    tmp_path: Path, conf: str, named: str, language: str, word: str
) -> None:
    wiki = make_wiki(tmp_path, conf=conf)
    result = partnerwiki(wiki, "status", language=language)
    assert result.returncode == 1
    assert result.stderr.startswith(word)
    assert named in result.stderr
    assert "→" in result.stderr
    assert "Traceback" not in result.stderr


def test_a_missing_conf_py_is_told(tmp_path: Path) -> None:
    with pytest.raises(PartnerwikiError, match=r"no conf\.py"):
        load_project(tmp_path)


def test_pages_may_lie_beside_conf_py(tmp_path: Path) -> None:
    (tmp_path / "conf.py").write_text(CONF, encoding="utf-8")
    assert load_project(tmp_path).srcdir == tmp_path
