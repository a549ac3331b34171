// The private network of a home: the nodes of its DHT, one HOST:PORT a line. A home stays on the
// network that it was told of, so that no later start shows its device on the public one by mistake.
import { readFile, rm } from 'node:fs/promises'
import { EngineError } from '../contract/errors.ts'
import { replaceFile } from './replace-file.ts'

export interface NetworkNode {
  host: string
  port: number
}

/**
 * Returns the nodes of the private network of this home; undefined for the public network.
 * @param path the file in the home
 * @param given nodes that the home keeps from now on. None: the public network. Absent: the kept ones
 * @throws DAMAGED, NO_SPACE
 */
export async function keepNetwork(
  path: string,
  given: readonly NetworkNode[] | undefined,
): Promise<NetworkNode[] | undefined> {
  const kept = await readNetwork(path)
  if (given === undefined) return kept
  if (given.length === 0) await rm(path, { force: true })
  else if (formatNetwork(given) !== formatNetwork(kept ?? [])) await replaceFile(path, formatNetwork(given))
  return given.length === 0 ? undefined : [...given]
}

function formatNetwork(nodes: readonly NetworkNode[]): string {
  return nodes.map(({ host, port }) => `${host}:${port}\n`).join('')
}

async function readNetwork(path: string): Promise<NetworkNode[] | undefined> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null
    throw error
  })
  return text === null ? undefined : text.split('\n').filter(Boolean).map(parseNode)
}

function parseNode(line: string): NetworkNode {
  const [, host, port] = /^(\S+):(\d{1,5})$/.exec(line) ?? []
  if (host === undefined)
    throw new EngineError('DAMAGED', 'The file `network` of this home does not name a network.')
  return { host, port: Number(port) }
}
