"""The count of one file told in words: winners, steps, ties, money left, what the city said."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction
from shlex import quote

from medborgarbudget.counting.headings import currency, listed, one_line, title
from medborgarbudget.counting.provision_words import PROVISIONS
from medborgarbudget.counting.sharing_words import SHARING, key_of_payment
from medborgarbudget.counting.single import Difference, SingleTally
from medborgarbudget.pb.outcome import MONEY_FACTS, Step
from medborgarbudget.records import formats
from medborgarbudget.records.formats import amount_text

Words = Mapping[str, str]

WORDS: Mapping[str, Words] = {
    "sv": {
        **PROVISIONS["sv"],
        "rule": "Regel: {rule}",
        "budget": "Budget: {budget}. Projekt: {projects}. Röster: {voters}.",
        "selected": "Vinner, i den ordning de valdes:",
        "nothing": "Inget projekt vinner.",
        "winner": "{place:>3}. {name}: {cost}, {score}",
        "spent": "Kostar tillsammans {spent}. Kvar: {left}.",
        "steps": "Steg för steg:",
        "ties": "Lika läge:",
        "tie": "{projects}: {winner} går först ({by})",
        "lot": "Lotten är SHA-256 av fröet, ett mellanslag och projektets id; den lägsta går först."
        " Gör om den: printf '%s %s' {seed} ID | sha256sum",
        "vote": "{n} röst",
        "votes": "{n} röster",
        "point": "{n} poäng",
        "points": "{n} poäng",
        "announced-none": "Filen säger inte vad staden kungjorde.",
        "announced-same": "Staden kungjorde samma projekt, alla {n}.",
        "announced-other": "Staden kungjorde något annat:",
        "announced-by-lot": "Det stod lika. Faller lotten åt andra hållet blir det stadens lista.",
        "ours-only": "{name}: vinner här, men staden gav inga pengar",
        "city-1": "{name}: staden gav pengar, men vinner inte här",
        "city-2": "{name}: staden gav pengar utanför den här budgeten; vinner inte här",
        "city-3": "{name}: staden gav pengar som blev över i andra områden; vinner inte här",
        "action-selected": "{name} väljs. {why}Kvar före: {left}.",
        "action-dearer-than-limit": "{name} kostar mer än hela budgeten och är inte med.",
        "action-no-votes": "{name} har {score} och är inte med.",
        "action-below-threshold": "{name} har {score}, under gränsen {threshold}.",
        "action-does-not-fit": "{name} har {score} men kostar {cost}. Bara {left} är kvar.",
        "action-below-share": "{name} finns på {votes} röster av {voters}. {needed} behövs.",
        "action-excluded": "{name} går inte ihop med {by}, som redan är valt.",
        "action-topped-up": "{name} väljs. {why}Bara {left} är kvar; resten, {from_outside}, tas"
        " utanför budgeten. Här slutar räkningen.",
        "action-stopped": "{name} har {score} men kostar {cost}. Bara {left} är kvar. Här slutar"
        " räkningen.",
        "action-not-reached": "{name} har {score}. Räkningen slutade innan.",
        "action-endowment": "Var och en av {voters} väljare får {endowment} att köpa för.",
        "action-raised-endowment": "Väljarnas andel höjs från {first} till {last}, i {attempts}"
        " försök ({ended_by}).",
        "action-not-affordable": "{name} kostar {cost}. De som vill ha det ({supporters}) har"
        " bara {supporters_money} kvar tillsammans.",
        "why-score": "Det har {score} och kostar {cost}. ",
        "action-enough-winners": "{name} har mittbetyget {middle}. Så många som får vinna har"
        " redan valts.",
        "why-middle": "Mittbetyget är {middle}, och det kostar {cost}. ",
        "action-compared": "{prefer_this} väljare får fler av sina val så här, {prefer_greedy} får"
        " fler med flest röster först. De fler bestämmer.",
        "action-not-in-best": "{name}: den bästa sammansättningen med det är värd {with_it}. Den"
        " som väljs är värd {best}.",
        "why-welfare": "Det är värt {welfare} och kostar {cost}. ",
        "why-given": "När var och en hade fått {given} kunde {supporters} väljare betala {cost}. ",
        "why-points": "{supporters} väljare betalar högst {payment} per poäng, ihop {cost}. ",
        "why-shares": "{supporters} väljare betalar högst {payment} var, tillsammans {cost}. ",
        **SHARING["sv"],
    },
    "en": {
        **PROVISIONS["en"],
        "rule": "Rule: {rule}",
        "budget": "Budget: {budget}. Projects: {projects}. Ballots: {voters}.",
        "selected": "Selected, in the order of choice:",
        "nothing": "No project is selected.",
        "winner": "{place:>3}. {name}: {cost}, {score}",
        "spent": "Together they cost {spent}. Left: {left}.",
        "steps": "Step by step:",
        "ties": "Ties:",
        "tie": "{projects}: {winner} goes first ({by})",
        "lot": "The lot is the SHA-256 of the seed, a space and the project's id; the lowest goes"
        " first. Redo it: printf '%s %s' {seed} ID | sha256sum",
        "vote": "{n} vote",
        "votes": "{n} votes",
        "point": "{n} point",
        "points": "{n} points",
        "announced-none": "The file does not say what the city announced.",
        "announced-same": "The city announced the same projects, all {n}.",
        "announced-other": "The city announced otherwise:",
        "announced-by-lot": "Votes were tied. With another lot, the city's list comes out.",
        "ours-only": "{name}: selected here, but the city did not fund it",
        "city-1": "{name}: funded by the city, but not selected here",
        "city-2": "{name}: funded by the city with money from outside this budget; not selected"
        " here",
        "city-3": "{name}: funded by the city with money left in other districts; not selected"
        " here",
        "action-selected": "{name} is selected. {why}Left before: {left}.",
        "action-dearer-than-limit": "{name} costs more than the whole budget and is set aside.",
        "action-no-votes": "{name} has {score} and is set aside.",
        "action-below-threshold": "{name} has {score}, below the threshold {threshold}.",
        "action-does-not-fit": "{name} has {score} but costs {cost}. Only {left} is left.",
        "action-below-share": "{name} is on {votes} of {voters} ballots. {needed} are needed.",
        "action-excluded": "{name} does not go together with {by}, which is selected already.",
        "action-topped-up": "{name} is selected. {why}Only {left} is left; the rest,"
        " {from_outside}, comes from outside the budget. The count ends here.",
        "action-stopped": "{name} has {score} but costs {cost}. Only {left} is left. The count ends"
        " here.",
        "action-not-reached": "{name} has {score}. The count ended before it.",
        "action-endowment": "Each of {voters} voters gets {endowment} to buy with.",
        "action-raised-endowment": "The voters' share is raised from {first} to {last}, in"
        " {attempts} attempts ({ended_by}).",
        "action-not-affordable": "{name} costs {cost}. Those who want it ({supporters}) have only"
        " {supporters_money} left together.",
        "why-score": "It has {score} and costs {cost}. ",
        "action-enough-winners": "{name} has the middle grade {middle}. As many as may win are"
        " selected already.",
        "why-middle": "Its middle grade is {middle}, and it costs {cost}. ",
        "action-compared": "{prefer_this} voters get more of their choices this way,"
        " {prefer_greedy} get more by most votes first. The larger number decides.",
        "action-not-in-best": "{name}: the best selection with it is worth {with_it}. The one"
        " selected is worth {best}.",
        "why-welfare": "It is worth {welfare} and costs {cost}. ",
        "why-given": "When each had been given {given}, {supporters} voters could pay {cost}. ",
        "why-points": "{supporters} voters pay at most {payment} per point, {cost} together. ",
        "why-shares": "{supporters} voters pay at most {payment} each, {cost} together. ",
        **SHARING["en"],
    },
}


def narration(tally: SingleTally, language: str) -> str:
    """The whole count as text, one fact a line. `language` is sv or en."""
    return "\n".join(Narrator(tally, language).lines()) + "\n"


class Narrator:
    """Tells one count in one language."""

    def __init__(self, tally: SingleTally, language: str) -> None:
        self.tally = tally
        self.outcome = tally.outcome
        self.instance = tally.file.instance()
        self.language = language
        self.words = WORDS[language]
        self.currency = currency(tally.file)
        self.unit = "vote" if self.outcome.by_votes else "point"

    @property
    def voters(self) -> int:
        """How many ballots were counted."""
        return len(self.tally.file.votes)

    def lines(self) -> Iterator[str]:
        """Every line of the telling."""
        yield title(self.tally.file)
        yield self.say("rule", rule="; ".join([self.outcome.rule, *self.parameters()]))
        yield self.say(
            "budget",
            budget=self.money(self.outcome.budget_limit),
            projects=self.number(len(self.instance.projects)),
            voters=self.number(self.voters),
        )
        yield ""
        yield from self.winners()
        yield ""
        yield self.words["steps"]
        for number, step in enumerate(self.outcome.steps, start=1):
            yield f"{number:>3}. {self.step(step)}"
        yield ""
        if self.outcome.ties:
            yield self.words["ties"]
            for tie in self.outcome.ties:
                tied = listed(tie.projects, self.language)
                winner = one_line(tie.winner)
                yield "  " + self.say("tie", projects=tied, winner=winner, by=tie.decided_by)
            if any(tie.decided_by == "lot" for tie in self.outcome.ties):
                seed = quote(str(self.outcome.parameters["lot_seed"]))
                yield "  " + self.say("lot", seed=seed)
            yield ""
        yield from self.announced()

    def parameters(self) -> Iterator[str]:
        """The rule's parameters, each as ``name value``."""
        for name, value in self.outcome.parameters.items():
            shown = ", ".join(value) if isinstance(value, tuple) else str(value)
            yield f"{name} {shown}"

    def winners(self) -> Iterator[str]:
        """The selected projects, what they cost and what is left."""
        yield self.words["selected" if self.outcome.selected else "nothing"]
        for place, project_id in enumerate(self.outcome.selected, start=1):
            whole = self.instance.by_id[project_id].cost
            cost = self.money(self.outcome.given.get(project_id, whole))
            score = self.score(self.outcome.scores[project_id])
            yield self.say(
                "winner", place=place, name=self.name(project_id), cost=cost, score=score
            )
        spent, left = self.money(self.outcome.spent), self.money(self.outcome.unspent)
        yield self.say("spent", spent=spent, left=left)

    def step(self, step: Step) -> str:
        """One step with the figures that decided it."""
        gaps = {"left": self.money(step.money_left), "why": self.why(step)}
        if step.project_id is not None:
            gaps["name"] = self.name(step.project_id)
            gaps["cost"] = self.money(self.instance.by_id[step.project_id].cost)
        for name, fact in step.facts.items():
            if isinstance(fact, str):
                gaps[name] = fact
            elif name == "score":
                gaps[name] = self.score(int(fact))
            elif name in MONEY_FACTS:
                gaps[name] = self.share(Fraction(fact))
            elif isinstance(fact, int):
                gaps[name] = self.number(fact)
        return self.words[f"action-{step.action}"].format(**gaps)

    def why(self, step: Step) -> str:
        """Why a selected project is selected; nothing for other steps."""
        if step.action not in ("selected", "topped-up") or step.project_id is None:
            return ""
        cost = self.money(self.instance.by_id[step.project_id].cost)
        if "middle" in step.facts:
            return self.say("why-middle", middle=self.number(int(step.facts["middle"])), cost=cost)
        if "welfare" in step.facts:
            welfare = self.number(int(step.facts["welfare"]))
            return self.say("why-welfare", welfare=welfare, cost=cost)
        if "given" in step.facts:
            return self.say(
                "why-given",
                supporters=self.number(int(step.facts["supporters"])),
                given=self.share(Fraction(step.facts["given"])),
                cost=cost,
            )
        if "supporters" in step.facts:
            return self.say(
                key_of_payment(self.outcome, step, self.instance.by_id[step.project_id].cost),
                supporters=self.number(int(step.facts["supporters"])),
                payment=self.share(Fraction(step.facts["payment"])),
                paid=self.share(Fraction(step.facts.get("paid", 0))),
                cost=cost,
            )
        return self.say("why-score", score=self.score(int(step.facts["score"])), cost=cost)

    def announced(self) -> Iterator[str]:
        """How the city's own list differs, project by project."""
        differences = self.tally.differences
        if differences is None:
            yield self.words["announced-none"]
        elif not differences:
            yield self.say("announced-same", n=self.number(len(self.outcome.selected)))
        else:
            yield self.words["announced-other"]
            yield from ("  " + self.difference(one) for one in differences)
            if self.tally.by_other_lot:
                yield self.words["announced-by-lot"]

    def difference(self, one: Difference) -> str:
        """One project on which we and the city part."""
        key = "ours-only" if one.selected else f"city-{one.mark}"
        return self.say(key, name=self.name(one.project_id))

    def name(self, project_id: str) -> str:
        """The project's id and name."""
        name = self.instance.by_id[project_id].name
        return one_line(f"{project_id} {name}")

    def score(self, score: int) -> str:
        """Votes or points, whichever the rule ranked by."""
        return self.say(self.unit if score == 1 else f"{self.unit}s", n=self.number(score))

    def number(self, number: int) -> str:
        """A whole number, grouped."""
        return formats.number(number, self.language)

    def money(self, amount: int) -> str:
        """An amount in the instance's units, with its decimals where it has any."""
        return amount_text(amount, self.instance.units_per_currency, self.language, self.currency)

    def share(self, share: Fraction) -> str:
        """A share of money, rounded to hundredths of the currency where it is no whole number."""
        hundredths = round(share * 100 / self.instance.units_per_currency)
        return amount_text(hundredths, 100, self.language, self.currency)

    def say(self, key: str, **gaps: str | int) -> str:
        """The words for a key with their gaps filled."""
        return self.words[key].format(**gaps)
