import { z } from 'zod';

// zod compiles schemas with `new Function` where it may; our content security policy forbids that and would report each
// attempt. This must be evaluated before the first schema: main.tsx imports it first, and vite.config.ts puts it beside zod.
z.config({ jitless: true });
