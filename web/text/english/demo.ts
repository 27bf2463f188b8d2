export const demo = {
  title: 'These are demo cameras: put yours into .env',
  text: 'Next to package.json, make a file .env with these lines, put in your values, and start Mini-NVR again.',
  copied: 'Copied.',
  hide: 'Hide for now',
} as const;
