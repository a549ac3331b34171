// A station through which the phones of Alice may reach her.
import { Runner } from '../../processes/fumikura.ts'
import type { World } from './world.ts'

export type Station = Runner<{ link: string; phones: string }>

/** @param web where it listens, as words of the command line */
export async function openStation(world: World, web = ['--web', '127.0.0.1:0']): Promise<Station> {
  const { dir } = world.place.home('station')
  const options = ['--home', dir, '--lan', 'off', '--bootstrap', world.place.bootstrap!]
  const station: Station = await Runner.start(['station', 'up', '--name', 'Cellar', ...web, ...options])
  await world.alice.run(['stations', 'add', station.ready.link])
  return station
}
