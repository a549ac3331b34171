// People of a bench in their own processes, connected by a real Hyperswarm on a private DHT of this
// machine.
// A bench starts them by name; they end with it.
import { join } from 'node:path'
import { runDht } from '../../src/core/network/private-dht.ts'
import type { Setting } from '../bench.ts'
import { pause } from '../rounds.ts'
import type { PersonTasks } from './person.ts'
import { Worker } from './worker.ts'

export type PersonProcess = Worker<PersonTasks>

const LOOK_EVERY_MS = 20
const PATIENCE_MS = 5 * 60_000

/** Starts the private DHT and returns its host:port. */
export async function startDht({ atEnd }: Setting): Promise<string> {
  const dht = await runDht()
  atEnd(() => dht.close())
  return dht.bootstrap
}

/** Starts a new person in the bench's folder; without `dht` the engine has no network. */
export async function startPerson(setting: Setting, name: string, dht = 'none'): Promise<PersonProcess> {
  const person = await Worker.start<PersonTasks>(setting, 'person', [join(setting.folder, name), dht])
  await person.run('create', name)
  return person
}

/** Starts an existing person again, with a clock that is ahead. */
export function restartPerson(
  setting: Setting,
  name: string,
  { dht, aheadMs }: { dht: string; aheadMs: number },
): Promise<PersonProcess> {
  return Worker.start<PersonTasks>(setting, 'person', [join(setting.folder, name), dht, String(aheadMs)])
}

export async function pairProcesses(inviter: PersonProcess, guest: PersonProcess): Promise<void> {
  await guest.run('accept', await inviter.run('invite', undefined))
}

/** Returns alice and bob, paired and connected. */
export async function startPair(
  setting: Setting,
): Promise<{ dht: string; alice: PersonProcess; bob: PersonProcess }> {
  const dht = await startDht(setting)
  const alice = await startPerson(setting, 'alice', dht)
  const bob = await startPerson(setting, 'bob', dht)
  await pairProcesses(alice, bob)
  await untilOnline(alice, 1)
  return { dht, alice, bob }
}

/** Resolves when this many devices are connected. */
export async function untilOnline(person: PersonProcess, count: number): Promise<void> {
  const startedAt = performance.now()
  for (;;) {
    const online = await person.run('countConnected', undefined)
    if (online >= count) return
    if (performance.now() - startedAt > PATIENCE_MS)
      throw new Error(`${online} of ${count} contacts came online`)
    await pause(LOOK_EVERY_MS)
  }
}
