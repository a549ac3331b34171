// The linter's rules besides the types. Rules of pure taste are off; prettier does the layout.
import regexp from 'eslint-plugin-regexp'
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
      // `!` is for an index that was just checked; noUncheckedIndexedAccess makes it necessary.
      '@typescript-eslint/no-non-null-assertion': 'off',
      // A value from a peer, a file or an older home may differ from its type.
      '@typescript-eslint/no-unnecessary-condition': 'off',
      // A function that implements an async interface may have nothing to wait for.
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
      // A rule for SvelteKit's router, which this project does not use.
      'svelte/no-navigation-without-resolve': 'off',
      // It reads the words of a reason as codes. Svelte itself stops at ` -- `, and warns about
      // unknown codes.
      'svelte/no-unused-svelte-ignore': 'off',
      // State is replaced, not changed in place, so a plain Map or Date is no error.
      'svelte/prefer-svelte-reactivity': 'off',
    },
  },
  {
    files: ['**/*.svelte'],
    rules: {
      // $props() is one declaration: one bound property makes all of it `let`.
      'prefer-const': 'off',
      'svelte/prefer-const': ['error', { destructuring: 'all' }],
      // The linter does not see the types of other .svelte files: callback arguments of their
      // components are `any` for it. svelte-check checks those types.
      '@typescript-eslint/no-unsafe-argument': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
      '@typescript-eslint/no-unsafe-call': 'off',
      '@typescript-eslint/no-unsafe-member-access': 'off',
      '@typescript-eslint/no-unsafe-return': 'off',
    },
  },
  {
    // Texts of others are matched here. A pattern that begins again at each character, or that
    // tries each way to divide a text, takes the square of its length.
    files: ['src/**'],
    plugins: { regexp },
    rules: {
      'regexp/no-super-linear-backtracking': 'error',
      'regexp/no-super-linear-move': 'error',
    },
  },
  {
    // These files write to a terminal on purpose.
    files: ['bin/**', 'packing/**', '.ci/**', 'src/main/headless/**', 'bench/**', 'tests/support/**'],
    rules: { 'no-console': 'off' },
  },
  {
    files: ['tests/**'],
    rules: {
      // For expect(wire.close).toHaveBeenCalled() and similar.
      '@typescript-eslint/unbound-method': 'off',
    },
  },
  {
    files: ['**/*.js', '**/*.mjs', '**/*.cjs'],
    extends: [ts.configs.disableTypeChecked],
  },
])
