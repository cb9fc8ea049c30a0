"""Write the golden logs again: run it, then read what moved.

python -m tests.golden.record
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from functools import partial
from itertools import islice, repeat
from multiprocessing import get_context
from os import cpu_count
from pathlib import Path

from sim.engine.fast import Fast
from tests.golden.corpus import (
    GENERATED,
    REPLICATIONS,
    WHOLE,
    Maker,
    example,
    has,
    numbers,
    of_case,
    of_example,
    shipped_cases,
    whole_log,
)
from tests.golden.logs import (
    FOLDER,
    GENERATED_FILE,
    file_of,
    generated_text,
    moved,
    moved_generated,
    moved_whole,
    read,
    read_generated,
    read_whole,
    rows_of,
    shipped_text,
    summed,
    whole_file,
    whole_text,
)

ENGINE: Maker = Fast
"""The engine that is believed."""


def main() -> None:
    """Record everything, tell what moved, then write it."""
    context = get_context("spawn")
    with ProcessPoolExecutor(cpu_count(), mp_context=context) as pool:
        texts, told = record(ENGINE, pool)
    FOLDER.mkdir(exist_ok=True)
    gone = sorted(set(FOLDER.iterdir()) - set(texts))
    _say("\n".join([*told, *(f"{file.name}: gone" for file in gone)] or ["nothing moved"]))
    for file in gone:
        file.unlink()
    for file, text in texts.items():
        file.write_text(text, encoding="utf-8")


def record(engine: Maker, pool: Executor) -> tuple[dict[Path, str], list[str]]:
    """What an engine gives, as the texts of files, and what of it is not as it was kept."""
    texts: dict[Path, str] = {}
    told: list[str] = []
    for part in (_shipped(engine, pool), _generated(engine, pool), _whole(engine)):
        for name, file, text, changes in part:
            texts[file] = text
            told += (
                [f"{name}: {change}" for change in changes] if file.exists() else [f"{name}: new"]
            )
    return texts, told


Part = Iterator[tuple[str, Path, str, Iterator[str]]]
"""Names, files, their texts, and what has moved in each."""


def _shipped(engine: Maker, pool: Executor) -> Part:
    cases = shipped_cases()
    total = 0
    tasks = [(name, case) for name, several in cases.items() for case in several]
    played = pool.map(of_case, repeat(engine), *zip(*tasks, strict=True))
    for name, several in cases.items():
        found = []
        for case in several:
            digests, rows = next(played)
            found.append((case, digests))
            total += rows
        now = summed(found)
        yield name, file_of(name), shipped_text(name, now), moved(read(name), now)
    _say(f"{len(cases)} shipped scenarios, {len(tasks)} cases, {REPLICATIONS} replications each")
    _say(f"  {total} rows of the log")


def _generated(engine: Maker, pool: Executor) -> Part:
    accepted = list(islice(numbers(), GENERATED))
    played = list(pool.map(partial(of_example, engine), accepted, chunksize=4))
    now = rows_of(zip(accepted, (digests for digests, _ in played), strict=True))
    yield "generated", GENERATED_FILE, generated_text(now), moved_generated(read_generated(), now)
    have = Counter(what for number in accepted for what in has(example(number)[0].tree))
    _say(f"{len(accepted)} generated scenarios, numbers {accepted[0]} to {accepted[-1]}")
    _say("  " + ", ".join(f"{n} with {what}" for what, n in sorted(have.items())))
    _say(f"  {sum(rows for _, rows in played)} rows of the log")


def _whole(engine: Maker) -> Part:
    for name in WHOLE:
        file, text = whole_file(name), whole_text(whole_log(engine, name))
        yield file.name, file, text, moved_whole(read_whole(name), text)


def _say(words: str) -> None:
    print(words, flush=True)  # noqa: T201


if __name__ == "__main__":
    main()
