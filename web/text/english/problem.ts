export const problem = {
  title: 'This did not work',
  pageTitle: 'This page stumbled',
  unreachable: 'The server cannot be reached. We keep trying.',
  server: 'The server could not do this (error {{status}}). Recording is not affected by this page.',
  answer: 'The server gave an answer this page does not understand. Reload the page; it may be older than the server.',
  code: 'An error in this page. Recording is not affected; trying again usually helps.',
  trace: 'For the log: {{traceId}}',
} as const;
