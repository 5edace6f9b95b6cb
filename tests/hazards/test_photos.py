"""Photos lose everything but their picture, and what is no photo is refused."""

import io
import struct
import zlib

import pillow_heif
import pytest
from PIL import Image, PngImagePlugin

from community.hazards.photos import BadPhoto, Mark, covered, decoded, prepare
from tests.factories.hazards import picture


def opened(data):
    return Image.open(io.BytesIO(data))


def segments(jpeg):
    """The markers of a JPEG up to its scan."""
    at, found = 2, []
    while jpeg[at] == 0xFF:
        marker, (length,) = jpeg[at + 1], struct.unpack(">H", jpeg[at + 2 : at + 4])
        found.append(marker)
        if marker == 0xDA:
            break
        at += 2 + length
    return found


def with_gps(**options):
    exif = Image.Exif()
    exif[0x010F] = "PhoneMaker"
    exif[0x8825] = {1: "N", 2: (38.0, 53.0, 25.0), 3: "W", 4: (77.0, 1.0, 14.0)}
    exif.update(options.pop("tags", {}))
    return picture(exif=exif, **options)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_every_format_becomes_two_jpegs(kind):
    photo = prepare(picture(kind, size=(2400, 1200)))

    assert (opened(photo.full).format, opened(photo.full).size) == ("JPEG", (1600, 800))
    assert (opened(photo.thumbnail).format, opened(photo.thumbnail).size) == ("JPEG", (400, 200))
    assert (photo.width, photo.height) == (1600, 800)


@pytest.mark.parametrize(("size", "read"), [((4032, 3024), (2016, 1512)), ((3024, 4032), (1512, 2016))])
def test_what_is_larger_than_needed_is_decoded_at_half_size(size, read):
    assert decoded(picture(size=size)).size == read


def test_a_phones_own_format_is_read():
    out = io.BytesIO()
    pillow_heif.from_pillow(Image.new("RGB", (80, 60), "green")).save(out)

    photo = prepare(out.getvalue())

    assert (photo.width, photo.height) == (80, 60)
    red, green, blue = opened(photo.full).getpixel((40, 30))
    assert green > 100 > max(red, blue)


def test_position_maker_and_comment_are_gone():
    data = with_gps(comment=b"taken at home", icc_profile=b"a profile of its own")
    assert 0xE1 in segments(data) and b"PhoneMaker" in data

    photo = prepare(data)

    for clean in (photo.full, photo.thumbnail):
        assert set(segments(clean)) & {0xE1, 0xE2, 0xED, 0xFE} == set()  # APP1 (EXIF, XMP), ICC, IPTC, comment
        assert b"PhoneMaker" not in clean and b"home" not in clean
        assert dict(opened(clean).getexif()) == {}


def test_texts_inside_a_png_are_gone():
    info = PngImagePlugin.PngInfo()
    info.add_itxt("Comment", "taken at home")

    photo = prepare(picture("PNG", pnginfo=info))

    assert b"home" not in photo.full


def test_a_photo_taken_sideways_is_turned_upright():
    sideways = Image.new("RGB", (200, 100), "white")
    sideways.paste((255, 0, 0), (0, 0, 50, 100))  # red at the left edge
    exif, out = Image.Exif(), io.BytesIO()
    exif[0x0112] = 6  # turn by 90° clockwise to see it
    sideways.save(out, "JPEG", exif=exif, quality=95)

    photo = prepare(out.getvalue())

    upright = opened(photo.full)
    assert upright.size == (100, 200)
    assert upright.getpixel((50, 10))[1] < 100  # red at the top
    assert upright.getpixel((50, 190))[1] > 200


def test_what_follows_the_picture_is_cut_off():
    data = picture("PNG") + b"<html><script>alert(1)</script></html>"

    photo = prepare(data)

    assert b"script" not in photo.full and b"script" not in photo.thumbnail


def test_glass_becomes_white():
    out = io.BytesIO()
    Image.new("RGBA", (10, 10), (0, 0, 0, 0)).save(out, "PNG")

    assert opened(prepare(out.getvalue()).full).getpixel((5, 5)) == (255, 255, 255)


def chunk(name, body):
    return struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))


def bomb(width, height):
    """A PNG of a few hundred bytes that says it has width x height pixels."""
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0" * 1000)) + chunk(b"IEND", b"")


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"Dear office, the road is flooded.", "not_a_picture"),
        (b"", "not_a_picture"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>', "not_a_picture"),
        (b"%PDF-1.7\n", "not_a_picture"),
        (picture("GIF"), "not_a_picture"),
        (picture("TIFF"), "not_a_picture"),
        (b"\xff\xd8\xff\xe0 no more of it", "not_a_picture"),
        (picture(size=(640, 480), colour=(1, 2, 3))[:-200], "broken"),
        (bomb(8000, 6000), "too_many_pixels"),
        (bomb(60_000, 60_000), "too_many_pixels"),
        (bomb(6000, 6000), "broken"),
        (b"\0" * (10 * 1024 * 1024 + 1), "too_large"),
    ],
    ids=[
        "text", "empty", "svg", "pdf", "gif", "tiff", "head of a jpeg", "cut off", "48 megapixels", "3.6 gigapixels",
        "36 megapixels that are not there", "11 MB",
    ],
)  # fmt: skip
def test_what_is_no_photo_is_refused(data, code):
    with pytest.raises(BadPhoto) as refused:
        prepare(data)
    assert refused.value.code == code


def scene(inside, marks=(), size=(640, 480)):
    """A full JPEG of ours whose `marks` show `inside`, a colour for each pixel; the rest is the same every time."""
    image = Image.radial_gradient("L").resize(size).convert("RGB")
    for mark in marks:
        image.paste(inside.resize((mark.width, mark.height)), (mark.left, mark.top))
    return prepare(saved(image)).full


def saved(image):
    out = io.BytesIO()
    image.save(out, "PNG")
    return out.getvalue()


@pytest.mark.parametrize(
    "marks",
    [
        [Mark(203, 117, 61, 43)],
        [Mark(16, 32, 48, 64)],
        [Mark(0, 0, 640, 480)],
        [Mark(637, 477, 3, 3), Mark(0, 0, 1, 1)],
        [Mark(100, 100, 50, 50), Mark(150, 100, 50, 50), Mark(120, 130, 90, 20)],
    ],
    ids=["anywhere", "on the grid", "all of it", "corners", "side by side"],
)
def test_what_is_covered_has_no_part_in_the_result(marks):
    faces = [Image.effect_noise((50, 50), 120).convert("RGB"), Image.new("RGB", (9, 9), "red")]
    faces.append(Image.effect_mandelbrot((50, 50), (-2, -1, 1, 1), 90).convert("RGB"))
    shown = {scene(face, marks) for face in faces}
    assert len(shown) == 3  # the pictures differ

    assert len({covered(full, marks) for full in shown}) == 1


def test_what_is_beside_a_cover_stays_as_it_was():
    mark = Mark(320, 240, 60, 60)
    full = scene(Image.new("RGB", (9, 9), "red"), [mark])
    new, small = covered(full, [mark])

    before, after = opened(full), opened(new)
    assert after.size == before.size and opened(small).size == (400, 300)
    assert before.getpixel((350, 270))[0] - before.getpixel((350, 270))[1] > 150
    assert after.getpixel((350, 270))[0] - after.getpixel((350, 270))[1] < 30
    assert opened(small).getpixel((218, 168))[0] - opened(small).getpixel((218, 168))[1] < 30
    for place in ((100, 100), (300, 240), (410, 300), (600, 440)):
        assert max(abs(a - b) for a, b in zip(before.getpixel(place), after.getpixel(place), strict=True)) < 8
    assert set(segments(new)) & {0xE1, 0xE2, 0xED, 0xFE} == set()
