"""What all commands share: two consoles, progress bars, and one clear message for whatever goes wrong."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    ProgressColumn,
    Task,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from partnerwiki.errors import PartnerwikiError
from partnerwiki.messages import _

P = ParamSpec("P")
R = TypeVar("R")

out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)


def plainly(function: Callable[P, R]) -> Callable[P, R]:
    """Turn bad input into one message and exit status 1, and Ctrl-C into status 130; never a traceback."""

    @wraps(function)
    def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except PartnerwikiError as error:
            label = _("Error")
            err.print(f"[red]{label}:[/red] ", end="")
            err.print(str(error), markup=False)
            sys.exit(1)
        except KeyboardInterrupt:
            err.print(_("Stopped; nothing is half-written."))
            sys.exit(130)

    return wrapper


def progress_bar() -> Progress:
    """Give a progress bar in percent on standard error; off a terminal it prints nothing."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )


class _Rate(ProgressColumn):
    """Shows how many steps are done a second."""

    def render(self, task: Task) -> Text:
        return Text(f"{task.speed:.1f}/s" if task.speed else "", style="progress.data.speed")


def counting_bar() -> Progress:
    """Give a progress bar that counts: done and all, rate, time left; off a terminal it prints nothing."""
    return Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        _Rate(),
        TimeRemainingColumn(),
        console=err,
        transient=True,
        disable=not err.is_terminal,
    )


def stepper(bar: Progress) -> Callable[[str, int, int], None]:
    """Give the function ``step(name, done, total)`` that moves one bar a name."""
    tasks: dict[str, TaskID] = {}

    def step(name: str, done: int, total: int) -> None:
        if name not in tasks:
            tasks[name] = bar.add_task(name, total=total)
        bar.update(tasks[name], completed=done)

    return step


def phases(bar: Progress) -> Callable[[str, str, int], None]:
    """Show how far each language is: a bar on a terminal, a line for each phase elsewhere."""
    tasks: dict[str, TaskID] = {}
    told: set[tuple[str, str]] = set()
    words = {"reading": _("reading"), "writing": _("writing"), "done": _("done")}

    def step(language: str, phase: str, percent: int) -> None:
        if bar.disable:
            if (language, phase) not in told:
                told.add((language, phase))
                err.print(f"{language} {words[phase]}", markup=False)
            return
        if language not in tasks:
            tasks[language] = bar.add_task(language, total=100)
        completed = {"reading": percent / 2, "writing": 50 + percent / 2}.get(phase, 100)
        bar.update(tasks[language], completed=completed, description=f"{language} {words[phase]}")

    return step
