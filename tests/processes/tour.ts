// What the tests of the README's tour share.
import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { createServer, type AddressInfo } from 'node:net'
import { join, resolve } from 'node:path'

export const projectDir = resolve(import.meta.dirname, '../..')

/** Returns the commands of the tour as printed. */
export async function readTour(): Promise<string> {
  const readme = await readFile(join(projectDir, 'README.md'), 'utf8')
  return /^## Five minutes[^]*?```sh\n([^]*?)```/m.exec(readme)![1]!
}

export async function findFreePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return port
}
