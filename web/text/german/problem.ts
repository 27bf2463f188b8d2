export const problem = {
  title: 'Das hat nicht geklappt',
  pageTitle: 'Diese Seite ist gestolpert',
  unreachable: 'Der Server ist nicht zu erreichen. Wir versuchen es weiter.',
  server: 'Der Server konnte das nicht (Fehler {{status}}). Die Aufnahme ist davon nicht betroffen.',
  answer: 'Diese Seite versteht die Antwort des Servers nicht. Neu laden hilft: Sie ist vielleicht älter als der Server.',
  code: 'Ein Fehler in dieser Seite. Die Aufnahme ist nicht betroffen; ein neuer Versuch hilft meist.',
  trace: 'Für das Protokoll: {{traceId}}',
};
