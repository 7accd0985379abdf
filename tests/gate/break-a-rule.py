#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""break-a-rule.py SOURCE OUTPUT RULE HOW: the gate's rules with rule RULE removed or inverted."""

import re
import sys

source, output, number, how = sys.argv[1:]
text = open(source, encoding="utf-8").read()

if how == "removed":
    broken, times = re.subn(rf"\n +rule_{number} \([^;]*\);", "\n      ;", text)
else:
    start = text.index(f"\nrule_{number} (")
    end = text.index("\n}\n", start)
    body, times = re.subn(r"\n  if \(((?:[^()]|\((?:[^()]|\([^()]*\))*\))*)\)\n", r"\n  if (!(\1))\n", text[start:end], count=1)
    broken = text[:start] + body + text[end:]
if times != 1:
    sys.exit(f"rule {number} cannot be {how}: {times} places")
open(output, "w", encoding="utf-8").write(broken)
