// Export steps for tests: make an export, list it, run its own verifier, change bytes of it.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { readdir, readFile, writeFile } from 'node:fs/promises'
import { join, relative } from 'node:path'
import type { Exported, ImportReport, Verified } from '../../src/core/contract/index.ts'
import { calling, type Person } from './person.ts'

export function exportHome(
  person: Person,
  path: string,
  selection: Partial<Parameters<Person['do']['portable']['export']>[0]> = {},
): Promise<Exported> {
  return person.do.portable.export({ path, ...selection }, calling)
}

export function verifyHere(person: Person, path: string): Promise<Verified> {
  return person.do.portable.verify({ path }, calling)
}

/** Runs the verifier file of the export in a process of its own, without the project's code. */
export function verifyAlone(folder: string): Promise<Verified & { code: number }> {
  return new Promise((resolve, reject) => {
    execFile(
      process.execPath,
      [join(folder, 'fumikura-verify.cjs')],
      { cwd: '/', env: {} },
      (error, stdout, stderr) => {
        if (stderr !== '') return reject(new Error(stderr))
        resolve({ ...(JSON.parse(stdout) as Verified), code: error === null ? 0 : Number(error.code) })
      },
    )
  })
}

/** Returns the relative paths of all files in the folder. */
export async function listFiles(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort()
}

export async function readRecords<T = Record<string, unknown>>(folder: string, name: string): Promise<T[]> {
  const text = await readFile(join(folder, 'data/records', name), 'utf8')
  return text
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line) as T)
}

/** Recomputes the checksums of changed files, as a forger would. */
export async function renewManifests(
  folder: string,
  manifests = ['manifest-sha256.txt', 'tagmanifest-sha256.txt'],
): Promise<void> {
  const sumOf = async (path: string): Promise<string> =>
    createHash('sha256')
      .update(await readFile(join(folder, path)))
      .digest('hex')
  for (const manifest of manifests) {
    const lines = (await readFile(join(folder, manifest), 'utf8')).trimEnd().split('\n')
    const paths = lines.map((line) => line.slice(66))
    const renewed = await Promise.all(paths.map(async (path) => `${await sumOf(path)}  ${path}\n`))
    await writeFile(join(folder, manifest), renewed.join(''))
  }
}

export function importInto(person: Person, path: string): Promise<ImportReport> {
  return person.do.portable.import({ path }, calling)
}
