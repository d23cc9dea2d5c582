import { version } from '@parley/service-kit';
import { createDocument } from 'zod-openapi';
import { gatewayPaths } from './gateway-paths.js';
import { jobPaths } from './job-paths.js';
import { openAiPaths } from './openai-paths.js';
import { servers } from './servers.js';
import { servicePaths } from './service-paths.js';
import { socketProse, socketSchemas } from './socket-protocols.js';

const introduction = `
A self-hosted talking avatar: it hears, thinks, speaks and shows a face. Every service can be used alone, at its own
port, or through the gateway by its prefix.

Errors have one form, \`{"error":{"message","type","param","code"}}\`; the codes are stable. A 503 or 429 says in
\`Retry-After\` when to come back. Every answer carries \`x-request-id\`, which the logs know.

Where the gateway asks for a key, send it as \`Authorization: Bearer <key>\`, in the header \`X-API-Key\`, or, where
a browser can do neither (a WebSocket), as \`api_key\` in the query.
`;

/** The whole interface as OpenAPI 3.1, made from the schemas by which the services check what they are sent. */
export function createApiDocument() {
  return createDocument({
    openapi: '3.1.0',
    info: {
      title: 'Parley',
      version,
      description: `${introduction}${socketProse}`,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: servers.gateway,
    security: [{}, { bearer: [] }, { header: [] }, { query: [] }],
    paths: { ...gatewayPaths, ...jobPaths, ...openAiPaths, ...servicePaths },
    components: {
      schemas: socketSchemas,
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        header: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
        query: { type: 'apiKey', in: 'query', name: 'api_key' },
      },
    },
  });
}
