# SPDX-License-Identifier: GPL-3.0-or-later
"""Policies, prompts and modes in the window and by keyboard: a tool is searched for and
its policy changed, with what would have been decided otherwise before it is saved; all
tools of a kind at once; a client is switched to Execute with a tick and a button; the
MSP's prompt is written, its length is told, and an earlier text comes back.

    test-policies.py PROGRAM
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

TICKET = 120000
TOOL = 'Read a user'
CLASS = 'Changes passwords or sign-in methods'
OWN_ACTS = {'Add an internal note', 'Reply to the requester', 'Set the ticket’s status', 'Move the ticket to another board',
            'Give the ticket to a team', 'Hand the ticket to a person'}
done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


def set_up(fake):
    plan = fake.plan(clients=('klw',))
    plan.pop('now')
    fake.onboard(keyring='system', plan=plan)
    fake.process(keyring='system')


def sign_in(app, secrets):
    app.find('label', 'Sign In')
    app.enter('E-Mail Address', 'test@msp.example')
    app.enter('Password', secrets['account.password'])
    app.key('Return')
    app.find('list', 'Clients')


def shown(app, role, name):
    return [node for node in app.all(role, name) if node.shown]


def row(app, name):
    """The row with the focus, when it has this name or a label with it."""
    focus = app.focused()
    found = focus is not None and focus.role in ('list item', 'combo box') and any(driver.re.fullmatch(name, words) for words in names(focus))
    return focus if found else None


def go_to_row(app, name, key='Tab', limit=25):
    for _ in range(limit):
        focus = row(app, name)
        if focus is not None:
            return focus
        app.key(key)
        driver.time.sleep(0.05)
    raise driver.NotFound(f'{name} is not reached by {key}\n{app.dump()}')


def go_into_list(app, name):
    """A list is one stop for Tab; its arrow keys go on from there."""
    go_to_row(app, 'Policy of .*')
    app.key('Home')
    return go_to_row(app, name, 'Down')


def names(node):
    found = [node]
    for below in found:
        found.extend(below.children)
    return [below.name for below in found]


def search(app, words, expected):
    app.tab_to('search box', 'Search tools')
    app.key('ctrl+a')
    app.type(words)
    driver.wait_for(lambda: [n.name for n in shown(app, 'button', 'Policy of .*')] and
                    all(driver.re.search(expected, n.name) for n in shown(app, 'button', 'Policy of .*')),
                    'only what was searched for')


def choose(app, item):
    """In a menu that has just been opened."""
    driver.wait_for(lambda: shown(app, None, item), item)
    for _ in range(8):
        focus = app.focused()
        if focus is not None and item in names(focus):
            break
        app.key('Down')
        driver.time.sleep(0.1)
    app.key('Return')


def row_of(app, tool, policy):
    return driver.wait_for(lambda: shown(app, 'button', f'Policy of {tool}: {policy}'), f'{tool} is {policy}')


def wait_closed(app, words):
    driver.wait_for(lambda: not shown(app, 'label', words), 'the dialog is closed')


def open_policies(app):
    app.key('alt+4')
    app.find('label', 'Tool Policies of the MSP')
    go_to_row(app, 'Tool Policies of the MSP')
    app.key('Return')
    app.find('list', 'Tools and their policies')
    driver.wait_for(lambda: len(app.all('button', 'Policy of .*')) > 80, 'every tool has a row')
    titles = list(dict.fromkeys(node.name.split(':')[0][len('Policy of '):] for node in app.all('button', 'Policy of .*')))
    assert set(titles[:len(OWN_ACTS)]) == OWN_ACTS, titles
    assert not {'Register a callback', 'Create a ticket', 'Remove a note of our own'} & set(titles), titles
    ok('the agent’s own acts come first, and only those on a ticket')


def one_tool(app):
    search(app, 'read a user', 'Read a user')
    go_into_list(app, f'Policy of {TOOL}: Automatic')
    app.key('Return')
    choose(app, 'Disabled')
    app.find('label', r'[0-9]+ of the last [0-9]+ decisions would have been different.*')
    app.find('label', 'By itself → Not at all')
    app.key('Escape')
    wait_closed(app, 'By itself → Not at all')
    row_of(app, TOOL, 'Automatic')
    ok('what would have been stands before the click, and looking saves nothing')
    focus = driver.wait_for(app.focused, 'the focus')
    assert TOOL in ' '.join(names(focus)), 'the focus is where it was: ' + focus.name
    app.key('Return')
    choose(app, 'Needs Approval')
    app.find('label', 'By itself → After approval')
    app.press('Save')
    row_of(app, TOOL, 'Needs Approval')
    app.find('label', '.*Set by you')
    ok('one tool, by keys from the search to the saved policy')


def bulk(app):
    app.tab_to('search box', 'Search tools')
    app.key('ctrl+a', 'BackSpace')
    app.tab_to('combo box', 'Which tools are shown')
    app.key('Return')
    choose(app, CLASS)
    driver.wait_for(lambda: not shown(app, 'button', f'Policy of {TOOL}.*'), 'only tools of this kind')
    app.press('Change All That Are Shown')
    choose(app, 'Disabled')
    app.find('label', r'[0-9]+ tools are changed\.')
    app.press('Save')
    row_of(app, 'Reset the password', 'Disabled')
    assert not shown(app, 'button', 'Policy of .*: Needs Approval')
    ok('all tools of a kind at once')
    app.key('alt+Left')


def prompt(app):
    app.find('label', 'Prompt of the MSP')
    go_to_row(app, 'Prompt of the MSP')
    app.key('Return')
    app.find('label', 'About 0 tokens, .*')
    text = app.tab_to('text box', 'About Your MSP')
    app.type('Answer briefly.')
    app.find('label', 'About [1-9] tokens, .*')
    ok('the length is told while somebody types')
    app.key('ctrl+s')
    app.find('label', r'Saved\. The next run is planned with it\.')
    app.key('ctrl+a')
    app.type('Promise nothing.')
    app.press('Save')
    driver.wait_for(lambda: not app.find('button', 'Save').has(driver.SENSITIVE), 'saved')
    go_to_row(app, 'History')
    app.key('Return')
    app.find('list', 'Versions, newest first')
    app.find('label', 'Holds Now')
    app.press('Restore .*')
    driver.wait_for(lambda: len(shown(app, 'button', 'Restore .*')) == 2, 'what held before is one of the earlier ones')
    app.key('Escape')
    driver.wait_for(lambda: not shown(app, 'label', 'Holds Now'), 'the history is closed')
    driver.wait_for(lambda: text.text == 'Answer briefly.', 'the earlier text is back')
    ok('the earlier text comes back, and nothing is lost by it')
    app.key('alt+Left')


def switch_mode(app):
    app.key('alt+1')
    app.find('list', 'Clients')
    go_to_row(app, 'Kessler.*')
    app.key('Return')
    app.find('label', 'Mode')
    go_to_row(app, 'Mode')
    app.key('Return')
    choose(app, 'Execute')
    app.find('label', 'The Last Plans')
    app.find('label', r'[0-9]+ changes? (is|are) made without asking')
    assert not app.find('button', 'Switch').has(driver.SENSITIVE), 'a tick first'
    app.tab_to('checkbox', 'I have looked at what is done without asking')
    app.key('space')
    app.press('Switch')
    wait_closed(app, 'The Last Plans')
    ok('a client is switched to Execute with a tick and a button, after what it means')


def stored(fake):
    tools = {tool['title']: tool for tool in fake.json('tools', keyring='system')['tools']}
    assert tools[TOOL]['policy'] == 'approval_needed'
    assert {tool['policy'] for tool in tools.values() if tool['class'] == 'credential'} == {'disabled'}
    assert fake.json('prompt', 'show', keyring='system')['msp'] == 'Answer briefly.'
    assert len(fake.json('prompt', 'history', keyring='system')['versions']) == 3
    assert [client['mode'] for client in fake.json('clients', keyring='system')['clients']] == ['execute']
    ok('all of it is stored')


try:
    with product.Product(tickets=(TICKET,)) as fake:
        set_up(fake)
        with driver.App([sys.argv[1], '--data-dir', fake.data]) as window:
            sign_in(window, fake.secret_values())
            open_policies(window)
            one_tool(window)
            bulk(window)
            prompt(window)
            switch_mode(window)
            window.key('ctrl+q')
            window.process.wait(20)
            assert window.process.returncode == 0, f'quitting: {window.process.returncode}'
        stored(fake)
except BaseException as error:
    print('\n'.join('# ' + line for line in str(error).split('\n')))
    print(f'not ok {done + 1} - {type(error).__name__}')
    sys.exit(1)
print(f'1..{done}')
