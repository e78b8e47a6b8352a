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
        "plan": (
            t("Time plan"),
            " ".join(
                (
                    key,
                    t("The full part of a bar is done; the dashed line is today."),
                    t("A diamond is a milestone; what is hatched is overdue."),
                )
            ),
        ),
        "budget": (
            t("Planned and actual"),
            " ".join(
                (
                    t("Bars for each party, stacked by source; what is in kind is hatched."),
                    t("The bar with a ring is planned, the one with a full dot is actual."),
                )
            ),
        ),
        "share": (t("Own share of the cash"), t("The bar is the own share, the mark what is needed at least.")),
        "indicator": (
            t("Course of the indicator"),
            " ".join(
                (
                    t("The line joins the readings; a square is the start, a diamond the target."),
                    t("The arrow shows which way is better."),
                )
            ),
        ),
        "way": (
            t("Way to the target"),
            t("The bar leads from the start (square) towards the target (diamond), as far as the latest reading."),
        ),
        "timeline": (t("Timeline"), f"{key} {t('An open dot: only the year or the month is known.')}"),
        "map": (t("Where the parties are"), key),
    }
