// Commands for mail accounts at other providers. A password is never an argument: it is read from a
// file or from stdin, or asked without echo.
import {
  EngineError,
  isEngineError,
  type Account,
  type AccountState,
  type Api,
  type DiscoveredAccount,
} from '../../../core/contract/index.ts'
import { asking, type Asked, type AskCommand, type Command, type World } from '../command.ts'
import { argument, flag, oneOf, secret, text, time, type Fields, type ValuesOf } from '../fields.ts'
import { parseHostPort } from '../given.ts'
import { readSecretFile } from '../passphrase.ts'
import { isInteractive } from '../prompt.ts'
import { cleanLine, countOf, showTable } from '../screen.ts'
import { readTextFile } from './text-file.ts'

const ROW = '{ account, address, state, folders, waiting, kept, of }'

type Row = Pick<Account, 'account' | 'address' | 'state' | 'folders' | 'waiting' | 'kept' | 'of'>

function accountJson({ account, address, state, folders, waiting, kept, of }: Account): Row {
  return { account, address, state, folders, waiting, kept, of }
}

const STATES: Record<AccountState, string> = {
  ready: 'ready',
  taking: 'taking old mail',
  away: 'not connected',
  refused: 'sign-in refused',
  unsafe: 'not safe',
  off: 'off',
}

function showAccount({
  address,
  state,
  trouble,
  kept,
  of,
  waiting,
  outgoing,
  oauth,
  partsLeft,
}: Account): string[] {
  const sends = outgoing === null ? ['sends no mail: no server for that is known'] : []
  const asks =
    state === 'refused' && oauth !== null
      ? [`sign in again: fumikura mail on ${cleanLine(address)} --oauth`]
      : []
  const untold = waiting === 0 ? [] : [`${countOf(waiting, 'change')} the server doesn’t know yet`]
  const left = partsLeft === 0 ? [] : [`${countOf(partsLeft, 'large part')} still to fetch`]
  const why = trouble === null || trouble.line === '' ? [] : [cleanLine(trouble.line)]
  return [
    cleanLine(address),
    STATES[state],
    `${kept} of ${of}`,
    [...untold, ...left, ...sends, ...why, ...asks].join('; '),
  ]
}

const list = asking({
  name: 'mail',
  summary: 'your mail accounts, how much of each is here, and what is wrong with one',
  prints: `[${ROW}]`,
  ask: ({ api }) => api.accounts.list(),
  json: (accounts) => accounts.map(accountJson),
  show: (accounts) => (accounts.length === 0 ? 'No mail accounts.' : showTable(accounts.map(showAccount))),
})

const serverOf = (about: string) => text('HOST:PORT', about).to(parseHostPort)

const ADD = {
  address: argument('ADDRESS'),
  imap: serverOf('the server with your mail (default: found by the address)'),
  smtp: serverOf('the server that sends your mail (default: found by the address, or beside --imap)'),
  user: text('NAME', 'the user name there (default: as the provider makes it from the address)'),
  name: text('NAME', 'your name in mails that you send (default: your name here)'),
  passwordFile: text('FILE', 'read the password from this file'),
  ca: text('FILE', 'trust these certificates for the account too (PEM)'),
  fingerprint: text('SHA256', 'accept the certificate with this fingerprint'),
  oauth: flag('sign in at the page of Google or Microsoft, in a browser on this computer'),
  noOld: flag('leave the mail of before at the server'),
  password: secret('of the account; many providers want one that they make for a single program'),
}

const add = asking({
  name: 'mail add',
  summary: 'take the mail of an address here, and send from it; signs in once before it is kept',
  fields: ADD,
  prints: '{ account, address }',
  ask: addAccount,
  json: ({ account, address }) => ({ account, address }),
  show: ({ address, state }) => `${cleanLine(address)}  ${STATES[state]}`,
})

async function addAccount({ api, input, world }: Asked<ValuesOf<typeof ADD>>): Promise<Account> {
  const { address, name, imap, smtp, user, passwordFile, ca, fingerprint, oauth, noOld } = input
  const since = noOld ? new Date(world.now()).toISOString() : undefined
  if (oauth) {
    if ([imap, smtp, user, passwordFile, ca, fingerprint].some((one) => one !== undefined))
      throw new EngineError('INVALID', '--oauth needs no server and no password.')
    return signInByBrowser(api, world, address, { name, since })
  }
  if (imap === undefined) await prepare(await api.accounts.discover({ address }), input, world)
  const trust = ca === undefined ? {} : { ca: await readTextFile(ca) }
  const password = passwordFile === undefined ? await input.password() : await readSecretFile(passwordFile)
  const servers = { incoming: imap, outgoing: smtp }
  try {
    return await api.accounts.add({ address, name, user, password, fingerprint, since, ...trust, ...servers })
  } catch (error) {
    throw withFacts(error)
  }
}

/** Prints the page to open, and waits until its person comes back. */
async function signInByBrowser(
  api: Api,
  world: World,
  address: string,
  more: { name?: string | undefined; since?: string | undefined } = {},
): Promise<Account> {
  try {
    const { signIn, url } = await api.accounts.oauthBegin({ address })
    world.stderr.write(`Open this page in a browser on this computer:\n${cleanLine(url)}\n`)
    return await api.accounts.oauthEnd({ signIn, ...more })
  } catch (error) {
    throw withFacts(error)
  }
}

/** Says what a person has to do before a password is of use. @throws NOT_FOUND, MAIL_UNSAFE, INVALID */
async function prepare(found: DiscoveredAccount, { user }: { user?: string }, world: World): Promise<void> {
  const { address, incoming, outgoing, obstacle, signIn, oauth, isProven } = found
  const provider = cleanLine(found.provider ?? address.slice(address.lastIndexOf('@') + 1))
  const help = found.help === null ? '' : ` See ${cleanLine(found.help)}`
  if (obstacle === 'closed') throw new EngineError('NOT_FOUND', `${provider} lets no mail program in.${help}`)
  if (incoming === null)
    throw new EngineError(
      'NOT_FOUND',
      `Nobody says where the mail of ${address} is. Give --imap and --smtp.${help}`,
    )
  const where = `--imap ${placeText(incoming)}${outgoing === null ? '' : ` --smtp ${placeText(outgoing)}`}`
  if (!isProven)
    throw new EngineError(
      'MAIL_UNSAFE',
      `Only DNS names the server. If you know that it is right, give ${where}`,
    )
  if (signIn === 'oauth')
    throw new EngineError(
      'INVALID',
      oauth === null
        ? `${provider} takes no password, and Fumikura has no client id for its page.${help}`
        : `${provider} takes no password. Give --oauth to sign in by browser.`,
    )
  if (found.user === '' && user === undefined)
    throw new EngineError('INVALID', `${provider} has user names of its own. Give --user.${help}`)
  if (isInteractive(world))
    world.stderr.write(`${provider}, ${placeText(incoming)}. ${adviceOf(found)}${help}\n`)
}

const placeText = ({ host, port }: { host: string; port: number }): string => cleanLine(`${host}:${port}`)

const OBSTACLES: Record<Exclude<DiscoveredAccount['obstacle'], null>, string> = {
  bridge: 'Its bridge must run on this computer, and shows the password.',
  'turn-on': 'Mail programs must be allowed in its settings first.',
  plan: 'Only some contracts allow mail programs.',
  closed: '',
}

function adviceOf({ obstacle, signIn }: DiscoveredAccount): string {
  const ofPassword = signIn === 'app-password' && obstacle !== 'bridge'
  return [
    ...(obstacle === null ? [] : [OBSTACLES[obstacle]]),
    ...(ofPassword ? ['It wants a password that it makes for one program.'] : []),
  ].join(' ')
}

/** What a person needs to go on: the server's own words, or the fingerprint to compare. */
function withFacts(error: unknown): unknown {
  if (!isEngineError(error)) return error
  const { line, fingerprint, variable } = error.details
  if (error.code === 'NOT_FOUND' && typeof variable === 'string')
    return saying(error, `Set ${cleanLine(variable)} where Fumikura starts.`)
  if (error.code === 'MAIL_REFUSED' && typeof line === 'string' && line !== '')
    return saying(error, `The answer: ${cleanLine(line)}`)
  if (error.code === 'MAIL_UNSAFE' && typeof fingerprint === 'string')
    return saying(error, `If its certificate is right, give --fingerprint ${cleanLine(fingerprint)}`)
  return error
}

function saying(error: EngineError, more: string): EngineError {
  const { code, message, details } = error
  return new EngineError(code, `${message.replace(/[^.]$/, '$&.')} ${more}`, { details, cause: error })
}

const ACCOUNT = argument('ACCOUNT')

/** @throws NOT_FOUND */
async function findAccount(api: Api, typed: string): Promise<Account> {
  const accounts = await api.accounts.list()
  const found = accounts.find(
    ({ account, address }) => account === typed || address.toLowerCase() === typed.toLowerCase(),
  )
  if (found !== undefined) return found
  throw new EngineError('NOT_FOUND', `There is no mail account ${cleanLine(typed)}.`)
}

interface Changing<F extends Fields> {
  summary: string
  fields?: F
  act: (api: Api, account: Account, asked: Pick<Asked<ValuesOf<F>>, 'input' | 'world'>) => Promise<Account>
}

/** A command on one account, which is named by its address or its id. */
function changing<F extends Fields>(name: string, { summary, fields, act }: Changing<F>): AskCommand {
  return asking({
    ...{ name: `mail ${name}`, summary, prints: ROW },
    fields: { typed: ACCOUNT, ...fields },
    async ask({ api, input, world }) {
      const account = await findAccount(api, input.typed)
      return act(api, account, { input: input as unknown as ValuesOf<F>, world })
    },
    json: accountJson,
    show: (account: Account) => showTable([showAccount(account)]),
  })
}

const check = changing('check', {
  summary: 'look for new mail now',
  act: (api, { account }) => api.accounts.check({ account }),
})

const off = changing('off', {
  summary: 'stop to take and to send mail of an account; what is here stays',
  act: (api, { account }) => api.accounts.change({ account, isOn: false }),
})

const on = changing('on', {
  summary: 'go on with an account that is off, or whose sign-in was refused',
  fields: {
    passwordFile: text('FILE', 'from now on with the password in this file'),
    oauth: flag('sign in at the page of Google or Microsoft, in a browser on this computer'),
    smtp: serverOf('the server that sends its mail from now on'),
  },
  async act(api, { account, address }, { input: { passwordFile, oauth, smtp }, world }) {
    if (oauth) await signInByBrowser(api, world, address)
    const password = passwordFile === undefined ? undefined : await readSecretFile(passwordFile)
    try {
      return await api.accounts.change({ account, isOn: true, password, outgoing: smtp })
    } catch (error) {
      throw withFacts(error)
    }
  },
})

const take = changing('take', {
  summary: 'take the mail of before, newest first',
  fields: { since: time('DATE', 'back to this day: 2031-04-01 (default: all)') },
  act: (api, { account }, { input: { since } }) => api.accounts.take({ account, since }),
})

const KEEPS = ['texts', 'all'] as const

const keep = changing('keep', {
  summary: '`texts` leaves large parts at the server until you want them; `all` takes everything',
  fields: { keeps: argument('texts|all').to(oneOf(KEEPS)) },
  act: (api, { account }, { input: { keeps } }) => api.accounts.change({ account, keeps }),
})

const forget = asking({
  name: 'mail forget',
  summary: 'remove an account from here; nothing changes at its server',
  fields: { typed: ACCOUNT, withMails: flag('put its mails into the trash too; else they stay') },
  prints: '{ account, address }',
  async ask({ api, input: { typed, withMails } }) {
    const { account, address } = await findAccount(api, typed)
    await api.accounts.forget({ account, keepsMails: !withMails })
    return { account, address }
  },
  show: ({ address }) => `forgotten  ${cleanLine(address)}`,
})

export const mailCommands: Command[] = [list, add, check, off, on, take, keep, forget]
