"""Documents of papers: PDF in one language or in two side by side."""
