// The rank table, and the rules that follow from it: the imports that each folder may have, and the
// right place for a file that breaks a rule. The ranks lead from bytes on a disk to letters between
// people.
import { findClockReads, findImports, type Import, type Sources } from './source.ts'

/** A noun imports only nouns of a lower rank, and the neighbours below. */
export const RANKS: Readonly<Record<string, number>> = {
  base: 0,
  contract: 0,
  seal: 1,
  home: 1,
  ledger: 1,
  ical: 1,
  identity: 2,
  cores: 2,
  diagnostics: 2,
  store: 3,
  feeds: 3,
  'public-archive': 3,
  'station-records': 3,
  gates: 4,
  access: 4,
  network: 4,
  views: 4,
  news: 4,
  phones: 4,
  inbox: 5,
  contacts: 5,
  tidy: 5,
  reminders: 5,
  keepers: 5,
  station: 5,
  correspondents: 6,
  delivery: 6,
  letters: 7,
  groups: 7,
  follows: 7,
  files: 7,
  albums: 7,
  space: 7,
  rules: 7,
  talks: 7,
  mail: 7,
  outside: 7,
  accounts: 7,
  export: 7,
  import: 7,
  backup: 7,
  recovery: 7,
  handlers: 8,
}

/**
 * Imports within a rank, never in both directions. For example, secrets and hashes are from seal, a
 * notice contains a ref, and recovery reads a backup and marks each noun's device as a former one.
 */
export const NEIGHBOURS: Readonly<Record<string, readonly string[]>> = {
  home: ['seal'],
  ledger: ['seal'],
  feeds: ['store'],
  access: ['gates'],
  mail: ['files', 'letters'],
  accounts: ['letters', 'mail'],
  space: ['albums'],
  export: ['albums', 'files', 'groups', 'letters', 'mail', 'talks'],
  import: ['albums', 'export', 'files', 'letters', 'mail'],
  recovery: ['backup', 'files', 'follows', 'groups'],
  outside: ['letters', 'mail'],
  rules: ['letters'],
}

/** Files that connect all nouns, beside the noun folders, and the handlers. */
const TOP_RANK = 8
const TOP_FILES = [
  'contract-ids.ts',
  'engine.ts',
  'event-publisher.ts',
  'home-ledger.ts',
  'home-state.ts',
  'index.ts',
  'jobs.ts',
  'name-finder.ts',
  'open-home.ts',
  'begin-work.ts',
  'open-nouns.ts',
  'open-station.ts',
  'received-file.ts',
  'tables.ts',
].map((file) => `src/core/${file}`)

/** Packages that only certain folders may load. Their types may be imported anywhere. */
const OWNERS: readonly { packages: RegExp; owners: readonly string[]; reason: string }[] = [
  {
    packages: /^(sodium-|shamir-secret-sharing$)/,
    owners: ['src/core/seal/'],
    reason: 'all cryptography is in seal, where its domains and versions are written down',
  },
  {
    packages: /^@noble\/post-quantum/,
    owners: ['src/core/seal/kem.ts'],
    reason: 'one file knows ML-KEM, so that another implementation can take its place',
  },
  {
    packages: /^(corestore|hypercore|hypercore-storage)$/,
    owners: ['src/core/cores/'],
    reason: 'cores opens every core with the same manifest, without forks and not yet replicated',
  },
  {
    packages: /^hyperbee$/,
    owners: ['src/core/public-archive/'],
    reason:
      'public-archive writes its own tree with it, and never opens another author’s with it: one block of theirs could freeze the process',
  },
  {
    packages: /^imapflow(\/|$)/,
    owners: ['src/core/accounts/imap/'],
    reason: 'the rest speaks to mail servers by the port MailServer, which tests implement in memory',
  },
  {
    packages: /^nodemailer(\/|$)/,
    owners: ['src/core/accounts/smtp/'],
    reason: 'the rest hands mails over by the port SubmissionServer',
  },
  {
    packages: /^oauth4webapi$/,
    owners: ['src/core/accounts/oauth/'],
    reason: 'the rest has access tokens, and knows no way by which they come',
  },
  {
    packages: /^ical\.js$/,
    owners: ['src/core/ical/'],
    reason: 'the rest knows events, and no text of calendars',
  },
  {
    packages: /^electron$/,
    owners: ['src/main/shell/', 'src/main/index.ts', 'src/main/preload.ts'],
    reason: 'loading it in plain Node starts a download',
  },
]

const CONTRACT_PACKAGES = /^(zod|@orpc\/.+)$/
const CLOCK = 'src/core/base/clock.ts'

/** Code that shows texts. Of the engine only what writes mails for other programs. */
const SHARED_AREA = 'text'
const SHARED_BY: readonly string[] = ['main', 'renderer']
const SHOWS_TEXTS = 'outside'

type RuleName = 'rank' | 'door' | 'place' | 'contract' | 'owner' | 'process' | 'effect' | 'clock'

export interface Violation {
  rule: RuleName
  /** `path:line` */
  at: string
  /** Says what is wrong, and where to move the file. */
  sentence: string
}

type Finding = Omit<Violation, 'at'> | null
type Rule = (from: string, to: Import) => Finding

const IMPORT_RULES: readonly Rule[] = [
  staysInSource,
  ownsPackage,
  contractStaysAlone,
  goesDown,
  usesDoor,
  crossesByContract,
  takesSomething,
]

/** Returns every violation in `sources`, in the order of the files. */
export function checkStructure(sources: Sources): Violation[] {
  return [...sources].flatMap(([path, text]) => [
    ...atLine(path, 1, hasPlace(path)),
    ...findImports(path, text).flatMap((to) =>
      IMPORT_RULES.flatMap((rule) => atLine(path, to.line, rule(path, to))),
    ),
    ...findClockReads(path, text).flatMap((line) => atLine(path, line, ownsClock(path))),
  ])
}

function atLine(path: string, line: number, finding: Finding): Violation[] {
  return finding === null ? [] : [{ ...finding, at: `${path}:${line}` }]
}

function hasPlace(path: string): Finding {
  if (!path.startsWith('src/core/') || TOP_FILES.includes(path)) return null
  const noun = nounOf(path)
  if (noun === null) {
    const sentence = `${path} is beside engine.ts: move it into the folder of its noun; only files that connect all nouns belong here`
    return { rule: 'place', sentence }
  }
  if (noun in RANKS) return null
  const sentence = `src/core/${noun}/ has no rank: move ${fileOf(path)} to the noun it is about, or give ${noun} a rank in tests/structure/ranks.ts`
  return { rule: 'place', sentence }
}

function staysInSource(from: string, to: Import): Finding {
  if (to.path === null || to.path.startsWith('src/') || isBuildFile(from)) return null
  const sentence = `${from} imports ${to.path}, which is not part of the program: move what it needs into src/`
  return { rule: 'place', sentence }
}

function ownsPackage(from: string, to: Import): Finding {
  const owned = OWNERS.find(({ packages }) => to.path === null && packages.test(to.specifier))
  if (!owned || to.isTypeOnly || owned.owners.some((owner) => from.startsWith(owner))) return null
  const sentence = `${from} loads ${to.specifier}: move that to ${owned.owners[0]!}, because ${owned.reason}`
  return { rule: 'owner', sentence }
}

function contractStaysAlone(from: string, to: Import): Finding {
  if (nounOf(from) !== 'contract') return null
  if (to.path === null ? CONTRACT_PACKAGES.test(to.specifier) : nounOf(to.path) === 'contract') return null
  const sentence = `${from} imports ${to.specifier}: the contract runs in every process and imports only itself, zod and oRPC; move what needs it to the noun that serves it, or to src/main/host/`
  return { rule: 'contract', sentence }
}

function goesDown(from: string, to: Import): Finding {
  if (to.path === null || nounOf(from) === nounOf(to.path) || nounOf(from) === 'contract') return null
  const [fromRank, toRank] = [rankOf(from), rankOf(to.path)]
  if (fromRank === null || toRank === null || toRank < fromRank) return null
  if (fromRank === TOP_RANK || isNeighbour(from, to.path)) return null
  return { rule: 'rank', sentence: wayDown(from, fromRank, to.path, toRank) }
}

function isNeighbour(from: string, to: string): boolean {
  return NEIGHBOURS[nounOf(from) ?? '']?.includes(nounOf(to) ?? '') ?? false
}

function wayDown(from: string, fromRank: number, to: string, toRank: number): string {
  const fact = `${from} (rank ${fromRank}) imports ${to} (rank ${toRank})`
  if (toRank === TOP_RANK)
    return `${fact}: let ${nounOf(from)} emit an event or take a function, and wire it in engine.ts`
  const homes = nounsOfRank(toRank + 1)
  const above = homes.length > 0 ? `a noun above it (${homes.join(', ')})` : 'engine.ts'
  if (fromRank === toRank)
    return `${fact}: move ${fileOf(from)} to ${above}, or what both need to a noun below rank ${toRank}`
  return `${fact}: move ${fileOf(from)} to src/core/${nounOf(to)}/ or ${above}, or let ${nounOf(from)} emit an event that engine.ts wires`
}

function usesDoor(from: string, to: Import): Finding {
  if (areaOf(from) !== 'core' || nounOf(from) === 'contract' || to.path === null) return null
  const noun = nounOf(to.path)
  // Each file of the contract may be imported directly, so that the engine can omit the schemas.
  if (
    noun === null ||
    noun === nounOf(from) ||
    noun === 'contract' ||
    to.path === `src/core/${noun}/index.ts`
  )
    return null
  const sentence = `${from} reaches into ${to.path}: export what is meant for others from src/core/${noun}/index.ts and import that, or move ${fileOf(from)} to src/core/${noun}/`
  return { rule: 'door', sentence }
}

function crossesByContract(from: string, to: Import): Finding {
  const area = areaOf(from)
  if (to.path === null || isBuildFile(from) || areaOf(to.path) === area) return null
  const isShowing = SHARED_BY.includes(area) || nounOf(from) === SHOWS_TEXTS
  if (areaOf(to.path) === SHARED_AREA && isShowing) return null
  if (nounOf(to.path) === 'contract' && area !== SHARED_AREA) return null
  if (area === 'main' && to.path === 'src/core/index.ts') return null
  if (nounOf(from) === 'export' && to.path === 'src/verifier/index.ts') return null
  const ways: Record<string, string> = {
    core: 'the engine knows no process: move it to src/main/ or take what it needs as an option of openEngine',
    main: 'src/main/ opens the engine by src/core/index.ts and speaks to it by src/core/contract/: export it there',
    verifier:
      'the verifier shares no code, so that one bug cannot be in both: write a version of its own there',
    [SHARED_AREA]: 'code that page, site and mails share imports nothing else: take it as a parameter',
    renderer:
      'the page knows the engine only by src/core/contract/: move it to src/core/ and add a call to the contract',
  }
  return {
    rule: 'process',
    sentence: `${from} imports ${to.path}: ${ways[area] ?? 'it has no place in src/'}`,
  }
}

function takesSomething(from: string, to: Import): Finding {
  // A stylesheet is imported for its effect, and the page's build keeps it.
  if (!to.isBare || areaOf(from) === 'renderer') return null
  const sentence = `${from} imports ${to.specifier} only for its side effect, which the build removes: export a function there and call it`
  return { rule: 'effect', sentence }
}

function ownsClock(path: string): Finding {
  if (!path.startsWith('src/core/') || path === CLOCK) return null
  const sentence = `${path} asks the machine for the time: take a Clock from src/core/base/, so that a test can own it`
  return { rule: 'clock', sentence }
}

/** `seal` for src/core/seal/…; null for a file outside all nouns. */
function nounOf(path: string): string | null {
  return /^src\/core\/([^/]+)\//.exec(path)?.[1] ?? null
}

function rankOf(path: string): number | null {
  if (TOP_FILES.includes(path)) return TOP_RANK
  return RANKS[nounOf(path) ?? ''] ?? null
}

function nounsOfRank(rank: number): string[] {
  return Object.keys(RANKS).filter((noun) => RANKS[noun] === rank)
}

/** Returns the folder below src/: `core`, `main`, `renderer`, `text`, `verifier`. */
function areaOf(path: string): string {
  return path.split('/')[1] ?? ''
}

function fileOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}

function isBuildFile(path: string): boolean {
  return path.endsWith('.config.ts')
}
