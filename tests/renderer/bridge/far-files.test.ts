// Files on a phone: the worker asks the page, the page asks home through the tunnel.
import { describe, expect, it, onTestFinished, vi } from 'vitest'
import type { FileId, StreamHead, Tunnel, TunnelStream } from '../../../src/core/contract/index.ts'
import { answerFile, type AskedPage } from '../../../src/renderer/bridge/far-file-answer.ts'
import { createFarFiles } from '../../../src/renderer/bridge/far-files.ts'
import { drawSealing, type PageFiles } from '../../../src/renderer/bridge/page-files.ts'
import { drawFarKeys, makeLinks, openTunnel } from '../../support/memory-links.ts'
import { until } from '../../support/until.ts'

const keys = await drawFarKeys()
const FILM = new Uint8Array(2_000_000).map((_, at) => at * 5)

type Home = (head: StreamHead, stream: TunnelStream) => void

interface Phone {
  page: AskedPage
  files: PageFiles
  tunnel: Tunnel
}

/** A page with a tunnel to a home that answers as `home` does. */
async function openPhone(home: Home): Promise<Phone> {
  const { near, far } = await openTunnel(keys, makeLinks())
  onTestFinished(() => near.close('the test is over'))
  far.onOpen(home)
  return { ...openPage(() => near), tunnel: near }
}

function openPage(tunnel: () => Tunnel | null): Omit<Phone, 'tunnel'> {
  const container = new EventTarget()
  const files = createFarFiles(
    { tunnel },
    Object.assign(container, { startMessages: () => undefined, controller: {} as ServiceWorker }),
  )
  const page: AskedPage = {
    postMessage: (data, ports) =>
      void container.dispatchEvent(Object.assign(new Event('message'), { data, ports })),
  }
  return { page, files }
}

const ask = (path: string, headers: Record<string, string> = {}): Request =>
  new Request(`https://phones.example${path}`, { headers })

/** Answers as the file door does, in ranges. */
const giveFilm: Home = ({ headers }, stream) => {
  const [, start, end] = /^bytes=(\d+)-(\d*)$/.exec(headers.range ?? 'bytes=0-')!
  const bytes = FILM.subarray(Number(start), end === '' ? FILM.length : Number(end) + 1)
  const range = { 'content-range': `bytes ${start}-${end}/${FILM.length}` }
  stream.answer(headers.range === undefined ? 200 : 206, { 'content-type': 'video/mp4', ...range })
  stream.write(bytes).then(
    () => stream.end(),
    () => undefined,
  )
}

describe('the worker', () => {
  it('gives a file whole, and a range with its headers', async () => {
    const { page } = await openPhone(giveFilm)
    const whole = await answerFile(ask('/file/a'), [page])
    expect([whole.status, whole.headers.get('content-type')]).toEqual([200, 'video/mp4'])
    expect(Buffer.compare(Buffer.from(await whole.arrayBuffer()), FILM)).toBe(0)
    const part = await answerFile(ask('/file/a', { range: 'bytes=100-199', cookie: 'no' }), [page])
    expect([part.status, part.headers.get('content-range')]).toEqual([206, 'bytes 100-199/2000000'])
    expect(new Uint8Array(await part.arrayBuffer())).toEqual(FILM.subarray(100, 200))
  })

  it('asks home for no more than a browser takes, and tells it when the browser wants no more', async () => {
    const wasReset = vi.fn()
    let written = 0
    const { page } = await openPhone((_head, stream) => {
      stream.onReset(wasReset)
      stream.answer(200, {})
      void (async () => {
        for (;;) {
          await stream.write(new Uint8Array(16_384))
          written += 16_384
        }
      })().catch(() => undefined)
    })
    const { body } = await answerFile(ask('/file/a'), [page])
    await until(() => expect(written).toBe(512 * 1024))
    const reader = body!.getReader()
    for (let taken = 0; taken < 300_000;) taken += (await reader.read()).value!.length
    await until(() => expect(written).toBeGreaterThan(700 * 1024))
    expect(written).toBeLessThan(900 * 1024)
    await reader.cancel()
    await until(() => expect(wasReset).toHaveBeenCalled())
  })

  it('passes over pages without a tunnel, and says 503 with a reason if no page has one', async () => {
    const away = openPage(() => null)
    const { page } = await openPhone(giveFilm)
    expect((await answerFile(ask('/file/a'), [away.page, page])).status).toBe(200)
    for (const pages of [[], [away.page]]) {
      const refused = await answerFile(ask('/file/a'), pages)
      expect([refused.status, await refused.json()]).toEqual([503, { error: 'HOME_AWAY' }])
    }
  })

  it('saves a file as such, and leaves the page alone if there is none', async () => {
    const { page, files } = await openPhone(({ path }, stream) => {
      stream.answer(path === '/file/a' ? 200 : 410, { 'content-disposition': 'inline; filename=a.png' })
      void stream.write(Buffer.from('picture')).then(() => stream.end())
    })
    const saved = await answerFile(ask(files.saveAddress!('a' as FileId)), [page])
    expect(saved.headers.get('content-disposition')).toBe('attachment; filename=a.png')
    expect(await saved.text()).toBe('picture')
    expect((await answerFile(ask('/file/gone?save'), [page])).status).toBe(204)
    expect((await answerFile(ask('/file/a?save'), [])).status).toBe(204)
    expect(() => openPage(() => null).files.saveAddress!('a' as FileId)).toThrow()
  })

  it('breaks an answer off when the tunnel ends, and not into a shorter file', async () => {
    const { page, tunnel } = await openPhone((_head, stream) => {
      stream.answer(200, {})
      void stream.write(FILM).catch(() => undefined)
    })
    const { body } = await answerFile(ask('/file/a'), [page])
    const reader = body!.getReader()
    await reader.read()
    tunnel.close('the network is gone')
    await expect(
      (async () => {
        while (!(await reader.read()).done);
      })(),
    ).rejects.toThrow()
  })

  it('a hundred requests at once wait for their turn', async () => {
    const { page } = await openPhone(giveFilm)
    const answers = Array.from({ length: 100 }, async () => {
      const answer = await answerFile(ask('/file/a', { range: 'bytes=0-9' }), [page])
      return (await answer.arrayBuffer()).byteLength
    })
    expect(new Set(await Promise.all(answers))).toEqual(new Set([10]))
  })
})

describe('an upload', () => {
  const film = new File([FILM], 'a film.mp4')

  it('goes through the tunnel, with its length', async () => {
    let received = Buffer.alloc(0)
    let asked: StreamHead | null = null
    const { files } = await openPhone((head, stream) => {
      asked = head
      stream.onData((bytes) => {
        received = Buffer.concat([received, bytes])
        stream.took(bytes.length)
      })
      stream.onEnd(() => {
        stream.answer(200, { 'content-type': 'application/json' })
        void stream.write(Buffer.from('{"file":"f"}')).then(() => stream.end())
      })
    })
    const sealing = drawSealing()
    expect(await files.send(film, { sealing })).toEqual({ file: 'f' })
    const path = `/file/?name=a%20film.mp4&sealing=${sealing}`
    expect(asked).toEqual({ method: 'POST', path, headers: { 'content-length': '2000000' } })
    expect(Buffer.compare(received, FILM)).toBe(0)
  })

  it('is refused, cancelled or broken off with the code of the reason', async () => {
    const { files, tunnel } = await openPhone(({ path }, stream) => {
      if (!path.includes('full')) return
      stream.answer(507, {})
      void stream.write(Buffer.from('{"error":"NO_SPACE"}')).then(() => stream.end())
    })
    const full = files.send(new File([FILM], 'full'), { sealing: drawSealing() })
    await expect(full).rejects.toMatchObject({ code: 'NO_SPACE' })
    const ending = new AbortController()
    const cancelled = files.send(film, { sealing: drawSealing(), signal: ending.signal })
    ending.abort()
    await expect(cancelled).rejects.toMatchObject({ code: 'CANCELLED' })
    const broken = files.send(film, { sealing: drawSealing() })
    tunnel.close('the network is gone')
    await expect(broken).rejects.toMatchObject({ code: 'UNREACHABLE' })
    const offline = openPage(() => null).files.send(film, { sealing: drawSealing() })
    await expect(offline).rejects.toMatchObject({ code: 'UNREACHABLE' })
  })
})
