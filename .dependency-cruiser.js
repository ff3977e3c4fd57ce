// Who may import whom (CONTRIBUTING, "Import rules").
const only = (module, door) => ({
  name: `single-door-${module.replace(/\W/g, '-')}`,
  comment: `${module} is imported in ${door} only`,
  severity: 'error',
  from: { pathNot: `^(${door}|test)/` },
  to: { path: `node_modules/${module}/` },
})

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'not-resolved',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true, pathNot: '\\?(raw|url|inline)$' },
    },
    {
      name: 'experiments-alone',
      severity: 'error',
      from: { path: '^experiments/' },
      to: { path: '^(pipelines|backend|frontend|test)/' },
    },
    {
      name: 'pipelines-below',
      severity: 'error',
      from: { path: '^pipelines/' },
      to: { path: '^(backend|frontend|test)/' },
    },
    {
      name: 'pipelines-simulate-in-demo-only',
      severity: 'error',
      from: { path: '^pipelines/', pathNot: '^pipelines/src/demo/' },
      to: { path: '^experiments/' },
    },
    {
      name: 'backend-below',
      severity: 'error',
      from: { path: '^backend/' },
      to: { path: '^(frontend|test)/' },
    },
    {
      name: 'frontend-contract-only',
      severity: 'error',
      from: { path: '^frontend/' },
      to: { path: '^(backend|pipelines|test)/', pathNot: '^backend/src/(contract\\.ts$|charts/)' },
    },
    {
      name: 'charts-are-pure',
      comment: 'screens and mails draw them: they know neither a page nor a server',
      severity: 'error',
      from: { path: '^backend/src/charts/' },
      to: { pathNot: ['^backend/src/charts/', '\\.contract\\.ts$', 'node_modules/echarts/'] },
    },
    { name: 'nothing-imports-test', severity: 'error', from: { pathNot: '^test/' }, to: { path: '^test/' } },
    {
      name: 'contracts-are-shapes',
      severity: 'error',
      from: { path: '\\.contract\\.ts$' },
      to: { pathNot: ['\\.contract\\.ts$', 'node_modules/zod', '^pipelines/src/index\\.ts$'] },
    },
    only('@clickhouse/client', 'pipelines/src/warehouse'),
    only('mjml', 'backend/src/messages'),
    only('ffi-rs', 'pipelines/src/engine'),
    only('@growthbook/growthbook', 'experiments/src/assignment'),
    only('echarts', '(frontend/src/charts|backend/src/charts|backend/src/reports/pictures)'),
    only('posthog-node', 'backend/src/experiments/posthog'),
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(^|/)dist/' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'svelte', 'browser', 'default'],
      extensions: ['.ts', '.svelte.ts', '.svelte', '.js', '.json'],
    },
  },
}
