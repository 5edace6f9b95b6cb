"""Articles: the real ones, loaded once a test; and small ones written for a test."""

from copy import copy
from datetime import time, timedelta
from pathlib import Path

from django.conf import settings

from knowledge.models import Article, TalkHours, Translation
from knowledge.services import go_on_duty, load_articles
from knowledge.services.articles import count_up
from tests.factories import NOON
from tests.factories.people import member

CONTENT = Path(settings.BASE_DIR) / "knowledge" / "content"


_LOADED: list[tuple[Article, list[Translation]]] = []


def load_content():
    """The published guides, as a site has them: loaded once a process, then written again as they were."""
    if not _LOADED:
        load_articles(CONTENT, now=NOON)
        _LOADED.extend((one, list(one.translations.all())) for one in Article.objects.order_by("pk"))
        return
    articles = Article.objects.bulk_create(_anew(one) for one, _translations in _LOADED)
    Translation.objects.bulk_create(
        _anew(row, article=article)
        for article, (_one, translations) in zip(articles, _LOADED, strict=True)
        for row in translations
    )
    count_up()


def _anew(row, **fields):
    """The row as it was, not stored yet."""
    row = copy(row)
    row.pk, row._state = None, copy(row._state)
    row._state.adding, row._state.fields_cache = True, {}
    for name, value in fields.items():
        setattr(row, name, value)
    return row


EN = """---
title: {title}
summary: Go out. Then call.
hazards: [fire]
calls: [fire]
danger: {danger}
aliases: [{aliases}]
sources:
  - {{authority: "Fire service", title: "Stay alive", year: 2024}}
reviewed: 2026-05-01
---

## Do this now {{#steps}}

1. **Go out.** Take all with you.
2. **Call {{fire}}.** Say where.

:::region US
- This is for the States.
:::
:::region CN
- This is for China.
:::

## What not to do {{#donot}}

- Do not go back.

## Who needs something different {{#different}}

- **Babies:** carry them.

## When to call {{#call}}

- Call {{fire}} from outside.
"""

ZH = """---
title: {title}
summary: 先出去。再打电话。
hazards: [fire]
calls: [fire]
danger: {danger}
aliases: [{aliases}]
sources:
  - {{authority: "消防局", title: "逃生", year: 2024}}
reviewed: 2026-05-01
---

## 现在就做 {{#steps}}

1. **出去。** 带上所有人。
2. **拨打 {{fire}}。** 说清地点。

:::region US
- 美国这样做。
:::
:::region CN
- 中国这样做。
:::

## 不要这样做 {{#donot}}

- 不要回去。

## 谁要特别留意 {{#different}}

- **婴儿：** 抱着走。

## 什么时候打电话 {{#call}}

- 在外面拨打 {{fire}}。
"""


def write_article(folder: Path, slug: str, *, title="Small fire", zh="小火", danger="true", aliases="", topic="fire"):
    """A pair of valid files below `folder`."""
    home = folder / topic
    home.mkdir(parents=True, exist_ok=True)
    en = aliases or ", ".join(f"{title.lower()} {word}" for word in ("one", "two", "three", "four", "five", "six"))
    han = ", ".join(f"{zh}怎么办{n}" for n in "一二三四五六")
    (home / f"{slug}.en.md").write_text(EN.format(title=title, danger=danger, aliases=en), encoding="utf-8")
    (home / f"{slug}.zh-hans.md").write_text(ZH.format(title=zh, danger=danger, aliases=han), encoding="utf-8")
    return home / f"{slug}.en.md"


def open_hours(community, days="12345", opens=time(9), closes=time(17)):
    """Volunteers answer in the chat there, at these hours."""
    return TalkHours.objects.create(community=community, days=days, opens=opens, closes=closes)


def on_duty(community, *, now, role="volunteer", hours=8, **fields):
    """A volunteer of the place who is on duty in the chat from `now`."""
    person = member(role, community=community, **fields)
    go_on_duty(community, by=person, until=now + timedelta(hours=hours), now=now)
    return person
