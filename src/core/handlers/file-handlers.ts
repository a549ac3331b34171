// The contract's files: storing them, listing them, and writing those of a letter to a folder.
import { toHex } from '../base/index.ts'
import type {
  AddedFile,
  Cursor,
  Handlers,
  OwnFile as ToldFile,
  SealingFile,
  SealingId,
} from '../contract/index.ts'
import { EngineError } from '../contract/errors.ts'
import type { Added, Files, OwnFile, ReadableFile, SealingStatus } from '../files/index.ts'
import type { OpenHome } from '../open-home.ts'
import { objectId, type Ref } from '../store/index.ts'
import { isoTime, refText, resolveRef } from './names.ts'

type FileHandlers = Pick<Handlers, 'files'>

export function createFileHandlers(open: () => OpenHome): FileHandlers {
  return {
    files: {
      async add({ path }) {
        const { files } = open()
        return tellAdded(files, await files.sealing.add(path))
      },
      async list({ limit, before }) {
        const { files } = open()
        const number = before === undefined ? undefined : parseCursor(before)
        return files.list(limit, number).map((file) => tellFile(files, file))
      },
      sealings: async () => open().files.sealing.list().map(tellSealing),
      async pause({ sealing }) {
        open().files.sealing.pause(sealing)
        return null
      },
      async resume({ sealing }) {
        open().files.sealing.resume(sealing)
        return null
      },
      async cancel({ sealing }) {
        await open().files.sealing.cancel(sealing)
        return null
      },
      async save({ ref, number, folder, waitMs }, { signal }) {
        const home = open()
        const wait = { waitMs, signal }
        const files = await listToSave(home, await resolveRef(home.parts, ref), number, wait)
        const saved: string[] = []
        for (const file of files) saved.push(await home.files.save(file, folder, wait))
        return { saved }
      },
    },
  }
}

export function tellAdded(files: Files, { file, isKnown }: Added): AddedFile {
  return { ...tellFile(files, file), isKnown }
}

function tellFile(files: Files, file: OwnFile): ToldFile {
  const { name, size, type, addedAt, number } = file
  return {
    file: files.idOf(file),
    ref: refText(files.refOf(file)),
    name,
    size,
    type,
    addedAt: isoTime(addedAt),
    cursor: String(number) as Cursor,
  }
}

/** @throws INVALID */
function parseCursor(cursor: string): number {
  if (!/^\d{1,15}$/.test(cursor)) throw new EngineError('INVALID', 'This is no place in the list of files.')
  return Number(cursor)
}

export function tellSealing({ id, name, size, done, state }: SealingStatus): SealingFile {
  return { sealing: toHex(id) as SealingId, name, size, done, state }
}

async function listToSave(
  home: OpenHome,
  ref: Ref,
  number: number | undefined,
  wait: { waitMs: number; signal: AbortSignal },
): Promise<ReadableFile[]> {
  const { store, ledger } = home.parts
  const own = store.findOwn(ledger, objectId(ref))
  // Saving is a reference: it opens the letter as reading does.
  if (own?.header.kind !== 'file') await home.reference.open(ref, wait)
  const all = home.files.listBehind(ref)
  if (number === undefined && all.length > 0) return all
  const one = all[(number ?? 1) - 1]
  if (one === undefined)
    throw new EngineError(
      'NOT_FOUND',
      all.length === 0 ? 'It attaches no file.' : `It attaches ${all.length} files.`,
    )
  return [one]
}
