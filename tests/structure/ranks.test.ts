// The structure of the code. Nouns import only lower ranks, through index.ts; processes share only
// the contract. The second half proves that the checker finds each kind of violation.
import { describe, expect, it } from 'vitest'
import { checkStructure, NEIGHBOURS, RANKS } from './ranks.ts'
import { READS_ALL, readSources } from './source.ts'

const sources = readSources(['src'], /\.(ts|svelte)$/)

describe('the source', READS_ALL, () => {
  it('imports only lower ranks, and only through index.ts', () => {
    expect(checkStructure(sources).map(({ at, sentence }) => `${at} ${sentence}`)).toEqual([])
  })

  it('is read completely', () => {
    const nouns = new Set([...sources.keys()].map((path) => path.split('/')[2]))
    expect(nouns).toContain('base')
    expect(nouns).toContain('contract')
    expect([...sources.keys()].some((path) => path.endsWith('.svelte'))).toBe(true)
  })
})

it('only the house of stations, and groups with their secrets, know the records of stations', () => {
  const importers = [...sources].filter(([, text]) => text.includes("/station-records/index.ts'"))
  const nouns = new Set(importers.map(([path]) => path.split('/')[2]))
  expect([...nouns].toSorted()).toEqual([
    'access',
    'delivery',
    'gates',
    'groups',
    'handlers',
    'keepers',
    'station',
  ])
})

/** Returns the rules that one file with these lines breaks. */
function broken(path: string, ...lines: string[]): string[] {
  return checkStructure(new Map([[path, lines.join('\n')]])).map(
    ({ rule, at }) => `${rule} ${at.split(':')[1]!}`,
  )
}

describe('the checker', () => {
  it.each([
    ['an import of a higher rank', 'src/core/seal/hash.ts', "import { x } from '../store/index.ts'", 'rank'],
    [
      'an import of the same rank',
      'src/core/identity/card.ts',
      "import { x } from '../cores/index.ts'",
      'rank',
    ],
    [
      'a neighbour in the wrong direction',
      'src/core/seal/hash.ts',
      "import { x } from '../ledger/index.ts'",
      'rank',
    ],
    ['a type from above', 'src/core/seal/hash.ts', "import type { X } from '../store/index.ts'", 'rank'],
    ['a re-export from above', 'src/core/seal/hash.ts', "export * from '../store/index.ts'", 'rank'],
    ['a dynamic import from above', 'src/core/seal/hash.ts', "await import('../store/index.ts')", 'rank'],
    ['an inline type from above', 'src/core/seal/hash.ts', "let x: import('../store/index.ts').X", 'rank'],
    ['a noun that imports the engine', 'src/core/inbox/file.ts', "import { x } from '../engine.ts'", 'rank'],
    [
      'base that imports the contract',
      'src/core/base/log.ts',
      "import { x } from '../contract/errors.ts'",
      'rank',
    ],
    ['an import past an index.ts', 'src/core/store/ref.ts', "import { x } from '../seal/hash.ts'", 'door'],
    [
      'an import by the engine past an index.ts',
      'src/core/engine.ts',
      "import { x } from './letters/reply.ts'",
      'door',
    ],
    ['Node in the contract', 'src/core/contract/ids.ts', "import { join } from 'node:path'", 'contract'],
    ['sodium outside seal', 'src/core/store/ref.ts', "import sodium from 'sodium-universal'", 'owner'],
    ['ML-KEM outside its file', 'src/core/seal/box.ts', "require('@noble/post-quantum/ml-kem.js')", 'owner'],
    ['required sodium outside seal', 'src/core/store/ref.ts', "require('sodium-native')", 'owner'],
    ['hypercore outside cores', 'src/core/feeds/feed.ts', "import Hypercore from 'hypercore'", 'owner'],
    ['imapflow outside accounts', 'src/core/mail/read.ts', "import { ImapFlow } from 'imapflow'", 'owner'],
    ['ical.js outside ical', 'src/core/mail/read.ts', "import ICAL from 'ical.js'", 'owner'],
    [
      'nodemailer in main',
      'src/main/host/send.ts',
      "import Connection from 'nodemailer/lib/smtp-connection'",
      'owner',
    ],
    [
      'oauth4webapi beside the sign-ins',
      'src/core/accounts/sync.ts',
      "import { None } from 'oauth4webapi'",
      'owner',
    ],
    ['electron in the headless host', 'src/main/headless/up.ts', "import { app } from 'electron'", 'owner'],
    [
      'the engine that imports a process',
      'src/core/home/open.ts',
      "import { x } from '../../main/host/doors.ts'",
      'process',
    ],
    [
      'an import by a process past the engine’s index.ts',
      'src/main/host/doors.ts',
      "import { x } from '../../core/home/index.ts'",
      'process',
    ],
    [
      'the page that imports the engine',
      'src/renderer/state/inbox.ts',
      "import { x } from '../../core/index.ts'",
      'process',
    ],
    [
      'the page that imports a process',
      'src/renderer/state/inbox.ts',
      "import { x } from '../../main/host/x.ts'",
      'process',
    ],
    [
      'source that imports tests',
      'src/main/host/doors.ts',
      "import { x } from '../../../tests/support/wire.ts'",
      'place process',
    ],
    [
      'the engine that shows a text',
      'src/core/letters/read.ts',
      "import { x } from '../../text/markdown.ts'",
      'process',
    ],
    [
      'src/text that imports the contract',
      'src/text/link-target.ts',
      "import { x } from '../core/contract/ids.ts'",
      'process',
    ],
    ['an import for its effect', 'src/core/contract/ids.ts', "import './jitless.ts'", 'effect'],
    ['the time, read from the machine', 'src/core/inbox/file.ts', 'const at = Date.now()', 'clock'],
    ['the time, as a date', 'src/core/inbox/file.ts', 'const at = new Date()', 'clock'],
    ['monotonic time', 'src/core/inbox/file.ts', 'const at = performance.now()', 'clock'],
  ])('reports %s', (_name, path, line, rules) => {
    expect(broken(path, '// a head comment', line)).toEqual(rules.split(' ').map((rule) => `${rule} 2`))
  })

  it('reports a folder without a rank and a file outside every noun', () => {
    expect([...broken('src/core/gossip/talk.ts'), ...broken('src/core/extra.ts')]).toEqual([
      'place 1',
      'place 1',
    ])
  })

  it('reads the scripts of a component with their line numbers', () => {
    const component = [
      '<p>hello</p>',
      '<script lang="ts">',
      "  import { x } from '../../core/seal/index.ts'",
      '</script>',
    ]
    expect(broken('src/renderer/inbox/Row.svelte', ...component)).toEqual(['process 3'])
  })

  it.each([
    [
      'an import of a lower rank through index.ts',
      'src/core/store/ref.ts',
      "import { x } from '../seal/index.ts'",
    ],
    ['a neighbour that is declared', 'src/core/feeds/notice.ts', "import { x } from '../store/index.ts'"],
    ['a file in the same folder', 'src/core/store/ref.ts', "import { x } from './link.ts'"],
    ['a single file of the contract', 'src/core/store/ref.ts', "import { x } from '../contract/errors.ts'"],
    ['the engine that opens nouns', 'src/core/engine.ts', "import { x } from './letters/index.ts'"],
    ['handlers that know the engine', 'src/core/handlers/doctor.ts', "import type { X } from '../engine.ts'"],
    ['zod in the contract', 'src/core/contract/ids.ts', "import { z } from 'zod'"],
    ['a type of a storage class', 'src/core/feeds/feed.ts', "import type Hypercore from 'hypercore'"],
    ['sodium in seal', 'src/core/seal/hash.ts', "import sodium from 'sodium-universal'"],
    ['a process that opens the engine', 'src/main/host/doors.ts', "import { x } from '../../core/index.ts'"],
    [
      'the page that speaks the contract',
      'src/renderer/bridge/port.ts',
      "import { x } from '../../core/contract/client.ts'",
    ],
    [
      'the page that shows a text',
      'src/renderer/letter/text.ts',
      "import { x } from '../../text/markdown.ts'",
    ],
    ['the site that shows a text', 'src/main/site/post.ts', "import { x } from '../../text/markdown.ts'"],
    ['a stylesheet of the page', 'src/renderer/main.ts', "import './theme.css'"],
    ['a comment about an import', 'src/core/seal/hash.ts', "// import { x } from '../store/index.ts'"],
    ['a date made from a time', 'src/core/inbox/file.ts', 'const at = new Date(sentAtMs)'],
    ['the clock itself', 'src/core/base/clock.ts', 'const at = Date.now()'],
  ])('allows %s', (_name, path, line) => {
    expect(broken(path, line)).toEqual([])
  })

  it('names the folder where the file belongs', () => {
    const text = "import { x } from '../store/index.ts'"
    const [violation] = checkStructure(new Map([['src/core/seal/hash.ts', text]]))
    expect(violation?.sentence).toContain('move hash.ts to src/core/store/')
  })

  it('allows neighbours of one rank to import each other one way only', () => {
    const pairs = Object.entries(NEIGHBOURS).flatMap(([noun, others]) =>
      others.map((other) => [noun, other] as const),
    )
    expect(pairs.filter(([noun, other]) => RANKS[noun] !== RANKS[other])).toEqual([])
    expect(pairs.filter(([noun, other]) => NEIGHBOURS[other]?.includes(noun))).toEqual([])
  })
})
