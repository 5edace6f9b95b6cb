"""Is somebody's life in danger now? Signs in both languages, and what makes them a question, a memory or an exercise.

Missing a danger costs a life, a false alarm costs a sentence: where the words leave it open, it is danger. Only plain
signs that nothing is happening (if, prevent, last year, drill, not) turn it into a question for the guides.
"""

import re
from dataclasses import dataclass

from knowledge.chat import signs_en, signs_zh
from knowledge.chat.plain import plain, sentences_of


@dataclass(frozen=True)
class Danger:
    """What is happening, whom to call, and the articles that say what to do, best first."""

    kind: str
    call: str  # fire, ambulance, police
    articles: tuple[str, ...]
    is_until_help: bool = False  # the article helps only if the person stops breathing


_CPR = ("cpr-aed",)
# In this order: what can kill the helper too comes before what has happened to one body.
KINDS: dict[str, Danger] = {
    danger.kind: danger
    for danger in (
        Danger("overdose", "ambulance", ("overdose", "cpr-aed"), True),
        Danger("self_harm_begun", "ambulance", _CPR, True),
        Danger("gas", "fire", ("gas-leak",)),
        Danger("carbon_monoxide", "ambulance", ("carbon-monoxide",)),
        Danger("electric", "ambulance", ("electric-shock",)),
        Danger("ebike_fire", "fire", ("ebike-battery-fire", "home-fire")),
        Danger("kitchen_fire", "fire", ("kitchen-fire", "home-fire")),
        Danger("high_rise_fire", "fire", ("high-rise-fire", "home-fire")),
        Danger("vehicle_fire", "fire", ("vehicle-fire", "home-fire")),
        Danger("wildfire", "fire", ("wildfire",)),
        Danger("clothes_fire", "fire", ("burns", "home-fire")),
        Danger("fire", "fire", ("home-fire",)),
        Danger("hazmat", "fire", ("chemical-spill",)),
        Danger("tsunami", "fire", ("tsunami",)),
        Danger("tornado", "fire", ("tornado",)),
        Danger("earthquake", "fire", ("earthquake",)),
        Danger("landslide", "fire", ("landslide",)),
        Danger("ice", "fire", ("ice", "drowning")),
        Danger("drowning", "ambulance", ("drowning",)),
        Danger("car_in_water", "fire", ("urban-waterlogging", "flash-flood", "flood")),
        Danger("flash_flood", "fire", ("flash-flood", "flood")),
        Danger("flood", "fire", ("flood",)),
        Danger("lift", "fire", ("lift-entrapment",)),
        Danger("crowd", "police", ("crowd-crush",)),
        Danger("lightning", "ambulance", ("lightning",)),
        Danger("attack", "police", ()),
        Danger("choking", "ambulance", ("choking",)),
        Danger("bleeding", "ambulance", ("severe-bleeding",)),
        Danger("allergy", "ambulance", ("allergic-reaction", "cpr-aed"), True),
        Danger("poison", "ambulance", ("poisoning", "cpr-aed"), True),
        Danger("seizure", "ambulance", ("seizure", "cpr-aed"), True),
        Danger("heat", "ambulance", ("heat-stroke",)),
        # a numb arm with a pain in the chest is the heart; a numb arm alone may be the brain
        Danger("heart", "ambulance", ("heart-attack", "cpr-aed"), True),
        Danger("stroke", "ambulance", ("stroke", "cpr-aed"), True),
        Danger("asthma", "ambulance", ("asthma", "cpr-aed"), True),
        Danger("burn", "ambulance", ("burns",)),
        Danger("snake", "ambulance", ("snake-bite", "cpr-aed"), True),
        Danger("birth", "ambulance", ("birth",)),
        Danger("fall", "ambulance", ()),
        Danger("injury", "ambulance", ("severe-bleeding",)),
        Danger("unconscious", "ambulance", _CPR),
        Danger("trapped", "fire", ("building-collapse", "earthquake")),
        Danger("help", "police", ()),
    )
}
_QUESTIONS = (signs_en.ASKING, signs_zh.ASKING, signs_zh.SUPPOSING_ALL)
_SIGNS = {
    kind: [re.compile(sign) for table in (signs_en.SIGNS, signs_zh.SIGNS) for sign in table.get(kind, ())]
    for kind in KINDS  # one order over both languages: messages mix them
}


def danger_in(text: str) -> Danger | None:
    """The danger that `text` tells of as happening now, in either language; None where it tells of none."""
    said = _what_is_so(plain(text))
    if not said:
        return None
    for kind, signs in _SIGNS.items():
        if any(sign.search(said) for sign in signs):
            return KINDS[kind]
    return None


def _what_is_so(text: str) -> str:
    """What `text` says is the case now: without what is asked for some other day, past, exercised or denied."""
    kept = []
    for sentence in sentences_of(text):
        urgent = bool(signs_en.URGENT.search(sentence) or signs_zh.URGENT.search(sentence))
        if signs_en.UNREAL.search(sentence) or signs_zh.UNREAL.search(sentence):
            continue
        if not urgent and any(pattern.search(sentence) for pattern in _QUESTIONS):
            continue
        for supposing in (signs_en.SUPPOSING, signs_zh.SUPPOSING):
            found = supposing.search(sentence)
            if found and not urgent:
                sentence = sentence[: found.start()]
        for denied in (signs_en.DENIED, signs_zh.DENIED):
            sentence = denied.sub(" ", sentence)
        if sentence.strip():
            kept.append(sentence)
    return " . ".join(kept)
