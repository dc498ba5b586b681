"""Sphinx: the pages of `docs/`, the notebooks, and the references made from the code. `make docs` builds them."""

from __future__ import annotations

import shutil
from pathlib import Path

from survivorgraph import __version__

HERE = Path(__file__).parent
# Sphinx reads below its own folder only; the copies are ignored by git.
shutil.copytree(HERE.parent / "notebooks", HERE / "notebooks", dirs_exist_ok=True)

project = "survivorgraph"
author = "The survivorgraph developers"
project_copyright = "The survivorgraph developers; CC BY 4.0"
version = release = __version__
extensions = ["myst_nb", "sphinx.ext.autodoc", "sphinx_argparse_cli"]
exclude_patterns = ["_build", "notebooks/README.md"]
nb_execution_mode = "off"  # they are run by the tests
nb_number_source_lines = False
myst_heading_anchors = 3
autodoc_typehints = "description"
autodoc_member_order = "bysource"
autodoc_default_options = {"members": True, "show-inheritance": True}
suppress_warnings = ["myst.xref_missing", "myst.header"]  # links to files of the repository
html_theme = "furo"
html_title = f"survivorgraph {version}"
html_theme_options = {"footer_icons": []}
html_show_sphinx = False
html_last_updated_fmt = None  # two builds are the same
