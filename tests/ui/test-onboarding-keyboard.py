# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole first run by keyboard alone, with the session's real keyring, until
the internal note is on screen; and before it a first run that is quit half-way and
started again, where nothing may be lost.

    test-onboarding-keyboard.py PROGRAM [SCREENSHOT]
"""
import os
import re
import shutil
import subprocess
import sys
import tempfile

try:
    from gi.repository import Gio
except ImportError:
    print('1..0 # SKIP python3-gi is not there')
    sys.exit(0)
if shutil.which('xdotool') is None:
    print('1..0 # SKIP xdotool is not there')
    sys.exit(0)

import driver  # noqa: E402

PASSWORD = 'copper kettle on the windowsill'
done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


def secrets_in_keyring():
    """How many items the login collection holds, asked of the daemon itself."""
    return len(Gio.bus_get_sync(Gio.BusType.SESSION).call_sync(
        'org.freedesktop.secrets', '/org/freedesktop/secrets/collection/login', 'org.freedesktop.DBus.Properties',
        'Get', driver.GLib.Variant('(ss)', ('org.freedesktop.Secret.Collection', 'Items')), None, 0, 5000,
        None).unpack()[0])


def make_account(app):
    app.find('label', 'Welcome to Muster')
    app.press('Start')
    app.find('label', 'Your MSP and You')
    app.enter('Name of the MSP', 'Northlight IT')
    app.enter('Your Name', 'Robin Example')
    app.enter('Your E-Mail Address', 'robin@northlight.example')
    app.enter('Password', PASSWORD)
    app.enter('Repeat the Password', PASSWORD)
    app.press('Create Account')
    app.find('label', 'Connect Your PSA')
    ok('account made by keyboard')


def leave_half_way(app):
    app.enter('Company ID', 'half-typed')
    driver.wait_for(lambda: app.find('text box', 'Company ID').text == 'half-typed', 'the typed text')
    app.key('ctrl+q')
    app.process.wait(20)
    assert app.process.returncode == 0, f'quitting: {app.process.returncode}'
    ok('quit half-way')


def come_back(app):
    app.find('label', 'Sign In')
    app.enter('Password', 'not the password')
    app.key('Return')
    app.find('label', 'E-mail address or password is wrong.')
    app.enter('Password', PASSWORD)
    app.key('Return')
    app.find('label', 'Connect Your PSA')
    assert app.find('text box', 'Company ID').text == 'half-typed'
    ok('signed in, and nothing was lost')


def connect(app, title):
    app.find('label', title)
    app.tab_to('button', 'Skip')
    app.key('ctrl+d')
    app.press('Connect')
    app.find('label', 'Connected')
    app.press('Next', timeout=60)
    ok(title)


def make_client(app):
    app.find('label', 'Planner')
    app.press('Next')
    app.find('label', r'Which Companies\?')
    app.find('list', 'Companies', timeout=60)
    app.press('Skip')
    app.find('label', 'Your First Client')
    app.enter('Name of the Client', 'Alder & Finch Architects')
    app.find('label', 'This short name is free.')
    app.press('Create Client')
    app.find('label', 'Pending')
    app.press('Next')
    app.find('label', 'Provisioning')
    app.find('label', 'Active', timeout=60)
    app.press('Next', timeout=60)
    ok('client pending, provisioned, active')


def map_client(app):
    app.find('label', r'Who Is This Client\?')
    for kind in ('Company in the PSA', 'Microsoft 365 Tenant', 'Company in the Documentation'):
        app.find('button', f'Choose: {kind}')
    driver.wait_for(lambda: len(app.all('label', r'Suggested: .*')) == 3, 'three suggestions')
    app.press('Choose: Company in the PSA')
    app.find('search box', 'Search')
    app.type('alder')
    app.find('label', 'ALDER')
    app.key('Return')
    app.find('label', r'(Suggested|Chosen): Alder.*')
    app.press('Next')
    ok('client mapped')


def review_tools(app):
    app.find('label', 'What Tools May Do')
    app.find('search box', 'Search tools')
    driver.wait_for(lambda: any(re.match('Policy of ', node.name) for node in app.all('button')) or
                    any(re.match('Policy of ', node.name) for node in app.all()), 'policies')
    app.press('Next')
    app.find('label', 'Operating Mode')
    app.press('Next')
    ok('policies and mode')


def try_ticket(app):
    app.find('label', 'Try It on One Ticket')
    button = app.find('button', 'Choose: Contact')
    driver.wait_for(lambda: button.has(driver.SENSITIVE), 'the contacts')
    app.press('Choose: Contact')
    app.find('search box', 'Search')
    app.key('Return')
    app.press('Start')
    app.find('button', 'Finish', timeout=90)
    note = app.find('label', r'.*\[ref:[0-9A-Z]{26}\].*')
    assert 'Diagnosis' in note.text and len(note.text) > 200, note.text
    ok('the note is on screen')


def resume(program, data_dir):
    """An ordinary profile: quit half-way, start again."""
    with driver.App([program, '--data-dir', data_dir]) as app:
        make_account(app)
        leave_half_way(app)
    with driver.App([program, '--data-dir', data_dir]) as app:
        come_back(app)


def whole(program):
    """The demonstration, whose look-alikes answer like the vendors, from the first page to the last."""
    with driver.App([program, '--sandbox']) as app:
        make_account(app)
        before = secrets_in_keyring()
        for title in ('Connect Your PSA', 'Connect Microsoft 365', 'Connect Hudu'):
            connect(app, title)
        assert secrets_in_keyring() >= before + 3, 'the secrets are in the keyring'
        ok('secrets are in the real keyring')
        make_client(app)
        map_client(app)
        review_tools(app)
        try_ticket(app)
        if len(sys.argv) > 2:
            subprocess.run(['import', '-window', 'root', sys.argv[2]], check=False)
        app.press('Finish')
        app.find('list', 'Clients')
        app.key('ctrl+q')
        app.process.wait(20)
        assert app.process.returncode == 0, f'quitting: {app.process.returncode}'
        ok('finished and quit')


with tempfile.TemporaryDirectory(prefix='muster-ui-') as folder:
    try:
        resume(sys.argv[1], os.path.join(folder, 'data'))
        whole(sys.argv[1])
    except BaseException as error:
        print('\n'.join('# ' + line for line in str(error).split('\n')))
        print(f'not ok {done + 1} - {type(error).__name__}')
        sys.exit(1)
print(f'1..{done}')
