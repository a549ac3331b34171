// An export whose index redirects its large files: outside the export, to a pipe, or to another
// spelling of their name. An import must take none of these files, must not block on the pipe, and
// must read the rest.
import { execFileSync } from 'node:child_process'
import { existsSync } from 'node:fs'
import { copyFile, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { MemoryNetwork } from '../../support/memory-network.ts'
import { Person } from '../../support/person.ts'
import { exportHome, importInto, renewManifests } from '../../support/portable.ts'
import type { Random } from '../random.ts'
import { must, type Trial } from '../trial.ts'

const TAKES_AT_MOST_MS = 60_000

interface Proof {
  block: unknown
  kind: string
  beside: string
}

export async function pointElsewhere(trial: Trial, folder: string, bob: Person): Promise<void> {
  const path = join(folder, `points-${trial.taken}`)
  await exportHome(bob, path)
  const large = await findLarge(path)
  if (large === undefined) return
  await copyFile(join(path, large), join(folder, 'secret.bin'))
  if (!existsSync(join(folder, 'pipe'))) execFileSync('mkfifo', [join(folder, 'pipe')])
  const beside = pickPlace(trial.random, path, large)
  await rewriteProofs(path, beside)
  trial.note(`a body is at ${JSON.stringify(beside)}`)
  const carol = await Person.create('carol', new MemoryNetwork())
  trial.onEnd(() => carol.remove())
  const { refused } = await inTime(importInto(carol, path))
  must(refused.length > 0, `a body is taken from ${JSON.stringify(beside)}`)
  trial.count('bodies elsewhere')
}

function pickPlace(random: Random, path: string, large: string): string {
  return random.pick([
    ...['../secret.bin', '../pipe', `${path}/${large}`, `data/../${large}`, `./${large}`],
    ...[large.toUpperCase(), large.replaceAll('/', '\\'), `${large}\0`, `${large} `, '/dev/zero', ''],
  ])
}

const isLarge = ({ block }: Proof): boolean => typeof block !== 'string'

async function listProofs(path: string): Promise<string[]> {
  // An empty export has no proof folder.
  const names = await readdir(join(path, 'data/proof')).catch(() => [])
  return names.filter((name) => name.endsWith('.jsonl')).map((name) => join(path, 'data/proof', name))
}

async function readLines(file: string): Promise<Proof[]> {
  const lines = (await readFile(file, 'utf8')).trimEnd().split('\n')
  return lines.map((line) => JSON.parse(line) as Proof)
}

async function findLarge(path: string): Promise<string | undefined> {
  const proofs = (await Promise.all((await listProofs(path)).map(readLines))).flat()
  return proofs.find(isLarge)?.beside
}

async function rewriteProofs(path: string, beside: string): Promise<void> {
  for (const file of await listProofs(path)) {
    const proofs = (await readLines(file)).map((proof) => (isLarge(proof) ? { ...proof, beside } : proof))
    await writeFile(file, proofs.map((proof) => `${JSON.stringify(proof)}\n`).join(''))
  }
  await renewManifests(path)
}

async function inTime<T>(task: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('an import waits for ever')), TAKES_AT_MOST_MS)
  })
  return Promise.race([task, late]).finally(() => clearTimeout(timer))
}
