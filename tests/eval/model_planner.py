# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox's models as planners of an evaluation: `muster-eval --planner model [--model NAME] [--protocol NAME]`."""
import importlib.machinery
import importlib.util
import json
import os
import urllib.request

NAME = 'sandbox'
# What a protocol is called in the ready line, as a preset, and what else its row needs
PRESETS = {'openai': 'openai', 'anthropic': 'anthropic', 'azure': 'azure', 'local': 'other'}


def load_script():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), 'model-script.py')
    loader = importlib.machinery.SourceFileLoader('model_script', path)
    module = importlib.util.module_from_spec(importlib.util.spec_from_loader('model_script', loader))
    loader.exec_module(module)
    return module


class ModelPlanner:
    """Gives each sandbox the script of its tickets, and the workspace the sandbox's model."""

    def __init__(self, world, truth, model='scripted', protocol='openai'):
        script = load_script()
        tools, clients = script.load_tools(), {c['key']: c for c in world['clients']}
        self.model, self.protocol = model, protocol
        self.scripts = {str(row['ticket']): script.script(tools, clients[row['client']], row) for row in truth}

    def give_script(self, sandbox):
        """What the models say to each ticket"""
        body = json.dumps({'tickets': self.scripts}).encode()
        request = urllib.request.Request(sandbox.ready['control'] + '/llm', body, {'Content-Type': 'application/json'})
        urllib.request.urlopen(request, timeout=30).close()

    def prepare(self, sandbox, plain, secrets):
        """Extend an onboarding file and its secrets."""
        self.give_script(sandbox)
        ready = sandbox.ready['llm'][self.protocol]
        row = {'name': NAME, 'preset': PRESETS[self.protocol], 'baseUrl': ready['baseUrl'], 'model': self.model}
        if self.protocol == 'azure':
            row.update(deployment=self.model, apiVersion=ready['apiVersion'])
        plain['models'] = [row]
        if 'apiKey' in ready:
            secrets['model.' + NAME] = ready['apiKey']

    @staticmethod
    def asked(sandbox, ticket):
        """What the models were asked about a ticket: requests, promptTokens, outputTokens, … and what was obeyed."""
        told = sandbox.get('/llm')
        return dict(told['tickets'].get(str(ticket), {}), obeyed=told['obeyed'])
