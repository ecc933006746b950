"""Settings for plain ``pelican``: all of them come from the program, none from here.

``medborgarbudget build`` does the same and needs no settings file. With Pelican's own command,
use ``pelican --fatal errors``: without it, Pelican goes on when a plugin cannot be loaded.
"""

from pathlib import Path

from medborgarbudget.commands.door import day_of_site
from medborgarbudget.site.settings import pelican_settings

_ROOT = Path(__file__).resolve().parent

globals().update(pelican_settings(_ROOT, day_of_site(None, _ROOT)))
