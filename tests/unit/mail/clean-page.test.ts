// Pages of mails before a browser parses them: what draws stays, and nothing that runs or loads does.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cleanPage } from '../../../src/core/mail/clean-page.ts'

const html = (page: string): string => cleanPage(page).html

describe('cleanPage()', () => {
  it.each([
    [
      '<p class="a" onclick="x()" style="color:red">a &amp; b</p>',
      '<p class="a" data-style="color:red">a &amp; b</p>',
    ],
    ['<body bgcolor=#fff onload=x()>a</body>', '<div bgcolor="#fff">a</div>'],
    ['<a href="https://a.example/?b&amp;c">x</a>', '<a href="https://a.example/?b&amp;c">x</a>'],
    ['a<script>x < y</script><svg><p>b</p></svg><form><input>c</form>', 'ac'],
    ['<img src=cid:a srcset="https://a.example 1x">', '<img src="cid:a">'],
    ['<base href="https://a.example/"><link rel=stylesheet href=x><meta http-equiv=refresh>a', 'a'],
    ['1 < 2 <3', '1 &lt; 2 &lt;3'],
    ['<p title="&quot;&gt;<img src=x onerror=y>">a', '<p title="&quot;&gt;&lt;img src=x onerror=y&gt;">a'],
    ['<br/><hr>', '<br><hr>'],
  ])('%s', (page, cleaned) => {
    expect(html(page)).toBe(cleaned)
  })

  it('lists the pictures that can be had by HTTPS, each once', () => {
    const sources = [
      ...['https://x.example/a.png', 'https://X.example/a.png', 'http://x.example/b.png'],
      ...['http://x.example:8080/c.png', 'https://me:word@x.example/d.png', 'cid:e@x', '/f.png', 'data:,'],
    ]
    const page = sources.map((source) => `<img src="${source}">`).join('')
    const unseen =
      '<input type=image src="https://x.example/g.png"><script><img src="https://x.example/h.png"></script>'
    expect(cleanPage(page + unseen).remote).toEqual(['https://x.example/a.png', 'https://x.example/b.png'])
  })

  it('takes the styles apart', () => {
    expect(cleanPage('<style>p{color:red}</style><p>a</p>')).toEqual({
      ...{ html: '<p>a</p>', sheets: ['p{color:red}'], remote: [], isCut: false },
    })
  })

  it('ends a page of too many elements', () => {
    const { html: cleaned, isCut } = cleanPage('<b>a'.repeat(30_000))
    expect([cleaned.split('<b>').length - 1, isCut]).toEqual([20_000, true])
    expect(html('<'.repeat(100_000))).toBe('&lt;'.repeat(100_000))
  })

  it('leaves only known tags and attributes of any page', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      '"',
      "'",
      '=',
      ' ',
      '/',
      '!--',
      '-->',
      'p',
      'svg',
      'style',
      'script',
      'onload',
      'href',
      '&lt;',
      'x',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 40 }), (all) => {
        const cleaned = html(all.join(''))
        const tags = cleaned.match(/<[^>]*>?/g) ?? []
        for (const tag of tags) expect(tag).toMatch(/^<\/?p(?: (?:href|data-style)="[^"<>]*")*>$/)
        expect(cleaned.replace(/<[^>]*>/g, '')).not.toMatch(/[<>]/)
      }),
    )
  })
})
