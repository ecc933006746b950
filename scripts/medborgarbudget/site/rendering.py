"""Jinja for one language: autoescape on, gettext in, and the filters that speak the language."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from jinja2 import BaseLoader, Environment, StrictUndefined
from markupsafe import Markup, escape

from medborgarbudget.pb.schedule import Period
from medborgarbudget.pb.words import Words, in_language, language_for
from medborgarbudget.records import formats
from medborgarbudget.site import addresses, languages, prose, spans, terms
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page


class Renderer:
    """Makes pages of one language into HTML.

    While a page is rendered, `_here` is its file: what relative links start from.
    """

    def __init__(self, site: Site, loader: BaseLoader, language: str, facts: Mapping[str, Any]):
        self.site = site
        self.language = language
        self.prefix = languages.prefix(language, site.languages)
        self._here = ""
        self.messages = facts["catalogues"][language]
        self.environment = Environment(
            loader=loader,
            autoescape=True,
            trim_blocks=True,
            lstrip_blocks=True,
            undefined=StrictUndefined,
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        )
        self.environment.install_gettext_translations(  # type: ignore[attr-defined]
            self.messages, newstyle=True
        )
        self.environment.filters |= self._filters()
        self.environment.globals |= {
            "site": site,
            "town": site.town,
            "language": language,
            "link": self.link,
            "asset": self.asset,
            "attrs": self.attrs,
            "own_name": languages.own_name,
            "name_in": lambda code: languages.name_in(code, language),
            **facts,
        }

    def render(self, page: Page) -> str:
        """The page's HTML."""
        self._here = addresses.file_of(f"{self.prefix}{page.path}")
        template = self.environment.get_template(page.template)
        return template.render(page=page, it=page.view, others=self._others(page))

    def link(self, path: str) -> str:
        """The relative address of a page in the same language."""
        return self.asset(f"{self.prefix}{path}")

    def asset(self, path: str) -> str:
        """The relative address of anything, from the site's root."""
        if self._here == "404.html":
            return self._from_root(path)
        return addresses.relative(path, self._here, self.site.as_files)

    def attrs(self, language: str) -> Markup:
        """`` lang="fi"`` where the text is not in the page's language; nothing where it is."""
        if language == self.language:
            return Markup()
        pairs = languages.attributes(language).items()
        return Markup("").join(Markup(' {}="{}"').format(*pair) for pair in pairs)

    def _from_root(self, path: str) -> str:
        """For the page that a host shows at any address, where a relative link would go astray."""
        base = addresses.absolute(self.site.town.url, path)
        return "/" + base.split("://", 1)[-1].partition("/")[2]

    def _others(self, page: Page) -> tuple[tuple[str, str], ...]:
        """The same page in the site's other languages: language and relative address."""
        return tuple(
            (other, self.asset(languages.prefix(other, self.site.languages) + page.path))
            for other in self.site.languages
            if other != self.language
        )

    def _filters(self) -> dict[str, Any]:
        language, currency = self.language, self.site.town.currency
        return {
            "words": self._words,
            "plain": lambda words: in_language(words, language),
            "money": lambda n, unit=currency: formats.money(n, language, unit),
            "number": lambda n: formats.number(n, language),
            "day": lambda moment: formats.day(moment, language).replace(" ", formats.NBSP),
            "listing": lambda items: formats.listing(list(items), language),
            "span": lambda period: spans.span(period, language),
            "hours": lambda event: spans.hours(event.opens, event.closes, language),
            "days": self._days,
            "percent_of": lambda part, whole: spans.percent(part, whole, language),
            "term": lambda code, kind: self.messages.gettext(terms.term(code, kind)),
            "prose": prose.residents_prose,
            "towns_prose": lambda text: prose.towns_prose(text, self._inside),
            "absolute": lambda path: addresses.absolute(self.site.town.url, path),
        }

    def _inside(self, address: str) -> str:
        path = address.lstrip("/")
        return self.asset(path) if path.startswith("images/") else self.link(path)

    def _days(self, first: date, last: date) -> str:
        return spans.days(first, last, self.language)

    def _words(self, words: Words) -> Markup:
        """The words in the page's language, marked with their own where they are in another."""
        if not words:
            return Markup()
        shown = language_for(words, self.language)
        text = escape(in_language(words, self.language))
        if shown == self.language:
            return text
        return Markup("<span{}>{}</span>").format(self.attrs(shown), text)


def until(period: Period) -> date:
    """The last day of a period, for templates that need only that."""
    return spans.last_day(period)
