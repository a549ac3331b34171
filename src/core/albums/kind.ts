// Collections as a kind of object: what delivery, the index and the page ask of them.
import { EngineError } from '../contract/errors.ts'
import type { Kind, ObjectChange } from '../delivery/index.ts'
import { findAlbumPart, keepAnnouncedPart } from './collections.ts'
import { describeAlbum, isAlbumRow, type DescribingParts } from './describe-album.ts'

export function albumKind(parts: DescribingParts): Kind {
  return {
    receive: keepAnnouncedPart,
    checkAct() {
      throw new EngineError('INVALID', 'An album is withdrawn from one audience after the other.')
    },
    describe: (reader, object) => describeAlbum(reader, parts, object),
    rowOf: (reader, object) => findAlbumPart(reader, object)?.album ?? null,
    changesOf(reader, object) {
      const part = findAlbumPart(reader, object)
      if (part === null) return null
      const { album, albumRef: ref, author } = part
      const change = (of: ObjectChange['of']): ObjectChange => ({ of, ref, author })
      return isAlbumRow(reader, parts, album) ? [change('album'), change('row')] : [change('album')]
    },
    isNews: (reader, object) => isAlbumRow(reader, parts, object),
  }
}
