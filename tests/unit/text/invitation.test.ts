// The links that people paste, and the text that carries an invite.
import { describe, expect, it } from 'vitest'
import { findLink, invitationPage, invitationText } from '../../../src/text/invitation.ts'

const LINK = 'fumikura://invite/ybndrfg8ejkmcpqx'

describe('findLink', () => {
  it('finds a link in the text around it', () => {
    expect(findLink(LINK)).toBe(LINK)
    expect(findLink(`Yuki invites you.\n2. Paste this: ${LINK}\nIt works until 5 May.`)).toBe(LINK)
    expect(findLink('fumikura://group/ybnd, please')).toBe('fumikura://group/ybnd')
  })

  it('finds none in anything else', () => {
    for (const text of ['', 'hello', 'https://yuki.example/', 'fumikura://invite/', 'fumikura://other/ybnd'])
      expect(findLink(text)).toBeNull()
    expect(findLink('javascript://invite/ybnd')).toBeNull()
  })
})

describe('the text of an invitation', () => {
  it('has the link on a line of its own in both languages, and says who decides', () => {
    for (const language of ['en', 'ja'] as const) {
      const one = invitationText(language, {
        name: 'Yuki',
        words: '',
        link: LINK,
        page: null,
        until: '5 May',
        people: 1,
      })
      const several = invitationText(language, {
        name: 'Yuki',
        words: '',
        link: LINK,
        page: null,
        until: '5 May',
        people: 20,
      })
      expect(one.split('\n')).toContain(LINK)
      expect(findLink(one)).toBe(LINK)
      expect(several).not.toBe(one)
      expect(several).toContain('Yuki')
    }
  })

  it('has the page instead where there is a site, and the pasted page is taken for the link', () => {
    const page = invitationPage('https://yuki.example/', LINK)
    expect(page).toBe('https://yuki.example/invite#ybndrfg8ejkmcpqx')
    for (const language of ['en', 'ja'] as const) {
      const text = invitationText(language, {
        name: 'Yuki',
        words: '',
        link: LINK,
        page,
        until: '5 May',
        people: 1,
      })
      expect(text.split('\n')).toContain(page)
      expect(text).not.toContain('fumikura://')
      expect(findLink(text)).toBe(LINK)
    }
    const own = invitationPage('https://yuki.example/', LINK, 'Ben, もう一度?')
    expect(own).toBe(`${page}.${encodeURIComponent('Ben, もう一度?')}`)
    expect(findLink(own)).toBe(LINK)
    expect(findLink('https://yuki.example/invite')).toBeNull()
    expect(findLink('https://yuki.example/?to=/invite#ybnd')).toBeNull()
  })
})
