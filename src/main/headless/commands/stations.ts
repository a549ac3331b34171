// Commands about the stations that keep this person's letters while their own computer is off.
// `station …` runs a station; `stations …` uses one.
import type { JoinedStation, UntilDays } from '../../../core/contract/index.ts'
import { calling, type Command } from '../command.ts'
import { argument, flag, number, text, wait, waitIfGiven, words } from '../fields.ts'
import { cleanLine, countOf, showSize, showTable } from '../screen.ts'

const MAX_NUMBER = 7
const MAX_DAYS = 365

const stations = calling('stations.list', {
  name: 'stations',
  summary: 'your stations: computers that keep your sealed letters while this one is off',
  show: (list) =>
    list.length === 0
      ? 'You have no station. Join one with: fumikura stations add'
      : showTable(list.map(showStation)),
})

function showStation(station: JoinedStation): string[] {
  const { name, number, bytes, limit, egress, egressLimit, handedOver, waiting, recalls, phones } = station
  return [
    cleanLine(name),
    number,
    stateOf(station),
    `${showSize(bytes)} of ${showSize(limit)}`,
    `${showSize(egress)} of ${showSize(egressLimit)} sent today`,
    `${countOf(handedOver, 'letter')} there`,
    [
      ...(waiting === 0 ? [] : [`${waiting} not yet`]),
      ...(recalls === 0 ? [] : [`${countOf(recalls, 'recall')} not confirmed`]),
    ].join(', '),
    phones === null ? '' : `phones at ${phones}`,
  ]
}

function stateOf({ online, full, fenced, isCustomer, egress, egressLimit }: JoinedStation): string {
  if (!isCustomer) return 'does not know you any longer: leave it, or add it by a new link'
  if (fenced) return 'set back, do not rely on it'
  if (full) return 'full, takes no more'
  if (egress >= egressLimit) return 'sends nothing more to readers today'
  return online ? 'online' : 'offline'
}

const add = calling('stations.add', {
  name: 'stations add',
  summary: 'join the station that printed this link; it keeps your letters and takes notices for you',
  fields: {
    link: words('rest', 'the link of the station, for you alone').to((link) => link.trim()),
    name: text('N', 'your own name for the station'),
    waitMs: wait(),
  },
  show: ({ name }) => `You have joined ${cleanLine(name)}. While Fumikura runs, it hands your letters over.`,
})

const rename = calling('stations.rename', {
  name: 'stations rename',
  summary: 'give a station another name, which only you see',
  fields: { station: argument('STATION'), name: argument('NAME') },
  show: ({ name }) => `The station is called ${cleanLine(name)} now.`,
})

const leave = calling('stations.leave', {
  name: 'stations leave',
  summary: 'leave a station; letters move to your other stations, then it removes everything',
  fields: {
    station: argument('STATION'),
    lost: flag('the station is destroyed: count what it had as destroyed, and go on without it'),
    waitMs: waitIfGiven(),
  },
  show: ({ name, told }, { lost }) => {
    if (lost) return `${cleanLine(name)} counts as destroyed.`
    return told
      ? `You have left ${cleanLine(name)}. It has removed everything.`
      : `You have left ${cleanLine(name)}. It removes everything once it is reached and no letter needs it.`
  },
})

const rule = calling('stations.rule', {
  name: 'stations rule',
  usage: '[--need K] [--distrust T] [--until 90|365]',
  summary: 'how many stations must agree to open a letter, and how many may lie; without options shows it',
  fields: {
    need: number(MAX_NUMBER, 'K', 'how many stations must release a letter before it opens'),
    distrust: number(MAX_NUMBER, 'T', 'how many may lie or forget without a recall being certain too early'),
    untilDays: number(
      MAX_DAYS,
      'DAYS',
      'for how many days they open a letter while you are away: 90, or 365 for as long as they can',
    )
      .as('until')
      // The engine refuses other numbers of days.
      .to((days) => days as UntilDays),
  },
  show: ({ n, need, distrust, certainAt, untilDays }) =>
    showTable([
      ['stations', String(n)],
      ['a letter opens when', `${need} of them release it`],
      ['may lie or forget', String(distrust)],
      ['a recall is certain when', `${certainAt} of them have confirmed it`],
      ['a letter opens without you for', `${untilDays} days`],
    ]),
})

const test = calling('stations.test', {
  name: 'stations test',
  summary: 'open a test letter through your stations, without this computer, and say how fast',
  fields: { waitMs: wait() },
  show: ({ stations, need, openedMs }) =>
    [
      openedMs === null
        ? `It did not open: ${need} of ${stations.length} must give their part.`
        : `A test letter opened in ${Math.round(openedMs)} ms, without this computer.`,
      showTable(stations.map(({ name, answer }) => [cleanLine(name), answer])),
    ].join('\n'),
})

export const stationsCommands: Command[] = [stations, add, rename, leave, rule, test]
