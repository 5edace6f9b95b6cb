"""The demo community: one believable neighbourhood, in both languages, made through the services of every part."""
