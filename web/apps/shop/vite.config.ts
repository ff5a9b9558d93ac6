import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { dirname, resolve } from 'node:path'
import { defineConfig, type Plugin } from 'vite'
import uni from '@dcloudio/vite-plugin-uni'

const here = dirname(fileURLToPath(import.meta.url))
const packages = resolve(here, '../../packages')

/**
 * For every mini-program target uni swaps vue-i18n for a vendored copy without a message compiler,
 * so `t('x', { n: 3 })` prints `{n}`. Put the real one back, in the mode that needs no `new Function`.
 */
function realVueI18n(): Plugin {
  return {
    name: 'real-vue-i18n',
    enforce: 'post',
    config: () => ({
      resolve: { alias: [{ find: /^vue-i18n$/, replacement: resolve(here, 'node_modules/vue-i18n/dist/vue-i18n.esm-bundler.js') }] },
      define: {
        __VUE_I18N_FULL_INSTALL__: false,
        __VUE_I18N_LEGACY_API__: false,
        __INTLIFY_DROP_MESSAGE_COMPILER__: false,
        __INTLIFY_PROD_DEVTOOLS__: false,
        __INTLIFY_JIT_COMPILATION__: true,
      },
    }),
  }
}

/** The framework's and the kit's CSS name third-party hosts; a self-hosted shop must stay free of them. */
function noThirdPartyAssets(): Plugin {
  const font = readFileSync(resolve(here, 'node_modules/wot-design-uni/components/wd-icon/wd-icons.ttf')).toString('base64')
  // A mini-program stylesheet reaches neither package files nor (without an allow-list) remote fonts: inline the kit's icon font there.
  const strip = (css: string, mp: boolean) =>
    css
      .replace(
        /(@font-face\s*\{[^}]*font-family:\s*["']?wd-icons["']?;\s*src:)[^;}]*at\.alicdn\.com[^;}]*/g,
        (_m, head: string) => head + (mp ? `url(data:font/ttf;base64,${font}) format("truetype")` : 'local("wd-icons")'),
      )
      .replace(/url\(\s*["']?https:\/\/cdn\.dcloud\.net\.cn[^)]*\)/g, 'none')
  return {
    name: 'no-third-party-assets',
    enforce: 'post',
    generateBundle(_options, bundle) {
      for (const file of Object.values(bundle)) {
        if (file.type === 'asset' && /\.(css|wxss)$/.test(file.fileName)) file.source = strip(String(file.source), file.fileName.endsWith('.wxss'))
      }
    },
  }
}

/** On a computer the framework makes the app a column with a style attribute, which our content policy forbids; a property it allows. */
function columnWithinPolicy(): Plugin {
  const wanted = 'rootEl.setAttribute("style", "max-width:" + maxWidth2 + "px;margin:0 auto;")'
  let found = false
  return {
    name: 'column-within-policy',
    transform(code, id) {
      if (!/@dcloudio\/uni-h5\/dist\/uni-h5\.es\.js/.test(id) || !code.includes(wanted)) return null
      found = true
      return { code: code.replace(wanted, 'rootEl.style.cssText = "max-width:" + maxWidth2 + "px;margin:0 auto;"'), map: null }
    },
    buildEnd(error) {
      if (!error && process.env.UNI_PLATFORM === 'h5' && !found) this.error('the framework sets its column in another way now: look at columnWithinPolicy')
    },
  }
}

/**
 * What a mini-program wants otherwise than the web: every page carries the question before personal data is touched
 * (there is no place above the pages), and the reader of the screen knows `aria-role` instead of `role`.
 */
function asWechatWants(): Plugin {
  return {
    name: 'as-wechat-wants',
    enforce: 'pre',
    transform(code, id) {
      if (process.env.UNI_PLATFORM !== 'mp-weixin' || !id.startsWith(resolve(here, 'src')) || !id.endsWith('.vue')) return null
      const named = code.replace(/(\s:?)role="/g, '$1aria-role="')
      const is_page = /\/src\/(pages|pkg-\w+)\/[\w-]+\/index\.vue$/.test(id) && !named.includes('<web-view')
      return { code: is_page ? named.replace(/<\/view>\s*<\/template>\s*<style/, '<tz-privacy /></view></template><style') : named, map: null }
    },
  }
}

/** What the first page needs comes in one piece beside the framework: on a slow line each small file costs a journey of its own. */
const AT_ONCE = ['src/components/', 'src/lib/', 'src/stores/', 'src/locale/', 'src/pages/home/', 'web/packages/']
const LATER = /components\/(share-sheet|sku-sheet|bill-sheet|tz-sheet|tz-confetti|tz-steps|tz-tabs|tz-stepper|tz-field|goods-line|more-goods)|locale\/en/
/** The framework changes rarely: in a file of its own it stays in the browser's cache from one release of the shop to the next. */
const FRAME = /node_modules\/(@dcloudio|@vue|vue|vue-router|vue-i18n|@intlify|pinia)\//
function pieces(id: string): string | undefined {
  if (FRAME.test(id)) return 'frame'
  if (!AT_ONCE.some((folder) => id.includes(folder)) || LATER.test(id)) return undefined
  return 'shop'
}

export default defineConfig({
  plugins: [asWechatWants(), uni(), realVueI18n(), noThirdPartyAssets(), columnWithinPolicy()],
  resolve: {
    alias: {
      '@tuanzi/api': resolve(packages, 'api'),
      '@tuanzi/kit': resolve(packages, 'kit'),
      '@tuanzi/ui': resolve(packages, 'ui'),
      '@': resolve(here, 'src'),
    },
  },
  build: { target: 'es2018', ...(process.env.UNI_PLATFORM === 'h5' ? { rollupOptions: { output: { manualChunks: pieces } } } : {}) },
  // Nested rules in our mixins do not depend on the order that mixed-decls warns about.
  css: { preprocessorOptions: { scss: { silenceDeprecations: ['mixed-decls'] } } },
  server: { fs: { allow: [resolve(here, '../..')] }, proxy: { '/api': { target: 'http://127.0.0.1:8000', ws: true }, '/media': 'http://127.0.0.1:8000' } },
})
