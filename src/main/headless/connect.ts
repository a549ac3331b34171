// Connects a command to the engine of its home: the running one, or one opened for the duration of
// the command.
import type { Socket } from 'node:net'
import { resolve } from 'node:path'
import { createClient, EngineError, isEngineError } from '../../core/contract/index.ts'
import { defaultHomeDir, homePaths } from '../../core/index.ts'
import { dialSocket } from '../host/socket-door.ts'
import { createSocketChannel } from '../host/socket-channel.ts'
import type { Connection, ConnectOptions } from './command.ts'
import { unlock } from './unlock.ts'

const RETRY_MS = 25
/**
 * How long to wait for the lock of an engine that does not answer, because it may be starting,
 * ending, or running another command.
 */
const LOCK_PATIENCE_MS = 5_000

/**
 * How long an engine may take for its first answer; a stopped process accepts connections and never
 * answers.
 */
const ANSWER_PATIENCE_MS = 5_000

/** @throws HOME_LOCKED, LOCKED, BAD_PASSPHRASE, UNREACHABLE, and every error of opening a home */
export async function connect(options: ConnectOptions): Promise<Connection> {
  const connection = await reach(options)
  try {
    if (connection.isUp) await awaitAnswer(connection.api)
    if (options.unlocks) await unlock(connection.api, options.findPassphrase, connection.isUp)
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}

async function reach(options: ConnectOptions): Promise<Connection> {
  const home = findHomeDir(options)
  for (let waitedMs = 0; ; waitedMs += RETRY_MS) {
    const socket = await dialSocket(homePaths(home))
    if (socket !== null) return connectBySocket(socket)
    try {
      // Loaded only here, because loading the engine takes longer than a call to a running one.
      const { openHere } = await import('./open-here.ts')
      return await openHere(home, options)
    } catch (error) {
      if (!isEngineError(error, 'HOME_LOCKED') || waitedMs >= LOCK_PATIENCE_MS) throw error
      await new Promise((resolve) => setTimeout(resolve, RETRY_MS))
    }
  }
}

/** @throws UNREACHABLE */
async function awaitAnswer({ home }: Connection['api']): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const patience = new Promise<never>((_, reject) => {
    const silent = new EngineError('UNREACHABLE', 'The Fumikura that has this home open does not answer.')
    timer = setTimeout(() => reject(silent), ANSWER_PATIENCE_MS)
  })
  try {
    await Promise.race([home.status(), patience])
  } finally {
    clearTimeout(timer)
  }
}

function connectBySocket(socket: Socket): Connection {
  const client = createClient(createSocketChannel(socket))
  return { api: client.api, isUp: true, close: async () => client.close() }
}

export function findHomeDir({ home }: { home: string | undefined }): string {
  return home === undefined ? defaultHomeDir(process.platform, process.env) : resolve(home)
}
