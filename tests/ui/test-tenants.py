# SPDX-License-Identifier: GPL-3.0-or-later
"""A technician's sign-in to Microsoft 365 in the window, by keyboard: the browser and
the way back, the customers, consent for one of them, what is still missing there, the
permissions, and the acceptance of Exchange's unpublished interface.

    test-tenants.py PROGRAM
"""
import os
import shutil
import sys

try:
    import gi.repository.Gio  # noqa: F401
except ImportError:
    print('1..0 # SKIP python3-gi is not there')
    sys.exit(0)
if shutil.which('xdotool') is None:
    print('1..0 # SKIP xdotool is not there')
    sys.exit(0)

import browser  # noqa: E402
import driver  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
import product  # noqa: E402

CLINIC = 'Praxisklinik Wendelbach GmbH'
done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


def set_up(fake):
    """A profile with one mapped client, whose app signs in as itself so far."""
    plan = fake.plan(['pkw'])
    plan.pop('now')
    plan.pop('settleMs')
    for connection in plan['connections']:
        if connection['integration'] == 'microsoft365':
            connection['fields'].pop('exchangeUnpublished')
            connection['fields']['partner'] = fake.ready['entra']['partner']
    fake.onboard(keyring='system', plan=plan)
    return fake.secret_values()


def sign_in(app, secrets):
    app.find('label', 'Sign In')
    app.enter('E-Mail Address', 'test@msp.example')
    app.enter('Password', secrets['account.password'])
    app.key('Return')
    app.find('list', 'Clients')


def below(node):
    yield node
    for child in node.children:
        yield from below(child)


def go_to_row(app, title):
    """Tab from group to group, arrow keys to the row."""
    def has_it(node):
        return title in [part.name for part in below(node)]
    for _ in range(80):
        focus = app.focused()
        here = focus is not None and focus.role == 'list item'
        if here and has_it(focus):
            return
        app.key('Down' if here and has_it(focus.parent) else 'Tab')
        driver.time.sleep(0.05)
    raise driver.NotFound(f'the row {title!r} is not reached\n{app.dump()}')


def open_row(app, title, page):
    go_to_row(app, title)
    app.key('Return')
    return app.find('label', page)


def open_connection(app):
    app.key('ctrl+comma')
    app.find('label', 'Connections')
    open_row(app, 'Microsoft 365', 'Disconnect')


def accept_exchange(app):
    app.find('label', 'Off: the tools below are not used')
    app.tab_to(None, 'Use the Unpublished Interface')
    app.key('space')
    app.find('label', r'Use an Interface That Microsoft Has Not Published\?')
    app.key('Escape')
    app.find('label', 'Off: the tools below are not used')
    ok('the unpublished interface is off until somebody accepts it')
    app.tab_to(None, 'Use the Unpublished Interface')
    app.key('space')
    app.find('label', r'Use an Interface That Microsoft Has Not Published\?')
    app.tab_to('button', 'Accept( Accept)?')
    app.key('Return')
    app.find('label', r'Accepted by Test Person on .*', timeout=30)
    ok('who accepted it, and when, is shown')


def sign_in_as_technician(app, fake):
    app.press('Enter New Credentials')
    app.find('label', 'New Credentials for Microsoft 365')
    app.find('label', '1. Register an App')
    choose(app, 'Sign in with', 2, 'Use a Code Instead')
    app.enter(r'Application \(client\) ID', fake.ready['entra']['publicClientId'])
    app.press('Sign In in Browser')
    try:
        driver.wait_for(lambda: not app.all('label', 'New Credentials for Microsoft 365'), 'the dialog is closed', 60)
    except driver.NotFound:
        raise driver.NotFound(app.dump()) from None
    ok('signed in with the browser, tested and saved')


def choose(app, title, steps, expected):
    """Opens a row of choices, and goes down so many steps."""
    app.tab_to('combo box', title)
    app.key('space')
    driver.wait_for(lambda: app.focused().role == 'list item', 'the choices')
    app.key(*['Down'] * steps, 'Return')
    app.find('button', expected)


def look_at_the_clinic(app):
    open_row(app, 'Tenants', 'Tenants')
    app.find('list', 'Customers', timeout=60)
    assert len(app.all('label', r'.*· (Client: .*|No client yet)')) == 3, app.dump()
    app.find('label', f'.*· Client: {CLINIC}')
    app.tab_to('search box', 'Search customers')
    app.type('wendel')
    driver.wait_for(lambda: len(app.all('label', r'.*· (Client: .*|No client yet)')) == 1, 'only what was searched for')
    app.key('Return')
    app.find('label', 'What to Do', timeout=60)
    ok('the customers are there, and one of them is found and opened')


def consent(app):
    app.press('Check Again')
    app.find('button', 'Consent for the Customer…', timeout=60)
    app.press('Consent for the Customer…')
    app.find('label', f'Consent for {CLINIC}?'.replace('?', r'\?'))
    wanted = [node.name for node in app.all('label', r'[\w.-]+, (Microsoft Graph|Office 365 Exchange Online)')]
    assert 'User.Read.All, Microsoft Graph' in wanted, app.dump()
    app.find('label', rf'The app gets {len(wanted)} permissions in this customer’s tenant\..*')
    ok('every permission is shown before it is consented to')
    app.tab_to('button', 'Consent( Consent)?')
    app.key('Return')
    driver.wait_for(lambda: not app.all('button', 'Consent for the Customer…'), 'the consent is given', 60)
    ok('consent was given for the customer')


def missing_roles(app):
    for role in ('Exchange Administrator', 'Security Administrator'):
        title = app.find('label', f'Role {role}')
        assert 'Missing' in [node.name for node in below(title.parent)], app.dump()
    app.find('label', r'Open Partner Center, choose Customers.*')
    app.find('button', 'Open Partner Center|Open the Page')
    app.find('label', r'Off until then: .*')
    app.find('label', r'\d+ tools? (is|are) off')
    ok('what is missing, what to click, and what is off meanwhile is said')


try:
    with product.Product() as sandbox:
        words = set_up(sandbox)
        person = sandbox.ready['entra']['technicians'][0]['upn']
        folder = browser.install(f'decision=sign-in&user={person}')
        try:
            with driver.App([sys.argv[1], '--data-dir', sandbox.data], {'XDG_DATA_HOME': folder}) as window:
                sign_in(window, words)
                open_connection(window)
                accept_exchange(window)
                sign_in_as_technician(window, sandbox)
                look_at_the_clinic(window)
                consent(window)
                missing_roles(window)
                window.key('ctrl+q')
                window.process.wait(20)
                assert window.process.returncode == 0, f'quitting: {window.process.returncode}'
        finally:
            shutil.rmtree(folder, ignore_errors=True)
except BaseException as error:
    print('\n'.join('# ' + line for line in str(error).split('\n')))
    print(f'not ok {done + 1} - {type(error).__name__}')
    sys.exit(1)
print(f'1..{done}')
