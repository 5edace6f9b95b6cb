"""A message in one plain form, so that patterns meet what was meant: lower case, no apostrophes, slips mended."""

import re
from collections import Counter
from functools import lru_cache

from knowledge.search.analysis import fold
from knowledge.search.speech import as_written
from knowledge.search.spelling import Speller

LONGEST = 1000  # characters that are read, of what is sent and of its plain form: U+FDFA alone stands for 18

_SOS_SIGN = "\N{SQUARED SOS}"
_DOUBLED = re.compile(r"(.)\1+")
_CRIES = {"help", "fire", "gas", "smoke", "please"}
_LIFTING = re.compile(r"(?<![a-z])(cant|cannot|couldnt|wont|doesnt|didnt) lift(?![a-z])")  # that is no elevator
# the pan's on fire: what a thing is stands apart from the thing, as "is" would
_OF_A_THING = re.compile(r"(?<=[a-z]{3})(?<!she)(?<!who)(?<!how)(?<!let)(?<!that|what|here|when)'s(?![a-z])")
_NO_WORDS = re.compile(r"\W{2,}")
_STRETCHED = re.compile(r"([a-z])\1{2,}")
_SENTENCE = re.compile(r"[.!?;\n。！？；…~]+|\bbut\b|但是|不过|可是")

# Words that matter most when a frightened thumb misses a key.
_DANGER = """breathing breathe bleeding choking drowning trapped electrocuted unconscious unresponsive collapsed
    seizure stroke chest fire smoke smell leaking burning flames explosion exploded earthquake tornado
    tsunami flooding landslide poison poisoned swallowed stabbed shooting attacked attack knife emergency
    ambulance elevator carbon monoxide overdose suicide heart allergic wildfire lightning struck shaking
    convulsing fainted bleach kitchen battery""".split()
# Words of everyday life that stand one slip from those and mean something else.
_EVERYDAY = """breeding blending bleating cooking choosing droning drowsing tripped trapper strike stoke stroked
    strode strove smoked smokes smoker spoke spell swell shell small smells leaping leaning burying
    flakes floor flooring flood floods stubbed stabled shouting scouting attach attached attacks
    attaching stuck stack stick stock cheat chess hears heard hearth hearts heat hearty sharing shaving
    shaming staking snaking prison lightening collapses collapse explored explodes explode breaching
    emergence emergent wildfires batteries breathed breather breathes burned seizures strokes trap traps
    struct chests chicken kitchens struggle fired fires firing tapped rapped leading leaving leasing
    leafing beach breach bleak lighting batter carton carbons stubs painted flame""".split()
_speller = Speller(Counter(_DANGER))
_SHORT = {
    "fier": "fire", "fyre": "fire", "frie": "fire", "gass": "gas", "gaz": "gas", "smok": "smoke", "smoek": "smoke",
    "hlep": "help", "hepl": "help", "halp": "help", "hart": "heart", "breath": "breathe", "pls": "please",
    "plz": "please", "u": "you", "ur": "your", "elec": "electric", "choke": "choking", "chokin": "choking",
    "bleedin": "bleeding", "burnin": "burning", "qake": "quake", "lift": "elevator", "grandmom": "grandma",
}  # fmt: skip


@lru_cache(maxsize=1024)  # a message is asked about by twenty patterns in a row, and the lines of guides come again
def plain(text: str) -> str:
    """`text` folded (simplified Chinese, lower case), apostrophes dropped, stretched letters and slips mended."""
    text = _OF_A_THING.sub(" s", fold(text[:LONGEST])[:LONGEST])
    text = as_written(text.replace("'", "").replace(_SOS_SIGN, " sos "))
    text = _LIFTING.sub(r"\1 raise", text)
    text = _NO_WORDS.sub(_one_mark, _STRETCHED.sub(r"\1", text))
    return re.sub(r"[a-z]+", lambda found: _mended(found[0]), text)


def _one_mark(found: re.Match[str]) -> str:
    """Of a run of marks and spaces, the one that ends a sentence, if any: long runs would make patterns slow."""
    return next((mark for mark in found[0] if _SENTENCE.match(mark)), "") + " "


def sentences_of(text: str) -> list[str]:
    """The sentences of a plain text; "but" begins a new one."""
    return [part.strip(" ,，、:：-") for part in _SENTENCE.split(text) if part.strip(" ,，、:：-")]


def _mended(word: str) -> str:
    if word in _SHORT:
        return _SHORT[word]
    thin = _DOUBLED.sub(r"\1", word)
    if thin in _CRIES:
        return thin
    return word if word in _EVERYDAY else _speller.correct(word)
