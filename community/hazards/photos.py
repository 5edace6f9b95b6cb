"""Photos: decoded, turned upright, made small, written anew without metadata."""
