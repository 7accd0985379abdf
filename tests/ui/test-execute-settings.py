# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds in Execute mode, set in the window by keyboard and then used: what becomes of tickets,
who may approve by note, how long a request stands. A ticket comes, a technician approves it with a
note, its steps are done before somebody's eyes, and it gets the status that was chosen.

    test-execute-settings.py PROGRAM
"""
import copy
import datetime
import json
import os
import re
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

TICKET = 320001
WORLD = 'resources/worlds/demo.json'
done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


def make_world(folder):
    """The demonstration today, without its tickets, and with a second board that has one status less."""
    world = json.load(open(os.path.join(product.ROOT, WORLD), encoding='utf-8'))
    world['now'] = datetime.datetime.now(datetime.timezone.utc).strftime('%Y-%m-%dT%H:%M:%SZ')
    board = copy.deepcopy(world['boards'][0])
    board.update(id=52, name='Escalations')
    board['statuses'] = [dict(s, id=s['id'] + 20) for s in board['statuses'] if s['name'] != 'Waiting on Client']
    world['boards'].append(board)
    ticket = next(t for t in world['tickets'] if t['id'] == TICKET)
    world['tickets'] = []
    return product.write_private(os.path.join(folder, 'execute-world.json'), world), ticket


def sign_in(app, secrets):
    app.find('label', 'Sign In')
    app.enter('E-Mail Address', 'test@msp.example')
    app.enter('Password', secrets['account.password'])
    app.key('Return')
    app.find('list', 'Clients')


def words(node):
    found = [node]
    for one in found:
        found.extend(one.children)
    return [one.name for one in found]


def to_row(app, name, key='Tab'):
    """Presses Tab until the row of that title has the focus."""
    for _ in range(60):
        focus = app.focused()
        if focus is not None and focus.role in ('list item', 'combo box') and name in words(focus):
            return
        app.key(key)
        driver.time.sleep(0.05)
    raise driver.NotFound(f'{name} is not reached by {key}\n' + app.dump())


def shown(app, role, name):
    return [node for node in app.all(role, name) if node.shown]


def pick(app, row, typed):
    to_row(app, row)
    app.key('Return')
    app.find('list', row)
    app.type(typed)
    driver.wait_for(lambda: shown(app, 'label', typed + '.*'), f'{typed} is found')
    app.key('Return')
    driver.wait_for(lambda: not app.all('list', row), 'the window to choose is closed')
    driver.wait_for(lambda: shown(app, 'label', typed + '.*'), f'{typed} stands in its row')


def save(app, told):
    app.key('ctrl+s')
    app.find('label', told)


def set_ending(app):
    app.key('alt+4')
    app.find('label', 'ConnectWise PSA')
    to_row(app, 'ConnectWise PSA')
    app.key('Return')
    app.find('label', 'After a Run')
    to_row(app, 'After a Run')
    app.key('Return')
    app.find('label', 'Handing Over')
    app.find('label', 'Each board has teams of its own. Choose a board first.')
    pick(app, 'When It Is Done', 'Completed')
    pick(app, 'Board', 'Escalations')
    pick(app, 'Team', 'Second Line')
    pick(app, 'Person', 'Tariq Bell')
    save(app, 'Saved. It holds for every run that ends from now on.')
    ok('what becomes of tickets is chosen from what the PSA has')


def set_approvers(app):
    app.find('label', 'Who May Approve by Note')
    to_row(app, 'Who May Approve by Note')
    app.key('Return')
    app.find('label', 'Nobody is switched on.*')
    to_row(app, 'Tariq Bell')
    app.key('Return')
    app.find('label', '1 technician may decide by note.')
    save(app, 'Saved. It holds from now on, for open requests too.')
    ok('a technician may approve by note')


def set_times(app):
    app.key('alt+4')
    app.find('label', 'How Long Requests Stand')
    to_row(app, 'How Long Requests Stand')
    app.key('Return')
    app.find('combo box', 'Expires After')
    to_row(app, 'Expires After')
    app.key('Return')
    driver.wait_for(lambda: shown(app, 'label', '2 hours'), 'what there is to choose from')
    app.key('Home', 'Down', 'Down', 'Return')
    app.find('label', '2 hours')
    save(app, 'Saved. It holds for requests that are made from now on.')
    ok('a request stands for two hours')


def request(fake):
    """The code that our note on the ticket asks for."""
    for note in fake.notes(request.ticket):
        found = re.search(r'APPROVE [A-Z2-7]{10}', note['text'])
        if found:
            return found.group(0)
    return None


def approve_by_note(app, fake, ticket):
    created = fake.control('/tickets', {name: ticket[name] for name in ('clientKey', 'contactId', 'summary', 'description', 'type', 'source')})
    request.ticket = created['id']
    app.key('F5')
    line = driver.wait_for(lambda: request(fake), 'the request stands on the ticket', 40)
    fake.control(f'/tickets/{request.ticket}/notes', {'kind': 'internal', 'authorKind': 'member', 'memberId': 402, 'text': line})
    app.key('alt+3')
    app.find('label', ticket['summary'])
    app.key('F5')


def watch_steps(app):
    app.press('Show How It Got There', 30)
    app.find('label', 'Progress')
    app.find('label', '(The step is|All steps are) done', 60)
    app.find('label', 'Granted by Tariq Bell with a note on the ticket.*')
    ok('the steps are shown as done, and who approved by name')


def check_stored(fake, since):
    ending = fake.json('ending', keyring='system')
    assert ending['done'] == 'Completed' and ending['board'] == '52' and ending['member'] == '402' and ending['team'], ending
    listed = [a['name'] for a in fake.json('approvers', keyring='system')['approvers'] if a['listed']]
    assert listed == ['Tariq Bell'], listed
    approval = fake.json('approvals', '--list', keyring='system')['approvals'][0]
    expires = datetime.datetime.fromisoformat(approval['expires'].replace('Z', '+00:00'))
    left = expires - since
    assert datetime.timedelta(hours=1, minutes=50) < left < datetime.timedelta(hours=2, minutes=20), (approval['expires'], since)
    ticket = next(t for t in fake.control('/tickets')['tickets'] if t['id'] == request.ticket)
    assert ticket['status'] == 'Completed', ticket
    ok('it is stored, and was used')


try:
    folder = tempfile.mkdtemp(prefix='muster-test-')
    path, ticket = make_world(folder)
    with product.Product(world=path) as fake:
        plan = fake.plan()
        plan.pop('now')
        plan['mode'] = 'execute'
        fake.onboard(keyring='system', plan=plan)
        with driver.App([sys.argv[1], '--data-dir', fake.data]) as window:
            sign_in(window, fake.secret_values())
            set_ending(window)
            set_approvers(window)
            set_times(window)
            since = datetime.datetime.now(datetime.timezone.utc)
            approve_by_note(window, fake, ticket)
            watch_steps(window)
            window.key('ctrl+q')
            window.process.wait(20)
        check_stored(fake, since)
    shutil.rmtree(folder, ignore_errors=True)
except BaseException as error:
    print('\n'.join('# ' + line for line in str(error).split('\n')))
    print(f'not ok {done + 1} - {type(error).__name__}')
    sys.exit(1)
print(f'1..{done}')
