export const gap = {
  camera_offline: 'Kamera nicht erreichbar',
  no_frames: 'Kamera sandte kein Bild',
  no_keyframe: 'auf ein Schlüsselbild gewartet',
  wrong_password: 'Kamera lehnte das Passwort ab',
  hub_down: 'Stream-Verteiler war ausgefallen',
  recorder_failed: 'Aufnahme war ausgefallen',
  disk_full: 'Platte war voll',
  storage_error: 'Fehler der Platte',
  restart: 'Mini-NVR lief nicht',
  recording_off: 'Aufnahme war aus',
  deleted: 'gelöscht',
  unknown: 'Ursache unbekannt',
};
