#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gate's rules written down a second time, as a table, in another language.

oracle.py N PROGRAM        the gate agrees on N random cases; each rule decides some of them alone
oracle.py N --wrong PROGRAM…  gates with one rule taken away or turned round: each is caught

oracle.py N --off HOOKED PROGRAM MUSTERCTL
                            with MUSTER_TEST_GATE_RULES_OFF the hooked one has no R2 to R9 and the others do not know the word

PROGRAM is gate-cases, which prints cases and what the gate says about them.
"""

import os
import subprocess
import sys

INTAKE, SETUP, ADMIN, RUN = "intake", "setup", "admin", "run"
KINDS = {0: RUN, 1: INTAKE, 2: SETUP, 3: ADMIN}
EXECUTE = 2
PREVIEW = 1
AUTO, APPROVAL_NEEDED, DISABLED = 0, 1, 2
V0, V1, V2 = 0, 1, 2
FROM_TECHNICIAN, FROM_POLICY, FROM_WORKFLOW, LOOKED_UP, UNTRUSTED = 0, 1, 2, 3, 4
USER, LIST, TICKET = 0, 1, 2
# What is known about a value → its label
KNOWN = {0: UNTRUSTED, 1: LOOKED_UP, 2: FROM_TECHNICIAN, 3: FROM_POLICY, 4: FROM_WORKFLOW}
# Addresses: inside the client's domains when those are known; one that a person stands for; what nobody stands for
INSIDE, STOOD_FOR = (1, 3), 5
TEXTS = {1: UNTRUSTED, 2: FROM_WORKFLOW, 3: LOOKED_UP}

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


def labels(kind, engine, facts):
    """What the gate has to find out: owned, two labels, outside, how many, own act; and whether it may be the requester."""
    shape, target, n, stranger, group, to, domains, text, choice, mine, approved = facts
    own = shape == TICKET and mine
    targets = [KNOWN[target]]
    if shape == LIST:
        targets = [KNOWN[target]] * n
        if stranger and n:
            targets[-1] = UNTRUSTED
    values = [FROM_POLICY]
    if group:
        values.append(KNOWN[group - 1])
    if to:
        values.append(FROM_POLICY if to == STOOD_FOR else UNTRUSTED)
    if text:
        values.append(TEXTS[text])
    owned = (own or UNTRUSTED not in targets) and not (group and KNOWN[group - 1] == UNTRUSTED)
    return {
        "owned": owned or kind == ADMIN,
        "target_label": FROM_TECHNICIAN if approved else FROM_POLICY if own else max(targets, default=UNTRUSTED),
        "value_label": FROM_TECHNICIAN if approved else max(values),
        "outside": bool(to) and to != STOOD_FOR and not (domains and to in INSIDE),
        "n_targets": max(len(targets), 1 if group else 0, 1),
        "own_act": own and engine and kind == RUN,
        "person": shape == USER,
    }


def rulings(case):
    """What each rule says, where it says more than yes."""
    (kind, mode, gate_mode, policy, name, engine, known, good_args, named, has_requester, for_requester, level, owned,
     target_label, value_label, outside, misused, n_targets, calls, tokens, active, writes, writes_hour, untrusted,
     sensitive, own_act, expired, from_facts) = case[:28]
    if not known:
        return {"R1": DENY}
    reads, changes, replies, notes, least = CLASSES[name]
    kind = KINDS[kind]
    run = kind == RUN
    person = True
    if from_facts:
        found = labels(kind, engine, case[28:])
        owned, target_label, value_label = found["owned"], found["target_label"], found["value_label"]
        outside, n_targets, own_act, person = found["outside"], found["n_targets"], found["own_act"], found["person"]
    mine = has_requester and for_requester and person
    if own_act and name == "write":
        changes = False
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
    if not may or not good_args or expired:
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
    case = [int(field) if i != 4 else field for i, field in enumerate(fields[:39])]
    return case, fields[39], int(fields[40]), set(filter(None, fields[41].strip().split(",")))


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


SWITCH = "MUSTER_TEST_GATE_RULES_OFF"


def rules_named(program, count, off):
    env = {key: value for key, value in os.environ.items() if key != SWITCH}
    if off:
        env[SWITCH] = "1"
    lines = subprocess.run([program, str(count), "1"], stdout=subprocess.PIPE, text=True, env=env, check=True).stdout
    return set().union(*(read_case(line)[3] for line in lines.splitlines()))


def switched_off(count, hooked, program, musterctl):
    every = {f"R{rule}" for rule in range(1, 12)}
    checks = {
        "the hooked gate has all rules without the switch": rules_named(hooked, count, False) == every,
        "the hooked gate has the hard rules alone with it": rules_named(hooked, count, True) == {"R1", "R10", "R11"},
        "the real gate has all rules with it": rules_named(program, count, True) == every,
        "the program that is shipped does not know the switch": SWITCH.encode() not in open(musterctl, "rb").read(),
        "the hooked one does": SWITCH.encode() in open(hooked, "rb").read(),
    }
    print(f"1..{len(checks)}")
    for number, (what, good) in enumerate(checks.items(), 1):
        print(f"{'ok' if good else 'not ok'} {number} {what}")
    return not all(checks.values())


def main():
    count = int(sys.argv[1])
    if sys.argv[2] == "--off":
        return switched_off(count, *sys.argv[3:6])
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
