const bootstrap = new URL('../../../infra/bootstrap/ensure-dashboard.mjs', import.meta.url).href;
const loaded = (await import(bootstrap)) as { ensureDashboard(): void };

/** Builds the screens when one of their sources is newer than the last build. */
export const ensureDashboard = (): void => loaded.ensureDashboard();
