import { fileURLToPath, URL } from 'node:url'
import { defineConfig } from 'vitest/config'

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url))

export default defineConfig({
  resolve: { alias: { '@tuanzi/api': at('../../packages/api'), '@tuanzi/kit': at('../../packages/kit'), '@': at('./src') } },
  test: { include: ['tests/unit/**/*.test.ts'] },
})
