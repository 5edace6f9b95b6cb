"""CAP 1.2: values in, strict XML out."""
