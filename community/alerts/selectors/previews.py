"""What an alert would be if it were sent now: people, texts, cost, time, and what could be said better."""

import math
import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from community.alerts.models import Alert, AlertInfo, Severity
from community.alerts.selectors.areas import audience_of
from community.alerts.selectors.changes import Change, differences
from community.alerts.selectors.hours import GRAVE, held_until, is_grave, told_until
from community.alerts.selectors.kinds import borrowed_words
from community.alerts.selectors.presets import event_words
from community.alerts.selectors.texts import TextInHand, measured, texts_of
from community.alerts.selectors.ways import ways_of
from community.messaging.models import Lane
from community.messaging.selectors import Estimate, carried_ways, count_heard_by_call, estimate
from community.people.models import Way
from community.people.selectors import count_desk_phones, count_ways_in_area
from portal.lib.words import said

MOST_SEGMENTS = 3
PARTS = ("source", "hazard", "place", "action", "until")
_TIME = re.compile(
    r"\d{1,2}[:：]\d{2}|\b\d{1,2} ?[ap]m\b|\d{1,2} ?[点时日号]|今晚|明早|明天|另行通知"
    r"|\b(?:noon|midnight|tonight|tomorrow)\b|further notice",
    re.IGNORECASE,
)
_HAZARD = re.compile(  # what a text may call a danger, whatever the event is called
    r"洪|涝|积水|进水|涨水|漫水|水位|火|烟|漏|滑坡|塌|台风|暴雨|高温|严寒|地震|余震|停水|停电|有毒|封闭"
    r"|\b(?:flood|water (?:is )?(?:ris|over|in\b)|fire|smoke|gas"
    r"|leak|landslide|storm|typhoon|hurricane|tornado|heat|earthquake|poison)",
    re.IGNORECASE,
)
_COMMON = {"thi", "that", "with", "from", "have", "your", "will", "leave", "stay", "keep", "until"}
_ACTION = re.compile(
    r"\b(stay|leave|go|climb|get|come|wait|seek|pack|bring|check|walk|move|keep|avoid|call|close|open|boil|do not)\b"
    r"|\b(turn|don't|take|drink|evacuate|shelter|use)\b"
    r"|不要|别|请|立即|马上|撤|避|远离|打|拨|关|走|待在|留在|转移|停用|改道|不用|不必",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class Problem:
    """Advice, or (`blocks`) what must be mended before the alert can be sent."""

    code: str
    message: str
    language: str = ""
    blocks: bool = False


@dataclass(frozen=True)
class LanguagePreview:
    language: str
    people: int
    text: TextInHand
    parts: dict[str, bool]  # each of PARTS -> whether the text has it
    is_written: bool  # False: a fixed line and another language's words


@dataclass(frozen=True)
class Preview:
    estimate: Estimate
    languages: list[LanguagePreview]
    problems: list[Problem]
    changes: list[Change]  # against what it replaces
    starts: datetime  # when it goes out: now, or at its hour
    waits_for_its_hour: bool

    @property
    def first_after(self) -> str:
        return self._after(self.estimate.first_at)

    @property
    def last_after(self) -> str:
        return self._after(self.estimate.last_at)

    @property
    def first_arrives_after(self) -> str:
        """ "" where nobody can say."""
        return self._after(self.estimate.first_arrives_at)

    @property
    def last_arrives_after(self) -> str:
        return self._after(self.estimate.last_arrives_at)

    @property
    def last_call_after(self) -> str:
        return self._after(self.estimate.last_call_at)

    def _after(self, at: datetime | None) -> str:
        return duration((at - self.starts).total_seconds()) if at else ""

    @property
    def channels(self) -> list[tuple[str, int]]:
        """Each way by which people are told at once, in words, and how many."""
        return [(str(way.label), self.estimate.by_channel[way]) for way in Way if self.estimate.by_channel.get(way)]

    @property
    def blocked(self) -> bool:
        return any(problem.blocks for problem in self.problems)


def lane_of(alert: Alert) -> Lane:
    if alert.exercise or alert.test:
        return Lane.REMINDER  # a drill never delays a warning
    return Lane.EXTREME if alert.severity == Severity.EXTREME else Lane.WARNING


def preview_of(alert: Alert, infos: Sequence[AlertInfo], *, now: datetime) -> Preview:
    """The alert as it stands, saved or not, with words `infos`."""
    texts = texts_of(alert, infos)
    waits = alert.publish_at is not None and alert.publish_at > now
    starts = alert.publish_at if waits and alert.publish_at else now
    told = _told(alert, starts)
    people = told.people
    written = {info.language: info for info in infos}
    hand = {text.language: text for text in measured(texts)}
    languages = [
        LanguagePreview(
            language=language,
            people=people.get(language, 0),
            text=hand[language],
            parts=parts_of(alert, written[language], hand[language].body) if language in written else {},
            is_written=language in written,
        )
        for language in texts
    ]
    held = held_until(alert, starts)
    found = estimate(
        by_language=people,
        texts=texts,
        now=starts,
        lane=lane_of(alert),
        hold_until=held,
        texted=told.texted,
        by_channel=told.by_channel,
    )
    problems = problems_of(alert, infos, languages, found, now)
    return Preview(found, languages, problems, differences(alert.replaces, alert, infos), starts, waits)


@dataclass(frozen=True)
class _Told:
    """Who hears of an alert at once: `people` and those of them who get a text by language, all by channel."""

    people: dict[str, int]
    texted: dict[str, int]
    by_channel: dict[str, int]


def _told(alert: Alert, now: datetime) -> _Told:
    """The counts of what messaging would do with the audience; see Ways.first."""
    people: Counter[str] = Counter()
    texted: Counter[str] = Counter()
    by_channel: Counter[str] = Counter()
    if alert.test:
        people.update(count_desk_phones(audience_of(alert)))
        return _Told(dict(people), dict(people), {"sms": people.total()})
    ways = carried_ways(ways_of(alert, now=now))
    for alike, number in count_ways_in_area(audience_of(alert)).items():
        if alert.exercise and not alike.takes_texts:
            continue  # what they hear of is real
        channels = ways.first(alike.ways, takes_texts=alike.takes_texts)
        by_channel.update(dict.fromkeys(channels, number))
        people[alike.language] += number if channels else 0
        texted[alike.language] += number if "sms" in channels else 0
    return _Told(dict(sorted((+people).items())), dict(texted), dict(by_channel))


def parts_of(alert: Alert, info: AlertInfo, text: str) -> dict[str, bool]:
    """Which of the five parts of a good warning the text has. A made text has what its fields have."""
    made = not info.text.strip()
    names = [
        *said(alert.area_words, info.language).replace("、", ",").split(","),
        said(alert.community.name, info.language),
    ]
    sources = [alert.said_by(info.language), said(alert.community.name, info.language)]
    return {
        "source": made or any(name and name in text for name in sources),
        "hazard": bool(info.headline.strip()) if made else _says_hazard(alert, info, text),
        "place": (made and bool(said(alert.area_words, info.language)))
        or any(name.strip() and name.strip() in text for name in names),
        "action": bool(info.instruction.strip()) if made else bool(_ACTION.search(text)),
        # what is over has no end
        "until": made or alert.is_over or bool(_TIME.search(text)),
    }


def _says_hazard(alert: Alert, info: AlertInfo, text: str) -> bool:
    """Whether a hand-written text names a danger, or says what its headline or description says."""
    if _HAZARD.search(text):
        return True
    name = event_words(alert.event, info.language).casefold()
    stems = [name, *(_stem(word) for word in name.split() if len(word) > 3)]
    told = " ".join([info.headline, info.description]).casefold()
    if info.language == "zh-hans":
        said_so = [told[at : at + 2] for at in range(len(told) - 1) if told[at : at + 2].isalpha()]
        stems += [name[:2]]
        return any(stem and stem in text for stem in stems) or sum(pair in text for pair in set(said_so)) >= 3
    words = {_stem(word) for word in re.findall(r"[a-z]{4,}", told)} - _COMMON
    found = {_stem(word) for word in re.findall(r"[a-z]{4,}", text.casefold())}
    return any(stem and stem in text.casefold() for stem in stems) or len(words & found) >= 2


def _stem(word: str) -> str:
    """Near enough to find "flooding" by "flood"."""
    return re.sub(r"(ing|ed|s)$", "", word)


def problems_of(
    alert: Alert, infos: Sequence[AlertInfo], languages: Sequence[LanguagePreview], found: Estimate, now: datetime
) -> list[Problem]:
    problems = _of_its_kind(alert, infos)
    if alert.expires <= now:
        problems.append(
            Problem("expired", _("The end of this alert is in the past. Choose a later time."), blocks=True)
        )
    for one in languages:
        problems += _problems_in(alert, one)
    beyond = max((part.get("widened", 0.0) for part in alert.areas), default=0.0)
    if beyond:
        message = _(
            "The outline had too many corners. 100 are kept, and it reaches %(metres)d m further at most: nobody is "
            "left out."
        )
        problems.append(Problem("simplified", message % {"metres": math.ceil(beyond)}))
    if not found.recipients:
        nobody = _("Nobody of the desk has confirmed a phone.") if alert.test else ""
        problems.append(Problem("nobody", nobody or _("Nobody who agreed to texts is in this area.")))
    leaves = max(now, alert.publish_at or now)
    return problems + _rung_again(alert, leaves) + _quiet(alert, found, leaves) + _clashes(alert, now)


def _of_its_kind(alert: Alert, infos: Sequence[AlertInfo]) -> list[Problem]:
    """Words that only an authority may say; a language that an update has left behind."""
    problems = [
        Problem(
            "borrowed_words",
            _("A community notice never says “%(words)s”. Use other words, or relay the authority's warning.")
            % {"words": words},
        )
        for words in borrowed_words(alert, infos)
    ]
    if alert.replaces is None or alert.is_over:
        return problems
    before = {info.language: _words_of(info) for info in alert.replaces.infos.all()}
    same = [info.language for info in infos if before.get(info.language) == _words_of(info)]
    if len(same) < len(infos):
        message = _("%(language)s still says what it said before: the other language has changed.")
        problems += [
            Problem("lagging_language", message % {"language": language_name(language)}, language) for language in same
        ]
    return problems


def _words_of(info: AlertInfo) -> tuple[str, ...]:
    return info.headline, info.description, info.instruction, info.text


def _rung_again(alert: Alert, now: datetime) -> list[Problem]:
    """Who is rung although it is over, and when."""
    ways = carried_ways(ways_of(alert, now=now))
    people = count_heard_by_call(ways.again) if ways.again else 0
    if not people:
        return []
    clock = f"{datetime.fromisoformat(ways.calls_from).astimezone(alert.community.zone):%H:%M}"
    message = ngettext(
        "%(people)d person whom only a call had reached is rung, from %(time)s on.",
        "%(people)d people whom only a call had reached are rung, from %(time)s on.",
        people,
    )
    return [Problem("rung_again", message % {"people": people, "time": clock})]


def _quiet(alert: Alert, found: Estimate, now: datetime) -> list[Problem]:
    """What the quiet hours do to the texts."""
    end, held = alert.community.quiet_end(now), held_until(alert, now)
    until = told_until(alert, now)
    if found.last_at > until < alert.expires and until > (held or now):
        message = _("The quiet hours begin at %(time)s, before everybody can be told: the others do not get it.")
        return [Problem("cut_short", message % {"time": f"{until.astimezone(alert.community.zone):%H:%M}"})]
    if end is None or alert.test or is_grave(alert):
        return []
    if held is None:
        return [Problem("wakes_people", _("It is over before the quiet hours are: the texts leave at once, by night."))]
    clock = f"{held.astimezone(alert.community.zone):%H:%M}"
    if alert.exercise and held >= alert.expires:
        message = _("An exercise waits for the end of the quiet hours, %(time)s, and is over by then: nobody gets it.")
        return [Problem("never_sent", message % {"time": clock})]
    message = _("The quiet hours hold the texts back until %(time)s. The page is public at once.")
    return [Problem("held", message % {"time": clock})]


def _problems_in(alert: Alert, one: LanguagePreview) -> list[Problem]:
    language = language_name(one.language)
    if not one.is_written:
        message = _("%(language)s is missing: %(people)d people get a line and the other language.")
        return [Problem("missing_language", message % {"language": language, "people": one.people}, one.language)]
    sayings = {
        "source": _("%(language)s does not say who is warning."),
        "hazard": _("%(language)s does not say what happens and what it does."),
        "place": _("%(language)s does not say where."),
        "action": _("%(language)s does not say what to do."),
        "until": _("%(language)s does not say until when."),
    }
    problems = [
        Problem(f"missing_{part}", sayings[part] % {"language": language}, one.language)
        for part, there in one.parts.items()
        if not there
    ]
    if one.text.segments > MOST_SEGMENTS:
        message = _("%(language)s takes %(number)d segments. Over %(most)d it arrives late and in pieces: say less.")
        values = {"language": language, "number": one.text.segments, "most": MOST_SEGMENTS}
        problems.append(Problem("too_long", message % values, one.language))
    return problems


def _clashes(alert: Alert, now: datetime) -> list[Problem]:
    """What else is going on. Look-alikes are told, never held back."""
    running = (
        Alert.objects.current(now).filter(community=alert.community, exercise=False, test=False).exclude(pk=alert.pk)
    )
    if alert.replaces_id:
        running = running.exclude(pk=alert.replaces_id)
    rows = list(running.values_list("identifier", "severity", "event"))
    if alert.test:
        return []
    if alert.exercise:
        if any(severity in GRAVE for _identifier, severity, _event in rows):
            return [
                Problem("real_alert_running", _("A real warning is running. An exercise now would confuse people."))
            ]
        return []
    alike = [identifier for identifier, _severity, event in rows if event.casefold() == alert.event.casefold()]
    if alike:
        message = _("There is a warning of the same kind already: %(names)s. Would an update say it?")
        return [Problem("look_alike", message % {"names": ", ".join(alike)})]
    return []


def duration(seconds: float) -> str:
    """A length of time in words, rounded up to what one can act on: "46 s", "3 min", "2 h 10 min"."""
    whole = math.ceil(max(seconds, 0))
    if whole < 90:
        return _("%(seconds)d s") % {"seconds": whole}
    minutes = math.ceil(whole / 60)
    if minutes < 90:
        return _("%(minutes)d min") % {"minutes": minutes}
    return _("%(hours)d h %(minutes)d min") % {"hours": minutes // 60, "minutes": minutes % 60}


def language_name(language: str) -> str:
    """The name of a language in the reader's: "Chinese", 中文."""
    return {"en": _("English"), "zh-hans": _("Chinese")}.get(language, language)


def part_names() -> dict[str, str]:
    return {
        "source": _("who says it"),
        "hazard": _("what happens, and what it does"),
        "place": _("where"),
        "action": _("what to do"),
        "until": _("until when"),
    }
