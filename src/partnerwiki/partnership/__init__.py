"""Records on pages: the Sphinx domain ``partnership`` with its views, roles, index and exports."""
