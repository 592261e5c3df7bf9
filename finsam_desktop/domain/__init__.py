"""What the program knows about applications: no Qt, no SQL, no files."""
