// The site as a part of the host: off, on, off again, and its settings after a restart.
import { createServer, type AddressInfo, type Server } from 'node:net'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { PublicSite } from '../../../src/main/site/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'
import { createPostList, makePost } from './posts.ts'

const makeFolder = useTempFolders()
const calling = { signal: new AbortController().signal }
const HOST = '127.0.0.1'
let path: string
let site: PublicSite
const taken: Server[] = []

async function open(retryMs?: number): Promise<PublicSite> {
  const source = createPostList([makePost(1)])
  site = await PublicSite.open({ path, source, log: { warn: () => undefined }, retryMs })
  return site
}

beforeEach(async () => {
  path = join(await makeFolder(), 'site.json')
  await open()
})
afterEach(async () => {
  await site.close()
  for (const server of taken.splice(0)) server.close()
})

const switchOn = (host = HOST, port = 0) => site.handlers.switchOn({ host, port }, calling)
const isServed = (url: string): Promise<boolean> =>
  fetch(url).then(
    ({ ok }) => ok,
    () => false,
  )

/** Takes a port, as another program would. */
async function takePort(port = 0): Promise<number> {
  const server = createServer()
  taken.push(server)
  await new Promise<void>((resolve) => server.listen(port, HOST, resolve))
  return (server.address() as AddressInfo).port
}

describe('the public site', () => {
  it('is off until it is switched on', async () => {
    expect(await site.handlers.state({}, calling)).toEqual({
      isOn: false,
      url: null,
      host: HOST,
      port: 0,
      webAddress: null,
      trouble: null,
    })
  })

  it('keeps its address on the web after a restart, on or off, and refuses what is no site', async () => {
    const set = (address: string | null) => site.handlers.setWebAddress({ address }, calling)
    expect(await set(' https://Yuki.example ')).toMatchObject({ webAddress: 'https://yuki.example/' })
    for (const wrong of [
      '',
      'yuki',
      'ftp://yuki.example/',
      'https://yuki.example/blog',
      'https://me@yuki.example/',
    ])
      await expect(set(wrong)).rejects.toMatchObject({ code: 'INVALID', details: { reason: 'web-address' } })
    await switchOn()
    await site.handlers.switchOff({}, calling)
    await site.close()
    await open()
    expect(site.state).toMatchObject({ isOn: false, webAddress: 'https://yuki.example/' })
    expect(await set(null)).toMatchObject({ webAddress: null })
  })

  it('is served at once, and stops when it is switched off', async () => {
    const { url, port } = await switchOn()
    expect([url, await isServed(url!)]).toEqual([`http://${HOST}:${port}/`, true])
    expect(await site.handlers.switchOff({}, calling)).toMatchObject({ isOn: false, url: null })
    expect(await isServed(url!)).toBe(false)
  })

  it('is served again after a restart, at the same address', async () => {
    const { url } = await switchOn()
    await site.close()
    expect(await isServed(url!)).toBe(false)
    await open()
    expect(site.state).toMatchObject({ isOn: true, url })
    expect(await isServed(url!)).toBe(true)
  })

  it('moves to a new port, and leaves the old one', async () => {
    const before = await switchOn()
    const port = await takePort()
    taken.pop()!.close()
    const after = await switchOn(HOST, port)
    expect(after.url).toBe(`http://${HOST}:${port}/`)
    expect([await isServed(before.url!), await isServed(after.url!)]).toEqual([false, true])
  })

  it('keeps its address when it is switched on twice', async () => {
    expect(await switchOn()).toEqual(await switchOn())
  })

  it('stays as it was if the address is not available', async () => {
    const { url } = await switchOn()
    await expect(switchOn(HOST, await takePort())).rejects.toMatchObject({
      code: 'INVALID',
      message: 'The port is taken.',
      details: { reason: 'taken' },
    })
    await expect(switchOn('192.0.2.1')).rejects.toMatchObject({
      code: 'INVALID',
      details: { reason: 'no-address' },
    })
    expect(site.state).toMatchObject({ isOn: true, url, trouble: null })
    expect(await isServed(url!)).toBe(true)
  })

  it('reports that its port is in use, and returns when it is free', async () => {
    const { port, url } = await switchOn()
    await site.close()
    await takePort(port)
    await open(20)
    expect(site.state).toMatchObject({ isOn: true, url: null, host: HOST, port, trouble: 'taken' })
    await new Promise((resolve) => taken.pop()!.close(resolve))
    await expect.poll(() => site.state, { timeout: 5000 }).toMatchObject({ url, trouble: null })
  })

  it.each([
    '',
    'no json',
    '{"format":1,"isOn":"yes"}',
    '{"format":2,"isOn":true,"host":"0.0.0.0","port":80}',
  ])('is off if the stored setting is %j', async (text) => {
    await site.close()
    await writeFile(path, text)
    await open()
    expect(site.state.isOn).toBe(false)
  })

  it('is stored in a file that only its owner can read', async () => {
    const { port } = await switchOn()
    expect(JSON.parse(await readFile(path, 'utf8'))).toEqual({
      format: 1,
      isOn: true,
      host: HOST,
      port,
      webAddress: null,
    })
  })
})
