// Scenario `portable`: processes are killed at random moments during an import of mail and an
// export of everything. Each imported mail is complete and there once; an export is complete under
// its name, or absent.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Plugin } from 'vite'
import { listAll } from '../../scenarios/bad-luck/wholeness.ts'
import { bundleChild } from '../../support/child.ts'
import { makeMailFile } from '../../support/mail-file.ts'
import { Person } from '../../support/person.ts'
import { exportHome, importInto, verifyHere } from '../../support/portable.ts'
import { MemoryNetwork } from '../../support/memory-network.ts'
import type { Scenario } from '../scenario.ts'
import { must, type Trial } from '../trial.ts'

const MAILS = 600
/** About the time of a complete import or export. */
const MAX_LIFE_MS = 700

export const portableScenario: Scenario = {
  name: 'portable',
  about: 'processes killed while mail comes in and everything goes out',
  steps: 24,
  play,
}

async function play(trial: Trial): Promise<void> {
  const folder = await trial.folder()
  const mails = await makeMailFile(folder, MAILS)
  const alice = await Person.create('alice', new MemoryNetwork())
  trial.onEnd(() => alice.remove())
  await alice.stop()
  for (let kill = 0; trial.next(); kill++) {
    const act = kill % 2 === 0 ? 'import' : 'export'
    const path = act === 'import' ? mails : join(folder, `out-${kill}${trial.random.pick(['', '.zip'])}`)
    const isDone = await liveAndDie([alice.homeDir, act, path], trial.random.below(MAX_LIFE_MS))
    trial.note(`${act} ${isDone ? 'ended' : 'was killed'}`)
    trial.count(isDone ? `${act}s that were done first` : `${act}s killed`)
    if (act === 'export') await judgeExport(alice, path, isDone)
  }
  await judgeHome(trial, alice, { folder, mails })
}

/** Gives the bundle the texts of the build, because beside a bundle, their source files are missing. */
const giveTexts = (texts: ReadonlyMap<string, string>): Plugin => ({
  name: 'built-texts',
  resolveId: (id) => (texts.has(id) ? `\0${id}` : null),
  load(id) {
    const text = id.startsWith('\0') ? texts.get(id.slice(1)) : undefined
    return text === undefined ? null : `export default ${JSON.stringify(text)}`
  },
})

/** True if the child finished before it was killed. */
async function liveAndDie(words: string[], lifeMs: number): Promise<boolean> {
  const { default: verifier } = await import('virtual:fumikura-verify')
  const { default: mailThread } = await import('virtual:fumikura-mail-thread')
  const texts = new Map([
    ['virtual:fumikura-verify', verifier],
    ['virtual:fumikura-mail-thread', mailThread],
  ])
  const entry = await bundleChild('tests/storm/portable/porter-child.ts', [giveTexts(texts)])
  const child = spawn(process.execPath, [entry, ...words], { stdio: ['ignore', 'pipe', 'inherit'] })
  const gone = once(child, 'close')
  const lines: string[] = []
  for await (const line of createInterface({ input: child.stdout })) {
    lines.push(line)
    if (line === 'begun') void sleep(lifeMs).then(() => child.kill('SIGKILL'))
  }
  await gone
  must(lines[0] === 'begun', 'the home did not open again')
  must(child.exitCode === null || child.exitCode === 0, `the process failed with code ${child.exitCode}`)
  return lines.includes('done')
}

async function judgeExport(alice: Person, path: string, isDone: boolean): Promise<void> {
  must(!isDone || existsSync(path), 'a finished export is missing')
  await alice.start()
  const { length } = await listAll(alice, 'imported')
  const names = await readdir(dirname(path))
  const passing = names.filter((name) => /^fumikura-export-[0-9a-f]{16}\.part$/.test(name))
  const places = [path, ...passing.map((name) => join(dirname(path), name))]
  for (const place of places.filter(existsSync)) {
    const { ok, checked } = await verifyHere(alice, place)
    // The kill may hit after everything is written, but before the rename.
    must(
      ok ? checked === length : place !== path,
      `${place} is ${ok ? 'verified but not complete' : 'broken'}`,
    )
    await rm(place, { recursive: true })
  }
  await alice.stop()
}

/** A second import takes the missing mails. Each mail is there once and can be exported. */
async function judgeHome(
  trial: Trial,
  alice: Person,
  { folder, mails }: { folder: string; mails: string },
): Promise<void> {
  await alice.start()
  const before = await listAll(alice, 'imported')
  const { taken, known, refused } = await importInto(alice, mails)
  trial.count('mails that were here already', known)
  must(refused.length === 0, `${refused.length} mails were refused`)
  must(known === before.length && taken + known === MAILS, `${known} known and ${taken} taken of ${MAILS}`)
  const after = await listAll(alice, 'imported')
  const subjects = new Set(after.map(({ subject }) => subject))
  must(
    after.length === MAILS && subjects.size === MAILS,
    `${after.length} are here, ${subjects.size} of them once`,
  )
  const out = join(folder, 'out')
  await exportHome(alice, out)
  const { ok, checked } = await verifyHere(alice, out)
  must(ok && checked === MAILS, `${checked} of ${MAILS} can leave`)
}
