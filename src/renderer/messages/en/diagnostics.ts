// Diagnostics, in English: the doctor's report and log, and what the user can do about problems.
import type { LogLine } from '../../../core/contract/index.ts'

export const diagnostics = {
  title: 'Diagnostics',
  refresh: 'Check again',
  copy: 'Copy as text',
  copied: 'Report and log copied. They hold counts, reasons and keys, but no letters and no names.',
  asOf: (time: string) => `as of ${time}`,
  failed: 'The report couldn’t be made. Try again.',

  healthy: 'All is well. There’s nothing for you to do.',
  needs: (count: number) => (count === 1 ? '1 thing needs attention.' : `${count} things need attention.`),
  warnings: {
    damaged:
      'The ledger is damaged, so you can only read this store. Copy the whole store before you do anything else.',
    rewritten:
      'Someone’s store was rewritten. What you haven’t opened from them can’t be trusted. See the evidence below.',
    clockNeedsYes:
      'This computer’s clock is far behind the last recorded time. Set the clock, or accept it as it is.',
    clockJumped: 'The clock jumped. Anything that depends on time waits until it’s steady.',
    frozen:
      'After a fault, one of your logs had to start again. Its letters are safe, and there’s nothing for you to do.',
    parked: 'Someone is sending more than is allowed. The rest waits; there’s nothing for you to do.',
    unfiled:
      'Some letters couldn’t be indexed. You can’t find them by their text, or they’re in no list. See below which.',
    clear: 'Your store isn’t encrypted, because its key is beside it. Set a passphrase.',
    words: 'Your 24 words are still stored here. Write them down and confirm three of them.',
    more: 'Fumikura reports:',
  },
  acceptClock: 'Accept the clock',
  acceptClockTitle: 'Accept this clock?',
  acceptClockText: (mark: string, now: string) =>
    `The last recorded time is ${mark}; this computer says ${now}. Letters that have expired stay expired. If this computer is wrong, set its clock instead.`,
  clockAccepted: 'Clock accepted.',
  remedies: { passphrase: 'Set a passphrase', words: 'Write them down' },

  /** The overall state, for every user; the details follow below. */
  standing: {
    connected: (count: number) =>
      count === 0
        ? 'None of your contacts is online. Letters wait in their stores.'
        : count === 1
          ? '1 contact is online.'
          : `${count} contacts are online.`,
    stored: (bytes: string, key: string) =>
      `You store ${bytes} of your own letters, sealed. The key is ${key}.`,
    whole: 'No problems found.',
    notWhole: 'Something is damaged or contradicts itself. See above for what to do.',
  },
  detail: 'Details',

  network: 'Network',
  networkOff: 'The network is off. Letters wait here.',
  swarm: 'Internet',
  lan: 'This network',
  ways: {
    off: 'off',
    starting: 'starting',
    listening: 'listening',
    unreachable: 'can’t be reached from outside',
  },
  connections: 'Connections',
  connectionsNone: 'Nobody is online.',
  person: 'Person',
  via: 'Route',
  since: 'Since',
  traffic: 'Received / sent',
  stranger: 'a stranger',
  vias: { swarm: 'internet', lan: 'local network' },

  store: 'Store',
  home: 'On this disk',
  homeFormat: (format: string) => `in format ${format}`,
  letters: 'Own letters, sealed',
  blocks: (count: string, bytes: string) =>
    count === '1' ? `1 block, ${bytes}` : `${count} blocks, ${bytes}`,
  kept: 'Letters from others, opened and kept',
  notices: 'Notices',
  noticesValue: (written: string, read: string) => `${written} written, ${read} read`,
  bytesUnknown: 'size unknown',
  keyring: 'Key',
  keyrings: {
    passphrase: 'locked by your passphrase',
    host: 'kept by this computer',
    clear: 'readable on this disk',
  },
  words: '24 words',
  wordsProven: 'confirmed; not stored here',
  wordsKept: 'not confirmed yet; stored here',

  safety: 'Integrity',
  ledger: 'Ledger',
  ledgerWhole: (commits: string) => `intact, ${commits} entries`,
  ledgerDamaged: (reason: string) => `damaged: ${reason}`,
  cores: 'Logs',
  coresValue: (own: string, foreign: string, frozen: string) =>
    `${own} of your own, ${foreign} from others, ${frozen} restarted`,
  marks: 'Log lengths',
  marksValue: (checked: string, behind: string) => `${checked} checked at start, ${behind} repaired`,
  clock: 'Clock',
  clocks: {
    steady: 'steady',
    jumped: 'jumped; waiting until it’s steady',
    'needs-yes': 'far behind; waiting for you',
  },
  clockMark: (state: string, when: string) => `${state}, last recorded ${when}`,

  skipped: 'Skipped input',
  skippedText: 'Invalid input from others, counted since Fumikura started. None of it was used.',
  skippedNone: 'Nothing was skipped since Fumikura started.',
  rewritten: 'Rewritten stores',
  rewrittenNone: 'No store has contradicted itself.',
  rewrittenText: 'These stores contradict their earlier records. The evidence is kept.',
  rewrittenValue: (core: string, length: string, fork: string, when: string) =>
    `core ${core}, at length ${length}, fork ${fork}, seen ${when}`,
  parked: 'Waiting',
  parkedNone: 'Nobody is sending more than is allowed.',
  parkedSince: (reason: string, when: string) => `${reason}, since ${when}`,

  unfiled: 'Letters that aren’t indexed',
  unfiledNone: 'All letters are indexed.',
  unfiledText: 'Fumikura tries them again when they change and whenever it starts. You can remove them.',
  unfiledValue: (how: string, reason: string) => `${how} (${reason})`,
  unfiledMore: (count: string) => `and ${count} more`,
  filedBy: { title: 'listed without its text', nothing: 'in no list' },

  log: 'Log',
  logLevel: 'Show',
  logLevels: {
    debug: 'Everything',
    info: 'Notes and above',
    warn: 'Warnings and above',
    error: 'Errors',
  } satisfies Record<LogLine['level'], string>,
  logNone: 'No entries of this kind since Fumikura started.',
  logText: 'What Fumikura recorded since it started, newest first. It’s in English and names no letter.',
  logCopy: 'Copy these lines',
  logCopied: (count: number) => (count === 1 ? '1 line copied.' : `${count} lines copied.`),

  unencrypted: 'Readable on this disk',
  unencryptedNone: 'Nothing. Everything is encrypted.',
  unencryptedKinds: {
    everything: 'Everything in this store, because its key is beside it. Set a passphrase to lock it.',
    cores: 'The keys and sizes of stores. Their contents are sealed.',
    homeFile: 'The file that says how the key is kept.',
  },
}
