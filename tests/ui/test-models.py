# SPDX-License-Identifier: GPL-3.0-or-later
"""Language models in the window, by keyboard: the look-alike is added, a wrong key is told with what to do, it is
tested and saved; its order, budgets and use; then it plans a ticket, the run names it, and is decided in the same way again.

    test-models.py PROGRAM
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

SUMMARY = 'The blinds in the meeting room are stuck'
NAME = 'Look-alike'
done = 0


def ok(what):
    global done
    done += 1
    print(f'ok {done} - {what}', flush=True)


def set_up(fake):
    plan = fake.plan()
    plan.pop('now')
    fake.onboard(keyring='system', plan=plan)


def sign_in(app, secrets):
    app.find('label', 'Sign In')
    app.enter('E-Mail Address', 'test@msp.example')
    app.enter('Password', secrets['account.password'])
    app.key('Return')
    app.find('list', 'Clients')


def shown(app, role, name):
    return [node for node in app.all(role, name) if node.shown]


def tab_to_row(app, words, role='list item'):
    """Presses Tab and Down until a row with these words has the focus."""
    def inside(node):
        found = [node]
        for below in found:
            found.extend(below.children)
        return found
    for step in range(60):
        focus = app.focused()
        if focus is not None and focus.role == role and any(words in node.name for node in inside(focus)):
            return
        app.key('Tab' if focus is None or focus.role != role else 'Down')
        driver.time.sleep(0.1)
    raise driver.NotFound(f'{words} is no row that can be reached\n{app.dump()}')


def choose(app, name, steps):
    """A choice of a drop-down: down by some steps from where it is."""
    app.tab_to('combo box', name)
    app.key('Return')
    driver.time.sleep(0.3)
    app.key(*(['Down'] * steps), 'Return')


def back_to(app, role, name):
    """The same as tab_to, the other way round."""
    target = app.find(role, name)
    for _ in range(15):
        if target.has(driver.FOCUSED) or any(child.has(driver.FOCUSED) for child in target.children):
            return
        app.key('shift+Tab')
        driver.time.sleep(0.15)
    raise driver.NotFound(f'{name} is not reached backwards\n{app.dump()}')


def open_page(app):
    app.key('ctrl+comma')
    tab_to_row(app, 'Language Models')
    app.key('Return')
    app.find('label', 'Who Plans')
    assert shown(app, 'label', 'Always there'), 'the built-in planner is always there'
    ok('the page begins with the built-in planner')


def add(app, llm):
    app.press('Add a Language Model')
    app.find('label', 'Add a Language Model')
    choose(app, 'Service', 7)
    app.find('text box', 'Address')
    app.enter('Address', llm['baseUrl'])
    app.enter('Model', 'scripted')
    app.enter('Key', 'not-the-key-of-anybody')
    app.enter('Name', NAME)
    app.press('Test')
    app.find('label', 'The Key Is Not Accepted', timeout=30)
    app.find('label', r'Make a new key.*')
    ok('a wrong key is told, with what to do')
    back_to(app, 'text box', 'Key')
    app.key('ctrl+a')
    app.type(llm['apiKey'])
    app.press('Test')
    app.find('label', 'The Model Works', timeout=30)
    for text in ('Calls tools', 'Answers word by word', r'Answered after .*'):
        app.find('label', text)
    assert llm['apiKey'] not in app.dump(), 'the key is the name of nothing'
    ok('tested: it answers, calls tools and streams')
    app.press('Save')
    driver.wait_for(lambda: not app.all('text box', 'Address'), 'the dialog is closed')
    app.find('label', NAME)
    ok('saved')


def budgets(app):
    app.enter('Tokens for One Ticket', '60000')
    app.key('Return')
    app.find('label', r'Saved\.')
    ok('a budget is set')


def plan(app, fake):
    """A new ticket, for which the look-alike has a script: a sentence, then a plan."""
    fake.control('/llm', {'tickets': {'*': [{'text': 'I have looked at the ticket, and a person has to decide about it. '},
                                            {'plan': {'outcome': 'handover', 'diagnosis': 'Somebody has to look at the blinds.',
                                                      'findings': [], 'steps': [], 'questions': [], 'reply': '',
                                                      'confidence': 'low', 'unsure': ['who looks after the building']}}]}})
    fake.control('/tickets', {'clientKey': 'klw', 'contactEmail': 'dominic.thackray@keslowray.example',
                              'summary': SUMMARY, 'description': SUMMARY + '.'})
    app.key('alt+Left')
    app.key('alt+3')
    app.key('ctrl+r')


def see(app):
    app.find('label', SUMMARY, timeout=40)
    tab_to_row(app, SUMMARY)
    app.key('Return')
    app.press('Show How It Got There')
    app.find('label', rf'Planned by {NAME}', timeout=30)
    driver.wait_for(lambda: shown(app, 'label', r'\d+ requests? · .*tokens.*'), 'what it took')
    ok('the run names the model, with its tokens')


def decide_again(app):
    """What the model said then is taken from the store: no model is asked."""
    app.press('More About This Run')
    app.find('menu item', 'Decide Again…')
    app.key('Up')
    app.key('Return')
    app.find('label', 'The Same Decisions', timeout=30)
    app.key('Escape')
    driver.wait_for(lambda: not app.all('label', 'The Same Decisions'), 'the dialog is closed')
    ok('decided in the same way again, with what the model said then')


try:
    with product.Product(tickets=()) as fake:
        set_up(fake)
        with driver.App([sys.argv[1], '--data-dir', fake.data]) as window:
            sign_in(window, fake.secret_values())
            open_page(window)
            add(window, fake.ready['llm']['openai'])
            budgets(window)
            plan(window, fake)
            see(window)
            decide_again(window)
            window.key('ctrl+q')
            window.process.wait(20)
            assert window.process.returncode == 0, f'quitting: {window.process.returncode}'
except BaseException as error:
    print('\n'.join('# ' + line for line in str(error).split('\n')))
    print(f'not ok {done + 1} - {type(error).__name__}')
    sys.exit(1)
print(f'1..{done}')
