// Commands about the stations that keep this person's letters while their own computer is off.
// `station …` runs a station; `stations …` uses one.
import type { ChosenRule, JoinedStation, StationTest, UntilDays } from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine, countOf, showSize, showTable } from '../screen.ts'

const MAX_NUMBER = 7
const MAX_DAYS = 365

const stations = asking<JoinedStation[]>({
  name: 'stations',
  usage: '',
  summary: 'your stations: computers that keep your sealed letters while this one is off',
  ask: ({ api }) => api.stations.list(),
  show: (list) =>
    list.length === 0
      ? 'You have no station. Join one with: fumikura stations add'
      : showTable(list.map(showStation)),
})

function showStation(station: JoinedStation): string[] {
  const { name, number, bytes, limit, egress, egressLimit, handedOver, waiting, recalls } = station
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
  ]
}

function stateOf({ online, full, fenced, isCustomer, egress, egressLimit }: JoinedStation): string {
  if (!isCustomer) return 'does not know you any longer: leave it, or add it by a new link'
  if (fenced) return 'set back, do not rely on it'
  if (full) return 'full, takes no more'
  if (egress >= egressLimit) return 'sends nothing more to readers today'
  return online ? 'online' : 'offline'
}

const add = asking<{ station: string; name: string }>({
  name: 'stations add',
  usage: '[-] [--name N]',
  summary: 'join the station that printed this link; it keeps your letters and takes notices for you',
  words: { link: { takes: 'rest', about: 'the link of the station, for you alone' } },
  options: { name: { kind: 'text', hint: 'N', about: 'your own name for the station' } },
  network: 'always',
  ask: async ({ given, typed, api }) =>
    api.stations.add({
      link: (await typed.get('link')).trim(),
      name: given.text('name'),
      waitMs: given.waitMs(),
    }),
  show: ({ name }) => `You have joined ${cleanLine(name)}. While Fumikura runs, it hands your letters over.`,
})

const rename = asking<{ station: string; name: string }>({
  name: 'stations rename',
  usage: 'STATION NAME',
  summary: 'give a station another name, which only you see',
  args: { min: 2, max: 2 },
  ask: ({ given, api }) => api.stations.rename({ station: given.args[0]!, name: given.args[1]! }),
  show: ({ name }) => `The station is called ${cleanLine(name)} now.`,
})

const leave = asking<{ station: string; name: string; told: boolean }>({
  name: 'stations leave',
  usage: 'STATION [--lost]',
  summary: 'leave a station; letters move to your other stations, then it removes everything',
  args: { min: 1, max: 1 },
  options: {
    lost: {
      kind: 'flag',
      about: 'the station is destroyed: count what it had as destroyed, and go on without it',
    },
  },
  network: 'always',
  ask: ({ given, api }) =>
    api.stations.leave({
      station: given.args[0]!,
      lost: given.isSet('lost'),
      ...(given.isSet('wait') ? { waitMs: given.waitMs() } : {}),
    }),
  show: ({ name, told }, { given }) => {
    if (given.isSet('lost')) return `${cleanLine(name)} counts as destroyed.`
    return told
      ? `You have left ${cleanLine(name)}. It has removed everything.`
      : `You have left ${cleanLine(name)}. It removes everything once it is reached and no letter needs it.`
  },
})

const rule = asking<ChosenRule>({
  name: 'stations rule',
  usage: '[--need K] [--distrust T] [--until 90|365]',
  summary: 'how many stations must agree to open a letter, and how many may lie; without options shows it',
  options: {
    need: { kind: 'text', hint: 'K', about: 'how many stations must release a letter before it opens' },
    distrust: {
      kind: 'text',
      hint: 'T',
      about: 'how many may lie or forget without a recall being certain too early',
    },
    until: {
      kind: 'text',
      hint: 'DAYS',
      about: 'for how many days they open a letter while you are away: 90, or 365 for as long as they can',
    },
  },
  ask: ({ given, api }) =>
    api.stations.rule({
      need: given.number('need', MAX_NUMBER),
      distrust: given.number('distrust', MAX_NUMBER),
      // The engine refuses other numbers of days.
      untilDays: given.number('until', MAX_DAYS) as UntilDays | undefined,
    }),
  show: ({ n, need, distrust, certainAt, untilDays }) =>
    showTable([
      ['stations', String(n)],
      ['a letter opens when', `${need} of them release it`],
      ['may lie or forget', String(distrust)],
      ['a recall is certain when', `${certainAt} of them have confirmed it`],
      ['a letter opens without you for', `${untilDays} days`],
    ]),
})

const test = asking<StationTest>({
  name: 'stations test',
  usage: '',
  summary: 'open a test letter through your stations, without this computer, and say how fast',
  network: 'always',
  ask: ({ given, api }) => api.stations.test({ waitMs: given.waitMs() }),
  show: ({ stations, need, openedMs }) =>
    [
      openedMs === null
        ? `It did not open: ${need} of ${stations.length} must give their part.`
        : `A test letter opened in ${Math.round(openedMs)} ms, without this computer.`,
      showTable(stations.map(({ name, answer }) => [cleanLine(name), answer])),
    ].join('\n'),
})

export const stationsCommands: Command[] = [stations, add, rename, leave, rule, test]
