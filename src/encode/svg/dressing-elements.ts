import type { Dressing, Mark, Title } from '../../dressing/dressing.js';
import type { Watermark } from '../../dressing/watermark.js';
import type { RectanglePx } from '../../mosaic/painted-frame.js';
import { escapeXml } from '../../text/xml.js';
import type { ColourClasses } from './styles.js';

/** The viewer's own face for titles, as windows have it; its width is made to agree with what was laid out. */
const TITLE_FAMILIES = "system-ui,-apple-system,'Segoe UI',Roboto,'Noto Sans',sans-serif";

/** Everything around the cells as SVG; what has class `bg` shows the terminal's background. */
export function dressingElements(dressing: Dressing, colours: ColourClasses): string {
  const { window, radiusPx, borderPx, borderColour, barPx, barColour, marks, title } = dressing;
  const inner = {
    leftPx: window.leftPx + borderPx,
    topPx: window.topPx + borderPx,
    rightPx: window.rightPx - borderPx,
    bottomPx: window.bottomPx - borderPx,
  };
  const innerRadiusPx = Math.max(0, radiusPx - borderPx);
  const barBottomPx = inner.topPx + barPx;
  const upperRadiusPx = barPx === 0 ? innerRadiusPx : 0;
  return [
    marginElement(dressing, colours),
    shadowElement(dressing),
    borderPx === 0 ? '' : `<rect ${boxAttributes(window)} rx="${radiusPx}"${colours.attribute(borderColour)}/>\n`,
    barPx === 0 ? '' : roundedBox({ ...inner, bottomPx: barBottomPx }, innerRadiusPx, 0, colours.attribute(barColour)),
    roundedBox({ ...inner, topPx: barBottomPx }, upperRadiusPx, innerRadiusPx, ' class="bg"'),
    ...marks.map((mark) => markElement(mark, colours)),
    title === undefined ? '' : titleElement(title, colours),
  ].join('');
}

/** The picture's own bytes, within the document. */
export function watermarkElement({ stamp, file, opacity }: Watermark): string {
  const { leftPx, topPx, widthPx, heightPx } = stamp;
  const place = `x="${leftPx}" y="${topPx}" width="${widthPx}" height="${heightPx}" preserveAspectRatio="none"`;
  return `<image ${place} opacity="${opacity}" href="data:${file.mediaType};base64,${file.bytes.toString('base64')}"/>\n`;
}

function boxAttributes({ leftPx, topPx, rightPx, bottomPx }: RectanglePx): string {
  return `x="${leftPx}" y="${topPx}" width="${rightPx - leftPx}" height="${bottomPx - topPx}"`;
}

function marginElement({ margin }: Dressing, colours: ColourClasses): string {
  if (margin.kind === 'transparent') return '';
  if (margin.kind === 'colour') return `<rect width="100%" height="100%"${colours.attribute(margin.colour)}/>\n`;
  const stop = (colour: number) => colours.attribute(colour, 'stop-color');
  const stops = `<stop${stop(margin.from)}/><stop offset="1"${stop(margin.to)}/>`;
  const gradient = `<linearGradient id="margin" x2="1" y2="1">${stops}</linearGradient>`;
  return `${gradient}<rect width="100%" height="100%" fill="url(#margin)"/>\n`;
}

function shadowElement({ window, radiusPx, shadow }: Dressing): string {
  if (shadow === undefined) return '';
  const blur = `<filter id="blur" filterUnits="userSpaceOnUse" x="0" y="0" width="100%" height="100%"><feGaussianBlur stdDeviation="${hundredths(shadow.blurPx / 2)}"/></filter>`;
  const box = { ...window, topPx: window.topPx + shadow.dropPx, bottomPx: window.bottomPx + shadow.dropPx };
  return `${blur}<rect ${boxAttributes(box)} rx="${radiusPx}" opacity="${shadow.opacity}" filter="url(#blur)"/>\n`;
}

/** A box whose upper and lower corners are rounded each in their way. */
function roundedBox(box: RectanglePx, upperPx: number, lowerPx: number, attributes: string): string {
  const { leftPx, topPx, rightPx, bottomPx } = box;
  const arc = (radiusPx: number, x: number, y: number) =>
    radiusPx === 0 ? '' : `a${radiusPx} ${radiusPx} 0 0 1 ${x * radiusPx} ${y * radiusPx}`;
  const path = [
    `M${leftPx} ${topPx + upperPx}${arc(upperPx, 1, -1)}H${rightPx - upperPx}${arc(upperPx, 1, 1)}`,
    `V${bottomPx - lowerPx}${arc(lowerPx, -1, 1)}H${leftPx + lowerPx}${arc(lowerPx, -1, -1)}z`,
  ].join('');
  return `<path style="shape-rendering:auto"${attributes} d="${path}"/>\n`;
}

function markElement(mark: Mark, colours: ColourClasses): string {
  if (mark.kind === 'disc') {
    const { xPx, yPx, radiusPx, colour } = mark;
    return `<circle cx="${hundredths(xPx)}" cy="${hundredths(yPx)}" r="${hundredths(radiusPx)}"${colours.attribute(colour)}/>\n`;
  }
  const points = mark.pointsPx.map(hundredths).join(' ');
  return `<polyline points="${points}" fill="none"${colours.attribute(mark.colour, 'stroke')} stroke-width="${mark.widthPx}"/>\n`;
}

function titleElement({ picture, leftPx, baselinePx, fontSizePx, colour }: Title, colours: ColourClasses): string {
  const face = `style="font-family:${TITLE_FAMILIES};font-size:${hundredths(fontSizePx)}px;unicode-bidi:normal"`;
  const width = `textLength="${picture.widthPx}" lengthAdjust="spacingAndGlyphs"`;
  return `<text x="${leftPx}" y="${baselinePx}" ${width}${colours.attribute(colour)} ${face}>${escapeXml(picture.text)}</text>\n`;
}

function hundredths(value: number): number {
  return Math.round(value * 100) / 100;
}
