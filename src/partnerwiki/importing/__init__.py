"""Papers that exist already, as Word, OpenDocument, HTML or PDF files, become pages; what is lost is named."""
