// Connects a command to the running station of a home.
import { createClient, EngineError, isEngineError, type StationMethods } from '../../core/contract/index.ts'
import { findHome, homePaths } from '../../core/index.ts'
import { createSocketChannel } from '../host/socket-channel.ts'
import { dialSocket } from '../host/socket-door.ts'

export interface StationConnection {
  api: StationMethods['station']
  close(): void
}

/** A stopped process accepts connections and never answers. */
const ANSWER_PATIENCE_MS = 5_000

/** @throws UNREACHABLE if no station runs in this home, INVALID for the home of a person */
export async function reachStation(home: string): Promise<StationConnection> {
  const paths = homePaths(home)
  if ((await findHome(paths.dir))?.isStation === false)
    throw new EngineError('INVALID', 'This is the home of a person, not of a station.')
  const socket = await dialSocket(paths)
  if (socket === null) throw unreachable('No station runs in this home: start it with `fumikura station up`.')
  const client = createClient<StationMethods>(createSocketChannel(socket))
  const timer = setTimeout(() => client.close(), ANSWER_PATIENCE_MS)
  try {
    await client.api.station.customers()
    return { api: client.api.station, close: () => client.close() }
  } catch (error) {
    client.close()
    if (isEngineError(error, 'UNREACHABLE')) throw unreachable('The station of this home does not answer.')
    throw error
  } finally {
    clearTimeout(timer)
  }
}

function unreachable(message: string): EngineError {
  return new EngineError('UNREACHABLE', message)
}
