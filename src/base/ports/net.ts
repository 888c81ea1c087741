/** The only way to the network below the edges; the shape of `fetch`. */
export type Net = (url: string | URL, init?: RequestInit) => Promise<Response>;
