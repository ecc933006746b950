"""Jinja for one language: autoescape on, gettext in, and the words that speak the language."""

from __future__ import annotations

from typing import Any

from jinja2 import BaseLoader, BytecodeCache, Environment, StrictUndefined
from jinja2.bccache import Bucket
from markupsafe import Markup, escape

from medborgarbudget.pb.words import Words, in_language, language_for
from medborgarbudget.records import formats
from medborgarbudget.records.explanations import nearest_language
from medborgarbudget.records.languages import attributes
from medborgarbudget.records.other_rules import rule_name
from medborgarbudget.site import addresses, languages, prose, spans, speech, terms
from medborgarbudget.site.cards import is_picture
from medborgarbudget.site.headers import POLICY
from medborgarbudget.site.model import Site
from medborgarbudget.site.pages import Page


class Compiled(BytecodeCache):
    """Keeps each template as it was first compiled, so that every language need not do it again.

    Holds for environments that differ in their filters' answers only: nothing is folded in advance.
    """

    def __init__(self) -> None:
        self._code: dict[str, bytes] = {}

    def load_bytecode(self, bucket: Bucket) -> None:
        """Fill the bucket from memory."""
        if bucket.key in self._code:
            bucket.bytecode_from_string(self._code[bucket.key])

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Remember what was compiled."""
        self._code[bucket.key] = bucket.bytecode_to_string()


class Renderer:
    """Makes pages of one language into HTML.

    While a page is rendered, `_here` is its file: what relative links start from.
    """

    def __init__(self, site: Site, loader: BaseLoader, language: str, facts: dict[str, Any]):
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
            auto_reload=False,
            optimized=False,
            bytecode_cache=facts["compiled"],
            extensions=["jinja2.ext.i18n", "jinja2.ext.do"],
        )
        self.environment.install_gettext_translations(  # type: ignore[attr-defined]
            self.messages, newstyle=True
        )
        self.environment.filters |= self._filters()
        self.environment.tests |= {"web": _is_web, "picture": is_picture}
        self.environment.globals |= self._names() | facts

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
        if self._here.endswith("404.html"):
            return self._from_root(path)
        return addresses.relative(path, self._here, self.site.as_files)

    def attrs(self, language: str) -> Markup:
        """`` lang="fi"`` where the text is not in the page's language; nothing where it is."""
        return Markup() if language == self.language else _attributes(language)

    def towns_prose(self, text: str, highest: int = 2) -> Markup:
        """The town's Markdown, with the addresses in it made to work from this page."""
        return prose.towns_prose(text, self._inside, highest)

    def town_html(self, text: str) -> str:
        """The same for a feed, where every address must be whole."""

        def whole(to: str) -> str:
            path = to[1:] if to.startswith("/images/") else self.prefix + to[1:]
            return addresses.absolute(self.site.town.url, path)

        return str(prose.towns_prose(text, whole))

    def _inside(self, address: str) -> str:
        path = address[1:]
        return self.asset(path) if path.startswith("images/") else self.link(path)

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

    def _names(self) -> dict[str, Any]:
        language, all_languages = self.language, self.site.languages
        return {
            "site": self.site,
            "town": self.site.town,
            "language": language,
            "page_lang": _attributes(language),
            "prefix": self.prefix,
            "prefix_of": lambda other: languages.prefix(other, all_languages),
            "policy": POLICY,
            "link": self.link,
            "asset": self.asset,
            "attrs": self.attrs,
            "own_name": languages.own_name,
            "name_in": lambda code: languages.name_in(code, language),
            "rule_title": lambda rule: _capital(rule_name(rule, language)),
            "explained_in": nearest_language(language),
            "language_of": lambda pieces: language_for(pieces, language),
            "titles_of": speech.titles_of,
            "words_of": speech.words_of,
            "shown_language": lambda proposal: speech.shown_language(proposal, language),
            "other_languages": speech.other_languages,
            "by_pot": speech.by_pot,
            "whole": int,
            "last_day": spans.last_day,
        }

    def _filters(self) -> dict[str, Any]:
        language, currency = self.language, self.site.town.currency
        return {
            "words": self._words,
            "plain": self._plain,
            "in_page_language": lambda one: one if isinstance(one, str) else self._plain(one),
            "money": lambda n, unit=currency: formats.money(n, language, unit),
            "share_money": lambda n, unit=currency: spans.share_money(n, language, unit),
            "number": lambda n: formats.number(n, language),
            "day": lambda moment: formats.day(moment, language).replace(" ", formats.NBSP),
            "listing": lambda items: formats.listing(list(items), language),
            "span": lambda period: spans.span(period, language),
            "opening": lambda moment: formats.opening(moment, language),
            "closing": lambda moment: formats.closing(moment, language),
            "hours": lambda event: spans.hours(event.opens, event.closes, language),
            "days": lambda first, last: spans.days(first, last, language),
            "percent_of": lambda part, whole: spans.percent(part, whole, language),
            "term": lambda code, kind: self.messages.gettext(terms.term(code, kind)),
            "prose": prose.residents_prose,
            "towns_prose": self.towns_prose,
            "absolute": lambda path: addresses.absolute(self.site.town.url, path),
        }

    def _plain(self, words: Words) -> str:
        """The words in the page's language, or the nearest there is, without any mark."""
        return in_language(words, self.language)

    def _words(self, words: Words) -> Markup:
        """The words in the page's language, marked with their own where they are in another."""
        if not words:
            return Markup()
        shown = language_for(words, self.language)
        text = escape(formats.unbroken(in_language(words, self.language)))
        if shown == self.language:
            return text
        return Markup("<span{}>{}</span>").format(self.attrs(shown), text)


def _attributes(language: str) -> Markup:
    pairs = attributes(language).items()
    return Markup("").join(Markup(' {}="{}"').format(*pair) for pair in pairs)


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _is_web(address: str) -> bool:
    return address.startswith(("https://", "http://"))
