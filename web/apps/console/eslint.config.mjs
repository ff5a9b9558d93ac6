import vueI18n from '@intlify/eslint-plugin-vue-i18n'
import vue from 'eslint-plugin-vue'
import tseslint from 'typescript-eslint'
import vueParser from 'vue-eslint-parser'

export default tseslint.config(
  { ignores: ['dist/**', 'node_modules/**', 'src/api/schema.d.ts', 'types/**'] },
  ...tseslint.configs.recommended,
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.vue'],
    languageOptions: { parser: vueParser, parserOptions: { parser: tseslint.parser, extraFileExtensions: ['.vue'], sourceType: 'module' } },
    plugins: { '@intlify/vue-i18n': vueI18n },
    rules: {
      'max-lines': ['error', { max: 250 }],
      // A page is called by what it is in its folder: list, detail, form.
      'vue/multi-word-component-names': 'off',
      '@intlify/vue-i18n/no-raw-text': ['error', { ignorePattern: '^[\\s\\-–—·:/.,()+×%¥→←…|]*$' }],
    },
  },
  { files: ['**/*.ts', '**/*.mjs'], rules: { 'max-lines': ['error', { max: 400 }] } },
  { rules: { '@typescript-eslint/no-explicit-any': 'error', 'no-console': 'error' } },
)
