// Commands by which strangers become contacts: invites and knocks.
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
  summary: 'make a link that pairs one person with you; it is answered while `up` runs',
  ask: ({ api }) => api.invites.create(),
  show: ({ invite: link, expiresAt }) =>
    `${link}\n\nGood for one person, until ${showTime(expiresAt)}, while \`fumikura up\` runs.`,
})

const GROUP_LINK = /^\s*fumikura:\/\/group\//i

const accept = asking<Party | GroupSummary>({
  name: 'accept',
  usage: 'LINK',
  summary: 'pair with whoever made the invite, or join the group that the link lets into',
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
    ? `You have asked to be let into ${cleanLine(name)}; its owner has to say yes.`
    : `You are in ${cleanLine(name)} now.`
}

const knock = asking<KnockResult>({
  name: 'knock',
  usage: 'ADDRESS --text T',
  summary: 'ask a stranger to let you in: your name and one line',
  args: { min: 1, max: 1 },
  options: { text: { kind: 'text', hint: 'T', about: 'what you say, at most 1 KiB' } },
  network: 'always',
  ask: ({ given, api }) =>
    api.knocks.send({ address: given.args[0]!, text: given.needText('text'), waitMs: given.waitMs() }),
  show: showKnockResult,
})

const knocks = asking<Knock[]>({
  name: 'knocks',
  usage: '[--off | --on]',
  summary: 'who knocked and has no answer yet; switch knocking off or on',
  options: {
    off: { kind: 'flag', about: 'take no knocks from now on' },
    on: { kind: 'flag', about: 'take knocks again' },
  },
  async ask({ given, api }) {
    if (given.isSet('off') && given.isSet('on'))
      throw new EngineError('INVALID', '--off and --on exclude each other.')
    if (given.isSet('off') || given.isSet('on')) await api.knocks.setEnabled({ enabled: given.isSet('on') })
    return api.knocks.list()
  },
  show: (list) =>
    list.length === 0
      ? 'Nobody knocks.'
      : showTable(list.map((one) => [one.knock, showTime(one.at), cleanLine(one.name), cleanLine(one.text)])),
})

const ANSWERS = ['yes', 'no', 'block'] as const

const answer = asking<KnockResult>({
  name: 'answer',
  usage: 'KNOCK yes|no|block',
  summary: 'let a stranger in, or not',
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
