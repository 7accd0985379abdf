#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Is all text that a person reads offered to translators, and translated: check-potfiles.py SOURCE BUILD"""
import gettext
import io
import os
import re
import subprocess
import sys

SOURCE = sys.argv[1]
MARKED = {'.c': re.compile(r'(?<![\w"])(?:_|N_|C_|NC_)\s*\(\s*"|\b(?:g_d)?n?gettext\s*\('), '.ui': re.compile(r'translatable="(?:yes|true)"')}

PLACEHOLDER = re.compile(r'\{[a-zA-Z.-]+\}')
STRAIGHT = re.compile(r'["\']|\.\.\.')


def text_faults(language, catalogue):
    """What msgfmt does not see: names in braces that were lost or made up, and typewriter quotes."""
    for original, translation in gettext.GNUTranslations(io.BytesIO(catalogue))._catalog.items():
        original = original[0] if isinstance(original, tuple) else original
        if original and set(PLACEHOLDER.findall(original)) != set(PLACEHOLDER.findall(translation)):
            yield '%s.po: the names in braces differ: %s' % (language, translation)
        for text in (original, translation) if original else ():
            if STRAIGHT.search(text):
                yield '%s.po: typographic quotes and … are wanted: %s' % (language, text)


def main():
    po = os.path.join(SOURCE, 'po')
    listed = {line.strip() for line in open(os.path.join(po, 'POTFILES.in'), encoding='utf-8')
              if line.strip() and not line.startswith('#')}
    bad = ['%s is listed and not there' % name for name in sorted(listed) if not os.path.exists(os.path.join(SOURCE, name))]
    for top in ('src', 'resources'):
        for base, _, names in os.walk(os.path.join(SOURCE, top)):
            for name in names:
                pattern = MARKED.get(os.path.splitext(name)[1])
                path = os.path.join(base, name)
                short = os.path.relpath(path, SOURCE)
                if pattern and pattern.search(open(path, encoding='utf-8').read()) and short not in listed:
                    bad.append('%s has text for translators and is not in po/POTFILES.in' % short)
    for language in [line.strip() for line in open(os.path.join(po, 'LINGUAS'), encoding='utf-8') if line[0] not in '#\n']:
        check = subprocess.run(['msgfmt', '--check', '--statistics', '-o', '-', os.path.join(po, language + '.po')],
                               capture_output=True, env=dict(os.environ, LC_ALL='C'))
        said = check.stderr.decode().strip()
        print(language, said)
        if check.returncode or 'untranslated' in said or 'fuzzy' in said:
            bad.append('%s.po: %s' % (language, said))
        else:
            bad += text_faults(language, check.stdout)
    print('\n'.join(bad) or '%d files are offered to translators' % len(listed))
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
