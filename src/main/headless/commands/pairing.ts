// Commands to pair with strangers: invites and knocks.
import {
  EngineError,
  type CreatedInvite,
  type GroupSummary,
  type Knock,
  type KnockResult,
  type Party,
} from '../../../core/contract/index.ts'
import { asking, type Command } from '../command.ts'
import { cleanLine, showTable } from '../screen.ts'
import { showTime } from '../times.ts'

const invite = asking<CreatedInvite>({
  name: 'invite',
  usage: '',
  summary: 'make a link that pairs one person with you; it works while `up` runs',
  ask: ({ api }) => api.invites.create(),
  show: ({ invite: link, expiresAt }) =>
    `${link}\n\nOne person can use it until ${showTime(expiresAt)}, while \`fumikura up\` runs.`,
})

const GROUP_LINK = /^\s*fumikura:\/\/group\//i

const accept = asking<Party | GroupSummary>({
  name: 'accept',
  usage: 'LINK',
  summary: 'pair with the person who made an invite, or join a group by its link',
  args: { min: 1, max: 1 },
  network: 'always',
  ask({ given, api }): Promise<Party | GroupSummary> {
    const asked = { link: given.args[0]!, waitMs: given.waitMs() }
    return GROUP_LINK.test(asked.link) ? api.groups.join(asked) : api.invites.accept(asked)
  },
  show: (joined) => ('group' in joined ? showJoined(joined) : `Paired with ${cleanLine(joined.name)}.`),
})

function showJoined({ name, membership }: GroupSummary): string {
  return membership === 'asked'
    ? `You have asked to join ${cleanLine(name)}; its owner has to accept.`
    : `You are now in ${cleanLine(name)}.`
}

const knock = asking<KnockResult>({
  name: 'knock',
  usage: 'ADDRESS --text T',
  summary: 'ask a stranger to accept you: sends your name and one line',
  args: { min: 1, max: 1 },
  options: { text: { kind: 'text', hint: 'T', about: 'your message, at most 1 KiB' } },
  network: 'always',
  ask: ({ given, api }) =>
    api.knocks.send({ address: given.args[0]!, text: given.needText('text'), waitMs: given.waitMs() }),
  show: showKnockResult,
})

const knocks = asking<Knock[]>({
  name: 'knocks',
  usage: '[--off | --on]',
  summary: 'unanswered knocks; with an option, switch knocking off or on',
  options: {
    off: { kind: 'flag', about: 'refuse all knocks from now on' },
    on: { kind: 'flag', about: 'accept knocks again' },
  },
  async ask({ given, api }) {
    if (given.isSet('off') && given.isSet('on'))
      throw new EngineError('INVALID', '--off and --on exclude each other.')
    if (given.isSet('off') || given.isSet('on')) await api.knocks.setEnabled({ enabled: given.isSet('on') })
    return api.knocks.list()
  },
  show: (list) =>
    list.length === 0
      ? 'No knocks.'
      : showTable(list.map((one) => [one.knock, showTime(one.at), cleanLine(one.name), cleanLine(one.text)])),
})

const ANSWERS = ['yes', 'no', 'block'] as const

const answer = asking<KnockResult>({
  name: 'answer',
  usage: 'KNOCK yes|no|block',
  summary: 'accept, refuse or block a stranger who knocked',
  args: { min: 2, max: 2 },
  ask({ given, api }) {
    const [id = '', word = ''] = given.args
    const chosen = ANSWERS.find((one) => one === word)
    if (chosen === undefined) throw new EngineError('INVALID', 'The answer is yes, no or block.')
    return api.knocks.answer({ knock: id, answer: chosen })
  },
  show: showKnockResult,
})

function showKnockResult({ knock: id, state }: KnockResult): string {
  return `${id}  ${state}`
}

export const pairingCommands: Command[] = [invite, accept, knock, knocks, answer]
