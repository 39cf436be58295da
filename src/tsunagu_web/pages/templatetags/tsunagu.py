"""Template words: marks for yes, no and unknown; numbers; Japanese dates."""

from __future__ import annotations

import re
from datetime import date

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

from tsunagu.base.eras import year_of_era
from tsunagu_web.accounts.models import User
from tsunagu_web.reading.words import month_label

register = template.Library()
register.filter("month_label", month_label)

_ISO_DAY = re.compile(r"(?<!\d)(\d{4})-(\d{2})-(\d{2})(?!\d)")
_ERA_DAY = re.compile(r"(明治|大正|昭和|平成|令和)(元|\d{1,2})年(?:度|(\d{1,2})月(?:(\d{1,2})日)?)")
_MARKS = {
    "yes": ("yes", "該", "該当"),
    "no": ("no", "否", "該当しない"),
    "unknown": ("unknown", "？", "わからない"),
    "outside": ("outside", "外", "対象の年齢ではない"),
    "hidden": ("outside", "—", "この役割では表示しない"),
}


@register.simple_tag
def mark(answer: str, why: str = "") -> SafeString:
    """該 / 否 / ？ / 外 / —: told apart by shape and word, never by colour alone. `why` is the reason an answer is unknown."""
    kind, sign, words = _MARKS[answer]
    spoken = f"{words}：{why}" if why else words
    return format_html(
        '<span class="mark {}" role="img" aria-label="{}" title="{}">{}</span>', kind, spoken, spoken, sign
    )


@register.simple_tag(takes_context=True)
def person(context: template.Context, number: str) -> str:
    """Who somebody is to people: 氏名（利用者番号）. A number without an account (a command at the terminal) stays as it is."""
    names: dict[str, str] = context["request"].__dict__.setdefault("names_of_people", {})
    if number not in names:
        names[number] = User.objects.filter(username=number).values_list("display_name", flat=True).first() or ""
    return f"{names[number]}（{number}）" if names[number] else number


@register.filter
def short_day(text: str | date | None) -> str:
    """2026/10/9, or a dash where no date is known."""
    if not text:
        return "—"
    day = date.fromisoformat(text[:10]) if isinstance(text, str) else text
    return f"{day.year}/{day.month}/{day.day}"


@register.filter
def month_words(period: str) -> str:
    """2026年10月, of 2026-10; a period that is no month stays as it is."""
    year, dash, month = period.partition("-")
    return f"{year}年{int(month)}月" if dash and month.isdigit() else period or "月の書かれていないもの"


@register.filter
def said(sentence: str) -> str:
    """A sentence with its dates as all pages write them: 2026-09-30 and 令和8年9月30日 → 2026/9/30, 令和8年度 → 2026年度.

    Departments and reports count years in both ways. One page that does too makes people reckon while they read.
    """
    plain = _ISO_DAY.sub(lambda day: f"{day[1]}/{int(day[2])}/{int(day[3])}", sentence)
    return _ERA_DAY.sub(_without_era, plain)


def _without_era(found: re.Match[str]) -> str:
    era, count, month, day = found.groups()
    year = year_of_era(era, 1 if count == "元" else int(count))
    if year is None:
        return found[0]
    if month is None:
        return f"{year}年度"
    return f"{year}/{month}/{day}" if day else f"{year}年{month}月"


@register.filter
def chosen(places: list[int], values: dict[int, str]) -> list[str]:
    """The values at these places, as far as there are any."""
    return [values[place] for place in places if place in values]


@register.filter
def number(value: int | None) -> str:
    """3,319."""
    return "—" if value is None else f"{value:,}"


@register.filter
def signed(value: int) -> str:
    """+3, −2, ±0."""
    return f"+{value:,}" if value > 0 else f"−{-value:,}" if value < 0 else "±0"
