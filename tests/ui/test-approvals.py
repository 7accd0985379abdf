# SPDX-License-Identifier: GPL-3.0-or-later
"""What waits for a yes, in the window and by keyboard: the desktop is told of it, one request
is approved and carried out, others are rejected with a reason, and the store says so afterwards.

    test-approvals.py PROGRAM
"""
import json
import os
import shutil
import sys
import tempfile

try:
    import gi.repository.Gio  # noqa: F401
except ImportError:
    print('1..0 # SKIP python3-gi is not there')
    sys.exit(0)
if shutil.which('xdotool') is None:
    print('1..0 # SKIP xdotool is not there')
    sys.exit(0)

import driver  # noqa: E402
from desktop import Desktop  # noqa: E402

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
import product  # noqa: E402

TICKET, OTHERS = 320001, {320012: 'Lena Novak', 320013: 'Grace Ellery'}
WORLD = 'resources/worlds/demo.json'
done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


def make_world(folder):
    """The demonstration, with wishes of the same kind for others."""
    world = json.load(open(os.path.join(product.ROOT, WORLD), encoding='utf-8'))
    ticket = next(t for t in world['tickets'] if t['id'] == TICKET)
    world['tickets'] = [ticket] + [dict(ticket, id=number, number=str(number), summary=ticket['summary'].replace('Owen', name.split()[0]),
                                        description=ticket['description'].replace('Owen Price', name)) for number, name in OTHERS.items()]
    return product.write_private(os.path.join(folder, 'approvals-world.json'), world)


def sign_in(app, secrets):
    app.find('label', 'Sign In')
    app.enter('E-Mail Address', 'test@msp.example')
    app.enter('Password', secrets['account.password'])
    app.key('Return')
    app.find('list', 'Clients')


def states(fake):
    return {a['summary']: a for a in fake.json('approvals', '--list', keyring='system')['approvals']}


def tell(app, fake, desktop):
    """The tickets come while the window is open."""
    for ticket in fake.world['tickets']:
        fake.control('/tickets', {name: ticket[name] for name in ('clientKey', 'contactId', 'summary', 'description')})
    app.key('F5')
    told = driver.wait_for(lambda: len(desktop.shown()) >= 3 and desktop.shown(), 'three notifications', 60)
    assert len(told) == 3 and {each.summary for each in told} == {'An Approval Is Needed'}, [each.summary for each in told]
    assert all(driver.re.fullmatch(r'Ticket #\d+: Add to a group: .+', each.body) for each in told), [each.body for each in told]
    assert all(list(each.buttons) == ['Open', 'Reject…'] for each in told), [each.buttons for each in told]
    ok('the desktop is told what waits, with the buttons open and reject, and none to approve')


def queue(app):
    app.key('alt+2')
    app.find('list', 'What Waits for a Yes')
    driver.wait_for(lambda: len([n for n in app.all('label', 'Add to a group: .*') if n.shown]) >= 3, 'all requests')
    ok('the queue shows what waits')


def approve(app):
    app.key('Return')
    app.find('label', 'For Whom')
    app.find('label', 'user:.*')
    app.find('label', r'.*\(R\d+\)')
    first = app.find('checkbox', 'Step 1, Add to a group: .*').name
    app.press('Approve')
    app.find('label', 'Approved: Add to a group: .*')
    driver.wait_for(lambda: [n for n in app.all('checkbox', 'Step 1, .*') if n.shown and n.name != first],
                    'the next one is shown')
    ok('approved with the button, beside what will be done')


def has_focus(app):
    """Is the focus on the page with the requests?"""
    node = app.focused()
    while node is not None and node.name != 'MusterApprovalsPage':
        node = node.parent
    return node is not None


def leave(app):
    app.key('alt+1')
    driver.wait_for(lambda: not has_focus(app), 'another page')


def from_desktop(app, desktop):
    """A notification goes when its button is pressed, or when its request is decided."""
    left = driver.wait_for(lambda: len(desktop.shown()) == 2 and desktop.shown(), 'that of the approved request is taken back')
    leave(app)
    desktop.press(left[0], 'Open')
    driver.wait_for(lambda: has_focus(app), 'the request')
    app.find('label', 'For Whom')
    ok('the button opens the request')
    leave(app)
    desktop.press(left[1], 'Reject…')
    app.find('text box', 'Why Not')
    app.key('Escape')
    driver.wait_for(lambda: not [n for n in app.all('text box', 'Why Not') if n.shown], 'the dialog is closed')
    app.find('label', 'For Whom')
    ok('the other button asks why, and nothing is rejected without a reason')


def reject(app):
    for _ in OTHERS:
        app.key('alt+2')
        driver.wait_for(lambda: has_focus(app), 'the page has the focus')
        app.key('r')
        app.find('text box', 'Why Not')
        app.type('She is on leave until May')
        app.press('Reject')
        driver.wait_for(lambda: not [n for n in app.all('text box', 'Why Not') if n.shown], 'the dialog is closed')
    app.find('label', 'Nothing Waits for You', timeout=30)
    ok('rejected by key, with a reason')


try:
    folder = tempfile.mkdtemp(prefix='muster-test-')
    with product.Product(world=make_world(folder)) as fake:
        plan = fake.plan()
        plan.pop('now')
        plan['mode'] = 'execute'
        fake.control('/reset', {'tickets': []})
        fake.onboard(keyring='system', plan=plan)
        desktop = Desktop()
        with driver.App([sys.argv[1], '--data-dir', fake.data]) as window:
            sign_in(window, fake.secret_values())
            tell(window, fake, desktop)
            queue(window)
            approve(window)
            from_desktop(window, desktop)
            reject(window)
            window.key('ctrl+q')
            window.process.wait(20)
        found = states(fake)
        assert sorted(a['state'] for a in found.values()) == ['rejected', 'rejected', 'used'], found
        assert sum(a['reason'] == 'She is on leave until May' for a in found.values()) == 2, found
        ok('one was carried out, and the reason of the others is recorded')
    shutil.rmtree(folder, ignore_errors=True)
except BaseException as error:
    print('\n'.join('# ' + line for line in str(error).split('\n')))
    print(f'not ok {done + 1} - {type(error).__name__}')
    sys.exit(1)
print(f'1..{done}')
