// HTML pages as words: the visible text in lines, with link targets, for any input.
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { wordsOfHtml } from '../../../src/core/mail/html-words.ts'

const read = (html: string): string => wordsOfHtml(html, 1 << 20)

describe('wordsOfHtml()', () => {
  it.each([
    ['&eacute;&uuml;&copy;&mdash;&nbsp;&hellip;&#8364;&#x20AC;&amp;lt;', 'éü©— …€€&lt;'],
    ['caf&eacute au lait', 'café au lait'],
    ['<p>Hello</p><p>you</p>', 'Hello\n\nyou'],
    ['a<br>b<br/>c<div>d</div>e', 'a\nb\nc\nd\ne'],
    ['a\n  b\t c', 'a b c'],
    ['<table><tr><td>Tea</td><td>5</td></tr><tr><td>Milk</td><th>2</th></tr></table>', 'Tea 5\nMilk 2'],
    ['<ul><li>one</li><li>two</li></ul>', '• one\n• two'],
    ['a<!-- > b --> c', 'a c'],
    ['<!--[if mso]><p>Outlook</p><![endif]-->seen', 'seen'],
    ['<img alt="a > b"> c', 'a > b c'],
    ['<a title="x>y">t</a>', 't'],
    ['<style>p{}</style><script>if (a<b) {}</script><title>T</title>text', 'text'],
    ['<head><meta charset="utf-8">words', 'words'],
    ['1 < 2 and <3', '1 < 2 and <3'],
    ['<pre>a\n  b</pre>c', 'a\n  b\n\nc'],
    ['soft\u00adhy\u200bphen', 'softhyphen'],
    [
      'yes<blockquote>a<p>b<blockquote>c<br>d</blockquote>e</blockquote>no',
      'yes\n\n> a\n>\n> b\n>\n> > c\n> > d\n>\n> e\n\nno',
    ],
    [
      '<blockquote><pre>a\nb</pre><a href="https://x.example/a">c</a></blockquote>d</blockquote>e',
      '> a\n> b\n>\n> [c](https://x.example/a)\n\nd\n\ne',
    ],
    [`${'<blockquote>'.repeat(9)}a`, '> > > > a'],
  ])('reads %s', (html, words) => {
    expect(read(html)).toBe(words)
  })

  it.each([
    ['<div style="display:none">preheader</div>seen', 'seen'],
    ['<div style="DISPLAY : none !important"><div>a</div>b</div>seen', 'seen'],
    ['<span style="color:red;visibility:hidden">x</span>seen', 'seen'],
    ['<p hidden>x<div>seen</div>', 'seen'],
    ['<div style="max-height:0;overflow:hidden">x</div>seen', 'seen'],
    ['<div style="opacity:0">x</div><div style="opacity:0.9">seen</div>', 'seen'],
    ['<td style="font-size:0px"><p style="font-size:14px">seen</p></td>', 'seen'],
    ['<img style="display:none" alt="x">seen', 'seen'],
    ['<div style="display:none">never closed, so nothing is lost', 'never closed, so nothing is lost'],
  ])('leaves out what is hidden: %s', (html, words) => {
    expect(read(html)).toBe(words)
  })

  it.each([
    ['<a href="https://x.example/a">here</a>', '[here](https://x.example/a)'],
    ['see <a href="https://x.example/">https://x.example</a>.', 'see https://x.example.'],
    ['<a href="mailto:a@b.c">a@b.c</a>', 'a@b.c'],
    [
      '<a href="https://evil.example/">https://bank.example/</a>',
      '[https://bank.example/](https://evil.example/)',
    ],
    ['<a href="javascript:x()">here</a>', 'here'],
    ['<a href="#top">up</a>', 'up'],
    ['<a href="https://x.example/a b(c)">t</a> u', '[t](https://x.example/a%20b%28c%29) u'],
    ['<a href="https://x.example/?a=1&amp;b=2">t</a>', '[t](https://x.example/?a=1&b=2)'],
    [
      '<a href="https://x.example/1">one<a href="https://x.example/2">two</a>',
      '[one](https://x.example/1)[two](https://x.example/2)',
    ],
    ['<a href="https://x.example/1"><img alt="Shop"></a>', '[Shop](https://x.example/1)'],
    ['<a href="https://x.example/1"><div>two<br>lines</div></a>', '[two lines](https://x.example/1)'],
  ])('shows the target of a link: %s', (html, words) => {
    expect(read(html)).toBe(words)
  })

  it('returns at most the requested length', () => {
    expect(wordsOfHtml('<p>word</p>'.repeat(10_000), 100).length).toBeLessThan(200)
  })
})

const COUNT = 300_000

describe('malicious pages', () => {
  // An algorithm with quadratic time does not finish within the time limit of a test.
  it.each([
    ['deep', '<div>'.repeat(COUNT), ''],
    ['deep, and closed wrongly', '<b>'.repeat(COUNT) + '</i>'.repeat(COUNT) + 'x', 'x'],
    ['brackets only', '<'.repeat(10 << 20), '<'.repeat(1 << 20)],
    ['links that never close', '<a href="https://y.z">x'.repeat(3), '[x](https://y.z)'.repeat(3)],
    ['links within hidden words', '<p hidden><a href="https://x">x</a>'.repeat(COUNT) + '</p>y', 'y'],
    ['a comment that never closes', 'x' + '<!--'.repeat(COUNT), 'x'],
    ['one tag with very many attributes', `<p ${'style=x '.repeat(COUNT)}>x`, 'x'],
    ['spaces', `x${' '.repeat(COUNT)}y`, 'x y'],
  ])('%s', (_, html, words) => {
    expect(read(html).slice(0, 1 << 20)).toBe(words)
  })

  it('many unclosed links and entities give text of bounded length', () => {
    for (const html of ['<a href="https://x">x'.repeat(COUNT), '&amp'.repeat(COUNT)])
      expect(read(html).length).toBeLessThan(32 << 20)
  })

  it('any input gives text without control characters', () => {
    const piece = fc.constantFrom(
      '<',
      '>',
      'a',
      '<a href="http://x">',
      '</a>',
      '<p hidden>',
      '</p>',
      '<!--',
      '-->',
      '&lt',
      ';',
      '"',
      '<pre>',
      '\n',
    )
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
        expect(typeof read(pieces.join(''))).toBe('string')
      }),
    )
  })
})
