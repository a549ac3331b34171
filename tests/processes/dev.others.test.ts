// The demo world of `npm run dev`: its engines start again on the same homes, and Ctrl-C leaves
// neither a process nor a folder.
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { DevWorld } from '../../bin/dev-world.js'
import { createClient, type Api } from '../../src/core/contract/index.ts'
import { createPageChannel } from '../contract/transports.ts'
import { eventually } from '../support/command-line.ts'
import { followLink, openPageSocket } from '../support/door-page.ts'
import { useTempFolders } from '../support/temp-folder.ts'

const projectDir = resolve(import.meta.dirname, '../..')
const tempFolder = useTempFolders()
const closers: (() => Promise<void> | void)[] = []

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close()
})

test('the engines start again on their homes, and find each other', async () => {
  const links: string[] = []
  const world = await DevWorld.create(projectDir, () => undefined)
  closers.push(() => world.close())
  world.onLink((link) => void links.push(link))
  const entry = resolve(projectDir, 'out/main/demo-world.js')
  const visitAfter = async (starts: number): Promise<Api> => {
    await world.restart(entry)
    await eventually(
      'the engines are ready',
      async () => links.length,
      (count) => count === starts,
    )
    const { port } = new URL(links.at(-1)!)
    const socket = await openPageSocket({ port: Number(port) }, await followLink(links.at(-1)!))
    closers.push(() => socket.close())
    return createClient(createPageChannel(socket)).api
  }
  const { person } = await (await visitAfter(1)).people.whoami()
  const alice = await visitAfter(2)
  expect((await alice.people.whoami()).person).toBe(person)
  await eventually(
    'the others are online again',
    () => alice.people.contacts(),
    (contacts) => contacts.filter(({ online }) => online).length === 2,
  )
})

test('npm run dev serves the page from its source, and a signal ends all', async () => {
  const dir = await tempFolder()
  const env = { ...process.env, TMPDIR: dir, FUMIKURA_ENGINE: undefined }
  const dev = spawn(process.execPath, [resolve(projectDir, 'bin/dev.js')], { cwd: projectDir, env })
  closers.push(() => void dev.kill('SIGKILL'))
  let said = ''
  dev.stderr.setEncoding('utf8').on('data', (text: string) => (said += text))
  const [, url = ''] = await eventually(
    'the page has an address',
    async () => /the page is at (\S+)/.exec(said) ?? [],
    (found) => found.length > 0,
  )
  expect(await (await fetch(new URL('/screens/DemoBar.svelte', url))).text()).toContain('import.meta.hot')
  dev.kill('SIGINT')
  expect((await once(dev, 'exit'))[0]).toBe(0)
  expect((await readdir(dir)).filter((name) => name.startsWith('fumikura-'))).toEqual([])
})
