"""How many parts a text is billed and sent as: GSM 03.38's 7-bit alphabet, else UCS-2 (3GPP TS 23.038, 23.040)."""

from dataclasses import dataclass

GSM7, UCS2 = "GSM-7", "UCS-2"

_BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_EXTENDED = frozenset("\f^{}\\[~]|€")  # an escape before each: two units

# What word processors write, and what a 7-bit text may say instead. One of these makes a text twice as dear.
_PLAIN: dict[int, str] = str.maketrans(
    {
        **dict.fromkeys("«»“”„‟″‶❝❞〝〞", '"'),
        **dict.fromkeys("‘’‚‛′‵ʹʻʼ❛❜`´", "'"),
        **dict.fromkeys("‐‑‒–—―−﹘﹣", "-"),
        **dict.fromkeys([0xA0, 0x1680, *range(0x2000, 0x200B), 0x202F, 0x205F], " "),  # spaces of every width
        **dict.fromkeys("\u200b\u200c\u2060\ufeff\u00ad", ""),
        **dict.fromkeys("\u2028\u2029\u0085", "\n"),
        "‹": "<",
        "›": ">",
        "…": "...",
        "•": "*",
        "·": ".",
        "⁄": "/",
        "‼": "!!",
        "\t": " " * 7,  # as Twilio's calculator has it
        **{chr(full): chr(full - 0xFEE0) for full in range(0xFF01, 0xFF5F)},  # full-width forms of ASCII
    }
)
# The few that are harmless in a Chinese text too: they only ever cost units there.
_INVISIBLE = str.maketrans(dict.fromkeys("\u200b\u2060\ufeff\u00ad", ""))


@dataclass(frozen=True, slots=True)
class Count:
    encoding: str  # "GSM-7" or "UCS-2"
    segments: int
    units: int  # 7-bit characters, or 16-bit code units
    per_segment: int  # units that one segment of this text holds

    @property
    def message_bits(self) -> int:
        return self.units * (7 if self.encoding == GSM7 else 16)

    @property
    def total_bits(self) -> int:
        """With the user data header of six bytes that each part of a long text carries."""
        return self.message_bits + (48 * self.segments if self.segments > 1 else 0)


def normalise(text: str) -> str:
    """`text` with typographic punctuation made plain, if that lets it go as GSM-7; else only without invisible marks.

    A Chinese text keeps its own punctuation: changing it would save nothing and read worse.
    """
    plain = text.translate(_PLAIN)
    return plain if is_gsm7(plain) else text.translate(_INVISIBLE)


def is_gsm7(text: str) -> bool:
    return all(character in _BASIC or character in _EXTENDED for character in text)


def count(text: str) -> Count:
    """The parts that `text` goes out as. An empty text is one part."""
    if is_gsm7(text):
        sizes = [2 if character in _EXTENDED else 1 for character in text]
        encoding, alone, part = GSM7, 160, 153
    else:
        sizes = [2 if ord(character) > 0xFFFF else 1 for character in text]
        encoding, alone, part = UCS2, 70, 67
    units = sum(sizes)
    if units <= alone:
        return Count(encoding, 1, units, alone)
    segments, used = 1, 0
    for size in sizes:  # neither an escape pair nor a surrogate pair is cut in two
        if used + size > part:
            segments, used = segments + 1, 0
        used += size
    return Count(encoding, segments, units, part)
