"""The two places that the demo can be: the same made-up neighbourhood, in China or in the United States."""

from dataclasses import dataclass

# six real area codes with the hundred numbers each that belong to nobody (555-0100 to 555-0199)
AREA_CODES = (202, 303, 312, 415, 512, 617)


@dataclass(frozen=True)
class Preset:
    slug: str
    name: dict[str, str]
    issuer: dict[str, str]
    region: str
    time_zone: str
    latitude: float
    longitude: float
    emergency_numbers: dict[str, str]
    weather_office: str  # whose warning is relayed
    sms_number: str = "+12025550100"
    chinese: float = 0.5  # share of residents who read Chinese
    main_language: str = "en"


PRESETS = {
    "cn": Preset(
        slug="liuwan",
        name={"en": "Liuwan", "zh-hans": "柳湾"},
        issuer={"en": "Liuwan neighbourhood office", "zh-hans": "柳湾社区居委会"},
        region="CN",
        time_zone="Asia/Shanghai",
        latitude=29.906,
        longitude=117.214,
        emergency_numbers={"fire": "119", "ambulance": "120", "police": "110"},
        weather_office="青溪市气象台 Qingxi Weather Station",
        chinese=0.9,
        main_language="zh-hans",
    ),
    "us": Preset(
        slug="willow-bend",
        name={"en": "Willow Bend", "zh-hans": "柳湾"},
        issuer={"en": "Willow Bend neighborhood office", "zh-hans": "柳湾社区办公室"},
        region="US",
        time_zone="America/New_York",
        latitude=38.318,
        longitude=-80.843,
        emergency_numbers={"fire": "911", "ambulance": "911", "police": "911"},
        weather_office="冷溪气象台 Cold Creek Weather Office",
        chinese=0.4,
        main_language="en",
    ),
}


def preset_for(region: str) -> str:
    """The preset for a DEFAULT_REGION: "us" for US, else "cn"."""
    return "us" if region == "US" else "cn"


def phone(number: int) -> str:
    """The demo's phone number `number` (0 to 599), E.164."""
    code, line = AREA_CODES[number // 100], number % 100
    return f"+1{code}55501{line:02d}"
