#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What no source file may hold, and what each must: check-sources.py SOURCE BUILD"""
import os
import re
import sys

SOURCE = sys.argv[1]

# pattern, why it is not allowed
BANNED = [
    (r'\baccept[-_]certificate\b', 'certificates are never accepted by hand (security: TLS)'),
    (r'\bSoupLogger\b|\bsoup_logger_', 'a logger of whole requests writes secrets down'),
    (r'\b(strcpy|strcat|sprintf|gets|system|popen)\s*\(', 'not bounded, or a shell'),
    (r'\bgoto\b', 'a cleanup label is a missing autoptr'),
    (r'\bsecret_password_\w+_sync\b', 'can stand for as long as a prompt does'),
    (r'\bg_slice_|\bgchar\b|\bgint\b(?!\d)', 'old spelling'),
]
# The store's work keeps its order, so it has a thread of its own.
STORE_ONLY = re.compile(r'\bg_task_run_in_thread\b')
# External text must never be parsed as markup.
MARKUP = re.compile(r'(gtk_label_set_markup|adw_\w+_set_use_markup|set_markup)\s*\(\s*[^,]+,\s*([^;]*)\)')


def main():
    bad = []
    count = 0
    for top in ('src', 'tests'):
        for base, _, names in os.walk(os.path.join(SOURCE, top)):
            for name in sorted(names):
                if not name.endswith(('.c', '.h')):
                    continue
                count += 1
                path = os.path.join(base, name)
                short = os.path.relpath(path, SOURCE)
                text = open(path, encoding='utf-8').read()
                lines = text.split('\n')
                if 'SPDX-License-Identifier: GPL-3.0-or-later' not in lines[0]:
                    bad.append('%s:1: no SPDX line' % short)
                if '\t' in text:
                    bad.append('%s: has tabs' % short)
                code = re.sub(r'/\*.*?\*/', lambda m: re.sub(r'[^\n]', ' ', m.group(0)), text, flags=re.S)
                code = re.sub(r'"(?:\\.|[^"\\\n])*"', '""', code)
                for number, line in enumerate(code.split('\n'), 1):
                    for pattern, why in BANNED:
                        if re.search(pattern, line):
                            bad.append('%s:%d: %s: %s' % (short, number, line.strip()[:60], why))
                if short.startswith('src/store/') and STORE_ONLY.search(code):
                    bad.append('%s: the shared thread pool keeps no order; use MusterWorker' % short)
                for call in MARKUP.finditer(code):
                    argument = call.group(2).strip()
                    if argument not in ('FALSE', 'TRUE', '""') and not argument.startswith('_(""'):
                        bad.append('%s: markup from a variable: %s' % (short, call.group(0)[:60]))
    print('\n'.join(bad) or '%d files are clean' % count)
    return 1 if bad or count == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
