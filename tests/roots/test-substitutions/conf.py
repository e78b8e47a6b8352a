project = "Test"
language = "de"
extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["de", "en"]
exclude_patterns = ["build"]
html_theme = "basic"
html_copy_source = False
myst_heading_anchors = 3
myst_enable_extensions = ["substitution"]
myst_substitutions = {
    "town": "Stadt [Muster](https://example.org)",
    "motto": "Wahlspruch der Stadt",
    "box": "```{note}\nAus der Box\n```",
}
