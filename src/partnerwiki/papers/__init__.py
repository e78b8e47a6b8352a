"""A page as a document holds it: no addresses of the site, no scripts, every part with its language and state."""
