#!/usr/bin/env python3
"""CPU microseconds a step of a training that is running, thread by thread.

Reads the CPU clocks of the threads of the process that trains RUN (run.pid) and, of a cluster on this machine, of the processes
that play for it (cluster.json), twice, and divides by the steps between.
"""
import csv
import json
import os
import sys
import time

TICKS = os.sysconf("SC_CLK_TCK")


def clocks(pid):
    """Seconds of CPU of each kind of thread of a process, by name."""
    sums = {}
    for task in os.listdir(f"/proc/{pid}/task"):
        try:
            with open(f"/proc/{pid}/task/{task}/stat") as file:
                stat = file.read()
        except FileNotFoundError:
            continue
        name = stat[stat.index("(") + 1:stat.rindex(")")]
        fields = stat[stat.rindex(")") + 2:].split()
        kind = name.split()[0] if name.split()[0] in ("actor", "learner", "inference") else "other threads"
        sums[kind] = sums.get(kind, 0.0) + (int(fields[11]) + int(fields[12])) / TICKS
    return sums


def read(run):
    """Steps so far, and the processes: name -> (pid, steps)."""
    with open(os.path.join(run, "run.pid")) as file:
        learner = int(file.read())
    path = os.path.join(run, "cluster.json")
    if os.path.exists(path):
        with open(path) as file:
            status = json.load(file)
        here = {m["Name"]: (int(m["Name"].rsplit(":", 1)[1]), m["Steps"]) for m in status["Members"]}
        return learner, status["Steps"], here
    with open(os.path.join(run, "progress.csv")) as file:
        rows = list(csv.DictReader(file))
    return learner, int(rows[-1]["step"]), {}


def main():
    run, seconds = sys.argv[1], float(sys.argv[2]) if len(sys.argv) > 2 else 20
    learner, steps, members = read(run)
    before = {pid: clocks(pid) for pid in [learner, *(p for p, _ in members.values())]}
    began = time.time()
    time.sleep(seconds)
    _, later, after = read(run)
    wall = time.time() - began
    print(f"{later - steps} steps in {wall:.1f} s, {(later - steps) / wall:.0f} a second")
    show("learner", learner, later - steps, before)
    for name, (pid, first) in members.items():
        if name in after:
            show(name, pid, after[name][1] - first, before)


def show(name, pid, steps, before):
    now = clocks(pid)
    parts = [f"{kind} {1e6 * (cpu - before[pid].get(kind, 0)) / max(1, steps):.2f}" for kind, cpu in sorted(now.items())]
    print(f"{name}: {steps} steps; microseconds a step: {', '.join(parts)}")


main()
