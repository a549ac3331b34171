// Code is loaded late only from a confirmed engine.
import { afterEach, expect, it, vi } from 'vitest'
import { loadPart, loadPartsOnlyWhile } from '../../../src/renderer/bridge/parts.ts'
import { startWorker } from '../../../src/renderer/files/start-worker.ts'

afterEach(() => loadPartsOnlyWhile(() => true))

it('a lazy-loaded part is refused while the engine is not confirmed, and loads once it is', async () => {
  const load = vi.fn(async () => 'a part')
  let isSafe = false
  loadPartsOnlyWhile(() => isSafe)
  await expect(loadPart(load)).rejects.toMatchObject({ code: 'UNREACHABLE' })
  expect(() => startWorker('preview')).toThrow(expect.objectContaining({ code: 'UNREACHABLE' }) as Error)
  expect(load).not.toHaveBeenCalled()
  isSafe = true
  expect(await loadPart(load)).toBe('a part')
})
