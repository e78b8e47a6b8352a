"""Machine drafts: units → policy → memory → segments → engine → gate → PO. Each module has a pure core."""
