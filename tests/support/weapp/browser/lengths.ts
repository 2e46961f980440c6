/** Lengths of WeChat in those of a browser: 750 rpx are the page's width, 100 vh the height of what a page has. */
export const browserLengths = (value: string): string =>
  value.replace(
    /url\([^)]*\)|"[^"]*"|'[^']*'|(-?\d*\.?\d+)(rpx|vh)\b/g,
    (whole, number: string | undefined, unit: string) => {
      if (number === undefined) return whole;
      return unit === "rpx" ? `${Number(number) / 7.5}vw` : `calc(${number} * var(--phone-vh))`;
    },
  );
