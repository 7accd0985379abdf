# SPDX-License-Identifier: GPL-3.0-or-later
"""One run in the window, by keyboard: what came of it first, then its timeline with a
choice of what is shown and each request exactly as it was; the report in the clipboard,
and the same decisions once more.

    test-run-view.py PROGRAM
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

import driver  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
import product  # noqa: E402

TICKET = 120001
done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


def set_up(fake):
    plan = fake.plan()
    plan.pop('now')
    fake.onboard(keyring='system', plan=plan)
    fake.process(keyring='system')
    return fake.json('runs', keyring='system')['runs'][0]


def sign_in(app, secrets):
    app.find('label', 'Sign In')
    app.enter('E-Mail Address', 'test@msp.example')
    app.enter('Password', secrets['account.password'])
    app.key('Return')
    app.find('list', 'Clients')


def shown(app, role, name):
    return [node for node in app.all(role, name) if node.shown]


def tab_to_row(app):
    """Presses Tab until a row of a list has the focus."""
    def row():
        focus = app.focused()
        return focus if focus is not None and focus.role == 'list item' else None
    for _ in range(30):
        if row() is not None:
            return
        app.key('Tab')
        driver.time.sleep(0.1)
    raise driver.NotFound('no row is reached by Tab\n' + app.dump())


def open_run(app, run):
    app.key('alt+3')
    app.find('label', run['summary'])
    tab_to_row(app)
    app.key('Return')
    app.press('Show How It Got There')
    driver.wait_for(lambda: shown(app, 'label', 'State'), 'the run is there')
    assert shown(app, 'label', 'Diagnosis') and shown(app, 'label', 'What Was Written')
    ok('the plan and its outcome stand first')


def timeline(app):
    app.tab_to('tab', 'Timeline')
    app.key('Return')
    app.find('list', 'Timeline')
    driver.wait_for(lambda: shown(app, 'label', r'Ticket #.*'), 'the ticket is the first entry')
    assert not shown(app, 'label', 'Prepared'), 'only the main points at first'
    app.tab_to('combo box', 'What Is Shown')
    app.key('Return')
    driver.wait_for(lambda: shown(app, 'label', 'Everything'), 'what there is to choose from')
    app.key('Down', 'Return')
    driver.wait_for(lambda: app.all('label', 'Prepared'), 'everything is shown')
    ok('the main points, and everything when it is asked for')


def exactly(app):
    tab_to_row(app)
    app.key('Home')
    for _ in range(30):
        app.key('Down')
        driver.time.sleep(0.1)
        focus = app.focused()
        words = [node.name for node in below(focus)] if focus else []
        if any(word.endswith('Request') or ' Request' in word for word in words):
            break
    app.key('Return')
    driver.wait_for(lambda: [node for node in app.all('label') if node.name.startswith('connectwise:')],
                    'arguments and answer, unfolded with Return')
    ok('a request is unfolded by key, with its arguments and its answer')


def below(node):
    found = [node]
    for one in found:
        found.extend(one.children)
    return found


def decide_again(app):
    app.press('More About This Run')
    app.find('menu item', 'Decide Again…')
    app.key('Up')
    app.key('Return')
    app.find('label', 'The Same Decisions', timeout=30)
    app.key('Escape')
    driver.wait_for(lambda: not app.all('label', 'The Same Decisions'), 'the dialog is closed')
    ok('decided in the same way again')


def copy_report(app):
    app.press('More About This Run')
    app.find('menu item', 'Copy Report')
    app.key('Return')
    app.find('label', r'The report was copied\.')
    ok('the report is in the clipboard')


try:
    with product.Product(tickets=(TICKET,)) as fake:
        run = set_up(fake)
        with driver.App([sys.argv[1], '--data-dir', fake.data]) as window:
            sign_in(window, fake.secret_values())
            open_run(window, run)
            timeline(window)
            exactly(window)
            copy_report(window)
            decide_again(window)
            window.key('ctrl+q')
            window.process.wait(20)
            assert window.process.returncode == 0, f'quitting: {window.process.returncode}'
except BaseException as error:
    print('\n'.join('# ' + line for line in str(error).split('\n')))
    print(f'not ok {done + 1} - {type(error).__name__}')
    sys.exit(1)
print(f'1..{done}')
