// The HTML of a letter's text before the page parses it. It has no active content, and links show
// their target.
import { describe, expect, it } from 'vitest'
import { namesItsHost, parseLink, pretendsAnotherHost } from '../../../src/text/link-target.ts'
import { toHtml } from '../../../src/renderer/letter/markdown-html.ts'
import { linkTo, shortenPassage } from '../../../src/renderer/letter/passage.ts'
import { refOf } from '../inbox/letters.ts'

const parse = (html: string): HTMLElement => {
  const root = document.createElement('div')
  root.innerHTML = html
  return root
}

describe('Markdown', () => {
  it('shows raw HTML as text', () => {
    const root = parse(
      toHtml(
        '<img src=x onerror=alert(1)> <svg/onload=alert(1)>\n\n<script>alert(1)</script>\n\n<b>bold</b>',
      ),
    )
    expect([root.querySelector('img, svg, script, b'), root.textContent.trim()]).toEqual([
      null,
      '<img src=x onerror=alert(1)> <svg/onload=alert(1)>\n<script>alert(1)</script>\n<b>bold</b>',
    ])
  })

  it('links only schemes of the allow-list, also for plain addresses', () => {
    const text = [
      '[a](https://a.example) [b](mailto:b@b.example) [c](fumikura://ref/abc) https://d.example fumikura://ref/efg',
      '[x](javascript:alert(1)) [x](data:text/html,x) [x](file:///etc/passwd) [x](#/settings) [x](//x.example) [x](vbscript:x)',
      '<javascript:alert(1)> [x](java\nscript:alert(1)) [x]: javascript:alert(1)',
    ]
    const links = [...parse(toHtml(text.join('\n\n'))).querySelectorAll('a')].map((link) =>
      link.getAttribute('href'),
    )
    expect(links).toEqual([
      'https://a.example',
      'mailto:b@b.example',
      'fumikura://ref/abc',
      'https://d.example',
      'fumikura://ref/efg',
    ])
  })

  it('fetches no picture, and shows its description instead', () => {
    const root = parse(toHtml('![a cat](https://tracker.example/cat.png)'))
    expect([root.querySelectorAll('img').length, root.querySelector('.no-picture')?.textContent]).toEqual([
      0,
      'a cat',
    ])
  })

  it('puts its headings below the page’s headings, and needs no style attribute', () => {
    const root = parse(toHtml('# One\n\n###### Six\n\n| a | b |\n|:-:|--:|\n| 1 | 2 |'))
    expect([
      [...root.querySelectorAll('h1, h2, h3, h4, h5, h6')].map(({ tagName }) => tagName),
      root.querySelectorAll('[style]').length,
      [...root.querySelectorAll('td')].map(({ className }) => className),
    ]).toEqual([['H3', 'H6'], 0, ['align-center', 'align-right']])
  })

  it('reads Japanese emphasis without spaces around it', () => {
    expect(toHtml('これは**「太字」**です')).toContain('<strong>「太字」</strong>')
  })
})

describe('the target of a link', () => {
  it('is shown by its host in the form that the network uses', () => {
    const tell = (href: string): unknown => {
      const target = parseLink(href)
      return target !== null && 'host' in target ? [target.host, target.isPuny] : target
    }
    expect([
      tell('https://аpple.com/login'),
      tell('https://bank.example@evil.example:8443/'),
      tell('mailto:a@аpple.com?body=x'),
      tell('https:\\\\evil.example'),
      tell('javascript:alert(1)'),
      tell('JaVaScRiPt:alert(1)'),
      tell('intent://x'),
      tell('mailto:nobody'),
      tell(''),
    ]).toEqual([
      ['xn--pple-43d.com', true],
      ['evil.example:8443', false],
      [expect.stringContaining('@'), true],
      ['evil.example', false],
      null,
      null,
      null,
      null,
      null,
    ])
  })

  it('cannot prefill the text of a mail', () => {
    expect(parseLink('mailto:a@a.example?subject=x&body=y&cc=z@z.example')).toMatchObject({
      url: 'mailto:a@a.example',
    })
  })

  it('is shown unless the link text is the same', () => {
    const host = 'a.example'
    const shown = [
      'https://a.example/x',
      'a.example',
      'https://a.example.evil.example',
      'here',
      'b.example/a.example',
      'c@c.example',
    ]
    expect(shown.map((words) => [namesItsHost(words, host), pretendsAnotherHost(words, host)])).toEqual([
      [true, false],
      [true, false],
      [false, true],
      [false, false],
      [false, true],
      [false, true],
    ])
  })
})

describe('a passage', () => {
  it('is a few words of its beginning and its end', () => {
    const text = `${'begin '.repeat(40)}\n\n${'end '.repeat(40)}`
    const short = shortenPassage(text)
    expect([
      short.startsWith('begin begin'),
      short.includes(' … '),
      short.endsWith('end end'),
      short.length < 90,
    ]).toEqual([true, true, true, true])
  })

  it('becomes the text of a link, whatever characters it contains', () => {
    const root = parse(toHtml(linkTo(refOf('abc'), 'a ] b ](https://evil.example) **c** <d> `e`')))
    expect(
      [...root.querySelectorAll('a')].map((link) => [link.getAttribute('href'), link.textContent]),
    ).toEqual([['fumikura://ref/abc', 'a ] b ](https://evil.example) **c** <d> `e`']])
  })
})
