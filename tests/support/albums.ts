// Album steps for tests, one call each: store a picture, make an album, share it, wait for it.
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { listAllAlbumParts } from '../../src/core/albums/index.ts'
import { equalBytes } from '../../src/core/base/index.ts'
import type { Album, FileId, RefText } from '../../src/core/contract/index.ts'
import { formatRef, objectId, parseRef } from '../../src/core/store/index.ts'
import { addFile } from './files.ts'
import { PATIENCE_MS } from './patience.ts'
import { calling, eventually, type Person } from './person.ts'
import { makeJpeg, type PictureFacts } from './pictures-with-facts.ts'

/** Stores one new picture and returns its id. */
export async function addPicture(person: Person, name: string, facts: PictureFacts = {}): Promise<FileId> {
  const folder = await mkdtemp(join(tmpdir(), 'fumikura-picture-'))
  const path = join(folder, name)
  await writeFile(path, Buffer.concat([makeJpeg(facts), Buffer.from(name)]))
  try {
    return (await addFile(person, path)).file
  } finally {
    await rm(folder, { recursive: true })
  }
}

export const createAlbum = (person: Person, title: string, files: string[]): Promise<Album> =>
  person.do.albums.create({ title, text: '', files }, calling)

export const addToAlbum = async (person: Person, album: string, name: string): Promise<Album> =>
  person.do.albums.add({ album, files: [await addPicture(person, name)] }, calling)

export const shareAlbum = (
  person: Person,
  title: string,
  to: string,
  more: { keepPlace?: boolean } = {},
): Promise<Album> => person.do.albums.share({ album: title, to, keepPlace: false, ...more }, calling)

export const namesInAlbum = async (person: Person, album: string): Promise<string[]> =>
  (await person.do.albums.files({ album, limit: 100 }, calling)).map(({ name }) => name)

/** Waits until exactly `unopened` parts of the album are announced and not opened. */
export async function untilAnnounced(person: Person, title: string, unopened: number): Promise<void> {
  await eventually(async () => {
    const albums = await person.do.albums.list({ from: 'others', limit: 10 }, calling)
    return albums.some((album) => album.title === title && album.unopened === unopened)
  }, `${person.name} has ${title}, ${unopened} unopened`)
}

export const openAlbum = (person: Person, album: string): Promise<Album> =>
  person.do.albums.open({ album, waitMs: PATIENCE_MS }, calling)

/** Returns the refs of the parts of an own album after its first cover. */
export function laterPartsOf({ home: { parts } }: Person, album: RefText): RefText[] {
  const first = objectId(parseRef(album)!)
  return listAllAlbumParts(parts.ledger, first)
    .filter(({ object }) => !equalBytes(object, first))
    .map(({ object }) => formatRef(parts.store.findOwn(parts.ledger, object)!.ref) as RefText)
}
