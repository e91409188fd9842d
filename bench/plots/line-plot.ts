/** Draws a plot as SVG. The same plot always yields the same text. */

export interface Plot {
  readonly title: string;
  readonly x: string;
  readonly y: string;
  readonly series: readonly Series[];
}

interface Series {
  readonly name: string;
  readonly points: readonly (readonly [x: number, y: number])[];
}

const SIZE = { width: 720, height: 360 };
const MARGIN = { left: 64, right: 24, top: 64, bottom: 48 };
const COLOURS = ['#0969da', '#bc4c00', '#1a7f37'];
/** Grey values that are readable on white, which the plot paints, since GitHub shows images on dark pages too. */
const [TEXT, GRID] = ['#1f2328', '#d1d9e0'];
const TICKS = 5;

/** Draws the series as lines with a dot for each point. Both axes start at 0. */
export function drawPlot({ title, x, y, series }: Plot): string {
  const points = series.flatMap((each) => each.points);
  const [xTicks, yTicks] = [
    ticksTo(Math.max(...points.map(([at]) => at))),
    ticksTo(Math.max(...points.map(([, v]) => v))),
  ];
  const toX = scale(xTicks, MARGIN.left, SIZE.width - MARGIN.right);
  const toY = scale(yTicks, SIZE.height - MARGIN.bottom, MARGIN.top);
  const bottom = SIZE.height - MARGIN.bottom;
  const grid = [
    ...yTicks.map((tick) => `<path stroke="${GRID}" d="M${MARGIN.left} ${toY(tick)}H${SIZE.width - MARGIN.right}"/>`),
    ...yTicks.map((tick) => text(MARGIN.left - 8, toY(tick) + 4, 'end', label(tick))),
    ...xTicks.map((tick) => text(toX(tick), bottom + 18, 'middle', label(tick))),
    text((MARGIN.left + SIZE.width - MARGIN.right) / 2, SIZE.height - 10, 'middle', x),
    text(MARGIN.left - 48, MARGIN.top - 14, 'start', y),
    text(MARGIN.left - 48, 24, 'start', title, ' font-size="16" font-weight="600"'),
  ];
  const lines = series.map(({ name, points: line }, index) => {
    const colour = COLOURS[index % COLOURS.length] ?? TEXT;
    const path = line.map(([at, value]) => `${toX(at)} ${toY(value)}`).join('L');
    const dots = line.map(([at, value]) => `<circle cx="${toX(at)}" cy="${toY(value)}" r="3" fill="${colour}"/>`);
    const legend = text(SIZE.width - MARGIN.right - 170 * (series.length - index - 1), MARGIN.top - 14, 'end', name);
    return [
      `<path fill="none" stroke="${colour}" stroke-width="2" d="M${path}"/>`,
      ...dots,
      legend.replace(TEXT, colour),
    ].join('\n');
  });
  const { width, height } = SIZE;
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" role="img" font-family="sans-serif">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="${width}" height="${height}" fill="#ffffff"/>`,
    ...grid,
    ...lines,
    '</svg>\n',
  ].join('\n');
}

/** Returns about {@link TICKS} round numbers from 0 to at least `max`. */
function ticksTo(max: number): readonly number[] {
  const rough = max / TICKS;
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = ([1, 2, 5].find((factor) => factor * power >= rough) ?? 10) * power;
  return Array.from({ length: Math.ceil(max / step) + 1 }, (_, index) => index * step);
}

/** Returns a function from values to pixels. */
function scale(ticks: readonly number[], from: number, to: number): (value: number) => number {
  const end = ticks.at(-1) ?? 1;
  return (value) => Number((from + (value / end) * (to - from)).toFixed(1));
}

function text(x: number, y: number, anchor: string, content: string, attributes = ' font-size="13"'): string {
  return `<text x="${x}" y="${y}" text-anchor="${anchor}" fill="${TEXT}"${attributes}>${escaped(content)}</text>`;
}

function label(tick: number): string {
  return Number(tick.toPrecision(3)).toLocaleString('en-US');
}

function escaped(content: string): string {
  return content.replace(/&/g, '&amp;').replace(/</g, '&lt;');
}
