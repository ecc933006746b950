"""What the commands on Pabulib files share: their options, and JSON that no terminal obeys."""

from __future__ import annotations

import json
from collections.abc import Collection, Sequence
from typing import TYPE_CHECKING, Any, get_args

import click

from medborgarbudget.commands.file_options import option_name
from medborgarbudget.commands.words import phrase
from medborgarbudget.pb.provisions import CostBand, Percentage, Quota
from medborgarbudget.pb.round import Completion, Start, Stop
from medborgarbudget.pb.ties import TIE_CRITERIA
from medborgarbudget.records.neutral import escaped

if TYPE_CHECKING:
    from medborgarbudget.counting.asked import Asked


def asked_of(
    rule: str | None = None,
    tie_breaking: str | None = None,
    lot_seed: str | None = None,
    completion: str | None = None,
    conflict: tuple[tuple[str, str], ...] = (),
    band: tuple[tuple[int, int], ...] = (),
    area_first: tuple[str, ...] = (),
    quota: tuple[tuple[str, str, str, int], ...] = (),
    sizes: tuple[str, ...] = (),
    percentage: tuple[str, int] | None = None,
    **more: Any,
) -> Asked:
    """What is asked for, from the options by their names. Raises click.BadParameter.

    `tie_breaking` is a list with commas, `completion` is ``start,step,stop``; `more` are other
    parts of `Asked` by name. What is None is as the file has it.
    """
    from medborgarbudget.counting.asked import Asked

    return Asked(
        rule_named(rule, "--rule"),
        _criteria(tie_breaking, lot_seed),
        lot_seed,
        completion=None if completion is None else _completion(completion),
        conflicts=conflict or None,
        bands=tuple(CostBand(ceiling, count) for count, ceiling in band) or None,
        areas_first=area_first or None,
        quotas=_quotas(quota) or None,
        options=_sizes(sizes) or None,
        percentage=None if percentage is None else Percentage(*percentage),
        **more,
    )


def rule_named(rule: str | None, option: str) -> str | None:
    """The rule, if it is one. Raises click.BadParameter."""
    from medborgarbudget.pb.rules import RULES

    if rule is not None and rule not in RULES:
        raise click.BadParameter(
            phrase("{rule!r} is none of {all}", rule=rule, all=", ".join(RULES)),
            param_hint=option,
        )
    return rule


def check_use(asked: Asked, rules: Sequence[str], parameters: Collection[str]) -> None:
    """Nothing that was asked for is left out in silence. Raises click.BadParameter.

    `rules` are those that were counted by, `parameters` all that any of them went by.
    """
    from medborgarbudget.counting.asked import OPTIONS

    needs = {"utility": "utility", "completion": "start", "score": "score", "top_up": "top_up"}
    needs |= {name: name for name in ("comparison", "leftover", "bands", "areas_first", "winners")}
    needs |= {name: name for name in ("conflicts", "quotas", "options", "percentage")}
    for name, parameter in needs.items():
        if rules and getattr(asked, name) is not None and parameter not in parameters:
            raise click.BadParameter(
                phrase(
                    "the rule {all} has none; choose another with --rule",
                    all=", ".join(dict.fromkeys(rules)),
                ),
                param_hint=OPTIONS.get(name, option_name(name)),
            )


def _criteria(text: str | None, lot_seed: str | None) -> tuple[Any, ...] | None:
    """The tie-breaking that was asked for. Raises click.BadParameter for an unknown criterion."""
    if text is None:
        return None
    names = tuple(part.strip() for part in text.split(",") if part.strip())
    unknown = [name for name in names if name not in TIE_CRITERIA]
    if unknown:
        known = ", ".join(TIE_CRITERIA)
        raise click.BadParameter(
            phrase("{unknown!r} is none of {known}", unknown=unknown[0], known=known),
            param_hint="--tie-breaking",
        )
    if "lot" in names and lot_seed is None:
        raise click.BadParameter(
            phrase("a lot needs its seed: --lot-seed TEXT"), param_hint="--tie-breaking"
        )
    return names


def _quotas(given: Sequence[tuple[str, str, str, int]]) -> tuple[Quota, ...]:
    """Quotas, those of one area or category together, in the order in which each stands first."""
    found: dict[tuple[str, str], dict[str, Any]] = {}
    for kind, group, limit, number in given:
        limits = found.setdefault((kind, group), {kind: group})
        name = limit.replace("-", "_")
        if name in limits:
            raise click.BadParameter(
                phrase("{group} has {limit} twice", group=group, limit=limit),
                param_hint="--quota",
            )
        limits[name] = number
    return tuple(Quota(**limits) for limits in found.values())


def _sizes(given: Sequence[str]) -> tuple[tuple[str, ...], ...]:
    """Each list of projects. Raises click.BadParameter for one alone, or one that stands twice."""
    options = tuple(tuple(filter(None, map(str.strip, text.split(",")))) for text in given)
    named = [one for option in options for one in option]
    twice = next((one for one in named if named.count(one) > 1), None)
    if twice is not None:
        raise click.BadParameter(phrase("{twice} stands twice", twice=twice), param_hint="--sizes")
    if any(len(option) < 2 for option in options):
        raise click.BadParameter(
            phrase("write two or more projects with commas between, the smallest first"),
            param_hint="--sizes",
        )
    return options


def _completion(text: str) -> Completion:
    """``floor,1,overspend`` as a completion. Raises click.BadParameter for anything else."""
    parts = [part.strip() for part in text.split(",")]
    if (
        len(parts) != 3
        or parts[0] not in get_args(Start)
        or not (parts[1].isascii() and parts[1].isdecimal() and int(parts[1][:16]) > 0)
        or parts[2] not in get_args(Stop)
    ):
        raise click.BadParameter(
            phrase(
                "write it as start,step,stop: floor or exact, whole currency units, overspend or "
                "exhaustive; for example floor,1,overspend"
            ),
            param_hint="--completion",
        )
    start: Any = parts[0]
    stop: Any = parts[2]
    return Completion(start, int(parts[1]), stop)


def json_text(data: dict[str, Any]) -> str:
    """One JSON object; what a file may have smuggled into its ids reaches no terminal raw."""
    return escaped(json.dumps(data, ensure_ascii=False, indent=2))
