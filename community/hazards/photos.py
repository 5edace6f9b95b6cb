"""Photos: decoded, turned upright, made small, written anew without metadata.

Nothing of the sender's file survives but its picture: no EXIF, no position, no colour profile, no comment, no bytes
after the end. Limits are checked on the header, before a pixel is decoded.
"""

import io
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass

import pillow_heif
from PIL import Image, ImageDraw, ImageOps

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


@dataclass(frozen=True)
class Mark:
    """A part of a picture that others must not see: pixels from its left upper corner."""

    left: int
    top: int
    width: int
    height: int


GRID = 16  # pixels: the squares in which our JPEGs are written, each for itself (chroma at half size)
CELLS = 6  # along the longer side of what is covered, where it is large enough for squares of GRID


def covered(data: bytes, marks: Sequence[Mark]) -> tuple[bytes, bytes]:
    """(full, thumbnail) of `data`, a full JPEG of ours, with `marks` covered so that nobody can undo it.

    A mosaic or a blur keeps averages of what was there, and plates, words and faces have been read from those by
    trying candidates (Hill et al., "On the (In)effectiveness of Mosaicing and Blurring", PoPETs 2016(4)). So nothing
    is kept: each mark is wiped out, then filled with squares in the colours of what lies around it. It is widened to
    the squares of the JPEG first, since one that is half outside would show traces of its inside there. Two pictures
    that differ inside the marks alone become the same bytes.
    """
    picture = Image.open(io.BytesIO(data), formats=("JPEG",)).convert("RGB")
    boxes = [_widened(mark, *picture.size) for mark in marks]
    draw = ImageDraw.Draw(picture)
    for left, top, right, bottom in boxes:  # all of them, before any looks around itself
        draw.rectangle((left, top, right - 1, bottom - 1), "grey")
    for box in boxes:
        _fill(picture, box)
    full = _jpeg(picture, 82)
    _shrink(picture, THUMBNAIL)
    return full, _jpeg(picture, 75)


Box = tuple[int, int, int, int]  # left, top, right, bottom; the last two lie outside


def _widened(mark: Mark, width: int, height: int) -> Box:
    """To whole squares, and a pixel more: decoders smooth the colour of a square's edge into its neighbour."""
    left, top = mark.left // GRID * GRID - 1, mark.top // GRID * GRID - 1
    right = -(-(mark.left + mark.width) // GRID) * GRID + 1
    bottom = -(-(mark.top + mark.height) // GRID) * GRID + 1
    return max(0, left), max(0, top), min(width, right), min(height, bottom)


def _fill(picture: Image.Image, box: Box) -> None:
    """Squares that shade from each side's surroundings into the other's, every second a little darker."""
    left, top, right, bottom = box
    wide, high = right - left, bottom - top
    size = max(GRID, max(wide, high) // CELLS)
    columns, rows = max(1, round(wide / size)), max(1, round(high / size))
    around = [
        _line(picture, (left - 1, top, left, bottom), (1, rows)),
        _line(picture, (right, top, right + 1, bottom), (1, rows)),
        _line(picture, (left, top - 1, right, top), (columns, 1)),
        _line(picture, (left, bottom, right, bottom + 1), (columns, 1)),
    ]
    squares = Image.new("RGB", (columns, rows), "grey")
    for column in range(columns):
        for row in range(rows):
            away = (column + 0.5, columns - column - 0.5, row + 0.5, rows - row - 0.5)
            seen = [
                (line[row if side < 2 else column], 1 / away[side])
                for side, line in enumerate(around)
                if line is not None
            ]
            if seen:
                shade = 1.0 if (column + row) % 2 else 0.86
                weight = sum(one for _colour, one in seen) / shade
                squares.putpixel(
                    (column, row),
                    tuple(round(sum(colour[band] * one for colour, one in seen) / weight) for band in range(3)),
                )
    picture.paste(squares.resize((wide, high), Image.Resampling.NEAREST), (left, top))


def _line(picture: Image.Image, box: Box, size: tuple[int, int]) -> list[tuple[int, int, int]] | None:
    """The colours along one side just outside, one a square; None at the edge of the picture."""
    if box[0] < 0 or box[1] < 0 or box[2] > picture.width or box[3] > picture.height:
        return None
    strip = picture.crop(box).resize(size, Image.Resampling.BOX)
    return [strip.getpixel((x, y)) for x in range(strip.width) for y in range(strip.height)]  # type: ignore[misc]
