#!/usr/bin/python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Turn the truth of a world into what the scripted model says to each open ticket:

    model-script.py WORLD TRUTH [--out FILE] [--post http://127.0.0.1:PORT/sandbox]

First the reads that a diagnosis needs, in two turns, then the plan with the expected actions. Objects are named
as people name them (sign-in name, name of a group, part number), never by id: a model is shown none.
"""
import argparse
import json
import os
import re
import sys
import urllib.request

ROOT = os.path.abspath(os.path.join(os.path.dirname(os.path.abspath(__file__)), '..', '..'))
USER_READS = ('get-user', 'list-sign-ins', 'get-user-risk', 'list-user-groups', 'list-auth-methods', 'list-user-devices',
              'get-manager', 'list-user-licenses', 'get-mailbox-settings')
NO_ARGS = ('list-subscribed-skus', 'list-teams', 'get-service-health')
# What a search of the documentation is for, by the kind of request
TOPICS = {'lockout': 'locked', 'password-reset': 'password', 'mfa-reset': 'authenticator', 'onboarding': 'starter', 'offboarding': 'leaver',
          'shared-mailbox': 'mailbox', 'licence': 'licence', 'group-access': 'access', 'phishing': 'phishing', 'printer': 'printer'}
REPLIES = {
    'en': {'plan': 'We have taken care of your request.', 'answer': 'We have looked into it; here is what to do.',
           'ask': 'We need to know one thing before we can go on.', 'handover': 'A technician will look at this.', 'ignore': ''},
    'de': {'plan': 'Ihr Anliegen ist erledigt.', 'answer': 'Wir haben nachgesehen; so geht es weiter.',
           'ask': 'Bevor wir weitermachen können, brauchen wir noch eine Auskunft.', 'handover': 'Ein Techniker sieht sich das an.', 'ignore': ''},
}
QUESTIONS = {'en': 'Can you confirm this with whoever decides about it?', 'de': 'Können Sie das von der zuständigen Person bestätigen lassen?'}


def load_tools():
    """Full name of a tool → its row of the catalog."""
    tools = {}
    for name in ('microsoft365', 'connectwise', 'halopsa', 'autotask', 'hudu', 'itglue'):
        with open(os.path.join(ROOT, 'resources', 'catalog', name + '.openapi.json'), encoding='utf-8') as file:
            for tool, row in json.load(file)['x-muster-tools'].items():
                tools['%s:%s' % (name, tool)] = row
    return tools


class Names:
    """What people call the objects of one client."""

    def __init__(self, client):
        self.names = {}
        for user in client['users']:
            self.names['user:' + user['id']] = user['upn']
        for group in client['groups']:
            self.names['group:' + group['id']] = group['name']
        for team in client['teams']:
            self.names['team:' + team['id']] = team['name']
        for device in client['devices']:
            self.names['device:' + device['id']] = device['deviceName']

    def __call__(self, value):
        """A value in plan notation as a model writes it; values that name nothing stay as they are."""
        if not isinstance(value, str):
            return value
        kind, colon, rest = value.partition(':')
        if value in self.names:
            return self.names[value]
        return rest if colon and kind in ('mailbox', 'sku', 'new', 'smtp') else value


def target_argument(tool):
    return next((name for name, spec in tool['args'].items() if spec['role'].startswith('target:')), None)


def plan_step(tools, names, action):
    row = tools[action['tool']]
    args = {name: names(value) for name, value in action.get('args', {}).items()}
    target = target_argument(row)
    # the client is the run's own, nobody names it
    if target is not None and not action['target'].startswith('client:'):
        args[target] = names(action['target'])
    return {'tool': action['tool'], 'args': args, 'reason': 'It is what was asked for.', 'expected': 'It is as it was asked for.'}


def values_of(actions, kind):
    """All objects of one kind that the actions name, each once, in order; not those that a step makes."""
    found = []
    for action in actions:
        for value in [action['target'], *action.get('args', {}).values()]:
            if isinstance(value, str) and value.startswith(kind + ':') and value not in found:
                found.append(value)
    return found


def call(tool, **args):
    return {'tool': tool, 'args': args}


def lookups(truth, names, actions, requester):
    """The first turn: what finds things by their names."""
    calls = []
    for user in [requester, *values_of(actions, 'user')]:
        if user is not None and names(user) != user:
            calls.append(call('microsoft365:find-users', query=names(user)))
    groups = [names(g) for g in values_of(actions, 'group')]
    distribution = any(a['tool'].endswith('-distribution-member') for a in actions)
    for group in groups:
        calls.append(call('microsoft365:find-distribution-groups' if distribution else 'microsoft365:find-groups', query=group))
    for device in values_of(actions, 'device'):
        calls.append(call('microsoft365:find-devices', name=names(device)))
    for mailbox in values_of(actions, 'mailbox'):
        calls.append(call('microsoft365:find-mailboxes', query=names(mailbox)))
    wanted = {r.partition(':')[2] for r in truth['expected_reads'] if r.startswith('microsoft365:')}
    if values_of(actions, 'sku'):
        wanted.add('list-subscribed-skus')
    if values_of(actions, 'team'):
        wanted.add('list-teams')
    calls += [call('microsoft365:' + name) for name in NO_ARGS if name in wanted]
    if 'docs:search' in truth['expected_reads'] or 'docs:read' in truth['expected_reads']:
        topic = TOPICS.get(truth['intent'], truth['intent'].split('-')[0])
        calls += [call('hudu:search-articles', query=topic), call('itglue:search-documents', query=topic)]
    if 'docs:list-assets' in truth['expected_reads']:
        calls += [call('hudu:list-assets'), call('itglue:list-configurations')]
    return [c for i, c in enumerate(calls) if c not in calls[:i]]


def details(truth, names, actions, requester):
    """The second turn: what reads the things that were found."""
    wanted = {r.partition(':')[2] for r in truth['expected_reads'] if r.startswith('microsoft365:')}
    subject = next(iter(values_of(actions, 'user')), requester)
    calls = []
    if subject is not None and names(subject) != subject:
        calls += [call('microsoft365:' + name, user=names(subject)) for name in USER_READS if name in wanted]
    for kind, tool, argument in (('group', 'get-group', 'group'), ('device', 'get-device', 'device'), ('mailbox', 'get-mailbox', 'mailbox'),
                                 ('mailbox', 'list-mailbox-permissions', 'mailbox'), ('team', 'list-team-members', 'team')):
        if tool in wanted:
            calls += [call('microsoft365:' + tool, **{argument: names(value)}) for value in values_of(actions, kind)]
    return calls


def script(tools, client, truth):
    names = Names(client)
    actions = truth['expected_writes'] + truth['expected_secret_reads']
    language = 'de' if truth['language'] == 'de' else 'en'
    plan = {'outcome': truth['outcome'], 'diagnosis': truth['why'], 'findings': [{'text': truth['why'], 'source': 'ticket'}],
            'steps': [plan_step(tools, names, a) for a in actions],
            'questions': [QUESTIONS[language]] if truth['outcome'] == 'ask' else [],
            'reply': REPLIES[language][truth['outcome']], 'confidence': 'high', 'unsure': []}
    turns = [{'calls': lookups(truth, names, actions, truth['requester'])}, {'calls': details(truth, names, actions, truth['requester'])}, {'plan': plan}]
    return [t for t in turns if t.get('calls') or t.get('plan')]


def complaints(tools, scripts):
    """What a script says that the catalog does not know, and ids that a model could not know."""
    for ticket, turns in scripts.items():
        uses = [use for turn in turns for use in turn.get('calls', []) + turn.get('plan', {}).get('steps', [])]
        for use in uses:
            row = tools.get(use['tool'])
            if row is None:
                yield '%s: no tool %s' % (ticket, use['tool'])
                continue
            bound = {name for name, spec in row['args'].items() if spec['role'] in ('target:client', 'target:ticket')}
            for name in use['args']:
                if name not in row['args'] or name in bound:
                    yield '%s: %s takes no %s' % (ticket, use['tool'], name)
            for name, spec in row['args'].items():
                if spec.get('required') and name not in use['args'] and name not in bound:
                    yield '%s: %s needs %s' % (ticket, use['tool'], name)
        if not turns or 'plan' not in turns[-1]:
            yield '%s: no plan' % ticket
        if re.search(r'[0-9a-f]{8}-[0-9a-f]{4}-', json.dumps(turns)):
            yield '%s: an id' % ticket


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument('world')
    parser.add_argument('truth')
    parser.add_argument('--out')
    parser.add_argument('--post', help='the control address of a sandbox that shall have the script')
    parser.add_argument('--check', action='store_true', help='write nothing; fail when a script names what the catalog does not know')
    options = parser.parse_args()
    with open(options.world, encoding='utf-8') as file:
        world = json.load(file)
    clients = {c['key']: c for c in world['clients']}
    tools = load_tools()
    with open(options.truth, encoding='utf-8') as file:
        rows = [json.loads(line) for line in file if line.strip()]
    scripts = {str(row['ticket']): script(tools, clients[row['client']], row) for row in rows}
    if options.check:
        found = list(complaints(tools, scripts))
        print('\n'.join(found) or '%d scripts' % len(scripts))
        return 1 if found else 0
    text = json.dumps({'tickets': scripts}, ensure_ascii=False, indent=1)
    if options.post:
        request = urllib.request.Request(options.post + '/llm', text.encode(), {'Content-Type': 'application/json'})
        urllib.request.urlopen(request, timeout=30).close()
    if options.out:
        with open(options.out, 'w', encoding='utf-8') as file:
            file.write(text + '\n')
    elif not options.post:
        sys.stdout.write(text + '\n')
    return 0


if __name__ == '__main__':
    sys.exit(main())
