// A process with alice (writes), bob (opens) or both; '-' marks a person in another process:
// `people-child ALICE BOB SOCKET FIRST MOMENT COUNT`.
// It prints each acknowledged fact on stdout, and dies without notice at the given moment.
import { writeSync } from 'node:fs'
import { toHex } from '../../../src/core/base/index.ts'
import { Person } from '../../support/person.ts'
import { SocketWires } from '../../support/socket-wires.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { openLetters, writeLetters, type Said } from './letter-work.ts'

const [aliceDir, bobDir, socket, first, moment, count] = process.argv.slice(2) as [
  string,
  string,
  string,
  string,
  string,
  string,
]
let left = Number(count)

function say(said: Said): void {
  writeSync(1, `${JSON.stringify(said)}\n`)
}

/** Dies at the n-th call of `happened` with the moment to die at. */
function passBy(happened: string): void {
  if (happened === moment && --left <= 0) process.kill(process.pid, 'SIGKILL')
}

function watch({ home }: Person): void {
  home.parts.ledger.onCommit(() => passBy('commit'))
  home.ownCores.events.on('appended', () => passBy('append'))
  // After the release is on disk, before its requester gets the answer.
  home.desk.events.on('released', ({ object }) => {
    say({ word: 'released', object: toHex(object) })
    passBy('release')
  })
  home.parts.inbox.events.on('arrived', () => passBy('arrival'))
}

say({ word: 'awake' })
const network = new MemoryNetwork()
const people = [Person.at('alice', aliceDir, network), Person.at('bob', bobDir, network)].filter(
  ({ homeDir }) => homeDir !== '-',
)
for (const person of people) {
  await person.start(
    people.length === 2 ? {} : { createWires: ({ device }) => new SocketWires(device, socket, 'dials') },
  )
}
const frozen = people.flatMap(({ home }) => home.ownCores.list().filter((core) => core.frozen !== null))
say({ word: 'open', frozen: frozen.length })
people.forEach(watch)
const isOver = (): boolean => false
await Promise.all(
  people.map((person) =>
    person.name === 'alice'
      ? writeLetters(person, { first: Number(first), pauseMs: 8, say, isOver })
      : openLetters(person, say, isOver),
  ),
)
