/** What JSON.parse takes, and the bare NaN and Infinity that Python writes. @throws SyntaxError */
export function parseLenientJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!/NaN|Infinity/.test(text)) throw error;
    const replaced = text.replace(/"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g, (token) => {
      if (token === 'NaN') return 'null';
      return token.endsWith('Infinity') ? token.replace('Infinity', '1e999') : token;
    });
    return JSON.parse(replaced);
  }
}
