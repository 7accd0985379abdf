# SPDX-License-Identifier: GPL-3.0-or-later
"""A new user's path with one PSA in the window, by keyboard: connect and live test,
import of one company, a test ticket, its internal note on the screen, and afterwards
what is watched, the webhooks page and the disconnecting.

    test-psa-path.py PSA PROGRAM
"""
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

import driver  # noqa: E402

# Name, place in the list of products, a field that only this form has
PSAS = {
    'connectwise': ('ConnectWise PSA', 0, 'Company ID'),
    'halopsa': ('HaloPSA', 1, 'Instance'),
    'autotask': ('Autotask PSA', 2, 'API User'),
}
PASSWORD = 'copper kettle on the windowsill'
done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


def make_account(app):
    app.find('label', 'Welcome to Muster')
    app.press('Start')
    for name, text in (('Name of the MSP', 'Northlight IT'), ('Your Name', 'Robin Example'),
                       ('Your E-Mail Address', 'robin@northlight.example'), ('Password', PASSWORD),
                       ('Repeat the Password', PASSWORD)):
        app.enter(name, text)
    app.press('Create Account')


def choose_product(app, place, field):
    """The arrow keys go through the products, Return chooses."""
    app.find('label', 'Connect Your PSA')
    app.tab_to('checkbox', 'ConnectWise PSA')
    if place > 0:
        app.key(*['Down'] * place, 'Return')
    app.find('text box', field)
    app.find('label', 'Step by step, in the vendor’s own menus')
    ok('product chosen, its form and its guide are there')


def connect(app):
    app.tab_to('button', 'Skip')
    app.key('ctrl+d')
    app.press('Connect')
    app.find('label', 'Connected as .*', timeout=90)
    app.press('Next', timeout=90)
    ok('live test passed, every check is shown')


def skip(app, *titles):
    for title in titles:
        app.find('label', title)
        app.press('Skip')


def import_one(app):
    app.find('label', r'Which Companies\?')
    app.find('list', 'Companies', timeout=60)
    app.press('Choose None')
    app.tab_to('search box', 'Search companies')
    app.type('alder')
    app.find('checkbox', 'Alder & Finch Architects')
    driver.wait_for(lambda: len(app.all('checkbox', '(Alder|Varga).*')) == 1, 'only what was searched for')
    app.tab_to('button', 'Choose None')
    app.key('Tab')  # into the list
    driver.wait_for(lambda: app.focused() and app.focused().role == 'list item', 'the focus in the list')
    app.key('space')
    app.press('Import 1')
    app.find('label', '1 client made', timeout=60)
    app.find('label', 'Already a client')
    app.press('Next')
    app.find('label', 'Provisioning')
    app.find('label', 'Active', timeout=60)
    app.press('Next', timeout=60)
    ok('one company imported, and it is active')


def try_ticket(app):
    app.find('label', r'Who Is This Client\?')
    app.press('Next')
    app.find('label', 'What Tools May Do')
    app.key('ctrl+Return')
    app.find('label', 'Operating Mode')
    app.press('Next')
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
    app.press('Finish')
    app.find('list', 'Clients')
    ok('the note is on screen')


def open_row(app, title, page):
    """Opens a page of the connection from its row: Tab into the group, arrow keys to the row."""
    for _ in range(40):
        focus = app.focused()
        if focus is not None and focus.role == 'list item' and title in [node.name for node in below(focus)]:
            break
        app.key('Down' if focus is not None and focus.role == 'list item' and
                'What Is Watched' in [node.name for node in below(focus.parent)] else 'Tab')
        driver.time.sleep(0.05)
    app.key('Return')
    return app.find('label', page)


def below(node):
    yield node
    for child in node.children:
        yield from below(child)


def look_around(app, name):
    """What came with the connection: its page, the filter with its preview, the webhooks."""
    app.key('ctrl+comma')
    app.find('label', 'Connections')
    app.key('Return')
    app.find('label', 'Disconnect')
    open_row(app, 'What Is Watched', 'Tickets to Take')
    app.find('label', r'Would have taken \d+ of the last \d+ tickets?', timeout=60)
    app.key('alt+Left')
    ok('the filter is tried on the latest tickets')
    open_row(app, 'Webhooks', 'You Do Not Need Them')
    switch = app.find(None, 'Receive Webhooks.*')
    assert not switch.has(driver.CHECKED), 'the listener is off by default'
    app.find('label', 'Off: nothing listens on this computer')
    app.key('alt+Left')
    ok('webhooks are off, and the page says that they are not needed')


def disconnect(app, name):
    app.find('label', 'Disconnect')
    app.press('Disconnect…')
    app.find('label', f'Disconnect {name}\\?')
    app.find('button', 'Cancel( Cancel)?')  # libadwaita's dialog names its buttons twice
    app.tab_to('button', 'Disconnect( Disconnect)?')
    app.key('Return')
    app.find('label', 'Connections')
    app.find('button', 'Connect: PSA', timeout=60)
    ok('disconnected, and it can be connected again')


def path(program, psa):
    name, place, field = PSAS[psa]
    with driver.App([program, '--sandbox']) as app:
        make_account(app)
        choose_product(app, place, field)
        connect(app)
        skip(app, 'Connect Microsoft 365', 'Connect Hudu')
        app.find('label', 'Planner')
        app.press('Next')
        import_one(app)
        try_ticket(app)
        look_around(app, name)
        disconnect(app, name)
        app.key('ctrl+q')
        app.process.wait(20)
        assert app.process.returncode == 0, f'quitting: {app.process.returncode}'


try:
    path(sys.argv[2], sys.argv[1])
except BaseException as error:
    print('\n'.join('# ' + line for line in str(error).split('\n')))
    print(f'not ok {done + 1} - {type(error).__name__}')
    sys.exit(1)
print(f'1..{done}')
