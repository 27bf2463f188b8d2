export const gap = {
  camera_offline: 'camera offline',
  no_frames: 'camera sent no pictures',
  no_keyframe: 'waited for a keyframe',
  wrong_password: 'camera refused the password',
  hub_down: 'stream hub was down',
  recorder_failed: 'recorder had failed',
  disk_full: 'disk was full',
  storage_error: 'disk error',
  restart: 'Mini-NVR was not running',
  recording_off: 'recording was off',
  deleted: 'deleted',
  unknown: 'cause unknown',
} as const;
