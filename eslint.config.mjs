// oxlint reads all scripts; this looks at the templates of .vue files only, which oxlint does not.
import parser from '@typescript-eslint/parser';
import vue from 'eslint-plugin-vue';

export default [
  { ignores: ['**/dist/**', '**/node_modules/**', '**/*.{js,mjs,cjs,ts}'] },
  ...vue.configs['flat/essential'],
  {
    files: ['**/*.vue'],
    languageOptions: { parserOptions: { parser } },
    rules: {
      'vue/block-lang': ['error', { script: { lang: 'ts' } }],
      'vue/component-api-style': ['error', ['script-setup']],
      'vue/no-v-html': 'error',
      'vue/no-undef-components': ['error', { ignorePatterns: ['RouterLink', 'RouterView'] }],
      'vue/no-unused-refs': 'error',
      'vue/no-useless-v-bind': 'error',
      'vue/prefer-true-attribute-shorthand': 'error',
      'vue/require-explicit-emits': 'error',
    },
  },
];
