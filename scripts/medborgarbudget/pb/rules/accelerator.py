"""Equal Shares with the optional accelerator: machine code as far as bounds tell, then exact.

Changes nothing but time, and is used only where it is installed and saves more than it costs.
"""

from __future__ import annotations

from functools import cache
from types import ModuleType
from typing import TYPE_CHECKING

import numpy as np

from medborgarbudget.pb.rules.bounds import FINENESS
from medborgarbudget.pb.rules.certified import Certified, Run
from medborgarbudget.pb.rules.fixed import Quote
from medborgarbudget.pb.rules.market import Allocation
from medborgarbudget.pb.rules.purchases import Mark
from medborgarbudget.pb.rules.purses import Groups

if TYPE_CHECKING:
    from medborgarbudget.pb.rules.compiled import State

WORTH = 300_000_000
"""How many groups are looked at in about two seconds.

The compiler takes one second to start, or five where it never was started before. How many steps a
count will take is not known beforehand; whoever starts it when as much time has gone as it costs
never takes more than about twice the time of the better choice.
"""


@cache
def compiled() -> ModuleType | None:
    """The compiled loop; None where no compiler is installed."""
    try:
        from medborgarbudget.pb.rules import compiled as found
    except ImportError:
        return None
    return found


def pays(certified: Certified) -> bool:
    """Whether to count in machine code: as told, or where it is at hand or will soon have paid."""
    at_hand = compiled.cache_info().currsize > 0
    if certified.compiled is None and not at_hand and certified.looked < WORTH:
        return False
    return certified.compiled is not False and compiled() is not None


class CompiledRun(Run):
    """One count with one endowment, most of it in machine code."""

    def allocation(self) -> Allocation:
        """The full account, with exact payments."""
        self._enter()
        return super().allocation()

    def _count(self) -> None:
        """Buy, the lowest price per vote first, until no project's supporters can pay for it."""
        code = compiled()
        assert code is not None
        supporters, projects = self.purses.supporters, len(self.projects)
        numbers = np.array(supporters.numbers, dtype=np.int64)
        costs = np.array([project.cost for project in self.projects], dtype=np.int64) * self.unit
        utility = np.array(self._utility, dtype=np.int64)
        wants = code.Wants(*supporters.table, costs, utility, numbers, supporters.voters)
        self._state: State = code.State(
            budgets=self.purses.least,
            money=self.purses.has_money,
            emptied=np.full(supporters.size, -1, dtype=np.int64),
            least=costs // numbers,
            most=-(-costs // numbers),
            is_open=np.ones(projects, dtype=np.bool_),
            bounds=np.array([self.purses.widest, self.purses.doubt, 0, 0], dtype=np.int64),
            record=np.empty((projects, 5), dtype=np.int64),
            buffer=np.empty(max(map(len, supporters.groups), default=0), dtype=np.int64),
        )
        guide = self._guide_table()
        while code.sweep(wants, self._state, guide) == code.DOUBTFUL:
            self._catch_up()
            if not self._exactly():
                return
        self._catch_up()

    def _guide_table(self) -> Groups:
        """The projects of the guide with their highest prices in units, rounded up."""
        rows = []
        if self._guide is not None:
            for mark in self._guide.marks:
                highest = self._rescaled(mark.highest, self._guide.unit)
                most = -(-highest * self._utility[mark.project] >> FINENESS)
                rows.append((mark.project, most))
        return np.array(rows, dtype=np.int64).reshape(-1, 2)

    def _catch_up(self) -> None:
        """Mark what the machine code has bought."""
        widest, doubt, bought, self._same = self._state.bounds.tolist()
        self.purses.widest, self.purses.doubt = widest, doubt
        for project, most, _, least, follows in self._state.record[
            len(self.marks) : bought
        ].tolist():
            highest = -((-most << FINENESS) // self._utility[project])
            lowest = None if follows < 0 else (least << FINENESS) // self._utility[follows]
            self.marks.append(Mark(project, highest, lowest))

    def _enter(self) -> None:
        """Enter into the ledger what the machine code has bought."""
        entered, bought = len(self.purses.ledger.entries), len(self.marks)
        if entered == bought:
            return
        groups = np.flatnonzero(self._state.emptied >= entered)
        when = self._state.emptied[groups]
        groups = groups[np.argsort(when, kind="stable")]
        ends = np.cumsum(np.bincount(when - entered, minlength=bought - entered))
        poorer = np.split(groups, ends[:-1])
        for row, some in zip(self._state.record[entered:bought, :3].tolist(), poorer, strict=True):
            project, _, paying = row
            self.purses.ledger.enter(project, self.projects[project].cost, paying, some)

    def _exactly(self) -> bool:
        """Buy one project by exact figures where need be; False where none can be paid for."""
        state = self._state
        self._enter()
        bounds = self.bounds
        bounds.quotes = list(map(Quote, state.least.tolist(), state.most.tolist()))
        bounds.resume(np.flatnonzero(state.is_open).tolist())
        if not self._buy_next():
            return False
        state.least[:] = [quote.least for quote in bounds.quotes]
        state.most[:] = [quote.most for quote in bounds.quotes]
        state.is_open[:] = False
        state.is_open[[number for _, number in bounds.waiting]] = True
        state.bounds[:] = self.purses.widest, self.purses.doubt, len(self.marks), self._same
        return True
