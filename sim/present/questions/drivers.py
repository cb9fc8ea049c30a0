"""What drives the answer: in sentences, in tables of what matters, and as bars."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding

from sim.present import words
from sim.present.figures import Sheets
from sim.present.plots.drivers import Bar, Swing, plot_drivers, plot_tornado
from sim.present.plots.risks import Interval
from sim.present.questions.driver_words import amount, driver_name, listed, percent, share_range
from sim.present.screen import CELL_WIDTH, Cell, Row, print_rows
from sim.studies.drivers.factors import Sort
from sim.studies.question import Answer

Found = Mapping[str, Any]
"""A part of ``answer`` in ``summary.json``."""

SLIGHT = 0.005
"""What rounds to less than a per cent is left out of figures, unless it comes first."""

_HEADS = {
    "first": "Known alone takes away",
    "total": "Has a hand in",
    "low": "Risk at low end",
    "high": "Risk at high end",
}


def print_answer(out: Console, answer: Answer) -> None:
    """Print what drives the risk in sentences, then what each unknown and each luck does."""
    found = answer.found
    out.print(f"[bold]What drives: {escape(_label(found))}?[/bold]", soft_wrap=True)
    for text in sentences(found):
        out.print(Padding(escape(text), (0, 0, 0, 2)))
    out.print()
    if found["split"] is None:
        return
    if found["drivers"]:
        out.print("[bold]What nobody knows[/bold]")
        print_rows(out, list(_unknown(found)), _HEADS, CELL_WIDTH)
    out.print("[bold]Luck[/bold]")
    heads = {name: _HEADS[name] for name in ("first", "total")}
    print_rows(out, list(_luck(found)), heads, CELL_WIDTH)
    out.print(
        "[bright_black]Shares of the uncertainty of a single future (its variance). Known alone"
        " takes away: the share that is gone once this is known and nothing else (first-order"
        " index). Has a hand in: the share that is left if all but this is known (total index);"
        " these add up to more than all, as things act together. Low and high end: of the stated"
        " range, its 5 and 95 % points where it has no ends; all else as it may be, under the same"
        f" luck.{_slight(found)}[/bright_black]"
    )


def sentences(found: Found) -> Iterator[str]:
    """Yield what the answer says: how often, what is luck, what drives it and where it is."""
    yield f"{_often(found['share'])} {_estimates(found)}".strip()
    if found["nulls"]:
        yield (
            f"In {found['nulls']:,} of {found['share']['n']:,} futures the outcome has no value;"
            " these count as if it did not happen."
        )
    if found["split"] is None:
        yield (
            f"It happens in {'all' if found['same'] else 'none'} of the futures that were played:"
            " nothing in them drives it."
        )
        return
    yield _ignorance(found)
    main = [each for each in found["drivers"] if each["part_of"] is None]
    if main:
        yield from _main_driver(found, main[0])
    luck = [f"{e['name']} ({percent(e['total']['value'])})" for e in found["luck"] if _matters(e)]
    if luck and found["luck"][0]["total"]["value"] >= SLIGHT:
        yield f"Of the luck most is in {listed(luck[:3])}."
    for number, box in enumerate(found["boxes"]):
        yield _box(found, box, again=number > 0)


def sheets(answer: Answer) -> Sheets:
    """Return the figures of an answer, none drawn yet."""
    found, summary = answer.found, answer.summary
    if found["split"] is None:
        return {}
    run = (
        f"Scenario “{summary['title']}”, as of {words.day(summary['as_of'])}, until"
        f" {words.day(summary['until'])}; {summary['replications']:,} replications, seed"
        f" {summary['seed']}. {_estimates(found)}"
    )
    bars = (
        "Shares of the variance of a single future. Dark: gone once this alone is known (first"
        " order). Pale: left if all but this is known (total); these add up to more than all, as"
        f" things act together. Lines: 95 % intervals.{_slight(found)}"
    )
    asked = {
        "drivers": lambda: plot_drivers(
            [_bar(each) for each in found["drivers"] if _matters(each)],
            [_bar(each) for each in _lucks(found) if _matters(each)],
            _title(found),
            f"{bars}\n{run}",
        )
    }
    swings = [_swing(found, each) for each in _by_swing(found)]
    if swings:
        asked["tornado"] = lambda: plot_tornado(
            swings,
            _tornado_title(found),
            "Each fixed at the low and at the high end of its stated range (its 5 and 95 % points"
            " where it has no ends), all else sampled as it may be, in the same"
            f" {found['drivers'][0]['fixed']['n']:,} of the futures, so that differences are known"
            f" better than the risks themselves.\n{run}",
        )
    return asked


# in words --------------------------------------------------------------------------------------


def _ignorance(found: Found) -> str:
    """Return how the uncertainty is split, and how sure the risk could be."""
    split, reacting = found["split"], bool(found["reactions"])
    luck = split["luck"]["value"]
    text = (
        f"Of the uncertainty of a single future {percent(luck)} is luck"
        f" ({share_range(split['luck'])}): it would be left if everything that is unknown today"
        f" were known. The rest is ignorance{' and how planners behave' if reacting else ''}."
    )
    known = split["known"]
    if known is None:
        return text
    low, middle, high = (known["quantiles"][name] for name in ("p10", "p50", "p90"))
    return text + (
        " With all of it known there would be one risk, in eight of ten cases between"
        f" {percent(low['value'])} and {percent(high['value'])} (median"
        f" {percent(middle['value'])})."
    )


def _main_driver(found: Found, main: Found) -> Iterator[str]:
    name = driver_name(main)
    is_luck = main["total"]["value"] < found["split"]["luck"]["value"]
    lead = f"Of what nobody knows the {name} matters most"
    text = (
        f"{lead if is_luck else f'What drives it most is the {name}'}: known alone it takes away"
        f" {percent(main['first']['value'])} of the uncertainty ({share_range(main['first'])})"
    )
    fixed = main["fixed"]
    if fixed is not None:
        text += (
            f"; the risk is {percent(fixed['low']['mean'])} {_at(found, main, 'low')} and"
            f" {percent(fixed['high']['mean'])} {_at(found, main, 'high')}"
        )
    yield text + "."
    parts = {each["sort"]: each for each in found["drivers"] if each["part_of"] == main["name"]}
    choice = parts.get(Sort.ESTIMATE)
    if choice is not None:
        yield (
            f"To know which of the estimates is right takes away"
            f" {percent(choice['first']['value'])} ({share_range(choice['first'])})."
        )
    others = [
        each
        for each in found["drivers"]
        if each["part_of"] is None and each is not main and _moves(each)
    ]
    yield from _reactions(found, main)
    if others:
        others.sort(key=lambda each: -each["total"]["value"])
        after = [f"{driver_name(e)} ({percent(e['total']['value'])})" for e in others[:3]]
        yield f"Then, by what they have a hand in: {', '.join(after)}."


def _reactions(found: Found, main: Found) -> Iterator[str]:
    """Yield what the reactions of planners do, of several."""
    whole = next((each for each in found["drivers"] if each["sort"] == Sort.REACTIONS), None)
    if whole is None:
        return
    parts = [each for each in found["drivers"] if each["part_of"] == whole["name"]]
    told = [f"{driver_name(e)} ({percent(e['total']['value'])})" for e in parts if _moves(e)]
    total = f"{percent(whole['total']['value'])} ({share_range(whole['total'])})"
    text = f"How planners behave has a hand in {total}{f', by {listed(told)}' if told else ''}"
    if whole is not main:
        text += f"; the risk is {percent(whole['fixed']['low']['mean'])} with none of it and"
        text += f" {percent(whole['fixed']['high']['mean'])} with all"
    yield f"{text}."


def _moves(each: Found) -> bool:
    return bool(each["total"]["value"] >= SLIGHT)


def _box(found: Found, box: Found, *, again: bool) -> str:
    """Return a box as a sentence."""
    limits = listed([_limit(found, each) for each in box["limits"]])
    density, mass, coverage = (box[name]["value"] for name in ("density", "mass", "coverage"))
    return (
        f"Of the {'other ' if again else ''}futures with {limits}, {percent(density)}"
        f" ({share_range(box['density'])}) have it. They are {percent(mass)} of all futures, and"
        f" {percent(coverage)} ({share_range(box['coverage'])}) of those that have it."
    )


def _limit(found: Found, limit: Found) -> str:
    """Return a limit of a box in words, such as ``a repair of site-31 above 410 d``."""
    whole = next((e for e in found["drivers"] if e["sort"] == Sort.REPAIRS), None)
    driver = next(each for each in found["drivers"] if each["name"] == limit["name"])
    name = f"repair of {driver['place']}" if whole and driver["part_of"] else driver_name(driver)
    low, high = (
        None if limit[end] is None else amount(limit[end], driver["unit"])
        for end in ("low", "high")
    )
    if low is None:
        return f"a {name} of at most {high}"
    return f"a {name} above {low}" if high is None else f"a {name} between {low} and {high}"


def _title(found: Found) -> str:
    """Return the finding in a few words, for a title."""
    main = [each for each in found["drivers"] if each["part_of"] is None]
    luck = found["split"]["luck"]["value"]
    if not main or main[0]["total"]["value"] < luck:
        what = f"{percent(luck)} of its uncertainty is luck"
        if main and main[0]["first"]["value"] >= SLIGHT:
            what += f"; of what nobody knows, the {driver_name(main[0])} matters most"
    else:
        what = (
            f"the {driver_name(main[0])} drives it, alone {percent(main[0]['first']['value'])} of"
            f" its uncertainty; luck is {percent(luck)}"
        )
    return f"{_label(found)}: {what}"


def _tornado_title(found: Found) -> str:
    first = _by_swing(found)[0]
    fixed = first["fixed"]
    return (
        f"{_label(found)}: the {driver_name(first)} moves the risk most, from"
        f" {percent(min(fixed['low']['mean'], fixed['high']['mean']))} to"
        f" {percent(max(fixed['low']['mean'], fixed['high']['mean']))}"
    )


def _label(found: Found) -> str:
    outcome = found["outcome"]
    return words.label(outcome["name"], outcome["label"])


def _estimates(found: Found) -> str:
    """Return under which estimates the futures are, and under which policy."""
    estimates = found["estimates"]
    told = [
        f"{each['title']} ({percent(each['mean'])}, {share_range({**each, 'value': each['mean']})})"
        for each in estimates.values()
    ]
    if len(told) == 1:
        text = f"Estimate of the repair: {next(iter(estimates.values()))['title']}."
        text = "" if next(iter(estimates)) == "as-stated" else text
    else:
        text = f"{_likely(found)}; the risk under each: {'; '.join(told)}."
    if found["policy"] is not None:
        text += f" Policy: {found['policy']}."
    if count := len(found["reactions"]):
        whose = f"each of the policy's {count} reactions" if count > 1 else "the policy's reaction"
        text += f" How planners behave is not known: {whose} is on in half of the futures."
    return text.strip()


def _likely(found: Found) -> str:
    """Return how likely each of several estimates is held to be."""
    estimates = found["estimates"]
    if "weights" in found:
        titles = {name: each["title"] for name, each in estimates.items()}
        weights = {name: each for name, each in found["weights"].items() if name in titles}
        return f"The estimates count by weight: {words.weighed(weights, titles)}"
    return (
        f"Each of the {len(estimates)} estimates that leave the pad down counts as equally likely"
    )


def _slight(found: Found) -> str:
    """Return what is said of the inputs that do not matter alone."""
    if not found["slight"]:
        return ""
    rest = found["rest"]
    return (
        f" The other {len(found['slight'])} of {found['uncertain_inputs']} uncertain inputs have a"
        f" hand in {percent(rest['total']['value'])} together."
    )


def _at(found: Found, each: Found, end: str) -> str:
    """Return at which end a driver is fixed, in words."""
    span = each["range"]
    if each["sort"] == Sort.ESTIMATE:
        return f"under “{_short(found, each, end)}”"
    if each["sort"] in (Sort.REACTION, Sort.REACTIONS):
        return "without it" if end == "low" else "with it"
    if span is None:
        return f"at the {'5' if end == 'low' else '95'} % point of each estimate"
    return f"at {amount(span[end], each['unit'])}"


def _often(share: Found) -> str:
    """Return in a sentence how often it happens."""
    told = words.chance(share["events"], share["n"], share["low"], share["high"])
    interval = words.percent_range(share["low"], share["high"])
    if min(share["events"], share["n"] - share["events"]) < words.FEW:
        return f"How often it happens: {told}."
    return f"It happens in {told} ({interval}) of the futures."


# tables and figures ----------------------------------------------------------------------------


def _unknown(found: Found) -> Iterator[Row]:
    for each in found["drivers"]:
        indent = "  of it: " if each["part_of"] else ""
        name = driver_name(each)
        cells = {index: _index(each[index]) for index in ("first", "total")}
        for end in ("low", "high"):
            fixed = each["fixed"]
            cells[end] = (
                Cell("—")
                if fixed is None
                else Cell(words.percent(fixed[end]["mean"]), _short(found, each, end))
            )
        yield Row(indent + name if indent else name[:1].upper() + name[1:], cells)


def _luck(found: Found) -> Iterator[Row]:
    for each in filter(_matters, _lucks(found)):
        name = driver_name(each)
        cells = {index: _index(each[index]) for index in ("first", "total")}
        yield Row(name[:1].upper() + name[1:], cells)


def _lucks(found: Found) -> list[Found]:
    """Return all luck, then its groups."""
    split = found["split"]
    whole = {
        "name": "all luck",
        "sort": Sort.LUCK,
        "part_of": None,
        "comes_first": True,
        "first": split["luck_alone"],
        "total": split["luck"],
    }
    return [whole, *({**each, "part_of": "all luck"} for each in found["luck"])]


def _index(estimate: Found) -> Cell:
    return Cell(percent(estimate["value"]), share_range(estimate))


def _short(found: Found, each: Found, end: str) -> str:
    """Return in a few letters where a driver is fixed."""
    if each["sort"] == Sort.ESTIMATE:
        return str(found["estimates"][each["fixed"][end]["name"]]["title"])
    if each["sort"] in (Sort.REACTION, Sort.REACTIONS):
        return str(each["fixed"][end]["name"])
    if each["range"] is None:
        return "p5 of each" if end == "low" else "p95 of each"
    return amount(each["range"][end], each["unit"])


def _matters(each: Found) -> bool:
    return bool(each["comes_first"] or _moves(each))


def _bar(each: Found) -> Bar:
    name = driver_name(each)
    return Bar(
        name if each["part_of"] else name[:1].upper() + name[1:],
        _interval(each["first"]),
        _interval(each["total"]),
        is_part=each["part_of"] is not None,
    )


def _by_swing(found: Found) -> list[Found]:
    """Return the drivers that are fixed, by how far the risk moves; those that move nothing not."""
    fixed = [each for each in found["drivers"] if each["fixed"] is not None and _matters(each)]
    return sorted(fixed, key=lambda each: -round(abs(each["fixed"]["swing"]["value"]), 6))


def _swing(found: Found, each: Found) -> Swing:
    fixed = each["fixed"]
    name = driver_name(each)
    return Swing(
        name[:1].upper() + name[1:],
        fixed["base"],
        fixed["low"]["mean"],
        fixed["high"]["mean"],
        _short(found, each, "low"),
        _short(found, each, "high"),
        _interval(fixed["swing"]),
    )


def _interval(estimate: Found) -> Interval:
    return Interval(estimate["value"], estimate["low"], estimate["high"])
