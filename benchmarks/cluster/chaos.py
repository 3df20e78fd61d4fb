#!/usr/bin/env python3
"""Serves a run on host 0, joins an actor from each other host, and kills, restarts and partitions them at random.

Hosts are network namespaces (namespaces.sh up N); with --loopback they are processes of this one, and nothing is partitioned.
At the end T is exactly the steps asked for, no process is left, and the learner's memory has not grown by half.
Prints a summary.
"""
import argparse
import os
import random
import re
import shlex
import signal
import subprocess
import sys
import time

ASYNCRL = shlex.split(os.environ.get("ASYNCRL", "asyncrl"))


def parse():
    parser = argparse.ArgumentParser()
    parser.add_argument("--hosts", type=int, default=4)
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--env", default="MinAtar/Breakout-v1")
    parser.add_argument("--steps", type=int, default=5_000_000)
    parser.add_argument("--actor-kills", type=int, default=50)
    parser.add_argument("--learner-kills", type=int, default=5)
    parser.add_argument("--partitions", type=int, default=3)
    parser.add_argument("--out", default="/tmp/asyncrl-chaos")
    parser.add_argument("--set", action="append", default=[])
    parser.add_argument("--loopback", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    return parser.parse_args()


class Chaos:
    def __init__(self, given):
        self.given, self.log = given, open(given.out + ".log", "w")
        self.address = "127.0.0.1:7701" if given.loopback else "10.77.0.1:7701"
        self.memory, self.counts, self.token = [], {"actor": 0, "learner": 0, "partition": 0}, None
        self.learner = self.start(0, self.serving())
        self.token = self.await_token()
        self.actors = {k: self.join(k) for k in range(1, given.hosts)}

    def start(self, host, arguments):
        prefix = [] if self.given.loopback else ["ip", "netns", "exec", f"asyncrl{host}"]
        return subprocess.Popen([*prefix, *ASYNCRL, *arguments], stdout=self.log, stderr=self.log)

    def serving(self):
        given = ["evaluation.episodes=0", "checkpoint.interval=50000", *self.given.set]
        settings = [word for setting in given for word in ("--set", setting)]
        return ["cluster", "serve", "impala", "--env", self.given.env, "--steps", str(self.given.steps), "--out", self.given.out,
                "--force", "--listen", self.address, *settings]

    def join(self, host):
        return self.start(host, ["cluster", "join", self.address, "--token", self.token, "--actors", "1"])

    def await_token(self):
        while self.learner.poll() is None:
            with open(self.given.out + ".log") as file:
                if found := re.search(r"--token (\S+)", file.read()):
                    return found.group(1)
            time.sleep(0.2)
        sys.exit("The learner ended before it listened; see " + self.given.out + ".log")

    def has_checkpoint(self):
        folder = os.path.join(self.given.out, "checkpoints")
        return os.path.isdir(folder) and any(name.endswith(".safetensors") for name in os.listdir(folder))

    def watch(self):
        """Starts what has died again; false when the run is complete."""
        code = self.learner.poll()
        if code == 0:
            return False
        if code is not None:
            self.learner = self.start(0, ["resume", self.given.out])
        for host, actor in self.actors.items():
            if actor.poll() not in (None, 0):
                self.actors[host] = self.join(host)
        try:
            with open(os.path.join(self.given.out, "run.pid")) as pid, open(f"/proc/{int(pid.read())}/statm") as statm:
                self.memory.append(int(statm.read().split()[1]) * os.sysconf("SC_PAGE_SIZE") / 1e6)
        except (OSError, ValueError):
            pass
        return True

    def strike(self, kind):
        self.counts[kind] += 1
        if kind == "actor":
            kill(random.choice(list(self.actors.values())))
        elif kind == "learner":
            kill(self.learner)
        else:
            host = random.randrange(1, self.given.hosts)
            subprocess.run(["ip", "link", "set", f"asyncrl-v{host}", "down"], check=True)
            time.sleep(random.uniform(3, 15))
            subprocess.run(["ip", "link", "set", f"asyncrl-v{host}", "up"], check=True)

    def run(self):
        began, given = time.time(), self.given
        strikes = ["actor"] * given.actor_kills + ["learner"] * given.learner_kills
        strikes += [] if given.loopback else ["partition"] * given.partitions
        due = sorted((random.uniform(0.02, 0.9) * 60 * given.minutes, kind) for kind in strikes)
        while self.watch():
            time.sleep(0.5)
            if due and time.time() - began > due[0][0] and (due[0][1] != "learner" or self.has_checkpoint()):
                self.strike(due.pop(0)[1])
        for actor in self.actors.values():
            try:
                actor.wait(timeout=60)
            except subprocess.TimeoutExpired:
                actor.terminate()
        return time.time() - began


def kill(process):
    """Kills a command, or the command that 'ip netns exec' has become."""
    if process.poll() is None:
        process.send_signal(signal.SIGKILL)


def main():
    given = parse()
    random.seed(given.seed)
    chaos = Chaos(given)
    seconds = chaos.run()
    with open(os.path.join(given.out, "progress.csv")) as file:
        rows = file.read().split("\n")
    header, last = rows[0].split(","), [r for r in rows if r][-1].split(",")
    value = dict(zip(header, last))
    left = [a for a in [chaos.learner, *chaos.actors.values()] if a.poll() is None]
    third = max(1, len(chaos.memory) // 3)
    early, late = max(chaos.memory[third:2 * third] or [0]), max(chaos.memory[-third:] or [0])
    print(f"T {last[0]} of {given.steps} in {seconds:.0f} s; kills and partitions {chaos.counts}; "
          f"return {value['rollout/ep_rew_mean']}; lost {value['cluster/lost']}, rejoined {value['cluster/rejoined']}; "
          f"memory of the learner at most {early:.0f} MB in the second third and {late:.0f} MB in the last; "
          f"processes left {len(left)}")
    sys.exit(0 if int(float(last[0])) == given.steps and not left and late < 1.5 * early else 1)


main()
