# SPDX-License-Identifier: GPL-3.0-or-later
"""What was done for a client, in the window and by keyboard: an act is taken back from
Activity, with its difference first and the vendor's state afterwards; what somebody
changed meanwhile is marked; what an act has set is shown once, for as long as the
countdown runs, and stands in no name, title, log or database; a company that another
client has cannot be chosen.

    test-acts.py PROGRAM

PROGRAM is the window with short seconds, see short-seconds.c.
"""
import json
import os
import shutil
import sys
import urllib.parse
import urllib.request

try:
    import gi.repository.Gio  # noqa: F401
except ImportError:
    print('1..0 # SKIP python3-gi is not there')
    sys.exit(0)
if shutil.which('xdotool') is None:
    print('1..0 # SKIP xdotool is not there')
    sys.exit(0)

import driver  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
import product  # noqa: E402

CLIENT = 'klw'
USER = 'maeve.corrigan@keslowray.example'
OTHER = 'dominic.thackray@keslowray.example'
done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


class Vendor:
    """Microsoft's side of the story: a person's profile as Graph gives it."""

    def __init__(self, fake):
        self.values = fake.ready['microsoft365']
        self.tenant = next(c for c in fake.world['clients'] if c['key'] == CLIENT)['tenantId']
        form = urllib.parse.urlencode({'grant_type': 'client_credentials', 'client_id': self.values['clientId'],
                                       'client_secret': self.values['clientSecret'],
                                       'scope': 'https://graph.microsoft.com/.default'}).encode()
        with urllib.request.urlopen('%s/%s/oauth2/v2.0/token' % (self.values['login'].rstrip('/'), self.tenant), form,
                                    timeout=30) as answer:
            self.token = json.load(answer)['access_token']

    def call(self, user, body=None):
        url = '%s/v1.0/users/%s' % (self.values['graph'].rstrip('/'), urllib.parse.quote(user))
        request = urllib.request.Request(url + ('' if body else '?$select=jobTitle,department'),
                                         json.dumps(body).encode() if body else None,
                                         {'Authorization': 'Bearer ' + self.token, 'Content-Type': 'application/json'},
                                         method='PATCH' if body else 'GET')
        with urllib.request.urlopen(request, timeout=30) as answer:
            text = answer.read()
        return json.loads(text) if text.strip() else None


def act(fake, tool, *args):
    return fake.json('tool', 'run', tool, '--client', CLIENT, '--yes', *args, keyring='system')


def set_up(fake):
    plan = fake.plan()
    plan.pop('now')
    plan.pop('settleMs')
    fake.onboard(keyring='system', plan=plan)
    act(fake, 'microsoft365:update-user', 'user=' + USER, 'jobTitle=Practice Director')
    act(fake, 'microsoft365:update-user', 'user=' + OTHER, 'jobTitle=Senior Associate')
    act(fake, 'microsoft365:create-temporary-access-pass', 'user=' + OTHER)
    return fake.secret_values()


def sign_in(app, secrets):
    app.find('label', 'Sign In')
    app.enter('E-Mail Address', 'test@msp.example')
    app.enter('Password', secrets['account.password'])
    app.key('Return')
    app.find('list', 'Clients')


def open_tab(app, client, tab):
    app.key('ctrl+f')
    app.type(client)
    driver.wait_for(lambda: len([node for node in app.all('list item') if node.shown]) == 1, 'only what was searched for')
    app.key('Return')
    app.tab_to('tab', tab)
    app.key('Return')


def go_to_row(app, words):
    """Into the list of activity, and down to the row of which a label has these words."""
    def inside(node):
        found = [node]
        for below in found:
            found.extend(below.children)
        return found

    def row():
        focus = app.focused()
        return focus if focus is not None and focus.role == 'list item' else None
    if row() is None:
        app.tab_to('tab', 'Activity')
        for _ in range(6):
            app.key('Tab')
            driver.time.sleep(0.1)
            if row() is not None:
                break
    for step in range(24):
        app.key('Home' if step % 12 == 0 else 'Down')
        driver.time.sleep(0.15)
        focus = row()
        if focus is not None and any(words in node.name for node in inside(focus)):
            return focus
    raise driver.NotFound('%s is no row\n%s' % (words, app.dump()))


def undo(app, vendor):
    open_tab(app, 'Kessler', 'Activity')
    app.find('list', 'Activity')
    assert vendor.call(USER)['jobTitle'] == 'Practice Director'
    go_to_row(app, 'Change the profile of maeve')
    app.key('ctrl+z')
    app.find('label', 'What was done')
    for text in ('Job title', 'Was', 'Is now', 'Will be', 'Practice Director'):
        app.find('label', text)
    assert len([node for node in app.all('label', 'Office Manager') if node.shown]) == 2, 'was, and will be'
    ok('the difference stands before the click')
    app.press('Undo')
    app.find('label', 'Taken Back', timeout=60)
    assert vendor.call(USER)['jobTitle'] == 'Office Manager'
    app.key('Return')
    driver.wait_for(lambda: not app.all('label', 'What was done'), 'the dialog is closed')
    app.find('label', 'It was taken back')
    app.find('label', 'Takes an earlier act back')
    app.find('button', 'Go to the Undo')
    ok('taken back at the vendor, and the two acts know each other')


def undo_again(app):
    go_to_row(app, 'It was taken back')
    app.key('ctrl+z')
    app.find('label', 'It Cannot Be Undone')
    app.find('label', 'It was taken back already.')
    assert not [node for node in app.all('button', 'Undo') if node.shown]
    app.key('Escape')
    driver.wait_for(lambda: not app.all('label', 'It Cannot Be Undone'), 'the dialog is closed')
    ok('nothing is taken back twice')


def undo_with_drift(app, vendor):
    vendor.call(OTHER, {'jobTitle': 'Partner'})
    go_to_row(app, 'Change the profile of dominic')
    app.key('ctrl+z')
    app.find('label', 'Changed Since')
    app.find('label', 'Somebody has changed this since.*')
    driver.wait_for(lambda: app.focused() and app.focused().name == 'Cancel', 'the focus on the harmless button')
    app.key('Escape')
    driver.wait_for(lambda: not app.all('label', 'Changed Since'), 'the dialog is closed')
    assert vendor.call(OTHER)['jobTitle'] == 'Partner'
    ok('what somebody changed since is marked, and Return does not overwrite it')


def show_once(app, fake):
    go_to_row(app, 'Show Once…')
    app.key('ctrl+s')
    app.find('text box', r'Reason \(Optional\)')
    app.enter(r'Reason \(Optional\)', 'ticket 120001')
    app.press('Show')
    app.find('label', 'Hidden in .*', timeout=60)
    view = app.find('image', '.*: shown on the screen, not read out')
    app.press('Read Out')
    spoken = driver.wait_for(lambda: ', ' in view.text and view.text, 'the value for a screen reader')
    value = ''.join(letter.replace('capital ', '') for letter in spoken.split(', '))
    assert len(value) >= 12, spoken
    for title in app.all('window') + app.all('dialog'):
        assert value not in title.name
    app.press('Read Out')
    driver.wait_for(lambda: 'not read out' in view.text, 'it is not spoken any more')
    app.press('Copy')
    app.find('button', r'Copied\..*')
    driver.wait_for(lambda: not [node for node in app.all('label', 'Hidden in .*') if node.shown],
                    'the window closes by itself', 30)
    ok('shown for as long as the countdown runs, spoken only when asked')
    driver.wait_for(lambda: not [node for node in app.all('button', 'Show Once…') if node.shown], 'it was shown once')
    app.find('label', r'.*ticket 120001.*')
    ok('it was the only time, and the look stands in Activity with its reason')
    return value


def conflict(app):
    app.tab_to('tab', 'Integrations')
    app.key('Return')
    app.find('label', 'Mapping')
    app.press('Choose: Microsoft 365 Tenant')
    app.find('search box', 'Search')
    taken = app.find('label', 'Mapped to .*')
    assert not taken.parent.parent.has(driver.SENSITIVE)
    app.type(taken.name.replace('Mapped to ', '')[:12])
    driver.time.sleep(0.4)
    app.key('Return')
    app.find('search box', 'Search')
    app.key('Escape')
    ok('what another client has is there, with its name, and cannot be chosen')


def nothing_left(fake, value):
    for folder, _, files in os.walk(fake.data):
        for name in files:
            with open(os.path.join(folder, name), 'rb') as data:
                assert value.encode() not in data.read(), name
    ok('the value is in no file of the profile')


try:
    with product.Product(tickets=()) as fake:
        words = set_up(fake)
        vendor = Vendor(fake)
        with driver.App([sys.argv[1], '--data-dir', fake.data]) as window:
            sign_in(window, words)
            undo(window, vendor)
            undo_again(window)
            undo_with_drift(window, vendor)
            value = show_once(window, fake)
            conflict(window)
            window.key('ctrl+q')
            window.process.wait(20)
            assert window.process.returncode == 0, f'quitting: {window.process.returncode}'
        nothing_left(fake, value)
except BaseException as error:
    print('\n'.join('# ' + line for line in str(error).split('\n')))
    print(f'not ok {done + 1} - {type(error).__name__}')
    sys.exit(1)
print(f'1..{done}')
