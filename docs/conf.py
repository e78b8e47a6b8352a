"""Settings of the handbook, which is itself a wiki in two languages; there is no logic here."""

project = "Partnerwiki handbook"
html_title = "Partnerwiki handbook"
copyright = "Partnerwiki; texts CC BY 4.0"
language = "en"
html_baseurl = "https://docs.partnerwiki.example/"

extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["en", "de"]
html_theme = "partnerwiki"

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "substitution"]
myst_heading_anchors = 3
