import { config } from 'zod';

// zod compiles parsers with `new Function` where it may; the page's content security policy forbids that, and the
// attempt alone is reported as a violation. Imported before any schema is made.
config({ jitless: true });
