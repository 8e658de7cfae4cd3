/** What the command line uses of the library: its front door, loaded when something is to be converted. */

/** The part of the library that converts. */
export type Library = Pick<typeof import('../index.js'), 'render'>;
