/**
 * The pictures of Symbols for Legacy Computing and its supplement that no bundled face has: small drawings of our own
 * after their names. Each is 8 fields wide and 16 high, a byte (two hexadecimal digits) a row, the leftmost field its highest
 * bit. Machines of the time drew them on such grids, too.
 */
import type { Shape } from './primitives.js';

const drawings: readonly (readonly [character: string, rows: string])[] = [
  ['\u{1cc46}', '88220490024811848822049002481184'], // speckle fill frame-1
  ['\u{1cc47}', '09208411488822400920841148882240'], // speckle fill frame-2
  ['\u{1cc48}', '0000000070f0f1ffff7e244200000000'], // left-facing bassinet
  ['\u{1cc49}', '000000000e0f8fffff7e244200000000'], // right-facing bassinet
  ['\u{1cc4a}', '000000183c7ea5ff665a994281000000'], // flying saucer with beams
  ['\u{1cc4b}', '0000000000183c7ea5ff660000000000'], // flying saucer without beams
  ['\u{1cc4c}', '000000003c7edbffffc381c300000000'], // alien monster open jaws
  ['\u{1cc4d}', '000000003c7edbffffdb5a3c00000000'], // alien monster closed jaws
  ['\u{1cc4e}', '00000000183c7edbff5a814200000000'], // alien squid open tentacles
  ['\u{1cc4f}', '00000000183c7edbff245aa500000000'], // alien squid closed tentacles
  ['\u{1cc50}', '0000000090493e6bffbf256300000000'], // alien crab stepping right
  ['\u{1cc51}', '0000000009927cd6fffda4c600000000'], // alien crab stepping left
  ['\u{1cc52}', '0000000000003c7ea5ffdba500000000'], // alien spider crouching
  ['\u{1cc53}', '00000081423c7ea5ff5a998100000000'], // alien spider spread
  ['\u{1cc54}', '0000000024183c66ffbda13000000000'], // alien monster step-1
  ['\u{1cc55}', '0000000024183c66ffbd850c00000000'], // alien monster step-2
  ['\u{1cc64}', '003c7effff7e187e1818183c7eff0000'], // mushroom cloud
  ['\u{1cc92}', '00000000397dbfffff7d390000000000'], // left-facing fish
  ['\u{1cc93}', '000000009cbefdffffbe9c0000000000'], // right-facing fish
  ['\u{1cc94}', '00000000397ddf3f3fff7d3900000000'], // left-facing fish with open mouth
  ['\u{1cc95}', '000000009cbefbfcfcffbe9c00000000'], // right-facing fish with open mouth
  ['\u{1cc96}', '0000000000c3e77e3c18180000000000'], // flapping bird
  ['\u{1cc9e}', '000000001e1fff1f7fffab7e00000000'], // left-pointing tank
  ['\u{1cc9f}', '0000000078f8fff8feffd57e00000000'], // right-pointing tank
  ['\u{1cca0}', '0000000000003e7fff7f3e0000000000'], // left-pointing rocket booster
  ['\u{1cca1}', '0000000000007cfefffe7c0000000000'], // right-pointing rocket booster
  ['\u{1cca2}', '00000000246c6dffff7e666600000000'], // left-pointing roller coaster car
  ['\u{1cca3}', '000000002436b6ffff7e666600000000'], // right-pointing roller coaster car
  ['\u{1cca4}', '0000000003070f3f6dff381000000000'], // left half flying saucer
  ['\u{1cca5}', '00000000c0e0f0fcb6ff1c0800000000'], // right half flying saucer
  ['\u{1ccba}', '000001010707010101317bffffffff7f'], // upper left quadrant chess king
  ['\u{1ccbb}', '00008080e0e08080808cdefffffffffe'], // upper right quadrant chess king
  ['\u{1ccbc}', '7f3f3f1f1f0f0f1f1f3f3f7f7f7f7f00'], // lower left quadrant chess king
  ['\u{1ccbd}', 'fefcfcf8f8f0f0f8f8fcfcfefefefe00'], // lower right quadrant chess king
  ['\u{1ccbe}', '0001018189c9cd6d6f6f7f3f3f3f1f1f'], // upper left quadrant chess queen
  ['\u{1ccbf}', '008080819193b3b6f6f6fefcfcfcf8f8'], // upper right quadrant chess queen
  ['\u{1ccc0}', '1f1f0f0f0f1f1f0f0f1f1f3f3f7f7f00'], // lower left quadrant chess queen
  ['\u{1ccc1}', 'f8f8f0f0f0f8f8f0f0f8f8fcfcfefe00'], // lower right quadrant chess queen
  ['\u{1ccc2}', '00006767677f7f7f3f3f0f0f0f0f0f0f'], // upper left quadrant chess rook
  ['\u{1ccc3}', '0000e6e6e6fefefefcfcf0f0f0f0f0f0'], // upper right quadrant chess rook
  ['\u{1ccc4}', '0f0f0f1f1f1f1f3f3f3f3f7f7f7f0000'], // lower left quadrant chess rook
  ['\u{1ccc5}', 'f0f0f0f8f8f8f8fcfcfcfcfefefe0000'], // lower right quadrant chess rook
  ['\u{1ccc6}', '000001010307070f0f0e1c1913273f3f'], // upper left quadrant chess bishop
  ['\u{1ccc7}', '00008080c0e0e0f0f0703898c8e4fcfc'], // upper right quadrant chess bishop
  ['\u{1ccc8}', '1f1f070707070f0f1f1f3f3f7f7f7f00'], // lower left quadrant chess bishop
  ['\u{1ccc9}', 'f8f8e0e0e0e0f0f0f8f8fcfcfefefe00'], // lower right quadrant chess bishop
  ['\u{1ccca}', '00000607070f0f1e1e3f3f7f7ffffef8'], // upper left quadrant chess knight
  ['\u{1cccb}', '00000060f8fcfe7f7fffffffffffffff'], // upper right quadrant chess knight
  ['\u{1cccc}', 'f17337070f0f1f1f3f3f3f3f7f7f7f00'], // lower left quadrant chess knight
  ['\u{1cccd}', 'fffffffffefffefefcf8fcfcfcfefe00'], // lower right quadrant chess knight
  ['\u{1ccce}', '000000000000000307070f0f0f070703'], // upper left quadrant chess pawn
  ['\u{1cccf}', '00000000000000c0e0e0f0f0f0e0e0c0'], // upper right quadrant chess pawn
  ['\u{1ccd0}', '0f1f1f07070707070f0f1f1f7f7f7f00'], // lower left quadrant chess pawn
  ['\u{1ccd1}', 'f0f8f8e0e0e0e0e0f0f0f8f8fefefe00'], // lower right quadrant chess pawn
  ['\u{1ccfa}', '000000386c60380c06c66c3800000000'], // snake symbol
  ['\u{1ccfb}', '0000000000183c7ea5ff660000000000'], // flying saucer symbol
  ['\u{1ccfc}', '000000181830306060c0cc7c00000000'], // nose symbol
  ['\u{1cde6}', '0000183c3c3c18187effffbdbdbdbdbd'], // top half standing person
  ['\u{1cde7}', 'bdbdbd3c3c2424242424242466660000'], // bottom half standing person
  ['\u{1cde8}', '000000000000000c1e1e0c183e7edd9d'], // top half right-facing runner frame-1
  ['\u{1cde9}', 'bc3c3c1c1e36336161c1c3c280800000'], // bottom half right-facing runner frame-1
  ['\u{1cdea}', '000000000000000c1e1e0c181c3e3e7a'], // top half right-facing runner frame-2
  ['\u{1cdeb}', '5a1c1c1c181c1c163236242c28301800'], // bottom half right-facing runner frame-2
  ['\u{1cdec}', '0000000000000030787830187c7ebbb9'], // top half left-facing runner frame-1
  ['\u{1cded}', '3d3c3c38786ccc868683c34301010000'], // bottom half left-facing runner frame-1
  ['\u{1cdee}', '000000000000003078783018387c7c5e'], // top half left-facing runner frame-2
  ['\u{1cdef}', '5a383838183838684c6c2434140c1800'], // bottom half left-facing runner frame-2
  ['\u{1cdf8}', '0000663c1818dbff7e3c181818000000'], // down-pointing airplane
  ['\u{1cdf9}', '0000000818317fffff31180800000000'], // left-pointing airplane
  ['\u{1cdfa}', '000000000018187e7e183c0000000000'], // small up-pointing airplane
  ['\u{1cdfd}', '000000000010343c783c280000000000'], // explosion frame-1
  ['\u{1cdfe}', '000000925a3c66e7247e5a9100000000'], // explosion frame-2
  ['\u{1cdff}', '00008922811042810049108229000000'], // explosion frame-3
  ['\u{1ceb2}', '00007e4242424242427e3cffabff0000'], // old personal computer with monitor in portrait orientation
  ['\u{1ceba}', '00007e6e766e7e3c1818183c7e000000'], // fragile symbol
  ['\u{1cebb}', '0000ffb5ffb5ffb5ffb5ffe7e7000000'], // office building symbol
  ['\u{1cebc}', '0000183c3c7e7eff3c7eff1818000000'], // tree symbol
  ['\u{1cebd}', '0000000c186efffefcfeff7e24000000'], // apple symbol
  ['\u{1cebe}', '000000030c14242266f7f76200000000'], // cherry symbol
  ['\u{1cebf}', '000024187effb7fddf767e2c18000000'], // strawberry symbol
  ['\u{1fbcb}', '00000066ffdbc36666c3dbff66000000'], // white cross mark
  ['\u{1fbcd}', '0000000000183c7effe7c30000000000'], // black small up-pointing chevron
  ['\u{1fbfa}', '00000000183c3c7e7e7eff1800000000'], // alarm bell symbol
];

/** All shapes of this file, by character. */
export function pictures(): Shape[] {
  return drawings.map(([character, rows]) => [
    character,
    [{ kind: 'bitmap', rows: Array.from(Buffer.from(rows, 'hex')) }],
  ]);
}
