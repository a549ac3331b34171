// Writes albums into the bag: their files, and a sidecar with the title, order, captions, times and
// locations of each album.
// The cover and the pages of an album have proofs like every object; the sidecar only describes
// them.
import { toText } from '../base/index.ts'
import type { AlbumView } from '../albums/index.ts'
import { attachmentsOf } from '../delivery/index.ts'
import type { LetterParts } from '../letters/index.ts'
import { formatRef } from '../store/index.ts'
import type { Bag } from './bag.ts'
import type { FileWriter } from './file-writer.ts'
import { mailboxOf, type UniqueNames } from './export-names.ts'
import { proofLine, proofWithBody } from './proof-line.ts'
import { readObject } from './read-object.ts'

export async function writeAlbum(
  parts: LetterParts,
  bag: Bag,
  { files, names }: { files: FileWriter; names: UniqueNames },
  album: AlbumView,
): Promise<void> {
  const members: (Record<string, unknown> & { name: string; caption: string | null })[] = []
  const objects = [album.cover, ...album.pages].flatMap((part) => (part === null ? [] : [part.object]))
  for (const object of objects) {
    const read = await readObject(parts, object)
    if ('withheld' in read || read.proof === null) continue
    const { opened, proof, readable } = read
    const { person } = readable.ref
    await bag.append(
      `proof/${toText(person)}.jsonl`,
      proofLine(readable, proofWithBody(proof, opened.body), { kind: opened.header.kind, beside: null }),
    )
    for (const { ref, key, label } of attachmentsOf(opened.header, person)) {
      const path = await files.write({ ref, contentKey: key, name: label.name, size: label.size })
      const { caption = null, takenAt = null, place = null, camera = null } = label.facts ?? {}
      const taken = takenAt === null ? null : new Date(takenAt).toISOString()
      members.push({ name: label.name, path, caption, takenAt: taken, place, camera, ref: formatRef(ref) })
    }
  }
  const { title, text, ref, author, createdAt } = album
  const description = {
    title,
    text,
    author: mailboxOf(parts, author),
    ref: formatRef(ref),
    createdAt: new Date(createdAt).toISOString(),
  }
  const name = names.nameOf(title ?? 'album', album.album, '.json')
  await bag.put(`albums/${name}`, `${JSON.stringify({ ...description, members }, null, 2)}\n`)
  const captions = members.map(({ name: file, caption }) => `${file}\t${caption ?? ''}\n`)
  await bag.put(
    `albums/${name.replace(/\.json$/, '.txt')}`,
    `${title ?? ''}\n\n${text ?? ''}\n\n${captions.join('')}`,
  )
}
