"""The workflows of this repository and of a new wiki: pinned, with least permissions, and without findings."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from partnerwiki.scaffold import FILES

ROOT = Path(__file__).parents[1]
OURS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))
THEIRS = sorted((FILES / "common" / "dot_github" / "workflows").glob("*.yml"))
#: The handbook gives it to wikis with many languages, in place of ``pages.yml``.
MATRIX = ROOT / "docs" / "examples" / "pages-matrix.yml"
ALL = [*OURS, *THEIRS, MATRIX]
WORKFLOWS = pytest.mark.parametrize("path", ALL, ids=lambda path: f"{path.parts[-4]}-{path.name}")
#: Beside ``contents: read``, which every job may have.
ALLOWED = {
    "pages.yml": {"build": {"pages": "read"}, "deploy": {"pages": "write", "id-token": "write"}},
    "pages-matrix.yml": {"languages": {"pages": "read"}, "deploy": {"pages": "write", "id-token": "write"}},
    "due.yml": {"list": {"issues": "write"}},
    "drafts.yml": {"draft": {"contents": "write", "pull-requests": "write"}},
}


def load(path: Path) -> dict[str, Any]:
    """Read a workflow; YAML 1.1 takes the key ``on`` for the value true."""
    return dict(yaml.safe_load(path.read_text(encoding="utf-8")))


def test_there_are_workflows() -> None:
    assert [path.name for path in OURS] == ["ci.yml", "drafts.yml", "due.yml", "pages.yml"]
    assert [path.name for path in THEIRS] == ["check.yml", "drafts.yml", "due.yml", "pages.yml"]


@WORKFLOWS
def test_every_action_is_pinned(path: Path) -> None:
    uses = re.findall(r"uses:(.*)", path.read_text(encoding="utf-8"))
    assert uses
    for value in uses:
        assert re.fullmatch(r" actions/[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", value), value


def test_one_action_has_one_pin() -> None:
    pins: dict[str, set[str]] = {}
    for path in ALL:
        for action, pin in re.findall(r"uses: ([\w/-]+)@(.*)", path.read_text(encoding="utf-8")):
            pins.setdefault(action, set()).add(pin)
    assert {action: pin for action, pin in pins.items() if len(pin) > 1} == {}


@WORKFLOWS
def test_permissions_are_least(path: Path) -> None:
    workflow = load(path)
    assert workflow["permissions"] == {}
    for name, job in workflow["jobs"].items():
        extra = {key: value for key, value in job["permissions"].items() if (key, value) != ("contents", "read")}
        assert extra == ALLOWED.get(path.name, {}).get(name, {})


@WORKFLOWS
def test_no_expression_inside_a_command(path: Path) -> None:
    for job in load(path)["jobs"].values():
        for step in job["steps"]:
            assert "${{" not in step.get("run", ""), "pass it through env, so that it cannot become a command"


@WORKFLOWS
def test_workflows_end_and_do_not_pile_up(path: Path) -> None:
    workflow = load(path)
    assert workflow["concurrency"]["cancel-in-progress"] is (path.name not in ALLOWED)
    assert all(job["timeout-minutes"] for job in workflow["jobs"].values())


@pytest.mark.parametrize("path", [path for path in (*OURS, *THEIRS) if path.name == "pages.yml"])
def test_pages_get_their_address_and_the_whole_history(path: Path) -> None:
    steps = load(path)["jobs"]["build"]["steps"]
    assert next(step["with"] for step in steps if "checkout@" in step.get("uses", ""))["fetch-depth"] == 0
    build = next(step for step in steps if "run" in step)
    assert build["run"] == 'make site BASE_URL="$BASE_URL"'
    assert build["env"]["BASE_URL"] == "${{ steps.pages.outputs.base_url }}"
    assert next(step["with"]["path"] for step in steps if "upload-pages" in step.get("uses", "")) == "build/site"


@pytest.mark.parametrize("path", [path for path in ALL if path.stem.startswith(("pages", "check"))])
def test_what_is_built_is_kept_for_the_next_run(path: Path) -> None:
    for name, job in load(path)["jobs"].items():
        if any(verb in step.get("run", "") for step in job["steps"] for verb in ("make site", "make check", " build ")):
            kept = next(step["with"] for step in job["steps"] if "actions/cache@" in step.get("uses", ""))
            assert kept["path"] in {"build", "build/work/${{ matrix.lang }}"}, name
            assert kept["key"] == kept["restore-keys"] + "${{ github.run_id }}"


def test_languages_on_many_runners_share_catalogs_and_address() -> None:
    jobs = load(MATRIX)["jobs"]
    assert jobs["build"]["strategy"]["matrix"] == {"lang": "${{ fromJSON(needs.languages.outputs.languages) }}"}
    for name, command in {"build": 'build -W --lang "$CODE" --base-url', "publish": "assemble -W --base-url"}.items():
        steps = jobs[name]["steps"]
        last = next(step for step in steps if command in step.get("run", ""))
        assert last["env"]["BASE_URL"] == "${{ needs.languages.outputs.base_url }}"
        taken = [step["with"] for step in steps if "download-artifact@" in step.get("uses", "")]
        assert taken[0] == {"name": "catalogs", "path": "locales"}
    steps = jobs["build"]["steps"]
    assert next(step["with"] for step in steps if "checkout@" in step.get("uses", ""))["fetch-depth"] == 0


GH = """#!/bin/sh
echo "$*" >> "$GH_LOG"
case "$*" in *"pr list"*) echo "$WAITING" ;; esac
"""


@pytest.mark.parametrize("path", [path for path in (*OURS, *THEIRS) if path.name == "drafts.yml"])
@pytest.mark.parametrize(("change", "waiting", "proposed"), [(True, 0, True), (True, 1, False), (False, 0, False)])
def test_drafts_are_proposed_and_never_pushed_to_main(
    tmp_path: Path, path: Path, change: bool, waiting: int, proposed: bool
) -> None:
    origin, clone, tools = tmp_path / "origin.git", tmp_path / "clone", tmp_path / "bin"
    tools.mkdir()
    (tools / "gh").write_text(GH, encoding="utf-8")
    (tools / "gh").chmod(0o755)
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "GH_LOG": str(tmp_path / "log"),
        "WAITING": str(waiting),
        "GITHUB_RUN_ID": "7",
        "BASE": "main",
    }

    def git(*arguments: str, folder: Path = clone) -> str:
        command = ["git", "-c", "user.name=x", "-c", "user.email=x@example.org", *arguments]
        return subprocess.run(command, cwd=folder, check=True, capture_output=True, text=True).stdout

    git("init", "--bare", "--initial-branch=main", str(origin), folder=tmp_path)
    git("clone", str(origin), str(clone), folder=tmp_path)
    git("switch", "--create", "main")
    (clone / "locales").mkdir()
    (clone / "locales" / "a.po").write_text("old", encoding="utf-8")
    git("add", ".")
    git("commit", "--message", "first")
    git("push", "origin", "main")
    before = git("rev-parse", "main", folder=origin)
    if change:
        (clone / "locales" / "a.po").write_text("new", encoding="utf-8")
    step = next(step for step in load(path)["jobs"]["draft"]["steps"] if "pull request" in step.get("name", ""))
    command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
    done = subprocess.run(command, cwd=clone, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert git("rev-parse", "main", folder=origin) == before
    branches = git("branch", "--list", "machine-drafts-7", folder=origin)
    assert bool(branches) is proposed
    log = (tmp_path / "log").read_text(encoding="utf-8") if (tmp_path / "log").exists() else ""
    assert ("pr create --base main --head machine-drafts-7" in log) is proposed


GH_ISSUES = """#!/bin/sh
echo "$*" >> "$GH_LOG"
case "$*" in *"issue list"*) echo "$OPEN" ;; esac
for last; do :; done
case "$*" in *--body-file*) cat "$last" > "$GH_LOG.body" ;; esac
"""


@pytest.mark.parametrize("path", [path for path in (*OURS, *THEIRS) if path.name == "due.yml"])
@pytest.mark.parametrize(
    ("count", "opened", "expected"),
    [(2, "", "issue create"), (300, "7", "issue edit 7"), (0, "7", "issue close 7"), (0, "", "")],
)
def test_one_issue_lists_what_is_due(tmp_path: Path, path: Path, count: int, opened: str, expected: str) -> None:
    tools = tmp_path / "bin"
    tools.mkdir()
    for name, script in {"gh": GH_ISSUES, "make": "#!/bin/sh\ncat due.txt\n"}.items():
        (tools / name).write_text(script, encoding="utf-8")
        (tools / name).chmod(0o755)
    (tmp_path / "due.txt").write_text("".join(f"- [ ] item {number}\n" for number in range(count)), encoding="utf-8")
    environment = {
        **os.environ,
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "GH_LOG": str(tmp_path / "log"),
        "OPEN": opened,
        "RUNNER_TEMP": str(tmp_path),
    }
    for step in load(path)["jobs"]["list"]["steps"]:
        if "run" in step:
            command = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
            done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=False)
            assert done.returncode == 0, done.stderr
    log = (tmp_path / "log").read_text(encoding="utf-8").splitlines()
    done_to_issues = [line for line in log if line.startswith("issue ") and "list" not in line.split()[1]]
    assert [line[: len(expected)] for line in done_to_issues] == ([expected] if expected else [])
    if count:
        body = (tmp_path / "log.body").read_text(encoding="utf-8")
        assert body.count("- [ ] item") == min(count, 200)
        assert ("And 100 more" in body) is (count == 300)


@pytest.mark.parametrize("path", [ROOT / ".gitlab-ci.yml", FILES / "common" / "dot_gitlab-ci.yml"])
def test_gitlab_publishes_the_same_site(path: Path) -> None:
    jobs = load(path)
    assert jobs["variables"]["GIT_DEPTH"] == "0"
    assert jobs["pages"]["artifacts"]["paths"] == ["public"]
    assert jobs["pages"]["script"][0] == 'make site BASE_URL="$CI_PAGES_URL"'


def test_actionlint_finds_nothing() -> None:
    folders = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    program = shutil.which("actionlint", path=folders)
    assert program, "make test installs actionlint"
    command = [program, "-no-color", "-shellcheck=", "-pyflakes=", *map(str, ALL)]
    done = subprocess.run(command, capture_output=True, text=True)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout + done.stderr


def test_rsync_example_asks_before_it_deletes(tmp_path: Path) -> None:
    script = ROOT / "docs" / "examples" / "rsync.sh"
    (tmp_path / "bin").mkdir()
    (tmp_path / "bin" / "rsync").write_text('#!/bin/sh\necho "$*"\n', encoding="utf-8")
    (tmp_path / "bin" / "rsync").chmod(0o755)
    environment = {**os.environ, "PATH": f"{tmp_path / 'bin'}{os.pathsep}{os.environ['PATH']}"}

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        command = ["sh", str(script), *arguments]
        return subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True)

    assert run("host:/wiki/").returncode == 1, "there is no site yet"
    (tmp_path / "build" / "site").mkdir(parents=True)
    (tmp_path / "build" / "site" / "index.html").touch()
    assert run().returncode == 2
    assert "--delete-after" in run("host:/wiki").stdout
    assert "--dry-run" not in run("host:/wiki").stdout
    assert run("--dry-run", "host:/wiki").stdout.endswith("--dry-run build/site/ host:/wiki/\n")
