import { mkdir, stat, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { defaultHomeDir, homePaths } from '../../../src/core/home/index.ts'
import { useTempFolders } from '../../support/temp-folder.ts'

const makeFolder = useTempFolders()
const posixOnly = { skip: process.platform === 'win32' }
const systemTmpdir = process.env.TMPDIR

afterEach(() => {
  if (systemTmpdir === undefined) delete process.env.TMPDIR
  else process.env.TMPDIR = systemTmpdir
})

async function makeLongHome(): Promise<string> {
  const dir = join(await makeFolder(), 'a'.repeat(60), 'b'.repeat(60))
  await mkdir(dir, { recursive: true })
  return dir
}

it('defaultHomeDir() is in the application data folder of the platform', () => {
  const cases: [NodeJS.Platform, NodeJS.ProcessEnv, string][] = [
    ['linux', { HOME: '/home/alice' }, '/home/alice/.local/share/fumikura'],
    ['linux', { HOME: '/home/alice', XDG_DATA_HOME: '/data' }, '/data/fumikura'],
    ['linux', { HOME: '/home/alice', XDG_DATA_HOME: 'data' }, '/home/alice/.local/share/fumikura'],
    ['darwin', { HOME: '/Users/alice' }, '/Users/alice/Library/Application Support/Fumikura'],
    [
      'win32',
      { APPDATA: 'C:\\Users\\alice\\AppData\\Roaming' },
      'C:\\Users\\alice\\AppData\\Roaming\\Fumikura',
    ],
    ['win32', { USERPROFILE: 'C:\\Users\\alice' }, 'C:\\Users\\alice\\AppData\\Roaming\\Fumikura'],
    ['linux', { HOME: '/home/alice', FUMIKURA_HOME: '/elsewhere' }, '/elsewhere'],
  ]
  expect(cases.map(([platform, env]) => defaultHomeDir(platform, env))).toEqual(cases.map(([, , dir]) => dir))
})

it('homePaths() are all inside the home', () => {
  const { dir, socket, ...inside } = homePaths('/home/alice/fumikura', 'linux')
  expect([dir, socket]).toEqual(['/home/alice/fumikura', '/home/alice/fumikura/socket'])
  expect(Object.values(inside).map((path) => dirname(path))).toEqual(Object.values(inside).map(() => dir))
  expect(new Set(Object.values(inside)).size).toBe(Object.keys(inside).length)
})

it(
  'the socket of a home with a long path is in a shorter folder to which the system can bind',
  posixOnly,
  async () => {
    const dir = await makeLongHome()
    const { socket } = homePaths(dir)
    await mkdir(dirname(socket), { recursive: true, mode: 0o700 })
    const server = createServer()
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(socket, resolve)
    })
    const { mode } = await stat(dirname(socket))
    await new Promise((resolve) => server.close(resolve))
    expect([mode & 0o777, dirname(dirname(socket))]).toEqual([0o700, tmpdir()])
  },
)

it(
  'one home has one socket path, however its folder is written, and another home has another',
  posixOnly,
  async () => {
    const dir = await makeLongHome()
    const other = await makeLongHome()
    const link = join(await makeFolder(), 'c'.repeat(100))
    await symlink(dir, link)
    expect(homePaths(link).socket).toBe(homePaths(dir).socket)
    expect(homePaths(`${dir}/../${'b'.repeat(60)}/`).socket).toBe(homePaths(dir).socket)
    expect(homePaths(other).socket).not.toBe(homePaths(dir).socket)
  },
)

it('the socket is a named pipe on Windows', () => {
  const { socket } = homePaths('/home/alice/fumikura', 'win32')
  expect(socket).toMatch(/^\\\\\.\\pipe\\fumikura-[a-z0-9]{26}$/)
})
