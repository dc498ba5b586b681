"""Sentences for the facts of a story, in the language of the page, from its texts."""

from __future__ import annotations

import re
from collections.abc import Mapping

from survivorgraph.network.graphs.queries import Row, read_key
from survivorgraph.wording.labels import Labels

__all__ = ["word_fact"]

UNITS = {"Y": "year", "M": "month", "D": "day"}


def word_fact(row: Row, values: Mapping[str, list[str]], labels: Labels) -> str:
    """Write a fact of a story as a sentence; `values` are the labels of its multiple values, by group."""
    texts, kind = labels.texts["sentences"], str(row["kind"])
    listed = {group: ", ".join(map(labels.translate, found)) for group, found in values.items() if found}
    where = _where(row, labels)
    if kind == "origin":
        return str(texts["origin"]).format(country=_label(row, "country", labels) or texts["origin_open"])
    if kind == "age":
        years = texts["age_years"].format(years=row["years"]) if row.get("years") is not None else ""
        perhaps = texts["perhaps"] if str(read_key(row["certainty"])) == "ambiguous" else "{group}"
        group = perhaps.format(group=_label(row, "ageGroup", labels))
        return str(texts["age"]).format(group=group, years=years)
    if kind == "leg":
        start, end = (_label(row, name, labels) or texts["unnamed"] for name in ("from", "to"))
        return str(texts["leg"]).format(start=start, end=end, stage=_label(row, "stage", labels))
    if kind == "payment":
        purpose = _label(row, "purpose", labels)
        return str(texts["payment"]).format(amount=row["amount"], currency=row["currency"], purpose=purpose)
    if kind == "exploitation":
        parts = [f"{_capital(_label(row, 'form', labels))}{where}", *_extent(row, labels)]
        hours = texts["hours"].format(hours=row["hours"])
        parts += [_bound(row.get("hoursBound"), hours, labels)] if row.get("hours") is not None else []
        parts += [texts["sector"].format(sector=_label(row, "sector", labels))] if row.get("sector") else []
        return _join(parts, listed, texts, "means")
    if kind == "recruitment":
        channels = [labels.translate(one) for one in values.get("channels", ()) if one != "not stated"]
        through = texts["through"].format(channels=", ".join(channels)) if channels else texts["through_unknown"]
        parts = [texts["recruitment"].format(where=where, through=through)]
        return _join(parts, listed, texts, "recruiters", "promised") + _more(row, texts["promise"])
    if kind == "assistance":
        parts = [texts["assistance"].format(helpers=listed.get("helpers", ""), where=where)]
        return _join(parts, listed, texts, "givers", "services") + _more(row)
    return _join([f"{_capital(_label(row, 'outcome', labels))}{where}", *_extent(row, labels)], {}, texts) + _more(row)


def _join(parts: list[str], listed: Mapping[str, str], texts: Mapping[str, str], *groups: str) -> str:
    return "; ".join([*parts, *(texts[group].format(list=listed[group]) for group in groups if group in listed)]) + "."


def _label(row: Row, name: str, labels: Labels) -> str:
    return labels.translate(row[name]) if row.get(name) is not None else ""


def _where(row: Row, labels: Labels) -> str:
    place, text = _label(row, "place", labels), str(row.get("placeText") or "")
    named = str(labels.texts["sentences"]["where"]).format(place=place) if place else ""
    return named + (f" ({text})" if text else "")


def _more(row: Row, lead: str = "") -> str:
    if not row.get("text"):
        return ""
    return f" {lead} {row['text']}" if lead else f" {row['text']}"


def _extent(row: Row, labels: Labels) -> list[str]:
    """Write a duration in the units of the dataset, with its bound unless it is exact."""
    if row.get("duration") is None:
        return []
    units = labels.texts["sentences"]["units"]
    parts = [(int(number), UNITS[unit]) for number, unit in re.findall("([0-9]+)([YMD])", str(row["duration"]))]
    amount = " ".join(f"{number} {units[unit][number != 1]}" for number, unit in parts if number)
    return [_bound(row["bound"], amount, labels)]


def _bound(bound: object, amount: str, labels: Labels) -> str:
    """Write an amount with its bound before it, unless that is exact or not stated."""
    exact = not bound or str(bound).casefold().startswith("exact")
    return amount if exact else f"{labels.translate(bound).casefold()} {amount}"


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]
