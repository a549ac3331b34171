// The people of the story at desktops: the engine is killed under the page, and restarts only when
// they are back.
import { join } from 'node:path'
import { eventually } from '../../support/command-line.ts'
import { type Place } from '../../processes/fumikura.ts'
import { MouseHand, type StorySeat } from '../../web/story/index.ts'
import type { DeskSeats } from './seat.ts'

export function atDesks(
  place: Place,
  sitAtDesk: DeskSeats['sitAtDesk'],
): (name: string) => Promise<StorySeat> {
  return async (name) => {
    const home = place.home(name)
    const desk = await sitAtDesk(home, place.bootstrap!)
    const person = {
      run: <Result>(words: string[]) => home.get<Result>(words),
      goAway: async () => desk.killEngine({ andKeepDown: true }),
    }
    const comeBack = async (): Promise<void> => desk.letEngineStart()
    const saves = async (act: () => Promise<void>): Promise<string> => {
      const path = join(place.dir, `${name}.eml`)
      desk.answers.push(path)
      await act()
      await eventually(
        'the dialog is answered',
        async () => desk.answers.length,
        (left) => left === 0,
      )
      return path
    }
    return { person, page: desk.page, hand: new MouseHand(desk.page), saves, comeBack }
  }
}
