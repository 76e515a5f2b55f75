import { readdirSync } from 'node:fs';
import nx from '@nx/eslint-plugin';
import prettier from 'eslint-config-prettier';
import tseslint from 'typescript-eslint';

/** Who may import whom, by Nx tag. A service never imports another service: no rule lists `type:service`. */
const depConstraints = [
  { sourceTag: 'type:pure', onlyDependOnLibsWithTags: ['type:pure'] },
  { sourceTag: 'type:contracts', onlyDependOnLibsWithTags: ['type:pure'] },
  { sourceTag: 'type:kit', onlyDependOnLibsWithTags: ['type:pure', 'type:contracts'] },
  {
    sourceTag: 'type:adapter-lib',
    onlyDependOnLibsWithTags: ['type:pure', 'type:contracts', 'type:kit'],
  },
  {
    sourceTag: 'type:testing',
    onlyDependOnLibsWithTags: [
      'type:pure',
      'type:contracts',
      'type:kit',
      'type:adapter-lib',
      'type:deploy',
    ],
  },
  {
    sourceTag: 'type:service',
    onlyDependOnLibsWithTags: [
      'type:pure',
      'type:contracts',
      'type:kit',
      'type:adapter-lib',
      'type:testing',
    ],
  },
  {
    sourceTag: 'type:cli',
    onlyDependOnLibsWithTags: [
      'type:pure',
      'type:contracts',
      'type:kit',
      'type:client',
      'type:adapter-lib',
    ],
  },
  { sourceTag: 'type:client', onlyDependOnLibsWithTags: ['type:contracts'] },
  {
    sourceTag: 'type:deploy',
    onlyDependOnLibsWithTags: [
      'type:pure',
      'type:contracts',
      'type:kit',
      'type:adapter-lib',
      'type:cli',
    ],
  },
  { sourceTag: 'type:e2e', onlyDependOnLibsWithTags: ['*'] },
];

/** Any project's tests may use the test library, which production code may not. */
const testConstraints = depConstraints.map((constraint) => ({
  ...constraint,
  onlyDependOnLibsWithTags: [...constraint.onlyDependOnLibsWithTags, 'type:testing'],
}));

const io = {
  group: [
    'kafkajs',
    'ioredis',
    'pg',
    'pg-*',
    'typeorm',
    '@duckdb/*',
    'fastify',
    '@nestjs/platform-fastify',
    'node:fs',
    'node:fs/*',
    'node:http',
    'node:https',
    'node:net',
    'node:child_process',
  ],
  message:
    'I/O belongs in an adapters/ folder or in libs/messaging, libs/storage, libs/service-kit.',
};
const kafka = { group: ['kafkajs'], message: 'Only libs/messaging speaks to the Kafka client.' };
const deep = {
  group: ['@headroom/*/*'],
  message: 'Use a library through its index.ts.',
};
/** Also by package name, which Nx cannot resolve, since a service exports nothing. */
const services = {
  group: readdirSync(new URL('services', import.meta.url)).map((name) => `@headroom/${name}`),
  message: 'A service imports libraries, never another service: let an event tell it.',
};
const nest = { group: ['@nestjs/*', 'rxjs'], message: 'The domain knows no framework.' };
const restrict = (...patterns) => ({
  'no-restricted-imports': ['error', { patterns: [deep, services, ...patterns] }],
});

export default tseslint.config(
  {
    ignores: [
      '**/node_modules',
      '**/dist',
      '.nx',
      '.headroom',
      'data',
      'reports',
      'models',
      '**/generated',
    ],
  },
  ...tseslint.configs.strictTypeChecked.map((c) => ({ ...c, files: ['**/*.ts', '**/*.tsx'] })),
  {
    files: ['**/*.ts', '**/*.tsx'],
    plugins: { '@nx': nx },
    languageOptions: {
      parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname },
    },
    rules: {
      ...restrict(kafka),
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], depConstraints },
      ],
      '@typescript-eslint/consistent-type-imports': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': [
        'error',
        { considerDefaultExhaustiveForUnions: true },
      ],
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      '@typescript-eslint/no-unused-vars': ['error', { ignoreRestSiblings: true }],
      // Nest modules and providers are classes with nothing but a decorator.
      '@typescript-eslint/no-extraneous-class': ['error', { allowWithDecorator: true }],
      '@typescript-eslint/no-confusing-void-expression': ['error', { ignoreArrowShorthand: true }],
      // A port's fake or a no-op is async because its interface is.
      '@typescript-eslint/require-await': 'off',
      'max-lines': ['error', { max: 400 }],
      'no-restricted-globals': ['error', { name: 'fetch', message: 'Use an adapter.' }],
    },
  },
  {
    files: ['services/*/src/**/*.ts', 'libs/contracts/src/**/*.ts'],
    ignores: ['**/adapters/**', '**/*.test.ts', '**/generate/**'],
    rules: restrict(io),
  },
  {
    files: ['services/*/src/{domain,usecases}/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: restrict(io, nest),
  },
  {
    files: ['libs/{feature-engine,forecasting,statistics}/src/**/*.ts'],
    ignores: ['**/*.test.ts'],
    rules: {
      ...restrict(io, nest, {
        group: ['node:*'],
        message: 'A pure library does no I/O, reads no clock and draws no randomness of its own.',
      }),
      'no-restricted-properties': [
        'error',
        { object: 'Date', property: 'now', message: 'Pass the time in.' },
        { object: 'Math', property: 'random', message: 'Pass the generator in.' },
        { object: 'performance', property: 'now', message: 'Pass the time in.' },
      ],
      'no-restricted-globals': ['error', 'process', 'fetch', 'setTimeout', 'setInterval'],
    },
  },
  {
    files: [
      '**/adapters/**/*.ts',
      'libs/{service-kit,testing,storage}/**/*.ts',
      'deploy/**/*.ts',
      'e2e/**/*.ts',
      '**/*.test.ts',
    ],
    rules: { 'no-restricted-globals': 'off' },
  },
  { files: ['libs/messaging/**/*.ts'], rules: { ...restrict(), 'no-restricted-globals': 'off' } },
  {
    files: ['**/*.test.ts'],
    rules: {
      '@nx/enforce-module-boundaries': [
        'error',
        { enforceBuildableLibDependency: false, allow: [], depConstraints: testConstraints },
      ],
      // Asserting on what a fake was called with needs unbound methods and loose shapes.
      '@typescript-eslint/unbound-method': 'off',
      '@typescript-eslint/no-unsafe-assignment': 'off',
    },
  },
  prettier,
);
