let segmenter: Intl.Segmenter | undefined;

/** The user-perceived characters of a text. What tells them apart is only loaded when first asked: it takes a while. */
export function segmentsOf(text: string): Intl.Segments {
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return segmenter.segment(text);
}
