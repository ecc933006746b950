"""The register of rules: every rule is in it, and is named and explained as one."""

from __future__ import annotations

import inspect
import pkgutil
import re
from importlib import import_module

import pytest

from medborgarbudget.moderation import rules

REGISTERED = [*rules.TOWN_RULES, *rules.ROUND_RULES]
MODULES = [
    import_module(f"{rules.__name__}.{module.name}")
    for module in pkgutil.iter_modules(rules.__path__)
]


def test_every_rule_is_registered() -> None:
    """A public generator of a rules module that is not in the register checks nothing."""
    written = {
        function
        for module in MODULES
        for name, function in inspect.getmembers(module, inspect.isgeneratorfunction)
        if function.__module__ == module.__name__ and not name.startswith("_") and name != "texts"
    }

    assert written == set(REGISTERED)


@pytest.mark.parametrize("rule", REGISTERED, ids=lambda rule: rule.__name__)
def test_a_rule_is_named_by_a_sentence(rule: rules.RoundRule) -> None:
    """At least four words, and a docstring that says it once more for people."""
    assert re.fullmatch(r"[a-z]+(_[a-z]+){3,}", rule.__name__)
    assert (rule.__doc__ or "").rstrip().endswith(".")
