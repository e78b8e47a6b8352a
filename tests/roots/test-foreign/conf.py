project = "Guide"
language = "en"
extensions = ["myst_parser", "sphinx_design", "sphinx.ext.autosectionlabel", "partnerwiki"]
exclude_patterns = ["build"]
locale_dirs = ["locale/"]
html_theme = "basic"
html_copy_source = False
autosectionlabel_prefix_document = True
myst_enable_extensions = [
    "amsmath",
    "attrs_block",
    "attrs_inline",
    "colon_fence",
    "deflist",
    "dollarmath",
    "fieldlist",
    "gfm_autolink",
    "replacements",
    "smartquotes",
    "strikethrough",
    "substitution",
    "tasklist",
]
myst_title_to_header = True
myst_heading_anchors = 4
suppress_warnings = ["myst.strikethrough"]
