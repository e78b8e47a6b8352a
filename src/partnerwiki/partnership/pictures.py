"""What the drawings of the views are called, and what they show in words."""

from __future__ import annotations

from collections.abc import Callable

#: Title and description of a drawing.
Named = tuple[str, str]


def named(t: Callable[[str], str]) -> dict[str, Named]:
    """Give title and description of each drawing by its name."""
    key = t("Each number stands in the table below.")
    return {
        "actors": (
            t("Power and interest"),
            f"{key} {t('Further right: more interest. Further up: more power.')}",
        ),
        "risks": (
            t("Likelihood and impact"),
            f"{key} {t('Further right: more likely. Further up: graver.')}",
        ),
        "expectations": (
            t("Who expects what"),
            f"{key} {t('A column for each party; lines join what fits together.')}",
        ),
        "bodies": (t("Who reports to whom"), f"{key} {t('Lines lead from a body to those that report to it.')}"),
        "plan": (t("Time plan"), f"{key} {t('A diamond is a milestone; what is hatched is overdue.')}"),
        "budget": (t("Planned and actual"), t("Bars for each party, stacked by source; what is in kind is hatched.")),
        "share": (t("Own share of the cash"), t("The bar is the own share, the mark what is needed at least.")),
        "indicator": (
            t("Course of the indicator"),
            t("The line joins the readings; the dashed line is the target."),
        ),
        "timeline": (t("Timeline"), key),
        "map": (t("Where the parties are"), key),
    }
