/** The import rules of the house: who may use whom. See README, "Package map". */
const parley = (name) => `^(shared/${name}|node_modules/@parley/${name})/`;

export default {
  forbidden: [
    { name: 'no-circular', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contracts-depend-on-zod-only',
      severity: 'error',
      from: { path: parley('contracts'), pathNot: '\\.test\\.ts$' },
      to: { pathNot: ['^shared/contracts/', 'node_modules/zod/', 'node_modules/.pnpm/zod@'] },
    },
    {
      name: 'audio-and-inference-know-no-service-code',
      severity: 'error',
      from: { path: '^shared/(audio|inference)/' },
      to: { path: '^(services|gateway|shared/(service-kit|queue))/' },
    },
    {
      name: 'service-kit-knows-no-media',
      severity: 'error',
      from: { path: '^shared/service-kit/' },
      to: { path: '^(services|gateway|shared/(audio|inference|queue))/' },
    },
    {
      name: 'queue-knows-no-service',
      severity: 'error',
      from: { path: '^shared/queue/' },
      to: { path: '^(services|gateway)/' },
    },
    {
      name: 'services-never-import-one-another',
      severity: 'error',
      from: { path: '^services/([^/]+)/' },
      to: { path: '^(services/(?!$1/)|gateway/)' },
    },
    {
      name: 'gateway-imports-no-engine',
      severity: 'error',
      from: { path: '^gateway/' },
      to: { path: '^(services|shared/(audio|inference))/' },
    },
    {
      name: 'engines-know-no-server',
      severity: 'error',
      from: { path: '/engines/', pathNot: '\\.test\\.ts$' },
      to: { path: ['node_modules/(express|bullmq|multer)/', '/src/config\\.ts$', '^shared/queue/'] },
    },
    {
      name: 'onnxruntime-only-inside-engine-processes',
      severity: 'error',
      from: { path: '^(services|gateway)/', pathNot: ['/engines/', '\\.test\\.ts$'] },
      to: { path: ['node_modules/onnxruntime-node/', '^shared/inference/src/sessions/index\\.ts$'] },
    },
  ],
  options: {
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '(/dist/|fixtures/)' },
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
