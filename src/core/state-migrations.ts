/** Turns the state of one schema version into the next one's. */
export type StateMigration = (older: unknown) => unknown;

/** From version 1 to 2, from 2 to 3, and so on; every past version stays readable for ever. */
export const STATE_MIGRATIONS: readonly StateMigration[] = [];
