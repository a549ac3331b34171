// What the linter holds us to, besides the types. Rules that only argue about taste are off; prettier does the layout.
import svelte from 'eslint-plugin-svelte'
import { defineConfig, globalIgnores } from 'eslint/config'
import ts from 'typescript-eslint'

export default defineConfig([
  globalIgnores(['out/', 'dist/', 'coverage/', 'tests/fixtures/']),
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  ts.configs.strictTypeChecked,
  svelte.configs.recommended,
  svelte.configs.prettier,
  {
    languageOptions: {
      parserOptions: {
        projectService: true,
        tsconfigRootDir: import.meta.dirname,
        extraFileExtensions: ['.svelte'],
      },
    },
    rules: {
      eqeqeq: 'error',
      'no-console': 'error',
      'no-self-compare': 'error',
      'no-template-curly-in-string': 'error',
      'no-unreachable-loop': 'error',
      'prefer-const': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports' }],
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      // `() => void list.push(x)` and `() => this.#close()` read well.
      '@typescript-eslint/no-confusing-void-expression': 'off',
      // An index that was just bounded is the one place for `!`; noUncheckedIndexedAccess makes it necessary.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // Types cannot see what a peer, a file or an older home really holds.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // Ports are implemented by functions that have nothing to wait for.
      '@typescript-eslint/require-await': 'off',
      '@typescript-eslint/no-unused-vars': [
        'error',
        { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrors: 'all' },
      ],
    },
  },
  {
    files: ['**/*.svelte', '**/*.svelte.ts'],
    languageOptions: { parserOptions: { parser: ts.parser } },
    rules: {
      // A SvelteKit rule; there is no router here.
      'svelte/no-navigation-without-resolve': 'off',
      // It takes the words of a reason for more codes; Svelte itself stops at ` -- `, and warns of a code it does not know.
      'svelte/no-unused-svelte-ignore': 'off',
      // State here is replaced, not changed in place; a Map that is no state, and a Date that is read once, are plain.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      // $props() is one declaration: what is bound in it makes all of it `let`.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
      // The linter cannot see into another .svelte file, so what a component hands to a callback is any to it; svelte-check
      // knows the types and holds us to them.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // What is written to a terminal is these files' work.
    files: [
      'bin/**',
      'packing/**',
      '.ci/**',
      'src/main/headless/**',
      'src/main/demo/**',
      'bench/**',
      'tests/support/**',
    ],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['tests/**'],
    rules: {
      // expect(wire.close).toHaveBeenCalled() and friends.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [ts.configs.disableTypeChecked],
  },
])
