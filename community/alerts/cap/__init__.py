"""CAP 1.2: values in, strict XML out; and how areas lie to one another."""
