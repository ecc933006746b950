"""One generator per kind of page. The last one closes the build."""

from __future__ import annotations

from medborgarbudget.site.generators.base import PageGenerator
from medborgarbudget.site.generators.closing import ClosingGenerator
from medborgarbudget.site.generators.count import CountGenerator
from medborgarbudget.site.generators.decision import DecisionGenerator
from medborgarbudget.site.generators.desk import DeskGenerator
from medborgarbudget.site.generators.follow_up import FollowUpGenerator
from medborgarbudget.site.generators.implementation import ImplementationGenerator
from medborgarbudget.site.generators.listing import ListingGenerator
from medborgarbudget.site.generators.news import NewsGenerator
from medborgarbudget.site.generators.proposal import ProposalGenerator
from medborgarbudget.site.generators.prose_page import ProsePageGenerator
from medborgarbudget.site.generators.refused import RefusedGenerator
from medborgarbudget.site.generators.result import ResultGenerator
from medborgarbudget.site.generators.round_page import RoundGenerator
from medborgarbudget.site.generators.rules import RulesGenerator
from medborgarbudget.site.generators.schemas import SchemaGenerator
from medborgarbudget.site.generators.start import StartGenerator
from medborgarbudget.site.generators.vote import VoteGenerator
from medborgarbudget.site.generators.vote_check import VoteCheckGenerator

GENERATORS: tuple[type[PageGenerator], ...] = (
    StartGenerator,
    RoundGenerator,
    RulesGenerator,
    ListingGenerator,
    ProposalGenerator,
    RefusedGenerator,
    VoteGenerator,
    VoteCheckGenerator,
    DeskGenerator,
    ResultGenerator,
    CountGenerator,
    DecisionGenerator,
    ImplementationGenerator,
    FollowUpGenerator,
    NewsGenerator,
    ProsePageGenerator,
    SchemaGenerator,
    ClosingGenerator,
)
