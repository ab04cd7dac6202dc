/**
 * Photos are shrunk before they leave: a street is understood with 2048 pixels, and a telephone in the rain sends a tenth.
 * What the camera wrote (EXIF: place, time) goes with them, copied byte by byte.
 */

const LONGEST_SIDE = 2048;
const QUALITY = 0.85;
/** Smaller files are not worth the loss. */
const SMALL = 700_000;

/** The shrunk photo, or the photo itself where this browser can't shrink it, or would gain nothing. */
export async function shrunk(photo: File): Promise<File> {
  if (photo.size <= SMALL) return photo;
  try {
    const picture = await createImageBitmap(photo, { imageOrientation: "from-image" });
    const scale = Math.min(1, LONGEST_SIDE / Math.max(picture.width, picture.height));
    const canvas = document.createElement("canvas");
    canvas.width = Math.round(picture.width * scale);
    canvas.height = Math.round(picture.height * scale);
    const pen = canvas.getContext("2d", { alpha: false });
    if (!pen) return photo;
    pen.imageSmoothingQuality = "high";
    pen.fillStyle = "#fff";
    pen.fillRect(0, 0, canvas.width, canvas.height);
    pen.drawImage(picture, 0, 0, canvas.width, canvas.height);
    picture.close();
    const jpeg = await new Promise<Blob | null>((done) => canvas.toBlob(done, "image/jpeg", QUALITY));
    const exif = photo.type === "image/jpeg" ? exifOf(new Uint8Array(await photo.slice(0, 256 * 1024).arrayBuffer())) : null;
    // A PNG or WebP with a place inside would lose it.
    if (!jpeg || jpeg.size * 1.2 > photo.size || (photo.type !== "image/jpeg" && photo.size < 5_000_000)) return photo;
    const parts = exif ? [jpeg.slice(0, 2), exif, jpeg.slice(2)] : [jpeg];
    return new File(parts as BlobPart[], photo.name.replace(/\.\w+$/, "") + ".jpg", { type: "image/jpeg", lastModified: photo.lastModified });
  } catch {
    return photo;
  }
}

/** The EXIF segment of a JPEG as it stands, but upright: the pixels have been turned (JEITA CP-3451, 4.5.4 and 4.6.4 A). */
export function exifOf(jpeg: Uint8Array): Uint8Array | null {
  const view = new DataView(jpeg.buffer, jpeg.byteOffset, jpeg.byteLength);
  for (let at = 2; at + 4 <= jpeg.length && jpeg[at] === 0xff; ) {
    const [marker, length] = [jpeg[at + 1], view.getUint16(at + 2)];
    if (marker === 0xda) return null;
    const name = String.fromCharCode(...jpeg.slice(at + 4, at + 10));
    if (marker === 0xe1 && name === "Exif\0\0") {
      if (at + 2 + length > jpeg.length) return null;
      const segment = jpeg.slice(at, at + 2 + length);
      return upright(segment) ? segment : null;
    }
    at += 2 + length;
  }
  return null;
}

/** Sets the orientation of the first directory to 1; false for a block that can't be read. */
function upright(segment: Uint8Array): boolean {
  const tiff = new DataView(segment.buffer, segment.byteOffset + 10, segment.byteLength - 10);
  try {
    const little = tiff.getUint16(0) === 0x4949;
    const directory = tiff.getUint32(4, little);
    for (let entry = 0; entry < tiff.getUint16(directory, little); entry++) {
      const at = directory + 2 + entry * 12;
      if (tiff.getUint16(at, little) === 0x0112) tiff.setUint16(at + 8, 1, little);
    }
    return true;
  } catch {
    return false;
  }
}
