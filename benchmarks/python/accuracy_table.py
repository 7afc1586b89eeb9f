#!/usr/bin/env python3
"""Prints what benchmarks/accuracy.sh found: a column for each campaign, and their median.

A network that could not be measured or predicted counts as a miss, never as absent.
"""

import argparse
import json
import math
import statistics
from pathlib import Path

CONV_FAMILIES = ("conv", "conv1x1", "conv-grouped", "dwconv", "tconv", "fc")
GROUPS = ("zoo-families", "other-families")


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--seeds", required=True)
    arguments = parser.parse_args()
    columns, notes, errors = {}, [], {}
    for seed in arguments.seeds.split(","):
        folder = arguments.folder / f"seed-{seed}"
        column = columns[f"seed {seed}"] = {}
        campaign = read(folder / "campaign.json")
        if campaign is None:
            notes.append(f"seed {seed}: no campaign")
            continue
        target = campaign["targets"][0]
        column.update(of_target(target))
        notes += [f"seed {seed}: {note}" for note in target.get("notes", [])]
        if campaign.get("interrupted"):
            notes.append(f"seed {seed}: the campaign was interrupted")
        for row in target["networks"]:
            errors.setdefault(("zoo", row["model"]), []).append(number(row["errorPercent"]))
        for group in GROUPS:
            result = read(folder / f"{group}.json")
            if result is None:
                continue
            column.update(of_evaluation(group, result))
            for row in result["networks"]:
                name = Path(row["model"]).stem
                errors.setdefault((group, name), []).append(number(row.get("errorPercent")))
    print_table(columns)
    print_worst(errors)
    for note in notes:
        print(f"note: {note}")


def read(path):
    return json.loads(path.read_text()) if path.exists() else None


def number(value):
    """NaN travels as null or as a string."""
    return math.nan if value is None else float(value)


def of_target(target):
    """Rows of one campaign, by (section, row, unit)."""
    rows = {}

    def put(section, row, value, unit=""):
        rows[section, row, unit] = number(value)

    networks = "whole networks of our zoo"
    for method in target["accuracy"]:
        name = method["method"]
        if name == target["accuracy"][0]["method"]:
            put(networks, "networks", method["networks"])
            put(networks, "within 10 %", method["within10Percent"], "%")
            put(networks, "within 5 %", method["within5Percent"], "%")
            put(networks, "RMSPE", method["rmspePercent"], "%")
            put(networks, "worst", method["worstPercent"], "%")
        else:
            put(networks, f"{name}: within 10 %", method["within10Percent"], "%")
            put(networks, f"{name}: RMSPE", method["rmspePercent"], "%")
    put(networks, "own repeats within 10 %", target["repeatWithin10Percent"], "%")
    put(networks, "drift", target["driftPercent"], "%")

    kernels = "kernels, on their frozen test sets"
    for kernel in target["kernels"]:
        if kernel["family"] in CONV_FAMILIES:
            put(kernels, f"{kernel['family']}: within 10 %", kernel["within10Percent"], "%")
            put(kernels, f"{kernel['family']}: samples", kernel["samples"])
    put(
        kernels,
        "zoo's time in families that beat the generic model",
        100 * sum(k["timeShare"] for k in target["kernels"] if k["beatsGeneric"]),
        "%",
    )

    fusion = "fusion verdicts"
    pairs = target["fusion"]
    known = [pair for pair in pairs if pair["structure"]]
    put(fusion, "pairs", len(pairs))
    put(fusion, "undecided by timing", share(p["timingVerdict"] == "UNDECIDED" for p in pairs), "%")
    put(
        fusion,
        "timing contradicts the profile",
        share(p["timingVerdict"] not in ("UNDECIDED", p["structure"]) for p in known),
        "%",
    )
    baseline = [pair for pair in known if pair["nnMeterVerdict"]]
    put(
        fusion,
        "nn-Meter's rule contradicts the profile",
        share(p["nnMeterVerdict"] != p["structure"] for p in baseline),
        "%",
    )

    effort = "effort"
    put(effort, "jobs", target["jobs"])
    put(effort, "jobs repeated after a bad spell", target["suspectJobs"])
    put(effort, "kernel configurations", target["samples"])
    put(effort, "device busy", 100 * target["deviceBusyShare"], "%")
    put(effort, "wall time", target["elapsedSeconds"], "s")
    return rows


def share(flags):
    flags = list(flags)
    return 100 * sum(flags) / len(flags) if flags else math.nan


def of_evaluation(group, result):
    section = f"converter's networks, {group}"
    errors = [number(row.get("errorPercent")) for row in result["networks"]]
    return {
        (section, "networks", ""): len(errors),
        (section, "failed", ""): sum(math.isnan(error) for error in errors),
        (section, "within 10 %", "%"): share(abs(error) <= 10 for error in errors),
        (section, "within 5 %", "%"): share(abs(error) <= 5 for error in errors),
        (section, "RMSPE", "%"): number(result["rmspePercent"]),
        (section, "own repeats within 10 %", "%"): number(result["repeatWithin10Percent"]),
        (section, "drift", "%"): number(result["driftPercent"]),
    }


def print_table(columns):
    keys = list(dict.fromkeys(key for column in columns.values() for key in column))
    sections = list(dict.fromkeys(section for section, _, _ in keys))
    sections.sort(key=lambda section: "networks" not in section)  # what matters most comes first
    width = max((len(row) for _, row, _ in keys), default=0) + 2
    names = [*columns, "median"]
    for section in sections:
        print(f"\n{section:{width}}" + "".join(f"{name:>12}" for name in names))
        for key in keys:
            if key[0] != section:
                continue
            values = [column.get(key, math.nan) for column in columns.values()]
            there = [value for value in values if not math.isnan(value)]
            values.append(statistics.median(there) if there else math.nan)
            print(f"{key[1]:{width}}" + "".join(f"{cell(v, key[2]):>12}" for v in values))


def cell(value, unit):
    if math.isnan(value):
        return "-"
    return f"{value:.1f} {unit}" if unit else f"{value:.0f}"


def print_worst(errors):
    """Names what to look at: a network that fails has no error and comes first."""
    rows = []
    for (group, name), values in errors.items():
        there = [value for value in values if not math.isnan(value)]
        rows.append((statistics.median(there) if there else math.nan, group, name))
    rows.sort(key=lambda row: -math.inf if math.isnan(row[0]) else -abs(row[0]))
    misses = [row for row in rows if not abs(row[0]) <= 10]
    if misses:
        print("\nnetworks outside 10 % in the median (predicted minus measured)")
    for error, group, name in misses:
        shown = "failed" if math.isnan(error) else f"{error:+.1f} %"
        print(f"  {shown:>10}  {name} ({group})")
    print()


if __name__ == "__main__":
    main()
