// Commands that run until a signal: the engine with its doors, and a private DHT.
import type { ErrorCode } from '../../../core/contract/index.ts'
import { parseWebOptions } from '../../front/web-options.ts'
import { asking, running, type Command, type Ready } from '../command.ts'
import { flag, number, text } from '../fields.ts'
import { findPassphrase } from '../passphrase.ts'
import { cleanLine } from '../screen.ts'
import { showWeb, WEB_FIELDS } from '../web-fields.ts'

const MAX_PORT = 65_535

const up = running({
  name: 'up',
  summary: 'run Fumikura: receive letters, let others open yours, and serve the page on this machine',
  fields: {
    port: number(MAX_PORT, 'N', 'the port of the page (default: a new one each time, which is safer)'),
    noOpen: flag('do not open the browser'),
    ...WEB_FIELDS,
  },
  start: ({ port, noOpen, ...typed }, given, world) =>
    world.startUp({
      ...given.homeOptions(),
      // A person who types nothing can unlock it on the page.
      findPassphrase: async () => (await findPassphrase(given, world)) || null,
      port,
      web: parseWebOptions(typed),
      mayOpenBrowser: !noOpen && !given.isSet('json') && world.stdout.isTTY === true,
    }),
  show: (ready, report) =>
    [
      `${showState(ready, report?.problem ?? null)}.`,
      report?.isOpened ? 'The page opens in your browser. If it does not, paste this there:' : PASTE,
      `  ${String(ready.url)}`,
      'The link works once, within ten minutes. For another browser: fumikura open',
      ...showSite(ready),
      ...showWeb(ready),
      'Ctrl-C ends it.',
    ].join('\n\n'),
})

const PASTE = 'To see the page, paste this into your browser:'

function showSite({ site }: Ready): string[] {
  return typeof site === 'string'
    ? ['Your public site, for everyone who can reach this address:', `  ${site}`]
    : []
}

function showState({ state, name }: Ready, problem: ErrorCode | null): string {
  if (state === 'locked') return 'This home is locked: unlock it with `fumikura unlock`, or on its page'
  if (state === 'failing') return `This home could not be opened (${String(problem)}); see its page`
  return state === 'empty'
    ? 'This home is empty; start on the page'
    : `${cleanLine(String(name))}'s home is open`
}

const open = asking({
  name: 'open',
  summary: 'sign in another browser: open the page of the running Fumikura in it',
  fields: { link: flag('print a link instead; it works once, within a minute') },
  unlocks: false,
  async ask({ input, given, api, world }) {
    const link = await api.sessions.open()
    const isOpened = !input.link && !given.isSet('json') && world.openBrowser(link.file)
    return { ...link, isOpened }
  },
  show: ({ url, isOpened }) =>
    isOpened
      ? 'The page opens in your browser. If it does not: fumikura open --link'
      : `Paste this link into your browser within a minute; it works once:\n\n  ${url}`,
})

const dht = running({
  name: 'dht',
  summary: 'run a private network, without the internet or beside it',
  fields: {
    host: text(
      'ADDRESS',
      'the address by which other machines reach this one (default: 127.0.0.1, this one only)',
    ),
    port: number(MAX_PORT - 3, 'N', 'the first of its four UDP ports (default: any)'),
  },
  start: ({ host, port }, _given, world) => world.startDht({ host, port }),
  show: ({ bootstrap }) =>
    `A private network is running. Each home joins it once:\n\n  fumikura up --bootstrap ${String(bootstrap)}\n\nCtrl-C ends it.`,
})

export const runningCommands: Command[] = [up, open, dht]
