/** The part of gifenc that the bench uses; the package brings no types. */
declare module 'gifenc' {
  namespace gifenc {
    type Palette = [number, number, number][];
    interface Encoder {
      writeFrame(index: Uint8Array, width: number, height: number, options: { palette: Palette; delay: number }): void;
      finish(): void;
      bytesView(): Uint8Array;
    }
    function GIFEncoder(): Encoder;
    function quantize(rgba: Uint8Array, maximumColours: number): Palette;
    function applyPalette(rgba: Uint8Array, palette: Palette): Uint8Array;
  }
  export default gifenc;
}
