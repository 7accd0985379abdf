# SPDX-License-Identifier: GPL-3.0-or-later
"""The person's browser, for programs that open a page: it goes to the page of the
look-alike, sends its form as a person would, and follows the way back.

    browser.py DECISION URI     DECISION such as decision=sign-in&user=ANNE@EXAMPLE

In a test: browser.install (decision) gives the variables with which a program finds
it as the default browser.
"""
import os
import sys
import tempfile
import urllib.error
import urllib.parse
import urllib.request


class Stay(urllib.request.HTTPRedirectHandler):
    """Where it sends us is to be seen, not to be followed."""

    def redirect_request(self, *_):
        return None


def browse(uri, decision):
    query = urllib.parse.urlsplit(uri).query
    opener = urllib.request.build_opener(Stay)
    try:
        with opener.open(urllib.request.Request(uri, f'{query}&{decision}'.encode()), timeout=20) as page:
            back = page.headers.get('Location')
    except urllib.error.HTTPError as answer:
        back = answer.headers.get('Location')
    urllib.request.urlopen(back, timeout=20).read()


def install(decision):
    """A data folder in which this program is the browser, removed by who asked for it."""
    folder = tempfile.mkdtemp(prefix='muster-browser-')
    applications = os.path.join(folder, 'applications')
    os.makedirs(applications)
    with open(os.path.join(applications, 'browser.desktop'), 'w', encoding='utf-8') as out:
        command = ' '.join(f'"{word}"' for word in (sys.executable, os.path.abspath(__file__), decision))
        out.write(f'[Desktop Entry]\nType=Application\nName=Browser\nExec={command} %u\n'
                  'MimeType=x-scheme-handler/http;x-scheme-handler/https;\n')
    with open(os.path.join(applications, 'mimeapps.list'), 'w', encoding='utf-8') as out:
        out.write('[Default Applications]\nx-scheme-handler/http=browser.desktop\n'
                  'x-scheme-handler/https=browser.desktop\n')
    return folder


if __name__ == '__main__':
    browse(sys.argv[2], sys.argv[1])
