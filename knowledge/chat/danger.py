"""Is somebody's life in danger now? Signs in both languages, and what makes them a question, a memory or an exercise.

Missing a danger costs a life, a false alarm costs a sentence: where the words leave it open, it is danger. Only plain
signs that nothing is happening (if, prevent, last year, drill, not) turn it into a question for the guides.
"""

import re
from dataclasses import dataclass, replace

from knowledge.chat import signs_en, signs_zh
from knowledge.chat.hearing import CALLS, heard_in, sounds_calm
from knowledge.chat.idioms import without_idioms
from knowledge.chat.means import asks_for_means
from knowledge.chat.plain import plain, sentences_of


@dataclass(frozen=True)
class Danger:
    """What is happening, whom to call, and the articles that say what to do, best first."""

    kind: str
    call: str  # fire, ambulance, police
    articles: tuple[str, ...]
    is_until_help: bool = False  # the article helps only if the person stops breathing
    is_weak: bool = False  # of an alarm: a guide that was found may know better


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
        Danger("power_line", "fire", ("power-line-down", "electric-shock")),
        Danger("ebike_fire", "fire", ("ebike-battery-fire", "home-fire")),
        Danger("kitchen_fire", "fire", ("kitchen-fire", "home-fire")),
        Danger("high_rise_fire", "fire", ("high-rise-fire", "home-fire")),
        Danger("vehicle_fire", "fire", ("vehicle-fire", "home-fire")),
        Danger("wildfire", "fire", ("wildfire",)),
        Danger("clothes_fire", "fire", ("burns", "home-fire")),
        Danger("fire", "fire", ("home-fire",)),
        Danger("blast", "fire", ("explosion", "home-fire")),
        Danger("toxic_gas", "fire", ("ammonia-chlorine", "chemical-spill")),
        Danger("hazmat", "fire", ("chemical-spill",)),
        Danger("tsunami", "fire", ("tsunami",)),
        Danger("tornado", "fire", ("tornado",)),
        Danger("earthquake", "fire", ("earthquake",)),
        Danger("landslide", "fire", ("landslide",)),
        Danger("ice", "fire", ("ice", "drowning")),
        Danger("rip_current", "fire", ("rip-currents", "drowning")),
        Danger("drowning", "ambulance", ("drowning",)),
        Danger("car_in_water", "fire", ("urban-waterlogging", "flash-flood", "flood")),
        Danger("child_in_car", "fire", ("child-in-hot-car", "heat-stroke")),
        Danger("flash_flood", "fire", ("flash-flood", "flood")),
        Danger("flood", "fire", ("flood",)),
        Danger("lift", "fire", ("lift-entrapment",)),
        Danger("crowd", "police", ("crowd-crush",)),
        Danger("lightning", "ambulance", ("lightning",)),
        Danger("attack", "police", ()),
        Danger("animal", "ambulance", ("dog-attack", "severe-bleeding")),
        Danger("spine", "ambulance", ("spinal-injury",)),
        Danger("choking", "ambulance", ("choking",)),
        Danger("bleeding", "ambulance", ("severe-bleeding",)),
        Danger("allergy", "ambulance", ("allergic-reaction", "cpr-aed"), True),
        Danger("poison", "ambulance", ("poisoning", "cpr-aed"), True),
        Danger("seizure", "ambulance", ("seizure", "cpr-aed"), True),
        Danger("heat", "ambulance", ("heat-stroke",)),
        Danger("cold", "ambulance", ("hypothermia", "cpr-aed")),
        # a numb arm with a pain in the chest is the heart; a numb arm alone may be the brain
        Danger("heart", "ambulance", ("heart-attack", "cpr-aed"), True),
        Danger("stroke", "ambulance", ("stroke", "cpr-aed"), True),
        Danger("asthma", "ambulance", ("asthma", "cpr-aed"), True),
        Danger("burn", "ambulance", ("burns",)),
        Danger("snake", "ambulance", ("snake-bite", "cpr-aed"), True),
        Danger("birth", "ambulance", ("birth",)),
        # who does not breathe after a fall needs CPR, not words about wounds
        Danger("unconscious", "ambulance", _CPR),
        Danger("head", "ambulance", ("head-injury", "cpr-aed")),
        Danger("fall", "ambulance", ()),
        Danger("crash", "ambulance", ("traffic-accident", "severe-bleeding")),
        Danger("injury", "ambulance", ("severe-bleeding",)),
        Danger("road_collapse", "fire", ("sinkhole", "building-collapse")),
        Danger("trapped", "fire", ("building-collapse", "earthquake")),
        Danger("help", "police", ()),
    )
}
_PARTED = " . "
# How likely it must be that nothing is the matter, where a sign stands: "the bus driver was on fire today with his jokes".
NO_DANGER_FROM = 0.995
_ALARMS = {call: Danger(f"alarm_{call}", call, ()) for call in CALLS}
# How likely danger must be. Found on questions that the weights were not learnt from.
ALARMS_FROM, SURE_FROM = 0.4, 0.7
_QUESTIONS = (signs_en.ASKING, signs_zh.ASKING, signs_zh.SUPPOSING_ALL)
_SIGNS = {
    kind: [re.compile(sign) for table in (signs_en.SIGNS, signs_zh.SIGNS) for sign in table.get(kind, ())]
    for kind in KINDS  # one order over both languages: messages mix them
}
# What looks like that danger, and is a question for a guide of its own.
_LESSER = {
    "bleeding": re.compile(
        r"^(?!.*\b(hit|fell|crash\w*|punched|ears?)\b).*\b(nose|nosebleeds?|gums?)\b|^(?!.*(撞|摔|车祸|打|耳朵|头)).*(鼻|牙龈|牙出血)"
    ),
    # to fetch a child or to stay: the guide on schools says it, unless the ground shakes now
    "earthquake": re.compile(
        # who shakes on the floor is ill
        r"^(?!.*\b(house|building|everything|walls?|rooms?|windows?|quake)\b).*\b(on|to) the (floor|ground)\b.{0,15}\b(shak|twitch|jerk)|^(?!.*(晃|摇|抖)).*(学校|幼儿园|接(孩子|娃|人|小孩))|^(?!.*shak).*\b(school|pick up|collect) "),
    # who waits before a lift that stands still is not shut in
    "lift": re.compile(
        r"^(?!.*(困|关|卡|被)).*(下楼|下不去|上楼|轮椅)|^(?!.*\b(in|inside|stuck|trapped)\b.{0,12}elevator).*\b(get down|downstairs|upstairs|wheel ?chair)\b"
    ),
    # what does not move after a fall or a dive is the spine, unless the face or the words are wrong too
    "stroke": re.compile(
        r"^(?!.*\b(face|mouth|smile|words?|speech|slurr\w*|speak|talk\w*)\b).*\b(dived?|diving|dove|fell|jumped|thrown|landed|came off|crash\w*|tackled?)\b.{0,60}\b(legs?|arms?|below)\b"
        r"|^(?!.*(嘴|脸|说话|口)).*(摔|掉|跌|跳水|撞|扎猛子).{0,20}(腿|下身|脖子|腰|手脚)"
    ),
    "tornado": re.compile(r"\bwatch (vs|versus|and|or)\b|\bvs\b|\bdifference\b"),
}  # fmt: skip


def danger_in(text: str) -> Danger | None:
    """The danger that `text` tells of as happening now, in either language; None where it tells of none."""
    said = _what_is_so(plain(text))
    found = _sign_in(said)
    # looked for last: most messages hold no danger
    meant = _meant(said) if found else said
    if meant != said:
        found = _sign_in(meant)
    return None if found and sounds_calm(text, NO_DANGER_FROM) else found


def _sign_in(said: str) -> Danger | None:
    if not said:
        return None
    for kind, signs in _SIGNS.items():
        if kind in _LESSER and _LESSER[kind].search(said):
            continue
        if kind == "poison" and asks_for_means(said):
            continue  # nobody has swallowed anything
        if any(sign.search(said) for sign in signs):
            return KINDS[kind]
    return None


def _meant(said: str) -> str:
    return _PARTED.join(without_idioms(sentence) for sentence in said.split(_PARTED))


def alarm_in(text: str) -> Danger | None:
    """Whom to call about a message that sounds like danger, though no danger is plain in it."""
    heard = heard_in(text)
    if heard.danger < ALARMS_FROM:
        return None
    return replace(_ALARMS[heard.call], is_weak=heard.danger < SURE_FROM)


def alarm_for(slug: str, alarm: Danger | None, call: str) -> Danger:
    """The danger that the guide `slug` is about, where a message alarms or tells of what it answers."""
    own = (danger for danger in KINDS.values() if danger.articles[:1] == (slug,))
    return next(own, replace(alarm, articles=(slug,)) if alarm else Danger(slug, call, (slug,)))


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
    return _PARTED.join(kept)


def danger_of(kind: str) -> Danger:
    return KINDS[kind]
