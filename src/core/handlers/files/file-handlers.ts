// Handlers for files: storing, describing, and saving the attachments of a letter to a folder.
import { equalBytes } from '../../base/index.ts'
import type { AddedFile, FileId, FileWhereabouts } from '../../contract/index.ts'
import { EngineError, isEngineError } from '../../contract/errors.ts'
import {
  addVersion,
  decideFileName,
  listVersions,
  saveFile,
  tagFile,
  type Added,
  type OwnFile,
} from '../../files/index.ts'
import type { OpenHome } from '../../open-home.ts'
import { findKeptFile } from '../../space/index.ts'
import { objectId, type FileFacts, type Ref } from '../../store/index.ts'
import { describeOwnFile, describeSealing } from './describe-file.ts'
import { labelWithin } from '../../mail/index.ts'
import { listMailFiles, type MailFile } from '../letters/mail-part.ts'
import { whereWithin } from './file-of-mail.ts'
import { resolveRef } from '../../contract-ids.ts'
import { parsePreview } from './preview-url.ts'
import type { Served, Serving } from '../serving.ts'

/** Makes a call that changes an own file and returns its new state. */
function changing<Input extends { file: string }>(
  act: (home: OpenHome, own: OwnFile, input: Input) => Promise<OwnFile>,
) {
  return async (home: OpenHome, input: Input, { publish }: Served) => {
    const listed = describeOwnFile(home, await act(home, home.files.getOwnFile(input.file), input))
    publish({ type: 'file-changed', file: listed.file })
    return listed
  }
}

function describeNew(home: OpenHome, added: Added, publish: Served['publish']): AddedFile {
  const listed = describeAdded(home, added)
  publish({ type: 'file-changed', file: listed.file })
  return listed
}

export const fileHandlers = {
  async add(home, { path }, { publish }) {
    return describeNew(home, await home.files.sealing.add(path), publish)
  },
  where: (home, { files }) => files.flatMap((file) => describeWhere(home, file) ?? []),
  sealings: async (home) => (await home.files.sealing.list()).map(describeSealing),
  async pause(home, { sealing }) {
    home.files.sealing.pause(sealing)
    return null
  },
  async resume(home, { sealing }, { publish }) {
    await home.files.sealing.resume(sealing, (added) => void describeNew(home, added, publish))
    return null
  },
  async cancel(home, { sealing }) {
    await home.files.sealing.cancel(sealing)
    return null
  },
  tag: changing(async ({ parts }, own, { tags }) => {
    await parts.ledger.write((tx) => tagFile(tx, own, tags))
    return own
  }),
  describe: changing(async ({ files }, own, { file, ...known }) => {
    await files.describe(own, await describedBy(own.facts, known))
    return files.getOwnFile(file)
  }),
  replace: changing(async ({ parts, files }, own, { by }) => {
    const next = files.getOwnFile(by)
    await parts.ledger.write((tx) => addVersion(tx, own, next, parts.clock.now()))
    return files.getOwnFile(by)
  }),
  async history(home, { file }) {
    const versions = listVersions(home.parts.ledger, home.files.getOwnFile(file))
    return versions.map((version) => describeOwnFile(home, { ...version.file, addedAt: version.at }))
  },
  async save(home, { ref, number, folder, waitMs }, { signal }) {
    const wait = { waitMs, signal }
    const files = await listToSave(home, await resolveRef(home.parts, ref), number, wait)
    const saved: string[] = []
    for (const save of files) saved.push(await save(folder))
    return { saved }
  },
} satisfies Partial<Serving<'files'>>

export function describeAdded(home: OpenHome, { file, isKnown }: Added): AddedFile {
  return { ...describeOwnFile(home, file), isKnown }
}

/** @throws INVALID, TOO_LARGE */
async function describedBy(
  facts: FileFacts,
  known: { preview?: string | null; width?: number; height?: number },
): Promise<FileFacts> {
  const { preview, width = facts.width, height = facts.height } = known
  if (preview === undefined) return { ...facts, width, height }
  return { ...facts, width, height, preview: preview === null ? null : await parsePreview(preview) }
}

/** Writes one file into a folder. Returns its absolute path. */
type Save = (folder: string) => Promise<string>

/**
 * Lists the files to save, in the order in which the letter shows them.
 * @throws NOT_FOUND, and the codes of `Reference.open`
 */
async function listToSave(
  home: OpenHome,
  ref: Ref,
  number: number | undefined,
  wait: { waitMs: number; signal: AbortSignal },
): Promise<Save[]> {
  const { files, reference } = home
  // Saving an attachment opens the letter, as reading does.
  const letter = files.findFile(ref) === null ? await reference.open(ref, wait) : null
  const all: Save[] = [
    ...files.listBehind(ref).map((file) => (folder: string) => files.save(file, folder, wait)),
    ...(letter === null ? [] : (await listMailFiles(home, ref, letter)).map(saveWithin(wait.signal))),
  ]
  if (number === undefined && all.length > 0) return all
  const one = all[(number ?? 1) - 1]
  if (one === undefined)
    throw new EngineError(
      'NOT_FOUND',
      all.length === 0 ? 'It attaches no file.' : `It attaches ${all.length} files.`,
    )
  return [one]
}

const saveWithin =
  (signal: AbortSignal) =>
  ({ name, type, fetch }: MailFile): Save =>
  async (folder) => {
    const { size, start, read } = await fetch(signal)
    const label = labelWithin({ name, type, start, isHere: true })
    return saveFile(folder, decideFileName(label.name, label.type), read(0, size))
  }

/** Null if the file no longer exists. */
function describeWhere({ files, parts }: OpenHome, id: string): FileWhereabouts | null {
  const file = id as FileId
  const within = whereWithin(parts, file)
  if (within !== null) return within
  try {
    const found = files.find(id)
    if (found.letter === null)
      return { file, bytesHere: found.size, isWhole: true, isAuthorHere: true, fellows: 0 }
    const kept = findKeptFile(parts.ledger, objectId(found.ref))
    const sources = files.listSources(found)
    const isAuthorHere = sources.some((person) => equalBytes(person, found.ref.person))
    return {
      file,
      bytesHere: Math.min(found.size, kept?.bytes ?? 0),
      isWhole: kept?.isWhole ?? false,
      isAuthorHere,
      fellows: sources.length - (isAuthorHere ? 1 : 0),
    }
  } catch (error) {
    if (isEngineError(error)) return null
    throw error
  }
}
