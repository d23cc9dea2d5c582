const programName = 'Parley';
/** IPTC NewsCodes, Digital Source Type: made by an algorithm that was trained on samples. */
const sourceType = 'http://cv.iptc.org/newscodes/digitalsourcetype/trainedAlgorithmicMedia';

/** XMP that says of a picture that a trained algorithm made it (IPTC Photo Metadata, `DigitalSourceType`), and which. */
export const generatedXmp = [
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
export function withGeneratedMetadata(jpeg: Uint8Array): Uint8Array {
  const hasHeader = jpeg[2] === 0xff && jpeg[3] === 0xe0;
  const at = hasHeader ? 4 + ((jpeg[4] ?? 0) << 8) + (jpeg[5] ?? 0) : 2;
  return Buffer.concat([jpeg.subarray(0, at), segment, jpeg.subarray(at)]);
}
