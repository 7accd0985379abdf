#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate's rules written down a second time, as a table, in another language.

oracle.py N PROGRAM        the gate agrees on N random cases; each rule decides some of them alone
oracle.py N --wrong PROGRAM…  gates with one rule taken away or turned round: each is caught

PROGRAM is gate-cases, which prints cases and what the gate says about them.
"""

import subprocess
import sys

INTAKE, SETUP, ADMIN, RUN = "intake", "setup", "admin", "run"
KINDS = {0: RUN, 1: INTAKE, 2: SETUP, 3: ADMIN}
EXECUTE = 2
PREVIEW = 1
AUTO, APPROVAL_NEEDED, DISABLED = 0, 1, 2
V0, V1, V2 = 0, 1, 2
FROM_WORKFLOW, UNTRUSTED = 2, 4

ALLOW, APPROVAL, DENY = "allow", "approval", "deny"
STRICT = {ALLOW: 0, APPROVAL: 1, DENY: 2}

#                    reads  changes replies notes  at least
CLASSES = {
    "read":           (True,  False, False, False, ALLOW),
    "read-sensitive": (True,  False, False, False, ALLOW),
    "note-internal":  (False, False, False, True,  ALLOW),
    "reply":          (False, False, True,  False, ALLOW),
    "write":          (False, True,  False, False, ALLOW),
    "credential":     (False, True,  False, False, ALLOW),
    "privilege":      (False, True,  False, False, APPROVAL),
    "destructive":    (False, True,  False, False, APPROVAL),
}


def rulings(case):
    """What each rule says, where it says more than yes."""
    (kind, mode, gate_mode, policy, name, engine, known, good_args, named, has_requester, for_requester, level, owned,
     target_label, value_label, outside, misused, n_targets, calls, tokens, active, writes, writes_hour, untrusted,
     sensitive) = case
    if not known:
        return {"R1": DENY}
    reads, changes, replies, notes, least = CLASSES[name]
    kind = KINDS[kind]
    run = kind == RUN
    mine = has_requester and for_requester
    credential = name == "credential"
    said = {}

    if kind in (INTAKE, SETUP):
        may = name == "read"
    elif reads:
        may = True
    elif kind == ADMIN:
        may = named
    else:
        may = mode == EXECUTE or gate_mode == PREVIEW or (notes and engine)
    if not may or not good_args:
        said["R1"] = DENY
    if not reads and not owned:
        said["R2"] = DENY
    if run and changes and target_label > FROM_WORKFLOW and not mine:
        said["R3"] = APPROVAL
    if run and mine and ((name == "write" and level < V1) or (credential and level < V2)):
        said["R4"] = APPROVAL
    if (not reads and outside) or (credential and value_label == UNTRUSTED):
        said["R5"] = APPROVAL
    if changes and (n_targets > 1 or writes >= 5):
        said["R6"] = APPROVAL
    if changes and n_targets > 25:
        said["R6"] = DENY
    if least == APPROVAL:
        said["R7"] = APPROVAL
    if misused:
        said["R8"] = DENY
    if untrusted and sensitive and (changes or replies):
        said["R9"] = APPROVAL
    if not notes and (calls >= 40 or tokens >= 200000 or active >= 1800000000 or (changes and writes_hour >= 60)):
        said["R10"] = DENY
    if policy == DISABLED:
        said["R11"] = DENY
    elif kind != ADMIN and (policy == APPROVAL_NEEDED or least == APPROVAL):
        said["R11"] = APPROVAL
    return said


def read_case(line):
    fields = line.split(" ")
    case = [int(field) if i != 4 else field for i, field in enumerate(fields[:25])]
    return case, fields[25], int(fields[26]), set(filter(None, fields[27].strip().split(",")))


def compare(program, count, seed, alone):
    """The first line on which they differ, or None."""
    with subprocess.Popen([program, str(count), str(seed)], stdout=subprocess.PIPE, text=True) as gate:
        lines = 0
        for line in gate.stdout:
            lines += 1
            case, verdict, mode, rules = read_case(line)
            said = rulings(case)
            strictest = max(said.values(), key=STRICT.get, default=ALLOW)
            if set(said) != rules or strictest != verdict or mode != case[2]:
                gate.kill()
                return f"{line.strip()}: the oracle says {strictest} {sorted(said)}"
            if len(said) == 1:
                alone[next(iter(said))] = alone.get(next(iter(said)), 0) + 1
        if gate.wait() != 0 or lines != count:
            return f"{program} printed {lines} of {count} cases and ended with {gate.returncode}"
    return None


def main():
    count = int(sys.argv[1])
    wrong = sys.argv[2] == "--wrong"
    programs = sys.argv[3:] if wrong else sys.argv[2:3]
    failed = 0

    print(f"1..{len(programs) if wrong else 2}")
    for number, program in enumerate(programs, 1):
        alone = {}
        difference = compare(program, count, 20261122, alone)
        good = (difference is not None) == wrong
        if difference is not None and not wrong:
            print(f"# {difference}")
        print(f"{'ok' if good else 'not ok'} {number} {program.rsplit('/', 1)[-1]}: {count} cases")
        failed += not good
        if not wrong:
            print(f"# decided alone: {alone}")
            every = all(f"R{rule}" in alone for rule in range(1, 12))
            print(f"{'ok' if every else 'not ok'} 2 each rule decides some case alone")
            failed += not every
    return failed > 0


if __name__ == "__main__":
    sys.exit(main())
