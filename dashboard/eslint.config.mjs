import reactHooks from 'eslint-plugin-react-hooks'
import tseslint from 'typescript-eslint'

export default tseslint.config(
  { ignores: ['out/**', 'out-gallery/**', '.next/**', 'api/generated/**', 'next-env.d.ts', 'node_modules/**', 'test-results/**', 'public/**'] },
  ...tseslint.configs.strictTypeChecked,
  {
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
  },
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { 'react-hooks': reactHooks },
    rules: {
      'react-hooks/rules-of-hooks': 'error',
      'react-hooks/exhaustive-deps': 'error',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      eqeqeq: 'error',
      'no-console': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true, ignoreVoidReturningFunctions: true }],
      '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { attributes: false } }],
      '@typescript-eslint/restrict-template-expressions': ['error', { allowNumber: true }],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true, varsIgnorePattern: '^_' }],
      // Characters of a name are counted and cut by code point on purpose.
      '@typescript-eslint/no-misused-spread': ['error', { allow: ['string'] }],
      'no-restricted-imports': ['error', { patterns: [{ group: ['../../*'], message: 'import from @/ instead' }] }],
    },
  },
  {
    // Primitives know nothing of the product: no queries, no routes, no words of ours.
    files: ['ui/**'],
    rules: {
      'no-restricted-imports': [
        'error',
        { patterns: [{ group: ['@/features/*', '@/api/*', '@/live/*', '@/words/*', 'next/*', '@tanstack/react-query', 'use-intl'], message: 'ui/ knows nothing of the product' }] },
      ],
    },
  },
  {
    // Only apply-change.ts may let a change meet the cache.
    files: ['features/**', 'app/**'],
    rules: { 'no-restricted-syntax': ['error', { selector: "CallExpression[callee.property.name='on'][arguments.0.value='change']", message: 'only live/ listens to changes' }] },
  },
  {
    files: ['mock/**', 'scripts/**', 'e2e/**', '*.config.ts', '*.config.mjs'],
    rules: { 'no-console': 'off', '@typescript-eslint/no-confusing-void-expression': 'off' },
  },
  { files: ['**/*.mjs'], extends: [tseslint.configs.disableTypeChecked] },
)
