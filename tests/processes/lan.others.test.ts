// Two computers on one cable, without internet or DHT. They pair,
// and a letter goes through its states.
// The program starts with its defaults, without any network settings.
import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { canLayCables, layCable, type Cable } from '../support/cable.ts'
import { eventually } from '../support/command-line.ts'
import { call as callHome } from './fumikura.ts'

const launcher = resolve(import.meta.dirname, '../../bin/fumikura.js')

let cable: Cable
let dir: string
const engines: ChildProcess[] = []

async function call<Result>(home: string, ...words: string[]): Promise<Result> {
  const { code, value } = await callHome([...words, '--home', join(dir, home)])
  if (code !== 0) throw new Error(`${words.join(' ')}: ${JSON.stringify(value)}`)
  return value as Result
}

async function startUp(namespace: string, home: string): Promise<void> {
  const command = [
    'netns',
    'exec',
    namespace,
    process.execPath,
    launcher,
    'up',
    '--no-open',
    '--json',
    '--home',
    join(dir, home),
  ]
  const engine = spawn('ip', command, { stdio: ['ignore', 'pipe', 'ignore'] })
  engines.push(engine)
  await once(engine.stdout, 'data')
}

async function makePerson(namespace: string, name: string): Promise<void> {
  await call(name, 'new', '--name', name)
  await startUp(namespace, name)
}

describe.skipIf(!canLayCables)('two computers on one cable (needs root)', () => {
  beforeEach(async () => {
    cable = await layCable()
    dir = await mkdtemp(join(tmpdir(), 'fumikura-lan-'))
  })
  afterEach(async () => {
    for (const engine of engines.splice(0)) if (engine.kill()) await once(engine, 'exit')
    cable.pull()
    await rm(dir, { recursive: true, force: true })
  })

  test('pair by an invite; one writes a letter, the other opens it and reports a state', async () => {
    await Promise.all([makePerson(cable.left, 'alice'), makePerson(cable.right, 'bob')])
    const { invite } = await call<{ invite: string }>('alice', 'invite')
    expect(await call('bob', 'accept', invite)).toMatchObject({ name: 'alice' })
    const { ref } = await call<{ ref: string }>(
      'alice',
      'send',
      '--to',
      'bob',
      '--subject',
      '停電',
      '--text',
      '線一本で届く',
    )
    await eventually(
      'bob gets the notice',
      () => call<unknown[]>('bob', 'list'),
      (letters) => letters.length === 1,
    )
    expect(await call('bob', 'read', ref)).toMatchObject({ text: '線一本で届く', verified: true })
    await call('bob', 'mark', ref, 'done')
    const status = await eventually(
      'alice sees it',
      () => call<{ readers: { state: string }[] }>('alice', 'status', ref),
      ({ readers }) => readers[0]?.state === 'done',
    )
    expect(status.readers).toHaveLength(1)
    const { network } = await call<{ network: { peers: { via: string }[] } }>('bob', 'doctor')
    expect(network.peers.map(({ via }) => via)).toEqual(['lan'])
  })
})
