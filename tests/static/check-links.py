#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may call what, read from the object files: check-links.py SOURCE BUILD

Includes can be forgotten in a review; an undefined symbol in an object cannot.
"""
import glob
import os
import re
import subprocess
import sys

BUILD = sys.argv[2]

# symbol pattern -> folders of src whose objects may refer to it
RULES = [
    (r'soup_session_send.*', {'net', 'llm', 'sandbox'}),
    (r'soup_session_new.*', {'net', 'llm', 'sandbox'}),
    (r'soup_server_.*', {'net', 'sandbox'}),
    (r'muster_transport_send_async', {'net', 'gate'}),
    (r'secret_(password|service|item|collection|schema|value|attributes|prompt)_.*', {'keyring'}),
    (r'sqlite3_.*', {'store'}),
    (r'(gtk|adw|gdk)_.*', {'ui'}),
    (r'(sodium|crypto)_.*', {'core', 'keyring'}),
    # Only programs of the tests die at a given moment
    (r'muster_test_point', set()),
]


def objects():
    for path in glob.glob(os.path.join(BUILD, 'src', '**', '*.o'), recursive=True):
        folder = os.path.relpath(path, os.path.join(BUILD, 'src')).split(os.sep)[0]
        yield folder, path


def undefined(path):
    out = subprocess.run(['nm', '--undefined-only', '--format=posix', path],
                         capture_output=True, text=True, check=True).stdout
    return [line.split()[0] for line in out.splitlines() if line.strip()]


def main():
    rules = [(re.compile(pattern + r'\Z'), allowed) for pattern, allowed in RULES]
    seen = set()
    bad = []
    count = 0
    for folder, path in objects():
        count += 1
        for symbol in undefined(path):
            for pattern, allowed in rules:
                if pattern.match(symbol):
                    seen.add((pattern.pattern, folder))
                    if folder not in allowed:
                        bad.append('%s: %s may not call %s' % (os.path.basename(path), folder, symbol))
    # A rule that nothing exercises would pass for ever: the places that must use it do.
    for pattern, folder in ((r'soup_session_send.*', 'net'), (r'muster_transport_send_async', 'gate'),
                            (r'sqlite3_.*', 'store')):
        if (pattern + r'\Z', folder) not in seen:
            bad.append('%s does not call %s: has the rule lost its object?' % (folder, pattern))
    print('\n'.join(bad) or '%d objects keep to the rules' % count)
    return 1 if bad or count == 0 else 0


if __name__ == '__main__':
    sys.exit(main())
