"""The first files of a new town: its facts, one open round, pages and a template for proposals.

They are filled in from records/skeleton/, which travels inside the package.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from importlib.resources import files
from pathlib import Path
from string import Template
from urllib.parse import urlsplit

from medborgarbudget.pb.problem import Problem
from medborgarbudget.pb.schedule import STEPS
from medborgarbudget.records.formats import day, number
from medborgarbudget.records.kinds import plain_id
from medborgarbudget.records.shape import shape_problems
from medborgarbudget.records.source import parse_yaml
from medborgarbudget.records.translations import LANGUAGES

POT = "hela-kommunen"
SMALLEST_ROUND = 10_000
EXAMPLE_COST = 90_000
"""What the template's example costs, where the cap allows it."""

SPANS = {
    "criteria": (-60, -31),
    "marketing": (-30, -1),
    "ideas": (0, 59),
    "assessment": (60, 119),
    "voting": (150, 170),
    "decision": (180, 220),
    "implementation": (221, 585),
    "follow-up": (586, 676),
}
"""First and last day of each step, in days from the founding."""

ONLINE = "online"
"""What of the skeleton is for towns that vote online only."""
SERVER = "deploy/server"

_ONLINE_EVENT = """\
  - id: rosta-pa-natet
    kind: online
    title: {{sv: Rösta på nätet, en: Vote online}}
    opens: {0}T08:00
    closes: {1}T20:00
    text:
      sv: Ha brevet med din kod till hands. Det tar ungefär två minuter.
      en: Have the letter with your code at hand. It takes about two minutes.
"""

_SECRET = {
    False: {
        "sv": "Din röst är hemlig: ingen kan para ihop den med dig.",
        "en": "Your vote is secret: nobody can match it with you.",
    },
    True: {
        "sv": "Din röst är hemlig. På papper kan ingen para ihop den med dig. På nätet har vi "
        "ingen lista över vem som fick vilken kod. Men den som har din kod kan efteråt se hur du "
        "röstade. Visa den därför inte för någon.",
        "en": "Your vote is secret. On paper nobody can match it with you. Online we have no list "
        "of who got which code. But whoever has your code can see afterwards how you voted, so "
        "show it to nobody.",
    },
}
"""What the page on personal data promises, by whether people vote online, too."""

BESIDE = {"README.md": "README.md", ".gitignore": "gitignore", ".gitattributes": "gitattributes"}
"""What stands in a town's folder beside its three, by the skeleton's file."""


@dataclass(frozen=True, slots=True)
class Founding:
    """What must be known of a town to begin. `money` is the first round's, whole currency units.

    With `online` the first round is to be voted in online, too: the town gets the steps to that, a
    page for its voters, and the files of the server. `url` is the site's, without a final slash.
    """

    name: Mapping[str, str]
    population: int
    money: int
    email: str
    today: date
    language: str = "sv"
    online: bool = False
    url: str = "https://medborgarbudget.kommunen.example"

    @property
    def short_name(self) -> str:
        """The name as people say it: without the word for municipality."""
        name = self.name["sv"].strip()
        for ending in (" kommun", " stad"):
            name = name.removesuffix(ending)
        return name

    @property
    def round_id(self) -> str:
        """The first round's id: the year in which ideas are gathered."""
        return str(self.today.year)

    @property
    def ideas_close(self) -> date:
        """The last day for proposals."""
        return self.today + timedelta(days=SPANS["ideas"][1])


def named_until_told(name: str, population: int, money: int, today: date) -> Founding:
    """A founding with nothing but defaults, and a name for a beginning."""
    unnamed = Founding(dict.fromkeys(LANGUAGES, name), population, money, "", today)
    return with_invented_addresses(unnamed)


def with_invented_addresses(founding: Founding) -> Founding:
    """The same with addresses that go nowhere, after the town's name."""
    return replace(
        founding,
        email=f"medborgarbudget@{plain_id(founding.name['sv'])}.example",
        url=f"https://medborgarbudget.{plain_id(founding.short_name)}.example",
    )


def town_problems(founding: Founding) -> tuple[Problem, ...]:
    """What is wrong with what was told of the town, before anything is made."""
    path = "content/town.yaml"
    document, problems = parse_yaml(path, _filled(path, _words(founding)).decode())
    return (*problems, *(shape_problems(document, "town") if document else ()))


def first_files(founding: Founding) -> dict[str, bytes]:
    """Every file of the new town, by path. The same founding gives the same bytes."""
    words = _words(founding)
    found = beside_the_town(founding.name["sv"])
    for path in sorted(_skeleton()):
        if path in BESIDE.values() or path.startswith(f"{ONLINE}/"):
            continue
        folder, _, name = path.rpartition("/")
        if folder == "content/news":
            name = f"{founding.today}-{name}"
        if folder == "round":
            folder = f"rounds/{founding.round_id}"
        found[f"{folder}/{name}"] = _filled(path, words)
    return found | (_online(founding, words) if founding.online else {})


def beside_the_town(name: str) -> dict[str, bytes]:
    """The files beside a town's own three folders: README, and what Git should know."""
    return {path: _filled(source, {"name": name}) for path, source in BESIDE.items()}


def server_folder() -> Path:
    """Where the files of the vote function's server are: in the package, or the repository."""
    package = Path(str(files("medborgarbudget")))
    inside = package / SERVER
    return inside if inside.is_dir() else package.parents[1] / SERVER


def _online(founding: Founding, words: Mapping[str, str]) -> dict[str, bytes]:
    """What a vote online needs beside the rest: its steps, a page for voters, the server's files.

    The keys are not among it: they are made in a ceremony.
    """
    found = {"ONLINE.md": _filled(f"{ONLINE}/ONLINE.md", words)}
    for language in LANGUAGES:
        page = f"how-to-vote.{language}.md"
        found[f"content/pages/{page}"] = _filled(f"{ONLINE}/{page}", words)
    site = urlsplit(founding.url)
    ours = {
        "ROUND=2027": f"ROUND={founding.round_id}",
        "https://medborgarbudget.lillby.example": f"{site.scheme}://{site.netloc}",
        "medborgarbudget.lillby.example": site.hostname or site.netloc,
        "medborgarbudget@lillby.example": founding.email,
    }
    for file in sorted(server_folder().iterdir()):
        text = file.read_text(encoding="utf-8")
        for theirs, our in ours.items():
            text = text.replace(theirs, our)
        found[f"deploy/{file.name}"] = text.encode()
    return found


def template(round_id: str, pot: str, today: date, cost: int = EXAMPLE_COST) -> bytes:
    """The template for proposals, with an example that fits the round and the pot."""
    words = {"round": round_id, "pot": pot, "today": today.isoformat(), "cost": str(cost)}
    return _filled("proposals/TEMPLATE.yaml", words)


def _words(founding: Founding) -> dict[str, str]:
    cap = max(SMALLEST_ROUND, founding.money // 2)
    first, second = sorted(LANGUAGES, key=lambda language: language != founding.language)
    voting = [founding.today + timedelta(days=days) for days in SPANS["voting"]]
    dates = {
        "ceremony": voting[0] - timedelta(days=21),
        "letters": voting[0] - timedelta(days=14),
        "opens": voting[0],
        "closes": voting[1],
    }
    return {
        "name": founding.name["sv"],
        "name_sv": _yaml(founding.name["sv"]),
        "name_en": _yaml(founding.name["en"]),
        "name_en_plain": founding.name["en"],
        "short_name": _yaml(founding.short_name),
        "url": founding.url,
        "url_quoted": _yaml(founding.url),
        "email_quoted": _yaml(founding.email),
        "population": str(founding.population),
        "languages": f"{first}, {second}",
        "email": founding.email,
        "round": founding.round_id,
        "pot": POT,
        "today": founding.today.isoformat(),
        **{f"ideas_{language}": day(founding.ideas_close, language) for language in LANGUAGES},
        **{f"{name}_{one}": day(it, one) for name, it in dates.items() for one in LANGUAGES},
        **{f"secret_{one}": _SECRET[founding.online][one] for one in LANGUAGES},
        "online_event": _ONLINE_EVENT.format(*voting) if founding.online else "",
        "voting_opens": f"{voting[0]}T08:00",
        "voting_closes": f"{voting[1]}T20:00",
        "schedule": "\n".join(_schedule(founding.today)),
        "cost": str(min(EXAMPLE_COST, cap)),
        **_money("money", founding.money),
        **_money("cap", min(cap, founding.money)),
    }


def _schedule(today: date) -> Iterator[str]:
    for step in STEPS:
        opens, closes = (today + timedelta(days=days) for days in SPANS[step])
        if step == "voting":
            yield f'  {step}: {{opens: "{opens}T08:00", closes: "{closes}T20:00"}}'
        else:
            yield f"  {step}: {{opens: {opens}, closes: {closes}}}"


def _money(name: str, amount: int) -> dict[str, str]:
    written = {f"{name}_{language}": number(amount, language) for language in LANGUAGES}
    return {name: str(amount), **written}


def _yaml(text: str) -> str:
    """The text as a double-quoted YAML scalar: JSON's escapes are YAML's, too."""
    return json.dumps(" ".join(text.split()), ensure_ascii=False)


def _skeleton(folder: str = "") -> Iterator[str]:
    for entry in (files("medborgarbudget.records") / "skeleton" / folder).iterdir():
        path = f"{folder}/{entry.name}" if folder else entry.name
        if entry.is_dir():
            yield from _skeleton(path)
        else:
            yield path


def _filled(path: str, words: Mapping[str, str]) -> bytes:
    file = files("medborgarbudget.records") / "skeleton" / path
    return Template(file.read_text(encoding="utf-8")).substitute(words).encode()
