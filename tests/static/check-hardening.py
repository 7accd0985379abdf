#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Are the programs linked as they should be: check-hardening.py SOURCE BUILD"""
import os
import re
import subprocess
import sys

BUILD = sys.argv[2]
PROGRAMS = ['src/ui/muster', 'src/cli/musterctl', 'src/sandbox/muster-sandbox']


def readelf(*arguments):
    return subprocess.run(['readelf', '-W', *arguments], capture_output=True, text=True, check=True).stdout


def problems(path):
    header, segments, dynamic, symbols = readelf('-h', path), readelf('-l', path), readelf('-d', path), readelf('--dyn-syms', path)
    if not re.search(r'Type:\s+DYN', header):
        yield 'is not position-independent'
    if 'GNU_RELRO' not in segments or not re.search(r'BIND_NOW|FLAGS_1.*NOW', dynamic):
        yield 'has no full RELRO'
    stack = re.search(r'GNU_STACK\s+\S+\s+\S+\s+\S+\s+\S+\s+\S+\s+(\S+)', segments)
    if not stack or 'E' in stack.group(1):
        yield 'has an executable stack'
    if '__stack_chk_fail' not in symbols:
        yield 'has no stack protector'
    if not re.search(r'__\w+_chk@', symbols):
        yield 'has no fortified calls'
    # Debian's own start-up files carry no mark for it, so the program as a whole has none; its functions do.
    code = subprocess.run(['objdump', '-d', '--section=.text', path], capture_output=True, text=True, check=True).stdout
    if code.count('endbr64') < 100:
        yield 'has no control-flow protection'


def main():
    bad = []
    checked = 0
    for program in PROGRAMS:
        path = os.path.join(BUILD, program)
        if os.path.exists(path):
            checked += 1
            bad += ['%s %s' % (program, what) for what in problems(path)]
    print('\n'.join(bad) or '%d programs are hardened' % checked)
    return 1 if bad or checked == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
