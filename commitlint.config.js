/** The closed list of commit scopes: the rooms of the house, and the few things above them. */
export default {
  extends: ['@commitlint/config-conventional'],
  rules: {
    'scope-enum': [
      2,
      'always',
      [
        'ingestion', 'generation', 'validation', 'features', 'training', 'registry', 'serving', 'drift',
        'orchestrator', 'console', 'contracts', 'service-kit', 'messaging', 'feature-engine', 'forecasting',
        'statistics', 'storage', 'client', 'cli', 'testing', 'deploy', 'e2e', 'docs', 'ci', 'workspace',
      ],
    ],
    'scope-empty': [2, 'never'],
    'body-max-line-length': [0],
  },
};
