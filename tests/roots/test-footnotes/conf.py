project = "Test"
language = "de"
extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["de", "en"]
exclude_patterns = ["build"]
html_theme = "basic"
html_copy_source = False
myst_heading_anchors = 3
