"""Why a project won or lost, in plain words, from nothing but the steps of the count."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import Literal

from medborgarbudget.pb.instance import Instance
from medborgarbudget.pb.outcome import MONEY_FACTS, Outcome, Step
from medborgarbudget.records.pot_words import PotWords
from medborgarbudget.records.results import PotResult

SELECTED_BY_SCORE = "score"
"""The fact that a selection by votes has and one by Equal Shares has not."""


PROVISIONS = ("band-full", "above-bands", "quota-full", "quota-spent", "size-not-wanted")
"""The actions that are told by the sentence of their name, with nothing but their facts."""

AT_ONCE = ("above-bands", "size-not-wanted")
"""Those of them that hold whoever was selected before."""

SELECTIONS = ("selected", "topped-up", "share-of-pot")
"""The actions after which a project has its money."""

Topic = Literal["verdict", "standing", "cost", "tie", "raised", "count"]
"""What a sentence is about; `raised` is how the voters' shares grew, the same for all projects."""


class Explainer(PotWords):
    """Explains one project of one pot in one language. Every sentence stands on a step."""

    def __init__(
        self,
        pot: PotResult,
        instance: Instance,
        pot_name: str,
        project_id: str,
        language: str,
        currency: str,
    ) -> None:
        super().__init__(instance, language, currency)
        self.pot = pot
        self.outcome: Outcome = pot.outcome
        self.pot_name = pot_name
        self.project = instance.by_id[project_id]

    @property
    def won(self) -> bool:
        """Whether the project is selected."""
        return self.project.project_id in self.outcome.selected

    def sentences(self) -> Iterator[str]:
        """The explanation, a sentence or two at a time, in the order of the count."""
        return (sentence for _, sentence in self.told())

    def brief(self) -> Iterator[str]:
        """The same for a page that tells the verdict, the cost and how shares grew."""
        told = list(self.told())
        yield " ".join(text for topic, text in told if topic == "standing")
        yield from (text for topic, text in told if topic in ("tie", "count"))

    def reason(self) -> Iterator[str]:
        """What the last step about the project says by itself, without what came around it."""
        own = [step for step in self.outcome.steps if step.project_id == self.project.project_id]
        for step in own[-1:]:
            yield from self._step(None, step)

    def told(self) -> Iterator[tuple[Topic, str]]:
        """Each sentence with what it is about."""
        name = self.name(self.project.project_id)
        yield "verdict", self.say("won" if self.won else "lost", project=name, pot=self.pot_name)
        yield from (("standing", one) for one in self._standing())
        limit = self.money(self.outcome.budget_limit)
        yield "cost", self.say("money", cost=self.money(self.project.cost), limit=limit)
        yield from (("tie", one) for one in self._ties())
        for index, step in enumerate(self.outcome.steps):
            if step.project_id in (None, self.project.project_id):
                if "middle" in step.facts:
                    yield "count", self._middle(step)
                if "set_aside" in step.facts:
                    yield "count", self.say("set-aside", **self._gaps(step))
                if "turn" in step.facts:
                    yield "count", self.say(f"turn-{step.facts['turn']}")
                topic: Topic = "raised" if step.action == "raised-endowment" else "count"
                yield from ((topic, one) for one in self._step(index, step))

    def _standing(self) -> Iterator[str]:
        """Votes or points, and the place that they give among all projects of the pot."""
        ours, scores = self.project.project_id, self.outcome.scores
        votes = self.number(self.outcome.votes[ours])
        yield self.say("votes", votes=votes, ballots=self.number(self.pot.counts.counted))
        if self.outcome.by_votes and scores[ours] != self.outcome.votes[ours]:
            yield self.say("sizes", votes=self.number(scores[ours]))
        elif not self.outcome.by_votes and not self._shares(self.outcome.steps):
            yield self.say("points", points=self.number(scores[ours]))
        if self.outcome.rule == "majority-judgement":
            return
        merits = {one: self._merit(one) for one in sorted(scores)}
        rank = 1 + sum(merit > merits[ours] for merit in merits.values())
        place = {"rank": self.number(rank), "projects": self.number(len(scores))}
        key = "rank" if self.outcome.rule.startswith("greedy") else "rank-by-votes"
        if self._per_cost:
            key = "rank-per-cost"
        yield self.say(key, **place)
        equals = [one for one, merit in merits.items() if merit == merits[ours] and one != ours]
        if equals:
            yield self.some("rank-shared", equals)

    @property
    def _per_cost(self) -> bool:
        return self.outcome.parameters.get("score") == "votes-per-cost"

    def _merit(self, project_id: str) -> tuple[bool, Fraction]:
        """What the place goes by: as in `pb.rules.count.Count.merit`."""
        score = self.outcome.scores[project_id]
        if not self._per_cost:
            return False, Fraction(score)
        cost = self.instance.by_id[project_id].cost
        return not cost, Fraction(score, cost or 1)

    def _ties(self) -> Iterator[str]:
        ours = self.project.project_id
        for tie in self.outcome.ties:
            if ours not in tie.projects:
                continue
            others = self.names([one for one in tie.projects if one != ours])
            rule = self.say(f"tie-{tie.decided_by}")
            if tie.winner == ours:
                yield self.say("tie-first", others=others, rule=rule)
            else:
                winner = self.name(tie.winner)
                yield self.say("tie-second", others=others, rule=rule, winner=winner)

    def _step(self, index: int | None, step: Step) -> Iterator[str]:
        facts = step.facts
        match step.action:
            case "selected" if SELECTED_BY_SCORE in facts:
                if self._shares(self.outcome.steps[:index]):
                    yield self.say("completed")
                yield from self._before(index)
                yield self.say("fits", left=self.money(step.money_left))
            case "selected" if "welfare" in facts:
                yield self.say(self._welfare_key())
            case "enough-winners":
                yield self.say("enough-winners", winners=self.number(len(self.outcome.selected)))
            case "compared":
                more = int(facts["prefer_greedy"]) > int(facts["prefer_this"])
                yield self.say(
                    "compared-greedy" if more else "compared",
                    **{key: self.number(int(facts[key])) for key in facts},
                )
            case "not-in-best":
                yield self.say(self._welfare_key())
                sums = {key: self.number(int(facts[key])) for key in ("best", "with_it")}
                yield self.say("not-in-best", **sums)
            case "selected" if "given" in facts:
                yield self._given(step)
            case "selected":
                yield from self._bought(step)
            case "does-not-fit" | "stopped":
                if "given" in facts:
                    yield self._given(step)
                if index is not None and self._shares(self.outcome.steps[:index]):
                    yield self.say("completed")
                yield from self._before(index)
                missing = self.money(self.project.cost - step.money_left)
                yield self.say("does-not-fit", left=self.money(step.money_left), missing=missing)
                if step.action == "stopped":
                    yield self.say("stopped")
                yield from self._after(index)
            case "not-reached":
                yield self.say("not-reached", stopper=self.name(self._stopper()))
            case "below-threshold":
                gaps = {key: self.number(int(facts[key])) for key in ("threshold", "score")}
                yield self.say("below-threshold", **gaps)
            case "below-share":
                yield self.say(
                    "below-share",
                    **{key: self.number(int(facts[key])) for key in ("votes", "needed", "voters")},
                )
            case "excluded":
                yield self.say("excluded", other=self.other(str(facts["by"])))
            case "topped-up":
                yield from self._before(index)
                outside = self.money(int(facts["from_outside"]))
                yield self.say("topped-up", left=self.money(step.money_left), outside=outside)
            case "partly-funded":
                if "payment" in facts:
                    yield from self._bought(step, "bought-part")
                else:
                    yield from self._before(index)
                yield self.say("partly-funded", granted=self.money(int(facts["granted"])))
            case "filling-up":
                yield self.say("filling-up", left=self.money(step.money_left))
            case action if action in PROVISIONS:
                if action not in AT_ONCE:
                    yield from self._before(index)
                yield self.say(action, **self._gaps(step))
            case "share-of-pot":
                yield self.say("share-of-pot", **self._gaps(step))
            case "other-size":
                yield self.say("other-size", other=self.name(str(facts["by"])))
            case "endowment":
                yield self.say(
                    "endowment",
                    voters=self.number(int(facts["voters"])),
                    endowment=self.share(facts["endowment"]),
                )
            case "raised-endowment":
                if facts["first"] != facts["last"]:
                    gaps = {key: self.share(facts[key]) for key in ("first", "last")}
                    yield self.say("raised-endowment", **gaps)
                    yield self.say(f"raised-{facts['ended_by']}")
            case "not-affordable":
                yield self.say(
                    "not-affordable",
                    supporters=self.number(int(facts["supporters"])),
                    money=self.share(facts["supporters_money"]),
                    cost=self.money(self.project.cost),
                )
            case "no-votes" if self.outcome.votes[self.project.project_id]:
                yield self.say("no-points")
            case "no-votes" | "dearer-than-limit":
                yield self.say(step.action)

    def _bought(self, step: Step, how: str = "bought") -> Iterator[str]:
        poorer = int(step.facts["paying_less"])
        yield self.say(
            f"{how}-points" if self.outcome.parameters.get("utility") == "points" else how,
            supporters=self.number(int(step.facts["supporters"])),
            payment=self.share(step.facts["payment"], at_most=True),
        )
        if poorer:
            yield self.say("bought-poorer", number=self.number(poorer))
        if Fraction(step.facts.get("paid", self.project.cost)) < self.project.cost:
            yield self.say("bought-in-part", paid=self.share(step.facts["paid"]))

    def _gaps(self, step: Step) -> dict[str, str]:
        """The facts of a step as words: amounts, numbers, names."""
        return {
            name: fact
            if isinstance(fact, str)
            else self.money(int(fact))
            if name in MONEY_FACTS
            else self.number(int(fact))
            for name, fact in step.facts.items()
        }

    def _middle(self, step: Step) -> str:
        """Majority judgement: the middle grade."""
        figures = {key: self.number(int(step.facts[key])) for key in ("middle", "better", "worse")}
        return self.say("middle", **figures)

    def _welfare_key(self) -> str:
        """The sentence on what maximum welfare adds up."""
        return f"welfare-{self.outcome.parameters.get('utility')}"

    def _given(self, step: Step) -> str:
        """Phragmén: when the supporters could pay."""
        supporters = int(step.facts.get("supporters", step.facts.get("score", 0)))
        return self.say(
            "given",
            supporters=self.number(supporters),
            given=self.share(step.facts["given"], at_most=True),
        )

    def _before(self, index: int | None) -> Iterator[str]:
        """What stood before the project when its turn came; nothing without its place."""
        if index is None:
            return
        earlier = self._selected(self.outcome.steps[:index])
        if earlier:
            spent = self.money(self.outcome.budget_limit - self.outcome.steps[index].money_left)
            yield self.some("before", earlier, spent=spent)
        else:
            yield self.say("before-nothing")

    def _after(self, index: int | None) -> Iterator[str]:
        """What came later and did fit, since it costs less; nothing without its place."""
        if index is None:
            return
        later = self._selected(self.outcome.steps[index + 1 :])
        if later:
            yield self.some("fitted-later", later)

    def _shares(self, steps: Sequence[Step]) -> bool:
        """Whether Equal Shares is among the steps: what follows it is its completion."""
        return any(step.action == "endowment" for step in steps)

    def _stopper(self) -> str:
        ends = ("stopped", "topped-up")
        stopped = [step.project_id for step in self.outcome.steps if step.action in ends]
        return (stopped or [""])[0] or ""

    def _selected(self, steps: Sequence[Step]) -> list[str]:
        return [step.project_id or "" for step in steps if step.action in SELECTIONS]
