// File steps for tests, one call each: make a file, attach it, save it.
import { randomBytes } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { AddedFile, RefText } from '../../src/core/contract/index.ts'
import { PATIENCE_MS } from './patience.ts'
import { calling, type Person } from './person.ts'

/** Makes a file of random bytes. */
export async function makeFile(
  folder: string,
  name: string,
  bytes: number,
): Promise<{ path: string; content: Buffer }> {
  const content = randomBytes(bytes)
  const path = join(folder, name)
  await writeFile(path, content)
  return { path, content }
}

export function addFile(person: Person, path: string): Promise<AddedFile> {
  return person.do.files.add({ path }, calling)
}

export async function saveFiles(
  person: Person,
  ref: RefText,
  folder: string,
  more: { number?: number; waitMs?: number } = {},
): Promise<string[]> {
  const { saved } = await person.do.files.save({ ref, folder, waitMs: PATIENCE_MS, ...more }, calling)
  return saved
}

/** Saves the letter's file and returns its bytes. */
export async function savedContent(
  person: Person,
  ref: RefText,
  folder: string,
  number = 1,
): Promise<Buffer> {
  const [path] = await saveFiles(person, ref, folder, { number })
  return readFile(path!)
}
