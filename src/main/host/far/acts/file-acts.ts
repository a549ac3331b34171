// The acts of phones on files, albums and space.
import { idOf, noUndo, undoBy, type ActRules, type Look, type Told } from './act-rule.ts'

/** An act on an own album, named as it is afterwards. */
const onAlbum =
  () =>
  () =>
  ({ title }: { title: string | null }): Told =>
    noUndo(title ?? '')

async function lookAtFile(look: Look, file: string) {
  const versions = await look.files.history({ file })
  return { latest: versions[0]!, asked: versions.find((one) => one.file === file) ?? versions[0]! }
}

/** How long an undone `unpin` waits for what is not here any longer. */
const PIN_PATIENCE_MS = 10_000

export const fileActs: Pick<ActRules, 'files' | 'albums' | 'space'> = {
  files: {
    pause: null,
    resume: null,
    cancel: null,
    // A page describes each file that it has stored. Later letters show the preview.
    async describe({ file }, look) {
      const { name, preview } = (await lookAtFile(look, file)).asked
      return () => (preview === null ? null : noUndo(name))
    },
    async tag({ file }, look) {
      const { name, tags } = (await lookAtFile(look, file)).asked
      return () => ({ about: name, undo: undoBy('files', 'tag', { file, tags }) })
    },
    async replace({ file }, look) {
      const { latest } = await lookAtFile(look, file)
      return () => ({ about: latest.name, undo: undoBy('files', 'replace', { file, by: latest.file }) })
    },
  },
  albums: {
    open: null,
    create:
      () =>
      ({ album, title }) => ({ about: title ?? '', undo: undoBy('space', 'delete', { ref: album }) }),
    async rename({ album: named, text: given }, look) {
      const { album, title, text } = await look.albums.get({ album: named })
      const before = { title: title ?? '', ...(given === undefined || text === null ? {} : { text }) }
      return () => ({ about: before.title, undo: undoBy('albums', 'rename', { album, ...before }) })
    },
    add: onAlbum(),
    remove: onAlbum(),
    withdraw: onAlbum(),
    async share({ album: named }, look) {
      const before = await look.albums.get({ album: named })
      const known = new Set(before.audiences.map(({ audience }) => idOf(audience)))
      return ({ album, title, audiences }) => {
        const added = audiences.map(({ audience }) => audience).find((one) => !known.has(idOf(one)))
        if (added === undefined) return noUndo(title ?? '')
        return {
          about: `${added.name}: ${title ?? ''}`,
          undo: undoBy('albums', 'withdraw', { album, from: idOf(added) }),
        }
      }
    },
  },
  space: {
    // Only the disk has more room afterwards.
    giveBack: null,
    pin:
      ({ target }) =>
      () => ({ about: '', undo: undoBy('space', 'unpin', { target }) }),
    unpin:
      ({ target }) =>
      () => ({ about: '', undo: undoBy('space', 'pin', { target, waitMs: PIN_PATIENCE_MS }) }),
    drop: () => () => noUndo(''),
    async setQuota(_, look) {
      const { kept } = await look.space.report({})
      return () => ({ about: '', undo: undoBy('space', 'setQuota', { bytes: kept.quotaBytes }) })
    },
    // Its title is gone, so it is not kept here either.
    delete: () => () => noUndo(''),
  },
}
