"""The chat's decisions: words in, a decision out."""
