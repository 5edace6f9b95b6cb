"""Codes to point a phone at."""

import io

import segno
from django.utils.safestring import SafeString, mark_safe


def qr(text: str) -> SafeString:
    """`text` as an SVG code; without styles, which the page's policy would refuse."""
    file = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        file, kind="svg", xmldecl=False, svgclass="qr", lineclass=None, omitsize=True, border=2
    )
    return mark_safe(file.getvalue().decode())  # made of numbers by the encoder
