// Diagnostics, in English: the doctor's report, readable, and what can be done about what it found.
import type { LogLine } from '../../../core/contract/index.ts'

export const diagnostics = {
  title: 'Diagnostics',
  refresh: 'Look again',
  copy: 'Copy as text',
  copied: 'The report is copied, with the log. It holds counts, reasons and keys, no letters and no names.',
  asOf: (time: string) => `as of ${time}`,
  failed: 'The report could not be made.',

  healthy: 'All is well. Nothing here needs you.',
  needs: (count: number) => (count === 1 ? 'One thing needs a look.' : `${count} things need a look.`),
  warnings: {
    damaged:
      'The record of what was done is damaged, and this store is opened for reading only. Make a copy of it before anything else.',
    rewritten:
      'Somebody’s store was rewritten. What you have not opened from them cannot be trusted; the evidence is below.',
    clockNeedsYes:
      'The clock of this computer is far behind the last time that was written down. Set it right, or accept it as it is.',
    clockJumped: 'The clock has jumped. What depends on time waits until it is steady.',
    frozen:
      'A store of yours had to begin anew after a fault. Its letters moved along; nothing is asked of you.',
    parked: 'Somebody sends more than they may. The rest of it waits.',
    clear: 'Your store is not encrypted: the key lies beside it. Set a passphrase.',
    words: 'Your 24 words are still kept here. Write them down and prove three of them.',
    more: 'The engine says, in its own words:',
  },
  acceptClock: 'Accept the clock',
  acceptClockTitle: 'Accept this clock?',
  acceptClockText: (mark: string, now: string) =>
    `The last time written down is ${mark}; this computer says ${now}. Letters that had ended stay ended. If the computer is wrong, set its clock instead.`,
  clockAccepted: 'The clock is accepted.',
  remedies: { passphrase: 'Set a passphrase', words: 'Write them down' },

  /** How things stand, for everybody; the rest is in detail below it. */
  standing: {
    connected: (count: number) =>
      count === 0
        ? 'Nobody is connected just now. Letters wait in their stores.'
        : count === 1
          ? 'One of your people is connected.'
          : `${count} of your people are connected.`,
    stored: (bytes: string, key: string) => `${bytes} of your own letters, sealed. The key is ${key}.`,
    whole: 'Nothing is damaged, and no store contradicts itself.',
    notWhole: 'Something is damaged, or contradicts itself. What to do stands above.',
  },
  detail: 'In detail',

  network: 'Network',
  networkOff: 'The network is switched off. Letters wait here.',
  swarm: 'Internet',
  lan: 'This network',
  ways: {
    off: 'off',
    starting: 'starting',
    listening: 'listening',
    unreachable: 'cannot be reached from outside',
  },
  connections: 'Connections',
  connectionsNone: 'Nobody is connected just now.',
  person: 'Person',
  via: 'Way',
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
  kept: 'Letters of others, opened and kept',
  notices: 'Notices',
  noticesValue: (written: string, read: string) => `${written} written, ${read} read`,
  bytesUnknown: 'size not known',
  keyring: 'Key',
  keyrings: {
    passphrase: 'locked by your passphrase',
    host: 'kept by this computer',
    clear: 'readable on this disk',
  },
  words: '24 words',
  wordsProven: 'proven; not kept here',
  wordsKept: 'not proven yet; kept here',

  safety: 'Soundness',
  ledger: 'Record of what was done',
  ledgerWhole: (commits: string) => `whole, ${commits} entries`,
  ledgerDamaged: (reason: string) => `damaged: ${reason}`,
  cores: 'Logs',
  coresValue: (own: string, foreign: string, frozen: string) =>
    `${own} of your own, ${foreign} of others, ${frozen} begun anew`,
  marks: 'Ends of the logs',
  marksValue: (checked: string, behind: string) => `${checked} checked at the start, ${behind} repaired`,
  clock: 'Clock',
  clocks: {
    steady: 'steady',
    jumped: 'has jumped; waiting until it is steady',
    'needs-yes': 'far behind; waiting for you',
  },
  clockMark: (state: string, when: string) => `${state}, last written down ${when}`,

  skipped: 'Skipped input',
  skippedText: 'Bad input from others, counted and left aside since the start. Nothing of it was used.',
  skippedNone: 'Nothing had to be skipped since the start.',
  rewritten: 'Rewritten stores',
  rewrittenNone: 'No store has contradicted itself.',
  rewrittenText: 'Their authors’ stores say something else than before. The evidence is kept for good.',
  rewrittenValue: (core: string, length: string, fork: string, when: string) =>
    `core ${core}, at length ${length}, fork ${fork}, seen ${when}`,
  parked: 'Put off',
  parkedNone: 'Nobody sends more than they may.',
  parkedSince: (reason: string, when: string) => `${reason}, since ${when}`,

  log: 'Log',
  logLevel: 'Show',
  logLevels: {
    debug: 'Everything',
    info: 'Notes',
    warn: 'Warnings',
    error: 'Errors',
  } satisfies Record<LogLine['level'], string>,
  logNone: 'Nothing of this kind was noted since the start.',
  logText: 'What the engine noted since its start, latest first. It is in English, and names no letter.',
  logCopy: 'Copy these lines',
  logCopied: (count: number) => (count === 1 ? 'One line copied.' : `${count} lines copied.`),

  unencrypted: 'Readable on this disk',
  unencryptedNone: 'Nothing. Everything is encrypted.',
  unencryptedKinds: {
    everything: 'Everything in this store: its key lies beside it. A passphrase would lock it.',
    cores: 'The keys and sizes of stores; their contents are sealed.',
    homeFile: 'The file that says how the key is kept.',
  },
}
