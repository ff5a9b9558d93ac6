// Writes everything that is made from tokens.json: `node web/packages/ui/tokens/build.mjs`. A test fails when one of the files is out of date.
import { readFileSync, writeFileSync } from 'node:fs'
import { dirname, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { samplesPage } from './samples.mjs'

const here = dirname(fileURLToPath(import.meta.url))
const root = resolve(here, '../../../..')
const NOTE = 'Written by build.mjs from tokens.json: change those, not this file.'

/** All values of a look (or of the scale) as one map of name to value. */
const flat = (groups) => Object.assign({}, ...Object.values(groups))
const lines = (values, pad) => Object.entries(values).map(([name, value]) => `${pad}--${name}: ${value};`).join('\n')
const SAFE = '--safe-bottom: env(safe-area-inset-bottom, 0px);'
/** Durations of nothing: what moves arrives at once. */
const still = (tokens, pad) => ['fast', 'calm', 'slow'].filter((name) => name in tokens.scale.motion).map((name) => `${pad}--${name}: 0ms;`).join('\n')

export function css(tokens) {
  const light = flat(tokens.light)
  const dark = flat(tokens.dark)
  return `/* ${NOTE} */
:root {
${lines(flat(tokens.scale), '  ')}
  ${SAFE}
}
:root,
[data-theme='light'] {
  color-scheme: light;
${lines(light, '  ')}
}
@media (prefers-color-scheme: dark) {
  :root:not([data-theme]) {
    color-scheme: dark;
${lines(dark, '    ')}
  }
}
[data-theme='dark'] {
  color-scheme: dark;
${lines(dark, '  ')}
}
@media (prefers-reduced-motion: reduce) {
  :root {
${still(tokens, '    ')}
  }
}
`
}

/** Mixins instead of rules: in a mini-program the variables stand on \`page\`, and \`:root\` would not compile. */
export function scss(tokens) {
  const mixin = (name, body) => `@mixin ${name} {\n${body}\n}\n`
  return `// ${NOTE}\n${mixin('scale', `${lines(flat(tokens.scale), '  ')}\n  ${SAFE}`)}${mixin('light-colours', lines(flat(tokens.light), '  '))}${mixin('dark-colours', lines(flat(tokens.dark), '  '))}${mixin('still', still(tokens, '  '))}`
}

/** The native bars of uni-app know no variables: they take the same colours from a file of their own. */
export function bars(tokens) {
  const look = (values, text, border) => ({ bg: values.bg, bar: values.surface, nav: values.bg, navText: text, tab: values['ink-2'], tabOn: values['accent-text'], border })
  return `${JSON.stringify({ light: look(flat(tokens.light), 'black', 'white'), dark: look(flat(tokens.dark), 'white', 'black') }, null, 2)}\n`
}

/** Path in the checkout -> text. */
export function files(tokens) {
  return {
    'web/packages/ui/tokens/tokens.css': css(tokens),
    'web/packages/ui/tokens/_tokens.scss': scss(tokens),
    'web/apps/shop/src/theme.json': bars(tokens),
    'docs/design/tokens.css': css(tokens),
    'docs/design/tokens.md': samplesPage(tokens),
  }
}

export const read = () => JSON.parse(readFileSync(resolve(here, 'tokens.json'), 'utf8'))

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  for (const [path, text] of Object.entries(files(read()))) writeFileSync(resolve(root, path), text)
}
