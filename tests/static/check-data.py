#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Are the desktop's own files valid, and does the Flatpak ask for no more than it may: check-data.py SOURCE BUILD"""
import json
import os
import shutil
import subprocess
import sys

SOURCE, BUILD = sys.argv[1:3]
APP = 'io.github.mustermsp.Muster'
FINISH_ARGS = ['--share=network', '--share=ipc', '--socket=wayland', '--socket=fallback-x11', '--device=dri']


def main():
    data = os.path.join(BUILD, 'data')
    source = os.path.join(SOURCE, 'data')
    manifest = os.path.join(SOURCE, 'flatpak', APP + '.json')
    commands = [
        ['desktop-file-validate', os.path.join(data, APP + '.desktop')],
        ['appstreamcli', 'validate', '--no-net', os.path.join(data, APP + '.metainfo.xml')],
        ['glib-compile-schemas', '--strict', '--dry-run', source],
        ['xmllint', '--noout', os.path.join(source, 'icons/hicolor/scalable/apps', APP + '.svg'),
         os.path.join(source, 'icons/hicolor/symbolic/apps', APP + '-symbolic.svg')],
        ['flatpak-builder', '--show-manifest', manifest],
    ]
    bad = []
    for command in commands:
        if shutil.which(command[0]) is None:
            bad.append('%s is not installed' % command[0])
            continue
        done = subprocess.run(command, capture_output=True, text=True)
        if done.returncode:
            bad.append('%s: %s' % (' '.join(command), (done.stdout + done.stderr).strip()))
    arguments = json.load(open(manifest, encoding='utf-8'))['finish-args']
    if arguments != FINISH_ARGS:
        bad.append('finish-args are %s' % arguments)
    print('\n'.join(bad) or 'all valid')
    return 1 if bad else 0


if __name__ == '__main__':
    sys.exit(main())
