"""The entries of the glossary, a file a subject."""
