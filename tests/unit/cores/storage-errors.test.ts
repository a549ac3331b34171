// What RocksDB says went wrong, in the engine's words; the storm met each of these as a raw error.
import { expect, it } from 'vitest'
import { explained, explainStorage } from '../../../src/core/cores/storage-errors.ts'

const failure = (message: string, code?: string, cause?: unknown): Error =>
  Object.assign(new Error(message, { cause }), code === undefined ? {} : { code })

it.each([
  ['a checksum that does not hold', failure('Blob CRC mismatch', 'EIO'), 'DAMAGED'],
  ['a file that is gone', failure('while stat a file for size: 000013.blob', 'ENOENT'), 'DAMAGED'],
  ['a batch that failed for it', failure('Batch was not applied', undefined, failure('x', 'EIO')), 'DAMAGED'],
  ['a full disk', failure('write', 'ENOSPC'), 'NO_SPACE'],
  ['a full disk, in words only', failure('IO error: No space left on device', 'EIO'), 'NO_SPACE'],
  ['a folder that was copied', failure('device file', 'DEVICE_FILE'), 'DAMAGED'],
  ['a lock of an opening that failed', failure('File descriptor could not be locked'), 'HOME_LOCKED'],
])('%s has a code', (_what, error, code) => {
  expect(explainStorage(error)).toMatchObject({ code, cause: error })
})

it('leaves what it does not know as it is', async () => {
  const bug = new TypeError('a bug')
  expect(explainStorage(bug)).toBe(bug)
  await expect(explained(Promise.reject(bug))).rejects.toBe(bug)
  expect(await explained(Promise.resolve(7))).toBe(7)
})
