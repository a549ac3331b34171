// Files over HTTP: the headers of a request, and the errors that a person sees.
import { afterEach, expect, it, vi } from 'vitest'
import { EngineError, type FileId } from '../../../src/core/contract/index.ts'
import { createPageFiles, drawSealing, postByFetch } from '../../../src/renderer/bridge/page-files.ts'

let isSafe = true
const files = createPageFiles({
  hand: null,
  passFor: (target) => `<GET ${target}>`,
  post: postByFetch(
    (target) => `<POST ${target}>`,
    () => {
      if (!isSafe) throw new EngineError('UNREACHABLE', 'not now')
    },
  ),
})
const film = new File(['film'], 'a film & more.mp4')

afterEach(() => vi.unstubAllGlobals())

function answer(act: (url: string, options: RequestInit) => Promise<Response>): void {
  vi.stubGlobal('fetch', act)
}

it('any file id has an address', () => {
  expect(files.address('a/b?c' as FileId)).toBe('/file/a%2Fb%3Fc<GET /file/a%2Fb%3Fc>')
  expect(files.exportAddress({ thread: 'a' })).toBe(
    '/file/export.zip?thread=a<GET /file/export.zip?thread=a>',
  )
})

it('a file is sent with its name, the name of its upload, and a pass for that upload only', async () => {
  const sealing = drawSealing()
  expect(sealing).toMatch(/^[0-9a-f]{32}$/)
  answer(async (url, { method, headers, body }) => {
    const target = `/file/?name=a%20film%20%26%20more.mp4&sealing=${sealing}`
    expect([url, method, headers]).toEqual([`${target}<POST ${target}>`, 'POST', undefined])
    expect(body).toBe(film)
    return new Response('{"file":"f"}')
  })
  expect(await files.send(film, { sealing })).toEqual({ file: 'f' })
})

it('nothing is sent before the engine is confirmed', async () => {
  const fetched = vi.fn()
  vi.stubGlobal('fetch', fetched)
  isSafe = false
  await expect(files.send(film, { sealing: drawSealing() })).rejects.toMatchObject({ code: 'UNREACHABLE' })
  isSafe = true
  expect(fetched).not.toHaveBeenCalled()
})

it.each([
  ['a refusal by the engine', async () => new Response('{"error":"NO_SPACE"}', { status: 507 }), 'NO_SPACE'],
  [
    'an engine that does not answer',
    async () => Promise.reject(new TypeError('Failed to fetch')),
    'UNREACHABLE',
  ],
  ['an answer of another server', async () => new Response('<html>', { status: 502 }), 'UNREACHABLE'],
])('a failure is reported: %s', async (_, act, code) => {
  answer(act)
  await expect(files.send(film, { sealing: drawSealing() })).rejects.toMatchObject({ code })
})

it('an upload that the person cancelled is reported as cancelled', async () => {
  const ending = new AbortController()
  answer(async () => {
    ending.abort()
    throw new DOMException('aborted', 'AbortError')
  })
  await expect(files.send(film, { sealing: drawSealing(), signal: ending.signal })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
})
