import { crc32 } from 'node:zlib';

const programName = 'Parley';
/** IPTC NewsCodes, Digital Source Type: made by an algorithm that was trained on samples. */
const sourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

/** XMP that says of a picture that a trained algorithm made it (IPTC Photo Metadata, `DigitalSourceType`), and which. */
const generatedXmp = [
  '<?xpacket begin="\uFEFF" id="W5M0MpCehiHzreSzNTczkc9d"?>',
  '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">',
  '<rdf:Description rdf:about="" xmlns:xmp="http://ns.adobe.com/xap/1.0/"',
  ' xmlns:Iptc4xmpExt="http://iptc.org/std/Iptc4xmpExt/2008-02-29/"',
  ` xmp:CreatorTool="${programName}" Iptc4xmpExt:DigitalSourceType="${sourceType}"`,
  ` Iptc4xmpExt:AISystemUsed="${programName}"/>`,
  '</rdf:RDF></x:xmpmeta><?xpacket end="w"?>',
].join('');

/** The same as a JPEG segment (XMP specification, part 3, 1.1.3): marker, length, name, packet. */
const segment = (() => {
  const body = Buffer.from(`http://ns.adobe.com/xap/1.0/\0${generatedXmp}`);
  const head = Buffer.from([0xff, 0xe1, 0, 0]);
  head.writeUInt16BE(body.length + 2, 2);
  return Buffer.concat([head, body]);
})();

/** A JPEG file with that segment right behind its JFIF header, or behind its start. Copies the file once. */
export function withGeneratedSegment(jpeg: Uint8Array): Uint8Array {
  const hasHeader = jpeg[2] === 0xff && jpeg[3] === 0xe0;
  const at = hasHeader ? 4 + ((jpeg[4] ?? 0) << 8) + (jpeg[5] ?? 0) : 2;
  return Buffer.concat([jpeg.subarray(0, at), segment, jpeg.subarray(at)]);
}

/** Signature and IHDR, which comes first and has 13 bytes (PNG specification, 5.2 and 11.2.1). */
const pngHeadBytes = 8 + 12 + 13;

/**
 * The same as a PNG chunk (XMP specification, part 3, 1.1.5): length, type, keyword, flags that say "not compressed",
 * no language, no translated keyword, packet, checksum.
 */
const chunk = (() => {
  const body = Buffer.from(`iTXtXML:com.adobe.xmp\0\0\0\0\0${generatedXmp}`);
  const framed = Buffer.alloc(body.length + 8);
  framed.writeUInt32BE(body.length - 4, 0);
  framed.set(body, 4);
  framed.writeUInt32BE(crc32(body), 4 + body.length);
  return framed;
})();

/** A PNG file with that chunk right behind its IHDR: in plain text, as sharp does not write it. Copies the file once. */
export function withGeneratedChunk(png: Uint8Array): Uint8Array {
  return Buffer.concat([png.subarray(0, pngHeadBytes), chunk, png.subarray(pngHeadBytes)]);
}
