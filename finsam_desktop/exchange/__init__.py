"""Paper and files: the neutral outline, PDF, Word and Excel."""
