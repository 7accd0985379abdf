#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Who may include what, where the compiler cannot tell: check-layers.py SOURCE BUILD

Our own folders and the libraries with include folders of their own are held by the
build; headers that lie in the system's folder are held here.
"""
import os
import re
import sys

SOURCE = sys.argv[1]
ORDER = ['core', 'model', 'store', 'keyring', 'net', 'catalog', 'connectors', 'llm', 'gate', 'agent', 'app', 'cli', 'ui']
SYSTEM = {'sqlite3.h': {'store'}, 'sodium.h': {'core'}, 'gnutls/': {'core', 'store', 'net', 'sandbox'}, 'libsecret/': {'keyring'},
          'libsoup/': {'net', 'llm', 'sandbox'}, 'gtk/': {'ui'}, 'adwaita.h': {'ui'}}
# Beyond the order: a folder that may not see one that stands below it.
FORBIDDEN = {'connectors': {'store', 'keyring', 'net'}, 'llm': {'catalog', 'connectors'}, 'catalog': {'store', 'keyring', 'net'}, 'agent': {'net', 'keyring'},
             'gate': {'llm'}, 'ui': {'store', 'net', 'connectors', 'llm', 'gate', 'keyring'},
             'sandbox': {'model', 'store', 'keyring', 'net', 'catalog', 'connectors', 'llm', 'gate', 'agent', 'app'}}

# A list model is for showing, wherever its rows come from.
OPEN = {'muster-paged-list.h', 'muster-paged-item.h'}


def main():
    owner = {}
    files = []
    for base, _, names in os.walk(os.path.join(SOURCE, 'src')):
        folder = os.path.relpath(base, os.path.join(SOURCE, 'src')).split(os.sep)[0]
        for name in names:
            if name.endswith('.h'):
                owner[name] = folder
            if name.endswith(('.c', '.h')) and folder != '.':
                files.append((folder, os.path.join(base, name)))
    bad = []
    for folder, path in files:
        for line in open(path, encoding='utf-8'):
            found = re.match(r'\s*#\s*include\s*[<"]([^>"]+)[>"]', line)
            if not found:
                continue
            header = found.group(1)
            for prefix, allowed in SYSTEM.items():
                if header.startswith(prefix) and folder not in allowed:
                    bad.append('%s includes <%s>' % (os.path.relpath(path, SOURCE), header))
            other = owner.get(os.path.basename(header))
            if other in (None, folder) or os.path.basename(header) in OPEN:
                continue
            later = folder in ORDER and other in ORDER and ORDER.index(other) > ORDER.index(folder)
            if later or other in FORBIDDEN.get(folder, ()):
                bad.append('%s includes %s of %s' % (os.path.relpath(path, SOURCE), header, other))
    print('\n'.join(bad) or '%d files keep to the layers' % len(files))
    return 1 if bad or not files else 0


if __name__ == '__main__':
    sys.exit(main())
