import vueI18n from '@intlify/eslint-plugin-vue-i18n'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

export default tseslint.config(
  { ignores: ['**/dist/**', '**/node_modules/**', '**/*.cjs', '**/schema.d.ts'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'], sourceType: 'module' } },
    plugins: { '@intlify/vue-i18n': vueI18n },
    rules: {
      'max-lines': ['error', { max: 250 }],
      // Pages are named index.vue by the framework's routes.
      'vue/multi-word-component-names': 'off',
      // In uni an image is a component with its own text; `slot` and `key` follow the mini-program.
      '@intlify/vue-i18n/no-raw-text': ['error', { ignorePattern: '^[\\s\\-—·:/.,()+×]*$' }],
    },
  },
  {
    files: ['**/*.ts', '**/*.mjs'],
    rules: { 'max-lines': ['error', { max: 400 }] },
  },
  {
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      // A bare expression such as `void name` marks what one platform needs and the other does not.
      '@typescript-eslint/no-unused-expressions': ['error', { allowShortCircuit: true, allowTernary: true }],
      'no-console': 'error',
    },
  },
)
