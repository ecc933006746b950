"""The public site: a Pelican plugin with one generator per kind of page."""
