"""Shares of a budget. What is in kind is no money: it never counts to the cash share."""

from __future__ import annotations

from decimal import Decimal

from partnerwiki.records.models import Budget, Category, MoneySource


def own_cash(budget: Budget) -> tuple[Decimal, Decimal]:
    """Give the planned own cash and all planned cash, in the budget's currency."""
    cash = [line for line in budget.lines if line.source is not MoneySource.IN_KIND]
    own = (line.planned for line in cash if line.source is MoneySource.OWN)
    return sum(own, Decimal(0)), sum((line.planned for line in cash), Decimal(0))


def overhead(budget: Budget) -> tuple[Decimal, Decimal]:
    """Give the planned overhead and all planned costs, those in kind included, in the budget's currency."""
    found = (line.planned for line in budget.lines if line.category is Category.OVERHEAD)
    return sum(found, Decimal(0)), sum((line.planned for line in budget.lines), Decimal(0))


def cash_share(budget: Budget) -> Decimal | None:
    """Give the own cash in percent of all planned cash, or None where no cash is planned."""
    return _percent(*own_cash(budget))


def overhead_share(budget: Budget) -> Decimal | None:
    """Give the overhead in percent of all planned costs, or None where nothing is planned."""
    return _percent(*overhead(budget))


def _percent(part: Decimal, whole: Decimal) -> Decimal | None:
    return part * 100 / whole if whole else None
