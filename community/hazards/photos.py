"""Photos: decoded, turned upright, made small, written anew without metadata.

Nothing of the sender's file survives but its picture: no EXIF, no position, no colour profile, no comment, no bytes
after the end. Limits are checked on the header, before a pixel is decoded.
"""

import io
import tempfile
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageOps

pillow_heif.register_heif_opener()

MOST_BYTES = 10 * 1024 * 1024
MOST_PIXELS = 40_000_000
FORMATS = ("JPEG", "PNG", "WEBP", "HEIF")
FULL, THUMBNAIL = 1600, 400  # pixels of the longer side

Image.MAX_IMAGE_PIXELS = MOST_PIXELS
# memory of pictures that are done with is kept for the next ones: asking for it anew took a fifth of the time
Image.core.set_blocks_max(4)  # of 16 MB at most


class BadPhoto(ValueError):
    """Not a photo that can be used. `code` says why: too_large (bytes), too_many_pixels, not_a_picture, broken."""

    CODES = ("too_large", "too_many_pixels", "not_a_picture", "broken")

    def __init__(self, code: str):
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Photo:
    """A picture ready to be kept: two JPEGs, and the size of the larger in pixels."""

    full: bytes
    thumbnail: bytes
    width: int
    height: int


def prepare(data: bytes) -> Photo:
    """`data` (a JPEG, PNG, WebP or HEIC file) as two clean JPEGs. Raises BadPhoto."""
    if len(data) > MOST_BYTES:
        raise BadPhoto("too_large")
    if not data:
        raise BadPhoto("not_a_picture")
    picture = decoded(data)
    _shrink(picture, FULL)
    full, (width, height) = _jpeg(picture, 82), picture.size
    _shrink(picture, THUMBNAIL)
    return Photo(full, _jpeg(picture, 75), width, height)


def decoded(data: bytes) -> Image.Image:
    """The first frame, upright, in RGB, without anything beside its pixels."""
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise BadPhoto("too_many_pixels") from None
    except Exception:
        raise BadPhoto("not_a_picture") from None
    width, height = picture.size
    if width * height > MOST_PIXELS:
        raise BadPhoto("too_many_pixels")
    if not width or not height:
        raise BadPhoto("not_a_picture")
    try:
        if picture.format == "JPEG":
            # decodes at half or quarter size where that is enough: asked for in the picture's own shape, since of a
            # square Pillow takes the shorter side for the measure, and a phone's 12 megapixels were decoded in full
            scale = min(1.0, FULL / max(width, height))
            picture.draft("RGB", (max(1, round(width * scale)), max(1, round(height * scale))))
        upright: Image.Image = picture
        ImageOps.exif_transpose(upright, in_place=True)  # a copy of what lies right already would cost as much
        if upright.has_transparency_data:
            layer = upright.convert("RGBA")
            upright = Image.new("RGB", layer.size, "white")
            upright.paste(layer, mask=layer.getchannel("A"))
        elif upright.mode != "RGB":
            upright = upright.convert("RGB")
        upright.load()
    except Exception:
        # a decoder may fail in as many ways as there are broken files
        raise BadPhoto("broken") from None
    upright.info = {}  # a comment would be written out again
    return upright


def _shrink(picture: Image.Image, side: int) -> None:
    """Make the longer side at most `side` pixels. Hamming's filter costs half of Lanczos's, and looks as sharp."""
    picture.thumbnail((side, side), Image.Resampling.HAMMING, reducing_gap=1.0)


def _jpeg(picture: Image.Image, quality: int) -> bytes:
    # into a file, not into memory: only then does Pillow let other threads work while it encodes
    with tempfile.TemporaryFile() as out:
        picture.save(out, "JPEG", quality=quality)  # optimising would take twice as long, for a tenth of the bytes
        out.seek(0)
        return out.read()
