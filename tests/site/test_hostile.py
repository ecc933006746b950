"""Residents may write anything: it is shown as what they typed, and does nothing."""

from __future__ import annotations

import html
import re
import shutil
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from medborgarbudget.records.writing import dump_yaml

Build = Callable[..., Path]
CANARY = "the-canary-that-nobody-may-see"
HOSTILE = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    '"><script>alert(1)</script>',
    "'-alert(1)-'",
    "{{ 7 * 7 }}{% raw %}",
    "[x](javascript:alert(1))",
    "[x](JaVaScRiPt:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "[x](vbscript:msgbox)",
    "![x](https://evil.example/pixel.png)",
    '<https://evil.example/"onmouseover=alert(1)>',
    "[x]: javascript:alert(1)\n[x]",
    "[x](//evil.example/)",
    "[x](../../../../etc/passwd)",
    "<iframe src=https://evil.example></iframe>",
    "<style>body{display:none}</style>",
    "<base href=https://evil.example>",
    '<a href="https://evil.example" onclick=alert(1) style=position:fixed>x</a>',
    "<!--[if IE]><script>alert(1)</script><![endif]-->",
    "<math><mtext></mtext><script>alert(1)</script></math>",
    "]]><script>alert(1)</script>",
    "%3Cscript%3E &lt;script&gt; &#60;script&#62;",
    "</title></head><body onload=alert(1)>",
]
SAFE_TAGS = {"p", "strong", "em", "ul", "ol", "li", "a", "blockquote", "h3", "h4", "br"}


class Tags(HTMLParser):
    """What is really on a page: tags with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note the tag."""
        self.found.append((tag, dict(attrs)))


@pytest.fixture(scope="module")
def attacked(lillby: Path, built: Build, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lillby with a hostile text in every field where a resident can write one."""
    town = tmp_path_factory.mktemp("attacked") / "town"
    shutil.copytree(lillby, town)
    for number, text in enumerate(HOSTILE):
        proposal = {
            "title": text.replace("\n", " "),
            "summary": text.replace("\n", " "),
            "language": "sv",
            "pot": "norr",
            "category": "nature",
            "cost": 1000 + number,
            "submitted": "2026-01-20",
            "location": {"name": text.replace("\n", " "), "latitude": 60.07, "longitude": 15.1},
            "beneficiaries": ["everyone"],
            "proposer": text.replace("\n", " ")[:60],
            "description": text + "\n",
            "translations": {
                "en": {"title": text.replace("\n", " "), "summary": text.replace("\n", " "),
                       "description": text + "\n", "by": "machine"},
            },
        }  # fmt: skip
        path = town / f"proposals/2026/hostile-{number}.yaml"
        path.write_text(dump_yaml(proposal), encoding="utf-8")
    return built(town, "2026-05-10")


def hostile_pages(site: Path) -> list[str]:
    """The pages of the hostile proposals, and the lists that show them."""
    paths = sorted(site.glob("**/hostile-*/index.html")) + sorted(
        site.glob("**/proposals/index.html")
    )
    assert len(paths) >= 2 * len(HOSTILE)
    return [path.read_text(encoding="utf-8") for path in paths]


def test_no_hostile_text_becomes_a_tag_or_an_attribute(attacked: Path) -> None:
    """Not one script, frame, event handler, style, or address that is not the web's."""
    for page in hostile_pages(attacked):
        tags = Tags()
        tags.feed(page)
        names = {tag for tag, _ in tags.found}
        assert not names & {"script", "iframe", "style", "base", "math", "object", "embed", "form"}
        for _, attributes in tags.found:
            assert not [name for name in attributes if name.startswith("on") or name == "style"]
            for name in ("href", "src"):
                address = (attributes.get(name) or "").strip().lower()
                assert not address.startswith(("javascript:", "data:", "vbscript:", "//"))
                assert "evil.example" not in address or name == "href"


def test_links_that_residents_write_are_marked_as_theirs(attacked: Path) -> None:
    """Search engines must not take them for the town's word."""
    for page in hostile_pages(attacked):
        for link in re.findall(r"<a [^>]*evil\.example[^>]*>", page):
            assert 'rel="nofollow ugc noopener"' in link


def test_what_was_typed_is_what_is_read(attacked: Path) -> None:
    """Nothing is lost either: the title stands on the page as it was typed."""
    for number, text in enumerate(HOSTILE):
        path = attacked / f"2026/proposals/hostile-{number}/index.html"
        heading = re.search(r"<h1>(.*?)</h1>", path.read_text(encoding="utf-8"), re.S)
        assert heading is not None
        assert text.replace("\n", " ") == html.unescape(heading.group(1))


@pytest.mark.parametrize(
    "link",
    [
        "[x]({{attach}}{path})",
        "[x]({{static}}{path})",
        "[x]({{filename}}{path})",
        "![x]({{attach}}{path})",
        '<a href="{{attach}}{path}">x</a>',
        "[x](|attach|{path})",
    ],
)
def test_no_link_publishes_a_file_of_the_build_machine(
    link: str, lillby: Path, built: Build, tmp_path: Path
) -> None:
    """Pelican's own reader would copy the file that ``{attach}`` names; ours must not."""
    town, secret = tmp_path / "town", tmp_path / "secret.txt"
    shutil.copytree(lillby, town)
    secret.write_text(CANARY)
    for path in (str(secret), "../../../secret.txt", "../../secret.txt", "/../secret.txt"):
        text = link.format(path=path)
        proposal = town / "proposals/2026/bankar-vid-an.yaml"
        lines = proposal.read_text(encoding="utf-8").splitlines()
        start = lines.index("description: |")
        lines[start + 1 :] = [f"  {text}"]
        proposal.write_text("\n".join(lines) + "\n", encoding="utf-8")
        news = town / "content/news/2026-01-01-hej.sv.md"
        news.parent.mkdir(exist_ok=True)
        news.write_text(f"# Hej\n\n{text}\n", encoding="utf-8")
        site = built(town, "2026-05-10")
        leaks = [
            one for one in site.rglob("*") if one.is_file() and CANARY.encode() in one.read_bytes()
        ]
        assert [] == leaks
        assert [] == list(site.rglob("secret.txt"))
