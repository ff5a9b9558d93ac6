import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'vitest/config'
import vue from '@vitejs/plugin-vue'
import Components from 'unplugin-vue-components/vite'
import { ElementPlusResolver } from 'unplugin-vue-components/resolvers'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))
const server = process.env.TUANZI_SERVER ?? 'http://127.0.0.1:8000'

export default defineConfig({
  base: '/console/',
  plugins: [
    vue(),
    // The kit's components and Element Plus's are found by their tags, so a page imports neither.
    Components({ dirs: ['src/kit'], resolvers: [ElementPlusResolver({ importStyle: 'css', directives: true })], dts: 'types/components.d.ts' }),
  ],
  resolve: { alias: { '@': at('./src'), '@tokens': at('../../packages/ui/tokens'), '@shared': at('../../packages/kit') } },
  define: { __VUE_I18N_FULL_INSTALL__: true, __VUE_I18N_LEGACY_API__: false, __INTLIFY_PROD_DEVTOOLS__: false, __VUE_PROD_DEVTOOLS__: false },
  build: { outDir: 'dist/app', target: 'es2022', chunkSizeWarningLimit: 700 },
  server: { port: 5174, fs: { allow: ['../..'] }, proxy: { '/api': { target: server, ws: true }, '/media': server, '/pictures': server } },
  test: { environment: 'happy-dom', include: ['tests/unit/**/*.test.ts'], server: { deps: { inline: ['element-plus'] } } },
})
