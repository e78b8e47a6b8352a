project = "Test"
language = "de"
extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["de", "en", "pt"]
exclude_patterns = ["_data", "build"]
html_theme = "basic"
html_copy_source = False
myst_enable_extensions = ["colon_fence"]
