"""Documents of offices, books and saved pages: PDF, EPUB, DOCX, ODT, RTF, MHTML."""
