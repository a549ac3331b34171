// Commands that run until a signal: the engine with its doors, and a private DHT.
import type { Command, Ready, RunCommand } from '../command.ts'
import { findPassphrase } from '../passphrase.ts'
import { cleanLine } from '../screen.ts'

const MAX_PORT = 65_535

const up: RunCommand = {
  kind: 'run',
  name: 'up',
  usage: '[--port N] [--no-open]',
  summary: 'open the home: receive, answer, and serve the app on this machine',
  options: {
    port: { kind: 'text', hint: 'N', about: 'the port of the app (default: the same as last time)' },
    'no-open': { kind: 'flag', about: 'do not open the browser' },
  },
  start: (given, world) =>
    world.startUp({
      ...given.homeOptions(),
      // Whoever types nothing will unlock it in the app.
      findPassphrase: async () => (await findPassphrase(given, world)) || null,
      port: given.number('port', MAX_PORT),
      mayOpenBrowser: !given.isSet('no-open') && !given.isSet('json') && world.stdout.isTTY === true,
    }),
  show: (ready) => `${showState(ready)}:\n\n  ${String(ready.url)}\n\n${showSite(ready)}Ctrl-C closes it.`,
}

function showSite({ site }: Ready): string {
  return typeof site === 'string'
    ? `Public posts, for everyone who can reach this address:\n\n  ${site}\n\n`
    : ''
}

function showState({ state, name }: Ready): string {
  if (state === 'locked') return 'This home is locked; unlock it in the app'
  return state === 'empty'
    ? 'This home is empty; begin in the app'
    : `${cleanLine(String(name))}'s home is open`
}

const dht: RunCommand = {
  kind: 'run',
  name: 'dht',
  usage: '[--port N]',
  summary: 'run a private DHT on this machine, for a world without internet',
  options: { port: { kind: 'text', hint: 'N', about: 'the port of its first node (default: any)' } },
  start: (given, world) => world.startDht(given.number('port', MAX_PORT)),
  show: ({ bootstrap }) =>
    `A DHT is running. Give every command --bootstrap ${String(bootstrap)}\n\nCtrl-C ends it.`,
}

export const runningCommands: Command[] = [up, dht]
