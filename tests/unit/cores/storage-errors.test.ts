// The translation of RocksDB's errors. The storm test met each of these errors untranslated.
import { expect, it } from 'vitest'
import { explained, explainStorage, isSpoiledForGood } from '../../../src/core/cores/storage-errors.ts'

const failure = (message: string, code?: string, cause?: unknown): Error =>
  Object.assign(new Error(message, { cause }), code === undefined ? {} : { code })

it.each([
  ['a wrong checksum', failure('Blob CRC mismatch', 'EIO'), 'DAMAGED'],
  ['a missing file', failure('while stat a file for size: 000013.blob', 'ENOENT'), 'DAMAGED'],
  [
    'a batch that failed because of a full disk',
    failure('Batch was not applied', undefined, failure('x', 'EIO')),
    'DAMAGED',
  ],
  ['a full disk', failure('write', 'ENOSPC'), 'NO_SPACE'],
  [
    'a full disk, reported only in the message',
    failure('IO error: No space left on device', 'EIO'),
    'NO_SPACE',
  ],
  ['a folder that was copied', failure('device file', 'DEVICE_FILE'), 'DAMAGED'],
  ['a core that was closed meanwhile', failure('Cannot make requests', 'SESSION_CLOSED'), 'CANCELLED'],
  ['a lock of an opening that failed', failure('File descriptor could not be locked'), 'HOME_LOCKED'],
])('%s gives the right code', (_what, error, code) => {
  expect(explainStorage(error)).toMatchObject({ code, cause: error })
})

it('explainStorage() returns an unknown error unchanged', async () => {
  const bug = new TypeError('a bug')
  expect(explainStorage(bug)).toBe(bug)
  await expect(explained(Promise.reject(bug))).rejects.toBe(bug)
  expect(await explained(Promise.resolve(7))).toBe(7)
})

it.each([
  ['a wrong checksum', failure('block checksum mismatch', 'EIO'), true],
  ['a missing table', failure('While open a file for random read: No such file or directory', 'EIO'), true],
  ['a missing file', failure('while stat a file for size: 000013.blob', 'ENOENT'), true],
  ['a disk that does not answer', failure('While pread: Input/output error', 'EIO'), false],
  ['a lock of another process', failure('lock hold by current process', 'EIO'), false],
  ['too many open files', failure('While open a file: Too many open files', 'EIO'), false],
  ['a folder that was copied', failure('device file', 'DEVICE_FILE'), false],
  ['a full disk', failure('IO error: No space left on device', 'EIO'), false],
])('isSpoiledForGood() after %s is true only if the files are damaged', (_what, error, isSo) => {
  expect(isSpoiledForGood(error)).toBe(isSo)
})
