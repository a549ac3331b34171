// The public site over a real engine serves public posts, and neither private nor withdrawn ones.
import { afterEach, beforeEach, expect, test } from 'vitest'
import { join } from 'node:path'
import { PLAIN_POLICY, type RefText } from '../../src/core/contract/index.ts'
import { markOfInvite } from '../../src/main/site/engine-posts.ts'
import { createEnginePosts, PublicSite } from '../../src/main/site/index.ts'
import { PATIENCE_MS } from '../support/patience.ts'
import { calling, pair, Person } from '../support/person.ts'
import { MemoryNetwork } from '../support/memory-network.ts'

let network: MemoryNetwork
let alice: Person
let bob: Person
let site: PublicSite
let url: string

beforeEach(async () => {
  network = new MemoryNetwork()
  alice = await Person.create('alice', network)
  bob = await Person.create('bob', network)
  await pair(alice, bob)
  site = await PublicSite.open({
    path: join(alice.homeDir, 'site.json'),
    source: createEnginePosts(alice.do),
    log: { warn: () => undefined },
  })
  url = (await site.handlers.switchOn({ host: '127.0.0.1', port: 0 }, calling)).url!
})
afterEach(async () => {
  await site.close()
  await Promise.all([alice.remove(), bob.remove()])
})

const get = async (path: string) => {
  const response = await fetch(new URL(path, url))
  return { status: response.status, body: await response.text() }
}
const pathOf = (ref: RefText): string => `/post/${ref.slice('fumikura://ref/'.length)}`
const send = async (
  to: string,
  subject: string,
  { hold = false, ...more }: { tags?: string[]; replaces?: RefText; hold?: boolean } = {},
): Promise<RefText> =>
  (
    await alice.do.letters.send(
      { to: [to], subject, text: `The text of *${subject}*.`, policy: { ...PLAIN_POLICY, hold }, ...more },
      calling,
    )
  ).ref

test('the site shows published posts with their text and in the feed, and nothing else', async () => {
  const news = await send('public', 'News', { tags: ['お茶'] })
  const hidden = [
    await send('bob', 'Secret'),
    await send('self', 'Note'),
    await send('public', 'Held', { hold: true }),
  ]
  const { body } = await get('/')
  expect(body).toContain('<h1 lang="en">alice</h1>')
  expect(body).toContain(`<a href="${pathOf(news)}">News</a>`)
  expect((await get(pathOf(news))).body).toContain('<p>The text of <em>News</em>.</p>')
  expect((await get(`/tag/${encodeURIComponent('お茶')}`)).body).toContain('>News</a>')
  expect((await get('/atom.xml')).body).toContain('<title>News</title>')
  for (const ref of hidden) expect((await get(pathOf(ref))).status).toBe(404)
  for (const path of ['/', '/atom.xml'])
    for (const word of ['Secret', 'Note', 'Held']) expect((await get(path)).body).not.toContain(word)
})

test('an edited post replaces its earlier version, whose page links to it, and keeps its id in the feed', async () => {
  const first = await send('public', 'First')
  const second = await send('public', 'Second', { replaces: first })
  const { body } = await get('/')
  expect([body.includes('>Second</a>'), body.includes('>First</a>')]).toEqual([true, false])
  expect((await get(pathOf(first))).body).toContain(`href="${pathOf(second)}"`)
  expect((await get('/atom.xml')).body).toContain(
    `urn:fumikura:post:${first.slice('fumikura://ref/'.length)}`,
  )
})

test('a withdrawn post disappears, and a later post appears', async () => {
  const sorry = await send('public', 'Sorry')
  await alice.do.letters.withdraw({ ref: sorry, from: 'public' }, calling)
  expect((await get(pathOf(sorry))).status).toBe(404)
  expect((await get('/')).body).not.toContain('Sorry')
  const note = await send('self', 'Note')
  await alice.do.letters.share({ ref: note, to: 'public' }, calling)
  expect((await get(pathOf(note))).status).toBe(200)
})

test('another author’s post is not shown, even if it was opened here', async () => {
  await alice.do.follows.follow({ who: 'bob' }, calling)
  const { ref } = await bob.do.letters.send(
    { to: ['public'], subject: 'Bob’s', text: 'x', policy: PLAIN_POLICY },
    calling,
  )
  await expect.poll(async () => (await alice.list('following')).length, { timeout: 5000 }).toBe(1)
  await alice.read(ref)
  expect((await get(pathOf(ref))).status).toBe(404)
})

test('a used invite says so to who has its link; an open one and a revoked one say nothing', async () => {
  const carol = await Person.create('carol', network)
  const make = async () => (await alice.do.invites.create({}, calling)).invite
  const [used, open] = [await make(), await make()]
  await carol.do.invites.accept({ link: used, waitMs: PATIENCE_MS }, calling)
  const say = async (invite: string) => (await get(`/invite/used/${markOfInvite(invite)}`)).body
  expect(await say(used)).toMatch(/^This link was used on \d+ \w+\. Ask alice for a new one\.$/)
  expect(await say(open)).toBe('')
  for (const { id, state } of await alice.do.invites.list({}, calling))
    if (state === 'open') await alice.do.invites.revoke({ invite: id }, calling)
  expect(await say(open)).toBe('')
  await carol.remove()
})
