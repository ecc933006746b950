"""Pelican's writer for this site: renders a page in every language and puts it in the folder."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from jinja2 import ChoiceLoader, FileSystemLoader
from pelican.writers import Writer

from medborgarbudget.site import languages
from medborgarbudget.site.addresses import file_of
from medborgarbudget.site.model import Site
from medborgarbudget.site.output import Output
from medborgarbudget.site.pages import Copy, Page
from medborgarbudget.site.rendering import Compiled, Renderer
from medborgarbudget.site.style import style_name


class SiteWriter(Writer):  # type: ignore[misc]
    """Keeps the pages in the order of their writing, for the site map."""

    def __init__(self, output_path: str, settings: Mapping[str, Any]) -> None:
        super().__init__(output_path, settings=settings)
        self.site: Site = settings["TOWN_SITE"]
        self.output = Output(Path(output_path))
        self.pages: list[Page] = []
        theme = Path(settings["THEME"])
        places = [*settings["THEME_TEMPLATES_OVERRIDES"], str(theme / "templates")]
        loader = ChoiceLoader([FileSystemLoader(place) for place in places])
        facts = {
            "catalogues": {one: languages.catalogue(theme, one) for one in self.site.languages},
            "compiled": Compiled(),
            "style": style_name(theme, self.site.town.colours),
        }
        self.renderers = [
            Renderer(self.site, loader, language, facts) for language in self.site.languages
        ]

    def put(self, page: Page | Copy) -> None:
        """Write one page in all languages, or one file."""
        if isinstance(page, Copy):
            self.output.put(page.path, page.data)
            return
        self.pages.append(page)
        for renderer in self.renderers:
            path = file_of(f"{renderer.prefix}{page.path}")
            self.output.put(path, renderer.render(page).encode())
