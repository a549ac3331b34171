// The only stylesheet of the site, in the app's colours.

export const STYLE = `:root {
  color-scheme: light dark;
  --paper: light-dark(#f7f4ec, #161513);
  --sheet: light-dark(#fffdf8, #1d1b18);
  --ink: light-dark(#22201c, #ece6da);
  --soft: light-dark(#635d53, #aba394);
  --line: light-dark(#e4ddcf, #322e28);
  --seal: light-dark(#ad3727, #e06a57);
  --indigo: light-dark(#3b4a73, #a3b1da);
  --serif: 'EB Garamond', 'Iowan Old Style', Charter, 'Source Serif 4', Georgia, 'Noto Serif', 'Liberation Serif',
    'DejaVu Serif', 'Hiragino Mincho ProN', 'Yu Mincho', 'Noto Serif CJK JP', 'Noto Serif JP', serif;
  --sans: Inter, 'Segoe UI', -apple-system, Cantarell, Roboto, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans',
    'Hiragino Sans', 'Yu Gothic UI', 'Noto Sans CJK JP', 'Noto Sans JP', system-ui, sans-serif;
  --mono: ui-monospace, 'SF Mono', Menlo, Consolas, 'Noto Sans Mono', 'DejaVu Sans Mono', monospace;
}

* { box-sizing: border-box; }

body {
  margin: 0;
  background: var(--paper);
  color: var(--ink);
  font: 1.1875rem / 1.65 var(--serif);
  overflow-wrap: break-word;
  text-rendering: optimizeLegibility;
}

:lang(ja) { line-height: 1.85; line-break: strict; }

.site, main, footer { max-inline-size: 42rem; margin-inline: auto; padding-inline: clamp(1.125rem, 4vi, 2rem); }

.site { padding-block: 1.5rem; font-family: var(--sans); font-size: 0.875rem; }
.site nav { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0.5rem 1.5rem; }
.site a { color: var(--soft); padding-block: 0.25rem; }
.site .name { color: var(--ink); font-weight: 600; }

a { color: var(--indigo); text-decoration: underline; text-decoration-thickness: 0.06em; text-underline-offset: 0.2em; }
.site a, h2 a { text-decoration-line: none; }
a:hover { text-decoration-line: underline; }
:focus-visible { outline: 2px solid var(--indigo); outline-offset: 3px; border-radius: 2px; }

.head { margin-block: clamp(1.5rem, 6vi, 3.5rem) 2rem; }
.head::after { content: ''; display: block; inline-size: 2.5rem; margin-block-start: 1.5rem; border-block-start: 2px solid var(--seal); }
h1, h2, h3, h4, h5, h6 { line-height: 1.25; font-weight: 600; text-wrap: balance; margin-block: 1.75em 0.5em; }
:is(h1, h2, h3):lang(ja) { line-height: 1.45; }
h1:lang(ja) { font-weight: 400; }
h1 { font-size: clamp(1.75rem, 1.2rem + 2.4vi, 2.5rem); margin-block: 0 0.5rem; }
h2 { font-size: 1.4rem; }
h3 { font-size: 1.2rem; }
h4, h5, h6 { font-size: 1rem; }

.quiet { margin-block: 0; color: var(--soft); font: 0.875rem / 1.6 var(--sans); }
.quiet a { color: inherit; }
.empty { color: var(--soft); }

.posts { list-style: none; margin: 0; padding: 0; }
.posts li { padding-block: 1.5rem; border-block-end: 1px solid var(--line); }
.posts li:last-child { border-block-end: 0; }
.posts h2 { margin-block: 0 0.25rem; }
.posts h2 a { color: var(--ink); }
.excerpt { margin-block: 0.5rem 0; }

.text > :first-child { margin-block-start: 0; }
p, ul, ol, blockquote, pre, .wide { margin-block: 0 1.1em; }
li { margin-block: 0.25em; }
blockquote { margin-inline: 0; padding-inline-start: 1.1em; border-inline-start: 2px solid var(--line); color: var(--soft); }
code, pre { font-family: var(--mono); font-size: 0.85em; }
pre { overflow-x: auto; padding: 1em; background: var(--sheet); border: 1px solid var(--line); border-radius: 6px; line-height: 1.5; }
pre.as-typed { white-space: pre-wrap; font: inherit; }
hr { border: 0; border-block-start: 1px solid var(--line); margin-block: 2.5em; }
.wide { overflow-x: auto; }
table { border-collapse: collapse; font: 0.9375rem / 1.5 var(--sans); }
th, td { padding: 0.4em 0.8em; border-block-end: 1px solid var(--line); text-align: start; }
.align-center { text-align: center; }
.align-right { text-align: end; }
.no-picture { color: var(--soft); font-style: italic; }
.later { margin-block: 0.75rem 0; }

.pages { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 1rem; margin-block: 2.5rem; font: 0.9375rem / 1.6 var(--sans); }
.pages a { padding-block: 0.375rem; }
.pages a[rel='next'] { margin-inline-start: auto; }
aside { margin-block-start: 3rem; border-block-start: 1px solid var(--line); }
aside h2 { font: 600 0.9375rem / 1.6 var(--sans); margin-block: 1.5rem 0.5rem; }
.topics { display: flex; flex-wrap: wrap; gap: 0.25rem 1.25rem; list-style: none; margin: 0; padding: 0; font: 0.9375rem / 1.6 var(--sans); }
.own { color: var(--ink); font-size: 1.25rem; white-space: pre-wrap; }
.card { margin-block: 1.5rem; padding: 1.25rem; border: 1px solid var(--line); border-radius: 6px; background: var(--sheet); font: 0.9375rem / 1.6 var(--sans); }
.card > :last-child { margin-block-end: 0; }
a.main { display: inline-block; min-block-size: 2.75rem; padding: 0.625rem 1.125rem; border-radius: 6px; background: var(--ink); color: var(--sheet); font-weight: 600; text-decoration: none; }
.link { margin-block: 1rem; font: 0.9375rem / 1.6 var(--sans); }
.link label { display: block; color: var(--soft); font-size: 0.875rem; }
.link input { inline-size: 100%; padding: 0.5rem 0.625rem; border: 1px solid var(--line); border-radius: 6px; background: var(--sheet); color: var(--ink); font: 0.8125rem / 1.5 var(--mono); }
.link p { display: flex; flex-wrap: wrap; align-items: center; gap: 0.75rem 1.25rem; margin-block: 0.75rem 0; }
.link button { min-block-size: 2.75rem; padding-inline: 1.125rem; border: 1px solid var(--line); border-radius: 6px; background: var(--sheet); color: var(--ink); font: 0.9375rem / 1.4 var(--sans); cursor: pointer; }
.missing { padding: 0.5rem 0.875rem; border-inline-start: 3px solid var(--seal); background: var(--sheet); font-family: var(--sans); font-size: 0.9375rem; }
[hidden] { display: none !important; }
footer { padding-block: 2rem 3rem; color: var(--soft); font: 0.8125rem / 1.6 var(--sans); }

@media print {
  .site, .pages, footer, aside { display: none; }
}
`
