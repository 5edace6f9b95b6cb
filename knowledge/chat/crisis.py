"""A person who may harm themselves, or is hurt at home: not a question for the guides, nor for a helper who listens in."""

import re
from dataclasses import dataclass

from knowledge.chat.plain import plain

_SELF_HARM = re.compile(
    r"\b(kill(ing)? (my|him|her|them)sel(f|ves)|suicid\w*|end(ing)? (my|his|her|their|it) (own )?(life|all)|end it all"
    r"|(want|wanna|wants|wanted|going|wish i (was|were)) (to )?(die|dead|be dead)|dont (want|wanna) to? ?(live|be here|be alive|exist|wake up)( anymore)?"
    r"|better off (dead|without me)|(hurt|cut|harm|cutting|hurting|harming)(ing)? (my|him|her)sel(f)|self ?harm\w*|no (reason|point)( in| to| for)? (live|living|go on|going on)"
    r"|cant (go on|do this anymore|take it anymore|live like this)|take my own life|life is(nt| not)? worth living|nothing to live for)\b"
    r"|自杀|不想活|活不下去|想(去)?死|(结束|了结)(了)?(自己的?)?(生命|自己|一切|这一切)|轻生|自残|自伤|伤害自己|割自己|活着(真|好)?(没|没有)(意思|意义)|没(有)?(意思|意义)活|不如死|死了算|一了百了|撑不下去|厌世|想不开|生无可恋"
)
_NOT_MEANT = re.compile(
    r"\b(die|dying) (laughing|of laughter|of boredom|for a)|dead tired|\bkill(ing)? (my|him|her)self (laughing|working)"
    r"|想死你|(热|冷|累|困|饿|笑|忙|烦|渴|无聊|疼|痛|尴尬|社)(得|到)?(都)?(快|要|想)?(想)?死|花.{0,6}(活|死)|植物|养不活|手机|电池"
)
_HOME = re.compile(
    r"\b(my |a )?(husband|wife|boyfriend|girlfriend|partner|fiance|father|dad|mother|mom|mum|stepdad|stepmom|step ?father|ex|son|brother|uncle|parents?|he|she)( \w+){0,3} (hits?|hitting|beats?|beating|hurts|hurting|punch\w*|slap\w*|kicks|kicking|strangl\w*|chok(es|ed)|threaten\w*|abus\w+|rap(es|ed)|locks? (me|us)|controls)( on)? (me|us|my|the kids|our|her|him|mom|mum)\b"
    r"|\b(domestic|family) (violence|abuse)\b|\babusive (husband|wife|partner|boyfriend|girlfriend|relationship|home|father|dad|mother|parent)|\b(afraid|scared|terrified) (of|to go home to) my (husband|wife|boyfriend|girlfriend|partner|father|dad|mother|mom|ex|parents)\b|\bbeing (abused|beaten|hit) (at home|by my)|\bsexual(ly)? (abuse|assault)\w*|\bi was raped\b|\bchild abuse\b"
    r"|家暴|家庭暴力|(老公|丈夫|男友|男朋友|老婆|妻子|女朋友|我爸|爸爸|我妈|妈妈|父亲|母亲|爸妈|父母|继父|继母|后爸|公公|婆婆|前夫|前男友|对象|儿子|他|她).{0,5}(打我|打了我|殴打|掐我|踢我|威胁我|虐待|要杀我|老是打|经常打|总是打|动手打|打(妈妈|我妈|孩子|人))|被(老公|丈夫|男友|男朋友|爸|父亲|家人|家里人|老婆|继父|前夫).{0,2}(打|虐待|威胁)|性侵|猥亵|虐待(儿童|老人|孩子)"
)


@dataclass(frozen=True)
class Crisis:
    kind: str  # self_harm, violence


def crisis_in(text: str) -> Crisis | None:
    """The crisis that `text` tells of, in either language. An act already begun is danger, and is looked for first."""
    text = plain(text)
    if _SELF_HARM.search(text) and not _NOT_MEANT.search(text):
        return Crisis("self_harm")
    if _HOME.search(text):
        return Crisis("violence")
    return None
