/** How a value is written, on an axis and where the cursor stands. */
export type ValueFormat = 'amount' | 'percent' | 'ratio' | 'price' | 'count';

/** A colour of the page by its name in the style, such as `strategy`. */
export type Colour = string;

export interface Axis {
  readonly kind: 'time' | 'linear' | 'log';
  readonly low: number;
  readonly high: number;
  readonly format: ValueFormat;
}

export interface LineLayer {
  readonly kind: 'line';
  readonly x: ArrayLike<number>;
  /** A NaN breaks the line. */
  readonly y: ArrayLike<number>;
  readonly colour: Colour;
  readonly widthPx: number;
}

/** What lies between two lines. */
export interface AreaLayer {
  readonly kind: 'area';
  readonly x: ArrayLike<number>;
  readonly from: ArrayLike<number>;
  readonly to: ArrayLike<number>;
  readonly colour: Colour;
}

/** Bars that stand on zero, each as wide as its neighbour is far. */
export interface BarLayer {
  readonly kind: 'bars';
  readonly middles: ArrayLike<number>;
  readonly heights: ArrayLike<number>;
  readonly width: number;
  readonly colour: Colour;
}

/** Marks of equal size at any zoom; a ring is hollow. */
export interface DotLayer {
  readonly kind: 'dots';
  readonly shape: 'dot' | 'square' | 'ring';
  readonly x: ArrayLike<number>;
  readonly y: ArrayLike<number>;
  readonly colour: Colour;
  readonly sizePx: number;
}

/** A straight line over the whole width. */
export interface LevelLayer {
  readonly kind: 'level';
  readonly y: number;
  readonly colour: Colour;
  readonly dashed: boolean;
}

export type Layer = LineLayer | AreaLayer | BarLayer | DotLayer | LevelLayer;

/** A named place on the x axis. */
export interface Flag {
  readonly x: number;
  readonly label: string;
  readonly colour: Colour;
  /** On which side of the place its name stands. */
  readonly side: 'left' | 'right';
}

export interface LegendEntry {
  readonly name: string;
  readonly colour: Colour;
  readonly look: 'line' | 'area' | DotLayer['shape'];
}

/** What the cursor tells at each place. */
export interface Readout {
  readonly x: Float64Array;
  readonly columns: readonly {
    readonly name: string;
    readonly colour: Colour;
    readonly values: Float64Array;
  }[];
}

/** Something that happened, told when the cursor is near it. */
export interface Note {
  readonly x: number;
  readonly text: string;
}

/** A chart as data, drawn from back to front. */
export interface Chart {
  /** In the chooser between the charts of a panel. */
  readonly name: string;
  readonly x: Axis;
  readonly y: Axis;
  readonly layers: readonly Layer[];
  readonly legend: readonly LegendEntry[];
  readonly readout: Readout;
  readonly flags?: readonly Flag[];
  readonly notes?: readonly Note[];
  /** Its y axis stays as it is when it is zoomed, as that of shares does. */
  readonly keepsHeight?: true;
  /** Bars there are, where fewer points are drawn. */
  readonly thinnedFrom?: number;
}

/** One figure of the page. */
export interface Panel {
  readonly id: string;
  readonly title: string;
  /** What to read off it with its numbers; also its text for who cannot see it. */
  readonly reading: string;
  readonly wide: boolean;
  readonly heightPx: number;
  /** Label of the chooser between charts; absent when there is one. */
  readonly choice?: string;
  /** In the order offered; the first is shown. */
  readonly charts: readonly Chart[];
}
