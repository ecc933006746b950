"""What holds for every rule by its name."""

from __future__ import annotations

import inspect
import sys

import pytest

from medborgarbudget.pb.rules import RULES


@pytest.mark.parametrize("name", RULES)
def test_every_rule_says_where_it_comes_from(name):
    """The paper, the city's regulation or its program; in its own words or its module's."""
    rule = RULES[name]
    told = f"{inspect.getdoc(rule)} {inspect.getdoc(sys.modules[rule.__module__])}"

    assert "Source: " in told
    assert inspect.getdoc(rule)
