# SPDX-License-Identifier: GPL-3.0-or-later
"""What waits for a yes, in the window and by keyboard: one request is approved and carried
out, another rejected with a reason, and the store says so afterwards.

    test-approvals.py PROGRAM
"""
import copy
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

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', 'cli'))
import product  # noqa: E402

TICKET, OTHER = 320001, 320012
WORLD = 'resources/worlds/demo.json'
done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


def make_world(folder):
    """The demonstration, with a second wish of the same kind for somebody else."""
    world = json.load(open(os.path.join(product.ROOT, WORLD), encoding='utf-8'))
    ticket = next(t for t in world['tickets'] if t['id'] == TICKET)
    other = copy.deepcopy(ticket)
    other.update(id=OTHER, number=str(OTHER), summary=ticket['summary'].replace('Owen', 'Lena'),
                 description=ticket['description'].replace('Owen Price', 'Lena Novak'))
    world['tickets'] = [ticket, other]
    return product.write_private(os.path.join(folder, 'approvals-world.json'), world)


def sign_in(app, secrets):
    app.find('label', 'Sign In')
    app.enter('E-Mail Address', 'test@msp.example')
    app.enter('Password', secrets['account.password'])
    app.key('Return')
    app.find('list', 'Clients')


def states(fake):
    return {a['summary']: a for a in fake.json('approvals', '--list', keyring='system')['approvals']}


def queue(app):
    app.key('alt+2')
    app.find('list', 'What Waits for a Yes')
    driver.wait_for(lambda: len([n for n in app.all('label', 'Add to a group: .*') if n.shown]) >= 2, 'both requests')
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


def reject(app):
    app.key('r')
    app.find('text box', 'Why Not')
    app.type('She is on leave until May')
    app.press('Reject')
    app.find('label', 'Nothing Waits for You', timeout=30)
    ok('rejected by key, with a reason')


try:
    folder = tempfile.mkdtemp(prefix='muster-test-')
    with product.Product(world=make_world(folder)) as fake:
        plan = fake.plan()
        plan.pop('now')
        plan['mode'] = 'execute'
        fake.onboard(keyring='system', plan=plan)
        fake.process(keyring='system')
        with driver.App([sys.argv[1], '--data-dir', fake.data]) as window:
            sign_in(window, fake.secret_values())
            queue(window)
            approve(window)
            reject(window)
            window.key('ctrl+q')
            window.process.wait(20)
        found = states(fake)
        assert sorted(a['state'] for a in found.values()) == ['rejected', 'used'], found
        assert any(a['reason'] == 'She is on leave until May' for a in found.values()), found
        ok('one was carried out, and the reason of the other is recorded')
    shutil.rmtree(folder, ignore_errors=True)
except BaseException as error:
    print('\n'.join('# ' + line for line in str(error).split('\n')))
    print(f'not ok {done + 1} - {type(error).__name__}')
    sys.exit(1)
print(f'1..{done}')
