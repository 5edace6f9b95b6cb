"""Article files: front matter and sections, read into values and checked."""
