export const RENDER_SCHEMA = {};
export const PICTURE_SCHEMA = {};
export const JOB_SCHEMA = {};
export const JOB_EVENTS_SCHEMA = {};
export const WITHDRAW_SCHEMA = {};
export const REMOTE_SCHEMA = {};
export const HEALTH_SCHEMA = {};
export const READY_SCHEMA = {};
